"""`manage.py demo`: what it says, what it refuses, and that Ctrl-C stops all that it started."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from festapp import database
from programme.demo.people import PASSWORD
from programme.models import Edition
from tests.factories import EditionFactory

FOLDER = Path("/where/it/is/postgres")


@pytest.fixture(autouse=True)
def _embedded(monkeypatch):
    """As in a process that started the server itself; pytest's workers inherit its address."""
    monkeypatch.setattr(database, "in_use", FOLDER)


def run(**options) -> list[str]:
    said = StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue().splitlines()


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_loading_says_each_step_and_how_to_sign_in(db):
    assert run(load_only=True, port=8123) == [
        f"PostgreSQL runs, with its files under {FOLDER}.",
        "Its tables are up to date.",
        "Loaded 3 venues, 12 rooms, 4 tracks, 5 pages, 70 speakers, 62 sessions.",
        "Published the timetable a first time.",
        "Published it again: 3 moved, 1 cancelled.",
        "",
        "  The programme    http://127.0.0.1:8123/fr/paris-2017/",
        "  For organisers   http://127.0.0.1:8123/admin/",
        "  Sign in as       http://127.0.0.1:8123/accounts/login/",
        f"    Organiser      organiser@festapp.example  password {PASSWORD}",
        f"    Speaker        speaker@festapp.example    password {PASSWORD}",
        f"    Attendee       attendee@festapp.example   password {PASSWORD}",
        "",
        "Loaded. `manage.py demo` without --load-only serves it.",
    ]


def test_loading_again_keeps_what_is_there(db):
    run(load_only=True)

    assert run(load_only=True)[2] == "The edition paris-2017 is here already. It stays as it is."


def test_the_printed_password_opens_the_door(db, client):
    run(load_only=True)

    answer = client.post(
        "/accounts/login/?next=/admin/", {"login": "organiser@festapp.example", "password": PASSWORD}
    )

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_a_taken_port_is_refused_before_anything_is_loaded(db, taken_port):
    with pytest.raises(CommandError) as refused:
        run(port=taken_port)

    assert str(refused.value) == (
        f"Port {taken_port} is in use. End the program that has it, or choose another: "
        f"--port {taken_port + 1}."
    )
    assert not Edition.objects.exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_what_is_no_port(port):
    with pytest.raises(CommandError) as refused:
        call_command("demo", f"--port={port}")

    assert str(refused.value) == (
        f"Error: argument --port: {port} is no port: it is a number from 1 to 65535."
    )


def test_a_database_with_a_real_festival_is_refused(db, monkeypatch):
    EditionFactory(slug="real-2026")
    monkeypatch.setattr(database, "in_use", None)

    with pytest.raises(CommandError) as refused:
        run(load_only=True)

    assert str(refused.value) == (
        "The database of DATABASE_URL holds other editions, and the demo lets people in with a password that "
        "everybody knows. Give it an empty database, or unset DATABASE_URL for the embedded one."
    )
    assert not Edition.objects.filter(slug="paris-2017").exists()


# --- the whole, as a person starts it -----------------------------------------------------------------


class Demo:
    """`manage.py demo` in a process of its own, with its own data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.site = f"http://127.0.0.1:{port}"
        ours = {
            "DATABASE_URL",
            *database.DEVELOPMENT,
            "FESTAPP_NOW",
            "FESTAPP_DEMO",
            "DJANGO_SETTINGS_MODULE",
        }
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=database.ROOT,
            env={**environment, "FESTAPP_DATA": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def get(self, path: str, *, within: float = 60) -> tuple[int, str]:
        """Polls until the site answers at all."""
        until = time.monotonic() + within
        while True:
            try:
                with urllib.request.urlopen(self.site + path, timeout=10) as answer:  # noqa: S310
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as answer:
                with answer:
                    return answer.code, answer.read().decode()
            except OSError:
                assert self.process.poll() is None, self.process.stdout.read()
                assert time.monotonic() < until, "The demo did not answer."
                threading.Event().wait(0.1)

    def stop(self, number: signal.Signals) -> tuple[int, list[str]]:
        self.process.send_signal(number)
        said, _nothing = self.process.communicate(timeout=60)
        return self.process.returncode, said.splitlines()


@pytest.fixture
def data_folder():
    """Not among pytest's, which each run that starts shuts again for PostgreSQL's user."""
    with tempfile.TemporaryDirectory(prefix="festapp-") as folder:
        yield Path(folder)


@pytest.fixture
def free_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]


@pytest.fixture
def demo(data_folder, free_port):
    started = Demo(data_folder, free_port)
    yield started
    if started.process.poll() is None:
        started.process.kill()
    started.process.stdout.close()
    started.process.wait()


def test_it_serves_until_ctrl_c_and_stops_the_database(demo, data_folder, free_port):
    status, page = demo.get("/fr/paris-2017/")
    assert status == 200
    assert "OuiShare Fest Paris 2017" in page
    status, sheet = demo.get("/static/admin/css/base.css")
    assert status == 200
    assert re.search(r"body\s*{", sheet)

    with ExitStack() as idle:
        # Browsers keep their connections open; those that only wait must not shut others out.
        for _number in range(40):
            kept = idle.enter_context(socket.create_connection(("127.0.0.1", free_port)))
            kept.settimeout(30)
            kept.sendall(b"GET /fr/paris-2017/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert kept.recv(12) == b"HTTP/1.1 200"
        assert demo.get("/en/paris-2017/")[0] == 200

    code, said = demo.stop(signal.SIGINT)

    assert code == 0
    assert said[-1] == "The web server has stopped. PostgreSQL stops with it; what you changed is kept."
    assert f"Serving on {demo.site}/ until Ctrl-C." in said
    assert "Its clock starts at 2017-07-06T14:00:00+02:00 and runs from there." in said
    assert not [line for line in said if "Warning" in line or "Traceback" in line]
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", free_port)) != 0
