"""What a release would say if it were published now: its slots, its changes, its clashes, what stays hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from hashlib import blake2b
from typing import TYPE_CHECKING

from programme.models import AcceptedClash, Occurrence, Release, Room, Session, Slot, Speaker
from programme.queries.draft import (
    availability_of,
    days_of,
    is_off,
    placed_occurrences,
    speakers_by_session,
)
from programme.timetable import changes as timetable_changes
from programme.timetable.changes import Change, changes_between
from programme.timetable.clashes import Clash, Rule, hard_clashes
from programme.timetable.problem import Interval, Key, Placement, Timetable

if TYPE_CHECKING:
    from programme.models import Edition


class Hidden(StrEnum):
    """Why a session will not be seen."""

    UNCONFIRMED = auto()
    UNPLACED = auto()
    CALLED_OFF = auto()  # all its times are cancelled, and nobody was told of them


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

    @property
    def new_clashes(self) -> tuple[Clash, ...]:
        return tuple(clash for clash in self.clashes if clash.key not in self.accepted_before)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    change: Change
    session: Session
    room_before: Room | None
    room_after: Room | None


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A clash with the rows that it is about. `accepted_before`: the last release stands with it."""

    clash: Clash
    first: Occurrence
    second: Occurrence | None
    room: Room | None
    speaker: Speaker | None
    accepted_before: bool

    @property
    def rule(self) -> Rule:
        return self.clash.rule


@dataclass(frozen=True, slots=True)
class Review:
    """A plan in words: the page that an organiser reads before she publishes."""

    plan: Plan
    changes: tuple[ChangeLine, ...]
    clashes: tuple[ClashLine, ...]
    hidden: tuple[tuple[Session, Hidden], ...]
    untranslated: tuple[tuple[Session, tuple[str, ...]], ...]
    total: int

    @property
    def visible(self) -> int:
        return self.total - len(self.hidden)


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


def review_release(edition: Edition, *, only: Occurrence | None = None) -> Review:
    """The plan of the next release with everything that a person wants to know of it."""
    plan = plan_release(edition, only=only)
    sessions = {
        session.pk: session
        for session in Session.objects.filter(edition=edition).select_related("format", "edition")
    }
    occurrences = Occurrence.objects.filter(edition=edition).select_related("session", "room", "edition")
    occurrence_by_key = {occurrence.pk: occurrence for occurrence in occurrences}
    rooms = {room.pk: room for room in Room.objects.filter(edition=edition)}
    speakers = {speaker.pk: speaker for speaker in Speaker.objects.filter(edition=edition)}
    placed = {occurrence.session_id for occurrence in occurrences if occurrence.starts_at}
    seen = {slot.session for slot in plan.slots}
    shown = [session for session in sessions.values() if session.pk in seen]
    wanted = [s for s in sessions.values() if s.state != Session.State.CANCELLED or s.pk in seen]
    return Review(
        plan=plan,
        changes=tuple(_change_line(change, sessions, rooms) for change in plan.changes),
        clashes=tuple(
            _clash_line(clash, occurrence_by_key, rooms, speakers, plan.accepted_before)
            for clash in plan.clashes
        ),
        hidden=tuple((session, _why_hidden(session, placed)) for session in wanted if session.pk not in seen),
        untranslated=tuple(
            (session, missing) for session in shown if (missing := missing_languages(session, edition))
        ),
        total=len(wanted),
    )


def _why_hidden(session: Session, placed: Collection[int]) -> Hidden:
    if session.state != Session.State.CONFIRMED:
        return Hidden.UNCONFIRMED
    return Hidden.CALLED_OFF if session.pk in placed else Hidden.UNPLACED


def missing_languages(session: Session, edition: Edition) -> tuple[str, ...]:
    """Languages of the edition in which the title, or a text that is there in another language, is missing."""
    texts = [session.title, *(text for text in (session.abstract, session.description) if text)]
    return tuple(language for language in edition.languages if any(language not in text for text in texts))


def clash_lines(edition: Edition, clashes: tuple[Clash, ...]) -> tuple[ClashLine, ...]:
    """The rows that `clashes` of this edition are about."""
    keys = {_pk(key) for clash in clashes for key in clash.occurrences}
    occurrences = Occurrence.objects.filter(pk__in=keys).select_related("session", "room", "edition")
    return tuple(
        _clash_line(
            clash,
            {occurrence.pk: occurrence for occurrence in occurrences},
            {room.pk: room for room in Room.objects.filter(edition=edition)},
            {speaker.pk: speaker for speaker in Speaker.objects.filter(edition=edition)},
            frozenset(),
        )
        for clash in clashes
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


def _pk(key: Key) -> int:
    """Rows are named by primary keys here; the pure rules take any kind of key."""
    assert isinstance(key, int)
    return key


def _change_line(change: Change, sessions: dict[int, Session], rooms: dict[int, Room]) -> ChangeLine:
    slot = change.after or change.before
    assert slot is not None
    return ChangeLine(
        change=change,
        session=sessions[_pk(slot.session)],
        room_before=_room(change.before, rooms),
        room_after=_room(change.after, rooms),
    )


def _room(slot: timetable_changes.Slot | None, rooms: dict[int, Room]) -> Room | None:
    return rooms[_pk(slot.room)] if slot is not None and slot.room is not None else None


def _clash_line(
    clash: Clash,
    occurrences: dict[int, Occurrence],
    rooms: dict[int, Room],
    speakers: dict[int, Speaker],
    accepted_before: frozenset[str],
) -> ClashLine:
    first, *rest = (occurrences[_pk(key)] for key in clash.occurrences)
    subject = _pk(clash.subject)
    return ClashLine(
        clash=clash,
        first=first,
        second=rest[0] if rest else None,
        room=rooms.get(subject) if clash.rule is Rule.ROOM else None,
        speaker=speakers.get(subject) if clash.rule in {Rule.SPEAKER, Rule.AVAILABILITY} else None,
        accepted_before=clash.key in accepted_before,
    )
