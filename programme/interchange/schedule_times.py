"""The times of a schedule file: local clocks, offsets that contradict them, and days that end after midnight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programme import times
from programme.interchange.moments import EARLIEST, LATEST, on_clocks, usual_minutes
from programme.interchange.problems import Findings, _
from programme.interchange.snapshot import LONGEST_MINUTES
from programme.times import is_zone

DEFAULT_DAY_CHANGE = time(4)
LATEST_NIGHT = time(9)  # what begins later belongs to no evening before, whatever day it stands under
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Europe/London"})  # +00:00 is a usual offset there
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
DURATION = re.compile(r"(\d{1,4}):(\d{2})")
LONG_DURATION = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{2})")


@dataclass(kw_only=True)
class RawTime:
    """As a file has it: the day it stands under, and texts, "" where there is none."""

    day: date | None = None
    date: str = ""
    start: str = ""
    end: str = ""
    duration: str = ""


@dataclass
class Clock:
    """The zone by which a file is read; `contradictions` counts the events whose offset is another.

    `names_utc` says that the file itself names UTC, so that +00:00 is meant.
    """

    name: str
    day_change: time
    names_utc: bool = False
    contradictions: int = 0
    followed: int = 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.name)

    @classmethod
    def of(
        cls,
        found: Sequence[RawTime],
        *,
        chosen: str,
        named: str,
        fallback: str,
        city: str,
        day_change: str,
        findings: Findings,
    ) -> Clock:
        """The chosen zone, else the one the file names, else the fallback, else the file's one offset.

        A zone is never guessed: where offsets are missing and nobody names a zone, FormatError asks for one.
        """
        change = clock_time(day_change) or DEFAULT_DAY_CHANGE
        if named.strip() and not is_zone(named.strip()):
            findings.remark(
                _("The file names the time zone “{zone}”, which is none."), zone=named.strip()[:60]
            )
        for name in (chosen, named.strip(), fallback):
            if is_zone(name):
                return cls(name, change, named.strip() in UTC_NAMES)
        offsets = {moment.utcoffset() for raw in found if (moment := moment_with_offset(raw.date))}
        if found and all(moment_with_offset(raw.date) for raw in found) and len(offsets) == 1:
            name = zone_of_offset(offsets.pop() or timedelta())
            if name:
                findings.remark(
                    _(
                        "The file names no time zone; its times are all at one offset, so {zone} was taken. "
                        "If that is not the festival's zone, give it: --time-zone Europe/Paris."
                    ),
                    zone=name,
                )
                return cls(name, change)
        findings.refuse(
            "",
            "time zone",
            _("The file does not say in which time zone its times are. Give it: --time-zone {zone}."),
            zone=zone_in(city) or "Europe/Paris",
        )
        findings.raise_problems()
        raise AssertionError("unreachable")

    def moment(self, raw: RawTime, where: str, findings: Findings) -> datetime | None:
        """When the event starts, in UTC; None after noting a problem."""
        try:
            found = self._moment(raw, where, findings)
        except OverflowError:  # at the end of all years
            found = datetime.max.replace(tzinfo=UTC)
        if found is not None and not EARLIEST <= found <= LATEST:
            findings.refuse(where, "date", _("The year must be between 1990 and 2199."))
            return None
        return found

    def _moment(self, raw: RawTime, where: str, findings: Findings) -> datetime | None:
        start = clock_time(raw.start)
        if raw.start.strip() and start is None:
            findings.refuse(where, "start", _("“{text}” is no time of the day."), text=raw.start.strip()[:40])
            return None
        if raw.date.strip():
            return self._of_date(raw, start, where, findings)
        if raw.day is None or start is None:
            findings.refuse(
                where,
                "start" if raw.day else "date",
                _("There is no date or no time here: when does it begin?"),
            )
            return None
        day = raw.day + timedelta(days=1) if start < self.day_change else raw.day
        return self._on_clocks(datetime.combine(day, start), where, findings)

    def _of_date(self, raw: RawTime, start: time | None, where: str, findings: Findings) -> datetime | None:
        day = date_in(raw.date)
        if len(raw.date.strip()) == len("2017-07-05") and day and start:
            return self._on_clocks(datetime.combine(day, start), where, findings)
        found = any_moment(raw.date)
        if found is None:
            findings.refuse(where, "date", _("“{text}” is no date with a time."), text=raw.date.strip()[:40])
            return None
        if start and start != time(0) and found.time() == time(0):
            found = datetime.combine(
                found.date(), start, tzinfo=found.tzinfo
            )  # the date was all that was meant
        if found.tzinfo is None:
            return self._on_clocks(found, where, findings)
        if found.utcoffset() == found.astimezone(self.zone).utcoffset():
            return found.astimezone(UTC)
        on_the_wall = found.replace(tzinfo=None)
        is_unfilled = not found.utcoffset() and start == on_the_wall.time().replace(second=0, microsecond=0)
        if is_unfilled and not self.names_utc:
            # +00:00 beside the same local start is an offset that nobody filled in (wafer writes it so).
            self.followed += 1
            return self._on_clocks(on_the_wall, where, findings)
        self.contradictions += 1
        return found.astimezone(UTC)

    def _on_clocks(self, local: datetime, where: str, findings: Findings) -> datetime | None:
        return on_clocks(local, self.name, where=where, field="start", findings=findings)

    def remark(self, findings: Findings) -> None:
        """What the whole file's times were found to be like."""
        if self.followed:
            findings.remark(
                _(
                    "{count} times are at +00:00 and at the same hour locally: they were read on the clocks of {zone}."
                ),
                count=self.followed,
                zone=self.name,
            )
        if self.contradictions:
            findings.remark(
                _("{count} times have an offset that {zone} has not on that day: the offset was believed."),
                count=self.contradictions,
                zone=self.name,
            )


def minutes_of(raw: RawTime, starts_at: datetime | None, where: str, findings: Findings) -> int | None:
    """The length in minutes, 1 to 1440; None after noting a problem.

    "01:30" is hours and minutes; of three parts the last are seconds ("1:30:00"), unless the end, or seconds that
    nobody plans by, say that the first are days, as pretalx writes what is longer than a day ("1:12:30").
    """
    text = raw.duration.strip()
    minutes: int | None = None
    if short := DURATION.fullmatch(text):
        minutes = int(short[1]) * 60 + int(short[2])
    elif long := LONG_DURATION.fullmatch(text):
        first, second, third = map(int, long.groups())
        in_days = first * LONGEST_MINUTES + second * 60 + third
        is_in_days = in_days == _until_end(raw, starts_at) or (third and len(long[1]) == 1)
        minutes = in_days if is_in_days else first * 60 + second
    elif text.isascii() and text.isdecimal() and len(text) <= 5:
        minutes = int(text)
    elif text:
        findings.refuse(where, "duration", _("“{text}” is no length such as 01:30."), text=text[:40])
        return None
    minutes = minutes or _until_end(raw, starts_at)
    if not minutes:
        return usual_minutes(where, findings)
    if minutes > LONGEST_MINUTES:
        findings.remark(
            _("{where}: it lasts longer than a day ({minutes} minutes); its first 24 hours were taken."),
            where=where,
            minutes=minutes,
        )
        return LONGEST_MINUTES
    return minutes


def _until_end(raw: RawTime, starts_at: datetime | None) -> int:
    """Minutes until the end that the file names, 0 where it names none after the start."""
    end = moment_with_offset(raw.end)
    return max(int((end - starts_at).total_seconds()) // 60, 0) if end and starts_at else 0


def day_change_of(
    days: Iterable[tuple[date, str]], day_change: str, clock: Clock, found: Iterable[RawTime]
) -> time:
    """When the file's days end, before noon: what it says, raised until each night event stays in its evening."""
    ends = [
        local.time()
        for day, end in days
        if (moment := any_moment(end))
        and moment.tzinfo
        and (local := _minute_after_59(moment.astimezone(clock.zone))).date() > day
        and local.time() < time(12)
    ]
    said = clock_time(day_change)
    if said is not None and said < time(12):
        change = said
    elif ends:
        change = min(ends)
    else:
        change = DEFAULT_DAY_CHANGE
    late, early = time(0), time(12)
    for raw in found:
        moment = any_moment(raw.date)
        start = clock_time(raw.start) or (moment.time() if moment else None)
        if raw.day is None or moment is None or start is None:
            continue
        if moment.date() > raw.day and start < LATEST_NIGHT:
            late = max(late, (datetime.combine(raw.day, start) + timedelta(minutes=1)).time())
        elif moment.date() == raw.day:
            early = min(early, start)
    if late <= change:
        return change
    raised = time(late.hour + 1) if late.minute and late.hour < 11 else late
    return raised if raised <= early else late


def _minute_after_59(moment: datetime) -> datetime:
    """Some write the last minute of a day, 03:59, and mean that it ends at four."""
    return moment.replace(second=0) + timedelta(minutes=moment.minute == 59)


def clock_time(text: str) -> time | None:
    """ "09:00" or "09:00:00"; None for what is no time of the day."""
    match = CLOCK.fullmatch(text.strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    return None


def any_moment(text: str) -> datetime | None:
    """An ISO date and time, with or without an offset; None for a date alone and for anything else."""
    text = text.strip()
    if len(text) < 13 or len(text) > 40:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def moment_with_offset(text: str) -> datetime | None:
    moment = any_moment(text)
    return moment if moment is not None and moment.tzinfo is not None else None


def date_in(text: str) -> date | None:
    """The date that an ISO date, or date and time, begins with; None for one no edition is held on."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return found if EARLIEST.date() <= found <= LATEST.date() else None


def zone_of_offset(offset: timedelta) -> str:
    """ "Etc/GMT-1" for one hour ahead of UTC, "" where the zones have no such name."""
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest:
        return ""
    name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return name if is_zone(name) else ""


def zone_in(city: str) -> str:
    """A zone that is named after this city, for an example in a message."""
    wanted = city.strip().replace(" ", "_").casefold()
    return next(
        (name for name in sorted(times.zone_names()) if wanted and name.casefold().endswith(f"/{wanted}")), ""
    )
