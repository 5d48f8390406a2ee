"""A day laid out as rooms by time: which column, which row and how many rows each occurrence takes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.timetable.problem import Key

type Room = Key | None

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """`column` and `row` count from 0; `rows` is 1 or more."""

    column: int
    row: int
    rows: int


@dataclass(frozen=True, slots=True)
class Column:
    """A room, from its first lane on; more lanes than one where several things are on at a time."""

    room: Room
    first: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of `minutes`, 60 at most, in which nothing begins or ends; `is_hour` if it begins on the hour."""

    starts_at: datetime
    minutes: int
    is_hour: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Grid:
    cells: Mapping[Key, Cell]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """Lanes of all rooms together."""
        return sum(column.lanes for column in self.columns)


@dataclass(frozen=True, slots=True)
class Placed:
    """Something in a room (None: in none) from `starts_at` until `ends_at`, both in one zone."""

    key: Key
    room: Room
    starts_at: datetime
    ends_at: datetime


def lay_out(placed: Iterable[Placed], rooms: Sequence[Room]) -> Grid:
    """`rooms` gives the order of the columns; those that nothing is in get none.

    Rows lie between any two moments at which something begins or ends, or a full hour is struck: so each
    occurrence has its exact place, whatever minute it begins at, and a row grows with what stands in it.
    """
    placed = sorted(placed, key=lambda one: (_instant(one.starts_at), _instant(one.ends_at), str(one.key)))
    moments = _moments(placed)
    row_of = {moment: row for row, moment in enumerate(moments)}
    lanes = {
        room: _lanes([one for one in placed if one.room == room]) for room in {one.room for one in placed}
    }
    columns: list[Column] = []
    for room in rooms:
        if room in lanes:
            first = columns[-1].first + columns[-1].lanes if columns else 0
            columns.append(Column(room, first, 1 + max(lanes[room].values())))
    first_of = {column.room: column.first for column in columns}
    cells = {
        one.key: Cell(
            column=first_of[one.room] + lanes[one.room][one.key],
            row=row_of[_instant(one.starts_at)],
            rows=row_of[_instant(one.ends_at)] - row_of[_instant(one.starts_at)],
        )
        for one in placed
    }
    return Grid(cells, tuple(columns), _rows(placed, moments, cells.values()))


def _instant(moment: datetime) -> float:
    """Not the wall time, which comes twice in a night of the year."""
    return moment.timestamp()


def _moments(placed: Sequence[Placed]) -> list[float]:
    if not placed:
        return []
    first = min(placed, key=lambda one: _instant(one.starts_at)).starts_at
    last = max(_instant(one.ends_at) for one in placed)
    moments = {_instant(one.starts_at) for one in placed} | {_instant(one.ends_at) for one in placed}
    moments.add(_instant(first.replace(minute=0, second=0, microsecond=0)))
    struck = _instant(first.replace(minute=0, second=0, microsecond=0))
    while struck < last:
        moments.add(struck)
        struck += HOUR.total_seconds()
    return sorted(moments)


def _rows(placed: Sequence[Placed], moments: Sequence[float], cells: Iterable[Cell]) -> tuple[Row, ...]:
    if not placed:
        return ()
    zone = placed[0].starts_at.tzinfo
    taken: set[int] = set()
    for cell in cells:
        taken.update(range(cell.row, cell.row + cell.rows))
    rows = []
    for at, (start, end) in enumerate(itertools.pairwise(moments)):
        starts_at = datetime.fromtimestamp(start, zone)
        rows.append(
            Row(starts_at, round((end - start) / 60), is_hour=starts_at.minute == 0, is_empty=at not in taken)
        )
    return tuple(rows)


def _lanes(placed: Sequence[Placed]) -> dict[Key, int]:
    """The first lane that is free for each, by its start: as few lanes as can be."""
    free_at: list[float] = []
    lanes: dict[Key, int] = defaultdict(int)
    for one in placed:
        start, end = _instant(one.starts_at), _instant(one.ends_at)
        lane = next((at for at, free in enumerate(free_at) if free <= start), len(free_at))
        free_at[lane : lane + 1] = [end]
        lanes[one.key] = lane
    return lanes
