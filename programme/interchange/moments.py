"""When something begins and how long it lasts, from texts: with an offset, or on the clocks of a named zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from programme import times
from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.snapshot import LONGEST_MINUTES, Snapshot
from programme.text import clean_line

USUAL_MINUTES = 60  # of what a file gives no length
EARLIEST, LATEST = (
    times.LIVING_MEMORY[0],
    times.LIVING_MEMORY[1] - timedelta(days=2),
)  # whatever lasts a day fits
MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T|t| +)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)? *(?:([Zz])|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)
LOCAL_DATE = re.compile(r"\d{1,4} *[/.] *\d{1,2} *[/.] *\d{1,4}.*", re.ASCII | re.DOTALL)


def checked_zone(name: str) -> str:
    """The name of the zone, which may be "". Raises FormatError for what is none."""
    if name and not times.is_zone(name):
        raise unreadable(
            _("“{zone}” is no time zone. Name one such as Europe/Paris."), field="time zone", zone=name[:60]
        )
    return name


def moment_of(text: str, *, time_zone: str, where: str, field: str, findings: Findings) -> datetime | None:
    """The moment in UTC, to the minute; None after noting a problem. `time_zone` is for a text without offset."""
    text = clean_line(text)
    matched = MOMENT.fullmatch(text)
    if not matched:
        sentence = (
            _("“{text}” may be two days. Write the year first: 2017-07-06 10:00.")
            if LOCAL_DATE.fullmatch(text)
            else _(
                "“{text}” is no date with a time. Write it like 2017-07-06 10:00 or 2017-07-06T10:00+02:00."
            )
        )
        findings.refuse(where, field, sentence, text=text[:40])
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in matched.groups()[:6])
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  # its zone comes next
        offset = _offset(matched)
    except ValueError:
        findings.refuse(where, field, _("There is no such day or time as “{text}”."), text=text[:40])
        return None
    if local.year not in range(EARLIEST.year, LATEST.year + 1):
        findings.refuse(where, field, _("The year must be between 1990 and 2199."))
        return None
    moment = local.replace(tzinfo=offset).astimezone(UTC) if offset else None
    moment = moment or on_clocks(local, time_zone, where=where, field=field, findings=findings)
    if moment is not None and not EARLIEST <= moment <= LATEST:
        findings.refuse(where, field, _("The year must be between 1990 and 2199."))
        return None
    return moment.replace(second=0) if moment else None


def minutes_between(
    starts_at: datetime, ends_at: datetime, *, where: str, field: str, findings: Findings
) -> int | None:
    """The length in minutes, 1 to 1440; None after noting a problem."""
    minutes = (ends_at - starts_at) // timedelta(minutes=1)
    if minutes < 1:
        findings.refuse(where, field, _("It ends before it begins, or at once."))
        return None
    if minutes > LONGEST_MINUTES:
        findings.refuse(
            where,
            field,
            _("It lasts {minutes} minutes, and 1440 are the most. Divide it by days."),
            minutes=minutes,
        )
        return None
    return minutes


def usual_minutes(where: str, findings: Findings) -> int:
    """The length of what has none in the file, which is remarked."""
    findings.remark(_("{where}: there is no length; one hour was taken."), where=where)
    return USUAL_MINUTES


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """The clocks' time without an offset, as formats without zones have it: 2017-07-06T10:00:00.

    In the hour that comes twice its offset stands behind it, so that moment_of knows which is meant.
    """
    local = times.in_zone(moment, zone)
    wall_time = local.replace(tzinfo=None)
    try:
        times.local_to_utc(wall_time, zone)
    except times.AmbiguousTime:
        return local.isoformat(timespec="seconds")
    return wall_time.isoformat(timespec="seconds")


def days_held(snapshot: Snapshot) -> tuple[date, ...]:
    """The festival days on which something is held, in order."""
    return tuple(sorted({snapshot.day_of(one.starts_at) for _session, one in snapshot.held()}))


def _offset(matched: re.Match[str]) -> timezone | None:
    """Raises ValueError for an offset of a day or more."""
    if matched[7]:
        return UTC
    if not matched[8]:
        return None
    offset = timedelta(hours=int(matched[9]), minutes=int(matched[10]))
    return timezone(-offset if matched[8] == "-" else offset)


def on_clocks(
    local: datetime, time_zone: str, *, where: str, field: str, findings: Findings
) -> datetime | None:
    """The moment in UTC of a wall time; None after noting that it needs a zone, is left out or comes twice."""
    if not time_zone:
        findings.refuse(
            where,
            field,
            _("The file does not say in which time zone its times are. Give it: --time-zone {zone}."),
            zone="Europe/Paris",
        )
        return None
    sentence = _("{time} happens twice in {zone}: the clocks go back over it. Give it an offset.")
    try:
        return times.local_to_utc(local, ZoneInfo(time_zone))
    except times.NonexistentTime:
        sentence = _("{time} does not exist in {zone}: the clocks go forward over it.")
    except times.AmbiguousTime:
        pass
    findings.refuse(where, field, sentence, time=f"{local:%Y-%m-%d %H:%M}", zone=time_zone)
    return None
