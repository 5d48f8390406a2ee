"""Rows of a sessions CSV read: each cell checked, each mistake told by row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    minutes_between,
    moment_of,
    usual_minutes,
)
from programme.interchange.problems import Findings, _
from programme.interchange.schedule import CODE, language_of
from programme.interchange.sessions_csv_rows import COLUMNS, ENDS, Entry, without_doubles
from programme.interchange.snapshot import (
    LONGEST_MINUTES,
    Link,
)
from programme.interchange.tables import Flaw, Row, Table
from programme.text import clean_line, clean_text, is_web_address

RECORDINGS = ("undecided", "planned", "refused")
STATUSES = {"": False, "confirmed": False, "cancelled": True, "canceled": True}
MINUTES = re.compile(r"\d{1,5}", re.ASCII)
BETWEEN_LINKS = re.compile(r";\s*(?=https?://)")


class RowReader:
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

    def read(self, row: Row) -> Entry | None:
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
        entry = Entry(
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
        if text and not (MINUTES.fullmatch(text) and 1 <= int(text) <= LONGEST_MINUTES):
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
        return without_doubles(found)

    def _address(self, text: str) -> str:
        if is_web_address(text):
            return text
        if text:
            self._links_left[text[:200]] = None
        return ""


def _parts(cell: str) -> list[str]:
    """What stands on a line each, or between semicolons in a cell of one line, cleaned."""
    return [clean_line(part) for part in cell.split("\n" if "\n" in cell else ";")]
