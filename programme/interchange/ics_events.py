"""Events of a calendar, ours or another tool's, as sessions and their times."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar.parser.property import split_on_unescaped_comma, unescape_backslash
from icalendar.prop import vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from programme.interchange.ics_lines import Component, Property, shown
from programme.interchange.ics_sessions import UNTITLED, YEARS, Gathered, known_zone, on_earth
from programme.interchange.problems import Findings, _
from programme.interchange.snapshot import LONGEST_MINUTES, Occurrence, Session
from programme.text import clean_line, clean_text, is_web_address

HIGHEST_SEQUENCE = 2**31 - 1
MOMENT = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?)(Z?))?", re.ASCII)
WHOLE_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
GUID_UID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@.*)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime  # in UTC
    midnight: datetime | None = None  # of a date without a time, on no zone's clocks


class EventReader:
    """Reads the events of one calendar."""

    def __init__(self, calendar: Component, zone: str, uids: set[UUID | str], findings: Findings) -> None:
        self._zone = zone
        self._uids = uids
        self._findings = findings
        self._locations = {
            part.line("TZID"): part.line("X-LIC-LOCATION")
            for part in calendar.parts
            if part.name == "VTIMEZONE"
        }

    def read(self, event: Component, where: str, gathered: Gathered) -> None:
        """Adds the event, or notes what is wrong with it."""
        title = event.line("SUMMARY")
        if not title:
            title = UNTITLED
            self._findings.remark(_("Events without a title are called “{title}”. Name them."), title=title)
        starts = self._moment(event, "DTSTART", where)
        minutes = self._minutes(event, starts, where) if starts else None
        if starts and starts.at.year not in YEARS:
            self._findings.refuse(
                where, "DTSTART", _("The year {year} isn't between 1990 and 2199."), year=starts.at.year
            )
        if starts is None or minutes is None:
            return
        if event.first("RRULE") or event.first("RDATE"):
            self._findings.remark(
                _("“{title}” is repeated by a rule. Only its first time was taken; add the others by hand."),
                title=title,
            )
        url = self._url(event)
        session = Session(
            title=title,
            description=_without_address(event.text("DESCRIPTION"), url),
            track=self._track(event, title),
            url=url,
            where=where,
        )
        id, guid = self._uid(event, title)  # noqa: A001
        held = Occurrence(
            id=id,
            guid=guid,
            starts_at=starts.at.replace(second=0),
            minutes=minutes,
            room=event.line("X-FESTAPP-ROOM") or event.line("LOCATION"),
            cancelled=event.line("STATUS").upper() == "CANCELLED",
            revision=_revision(event),
            changed_at=self._changed_at(event),
            where=where,
        )
        gathered.add(session, held, _geo(event))

    def _moment(self, event: Component, name: str, where: str) -> _Moment | None:
        """As the standard has it: a time that comes twice is the first, one that the clocks leave out is
        reckoned from before the change."""
        found = event.first(name)
        if found is None:
            self._findings.refuse(where, name, _("This is missing."))
            return None
        value = found.value.strip()
        matched = MOMENT.fullmatch(value)
        try:
            naive = datetime.fromisoformat(value.rstrip("Z")) if matched else None
        except ValueError:
            naive = None
        if not matched or not naive or not 1 < naive.year < 9999:  # no zone reckons at the ends of time
            self._findings.refuse(
                where,
                name,
                _("“{value}” is no date with a time. Write it like 20170706T143000Z."),
                value=shown(value),
            )
        elif matched[3]:
            return _Moment(naive.replace(tzinfo=UTC))
        elif zone := self._zone_of(found, where, name):
            at = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            return _Moment(at, midnight=None if matched[2] else naive)
        return None

    def _zone_of(self, found: Property, where: str, name: str) -> str:
        """The name of the zone that the value is told in, or "" once that is noted as a problem."""
        tzid = found.parameters.get("TZID")
        if isinstance(tzid, str) and tzid.strip():
            tzid = clean_line(tzid)
            zone = named_zone(tzid) or named_zone(self._locations.get(tzid, ""))
            if not zone:
                self._findings.refuse(
                    where,
                    name,
                    _("The time zone “{zone}” isn't known. Use one such as Europe/Paris."),
                    zone=shown(tzid),
                )
            return zone
        if not self._zone:
            self._findings.refuse(
                where,
                name,
                _("This time has no time zone, and the calendar has none (X-WR-TIMEZONE). Say which it is."),
            )
        return self._zone

    def _minutes(self, event: Component, starts: _Moment, where: str) -> int | None:
        if event.first("DTEND") or not (event.first("DURATION") or starts.midnight):
            name, length = "DTEND", self._until_end(event, starts, where)
        elif event.first("DURATION"):
            name, length = "DURATION", self._duration(event, where)
        else:
            name, length = "DTSTART", timedelta(days=1)
        if length is None:
            return None
        minutes = math.ceil(length / timedelta(minutes=1))
        if 1 <= minutes <= LONGEST_MINUTES:
            return minutes
        self._findings.refuse(
            where,
            name,
            _("This lasts {minutes} minutes. Make it 1 to {limit} long, or divide it by days."),
            minutes=minutes,
            limit=LONGEST_MINUTES,
        )
        return None

    def _until_end(self, event: Component, starts: _Moment, where: str) -> timedelta | None:
        ends = self._moment(event, "DTEND", where)
        if ends is None:
            return None
        if starts.midnight and ends.midnight:
            return ends.midnight - starts.midnight  # a day is a day when it has 25 hours
        return ends.at - starts.at.replace(second=0)

    def _duration(self, event: Component, where: str) -> timedelta | None:
        value = event.raw("DURATION")
        try:
            length: timedelta = vDuration.from_ical(value)  # type: ignore[no-untyped-call]
        except ValueError:
            self._findings.refuse(
                where, "DURATION", _("“{value}” is no length. Write it like PT1H30M."), value=shown(value)
            )
            return None
        return length

    def _uid(self, event: Component, title: str) -> tuple[str, UUID | None]:
        """The occurrence's id and guid, of which one is empty; both are where the UID was met before."""
        text, changed = event.line("UID"), event.line("RECURRENCE-ID")
        matched = None if changed else GUID_UID.fullmatch(text)
        uid = UUID(matched[1]) if matched else " ".join(filter(None, (text, changed)))
        if uid in self._uids:
            self._findings.remark(
                _("“{title}” has the UID of another event. It will not be known again as the same."),
                title=title,
            )
            return "", None
        if uid:
            self._uids.add(uid)
        return ("", uid) if isinstance(uid, UUID) else (uid, None)

    def _url(self, event: Component) -> str:
        value = event.raw("URL")
        for address in (value, unescape_backslash(value)):
            if is_web_address(address):
                return address
        if value:
            self._findings.remark(
                _("“{address}” isn't a web address and was left out."), address=shown(value)
            )
        return ""

    def _track(self, event: Component, title: str) -> str:
        values = (found.value for found in event.properties.get("CATEGORIES", ()))
        names = [clean_line(name) for value in values for name in split_on_unescaped_comma(value)]
        found = list(dict.fromkeys(filter(None, names)))
        if len(found) > 1:
            self._findings.remark(
                _("“{title}” has several categories. The first was taken as its track."), title=title
            )
        return found[0] if found else ""

    def _changed_at(self, event: Component) -> datetime | None:
        matched = MOMENT.fullmatch(event.raw("LAST-MODIFIED"))
        if not matched or not matched[3]:
            return None
        try:
            changed_at = datetime.fromisoformat(matched[0]).astimezone(UTC)
        except ValueError:
            return None
        return changed_at if changed_at.year in YEARS else None


def _revision(event: Component) -> int:
    value = event.raw("SEQUENCE")
    return min(int(value), HIGHEST_SEQUENCE) if WHOLE_NUMBER.fullmatch(value) else 0


def _geo(event: Component) -> tuple[float, float] | None:
    latitude, _semicolon, longitude = event.raw("GEO").partition(";")
    try:
        return on_earth(float(latitude), float(longitude))
    except ValueError:
        return None


def _without_address(description: str, url: str) -> str:
    """The text without the address in its last line that is the event's own."""
    address = clean_text(url)
    rest = description.removesuffix(address)
    return rest.rstrip() if address and (not rest or rest.endswith("\n")) else description


def named_zone(name: str) -> str:
    """The zone behind a name such as Europe/Paris, /example.org/2005/Europe/Paris, Romance Standard Time."""
    parts = name.strip("/ ").split("/")
    endings = ("/".join(parts[start:]) for start in range(max(0, len(parts) - 3), len(parts)))
    known = next(filter(None, map(known_zone, endings)), "")
    return known or known_zone(WINDOWS_TO_OLSON.get(name, ""))
