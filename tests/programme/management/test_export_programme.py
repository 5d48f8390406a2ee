"""`manage.py export_programme`: each format, earlier releases, and files that are whole or not there."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from programme.interchange import ics, jsonld, schedule_json, schedule_xml, sessions_csv
from programme.models import Edition
from tests.factories import OccurrenceFactory, SessionFactory
from tests.releases import release_of

pytestmark = pytest.mark.django_db

READERS = {
    "xml": schedule_xml.read,
    "json": schedule_json.read,
    "ics": ics.read,
    "csv": sessions_csv.read,
    "jsonld": jsonld.read,
}


@pytest.fixture
def edition(edition: Edition) -> Edition:
    """One session is released, another is placed since."""
    release_with(edition, "First")
    OccurrenceFactory(session=SessionFactory(edition=edition, title={"en": "Draft"}, state="confirmed"))
    return edition


def release_with(edition: Edition, title: str) -> None:
    OccurrenceFactory(session=SessionFactory(edition=edition, title={"en": title}, state="confirmed"))
    release_of(edition)


def export(edition: str, *options: str) -> None:
    call_command("export_programme", edition, *options)


def refusal(edition: str, *options: str) -> str:
    with pytest.raises(CommandError) as caught:
        export(edition, *options)
    assert caught.value.returncode == 1
    return str(caught.value)


@pytest.mark.parametrize("name", READERS)
def test_each_format_holds_what_is_released_and_nothing_else(edition, tmp_path, name):
    target = tmp_path / "out"
    export(edition.slug, "--format", name, "-o", str(target))
    read = READERS[name](target.read_bytes(), time_zone="Europe/Paris")
    assert [session.title for session in read.sessions] == ["First"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_earlier_release_is_written_as_it_was(edition, tmp_path):
    release_with(edition, "Second")
    target = tmp_path / "out"
    export(edition.slug, "--format", "xml", "--release", "1", "-o", str(target))
    assert [session.title for session in schedule_xml.read(target.read_bytes()).sessions] == ["First"]
    export(edition.slug, "--format", "xml", "-o", str(target))
    assert len(schedule_xml.read(target.read_bytes()).sessions) == 3


def test_without_a_file_it_goes_to_standard_output(edition, monkeypatch):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
    export(edition.slug, "--format", "ics")
    assert out.getvalue().startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_site_begins_each_address(edition, tmp_path):
    target = tmp_path / "out"
    export(edition.slug, "--format", "xml", "-o", str(target), "--site", "https://fest.example/")
    url = schedule_xml.read(target.read_bytes()).sessions[0].url
    assert url.startswith(f"https://fest.example/fr/{edition.slug}/sessions/")


def test_the_day_change_is_there_for_the_client_that_wants_it(edition, tmp_path):
    target = tmp_path / "out"
    export(edition.slug, "--format", "xml", "--compat", "day_change", "-o", str(target))
    assert b"<day_change>04:00</day_change>" in target.read_bytes()


def test_what_is_not_there_is_refused(edition, tmp_path):
    assert refusal("nowhere", "--format", "xml") == "There is no edition “nowhere”."
    missing = refusal(edition.slug, "--format", "xml", "--release", "7")
    assert missing == f"The edition {edition.slug} has no release 7."
    unwritable = refusal(edition.slug, "--format", "xml", "-o", f"{tmp_path}/no/folder/out")
    assert unwritable.endswith("can't be written: No such file or directory")
    assert "is no web address" in refusal(edition.slug, "--format", "xml", "--site", "javascript:alert(1)")


def test_an_edition_without_a_release_is_refused():
    edition = SessionFactory().edition
    assert "has no release yet. Publish its timetable first." in refusal(edition.slug, "--format", "xml")


def test_a_file_that_can_not_be_replaced_stays_as_it_was(edition, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    assert "can't be written" in refusal(edition.slug, "--format", "xml", "-o", str(folder))
    assert list(tmp_path.iterdir()) == [folder]
