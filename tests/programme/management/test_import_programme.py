"""`manage.py import_programme`: what it prints, what it refuses, and that a refusal leaves nothing."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from programme.management.commands.import_programme import ProgressBar
from programme.models import Edition, Release, Session

pytestmark = pytest.mark.django_db

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<schedule><conference><title>Fest</title>{zone}</conference>
<day index="1" date="2017-07-05"><room name="Nave">
<event id="1"><start>{start}</start><duration>01:00</duration><title>Ville</title><track>City</track>
<persons><person id="5">Ana</person></persons></event>
<event id="2"><start>10:30</start><duration>01:00</duration><title>Nuit</title><track>City</track></event>
</room></day></schedule>
"""
ZONE = "<time_zone_name>Europe/Paris</time_zone_name>"


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_text(FILE.format(zone=ZONE, start="10:00"), encoding="utf-8")
    return path


def run(file: object, *options: str, edition: str = "fest") -> str:
    out = io.StringIO()
    call_command("import_programme", str(file), "--edition", edition, *options, stdout=out)
    return out.getvalue()


def refusal(file: object, *options: str, edition: str = "fest") -> str:
    with pytest.raises(CommandError) as caught:
        run(file, *options, edition=edition)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_it_tells_what_it_found_made_and_accepted(file):
    assert run(file, "--create").splitlines() == [
        "In the file: 2 sessions, 2 occurrences on 1 day, 1 room (1 used), 1 speaker, 1 track",
        "Edition made: fest. It is public.",
        "Created: 2 sessions, 2 occurrences, 1 speaker, 1 room, 1 track, 1 format, 1 venue",
        "Changed: nothing",
        "Kept as they were: nothing",
        "To note:",
        "  The file does not say in which language it is; English was taken. Say it by --language.",
        "Clashes accepted with the release: 1",
        "  the room Nave is held twice: Ville, 05/07 10:00 · Nuit, 05/07 10:30",
        "Release 1 published.",
    ]


def test_it_speaks_french_where_the_terminal_does(file, monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    said = run(file, "--create", "--dry-run")
    assert "Dans le fichier\u00a0: 2 sessions" in said
    assert said.splitlines()[-1] == "C’était un essai\u00a0: rien n’a été écrit."


def test_a_dry_run_writes_nothing(file):
    assert run(file, "--create", "--dry-run").splitlines()[-1] == "This was a dry run: nothing was written."
    assert not Edition.objects.exists()


def test_a_later_import_changes_the_draft_unless_a_release_is_asked_for(file):
    run(file, "--create")
    file.write_text(FILE.format(zone=ZONE, start="14:00"), encoding="utf-8")
    assert "  Ville, 2017-07-05 14:00: start" in run(file).splitlines()
    assert Release.objects.count() == 1
    assert run(file, "--release", "Ville moves").splitlines()[-1] == "Release 2 published."


def test_a_file_without_a_zone_is_read_on_the_clocks_of_an_edition_that_is_there(file):
    file.write_text(FILE.format(zone="", start="10:00"), encoding="utf-8")
    said = refusal(file, "--create")
    assert said.splitlines() == [
        f"{file}: time zone: The file does not say in which time zone its times are. "
        "Give it: --time-zone Europe/Paris.",
        "Nothing was imported.",
    ]
    run(file, "--create", "--time-zone", "Asia/Kathmandu")
    assert "Changed: nothing" in run(file)


def test_errors_name_file_line_and_field_and_leave_nothing(file):
    file.write_text(FILE.format(zone=ZONE, start="25:00"), encoding="utf-8")
    assert refusal(file, "--create") == (
        f"{file}: line 4, start: “25:00” is no time of the day.\nNothing was imported."
    )
    assert not Edition.objects.exists()


@pytest.mark.parametrize("edition", ["../../etc/passwd", "..%2f", "/etc", "a\x00b", "admin", ""])
def test_an_address_that_leads_elsewhere_is_refused(file, edition):
    assert refusal(file, "--create", edition=edition).startswith(f"{file}: ")
    assert not Edition.objects.exists()


@pytest.mark.parametrize("name", ["missing.xml", "", "nul\x00.xml"])
def test_a_file_that_can_not_be_read_is_refused(tmp_path, name):
    assert "can't be read" in refusal(f"{tmp_path}/{name}", "--create")


def test_a_web_address_is_no_file(tmp_path):
    """Nothing is fetched: a programme is uploaded, or lies on this machine."""
    for address in ("http://127.0.0.1/schedule.xml", "file:///etc/passwd", "http://[::1]/", "http://0x7f.1/"):
        assert "can't be read" in refusal(address, "--create")


def test_a_file_over_the_limit_is_refused(file):
    file.write_bytes(b"<schedule>" + b" " * 1_000_001)
    assert refusal(file, "--create", "--limit-mb", "1") == (
        f"{file}: The file has 2 MB; up to 1 MB are read. Allow more: --limit-mb 2.\nNothing was imported."
    )


def test_a_file_without_end_is_read_to_the_limit_only():
    assert "up to 1 MB are read" in refusal("/dev/zero", "--create", "--limit-mb", "1")


@pytest.mark.parametrize("limit", ["0", "-1", "1e9", "much"])
def test_a_limit_that_is_no_size_is_refused(file, limit):
    assert "is no size in MB" in refusal(file, "--limit-mb", limit)


def test_a_zone_that_is_none_is_refused(file):
    assert "“Mars/Phobos” is no time zone" in refusal(file, "--create", "--time-zone", "Mars/Phobos")


def test_a_language_that_the_edition_has_not_is_refused(file):
    run(file, "--create")
    assert "The edition has no texts in “fr”; its languages are en." in refusal(file, "--language", "fr")


def test_standard_input_is_a_file(file, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert "Release 1 published." in run("-", "--create")


def test_missing_sessions_are_cancelled_only_on_demand(file):
    run(file, "--create")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index('<event id="2">')] + "</room></day></schedule>", encoding="utf-8")
    assert "No longer in the file, and left as they are:\n  Nuit\n" in run(file)
    assert "No longer in the file, and cancelled:\n  Nuit\n" in run(file, "--cancel-missing")
    assert Session.objects.get(state="cancelled").title["en"] == "Nuit"


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\x00", b"PK\x03\x04\x14\x00"])
def test_compressed_files_are_not_unpacked(file, content):
    file.write_bytes(content + b"\x00" * 100)
    assert "This is a compressed file. Unpack it, and send what is in it." in refusal(file, "--create")


def test_the_bar_fills_on_a_terminal():
    terminal = io.StringIO()
    bar = ProgressBar(2, terminal)
    bar.step()
    bar.step()
    bar.end()
    assert terminal.getvalue() == f"\r[{'#' * 20}{'.' * 20}] 1/2\r[{'#' * 40}] 2/2\n"
