"""Parts of the published programme that have a calendar of their own, each a picture titled for its readers."""

from __future__ import annotations

from datetime import date

from programme.interchange.snapshot import Snapshot
from programme.models import Edition, Track
from programme.models.release import SlotQuerySet
from programme.queries.labels import day_words
from programme.queries.showings import public_slots
from programme.queries.snapshots import Reader, snapshot_of


def calendar_of_day(edition: Edition, day: date, reader: Reader) -> Snapshot | None:
    """A festival day. None unless it is one of the edition's, or something is held on it all the same."""
    begins, ends = edition.day_bounds(day)
    found = _part(edition, reader, period__startswith__gte=begins, period__startswith__lt=ends)
    if not found.sessions and day not in edition.days:
        return None
    return _titled(found, day_words(day))


def calendar_of_track(edition: Edition, slug: str, reader: Reader) -> Snapshot | None:
    """A track shows with or without a programme, and so does its calendar."""
    found = _part(edition, reader, occurrence__session__track__slug=slug)
    if found.tracks:
        return _titled(found, found.tracks[0].name)
    track = Track.objects.filter(edition=edition, slug=slug).first()
    return _titled(found, edition.text(track.name, reader.language)) if track else None


def calendar_of_room(edition: Edition, slug: str, reader: Reader) -> Snapshot | None:
    """None unless the current release shows something in it."""
    found = _part(edition, reader, room__slug=slug)
    return _titled(found, found.rooms[0].name) if found.sessions else None


def calendar_of_session(edition: Edition, code: str, reader: Reader) -> Snapshot | None:
    """All times of one session. None unless the current release shows it."""
    found = _part(edition, reader, occurrence__session__code=code)
    return _titled(found, found.sessions[0].title) if found.sessions else None


def _part(edition: Edition, reader: Reader, **what: object) -> Snapshot:
    slots: SlotQuerySet = public_slots(edition).filter(**what)
    return snapshot_of(edition, reader, slots)


def _titled(found: Snapshot, words: str) -> Snapshot:
    return found.change(title=f"{found.title} – {words}")
