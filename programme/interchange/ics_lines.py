"""A calendar's lines and components (RFC 5545, 3.1), as they stand in whatever file says it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser.content_line import Contentline
from icalendar.parser.property import unescape_backslash

from programme.interchange.problems import Findings, _, unreadable
from programme.text import clean_line, clean_text

FILE_LIMIT = 10_000_000  # bytes
EVENT_LIMIT = 20_000
NESTING_LIMIT = 5  # the standard needs three: calendar, event, alarm
READ = frozenset(
    (
        "BEGIN", "END", "PRODID", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "TZID", "X-LIC-LOCATION",
        "UID", "RECURRENCE-ID", "RRULE", "RDATE", "SEQUENCE", "LAST-MODIFIED", "STATUS", "DTSTART", "DTEND", "DURATION",
        "SUMMARY", "DESCRIPTION", "LOCATION", "X-FESTAPP-ROOM", "GEO", "CATEGORIES", "URL",
    )
)  # fmt: skip
LINE_START = re.compile(r"([A-Za-z0-9-]+)[;:]")


@dataclass(frozen=True, slots=True)
class Property:
    parameters: Mapping[str, object]
    value: str  # as it stands in the file, with its escapes


@dataclass(slots=True)
class Component:
    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        found = self.properties.get(name)
        return found[0] if found else None

    def raw(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""

    def line(self, name: str) -> str:
        return clean_line(unescape_backslash(self.raw(name)))

    def text(self, name: str) -> str:
        return clean_text(unescape_backslash(self.raw(name)))


def calendars_in(content: bytes, findings: Findings) -> list[Component]:
    """The calendars of the file, at least one, their parts in them; properties that nobody asks for are left.

    The library's own reader of components isn't used: it keeps the zones that a file defines for the whole
    process, and knows no line numbers.
    """
    if len(content) > FILE_LIMIT:
        raise unreadable(
            _("This file is larger than {limit} MB. Divide it into several."), limit=FILE_LIMIT // 10**6
        )
    stack = [Component("")]
    skipped: list[int] = []
    events = 0
    for number, line in _content_lines(content):
        found = LINE_START.match(line)
        name = found[1].upper() if found else ""
        if len(stack) == 1 and (name, line[6:].strip().upper()) != ("BEGIN", "VCALENDAR"):
            if not stack[0].parts:
                raise unreadable(
                    _("This is no calendar: it must begin with BEGIN:VCALENDAR."), where=f"line {number}"
                )
            skipped.append(number)
        elif name == "BEGIN":
            if len(stack) > NESTING_LIMIT:
                raise unreadable(_("Too much is nested here."), where=f"line {number}")
            component = Component(line[6:].strip().upper())
            events += component.name == "VEVENT"
            if events > EVENT_LIMIT:
                raise unreadable(
                    _("This calendar has more than {limit} events. Divide it into several."),
                    limit=EVENT_LIMIT,
                )
            stack[-1].parts.append(component)
            stack.append(component)
        elif name == "END":
            if line[4:].strip().upper() != stack.pop().name:
                raise unreadable(_("This line ends what has not begun."), where=f"line {number}")
        elif name in READ or not name:
            parsed = _parse(line) if name else None
            if parsed:
                stack[-1].properties.setdefault(name, []).append(parsed)
            else:
                skipped.append(number)
    if len(stack) > 1:
        raise unreadable(
            _("This file ends before its end: there is no END:{name}. Fetch or save it again."),
            name=shown(stack[-1].name),
        )
    if not stack[0].parts:
        raise unreadable(_("This file is empty."))
    if skipped:
        findings.remark(
            _("{count} lines can't be read and were left out, the first of them line {line}."),
            count=len(skipped),
            line=skipped[0],
        )
    return stack[0].parts


def _content_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, unfolded before they are decoded: some writers fold within a character."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    gathered: list[bytes] = []
    began = 1
    for number, line in enumerate([*lines, b"."], start=1):
        if line[:1] in (b" ", b"\t") and gathered:
            gathered.append(line[1:].removesuffix(b"\r"))
            continue
        if text := _decoded(b"".join(gathered), began):
            yield began, text
        gathered, began = [line.removesuffix(b"\r")], number


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise unreadable(
            _("This line isn't in UTF-8. Save the calendar anew in UTF-8."), where=f"line {number}"
        ) from None


def _parse(line: str) -> Property | None:
    try:
        _name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return Property(parameters, value)


def shown(value: str) -> str:
    return clean_line(value)[:80]
