"""What publishing now would freeze: the slots of the next release, what changes, and what clashes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from programme.models import AcceptedClash, Occurrence, Release, Session, Slot
from programme.queries.draft import availability_of, days_of, is_off, placed_occurrences, speakers_by_session
from programme.timetable import changes as timetable_changes
from programme.timetable.changes import Change, changes_between
from programme.timetable.clashes import Clash, hard_clashes
from programme.timetable.problem import Interval, Placement, Timetable

if TYPE_CHECKING:
    from programme.models import Edition


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot as it would be frozen. Rows are named by their primary keys."""

    occurrence: int
    session: int
    room: int | None
    interval: Interval
    cancelled: bool
    shared: bool
    is_off: bool  # cancelled by now, whatever a release froze

    def carried_over(self) -> PlannedSlot:
        """The slot of the last release in the next one, where nothing else of the draft is published."""
        return replace(self, cancelled=self.cancelled or self.is_off)

    def as_published(self) -> timetable_changes.Slot:
        return timetable_changes.Slot(self.occurrence, self.session, self.room, self.interval, self.cancelled)


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots of the next release. `base` is the number of the last one, 0 before the first."""

    base: int
    slots: tuple[PlannedSlot, ...]
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    accepted_before: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """Changes with whatever would be frozen: who reviewed this publishes this, or nothing."""
        lines = [repr((self.base, slot)) for slot in self.slots] + [clash.key for clash in self.clashes]
        return blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()


def plan_release(edition: Edition, *, only: Occurrence | None = None) -> Plan:
    """What publishing now would freeze; with `only`, the last release with this one occurrence as it is now.

    A session that nobody was told of leaves no trace when it is cancelled. A constant number of queries.
    """
    last = Release.objects.filter(edition=edition).order_by("-number").first()
    before = {slot.occurrence: slot for slot in _slots_of(last)} if last else {}
    now = {slot.occurrence: slot for slot in _slots_of_draft(edition, known=before.keys())}
    if only is None:
        slots = now
    else:
        slots = {key: slot.carried_over() for key, slot in before.items() if key != only.pk}
        if only.pk in now:
            slots[only.pk] = now[only.pk]
    ordered = tuple(sorted(slots.values(), key=lambda slot: (slot.interval, slot.occurrence)))
    return Plan(
        base=last.number if last else 0,
        slots=ordered,
        changes=changes_between(
            [slot.as_published() for slot in before.values()], [slot.as_published() for slot in ordered]
        ),
        clashes=_clashes_of(edition, ordered),
        accepted_before=frozenset(
            AcceptedClash.objects.filter(release=last).values_list("key", flat=True) if last else ()
        ),
    )


def _slots_of(release: Release) -> list[PlannedSlot]:
    slots = Slot.objects.filter(release=release).select_related("occurrence__session", "room")
    return [
        PlannedSlot(
            occurrence=slot.occurrence_id,
            session=slot.occurrence.session_id,
            room=slot.room_id,
            interval=Interval(slot.starts_at, slot.ends_at),
            cancelled=slot.cancelled,
            shared=slot.room is not None and slot.room.shared,
            is_off=is_off(slot.occurrence),
        )
        for slot in slots
    ]


def _slots_of_draft(edition: Edition, *, known: Collection[int]) -> list[PlannedSlot]:
    slots = []
    for occurrence in placed_occurrences(edition):
        if occurrence.session.state not in Session.PUBLIC_STATES:
            continue
        if is_off(occurrence) and occurrence.pk not in known:
            continue
        assert occurrence.starts_at is not None
        assert occurrence.ends_at is not None
        slots.append(
            PlannedSlot(
                occurrence=occurrence.pk,
                session=occurrence.session_id,
                room=occurrence.room_id,
                interval=Interval(occurrence.starts_at, occurrence.ends_at),
                cancelled=is_off(occurrence),
                shared=occurrence.room is not None and occurrence.room.shared,
                is_off=is_off(occurrence),
            )
        )
    return slots


def _clashes_of(edition: Edition, slots: tuple[PlannedSlot, ...]) -> tuple[Clash, ...]:
    speakers = speakers_by_session(edition)
    placements = tuple(
        Placement(
            occurrence=slot.occurrence,
            session=slot.session,
            interval=slot.interval,
            room=slot.room,
            shared=slot.shared,
            speakers=speakers.get(slot.session, frozenset()),
            cancelled=slot.cancelled,
        )
        for slot in slots
    )
    return hard_clashes(Timetable(placements, availability_of(edition), days_of(edition)))
