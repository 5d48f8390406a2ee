"""The timetable as organisers have it now, for the rules and for publishing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from programme.models import Availability, Occurrence, Session, SessionSpeaker
from programme.timetable.clashes import Clash, hard_clashes
from programme.timetable.problem import Interval, Key, Placement, Timetable

if TYPE_CHECKING:
    from programme.models import Edition


def placed_occurrences(edition: Edition) -> list[Occurrence]:
    """Those with a time, by time and room, with what a list of them says."""
    return list(
        Occurrence.objects.placed()
        .filter(edition=edition)
        .select_related("session__format", "session__track", "room__venue", "edition")
        .order_by("starts_at", "room__position", "room__slug", "id")
    )


def draft_clashes(edition: Edition, occurrences: Iterable[Occurrence]) -> tuple[Clash, ...]:
    """The hard clashes among `occurrences`; subjects and occurrences are named by their primary keys."""
    return hard_clashes(timetable_of(edition, occurrences))


def timetable_of(edition: Edition, occurrences: Iterable[Occurrence]) -> Timetable:
    speakers = speakers_by_session(edition)
    return Timetable(
        placements=tuple(placement_of(occurrence, speakers) for occurrence in occurrences),
        availability=availability_of(edition),
        days=days_of(edition),
    )


def placement_of(occurrence: Occurrence, speakers: dict[Key, frozenset[Key]]) -> Placement:
    assert occurrence.starts_at is not None
    assert occurrence.ends_at is not None
    return Placement(
        occurrence=occurrence.pk,
        session=occurrence.session_id,
        interval=Interval(occurrence.starts_at, occurrence.ends_at),
        room=occurrence.room_id,
        shared=occurrence.room is not None and occurrence.room.shared,
        speakers=speakers.get(occurrence.session_id, frozenset()),
        cancelled=is_off(occurrence),
    )


def is_off(occurrence: Occurrence) -> bool:
    return occurrence.is_cancelled or occurrence.session.state == Session.State.CANCELLED


def speakers_by_session(edition: Edition) -> dict[Key, frozenset[Key]]:
    found: defaultdict[Key, set[Key]] = defaultdict(set)
    for session, speaker in SessionSpeaker.objects.filter(edition=edition).values_list("session", "speaker"):
        found[session].add(speaker)
    return {session: frozenset(speakers) for session, speakers in found.items()}


def availability_of(edition: Edition) -> dict[Key, tuple[Interval, ...]]:
    found: defaultdict[Key, list[Interval]] = defaultdict(list)
    rows = Availability.objects.filter(edition=edition).values_list("speaker", "starts_at", "ends_at")
    for speaker, starts_at, ends_at in rows:
        found[speaker].append(Interval(starts_at, ends_at))
    return {speaker: tuple(intervals) for speaker, intervals in found.items()}


def days_of(edition: Edition) -> tuple[Interval, ...]:
    return tuple(Interval(*edition.day_bounds(day)) for day in edition.days)
