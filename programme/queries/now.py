"""What is on at a moment, and what begins next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum, auto
from itertools import groupby

from programme.models import Edition, Session
from programme.models.release import SlotQuerySet
from programme.queries.showings import (
    Day,
    Place,
    Showing,
    by_day,
    people_of,
    public_slots,
    published,
    showings_of_slots,
    with_what_is_listed,
)

NEXT = 5


class Phase(StrEnum):
    """Where a moment lies. Something may be on before the first day and after the last."""

    BEFORE = auto()
    DURING = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class RoomNow:
    """What is on in a room, or outside all rooms; `until` is when the last of it ends."""

    place: Place | None
    showings: tuple[Showing, ...]

    @property
    def until(self) -> datetime:
        return max((showing.ends_at for showing in self.showings), key=datetime.timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """`moment` is when `rooms` and `next` were read, in the edition's zone.

    `next` is what begins next in each room: today, or on the next day that has anything.
    """

    moment: datetime
    phase: Phase
    starts_on: date
    rooms: tuple[RoomNow, ...]
    next: tuple[Day, ...]


def now_of(edition: Edition, language: str, moment: datetime) -> Now:
    """Three queries. What is cancelled is neither on nor next."""
    moment = moment.astimezone(UTC)
    running, following = _chosen(edition, moment)
    chosen = published(edition, language, public_slots(edition).filter(pk__in=running | following))
    on = [showing for showing in chosen if showing.starts_at <= moment]
    return Now(
        moment=moment.astimezone(edition.zone),
        phase=_phase(edition, moment, is_on=bool(on), is_more=len(chosen) > len(on)),
        starts_on=edition.starts_on,
        rooms=_by_room(on),
        next=by_day(showing for showing in chosen if showing.starts_at > moment),
    )


def now_and_next(
    edition: Edition, language: str, moment: datetime
) -> tuple[tuple[Showing, ...], tuple[Showing, ...]]:
    """All that runs, and the first few to begin; three queries."""
    slots = held_slots(edition)
    running = list(with_what_is_listed(slots.filter(period__contains=moment)))
    coming = list(
        with_what_is_listed(slots.filter(period__startswith__gt=moment)).order_by(
            "period", "room__venue__position", "room__position", "room__slug"
        )[:NEXT]
    )
    people = people_of(slot.occurrence.session_id for slot in running + coming)
    return (
        showings_of_slots(edition, language, running, people),
        showings_of_slots(edition, language, coming, people),
    )


def held_slots(edition: Edition) -> SlotQuerySet:
    """What is published and not cancelled, by its release or since."""
    return public_slots(edition).filter(
        cancelled=False,
        occurrence__is_cancelled=False,
        occurrence__session__state=Session.State.CONFIRMED,
    )


def _chosen(edition: Edition, moment: datetime) -> tuple[set[int], set[int]]:
    """The slots that run, and those to begin next in each room; in a shared room several may begin at once.

    Reads keys and times alone: this is asked each minute, and most of what is to come is not shown.
    """
    running: set[int] = set()
    following: set[int] = set()
    first: dict[int | None, datetime] = {}
    next_day: date | None = None
    rows = held_slots(edition).filter(period__endswith__gt=moment).order_by("period", "pk")
    for key, room, starts_at in rows.values_list("pk", "room", "period__startswith"):
        if starts_at <= moment:
            running.add(key)
            continue
        day = edition.day_of(starts_at)
        if next_day is None and day > edition.day_of(moment):
            next_day = day
        if next_day is not None and day > next_day:
            break
        if first.setdefault(room, starts_at) == starts_at:
            following.add(key)
    return running, following


def _phase(edition: Edition, moment: datetime, *, is_on: bool, is_more: bool) -> Phase:
    day = edition.day_of(moment)
    if day < edition.starts_on and not is_on:
        return Phase.BEFORE
    if day > edition.ends_on and not is_on and not is_more:
        return Phase.AFTER
    return Phase.DURING


def _by_room(showings: Iterable[Showing]) -> tuple[RoomNow, ...]:
    """In the order of rooms, what has none last."""
    ordered = sorted(showings, key=lambda showing: (_room_order(showing.place), showing.order))
    return tuple(
        RoomNow(place=place, showings=tuple(group))
        for place, group in groupby(ordered, key=lambda showing: showing.place)
    )


def _room_order(place: Place | None) -> tuple[object, ...]:
    return (0, *place.venue_order, *place.order) if place else (1,)
