"""XLSX files: bounded before they are opened, read cell by cell, never calculated."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles.numbers import is_datetime

from programme.interchange.cells import CONTROL, Broken, Cell, TableError, _

UNPACKED_LIMIT = 50_000_000  # bytes, by the archive's own list; zipfile never unpacks more than that says
PARTS_LIMIT = 1_000
CELLS_LIMIT = 4_000_000  # those that are only formatted count too
LAST_ROW = 1_048_576  # of Excel; openpyxl fills gaps up to any row number that a file claims
CELL_LENGTH = 32_767  # of Excel; openpyxl cuts without a word

# ECMA-376 part 1, 22.9.2.19: what XML can't hold is written _xHHHH_, and so is the "_" of such a text.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
TO_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def read_records(content: bytes) -> Iterator[list[Cell]]:
    """The rows of the first sheet that is shown, empty ones included. Raises TableError."""
    try:
        _refuse_bombs(content)
        yield from _quiet(_records(content))
    except TableError:
        raise
    except Exception:  # zipfile and openpyxl meet a broken file with errors of any kind
        raise TableError(_("This XLSX file is damaged. Save it again, or send a CSV file.")) from None


def write_records(records: Iterable[Sequence[str | int]], *, title: str) -> bytes:
    """One sheet called `title`. Texts stay texts, whatever they begin with; TableError for one too long."""
    escaped = [[_escaped(cell) if isinstance(cell, str) else cell for cell in record] for record in records]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for record in escaped:
        sheet.append([_text_cell(sheet, cell) if isinstance(cell, str) else cell for cell in record])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _escaped(text: str) -> str:
    escaped = TO_ESCAPE.sub("_x005F_", CONTROL.sub("", text))
    if len(escaped) > CELL_LENGTH:
        raise TableError(
            _("A text is longer than the {limit} characters of an XLSX cell. Take CSV instead."),
            limit=CELL_LENGTH,
        )
    return escaped


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _refuse_bombs(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise TableError(
                _("This XLSX file unpacks to more than {limit} MB. Copy its cells into a new sheet."),
                limit=UNPACKED_LIMIT // 10**6,
            )
        if any(_declares_entities(archive.read(part)) for part in parts):
            raise TableError(
                _(
                    "This XLSX file holds a document type definition, which could do harm. "
                    "Save it anew with your spreadsheet program and send that file."
                )
            )


def _declares_entities(part: bytes) -> bool:
    """Looked for in UTF-16 too."""
    return b"<!DOCTYPE" in part or (b"\0" in part and b"<!DOCTYPE" in part.replace(b"\0", b""))


def _quiet(records: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """Without openpyxl's warnings about drawings and validations, which are not read."""
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            record = next(records, None)
        if record is None:
            return
        yield record


def _records(content: bytes) -> Iterator[list[Cell]]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheets = workbook.worksheets
        sheet = next((sheet for sheet in sheets if sheet.sheet_state == "visible"), sheets[0])
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        seen = 0
        for row in sheet.iter_rows(max_row=LAST_ROW):
            seen += len(row)
            if seen > CELLS_LIMIT:
                raise TableError(
                    _("This sheet has more than {limit} cells, empty ones too. Copy yours into a new sheet."),
                    limit=CELLS_LIMIT,
                )
            yield [_cell(cell) for cell in row]
    finally:
        workbook.close()


def _cell(cell: Any) -> Cell:
    """The text as a person would type it: dates as 2017-07-06 10:00, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Broken(_("This is a formula. Put its result in its place: copy it and paste the value alone."))
    if cell.data_type == "e":
        return Broken(_("This cell shows the error {value}."), {"value": str(value)[:20]})
    if isinstance(value, str):
        return (
            ESCAPED.sub(lambda match: chr(int(match[1], 16)), value).replace("\r\n", "\n").replace("\r", "\n")
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _moment(value, is_datetime(cell.number_format) == "date")
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float | date | timedelta):
        return str(value)
    return Broken(_("This cell holds no text, number or date."))


def _moment(value: datetime, is_day: bool) -> str:
    """Excel counts days in floating point: to the second, it is what the person typed."""
    if is_day and value.time() == time():
        return f"{value:%Y-%m-%d}"
    rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return f"{rounded:%Y-%m-%d %H:%M:%S}" if rounded.second else f"{rounded:%Y-%m-%d %H:%M}"
