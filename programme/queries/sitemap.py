"""The addresses of an edition's public pages, for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from programme.models import Edition, Page, Partner, Session, Track
from programme.queries.rooms import public_rooms
from programme.queries.showings import public_slots
from programme.queries.speakers import PER_PAGE, public_speakers


@dataclass(frozen=True, slots=True)
class Address:
    """What `reverse` takes, and what follows the question mark."""

    name: str
    arguments: tuple[object, ...]
    query: str = ""


def public_editions() -> list[str]:
    """By slug, the newest first; one query."""
    return list(Edition.objects.public().values_list("slug", flat=True))


def public_addresses(edition: Edition) -> tuple[Address, ...]:
    """Of a public edition, all pages that stand by themselves and have something on them; six queries.

    None tells when it changed: texts and names are live, and nothing says when the last of them was written.
    """
    return tuple(
        Address(name, (edition.slug, *arguments), query) for name, arguments, query in _pages(edition)
    )


def _pages(edition: Edition) -> Iterator[tuple[str, tuple[object, ...], str]]:
    yield "home", (), ""
    yield "programme", (), ""
    yield from _sessions(edition)
    yield from _speakers(edition)
    yield from _places(edition)
    tracks = list(Track.objects.filter(edition=edition).values_list("slug", flat=True))
    if tracks:
        yield "track_list", (), ""
    for slug in tracks:
        yield "track_detail", (slug,), ""
    if Partner.objects.filter(edition=edition).exists():
        yield "partner_list", (), ""
    for slug in Page.objects.filter(edition=edition, is_public=True).values_list("slug", flat=True):
        yield "page_detail", (slug,), ""


def _sessions(edition: Edition) -> Iterator[tuple[str, tuple[object, ...], str]]:
    """With the days of the programme, and what changed in it."""
    slots = (
        public_slots(edition)
        .select_related("occurrence__session")
        .only(
            "period",
            "occurrence__session__code",
            "occurrence__session__title",
            "occurrence__session__language",
        )
        .fetch_mode(models.FETCH_RAISE)
    )
    days, sessions = set(), dict[int, Session]()
    for slot in slots:
        days.add(edition.day_of(slot.starts_at))
        sessions[slot.occurrence.session_id] = slot.occurrence.session
    for day in sorted(days):
        yield "programme", (), f"day={day.isoformat()}"
    if sessions:
        yield "change_list", (), ""
    for session in sessions.values():
        yield "session_detail", (session.code, session.slug), ""


def _speakers(edition: Edition) -> Iterator[tuple[str, tuple[object, ...], str]]:
    speakers = list(public_speakers(edition).only("name", "number").fetch_mode(models.FETCH_RAISE))
    for start in range(0, len(speakers), PER_PAGE):
        yield "speaker_list", (), f"page={start // PER_PAGE + 1}" if start else ""
    for speaker in speakers:
        yield "speaker_detail", (speaker.number, speaker.slug), ""


def _places(edition: Edition) -> Iterator[tuple[str, tuple[object, ...], str]]:
    rooms = list(public_rooms(edition).values_list("venue__slug", "slug"))
    if rooms:
        yield "venue_list", (), ""
    for venue in dict.fromkeys(venue for venue, _room in rooms):
        yield "venue_detail", (venue,), ""
    for _venue, room in rooms:
        yield "room_detail", (room,), ""
