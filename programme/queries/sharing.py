"""What a page says of itself to search engines, and to whoever shares its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programme.models import Edition
from programme.queries.cards import date_range
from programme.queries.pages import PageDetail
from programme.queries.rooms import RoomDetail
from programme.queries.sessions import SessionDetail
from programme.queries.snapshots import Reader
from programme.queries.speakers import SpeakerDetail
from programme.queries.tracks import TrackDetail
from programme.queries.venues import VenueDetail
from programme.text import clean_line, plain_text

BEGINNING = 2_000  # characters of a text that are looked at
LONGEST = 200  # characters of a description; search engines and networks show no more


@dataclass(frozen=True, slots=True)
class Sharing:
    """Plain words in one line each. `kind` is a type of Open Graph; `card` is the picture's full address."""

    title: str
    description: str
    kind: str
    card: str
    card_alt: str
    site_name: str


def sharing_of(edition: Edition, context: Mapping[str, Any], reader: Reader) -> Sharing:
    """Of the page that is made from this context; no query."""
    language = reader.language
    name = clean_line(edition.text(edition.name, language))
    title, kind = name, "website"
    texts: list[str] = [edition.text(edition.tagline, language)]
    card = reader.address("edition_card", edition.slug)
    match context:
        case {"session": SessionDetail() as session}:
            title, texts = session.title, [session.abstract, session.subtitle, session.description]
            kind = "article"
            card = reader.address("session_card", edition.slug, session.code)
        case {"speaker": SpeakerDetail() as speaker}:
            title, texts, kind = speaker.name, [speaker.bio, speaker.organisation], "profile"
            card = reader.address("speaker_card", edition.slug, speaker.number)
        case {"track": TrackDetail() as track}:
            title, texts = track.name, [track.question, track.description, *texts]
        case {"room": RoomDetail() as room}:
            title, texts = room.place.name, [room.place.venue, *texts]
        case {"venue": VenueDetail() as venue}:
            title, texts = venue.entry.name, [venue.entry.address, *texts]
        case {"information": PageDetail() as page}:
            title, texts = page.title, [page.body, *texts]
    texts.append(edition.text(edition.description, language))
    title = clean_line(title) or name
    return Sharing(
        title=title,
        description=_first_words(texts) or _dates(edition),
        kind=kind,
        card=card,
        card_alt=title if title == name else f"{title} – {name}",
        site_name=name,
    )


def _first_words(texts: list[str]) -> str:
    """Of the first text that has any."""
    for text in texts:
        words = plain_text(text[:BEGINNING], LONGEST) if text else ""
        if words:
            return words
    return ""


def _dates(edition: Edition) -> str:
    """ "5–7 July 2017, Paris"."""
    return ", ".join(filter(None, (date_range(edition.starts_on, edition.ends_on), clean_line(edition.city))))
