"""Festival days and wall times, around the changes of the clocks above all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.times import (
    AmbiguousTime,
    NonexistentTime,
    WallTimeError,
    day_bounds,
    days_between,
    festival_day,
    in_zone,
    local_to_utc,
    wall_time_kept,
)

PARIS = ZoneInfo("Europe/Paris")
FOUR = time(4)
# Among them clocks that change at midnight, a minute past it, by half an hour, and that skipped a day.
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            *("Europe/Paris", "Europe/London", "UTC", "America/New_York", "Asia/Kathmandu", "Asia/Beirut"),
            *(
                "America/Santiago",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "America/St_Johns",
                "Africa/Casablanca",
            ),
        )
    ]
)
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
DATES = st.dates(date(1975, 1, 1), date(2037, 12, 31))


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# Festival days


def test_the_night_belongs_to_the_day_before():
    moment = datetime(2026, 6, 6, 1, 0, tzinfo=PARIS)
    assert festival_day(moment, zone=PARIS, day_ends_at=FOUR) == date(2026, 6, 5)


def test_a_day_starts_as_the_one_before_ends():
    assert festival_day(datetime(2026, 6, 6, 3, 59, tzinfo=PARIS), zone=PARIS, day_ends_at=FOUR) == date(
        2026, 6, 5
    )
    assert festival_day(datetime(2026, 6, 6, 4, 0, tzinfo=PARIS), zone=PARIS, day_ends_at=FOUR) == date(
        2026, 6, 6
    )


def test_the_zone_of_the_edition_counts_and_not_that_of_the_moment():
    assert festival_day(utc(2026, 6, 6, 1, 30), zone=PARIS, day_ends_at=FOUR) == date(2026, 6, 5)
    assert festival_day(utc(2026, 6, 6, 2, 0), zone=PARIS, day_ends_at=FOUR) == date(2026, 6, 6)


def test_a_day_that_ends_at_midnight_is_a_calendar_day():
    moment = datetime(2026, 6, 6, 0, 0, tzinfo=PARIS)
    assert festival_day(moment, zone=PARIS, day_ends_at=time(0)) == date(2026, 6, 6)


def test_bounds_are_in_utc():
    bounds = day_bounds(date(2026, 6, 6), zone=PARIS, day_ends_at=FOUR)
    assert bounds == (utc(2026, 6, 6, 2), utc(2026, 6, 7, 2))
    assert [bound.tzinfo for bound in bounds] == [UTC, UTC]


def test_a_day_has_23_or_25_hours_when_the_clocks_change():
    start, end = day_bounds(date(2017, 3, 25), zone=PARIS, day_ends_at=FOUR)
    assert end - start == timedelta(hours=23)
    start, end = day_bounds(date(2017, 10, 28), zone=PARIS, day_ends_at=FOUR)
    assert end - start == timedelta(hours=25)


def test_a_day_that_ends_in_the_repeated_hour_ends_the_second_time():
    _, end = day_bounds(date(2017, 10, 28), zone=PARIS, day_ends_at=time(2, 30))
    assert end == utc(2017, 10, 29, 1, 30)
    first_quarter_to_three = utc(2017, 10, 29, 0, 45)
    assert festival_day(first_quarter_to_three, zone=PARIS, day_ends_at=time(2, 30)) == date(2017, 10, 28)


def test_a_day_that_ends_in_the_skipped_hour_keeps_its_length():
    start, end = day_bounds(date(2017, 3, 25), zone=PARIS, day_ends_at=time(2, 30))
    assert end == utc(2017, 3, 26, 1, 30)
    assert end - start == timedelta(hours=24)


def test_a_day_that_the_zone_skipped_is_empty():
    start, end = day_bounds(date(2011, 12, 30), zone=ZoneInfo("Pacific/Apia"), day_ends_at=FOUR)
    assert start == end
    moment = datetime(2011, 12, 31, 3, 0, tzinfo=ZoneInfo("Pacific/Apia"))
    assert festival_day(moment, zone=ZoneInfo("Pacific/Apia"), day_ends_at=FOUR) == date(2011, 12, 29)


@given(MOMENTS, ZONES, st.times())
def test_every_moment_lies_in_the_bounds_of_its_day(moment, zone, day_ends_at):
    day = festival_day(moment, zone=zone, day_ends_at=day_ends_at)
    start, end = day_bounds(day, zone=zone, day_ends_at=day_ends_at)
    assert start <= moment < end


@given(DATES, ZONES, st.times(), st.integers(-7_200, 7_200))
def test_moments_around_the_end_of_a_day_lie_in_the_bounds_of_theirs(day, zone, day_ends_at, seconds):
    moment = day_bounds(day, zone=zone, day_ends_at=day_ends_at)[1] + timedelta(seconds=seconds)
    start, end = day_bounds(
        festival_day(moment, zone=zone, day_ends_at=day_ends_at), zone=zone, day_ends_at=day_ends_at
    )
    assert start <= moment < end


@given(DATES, ZONES, st.times())
def test_days_follow_one_another_without_a_gap(day, zone, day_ends_at):
    start, end = day_bounds(day, zone=zone, day_ends_at=day_ends_at)
    assert start <= end
    assert end == day_bounds(day + timedelta(days=1), zone=zone, day_ends_at=day_ends_at)[0]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match=r"The moment 2026-06-06T01:00:00 has no zone\."):
        festival_day(wall(2026, 6, 6, 1), zone=PARIS, day_ends_at=FOUR)


def test_days_between_includes_both_ends():
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == (
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    )


def test_one_day_is_between_itself():
    assert days_between(date(2026, 6, 6), date(2026, 6, 6)) == (date(2026, 6, 6),)


def test_no_day_is_between_a_day_and_one_before_it():
    assert days_between(date(2026, 6, 6), date(2026, 6, 5)) == ()


# Wall times


def test_an_ordinary_wall_time_in_summer_and_winter():
    assert local_to_utc(wall(2017, 7, 1, 12), PARIS) == utc(2017, 7, 1, 10)
    assert local_to_utc(wall(2017, 1, 1, 12), PARIS) == utc(2017, 1, 1, 11)


def test_a_wall_time_that_the_clocks_skip_is_refused():
    with pytest.raises(NonexistentTime) as refusal:
        local_to_utc(wall(2017, 3, 26, 2, 30), PARIS)
    assert str(refusal.value) == (
        "02:30 on 26 March 2017 does not exist in Europe/Paris, because the clocks go forward over it. "
        "Choose a time before or after the change."
    )
    assert (refusal.value.wall_time, refusal.value.zone) == (wall(2017, 3, 26, 2, 30), PARIS)


@pytest.mark.parametrize("fold", [0, 1])
def test_no_fold_makes_a_skipped_time_exist(fold):
    with pytest.raises(NonexistentTime):
        local_to_utc(wall(2017, 3, 26, 2, 30), PARIS, fold=fold)


def test_a_wall_time_that_happens_twice_is_asked_about():
    with pytest.raises(AmbiguousTime) as refusal:
        local_to_utc(wall(2017, 10, 29, 2, 30), PARIS)
    assert str(refusal.value) == (
        "02:30 on 29 October 2017 happens twice in Europe/Paris, because the clocks go back over it. "
        "Choose the first or the second."
    )
    assert refusal.value.earlier == utc(2017, 10, 29, 0, 30)
    assert refusal.value.later == utc(2017, 10, 29, 1, 30)


def test_a_fold_chooses_between_the_two():
    assert local_to_utc(wall(2017, 10, 29, 2, 30), PARIS, fold=0) == utc(2017, 10, 29, 0, 30)
    assert local_to_utc(wall(2017, 10, 29, 2, 30), PARIS, fold=1) == utc(2017, 10, 29, 1, 30)


def test_a_fold_changes_nothing_for_an_ordinary_time():
    assert local_to_utc(wall(2017, 7, 1, 12), PARIS, fold=1) == utc(2017, 7, 1, 10)


def test_the_edges_of_the_change_are_ordinary_times():
    assert local_to_utc(wall(2017, 3, 26, 1, 59), PARIS) == utc(2017, 3, 26, 0, 59)
    assert local_to_utc(wall(2017, 3, 26, 3, 0), PARIS) == utc(2017, 3, 26, 1, 0)
    assert local_to_utc(wall(2017, 10, 29, 3, 0), PARIS) == utc(2017, 10, 29, 2, 0)


def test_both_refusals_are_wall_time_errors_and_value_errors():
    assert issubclass(NonexistentTime, WallTimeError)
    assert issubclass(AmbiguousTime, WallTimeError)
    assert issubclass(WallTimeError, ValueError)


def test_a_wall_time_with_a_zone_is_refused():
    with pytest.raises(ValueError, match="already has a zone"):
        local_to_utc(utc(2017, 7, 1), PARIS)


@given(MOMENTS, ZONES)
def test_every_moment_comes_back_from_its_wall_time(moment, zone):
    local = in_zone(moment, zone)
    assert local_to_utc(local.replace(tzinfo=None), zone, fold=local.fold) == moment


def test_in_zone_shows_the_zone_s_clock():
    assert in_zone(utc(2017, 7, 1, 10), PARIS).isoformat() == "2017-07-01T12:00:00+02:00"


# A zone corrected


def test_the_wall_time_is_kept_when_the_zone_is_corrected():
    moment = utc(2026, 6, 6, 18)  # 20:00 in Paris
    assert wall_time_kept(moment, PARIS, ZoneInfo("Europe/London")) == utc(2026, 6, 6, 19)


def test_a_kept_wall_time_that_the_new_zone_skips_is_refused():
    with pytest.raises(NonexistentTime):
        wall_time_kept(utc(2017, 3, 26, 2, 30), ZoneInfo("UTC"), PARIS)


def test_a_kept_wall_time_that_happens_twice_only_in_the_new_zone_is_asked_about():
    with pytest.raises(AmbiguousTime):
        wall_time_kept(utc(2017, 10, 29, 2, 30), ZoneInfo("UTC"), PARIS)


@given(MOMENTS, ZONES)
def test_the_same_zone_keeps_the_moment(moment, zone):
    assert wall_time_kept(moment, zone, zone) == moment


def test_the_second_of_two_stays_the_second_in_a_zone_with_the_same_clocks():
    second = utc(2017, 10, 29, 1, 30)
    assert wall_time_kept(second, PARIS, ZoneInfo("Europe/Madrid")) == second
