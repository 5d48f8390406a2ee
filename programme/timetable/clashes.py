"""What cannot stand in a timetable: one function per rule."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from programme.timetable.problem import Interval, Key, Placement, Timetable, merge_intervals


class Rule(StrEnum):
    ROOM = auto()
    SPEAKER = auto()
    AVAILABILITY = auto()
    OUTSIDE_DAYS = auto()
    OWN_OCCURRENCE = auto()


@dataclass(frozen=True, slots=True)
class Clash:
    """One breach of one rule.

    `occurrences` are the two that overlap, the earlier first, or the one that stands at a wrong time.
    `subject` is the room (ROOM), the speaker (SPEAKER, AVAILABILITY) or the session (OUTSIDE_DAYS,
    OWN_OCCURRENCE). `interval` is the time that two occurrences share, or the whole time of the one.
    """

    rule: Rule
    occurrences: tuple[Key, ...]
    subject: Key
    interval: Interval

    @property
    def key(self) -> str:
        """The name by which a clash is accepted; it stays the same while the times change."""
        return ":".join([self.rule, str(self.subject), *sorted(map(str, self.occurrences))])


def room_clashes(timetable: Timetable) -> tuple[Clash, ...]:
    """Two occurrences in one room at once, unless either says that the room is shared."""
    holdings = ((p.room, p) for p in timetable.uncancelled if p.room is not None and not p.shared)
    return _sort_clashes(
        Clash(Rule.ROOM, (earlier.occurrence, later.occurrence), room, overlap)
        for room, earlier, later, overlap in _find_overlaps(holdings)
    )


def speaker_clashes(timetable: Timetable) -> tuple[Clash, ...]:
    """One speaker in two sessions at once; two occurrences of one session are `own_occurrence_clashes`."""
    holdings = ((speaker, p) for p in timetable.uncancelled for speaker in p.speakers)
    return _sort_clashes(
        Clash(Rule.SPEAKER, (earlier.occurrence, later.occurrence), speaker, overlap)
        for speaker, earlier, later, overlap in _find_overlaps(holdings)
        if earlier.session != later.session
    )


def availability_clashes(timetable: Timetable) -> tuple[Clash, ...]:
    """A speaker who cannot come for the whole of an occurrence: a clash for each speaker."""
    available = {
        speaker: merge_intervals(times) for speaker, times in timetable.availability.items() if times
    }
    return _sort_clashes(
        Clash(Rule.AVAILABILITY, (placement.occurrence,), speaker, placement.interval)
        for placement in timetable.uncancelled
        for speaker in placement.speakers & available.keys()
        if not _any_contains(available[speaker], placement.interval)
    )


def outside_days(timetable: Timetable) -> tuple[Clash, ...]:
    """An occurrence not wholly within the festival; it may run from one day into an adjacent one."""
    days = merge_intervals(timetable.days)
    return _sort_clashes(
        Clash(Rule.OUTSIDE_DAYS, (placement.occurrence,), placement.session, placement.interval)
        for placement in timetable.uncancelled
        if days and not _any_contains(days, placement.interval)
    )


def own_occurrence_clashes(timetable: Timetable) -> tuple[Clash, ...]:
    """Two occurrences of one session at once, in whatever rooms."""
    holdings = ((p.session, p) for p in timetable.uncancelled)
    return _sort_clashes(
        Clash(Rule.OWN_OCCURRENCE, (earlier.occurrence, later.occurrence), session, overlap)
        for session, earlier, later, overlap in _find_overlaps(holdings)
    )


def count_overlaps(intervals: Iterable[Interval]) -> int:
    """How many pairs overlap; no pair is made, so the work grows with the intervals alone."""
    kept = [interval for interval in intervals if interval.start < interval.end]
    starts, ends = sorted(one.start for one in kept), sorted(one.end for one in kept)
    return sum(place - bisect_right(ends, start) for place, start in enumerate(starts))


HARD_RULES: tuple[Callable[[Timetable], tuple[Clash, ...]], ...] = (
    room_clashes,
    speaker_clashes,
    availability_clashes,
    outside_days,
    own_occurrence_clashes,
)


def hard_clashes(timetable: Timetable) -> tuple[Clash, ...]:
    """The clashes of all rules, by start, then key."""
    return _sort_clashes(clash for find_clashes in HARD_RULES for clash in find_clashes(timetable))


def _find_overlaps(
    holdings: Iterable[tuple[Key, Placement]],
) -> Iterator[tuple[Key, Placement, Placement, Interval]]:
    """Yield each pair that holds one subject at once: subject, earlier, later, the time they share.

    Sweeps over each subject's placements by start and keeps only those that still run, so the work grows with
    the placements and the clashes found, not with all pairs.
    """
    timelines: defaultdict[Key, list[Placement]] = defaultdict(list)
    for subject, placement in holdings:
        timelines[subject].append(placement)
    for subject, placements in timelines.items():
        running: list[Placement] = []
        for later in sorted(placements, key=lambda p: (p.interval.start, str(p.occurrence))):
            running = [earlier for earlier in running if later.interval.start < earlier.interval.end]
            for earlier in running:
                overlap = earlier.interval.intersection(later.interval)
                if overlap is not None:
                    yield subject, earlier, later, overlap
            running.append(later)


def _any_contains(intervals: Iterable[Interval], wanted: Interval) -> bool:
    return any(interval.contains(wanted) for interval in intervals)


def _sort_clashes(clashes: Iterable[Clash]) -> tuple[Clash, ...]:
    return tuple(sorted(clashes, key=lambda clash: (clash.interval.start, clash.key)))
