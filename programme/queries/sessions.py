"""One session: its texts, its people, and when and where it is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from psycopg2.extras import DateTimeTZRange

from programme.models import Attachment, Edition, Occurrence, Session, SessionLink, Slot, Text
from programme.queries.labels import access_labels, language_label, safe_link
from programme.queries.showings import (
    FormatMark,
    Person,
    Showing,
    TrackMark,
    is_cancelled,
    people_of,
    public_slots,
    session_marks,
    showings_of_occurrences,
    showings_of_slots,
    track_mark,
    with_what_is_listed,
)
from programme.timetable.problem import Interval

ELSEWHERE = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What is in the same room before or after, or elsewhere at the same time. Times are in the edition's zone."""

    code: str
    slug: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    track: TrackMark | None
    room: Text | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One showing on the session's own page, between its neighbours of the day.

    `before` and `after` reach, in the order of the day, to the nearest that is held: who waits in the room is
    told what does not come, and what comes. `elsewhere` is what else is held at that time, in any room: the same
    track first, and a few at most.
    """

    showing: Showing
    before: tuple[Neighbour, ...] = ()
    after: tuple[Neighbour, ...] = ()
    elsewhere: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is "" where the address is not safe to follow."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Download:
    """`name` is what the files' address takes."""

    label: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetail:
    """Words are the reader's. `state` is one in a draft, "" in what is published.

    It is cancelled with its last time, too.
    """

    code: str
    slug: str
    title: Text
    subtitle: Text
    abstract: Text
    description: Text
    track: TrackMark | None
    format: FormatMark
    language: str
    interpreted_into: tuple[str, ...]
    access: tuple[str, ...]
    minimum_age: int | None
    recording: str
    cancelled: bool
    state: str
    sittings: tuple[Sitting, ...]
    speakers: tuple[Person, ...]
    links: tuple[Link, ...]
    downloads: tuple[Download, ...]


def published_session(edition: Edition, code: str, language: str) -> SessionDetail | None:
    """None unless the current release shows it."""
    slots = list(
        with_what_is_listed(public_slots(edition).filter(occurrence__session__code=code)).defer(None)
    )
    if not slots:
        return None
    session = slots[0].occurrence.session
    people = people_of([session.pk])
    showings = showings_of_slots(edition, language, slots, people)
    return _detail(
        edition,
        language,
        session,
        people=people.get(session.pk, ()),
        sittings=_between_neighbours(edition, language, showings),
        cancelled=all(showing.cancelled for showing in showings),
    )


def drafted_session(edition: Edition, code: str, language: str) -> SessionDetail | None:
    """As it stands now, in any state, placed or not. For organisers only."""
    session = (
        Session.objects.filter(edition=edition, code=code)
        .select_related("track", "format")
        .fetch_mode(models.FETCH_RAISE)
        .first()
    )
    if session is None:
        return None
    people = people_of([session.pk])
    occurrences = list(
        Occurrence.objects.filter(session=session)
        .select_related("session__track", "session__format", "room__venue")
        .fetch_mode(models.FETCH_RAISE)
    )
    showings = showings_of_occurrences(edition, language, occurrences, people)
    return _detail(
        edition,
        language,
        session,
        people=people.get(session.pk, ()),
        sittings=tuple(Sitting(showing=showing) for showing in showings),
        cancelled=session.is_cancelled
        or (bool(occurrences) and all(occurrence.is_cancelled for occurrence in occurrences)),
        state=session.get_state_display(),
    )


def _detail(
    edition: Edition,
    language: str,
    session: Session,
    *,
    people: tuple[Person, ...],
    sittings: tuple[Sitting, ...],
    cancelled: bool,
    state: str = "",
) -> SessionDetail:
    track, format_ = session_marks(edition, language, session)
    return SessionDetail(
        code=session.code,
        slug=session.slug,
        title=edition.text(session.title, language),
        subtitle=edition.text(session.subtitle, language),
        abstract=edition.text(session.abstract, language),
        description=edition.text(session.description, language),
        track=track,
        format=format_,
        language=language_label(session.language) if session.language else "",
        interpreted_into=tuple(map(language_label, session.interpreted_into)),
        access=access_labels(session.access_features),
        minimum_age=session.minimum_age,
        recording=session.recording,
        cancelled=cancelled,
        state=state,
        sittings=sittings,
        speakers=people,
        links=tuple(
            Link(label=link.label or link.url, url=safe_link(link.url))
            for link in SessionLink.objects.filter(session=session)
        ),
        downloads=tuple(
            Download(label=attachment.label, name=str(attachment.file.name))
            for attachment in Attachment.objects.filter(session=session).exclude(file="")
        ),
    )


def _between_neighbours(edition: Edition, language: str, showings: Iterable[Showing]) -> tuple[Sitting, ...]:
    """Each showing with what the public sees around it, in its room that day and elsewhere; one query."""
    showings = tuple(showings)
    around = Q(room__slug__in={showing.place.slug for showing in showings if showing.place})
    for showing in showings:
        around |= Q(period__overlap=DateTimeTZRange(showing.starts_at, showing.ends_at))
    slots = (
        public_slots(edition)
        .filter(around)
        .select_related("occurrence__session__track", "room__venue")
        .only(
            "period",
            "cancelled",
            "room__slug",
            "room__name",
            "room__position",
            "room__venue__slug",
            "room__venue__position",
            "occurrence__number",
            "occurrence__is_cancelled",
            "occurrence__session__state",
            "occurrence__session__code",
            "occurrence__session__title",
            "occurrence__session__language",
            "occurrence__session__track__slug",
            "occurrence__session__track__name",
            "occurrence__session__track__position",
        )
        .fetch_mode(models.FETCH_RAISE)
    )
    in_order = sorted(slots, key=lambda slot: (slot.starts_at, slot.occurrence.number))
    return tuple(_sitting(edition, language, showing, in_order) for showing in showings)


def _sitting(edition: Edition, language: str, showing: Showing, slots: list[Slot]) -> Sitting:
    elsewhere = _elsewhere(edition, language, showing, slots)
    row = [
        slot
        for slot in slots
        if showing.place
        and slot.room
        and slot.room.slug == showing.place.slug
        and edition.day_of(slot.starts_at) == showing.day
    ]
    here = next((at for at, slot in enumerate(row) if slot.occurrence.number == showing.number), None)
    if here is None:
        return Sitting(showing=showing, elsewhere=elsewhere)
    earlier = [_neighbour(edition, language, slot) for slot in reversed(row[:here])]
    later = [_neighbour(edition, language, slot) for slot in row[here + 1 :]]
    return Sitting(
        showing=showing,
        before=tuple(reversed(_to_the_held(earlier))),
        after=tuple(_to_the_held(later)),
        elsewhere=elsewhere,
    )


def _elsewhere(
    edition: Edition, language: str, showing: Showing, slots: Iterable[Slot]
) -> tuple[Neighbour, ...]:
    """What else is held while it is: of its track first, then by start and room."""
    time = Interval(showing.starts_at, showing.ends_at)
    others = [
        slot
        for slot in slots
        if slot.occurrence.session.code != showing.code
        and not is_cancelled(slot)
        and time.overlaps(Interval(slot.starts_at, slot.ends_at))
    ]

    def order(slot: Slot) -> tuple[Any, ...]:
        track, room = slot.occurrence.session.track, slot.room
        is_of_another = not (track and showing.track and track.slug == showing.track.slug)
        place = (0, room.venue.position, room.venue.slug, room.position, room.slug) if room else (1,)
        return (is_of_another, slot.starts_at, place, slot.occurrence.number)

    return tuple(_neighbour(edition, language, slot) for slot in sorted(others, key=order)[:ELSEWHERE])


def _to_the_held(neighbours: list[Neighbour]) -> list[Neighbour]:
    """From the nearest on, up to the first that is held."""
    held = (at for at, neighbour in enumerate(neighbours, start=1) if not neighbour.cancelled)
    return neighbours[: next(held, len(neighbours))]


def _neighbour(edition: Edition, language: str, slot: Slot) -> Neighbour:
    session = slot.occurrence.session
    return Neighbour(
        code=session.code,
        slug=session.slug,
        title=edition.text(session.title, language),
        starts_at=slot.starts_at.astimezone(edition.zone),
        ends_at=slot.ends_at.astimezone(edition.zone),
        cancelled=is_cancelled(slot),
        track=track_mark(edition, language, session.track),
        room=edition.text(slot.room.name, language) if slot.room else None,
    )
