"""The whole programme: what is published, and the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from programme.models import Edition, Occurrence, Text
from programme.queries.showings import Day, Place, Showing, by_day, drafted, public_slots, published
from programme.timetable.grid import Grid, Placed, lay_out

# What the places of static/festapp/grid.css reach to; a larger day is a list on every screen.
MOST_ROWS, MOST_COLUMNS, MOST_LANES = 300, 79, 12  # the hours stand in one column more
SHORT = 20  # minutes; so short a showing has room for its title alone
LONG_GAP = 60  # minutes in which nothing is on: such a row is drawn small


@dataclass(frozen=True, slots=True)
class DayTab:
    """A day to choose, at the address with `query`; `sessions` is how many pass the filters there."""

    date: date
    sessions: int
    is_shown: bool
    query: str


@dataclass(frozen=True, slots=True)
class RoomHead:
    """The head of a room's columns; `venue` is "" where all have the one that stands over the first."""

    name: Text | str
    venue: Text | str
    places: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A row of the grid; `hour` is the moment struck as it begins, if one is."""

    places: str
    hour: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A day as a grid: `places` are its classes, and those of each part, as grid.css has them.

    `zone` is the name of the edition's, by which scripts tell the time.
    """

    places: str
    span: str
    zone: str
    rooms: tuple[RoomHead, ...]
    ticks: tuple[Tick, ...]


def published_programme(edition: Edition, language: str) -> tuple[Showing, ...]:
    """All days of the current release, in order."""
    return published(edition, language, public_slots(edition))


def drafted_programme(edition: Edition, language: str) -> tuple[Day, ...]:
    """All that has a time now, whatever the state of its session. For organisers only."""
    return by_day(drafted(edition, language, Occurrence.objects.all()))


def day_to_show(days: Sequence[date], today: date) -> date:
    """Today or the next day with a programme; the first one once all are over."""
    return next((day for day in days if day >= today), days[0])


def days_of(showings: Iterable[Showing]) -> tuple[date, ...]:
    """The days with a programme, in order."""
    return tuple(sorted({showing.day for showing in showings}))


def tabs_of(
    days: Iterable[date], kept: Iterable[Showing], *, shown: date | None, query_of: Callable[[date], str]
) -> tuple[DayTab, ...]:
    """One for each of `days`; a session held twice on a day counts once."""
    passing = Counter(day for day, _code in {(showing.day, showing.code) for showing in kept})
    return tuple(
        DayTab(date=day, sessions=passing[day], is_shown=day == shown, query=query_of(day)) for day in days
    )


def on_board(day: Day) -> tuple[Day, Board | None]:
    """The day with each showing at its place, and the grid; None where the grid would be too large."""
    rooms = {showing.place.slug: showing.place for showing in day.showings if showing.place}
    order = sorted(rooms.values(), key=lambda place: (place.venue_order, place.order))
    grid = lay_out(
        (
            Placed(one.number, one.place.slug if one.place else None, one.starts_at, one.ends_at)
            for one in day.showings
        ),
        [*(place.slug for place in order), None],
    )
    if _is_too_large(grid):
        return day, None
    placed = tuple(replace(showing, places=_places_of(grid, showing)) for showing in day.showings)
    return Day(day.date, placed), Board(
        places=f"n{grid.width}",
        span=f"s{len(grid.rows)}",
        zone=str(day.showings[0].starts_at.tzinfo),
        rooms=tuple(_heads(grid, rooms)),
        ticks=tuple(
            Tick(
                places=f"a{at} m{row.minutes}{' gap' if row.is_empty and row.minutes >= LONG_GAP else ''}",
                hour=row.starts_at if row.is_hour else None,
            )
            for at, row in enumerate(grid.rows, start=1)
        ),
    )


def _is_too_large(grid: Grid) -> bool:
    return (
        len(grid.rows) > MOST_ROWS
        or grid.width > MOST_COLUMNS
        or any(column.lanes > MOST_LANES for column in grid.columns)
    )


def _places_of(grid: Grid, showing: Showing) -> str:
    cell = grid.cells[showing.number]
    minutes = (showing.ends_at.timestamp() - showing.starts_at.timestamp()) / 60
    return f"a{cell.row + 1} s{cell.rows} c{cell.column + 1}{' short' if minutes <= SHORT else ''}"


def _heads(grid: Grid, rooms: dict[str, Place]) -> Iterable[RoomHead]:
    is_one_venue = len({place.venue_slug for place in rooms.values()}) == 1
    for at, column in enumerate(grid.columns):
        place = rooms.get(str(column.room))
        yield RoomHead(
            name=place.name if place else "",
            venue=place.venue if place and not (is_one_venue and at) else "",
            places=f"c{column.first + 2}{f' l{column.lanes}' if column.lanes > 1 else ''}",
        )
