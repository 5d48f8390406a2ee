"""A day laid out as rooms by time: nothing overlaps, everything has its exact place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from programme.timetable.grid import Cell, Column, Placed, lay_out

NINE = datetime(2017, 7, 6, 9, tzinfo=ZoneInfo("Europe/Paris"))


def placed(key, room, start, minutes, day=NINE):
    begins = day + timedelta(minutes=start)
    return Placed(key, room, begins, begins + timedelta(minutes=minutes))


def test_a_day_without_anything_has_no_cell_and_no_row():
    grid = lay_out([], ["nave"])
    assert (grid.cells, grid.columns, grid.rows, grid.width) == ({}, (), (), 0)


def test_rows_lie_between_moments_and_hours():
    grid = lay_out([placed("a", "nave", 0, 90), placed("b", "quay", 37, 10)], ["nave", "quay"])
    assert [(f"{row.starts_at:%H:%M}", row.minutes, row.is_hour) for row in grid.rows] == [
        ("09:00", 37, True),
        ("09:37", 10, False),
        ("09:47", 13, False),
        ("10:00", 30, True),
    ]
    assert grid.cells == {"a": Cell(column=0, row=0, rows=4), "b": Cell(column=1, row=1, rows=1)}


def test_rooms_come_in_the_order_given_and_only_those_that_are_used():
    grid = lay_out([placed("a", "quay", 0, 60), placed("b", None, 0, 60)], ["nave", "quay", None])
    assert grid.columns == (Column("quay", 0, 1), Column(None, 1, 1))


def test_what_is_on_at_once_in_a_room_gets_lanes_and_the_next_takes_the_first_free_one():
    grid = lay_out(
        [
            placed("a", "garden", 0, 60),
            placed("b", "garden", 30, 60),
            placed("c", "garden", 60, 30),
            placed("d", "nave", 0, 5),
        ],
        ["garden", "nave"],
    )
    assert grid.columns == (Column("garden", 0, 2), Column("nave", 2, 1))
    assert [grid.cells[key].column for key in "abcd"] == [0, 1, 0, 2]
    assert grid.width == 3


def test_hours_in_which_nothing_is_on_are_empty():
    grid = lay_out([placed("a", "nave", 0, 60), placed("b", "nave", 180, 60)], ["nave"])
    assert [row.is_empty for row in grid.rows] == [False, True, True, False]


def test_in_the_night_the_clocks_go_back_the_hour_that_comes_twice_has_two_rows():
    night = datetime(2017, 10, 29, 1, tzinfo=ZoneInfo("Europe/Paris"))
    ends = datetime(2017, 10, 29, 2, tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris"))
    grid = lay_out([Placed("a", "nave", night, ends)], ["nave"])
    assert [(row.starts_at.hour, row.minutes) for row in grid.rows] == [(1, 60), (2, 60), (2, 60)]
    assert grid.cells["a"].rows == 3


@given(
    st.lists(
        st.tuples(st.sampled_from(["nave", "quay", None]), st.integers(0, 900), st.integers(1, 300)),
        max_size=30,
    )
)
def test_no_two_cells_ever_share_a_place(wishes):
    things = [placed(at, room, start, minutes) for at, (room, start, minutes) in enumerate(wishes)]
    grid = lay_out(things, ["nave", "quay", None])
    taken = [
        (cell.column, row) for cell in grid.cells.values() for row in range(cell.row, cell.row + cell.rows)
    ]
    assert len(taken) == len(set(taken))
    for thing in things:
        cell = grid.cells[thing.key]
        column = next(column for column in grid.columns if column.room == thing.room)
        assert column.first <= cell.column < column.first + column.lanes
        assert grid.rows[cell.row].starts_at == thing.starts_at
        minutes = sum(row.minutes for row in grid.rows[cell.row : cell.row + cell.rows])
        assert minutes == (thing.ends_at - thing.starts_at) / timedelta(minutes=1)
