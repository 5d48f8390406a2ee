"""What differs, for a reader, between two published timetables."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto

from programme.timetable.problem import Interval, Key


class Kind(StrEnum):
    ADDED = auto()
    REMOVED = auto()
    MOVED = auto()
    CANCELLED = auto()
    RESTORED = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence as a release published it."""

    occurrence: Key
    session: Key
    room: Key | None
    interval: Interval
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one occurrence: `before` is None only if it is new, `after` only if it is gone.

    An occurrence that was cancelled or restored may have moved as well.
    """

    kind: Kind
    occurrence: Key
    before: Slot | None
    after: Slot | None

    @property
    def room_changed(self) -> bool:
        """False where there is only one side to look at."""
        return self.before is not None and self.after is not None and self.before.room != self.after.room

    @property
    def time_changed(self) -> bool:
        """True for another start or another length; False where there is only one side to look at."""
        return (
            self.before is not None and self.after is not None and self.before.interval != self.after.interval
        )


def changes_between(before: Iterable[Slot], after: Iterable[Slot]) -> tuple[Change, ...]:
    """Return at most one change an occurrence, sorted by its new start (its old one if gone), then its key.

    What happens to a slot while it is cancelled is no change, nor is a slot that comes or goes cancelled.
    Raises ValueError when one side has an occurrence twice.
    """
    old, new = _index_slots(before, side="before"), _index_slots(after, side="after")
    latest = sorted((old | new).values(), key=lambda slot: (slot.interval.start, str(slot.occurrence)))
    changes = (
        _compare_slots(slot.occurrence, old.get(slot.occurrence), new.get(slot.occurrence)) for slot in latest
    )
    return tuple(change for change in changes if change is not None)


def _index_slots(slots: Iterable[Slot], *, side: str) -> dict[Key, Slot]:
    indexed: dict[Key, Slot] = {}
    for slot in slots:
        if slot.occurrence in indexed:
            raise ValueError(
                f"The occurrence {slot.occurrence} is twice in the timetable {side}. Give it one slot."
            )
        indexed[slot.occurrence] = slot
    return indexed


def _compare_slots(occurrence: Key, before: Slot | None, after: Slot | None) -> Change | None:
    was_held = before is not None and not before.cancelled
    is_held = after is not None and not after.cancelled
    if was_held and is_held:
        kind = Kind.MOVED
    elif is_held:
        kind = Kind.ADDED if before is None else Kind.RESTORED
    elif was_held:
        kind = Kind.REMOVED if after is None else Kind.CANCELLED
    else:
        return None
    change = Change(kind, occurrence, before, after)
    stayed = kind is Kind.MOVED and not change.room_changed and not change.time_changed
    return None if stayed else change
