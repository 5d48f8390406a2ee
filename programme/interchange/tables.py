"""Spreadsheets as rows of text: CSV and XLSX bytes read with the row numbers that people see, and written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programme.interchange import workbooks
from programme.interchange.cells import Broken, Cell, TableError, _, control_in
from programme.text import read_cell, safe_cell

FILE_LIMIT = 10_000_000
ROW_LIMIT = 20_000
COLUMN_LIMIT = 200
CELL_LIMIT = 100_000
FLAW_LIMIT = 1_000
LAST_COLUMN = 16_384  # of Excel; beyond it a first row is not looked at

DELIMITERS = ",;\t"
QUOTED = re.compile('"[^"]*"')
HINT = re.compile(r"""("?)sep=([^\w\s"']|\t)\1(?:\r\n?|\n|\Z)""", re.IGNORECASE)
MAC_LETTER = re.compile(rb"[a-z][\x81\x8d-\x90\x9d]")  # ç é è ê; in Windows-1252 a capital Ž, or nothing
WINDOWS_LETTER = re.compile(rb"[a-z][\xe0-\xff]")  # à to ÿ; in Mac Roman capitals, or no letters
LINE_BREAK = re.compile("\r\n?")
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """One row under the header; `number` is the spreadsheet's own, so the first one is 2.

    `cells` has each named column but those with a flaw; an empty cell is "".
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Flaw:
    """A cell that can't be read. `sentence` is an English template of `facts`; the door translates it."""

    row: int
    column: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


@dataclass(frozen=True)
class Table:
    """A sheet: the names in its first row, in lower case, and its rows that are not empty."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...] = ()


def read_table(content: bytes) -> Table:
    """The rows of a CSV file, or of an XLSX file's first sheet that is shown. Raises TableError, and nothing else.

    CSV may be UTF-8 or UTF-16 with a byte order mark, UTF-8 without, Windows-1252, or what old Macs write; its
    cells are divided by commas, semicolons or tabs, or as Excel's line `sep=;` before the first row says.
    That line counts for no row. Formulas are never evaluated: in XLSX they are flaws, in CSV plain text.
    """
    if len(content) > FILE_LIMIT:
        raise TableError(
            _("This file is larger than {limit} MB. Divide it into several."), limit=FILE_LIMIT // 10**6
        )
    if content.startswith(OLD_OFFICE):
        raise TableError(
            _("This is an old Excel file, or one with a password. Save it as .xlsx without one, or as CSV.")
        )
    if content.startswith(ZIP):
        return _table(workbooks.read_records(content))
    return _table(_csv_records(_decoded(content)))


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads accents; cells divided by commas, none a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return target.getvalue().encode("utf-8-sig", errors="replace")


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[str | int]], *, title: str) -> bytes:
    """One sheet with a fixed first row. Raises TableError for a text that is too long for a cell."""
    safe = ([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return workbooks.write_records([columns, *safe], title=title)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif MAC_LETTER.search(content) and not WINDOWS_LETTER.search(content):
        encodings = ["utf-8-sig", "mac-roman"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(_("This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."))


def _csv_records(text: str) -> Iterator[list[Cell]]:
    if hint := HINT.match(text):
        text, delimiter = text[hint.end() :], hint[2]
    else:
        header = QUOTED.sub("", text.lstrip("\r\n").partition("\r" if "\n" not in text else "\n")[0])
        delimiter = max(DELIMITERS, key=header.count)  # the comma, where there is none
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):  # noqa: B007
            yield [LINE_BREAK.sub("\n", cell) if "\r" in cell else cell for cell in record]
    except csv.Error:
        raise TableError(
            _("Row {row} can't be read: its quotation marks don't match, or a cell is too long."),
            row=number + 1,
        ) from None


def _table(records: Iterator[list[Cell]]) -> Table:
    columns = _columns(next(records, []))
    names = [name for name in columns if name]
    rows: list[Row] = []
    flaws: list[Flaw] = []
    for number, record in enumerate(records, start=2):
        if not any(map(_holds, record)):
            continue
        if len(rows) == ROW_LIMIT:
            raise TableError(
                _("This sheet has more than {limit} rows. Divide it into several files."), limit=ROW_LIMIT
            )
        cells = dict.fromkeys(names, "")
        for position, found in enumerate(record):
            name = columns[position] if position < len(columns) else ""
            if not name and not _holds(found):
                continue
            cell = _checked(found, name, position)
            if isinstance(cell, Broken):
                flaws.append(Flaw(number, name, cell.sentence, cell.facts))
                if not name:
                    break
                del cells[name]
            else:
                cells[name] = cell
        rows.append(Row(number, cells))
        if len(flaws) > FLAW_LIMIT:
            raise TableError(
                _("More than {limit} cells can't be read, the first in row {row}. Is this the right file?"),
                limit=FLAW_LIMIT,
                row=flaws[0].row,
            )
    return Table(tuple(names), tuple(rows), tuple(flaws))


def _holds(cell: Cell) -> bool:
    return isinstance(cell, Broken) or bool(cell.strip())


def _columns(header: list[Cell]) -> list[str]:
    """The names in the first row, "" for a column without one."""
    texts = [cell if isinstance(cell, str) else "" for cell in header[:LAST_COLUMN]]
    if any(control_in(text) for text in texts):
        raise TableError(_("This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."))
    columns = [read_cell(text).strip().casefold() for text in texts]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise TableError(_("The first row is empty. It must hold the names of the columns."))
    if max(len(columns), len(header) - LAST_COLUMN) > COLUMN_LIMIT:
        raise TableError(_("This sheet has more than {limit} columns."), limit=COLUMN_LIMIT)
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice is not None:
        raise TableError(_("Two columns are named “{column}”. Remove one."), column=twice[:60])
    return columns


def _checked(cell: Cell, name: str, position: int) -> Cell:
    """The text of a cell, or what is wrong with it."""
    if isinstance(cell, Broken):
        return cell
    if not name:
        return Broken(
            _("There is a text in column {position}, which has no name in the first row."),
            {"position": position + 1},
        )
    if len(cell) > CELL_LIMIT:
        return Broken(_("This text is longer than {limit} characters."), {"limit": CELL_LIMIT})
    if control := control_in(cell):
        return Broken(
            _("This holds the control character U+{code}, which is no text. Type it anew."),
            {"code": f"{ord(control):04X}"},
        )
    return read_cell(cell)
