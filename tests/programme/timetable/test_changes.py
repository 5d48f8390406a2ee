"""What a reader is told about the step from one published timetable to the next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.timetable.changes import Change, Kind, Slot, changes_between
from programme.timetable.problem import Interval

PARIS = ZoneInfo("Europe/Paris")
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def at(start, end):
    midnight = datetime(2017, 7, 1, tzinfo=PARIS)
    return Interval(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


def slot(occurrence="a", interval=None, *, room="hall", cancelled=False):
    return Slot(occurrence, f"session {occurrence}", room, interval or at(10, 11), cancelled)


@st.composite
def timetables(draw):
    """Slots with few times and rooms, so that two draws have much in common."""
    occurrences = draw(st.lists(st.integers(1, 12), max_size=8, unique=True))
    return tuple(
        slot(
            occurrence,
            at(start := draw(st.integers(0, 2)), start + draw(st.integers(0, 1))),
            room=draw(st.sampled_from([None, "hall", "attic"])),
            cancelled=draw(st.booleans()),
        )
        for occurrence in occurrences
    )


def held(slots):
    return {slot.occurrence: slot for slot in slots if not slot.cancelled}


def apply_changes(slots, changes):
    """What a reader who saw `slots` and was told `changes` believes to be held."""
    believed = held(slots)
    for change in changes:
        if change.kind in (Kind.REMOVED, Kind.CANCELLED):
            del believed[change.occurrence]
        else:
            believed[change.occurrence] = change.after
    return believed


@patient
@given(before=timetables(), after=timetables())
def test_a_reader_who_is_told_the_changes_knows_the_new_timetable(before, after):
    assert apply_changes(before, changes_between(before, after)) == held(after)


@patient
@given(before=timetables(), after=timetables())
def test_a_reader_is_told_nothing_that_was_so_before(before, after):
    told = {change.occurrence for change in changes_between(before, after)}

    assert told == {
        key for key in held(before) | held(after) if held(before).get(key) != held(after).get(key)
    }


@patient
@given(before=timetables(), after=timetables())
def test_changes_show_both_sides(before, after):
    old, new = ({slot.occurrence: slot for slot in slots} for slots in (before, after))

    for change in changes_between(before, after):
        assert (change.before, change.after) == (old.get(change.occurrence), new.get(change.occurrence))


@patient
@given(before=timetables(), after=timetables())
def test_changes_come_by_start_then_key_whatever_the_order_of_slots(before, after):
    changes = changes_between(before, after)
    order = [((change.after or change.before).interval.start, str(change.occurrence)) for change in changes]

    assert order == sorted(order)
    assert changes_between(reversed(before), reversed(after)) == changes


@patient
@given(before=timetables(), after=timetables())
def test_the_way_back_has_the_opposite_changes(before, after):
    opposite = {
        Kind.ADDED: Kind.REMOVED,
        Kind.REMOVED: Kind.ADDED,
        Kind.CANCELLED: Kind.RESTORED,
        Kind.RESTORED: Kind.CANCELLED,
        Kind.MOVED: Kind.MOVED,
    }

    assert {
        Change(opposite[change.kind], change.occurrence, change.after, change.before)
        for change in changes_between(before, after)
    } == set(changes_between(after, before))


@patient
@given(slots=timetables())
def test_a_timetable_does_not_differ_from_itself(slots):
    assert changes_between(slots, slots) == ()


def test_a_new_occurrence_is_added():
    assert changes_between([], [slot()]) == (Change(Kind.ADDED, "a", None, slot()),)


def test_an_occurrence_that_is_gone_is_removed():
    assert changes_between([slot()], []) == (Change(Kind.REMOVED, "a", slot(), None),)


@pytest.mark.parametrize(
    ("after", "room_changed", "time_changed"),
    [
        (slot(room="attic"), True, False),
        (slot(room=None), True, False),
        (slot(interval=at(11, 12)), False, True),
        (slot(interval=at(10, 12)), False, True),
        (slot(room="attic", interval=at(11, 12)), True, True),
    ],
)
def test_another_room_or_time_is_a_move(after, room_changed, time_changed):
    changes = changes_between([slot()], [after])

    assert changes == (Change(Kind.MOVED, "a", slot(), after),)
    assert (changes[0].room_changed, changes[0].time_changed) == (room_changed, time_changed)


def test_the_same_time_in_another_zone_is_no_move():
    there = Interval(datetime(2017, 7, 1, 8, tzinfo=UTC), datetime(2017, 7, 1, 9, tzinfo=UTC))

    assert changes_between([slot()], [slot(interval=there)]) == ()


def test_the_same_wall_clock_an_hour_later_is_a_move():
    first, second = (
        Interval(
            datetime(2017, 10, 29, 2, 0, tzinfo=PARIS, fold=fold),
            datetime(2017, 10, 29, 2, 45, tzinfo=PARIS, fold=fold),
        )
        for fold in (0, 1)
    )

    assert [c.kind for c in changes_between([slot(interval=first)], [slot(interval=second)])] == [Kind.MOVED]


def test_cancelled_and_moved_at_once_is_cancelled():
    after = slot(room="attic", interval=at(12, 13), cancelled=True)

    assert changes_between([slot()], [after]) == (Change(Kind.CANCELLED, "a", slot(), after),)


def test_restored_and_moved_is_restored_and_shows_the_move():
    before, after = slot(cancelled=True), slot(interval=at(12, 13))

    changes = changes_between([before], [after])

    assert changes == (Change(Kind.RESTORED, "a", before, after),)
    assert (changes[0].room_changed, changes[0].time_changed) == (False, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([slot(cancelled=True)], [slot(cancelled=True)]),
        ([slot(cancelled=True)], [slot(room="attic", interval=at(12, 13), cancelled=True)]),
        ([], [slot(cancelled=True)]),
        ([slot(cancelled=True)], []),
    ],
    ids=["stays", "moves", "comes", "goes"],
)
def test_what_a_cancelled_slot_does_is_no_change(before, after):
    assert changes_between(before, after) == ()


def test_one_side_alone_has_changed_neither_room_nor_time():
    changes = changes_between([slot("a")], [slot("b")])

    assert [(c.kind, c.room_changed, c.time_changed) for c in changes] == [
        (Kind.REMOVED, False, False),
        (Kind.ADDED, False, False),
    ]


def test_changes_come_by_the_new_start_and_the_old_one_of_what_is_gone():
    before = [slot("moved", at(8, 9)), slot("gone", at(11, 12)), slot("kept", at(9, 10))]
    after = [slot("moved", at(12, 13)), slot("kept", at(9, 10)), slot("new", at(10, 11))]

    assert [change.occurrence for change in changes_between(before, after)] == ["new", "gone", "moved"]


@pytest.mark.parametrize("side", ["before", "after"])
def test_an_occurrence_twice_on_one_side_is_refused(side):
    sides = {"before": [], "after": []} | {side: [slot(), replace(slot(), room="attic")]}

    with pytest.raises(ValueError, match=rf"^The occurrence a is twice in the timetable {side}"):
        changes_between(**sides)
