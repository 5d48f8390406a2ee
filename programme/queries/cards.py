"""What cards say: of a session and a speaker that the public may see, and of the edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.cards import PLAIN, Card, EditionCard, Field, drawable
from programme.models import Edition, Texts
from programme.models.release import SlotQuerySet
from programme.queries.colours import SHAPES, Colours, colours_of
from programme.queries.labels import day_words
from programme.queries.showings import (
    Showing,
    people_of,
    public_slots,
    showings_of_slots,
    with_what_is_listed,
)
from programme.queries.speakers import public_speakers


def card_of_session(edition: Edition, code: str, language: str) -> Card | None:
    """Its first time that is held. None unless the current release shows it. Three queries."""
    slots = list(with_what_is_listed(public_slots(edition).filter(occurrence__session__code=code)))
    if not slots:
        return None
    session = slots[0].occurrence.session
    showings = showings_of_slots(edition, language, slots, people_of([session.pk]))
    showing = _first_held(showings)
    track = showing.track
    return Card(
        title=_first_drawable([showing.title, *session.title.values(), showing.format.name, edition.slug]),
        heading=track.name if track else "",
        people=tuple(person.name for person in showing.speakers),
        when=_when(showing),
        where=_where(showing),
        edition=_name(edition, language),
        dates=_dates_and_city(edition),
        field=_field(colours_of(edition), track.slug if track else ""),
        off=_("Cancelled") if showing.cancelled else "",
    )


def card_of_speaker(edition: Edition, number: int, language: str) -> Card | None:
    """With her first session that is held. None unless a session of hers is shown. Three queries."""
    speaker = public_speakers(edition).filter(number=number).only("name", "organisation").first()
    if speaker is None:
        return None
    hers: SlotQuerySet = public_slots(edition).filter(occurrence__session__parts__speaker=speaker)
    showing = _first_held(showings_of_slots(edition, language, with_what_is_listed(hers), {}))
    track = showing.track
    return Card(
        title=_first_drawable([speaker.name, speaker.organisation, edition.slug]),
        heading=_("Speaker"),
        people=(speaker.organisation,),
        when=showing.title,
        where=(
            _("Cancelled")
            if showing.cancelled
            else ", ".join(filter(None, (_when(showing), _where(showing))))
        ),
        edition=_name(edition, language),
        dates=_dates_and_city(edition),
        field=_field(colours_of(edition), track.slug if track else ""),
    )


def card_of_edition(edition: Edition, language: str) -> EditionCard:
    """One query."""
    colours = colours_of(edition)
    return EditionCard(
        title=_name(edition, language),
        tagline=_first_drawable([edition.text(edition.tagline, language), *edition.tagline.values(), ""]),
        dates=date_range(edition.starts_on, edition.ends_on),
        city=edition.city,
        fields=_four_fields(colours),
    )


def date_range(first: date, last: date) -> str:
    """ "5–7 July 2017", saying month and year once where they are the same."""
    full = "j F Y"
    if first == last:
        return date_format(first, full)
    start = full if first.year != last.year else "j" if first.month == last.month else "j F"
    joint = "–" if start == "j" else " – "
    return f"{date_format(first, start)}{joint}{date_format(last, full)}"


def _first_drawable(texts: Iterable[str]) -> str:
    """The last of them where there is none."""
    text = ""
    for text in texts:
        if drawable(text):
            break
    return text


def _name(edition: Edition, language: str) -> str:
    names: Texts = edition.name
    return _first_drawable([edition.text(names, language), *names.values(), edition.slug])


def _first_held(showings: Sequence[Showing]) -> Showing:
    """The first where none is held."""
    return next((showing for showing in showings if not showing.cancelled), showings[0])


def _when(showing: Showing) -> str:
    """ "Thursday 6 July 2017, 10:00–11:00": the day is that of the clock, which is the next one after midnight."""
    day = f"{capfirst(day_words(showing.starts_at.date()))} {showing.starts_at.year}"
    return f"{day}, {date_format(showing.starts_at, 'H:i')}–{date_format(showing.ends_at, 'H:i')}"


def _where(showing: Showing) -> str:
    place = showing.place
    if place is None:
        return ""
    names = [place.name] if place.venue == place.name else [place.name, place.venue]
    return ", ".join(filter(None, map(drawable, names)))


def _dates_and_city(edition: Edition) -> str:
    return ", ".join(filter(None, (date_range(edition.starts_on, edition.ends_on), drawable(edition.city))))


def _field(colours: Colours, track: str) -> Field:
    found = next((colour for colour in colours.tracks if colour.slug == track), None)
    return Field(found.palette.field, found.shape) if found else Field(PLAIN, 1)


def _four_fields(colours: Colours) -> tuple[Field, Field, Field, Field]:
    """The first four tracks; where there are fewer the edition's own colour stands between, in the next shapes."""
    tracks = [Field(track.palette.field, track.shape) for track in colours.tracks[:4]]
    own = [Field(colours.palette.field, at % SHAPES + 1) for at in range(len(tracks), 4)]
    if len(tracks) == 2:
        return tracks[0], own[0], own[1], tracks[1]
    one, two, three, four = [*tracks, *own]
    return one, two, three, four
