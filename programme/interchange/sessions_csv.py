"""The sessions CSV: a table of the programme, one row for each time that something is held, in one language.

Rows of one code are times of one session; without a code, rows of one address and one title are; any other row
is a session of its own. A session that is not held yet is one row without `starts`. Long texts are Markdown.
Several people or links in a cell stand on a line each, or, in a cell of one line, between semicolons; a link may
have its label behind it. A cell with a semicolon of its own ends in a line break, so that it is not divided.

What the table has no column for: titles and days of the edition, colours, biographies, attachments, roles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from programme.interchange.cells import TableError
from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    LONGEST,
    checked_zone,
    days_held,
    minutes_between,
    moment_of,
    usual_minutes,
)
from programme.interchange.problems import Findings, FormatError, Problem, _
from programme.interchange.schedule import CODE, language_of
from programme.interchange.snapshot import (
    NAMED,
    Link,
    Occurrence,
    Part,
    Person,
    Room,
    Session,
    Snapshot,
    Track,
    id_of_name,
)
from programme.interchange.tables import Flaw, Row, Table, read_table, write_csv
from programme.text import clean_line, clean_text, is_web_address

COLUMNS = (
    "id", "guid", "code", "title", "subtitle", "abstract", "description", "format", "track", "language",
    "starts", "minutes", "room", "speakers", "speaker_ids", "links", "recording", "status", "url",
)  # fmt: skip
ENDS = "ends"  # is read in place of minutes, and never written
RECORDINGS = ("undecided", "planned", "refused")
STATUSES = {"": False, "confirmed": False, "cancelled": True, "canceled": True}
MINUTES = re.compile(r"\d{1,5}", re.ASCII)
BETWEEN_LINKS = re.compile(r";\s*(?=https?://)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One row, its values clean. `people` are (id or "", name); without `starts_at` nothing is held."""

    where: str = ""
    id: str = ""
    guid: UUID | None = None
    code: str = ""
    title: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    format: str = ""
    track: str = ""
    language: str = ""
    starts_at: datetime | None = None
    minutes: int = 0
    room: str = ""
    people: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    recording: str = "undecided"
    cancelled: bool = False
    url: str = ""

    @property
    def session_name(self) -> tuple[str, ...]:
        """What the rows of one session have in common, () where a row stands alone."""
        if self.code:
            return (self.code,)
        return (self.url, self.title) if self.url else ()


OF_A_SESSION = {one.name for one in fields(_Entry)} - {
    "where", "id", "guid", "code", "starts_at", "minutes", "room", "cancelled",
}  # fmt: skip


def write(snapshot: Snapshot) -> bytes:
    """UTF-8 with a byte order mark; no cell is a formula. Starts have the offset of the edition's zone."""
    return write_csv(COLUMNS, (_cells(entry, snapshot) for entry in _entries(snapshot)))


def carried(snapshot: Snapshot) -> Snapshot:
    """What is read from the table written of this, with the snapshot's zone given to read().

    The id of a row is that of its time, and where the session has no code or no time, the session's too. A
    session is cancelled where each of its rows is. Without a code and an address each time is a session.
    """
    return _snapshot(_entries(snapshot), time_zone=snapshot.time_zone, findings=Findings())


def read(content: bytes, *, time_zone: str = "") -> Snapshot:
    """A table of ours, or another with the names of our columns in any order: `title` must be there.

    CSV or XLSX, as read_table takes them. `time_zone` is for starts without an offset. HTML in long texts
    becomes Markdown, but in a table with exactly our columns. Raises FormatError, and nothing else.
    """
    zone = checked_zone(time_zone)
    try:
        table = read_table(content)
    except TableError as no:
        raise FormatError(Problem("", "", no.sentence, no.facts)) from None
    findings = Findings()
    if "title" not in table.columns:
        findings.refuse(
            "row 1",
            "title",
            _("There is no column “title”. It is the one that must be there; name it in the first row."),
        )
        findings.raise_problems()
    unknown = [name for name in table.columns if name not in (*COLUMNS, ENDS)]
    if unknown:
        findings.remark(
            _("Columns that are not known were left out: {columns}."),
            columns=", ".join(clean_line(name)[:60] for name in unknown),
        )
    reader = _RowReader(table, zone, findings)
    entries = [entry for row in table.rows if (entry := reader.read(row))]
    reader.remark()
    findings.raise_problems()
    return _snapshot(entries, time_zone=zone, findings=findings)


# --- out ----------------------------------------------------------------------------------------------


def _entries(snapshot: Snapshot) -> Iterator[_Entry]:
    people = {person.id: person for person in snapshot.people}
    ids = {one.id for _session, one in snapshot.held()}
    for session in snapshot.sessions:
        code = session.code if CODE.fullmatch(session.code) else ""
        held = session.occurrences or (None,)
        for one in held:
            number = one.id if one else ("" if session.id in ids else session.id)
            yield _Entry(
                id=clean_line(number),
                guid=one.guid if one else None,
                code=code,
                title=clean_line(session.title),
                subtitle=clean_line(session.subtitle),
                abstract=clean_text(session.abstract),
                description=clean_text(session.description),
                format=clean_line(session.format),
                track=clean_line(session.track),
                language=language_of(session.language),
                starts_at=one.starts_at.replace(second=0, microsecond=0) if one else None,
                minutes=one.minutes if one else 0,
                room=clean_line(one.room) if one else "",
                people=tuple(_known_by(people[part.person]) for part in session.people),
                links=_without_doubles(
                    Link(url, clean_line(link.label))
                    for link in session.links
                    if (url := _address_of(link.url))
                ),
                recording=session.recording,
                cancelled=session.cancelled or (one.cancelled if one else False),
                url=_address_of(session.url),
            )


def _known_by(person: Person) -> tuple[str, str]:
    return "" if person.id.startswith(NAMED) else clean_line(person.id), clean_line(person.name)


def _address_of(text: str) -> str:
    """The address as a cell holds it, composed; "" for what is none."""
    address = clean_line(text)
    return address if is_web_address(address) else ""


def _cells(entry: _Entry, snapshot: Snapshot) -> list[str | int]:
    starts_at = entry.starts_at and entry.starts_at.astimezone(snapshot.zone)
    ids, names = [number for number, _name in entry.people], [name for _number, name in entry.people]
    return [
        entry.id,
        str(entry.guid or ""),
        entry.code,
        entry.title,
        entry.subtitle,
        entry.abstract,
        entry.description,
        entry.format,
        entry.track,
        entry.language,
        starts_at.isoformat(timespec="minutes") if starts_at else "",
        entry.minutes or "",
        entry.room,
        _joined(names),
        _joined(ids) if any(ids) else "",
        _joined(f"{link.url} {link.label}".strip() for link in entry.links),
        entry.recording,
        "cancelled" if entry.cancelled else "confirmed",
        entry.url,
    ]


def _joined(values: Iterable[str]) -> str:
    joined = "\n".join(values)
    return f"{joined}\n" if ";" in joined and "\n" not in joined else joined


# --- in -----------------------------------------------------------------------------------------------


class _RowReader:
    """Reads the rows of one table, and notes what is wrong with them."""

    def __init__(self, table: Table, zone: str, findings: Findings) -> None:
        self._zone = zone
        self._findings = findings
        self._flaws: defaultdict[int, list[Flaw]] = defaultdict(list)
        for flaw in table.flaws:
            self._flaws[flaw.row].append(flaw)
        self._long_text = clean_text if table.columns == COLUMNS else markdown_of
        self._rows_of: dict[tuple[str, str], int] = {}
        self._unplaced: list[int] = []
        self._links_left: dict[str, None] = {}

    def read(self, row: Row) -> _Entry | None:
        """None after noting a problem of the row."""
        before = len(self._findings.problems)
        where = f"row {row.number}"
        for flaw in self._flaws[row.number]:
            self._findings.refuse(where, flaw.column, flaw.sentence, **flaw.facts)
        title = clean_line(row.cells.get("title", "?"))
        if not title:
            self._findings.refuse(where, "title", _("There is no title. Each row needs one."))
        line = {name: clean_line(row.cells.get(name, "")) for name in (*COLUMNS, ENDS)}
        starts_at = self._moment(line["starts"], where, "starts") if line["starts"] else None
        minutes = self._minutes(line, starts_at, where)
        if not line["starts"] and (line["minutes"] or line["room"]):
            self._unplaced.append(row.number)
        entry = _Entry(
            where=where,
            id=self._once(line["id"], "id", row),
            guid=self._guid(line["guid"], row),
            code=self._code(line["code"], where),
            title=title,
            subtitle=line["subtitle"],
            abstract=self._long_text(row.cells.get("abstract", "")),
            description=self._long_text(row.cells.get("description", "")),
            format=line["format"],
            track=line["track"],
            language=self._language(line["language"], where),
            starts_at=starts_at,
            minutes=minutes,
            room=line["room"],
            people=self._people(row, where),
            links=self._links(row.cells.get("links", "")),
            recording=self._recording(line["recording"], where),
            cancelled=self._cancelled(line["status"], where),
            url=self._address(line["url"]),
        )
        return entry if len(self._findings.problems) == before else None

    def remark(self) -> None:
        """What the whole table was found to be like."""
        if self._unplaced:
            self._findings.remark(
                _("Rows without a start keep no length and no room: {rows}."),
                rows=", ".join(map(str, self._unplaced)),
            )
        if self._links_left:
            self._findings.remark(
                _("{count} links were left out, being no whole web addresses: {links}."),
                count=len(self._links_left),
                links=", ".join(self._links_left),
            )

    def _moment(self, text: str, where: str, column: str) -> datetime | None:
        return moment_of(text, time_zone=self._zone, where=where, field=column, findings=self._findings)

    def _minutes(self, line: dict[str, str], starts_at: datetime | None, where: str) -> int:
        """0 where nothing is held, or after noting a problem."""
        text = line["minutes"]
        if text and not (MINUTES.fullmatch(text) and 1 <= int(text) <= LONGEST):
            self._findings.refuse(
                where, "minutes", _("“{text}” is no whole number from 1 to 1440."), text=text[:40]
            )
            return 0
        if starts_at is None:
            return 0
        if text:
            return int(text)
        if not line[ENDS]:
            return usual_minutes(where, self._findings)
        ends_at = self._moment(line[ENDS], where, ENDS)
        if ends_at is None:
            return 0
        return minutes_between(starts_at, ends_at, where=where, field=ENDS, findings=self._findings) or 0

    def _once(self, value: str, column: str, row: Row) -> str:
        first = self._rows_of.setdefault((column, value), row.number)
        if value and first != row.number:
            self._findings.refuse(
                f"row {row.number}",
                column,
                _("“{value}” is that of row {row} already. Each row needs its own, or none."),
                value=value[:60],
                row=first,
            )
        return value

    def _guid(self, text: str, row: Row) -> UUID | None:
        if not text:
            return None
        try:
            return UUID(self._once(str(UUID(text)), "guid", row))
        except ValueError:
            self._findings.refuse(
                f"row {row.number}",
                "guid",
                _("“{text}” is no guid. Leave it empty, or put it in the column “id”."),
                text=text[:60],
            )
            return None

    def _code(self, text: str, where: str) -> str:
        if text and not CODE.fullmatch(text):
            self._findings.refuse(
                where,
                "code",
                _("“{text}” is no code: six capital letters and digits. Other names belong into “id”."),
                text=text[:60],
            )
        return text

    def _language(self, text: str, where: str) -> str:
        language = language_of(text)
        if text and not language:
            self._findings.refuse(
                where, "language", _("“{text}” is no code of a language, such as fr."), text=text[:60]
            )
        return language

    def _recording(self, text: str, where: str) -> str:
        word = text.casefold() or RECORDINGS[0]
        if word not in RECORDINGS:
            self._findings.refuse(
                where,
                "recording",
                _("“{text}” is none of: {words}."),
                text=text[:60],
                words=", ".join(RECORDINGS),
            )
        return word

    def _cancelled(self, text: str, where: str) -> bool:
        if text.casefold() not in STATUSES:
            self._findings.refuse(
                where,
                "status",
                _("“{text}” is none of: {words}."),
                text=text[:60],
                words="confirmed, cancelled",
            )
        return STATUSES.get(text.casefold(), False)

    def _people(self, row: Row, where: str) -> tuple[tuple[str, str], ...]:
        names = [name for name in _parts(row.cells.get("speakers", "")) if name]
        ids = _parts(row.cells.get("speaker_ids", ""))
        if not any(ids):
            return tuple(("", name) for name in names)
        told = len(ids)
        while ids and not ids[-1]:
            ids.pop()
        if not told >= len(names) >= len(ids):
            self._findings.refuse(
                where,
                "speaker_ids",
                _("Speakers: {names}, ids: {ids}. Give each speaker an id, in the same order, or none."),
                names=len(names),
                ids=len(ids),
            )
            return ()
        return tuple((number, name) for number, name in zip_longest(ids, names, fillvalue=""))

    def _links(self, cell: str) -> tuple[Link, ...]:
        parts = cell.split("\n") if "\n" in cell else BETWEEN_LINKS.split(cell.rstrip("; "))
        found = []
        for part in parts:
            url, _space, label = clean_line(part).partition(" ")
            if self._address(url):
                found.append(Link(url, label))
        return _without_doubles(found)

    def _address(self, text: str) -> str:
        if is_web_address(text):
            return text
        if text:
            self._links_left[text[:200]] = None
        return ""


def _parts(cell: str) -> list[str]:
    """What stands on a line each, or between semicolons in a cell of one line, cleaned."""
    return [clean_line(part) for part in cell.split("\n" if "\n" in cell else ";")]


def _without_doubles(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each address."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())


# --- both ways ----------------------------------------------------------------------------------------


def _snapshot(entries: Iterable[_Entry], *, time_zone: str, findings: Findings) -> Snapshot:
    """Sessions in the order of their first rows, whose texts are theirs."""
    groups: dict[tuple[str, ...], list[_Entry]] = {}
    for place, entry in enumerate(entries):
        groups.setdefault(entry.session_name or ("row", str(place), ""), []).append(entry)
    people: dict[str, Person] = {}
    sessions = tuple(_session(group, people, findings) for group in groups.values())
    rooms = dict.fromkeys(one.room for session in sessions for one in session.occurrences if one.room)
    whole = Snapshot(
        time_zone=time_zone,
        tracks=tuple(Track(name=name) for name in dict.fromkeys(one.track for one in sessions) if name),
        rooms=tuple(Room(name=name) for name in rooms),
        people=tuple(people.values()),
        sessions=sessions,
        remarks=findings.remarks,
    )
    return whole.change(days=days_held(whole))


def _session(group: list[_Entry], people: dict[str, Person], findings: Findings) -> Session:
    first = group[0]
    for other in group[1:]:
        if any(getattr(other, name) != getattr(first, name) for name in OF_A_SESSION):
            findings.remark(
                _(
                    "{where}: it differs from {first}, a row of the same session. What stands there was taken."
                ),
                where=other.where,
                first=first.where,
            )
    held = tuple(
        Occurrence(
            id=entry.id,
            guid=entry.guid,
            starts_at=entry.starts_at,
            minutes=entry.minutes,
            room=entry.room,
            cancelled=entry.cancelled,
            where=entry.where,
        )
        for entry in group
        if entry.starts_at
    )
    return Session(
        id=first.id if not first.code or not held else "",
        code=first.code,
        title=first.title,
        subtitle=first.subtitle,
        abstract=first.abstract,
        description=first.description,
        format=first.format,
        track=first.track,
        language=first.language,
        people=_people_of(first, people, findings),
        links=first.links,
        url=first.url,
        recording=first.recording,
        cancelled=all(entry.cancelled for entry in group),
        occurrences=held,
        where=first.where,
    )


def _people_of(entry: _Entry, people: dict[str, Person], findings: Findings) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for number, name in entry.people:
        key = number or id_of_name(name)
        known = people.setdefault(key, Person(id=key, name=name))
        if known.name.casefold() != name.casefold():
            findings.remark(
                _("The id {id} is given to {names}; they were taken for one person, {name}."),
                id=key,
                names=f"{known.name}, {name}",
                name=known.name,
            )
        parts.setdefault(key, Part(key))
    return tuple(parts.values())
