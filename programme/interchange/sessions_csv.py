"""The sessions CSV: a table of the programme, one row for each time that something is held, in one language.

Rows of one code are times of one session; without a code, rows of one address and one title are; any other row
is a session of its own. A session that is not held yet is one row without `starts`. Long texts are Markdown.
Several people or links in a cell stand on a line each, or, in a cell of one line, between semicolons; a link may
have its label behind it. A cell with a semicolon of its own ends in a line break, so that it is not divided.

What the table has no column for: titles and days of the edition, colours, biographies, attachments, roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from programme.interchange.cells import TableError
from programme.interchange.moments import (
    checked_zone,
)
from programme.interchange.problems import Findings, FormatError, Problem, _
from programme.interchange.schedule import CODE, language_of
from programme.interchange.sessions_csv_reading import RowReader
from programme.interchange.sessions_csv_rows import COLUMNS, ENDS, Entry, snapshot_of_rows, without_doubles
from programme.interchange.snapshot import (
    NAMED,
    Link,
    Person,
    Snapshot,
)
from programme.interchange.tables import read_table, write_csv
from programme.text import clean_line, clean_text, is_web_address


def write(snapshot: Snapshot) -> bytes:
    """UTF-8 with a byte order mark; no cell is a formula. Starts have the offset of the edition's zone."""
    return write_csv(COLUMNS, (_cells(entry, snapshot) for entry in _entries(snapshot)))


def carried(snapshot: Snapshot) -> Snapshot:
    """What is read from the table written of this, with the snapshot's zone given to read().

    The id of a row is that of its time, and where the session has no code or no time, the session's too. A
    session is cancelled where each of its rows is. Without a code and an address each time is a session.
    """
    return snapshot_of_rows(_entries(snapshot), time_zone=snapshot.time_zone, findings=Findings())


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
    reader = RowReader(table, zone, findings)
    entries = [entry for row in table.rows if (entry := reader.read(row))]
    reader.remark()
    findings.raise_problems()
    return snapshot_of_rows(entries, time_zone=zone, findings=findings)


def _entries(snapshot: Snapshot) -> Iterator[Entry]:
    people = {person.id: person for person in snapshot.people}
    ids = {one.id for _session, one in snapshot.held()}
    for session in snapshot.sessions:
        code = session.code if CODE.fullmatch(session.code) else ""
        held = session.occurrences or (None,)
        for one in held:
            number = one.id if one else ("" if session.id in ids else session.id)
            yield Entry(
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
                links=without_doubles(
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


def _cells(entry: Entry, snapshot: Snapshot) -> list[str | int]:
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
