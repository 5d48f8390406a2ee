"""Settings from the environment: what is read, and the sentence where it can't be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from festapp import env


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("WANTED", value)


def refusal(reader, *arguments, **options) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        reader("WANTED", *arguments, **options)
    return str(refused.value)


def test_text_is_stripped(given):
    given("  here \n")

    assert env.text("WANTED") == "here"


def test_a_required_text_that_is_blank_is_missing(given):
    given("  ")

    assert refusal(env.required, "what it is for") == "Set WANTED: what it is for. See docs/hosting.md."


def test_a_short_secret_is_refused_without_telling_it(given):
    given("x" * 49)

    assert refusal(env.secret, "it signs") == "WANTED is too short: it needs at least 50 characters."


def test_a_long_secret_is_read(given):
    given("x" * 50)

    assert env.secret("WANTED", "it signs") == "x" * 50


@pytest.mark.parametrize(
    ("value", "read"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False), ("False", False)]
)
def test_flags(given, value, read):
    given(value)

    assert env.flag("WANTED") is read


def test_a_flag_that_is_neither(given):
    given("maybe")

    assert refusal(env.flag) == "WANTED='maybe' is neither yes nor no: write 1 or 0."


def test_a_number_that_is_none(given):
    given("many")

    assert refusal(env.number, 1) == "WANTED='many' is not a whole number."


def test_words_are_separated_by_commas(given):
    given("a.example, b.example,,")

    assert env.words("WANTED") == ["a.example", "b.example"]


def test_a_folder_is_absolute(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given("here")

    assert env.folder("WANTED", Path("/elsewhere")) == tmp_path / "here"


def test_a_folder_by_default():
    assert env.folder("WANTED", Path("/elsewhere")) == Path("/elsewhere")


def test_a_moment_is_in_utc(given):
    given("2017-07-06T14:00:00+02:00")

    assert env.moment("WANTED") == datetime(2017, 7, 6, 12, tzinfo=UTC)
    assert env.moment("WANTED").tzinfo is UTC


def test_no_moment():
    assert env.moment("WANTED") is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2017-07-06T14:00", "WANTED=2017-07-06T14:00 has no offset: write 2017-07-06T14:00+02:00."),
        ("this afternoon", "WANTED='this afternoon' is not a time: write 2017-07-06T14:00+02:00."),
    ],
)
def test_a_moment_that_is_none(given, value, sentence):
    given(value)

    assert refusal(env.moment) == sentence


def test_a_database_on_a_port(given):
    given("postgresql://festapp:p%40ss@db.example:5433/festival?sslmode=require")

    read = env.database("WANTED", "where it is")

    assert {name: read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "festival",
        "USER": "festapp",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket(given):
    given("postgresql://postgres:@/postgres?host=/var/lib/a%20place")

    read = env.database("WANTED", "where it is")

    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/var/lib/a place", "", {})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("mysql://u:secret@h/d", "WANTED must start with postgresql://, Festapp runs on PostgreSQL only."),
        ("postgresql://u:secret@h:port/d", "The port in WANTED is not a number from 0 to 65535."),
        ("postgresql://u:secret@h", "WANTED names no database: it ends with /database."),
    ],
)
def test_a_database_that_is_none_is_refused_without_telling_the_password(given, value, sentence):
    given(value)

    assert refusal(env.database, "where it is") == sentence
