"""A production start refuses what is missing or wrong, in a sentence that names the variable."""

import subprocess
import sys

import pytest

from festapp.database import ROOT

PRODUCTION = {
    "SECRET_KEY": "a-long-random-text-" + "x" * 50,
    "ALLOWED_HOSTS": "festival.example",
    "DATABASE_URL": "postgresql://festapp:secret@127.0.0.1:1/festapp",
}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """What a web server does first, with nothing else in its environment."""
    return subprocess.run(
        [sys.executable, "-c", "import festapp.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(**environment: str) -> str:
    started = start(**environment)
    assert started.returncode == 1
    return started.stderr.splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


def test_with_all_three_it_starts(tmp_path):
    started = start(**PRODUCTION, STATIC_ROOT=str(tmp_path))

    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (
            "SECRET_KEY",
            "Set SECRET_KEY: a long random text that signs cookies and links. See docs/hosting.md.",
        ),
        (
            "ALLOWED_HOSTS",
            "Set ALLOWED_HOSTS: the site's host names, separated by commas. See docs/hosting.md.",
        ),
        (
            "DATABASE_URL",
            "Set DATABASE_URL: postgresql://user:password@host/database. See docs/hosting.md.",
        ),
    ],
)
def test_without_one_of_the_three_it_refuses(missing, sentence):
    assert refusal(**{name: value for name, value in PRODUCTION.items() if name != missing}) == sentence


def test_a_short_secret_key():
    refused = refusal(**PRODUCTION | {"SECRET_KEY": "short"})

    assert refused == "SECRET_KEY is too short: it needs at least 50 characters."


def test_another_database():
    refused = refusal(**PRODUCTION | {"DATABASE_URL": "mysql://u@h/d"})

    assert refused == "DATABASE_URL must start with postgresql://, Festapp runs on PostgreSQL only."


def test_the_clock_of_a_demo():
    refused = refusal(**PRODUCTION, FESTAPP_NOW="2017-07-06T14:00+02:00")

    assert refused == "FESTAPP_NOW sets the clock of a demo; it needs FESTAPP_DEMO=1 or DEBUG=1."


def test_a_clock_without_an_offset():
    refused = refusal(**PRODUCTION, FESTAPP_NOW="2017-07-06T14:00", FESTAPP_DEMO="1")

    assert refused == "FESTAPP_NOW=2017-07-06T14:00 has no offset: write 2017-07-06T14:00+02:00."
