"""Festival days, and wall times in an edition's zone turned into UTC and back."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LIVING_MEMORY = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class WallTimeError(ValueError):
    """A wall time that does not name one moment in its zone."""

    def __init__(self, message: str, *, wall_time: datetime, zone: ZoneInfo) -> None:
        super().__init__(message)
        self.wall_time = wall_time
        self.zone = zone


class NonexistentTime(WallTimeError):  # noqa: N818
    """The clocks jump over this wall time."""

    def __init__(self, wall_time: datetime, zone: ZoneInfo) -> None:
        super().__init__(
            f"{_spoken(wall_time)} does not exist in {zone}, because the clocks go forward over it. "
            "Choose a time before or after the change.",
            wall_time=wall_time,
            zone=zone,
        )


class AmbiguousTime(WallTimeError):  # noqa: N818
    """The clocks show this wall time twice: `earlier` and `later` are the two moments, in UTC."""

    def __init__(self, wall_time: datetime, zone: ZoneInfo, *, earlier: datetime, later: datetime) -> None:
        super().__init__(
            f"{_spoken(wall_time)} happens twice in {zone}, because the clocks go back over it. "
            "Choose the first or the second.",
            wall_time=wall_time,
            zone=zone,
        )
        self.earlier = earlier
        self.later = later


@cache
def zone_names() -> frozenset[str]:
    """Every name of a zone that this machine knows, old ones too; asking walks through a folder."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether it names a zone as an edition may have: a place's ("Europe/Paris"), or UTC."""
    return (name == "UTC" or "/" in name) and name in zone_names()


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the clocks of this zone; raises ValueError when it has no zone of its own."""
    if moment.utcoffset() is None:
        raise ValueError(f"The moment {moment.isoformat()} has no zone.")
    return moment.astimezone(zone)


def local_to_utc(naive: datetime, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """The moment in UTC of a wall time.

    Raises NonexistentTime, or AmbiguousTime unless `fold` says which: 0 the earlier, 1 the later moment.
    `naive.fold` is not looked at; a `naive` with a zone raises ValueError.
    """
    if naive.tzinfo is not None:
        raise ValueError(f"The wall time {naive.isoformat()} already has a zone.")
    before_change, after_change = _readings(naive, zone)
    if before_change > after_change:
        raise NonexistentTime(naive, zone)
    if before_change < after_change and fold is None:
        raise AmbiguousTime(naive, zone, earlier=before_change, later=after_change)
    return after_change if fold else before_change


def wall_time_kept(moment: datetime, old_zone: ZoneInfo, new_zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the new zone's clocks show what the old zone's show at `moment`.

    Raises WallTimeError as local_to_utc does; a time that happens twice in both zones keeps its place.
    """
    local = in_zone(moment, old_zone)
    wall_time = local.replace(tzinfo=None)
    earlier, later = _readings(wall_time, old_zone)
    return local_to_utc(wall_time, new_zone, fold=None if earlier == later else local.fold)


def day_bounds(day: date, *, zone: ZoneInfo, day_ends_at: time) -> tuple[datetime, datetime]:
    """When a festival day starts and ends, in UTC, half-open; one ends as the next starts.

    Where the clocks change over `day_ends_at`, the day ends at the later of the two readings: the night
    is not cut short.
    """
    return _day_start(day, zone, day_ends_at), _day_start(day + timedelta(days=1), zone, day_ends_at)


def festival_day(moment: datetime, *, zone: ZoneInfo, day_ends_at: time) -> date:
    """The day whose bounds hold the moment: at 01:00 it is still yesterday when days end at 04:00."""
    day = in_zone(moment, zone).date()
    instant = moment.astimezone(UTC)
    while instant < _day_start(day, zone, day_ends_at):
        day -= timedelta(days=1)
    return day


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Each day from the first to the last, both included; none when the last is before the first."""
    return tuple(first + timedelta(days=count) for count in range((last - first).days + 1))


def _readings(naive: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The wall time in UTC with the offset before and after a change of the clocks; mostly the same."""
    before_change, after_change = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before_change, after_change


def _day_start(day: date, zone: ZoneInfo, day_ends_at: time) -> datetime:
    return max(_readings(datetime.combine(day, day_ends_at), zone))


def _spoken(wall_time: datetime) -> str:
    return f"{wall_time:%H:%M} on {wall_time.day} {wall_time:%B %Y}"
