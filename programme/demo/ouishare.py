"""Loads the demo edition: OuiShare Fest Paris 2017 as it might have been, from the texts in ouishare2017/.

Where the edition is there already, nothing is loaded: what people changed, added or deleted since stays so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from programme.actions.releases import publish
from programme.models import (
    Edition,
    Format,
    Notice,
    Occurrence,
    Page,
    Partner,
    Room,
    Session,
    SessionLink,
    SessionSpeaker,
    Speaker,
    SpeakerLink,
    Texts,
    Track,
    Venue,
)
from programme.queries.plan import plan_release
from programme.times import local_to_utc

FOLDER = Path(__file__).parent / "ouishare2017"
SLUG = "paris-2017"
# When the two releases went out, on the clocks of Paris.
PUBLISHED = {1: datetime(2017, 6, 1, 9), 2: datetime(2017, 6, 28, 18)}  # noqa: DTZ001  # wall times

type Table = Mapping[str, Any]


def load_ouishare(*, say: Callable[[str], None]) -> Edition:
    """The demo edition, loaded whole in one transaction where it is missing; `say` gets a line a step.

    Refused, as by `publish`, when somebody broke the texts.
    """
    found = Edition.objects.filter(slug=SLUG).first()
    if found:
        say(f"The edition {SLUG} is here already. It stays as it is.")
        return found
    with transaction.atomic():
        edition = _load_edition()
        sessions = _load_sessions(edition)
        say(f"Loaded {_counted(edition)}.")
        _publish_releases(edition, sessions, say)
    return edition


def _counted(edition: Edition) -> str:
    return (
        f"{edition.venues.count()} venues, {edition.rooms.count()} rooms, {edition.tracks.count()} tracks, "
        f"{edition.pages.count()} pages, {edition.speakers.count()} speakers, "
        f"{edition.sessions.count()} sessions"
    )


# --- the edition and its people -----------------------------------------------------------------------


def _load_edition() -> Edition:
    tables = _read("edition")
    edition = Edition.objects.create(is_public=True, **_fields(tables["edition"], without={"notice"}))
    Notice.objects.create(edition=edition, text=_texts(tables["edition"]["notice"]))
    for partner in tables["partners"]:
        Partner.objects.create(edition=edition, **_fields(partner))
    for track in tables["tracks"]:
        Track.objects.create(edition=edition, **_fields(track))
    for form in tables["formats"]:
        Format.objects.create(edition=edition, **_fields(form))
    venues = {
        venue["key"]: Venue.objects.create(edition=edition, **_fields(venue)) for venue in tables["venues"]
    }
    for room in tables["rooms"]:
        fields = _fields(room, without={"venue"})
        Room.objects.create(edition=edition, venue=venues[room["venue"]], **fields)
    for page in _read("pages")["pages"]:
        Page.objects.create(edition=edition, **_fields(page))
    for table in _read("speakers")["speakers"]:
        fields = _fields(table, without={"links"})
        speaker = Speaker.objects.create(edition=edition, external_id=table["key"], **fields)
        for position, link in enumerate(table.get("links", ()), start=1):
            SpeakerLink.objects.create(speaker=speaker, position=position, **link)
    return edition


# --- the programme ------------------------------------------------------------------------------------


def _load_sessions(edition: Edition) -> dict[str, Session]:
    """The sessions by code, as they were for the first release: what is cancelled now still stood."""
    tracks = {track.slug: track for track in edition.tracks.all()}
    formats = {form.kind: form for form in edition.formats.all()}
    speakers = {speaker.external_id: speaker for speaker in edition.speakers.all()}
    rooms = {room.slug: room for room in edition.rooms.all()}
    sessions = {}
    for table in _read("sessions")["sessions"]:
        session = sessions[table["code"]] = Session.objects.create(
            edition=edition,
            external_id=table["code"],
            track=tracks[table["track"]] if "track" in table else None,
            format=formats[table["format"]],
            state=Session.State.CONFIRMED if _is_cancelled(table) else table["state"],
            **_fields(table, without={"track", "format", "state", "speakers", "links", "occurrences"}),
        )
        for position, part in enumerate(table["speakers"], start=1):
            SessionSpeaker.objects.create(
                session=session, speaker=speakers[part["speaker"]], role=part["role"], position=position
            )
        for position, link in enumerate(table.get("links", ()), start=1):
            SessionLink.objects.create(session=session, position=position, **link)
        for held in table["occurrences"]:
            Occurrence.objects.create(
                session=session,
                room=rooms[held["room"]],
                starts_at=local_to_utc(held["starts"], edition.zone),
                minutes=session.minutes,
            )
    return sessions


def _publish_releases(edition: Edition, sessions: Mapping[str, Session], say: Callable[[str], None]) -> None:
    """The first with the sessions as loaded, the second after its moves and the cancelling."""
    first, second = _read("releases")["releases"]
    _publish(edition, first)
    say("Published the timetable a first time.")
    for move in second["moves"]:
        _move(sessions[move["session"]], move)
    cancelled = [table["code"] for table in _read("sessions")["sessions"] if _is_cancelled(table)]
    for code in cancelled:
        sessions[code].state = Session.State.CANCELLED
        sessions[code].save()
    _publish(edition, second)
    say(f"Published it again: {len(second['moves'])} moved, {len(cancelled)} cancelled.")


def _publish(edition: Edition, table: Table) -> None:
    publish(
        edition=edition,
        note=_texts(table["note"]),
        by=None,
        fingerprint=plan_release(edition).fingerprint,
        at=local_to_utc(PUBLISHED[table["number"]], edition.zone),
    )


def _move(session: Session, move: Table) -> None:
    """`move["occurrence"]` counts the session's occurrences as the file lists them, from 0."""
    occurrence = session.occurrences.order_by("pk")[move["occurrence"]]
    occurrence.room = Room.objects.get(edition=session.edition_id, slug=move["room"])
    occurrence.starts_at = local_to_utc(move["starts"], session.edition.zone)
    occurrence.save()


def _is_cancelled(table: Table) -> bool:
    return bool(table["state"] == Session.State.CANCELLED)


# --- the files ----------------------------------------------------------------------------------------


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _fields(table: Table, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The table as a row's fields: a table within it is a text by language; `key` only joins the files."""
    left_out = {"key", *without}
    return {
        name: _texts(value) if isinstance(value, dict) else value
        for name, value in table.items()
        if name not in left_out
    }


def _texts(table: Mapping[str, str]) -> Texts:
    return Texts({language: text.strip() for language, text in table.items()})
