"""What changed from release to release, for readers: nothing is named here that is not public as it stands now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db import models

from programme.models import Edition, Release, Room, Session, Slot, Text
from programme.queries.editions import ReleaseNote, note_of
from programme.queries.paging import Paged, page_number
from programme.timetable import changes as timetable
from programme.timetable.changes import Change, Kind, changes_between
from programme.timetable.problem import Interval

PER_PAGE = 20  # releases
LONGEST = 60  # changes that are told of one release


@dataclass(frozen=True, slots=True)
class RoomName:
    """`slug` is "" where the room has no page: the current release shows nothing in it."""

    name: Text
    slug: str


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where something was held; times are in the edition's zone, `day` is the festival day."""

    day: date
    starts_at: datetime
    ends_at: datetime
    room: RoomName | None

    @property
    def at_night(self) -> bool:
        return self.starts_at.date() != self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What happened to one time of a session.

    `slug` is "" where the session has no page: the current release does not show it. `before` is None only of
    what is new, `after` only of what is gone.
    """

    kind: Kind
    code: str
    slug: str
    title: Text
    before: Spot | None
    after: Spot | None

    @property
    def has_moved(self) -> bool:
        """What was cancelled or is held again may have moved as well."""
        return self.before is not None and self.after is not None and self.before != self.after

    @property
    def spot(self) -> Spot | None:
        """Where it is by now, or was last."""
        return self.after or self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseChanges:
    """A release against the one before; `more` is how many of its changes are not in `changes`.

    Of the first release, which changed nothing, `sessions` says how many were in it; else it is None.
    """

    release: ReleaseNote
    changes: tuple[ChangeLine, ...]
    more: int
    sessions: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList(Paged):
    """Newest release first.

    `since` is what was cancelled after the release numbered `last`, told on the first page.
    """

    releases: tuple[ReleaseChanges, ...]
    last: int
    since: tuple[ChangeLine, ...]
    since_more: int


class FrozenSlot(NamedTuple):
    """A slot of a release by primary keys; `is_off` says that it is cancelled by now, whatever was frozen."""

    session: int
    room: int | None
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    is_off: bool


type Frozen = dict[int, FrozenSlot]  # by occurrence


def change_list(edition: Edition, language: str, page: str | None) -> ChangeList:
    """A page that is not there gives the nearest that is. Five queries, however much has changed.

    What is named is confirmed or cancelled now, by its title as it is now, and was shown by a release. A session
    that went back to being a draft leaves no trace, not even in a number.
    """
    releases = Release.objects.filter(edition=edition).order_by("-number")
    numbers = list(releases.values_list("number", flat=True))
    found = Paginator(numbers, PER_PAGE).get_page(page_number(page))
    start = max(found.start_index() - 1, 0)
    told = numbers[start : start + PER_PAGE]
    before = dict(pairwise(numbers))
    notes = {release.number: release for release in releases.filter(number__in=told)}
    frozen = _frozen(edition, {*told, *numbers[:1], *(before[number] for number in told if number in before)})
    current = frozen[numbers[0]] if numbers else {}
    changes = {
        number: _changes(frozen[before[number]], frozen[number]) if number in before else ()
        for number in told
    }
    since = _changes(current, _as_it_is_now(current)) if found.number == 1 else ()
    lines = _Lines(edition, language, current, [since, *changes.values()])
    return ChangeList(
        releases=tuple(
            ReleaseChanges(
                release=note_of(notes[number], edition, language),
                changes=lines.of(changes[number]),
                more=max(len(changes[number]) - LONGEST, 0),
                sessions=(
                    None if number in before else len({slot.session for slot in frozen[number].values()})
                ),
            )
            for number in told
        ),
        last=numbers[0] if numbers else 0,
        since=lines.of(since),
        since_more=max(len(since) - LONGEST, 0),
        number=found.number,
        pages=found.paginator.num_pages,
    )


def _frozen(edition: Edition, numbers: Collection[int]) -> defaultdict[int, Frozen]:
    """The slots of these releases whose sessions are public now; one query."""
    found: defaultdict[int, Frozen] = defaultdict(dict)
    rows = (
        Slot.objects.filter(
            edition=edition,
            release__number__in=numbers,
            occurrence__session__state__in=Session.PUBLIC_STATES,
        )
        .order_by()
        .values_list(
            "release__number",
            "occurrence",
            "occurrence__session",
            "room",
            "period__startswith",
            "period__endswith",
            "cancelled",
            "occurrence__is_cancelled",
            "occurrence__session__state",
        )
    )
    for number, occurrence, session, room, starts_at, ends_at, cancelled, is_off, state in rows:
        found[number][occurrence] = FrozenSlot(
            session, room, starts_at, ends_at, cancelled, is_off or state == Session.State.CANCELLED
        )
    return found


def _as_it_is_now(slots: Frozen) -> Frozen:
    return {key: slot._replace(cancelled=slot.cancelled or slot.is_off) for key, slot in slots.items()}


def _changes(before: Frozen, after: Frozen) -> tuple[Change, ...]:
    """Most slots are the same in both, so only the others are looked at closely."""
    differing = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return changes_between(_slots(before, differing), _slots(after, differing))


def _slots(frozen: Frozen, keys: Iterable[int]) -> list[timetable.Slot]:
    return [
        timetable.Slot(
            key, slot.session, slot.room, Interval(slot.starts_at, slot.ends_at), cancelled=slot.cancelled
        )
        for key in keys
        if (slot := frozen.get(key))
    ]


class _Lines:
    """Puts changes into words; two queries, for the sessions and the rooms that all of them are about."""

    def __init__(
        self, edition: Edition, language: str, current: Frozen, changes: Iterable[tuple[Change, ...]]
    ) -> None:
        self.edition, self.language = edition, language
        self.shown = {slot.session for slot in current.values()}
        self.open = {slot.room for slot in current.values()}
        told = [change for some in changes for change in some[:LONGEST]]
        slots = [slot for change in told for slot in (change.before, change.after) if slot]
        sessions = Session.objects.only("code", "title", "language").fetch_mode(models.FETCH_RAISE)
        self.sessions = sessions.in_bulk({slot.session for slot in slots})
        rooms = Room.objects.only("slug", "name").fetch_mode(models.FETCH_RAISE)
        self.rooms = rooms.in_bulk({slot.room for slot in slots if slot.room is not None})

    def of(self, changes: tuple[Change, ...]) -> tuple[ChangeLine, ...]:
        return tuple(map(self._line, changes[:LONGEST]))

    def _line(self, change: Change) -> ChangeLine:
        slot = change.after or change.before
        assert slot is not None
        session = self.sessions[slot.session]
        return ChangeLine(
            kind=change.kind,
            code=session.code,
            slug=session.slug if session.pk in self.shown else "",
            title=self.edition.text(session.title, self.language),
            before=self._spot(change.before),
            after=self._spot(change.after),
        )

    def _spot(self, slot: timetable.Slot | None) -> Spot | None:
        if slot is None:
            return None
        room = self.rooms[slot.room] if slot.room is not None else None
        return Spot(
            day=self.edition.day_of(slot.interval.start),
            starts_at=slot.interval.start.astimezone(self.edition.zone),
            ends_at=slot.interval.end.astimezone(self.edition.zone),
            room=(
                RoomName(
                    name=self.edition.text(room.name, self.language),
                    slug=room.slug if room.pk in self.open else "",
                )
                if room
                else None
            ),
        )
