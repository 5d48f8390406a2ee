"""Spreadsheet files as people send them, and as nobody should."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from programme.interchange import tables, workbooks
from programme.interchange.cells import TableError
from programme.interchange.tables import Flaw, Row, Table, read_table, write_csv, write_xlsx
from programme.text import clean_text

TEXTS = st.text(max_size=40).map(clean_text)
FORMULA_LIKE = st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''+2",
        "@SUM(A1)",
        "-5",
        "\t=x",
        "a;=b",
        'say "=x"',
        "+33 1",
        "'",
        "_x000D_",
        "é😀שלום\nx",
    ]
)
CELLS = st.one_of(TEXTS, FORMULA_LIKE)


def cells_of(table: Table) -> list[list[str]]:
    return [[row.cells[column] for column in table.columns] for row in table.rows]


def refusal(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(content)
    return str(caught.value)


def assert_read_or_refused(content: bytes) -> None:
    try:
        outcome: Table | TableError = read_table(content)
    except TableError as no:
        outcome = no
    assert isinstance(outcome, Table) or str(outcome).endswith((".", "?"))


def xlsx(*rows: list[object], change: dict[str, bytes] | None = None) -> bytes:
    """A workbook of these rows; `change` puts other bytes in place of a part of it."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    if not change:
        return target.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *change}:
            new.writestr(name, change[name] if name in change else old.read(name))
    return changed.getvalue()


# --- out and in again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_csv, lambda columns, rows: write_xlsx(columns, rows, title="rows")])
def test_what_is_written_is_read_again(write):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
    def round_trip(rows: list[list[str]]) -> None:
        table = read_table(write(["a", "b", "c"], rows))
        numbered = [(number, row) for number, row in enumerate(rows, start=2) if any(row)]
        assert table.columns == ("a", "b", "c")
        assert [row.number for row in table.rows] == [number for number, _row in numbered]
        assert cells_of(table) == [row for _number, row in numbered]
        assert table.flaws == ()

    round_trip()


def test_csv_out_is_utf8_with_a_byte_order_mark_and_no_formula():
    assert write_csv(["a", "b"], [["=1+1", 60], ["été;@x", "-2"]]) == (
        b"\xef\xbb\xbf" + "a,b\r\n'=1+1,60\r\nété;'@x,'-2\r\n".encode()
    )


def test_xlsx_out_holds_texts_and_numbers_and_no_formula():
    content = write_xlsx(["a", "b"], [["=1+1", 60], ["plain", -1]], title="rooms")
    sheet = load_workbook(io.BytesIO(content)).active
    found = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert found == [
        [("a", "s"), ("b", "s")],
        [("'=1+1", "s"), (60, "n")],
        [("plain", "s"), (-1, "n")],
    ]


def test_a_text_too_long_for_an_xlsx_cell_is_refused_and_not_cut():
    with pytest.raises(TableError, match="32767 characters"):
        write_xlsx(["a"], [["x" * 32_768]], title="rows")


# --- CSV in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_as_the_programs_of_this_world_write_it(delimiter, encoding, line_end):
    lines = [["Title_FR ", "slug"], ["L’été à l’œuvre", "ete"], ["", ""], ['"a, b; c"', "x"]]
    content = line_end.join(delimiter.join(line) for line in lines).encode(encoding)
    assert read_table(content) == Table(
        ("title_fr", "slug"),
        (
            Row(2, {"title_fr": "L’été à l’œuvre", "slug": "ete"}),
            Row(4, {"title_fr": "a, b; c", "slug": "x"}),
        ),
    )


def test_a_row_keeps_its_number_after_cells_of_several_lines():
    table = read_table(b'a,b\n"1\r\n2\r\n3",x\nlast,y\n')
    assert table.rows == (Row(2, {"a": "1\n2\n3", "b": "x"}), Row(3, {"a": "last", "b": "y"}))


def test_control_characters_are_flaws_of_their_cell():
    table = read_table(b"a,b\nfine,1\nNU\x00L,2\nx,bell\x07\n")
    sentence = "This holds the control character U+{}, which is no text. Type it anew."
    assert [(flaw.row, flaw.column, str(flaw)) for flaw in table.flaws] == [
        (3, "a", sentence.format("0000")),
        (4, "b", sentence.format("0007")),
    ]
    assert table.rows[1:] == (Row(3, {"b": "2"}), Row(4, {"a": "x"}))


def test_a_text_outside_the_named_columns_is_a_flaw_and_not_lost():
    table = read_table(b"a,,b,\n1,,2,\n1,lost,2\n1,,2,,,lost\n")
    sentence = "There is a text in column {}, which has no name in the first row."
    assert [(flaw.row, str(flaw)) for flaw in table.flaws] == [
        (3, sentence.format(2)),
        (4, sentence.format(6)),
    ]


def test_formulas_in_csv_are_plain_text():
    assert cells_of(read_table(b"a,b\n=1+1,'=1+1\n")) == [["=1+1", "=1+1"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first row is empty. It must hold the names of the columns."),
        (b"\n\na,b\n", "The first row is empty. It must hold the names of the columns."),
        (b"a,b,A\n", "Two columns are named “a”. Remove one."),
        (b'a,b\n1,2\n3,"4\n', "Row 3 can't be read: its quotation marks don't match, or a cell is too long."),
        (b"\x00\x01\x02", "This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."),
        (b"\x89PNG\r\n\x1a\n\x81", "This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."),
        (b"\xff\xfea", "This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is an old Excel file, or one with a password. Save it as .xlsx without one, or as CSV.",
        ),
        (b"PK\x03\x04", "This XLSX file is damaged. Save it again, or send a CSV file."),
        (",".join(f"c{n}" for n in range(201)).encode(), "This sheet has more than 200 columns."),
        (b"x" * 10_000_001, "This file is larger than 10 MB. Divide it into several."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_a_sentence(content, sentence):
    assert refusal(content) == sentence


def test_a_million_rows_are_refused_at_once():
    started = time.monotonic()
    sentence = refusal(b"a\n" + b"1\n" * 1_000_000)
    assert sentence == "This sheet has more than 20000 rows. Divide it into several files."
    assert time.monotonic() - started < 2


def test_empty_rows_count_for_nothing_but_their_numbers():
    table = read_table(b"a\n" + b"\n" * 30_000 + b"1\n")
    assert table.rows == (Row(30_002, {"a": "1"}),)


def test_a_file_of_nothing_but_flaws_is_refused():
    assert refusal(b"a,b\n" + b"\x07,\x07\n" * 1_000) == (
        "More than 1000 cells can't be read, the first in row 2. Is this the right file?"
    )


@pytest.mark.parametrize("content", [b"," * 9_999_999, b"a" * 9_999_999, b'"' * 9_999_999, b"\n" * 9_999_999])
def test_ten_megabytes_of_one_character_take_no_time(content):
    started = time.monotonic()
    with pytest.raises(TableError):
        read_table(content)
    assert time.monotonic() - started < 5


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
        st.text(max_size=200).map(lambda text: text.encode("utf-8-sig", "replace")),
        st.text(alphabet='a,;"\n\r\t\x00=', max_size=200).map(str.encode),
    )
)
def test_any_bytes_are_a_table_or_refused(content):
    assert_read_or_refused(content)


def stored(content: bytes) -> bytes:
    """The archive without compression, so that damage reaches the XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return target.getvalue()


SOUND = write_xlsx(["a", "b"], [["x", 1]], title="rows")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([SOUND, stored(SOUND)]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_any_damage_to_an_xlsx_file_is_survived(sound, damages):
    content = bytearray(sound)
    for place, byte in damages:
        content[4 + int(place * (len(content) - 5))] = byte
    assert_read_or_refused(bytes(content))


# --- XLSX in ------------------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_read_as_a_person_would_type_them():
    ten, seconds, midnight = (
        datetime.fromisoformat(f"2017-07-06T{hour}") for hour in ("09:59:59.999990", "10:00:30", "00:00")
    )
    table = read_table(
        xlsx(
            ["text", "whole", "point", "yes", "moment", "second", "day"],
            [
                " é\nx ", 60.0, 1.5, True,
                ten, seconds, date(2017, 7, 6),
            ],
            [None, None, None, None, None, None, None],
            ["'=1", "0042", 0, False, midnight, None, None],
        )
    )  # fmt: skip
    assert [(row.number, list(row.cells.values())) for row in table.rows] == [
        (2, [" é\nx ", "60", "1.5", "yes", "2017-07-06 10:00", "2017-07-06 10:00:30", "2017-07-06"]),
        (4, ["=1", "0042", "0", "no", "2017-07-06 00:00", "", ""]),
    ]


def test_formulas_and_errors_in_a_workbook_are_flaws_and_never_calculated():
    table = read_table(xlsx(["a", "b"], ["=1+1", "x"], ["#REF!", "y"]))
    assert table.flaws == (
        Flaw(2, "a", "This is a formula. Put its result in its place: copy it and paste the value alone."),
        Flaw(3, "a", "This cell shows the error {value}.", {"value": "#REF!"}),
    )


def test_only_the_first_sheet_is_read():
    workbook = Workbook()
    workbook.active.append(["a"])
    workbook.active.append(["1"])
    workbook.create_sheet("second").append(["b"])
    target = io.BytesIO()
    workbook.save(target)
    assert cells_of(read_table(target.getvalue())) == [["1"]]


def test_a_workbook_that_unpacks_to_gigabytes_is_stopped_before():
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sheet.xml", "w") as part,
    ):
        for _megabyte in range(60):
            part.write(b"0" * 1_000_000)
    assert len(bomb.getvalue()) < 100_000
    started = time.monotonic()
    assert refusal(bomb.getvalue()) == (
        "This XLSX file unpacks to more than 50 MB. Copy its cells into a new sheet."
    )
    assert time.monotonic() - started < 0.5


def test_an_archive_that_lies_about_its_size_is_stopped():
    content = bytearray(xlsx(["a"], change={"xl/worksheets/sheet1.xml": b"0" * 60_000_000}))
    size = (60_000_000).to_bytes(4, "little")
    lie = (1_000).to_bytes(4, "little")
    assert refusal(bytes(content.replace(size, lie))) == (
        "This XLSX file is damaged. Save it again, or send a CSV file."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_document_type_is_refused(encoding):
    laughs = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'.encode(
        encoding
    )
    assert refusal(xlsx(["a"], change={"xl/workbook.xml": laughs})) == (
        "This XLSX file holds a document type definition, which could do harm. "
        "Save it anew with your spreadsheet program and send that file."
    )


def test_a_zip_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../etc/passwd", "root")
    assert refusal(target.getvalue()) == "This XLSX file is damaged. Save it again, or send a CSV file."


def test_a_row_number_beyond_any_sheet_does_not_fill_the_gap():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    started = time.monotonic()
    assert read_table(xlsx(["a"], change={"xl/worksheets/sheet1.xml": sheet})) == Table(("a",), ())
    assert time.monotonic() - started < 5


def test_more_cells_than_anybody_types_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "CELLS_LIMIT", 5)
    assert refusal(xlsx(["a", "b"], [1, 2], [3, 4])) == (
        "This sheet has more than 5 cells, empty ones too. Copy yours into a new sheet."
    )


def test_escaped_characters_are_read_as_excel_means_them():
    table = read_table(xlsx(["a"], ["one_x000D_\ntwo"], ["_x005F_x000D_"]))
    assert cells_of(table) == [["one\ntwo"], ["_x000D_"]]


def test_the_limits_are_those_of_the_documentation():
    assert (tables.FILE_LIMIT, tables.ROW_LIMIT, tables.COLUMN_LIMIT) == (10_000_000, 20_000, 200)


# --- what programs add --------------------------------------------------------------------------------


def test_the_first_sheet_that_is_shown_is_read():
    workbook = Workbook()
    workbook.active.append(["hidden"])
    workbook.active.sheet_state = "hidden"
    for name, state in (("lists", "veryHidden"), ("rows", "visible"), ("more", "visible")):
        sheet = workbook.create_sheet(name)
        sheet.append([name])
        sheet.sheet_state = state
    workbook.active = 2
    target = io.BytesIO()
    workbook.save(target)
    assert read_table(target.getvalue()).columns == ("rows",)


@pytest.mark.parametrize(
    ("hint", "delimiter"),
    [("sep=;\r\n", ";"), ('"sep=;"\n', ";"), ("SEP=,\r", ","), ("sep=\t\n", "\t"), ("sep=|\n", "|")],
)
def test_the_line_by_which_excel_is_told_of_the_separator_is_followed_and_no_row(hint, delimiter):
    content = hint + delimiter.join(["a", '"b, c; d"']) + "\n" + delimiter.join(["1", "2"]) + "\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert read_table(content.encode(encoding)) == Table(
            ("a", "b, c; d"), (Row(2, {"a": "1", "b, c; d": "2"}),)
        )


def test_a_column_that_is_only_named_like_that_line_is_a_column():
    assert read_table(b"sep=;x\n1;2\n").columns == ("sep=", "x")


MAC_TEXTS = "Théâtre,Été à Bègles,Leçon,Forêt «\u00a0œuvre\u00a0»"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_what_old_macs_write_is_read(line_end):
    content = line_end.join(["a;b;c;d", MAC_TEXTS.replace(",", ";"), ""]).encode("mac-roman")
    assert cells_of(read_table(content)) == [MAC_TEXTS.split(",")]


@pytest.mark.parametrize("text", ["Théâtre Ž", "l’été cœur – Žižek", "naïf‰", "Š Œ Ž ž™"])
def test_windows_texts_are_not_taken_for_those_of_a_mac(text):
    assert cells_of(read_table(f"a\n{text}\n".encode("cp1252"))) == [[text]]
