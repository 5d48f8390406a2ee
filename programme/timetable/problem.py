"""What a timetable is made of: intervals, placements, and the times that speakers and the festival allow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

type Key = UUID | int | str


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time, sorted by start, then end.

    Both ends are turned into UTC, because Python compares and subtracts two times of one zone by the wall
    clock, which is wrong on the night the clocks change. Raises ValueError for a time without a zone, and for
    an end before its start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            time: datetime = getattr(self, name)
            if time.utcoffset() is None:
                raise ValueError(f"The {name} of an interval, {time}, has no time zone. Give it one first.")
            object.__setattr__(self, name, time.astimezone(UTC))
        if self.end < self.start:
            raise ValueError(f"An interval cannot end at {self.end}, before its start at {self.start}.")

    @property
    def minutes(self) -> int:
        """Whole minutes that really pass, whatever the clock on the wall does in between."""
        return (self.end - self.start) // timedelta(minutes=1)

    def overlaps(self, other: "Interval") -> bool:
        """Touching is not overlapping, and an interval of no length overlaps nothing, not even itself."""
        return self.intersection(other) is not None

    def contains(self, other: "Interval") -> bool:
        """An interval of no length is contained where its instant lies, both ends included."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: "Interval") -> "Interval | None":
        """Return the time that both share, which is never of no length, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def merge_intervals(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union as the fewest intervals, sorted; those that overlap or touch become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class Placement:
    """One occurrence with its time.

    `room` is None while no room is chosen. `shared` says that the room is one that several sessions use at
    once, such as a garden. A cancelled placement clashes with nothing.
    """

    occurrence: Key
    session: Key
    interval: Interval
    room: Key | None
    shared: bool
    speakers: frozenset[Key]
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """The placements of one edition, and what they have to keep to.

    `availability` says when a speaker can come; who is not in it, or has no interval in it, can always come.
    `days` are the festival days; with none given, any time is allowed. Raises ValueError when an occurrence
    is placed twice.
    """

    placements: tuple[Placement, ...]
    availability: Mapping[Key, tuple[Interval, ...]] = field(default_factory=dict)
    days: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        seen: set[Key] = set()
        for placement in self.placements:
            if placement.occurrence in seen:
                raise ValueError(f"The occurrence {placement.occurrence} is placed twice. Place it once.")
            seen.add(placement.occurrence)

    @property
    def uncancelled(self) -> tuple[Placement, ...]:
        return tuple(placement for placement in self.placements if not placement.cancelled)
