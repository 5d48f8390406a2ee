"""Days, their tabs, and a day as a grid whose places the style sheet knows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from programme.models import Texts
from programme.queries.programme import (
    MOST_COLUMNS,
    MOST_LANES,
    MOST_ROWS,
    Board,
    day_to_show,
    days_of,
    on_board,
    published_programme,
    tabs_of,
)
from programme.queries.showings import by_day
from tests.factories import THURSDAY_TEN, OccurrenceFactory, RoomFactory, SessionFactory, VenueFactory
from tests.releases import release_of

WEDNESDAY, THURSDAY, SATURDAY = date(2017, 7, 5), date(2017, 7, 6), date(2017, 7, 8)


def held(edition, title="Talk", minutes=0, length=60, **fields):
    session = SessionFactory(edition=edition, title=Texts({"en": title}), track=None)
    starts_at = THURSDAY_TEN + timedelta(minutes=minutes)
    return OccurrenceFactory(session=session, starts_at=starts_at, minutes=length, **fields)


def board(edition):
    """Its only day, laid out."""
    release_of(edition)
    (day,) = by_day(published_programme(edition, "en"))
    return on_board(day)


def placed(day):
    return {str(showing.title): showing.places for showing in day.showings}


# --- which day ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (WEDNESDAY, THURSDAY),
        (THURSDAY, THURSDAY),
        (date(2017, 7, 7), SATURDAY),
        (SATURDAY, SATURDAY),
        (date(2017, 7, 9), THURSDAY),
    ],
)
def test_today_is_shown_or_the_next_day_or_the_first_once_all_are_over(today, shown):
    assert day_to_show((THURSDAY, SATURDAY), today) == shown


def test_days_are_those_with_a_programme_each_once_in_order(edition):
    for minutes in (48 * 60, 0, 30):
        held(edition, minutes=minutes)
    release_of(edition)
    assert days_of(published_programme(edition, "en")) == (THURSDAY, SATURDAY)
    assert days_of(()) == ()


def test_tabs_count_sessions_once_a_day(edition):
    twice = held(edition)
    for minutes in (90, 48 * 60):
        OccurrenceFactory(session=twice.session, starts_at=THURSDAY_TEN + timedelta(minutes=minutes))
    release_of(edition)
    kept = published_programme(edition, "en")

    def tabs(kept):
        return [
            (tab.date, tab.sessions, tab.is_shown, tab.query)
            for tab in tabs_of((THURSDAY, SATURDAY), kept, shown=SATURDAY, query_of=str)
        ]

    assert tabs(kept) == [(THURSDAY, 1, False, "2017-07-06"), (SATURDAY, 1, True, "2017-07-08")]
    assert [sessions for _day, sessions, *_rest in tabs(kept[:1])] == [1, 0]


# --- the grid -----------------------------------------------------------------------------------------


def test_rooms_stand_in_the_order_of_their_venues_each_with_its_name(edition):
    docks = VenueFactory(edition=edition, name=Texts({"en": "Docks"}), position=2)
    farm = VenueFactory(edition=edition, name=Texts({"en": "Farm"}), position=1)
    for name, venue, position in (("Nave", docks, 2), ("Quay", docks, 1), ("Barn", farm, 9)):
        room = RoomFactory(edition=edition, venue=venue, name=Texts({"en": name}), position=position)
        held(edition, f"In {name}", room=room)
    held(edition, "Nowhere", room=None)
    day, grid = board(edition)
    assert [(head.venue, head.name, head.places) for head in grid.rooms] == [
        ("Farm", "Barn", "c2"),
        ("Docks", "Quay", "c3"),
        ("Docks", "Nave", "c4"),
        ("", "", "c5"),
    ]
    assert placed(day) == {
        "In Barn": "a1 s1 c1",
        "In Quay": "a1 s1 c2",
        "In Nave": "a1 s1 c3",
        "Nowhere": "a1 s1 c4",
    }
    assert (grid.places, grid.span, grid.zone) == ("n4", "s1", "Europe/Paris")


def test_what_overlaps_in_one_room_stands_side_by_side(edition):
    field = RoomFactory(edition=edition, shared=True)
    for title, minutes in (("A", 0), ("B", 30), ("C", 60)):
        held(edition, title, minutes, room=field)
    day, grid = board(edition)
    assert [head.places for head in grid.rooms] == ["c2 l2"]
    assert placed(day) == {"A": "a1 s2 c1", "B": "a2 s2 c2", "C": "a3 s2 c1"}


@pytest.mark.parametrize(("minutes", "is_short"), [(20, True), (21, False)])
def test_what_is_short_has_room_for_its_title_alone(edition, minutes, is_short):
    held(edition, length=minutes)
    day, _grid = board(edition)
    assert placed(day)["Talk"].endswith(" short") is is_short


def test_an_hour_in_which_nothing_is_on_is_drawn_small(edition):
    held(edition, "A")
    held(edition, "B", minutes=150)
    _day, grid = board(edition)
    assert [(tick.places, tick.hour.hour if tick.hour else None) for tick in grid.ticks] == [
        ("a1 m60", 10),
        ("a2 m60 gap", 11),
        ("a3 m30", 12),
        ("a4 m30", None),
        ("a5 m30", 13),
    ]


def test_the_night_stands_below_its_evening(edition):
    held(edition, "Day")
    held(edition, "Night", minutes=15 * 60)
    day, _grid = board(edition)
    assert placed(day)["Night"].startswith("a16 ")


def rooms(edition, count):
    venue = VenueFactory(edition=edition)
    session = SessionFactory(edition=edition)
    for _room in range(count):
        OccurrenceFactory(session=session, room=RoomFactory(edition=edition, venue=venue))


def lanes(edition, count):
    session, field = SessionFactory(edition=edition), RoomFactory(edition=edition, shared=True)
    for _lane in range(count):
        OccurrenceFactory(session=session, room=field)


def rows(edition, count):
    """One session, held so often that the day has `count` rows: each two minutes, from the full hour on."""
    session, room = SessionFactory(edition=edition, minutes=2), RoomFactory(edition=edition)
    for at in range(count):
        OccurrenceFactory(
            session=session, room=room, starts_at=THURSDAY_TEN + timedelta(minutes=2 * at), minutes=2
        )


LARGEST = pytest.mark.parametrize(
    ("make", "most"), [(rooms, MOST_COLUMNS), (lanes, MOST_LANES), (rows, MOST_ROWS)]
)


@LARGEST
def test_each_place_of_the_largest_grid_is_in_the_style_sheet(edition, make, most):
    make(edition, most)
    day, grid = board(edition)
    assert isinstance(grid, Board)
    assert names_in(day, grid) - classes_of_the_sheet() == set()


@LARGEST
def test_a_day_larger_than_that_is_a_list(edition, make, most):
    make(edition, most + 1)
    day, grid = board(edition)
    assert grid is None
    assert {showing.places for showing in day.showings} == {""}


def names_in(day, grid):
    """All classes of places that the day's grid gives."""
    told = [
        grid.places,
        grid.span,
        *(head.places for head in grid.rooms),
        *(tick.places for tick in grid.ticks),
    ]
    told += [showing.places for showing in day.showings]
    return {name for names in told for name in names.split()} - {"short", "gap"}


def classes_of_the_sheet():
    css = Path(str(finders.find("festapp/grid.css"))).read_text(encoding="utf-8")
    return set(re.findall(r"\.([a-z][0-9]+)\{", css))


def test_the_sheet_has_every_place_that_a_grid_can_give():
    expected = {f"a{row}" for row in range(1, MOST_ROWS + 1)}
    expected |= {f"s{rows}" for rows in range(1, MOST_ROWS + 1)}
    expected |= {f"c{column}" for column in range(1, MOST_COLUMNS + 2)}  # the hours stand in the first
    expected |= {f"l{lanes}" for lanes in range(2, MOST_LANES + 1)}
    expected |= {f"n{lanes}" for lanes in range(1, MOST_COLUMNS + 1)}
    expected |= {f"m{minutes}" for minutes in range(1, 61)}
    assert expected - classes_of_the_sheet() == set()


def test_each_place_says_what_its_name_says():
    css = Path(str(finders.find("festapp/grid.css"))).read_text(encoding="utf-8")
    properties = {
        "a": "grid-row-start:{}",
        "s": "grid-row-end:span {}",
        "c": "grid-column-start:{}",
        "l": "grid-column-end:span {}",
        "n": "--lanes:{}",
        "m": "--minutes:{}",
    }
    found = re.findall(r"\.([a-z])([0-9]+)\{([^}]*)\}", css)
    assert [
        (kind, number, body) for kind, number, body in found if body != properties[kind].format(number)
    ] == []
