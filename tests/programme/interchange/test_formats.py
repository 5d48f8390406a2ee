"""How a file's format is recognised, and files that are refused before they are read."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, datetime

import pytest

from programme.interchange.formats import FileFormat, read_programme, recognised, write_programme
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Occurrence, Session, Snapshot

TEN = datetime(2017, 7, 5, 8, tzinfo=UTC)


@pytest.fixture
def fest() -> Snapshot:
    held = Occurrence(id="1", starts_at=TEN, minutes=60)
    session = Session(title="Ville", url="https://fest.example/1", occurrences=(held,))
    return Snapshot(title="Fest", time_zone="Europe/Paris", days=(TEN.date(),), sessions=(session,))


def refusal(content: bytes, **options: object) -> str:
    with pytest.raises(FormatError) as caught:
        read_programme(content, **options)
    return str(caught.value)


@pytest.mark.parametrize("file_format", FileFormat)
def test_what_we_write_is_recognised_and_read(fest, file_format):
    content = write_programme(fest, file_format, generated_at=TEN)
    assert recognised(content) is file_format
    read = read_programme(content, fallback_zone="Europe/Paris")
    assert [one.starts_at for session in read.sessions for one in session.occurrences] == [TEN]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n \t"])
def test_a_mark_or_white_space_before_it_hides_no_format(fest, mark):
    content = mark + write_programme(fest, FileFormat.ICS, generated_at=TEN)
    assert recognised(content) is FileFormat.ICS


@pytest.mark.parametrize(
    "content", [b'[{"@context": "https://schema.org", "@type": "Event"}]', b'{"@graph": []}']
)
def test_json_ld_is_recognised_in_a_list_too(content):
    assert recognised(content) is FileFormat.JSONLD


def test_an_archive_is_not_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schedule.xml", b"0" * 10_000_000)
    for content in (packed.getvalue(), gzip.compress(b"0" * 10_000_000)):
        assert refusal(content) == "This is a compressed file. Unpack it, and send what is in it."


@pytest.mark.parametrize(
    "content",
    [
        b'{"sessions":[' + b"[]," * 500_000 + b"[]]}",
        b'{"schedule": [' + b"{}," * 500_000 + b"{}]}",
        b"<schedule>" + b"<event/>" * 500_000 + b"</schedule>",
        b'title,abstract\nx,"' + b"<p>" * 500_000 + b'"',
        b'{"a": [' + b"1," * 5_000_001 + b"1]}",
    ],
)
def test_millions_of_things_are_refused_before_they_are_made(content):
    assert refusal(content) == "There are far too many things in this file: it is no programme of a festival."


def test_a_file_over_the_limit_is_refused():
    assert refusal(b"<" + b" " * 2_000_000, limit_mb=1).startswith("The file has 3 MB; up to 1 MB are read.")


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Europe/Paris\x00", "Paris", "GMT+2", " "])
def test_a_zone_is_a_name_and_no_path(fest, zone):
    content = write_programme(fest, FileFormat.CSV, generated_at=TEN)
    assert "is no time zone" in refusal(content, time_zone=zone)


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    assert refusal(content)
