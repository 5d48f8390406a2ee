"""Intervals, their union, and the timetable that refuses an occurrence placed twice."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise, permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.timetable.problem import Interval, Placement, Timetable, merge_intervals

PARIS = ZoneInfo("Europe/Paris")
ZONES = (PARIS, UTC, timezone(timedelta(hours=5, minutes=30)))
# 23:00 or midnight in Paris, before the two nights when the clocks change and before a plain one.
EVENINGS = (
    datetime(2017, 3, 25, 22, tzinfo=UTC),
    datetime(2017, 10, 28, 22, tzinfo=UTC),
    datetime(2017, 7, 1, 22, tzinfo=UTC),
)
TICK = timedelta(minutes=15)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ticks = st.integers(0, 24)
spans = st.tuples(ticks, ticks).map(sorted).map(tuple)
zones = st.sampled_from(ZONES)
evenings = st.sampled_from(EVENINGS)


def interval(evening, span, zone=PARIS):
    start, end = ((evening + tick * TICK).astimezone(zone) for tick in span)
    return Interval(start, end)


def paris(day, hour, minute=0, fold=0):
    return datetime(2017, 10, day, hour, minute, tzinfo=PARIS, fold=fold)


def quarters(span):
    """The quarters of an hour that a span fills: none for a span of no length."""
    return set(range(*span))


def points(span):
    """The ends of a span and all that lies between, in half ticks: one point for a span of no length."""
    return set(range(2 * span[0], 2 * span[1] + 1))


def from_ten(to):
    return Interval(paris(1, 10), paris(1, to))


@patient
@given(evening=evenings, one=spans, other=spans, zone=zones, other_zone=zones)
def test_overlap_and_intersection_are_shared_quarters(evening, one, other, zone, other_zone):
    a, b = interval(evening, one, zone), interval(evening, other, other_zone)
    shared = sorted(quarters(one) & quarters(other))

    expected = interval(evening, (shared[0], shared[-1] + 1)) if shared else None

    assert a.intersection(b) == expected
    assert b.intersection(a) == expected
    assert (a.overlaps(b), b.overlaps(a)) == (bool(shared), bool(shared))


@patient
@given(evening=evenings, one=spans, other=spans, zone=zones, other_zone=zones)
def test_containing_is_having_all_points(evening, one, other, zone, other_zone):
    a, b = interval(evening, one, zone), interval(evening, other, other_zone)

    assert a.contains(b) == (points(other) <= points(one))


@patient
@given(evening=evenings, span=spans, zone=zones)
def test_minutes_are_those_that_pass(evening, span, zone):
    assert interval(evening, span, zone).minutes == 15 * len(quarters(span))


@patient
@given(evening=evenings, members=st.lists(spans, max_size=6))
def test_merging_keeps_all_points_in_any_order(evening, members):
    merged = merge_intervals(interval(evening, span) for span in members)

    kept = [((m.start - evening) // TICK, (m.end - evening) // TICK) for m in merged]

    assert set().union(*map(points, kept)) == set().union(*map(points, members))
    assert all(left[1] < right[0] for left, right in pairwise(kept))
    assert merge_intervals(interval(evening, span) for span in reversed(members)) == merged


def test_times_are_kept_in_utc():
    night = Interval(paris(28, 23), paris(29, 5))

    assert (night.start.tzinfo, night.end.tzinfo) == (UTC, UTC)
    assert (night.start.hour, night.end.hour) == (21, 4)


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    assert Interval(paris(28, 23), paris(29, 5)).minutes == 7 * 60


def test_the_night_the_clocks_go_forward_is_an_hour_shorter():
    start = datetime(2017, 3, 25, 23, tzinfo=PARIS)

    assert Interval(start, datetime(2017, 3, 26, 5, tzinfo=PARIS)).minutes == 5 * 60


def test_the_hour_that_comes_twice_is_two_hours():
    first = Interval(paris(29, 2, 0, fold=0), paris(29, 2, 45, fold=0))
    second = Interval(paris(29, 2, 0, fold=1), paris(29, 2, 45, fold=1))

    assert first != second
    assert first.overlaps(second) is False


def test_an_end_that_only_the_wall_clock_puts_before_the_start_is_allowed():
    assert Interval(paris(29, 2, 45, fold=0), paris(29, 2, 15, fold=1)).minutes == 30


def test_equal_moments_in_two_zones_are_equal_intervals():
    in_utc = Interval(datetime(2017, 10, 1, 8, tzinfo=UTC), datetime(2017, 10, 1, 9, tzinfo=UTC))

    assert from_ten(11) == in_utc
    assert hash(from_ten(11)) == hash(in_utc)


def test_an_interval_of_no_length_overlaps_nothing():
    instant = Interval(paris(1, 10, 30), paris(1, 10, 30))

    assert instant.overlaps(from_ten(11)) is False
    assert instant.overlaps(instant) is False
    assert instant.minutes == 0


def test_seconds_are_no_whole_minute():
    start = paris(1, 10)

    assert Interval(start, start + timedelta(seconds=119)).minutes == 1


def test_touching_intervals_merge_in_any_order():
    parts = (from_ten(11), Interval(paris(1, 11), paris(1, 12)), Interval(paris(1, 13), paris(1, 14)))

    for order in permutations(parts):
        assert merge_intervals(order) == (from_ten(12), parts[2])


def test_a_nested_interval_does_not_shorten_the_merged_one():
    assert merge_intervals((from_ten(14), Interval(paris(1, 11), paris(1, 12)))) == (from_ten(14),)


@pytest.mark.parametrize("name", ["start", "end"])
def test_a_time_without_a_zone_is_refused(name):
    times = {"start": paris(1, 10), "end": paris(1, 11)}
    times[name] = times[name].replace(tzinfo=None)

    with pytest.raises(
        ValueError, match=rf"^The {name} of an interval, 2017-10-01 1[01]:00:00, has no time zone"
    ):
        Interval(**times)


def test_an_end_before_its_start_is_refused():
    with pytest.raises(ValueError, match=r"^An interval cannot end at 2017-10-01 07:00:00"):
        Interval(paris(1, 10), paris(1, 9))


def test_an_occurrence_placed_twice_is_refused():
    placement = Placement("opening-1", "opening", from_ten(11), "hall", False, frozenset())

    with pytest.raises(ValueError, match=r"^The occurrence opening-1 is placed twice"):
        Timetable((placement, placement))


def test_uncancelled_leaves_out_the_cancelled():
    held = Placement("opening-1", "opening", from_ten(11), "hall", False, frozenset())
    cancelled = Placement("opening-2", "opening", from_ten(11), "hall", False, frozenset(), cancelled=True)

    assert Timetable((held, cancelled)).uncancelled == (held,)
