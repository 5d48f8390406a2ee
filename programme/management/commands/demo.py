"""`manage.py demo`: the demo edition on the embedded PostgreSQL, served on this machine until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from festapp import database
from programme.demo.ouishare import SLUG, load_ouishare
from programme.demo.people import Person, welcome_people
from programme.models import Edition

ADDRESS = "127.0.0.1"
OPENING_MOMENT = "2017-07-06T14:00:00+02:00"  # a Thursday afternoon in the middle of the programme
STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Command(BaseCommand):
    help = (
        "Loads the demo edition (what you changed in it is kept) and serves it on this machine until Ctrl-C."
    )
    requires_system_checks = ()  # on a first start there is no database to check yet
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help="where to serve; 8000 by default")
        parser.add_argument("--load-only", action="store_true", help="load, but don't serve")

    def handle(self, *, port: int, load_only: bool, **options: Any) -> None:
        if not load_only:
            _refuse_taken_port(port)
        if database.in_use:
            self._say(f"PostgreSQL runs, with its files under {database.in_use}.")
        self._migrate()
        _refuse_other_editions()
        edition = load_ouishare(say=self._say)
        people = welcome_people(edition)
        self._tell_how_to_sign_in(people, port)
        if load_only:
            self._say("Loaded. `manage.py demo` without --load-only serves it.")
        else:
            self._serve(port)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _migrate(self) -> None:
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as problem:
            raise CommandError(f"The database of DATABASE_URL does not answer: {problem}") from None
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if not steps:
            self._say("Its tables are up to date.")
            return
        self._say(f"Making its tables ({steps} migrations) …")
        call_command("migrate", verbosity=0, interactive=False)

    def _tell_how_to_sign_in(self, people: tuple[Person, ...], port: int) -> None:
        site = f"http://{ADDRESS}:{port}"
        lines = [
            f"The programme    {site}/fr/{SLUG}/",
            f"For organisers   {site}/admin/",
            f"Sign in as       {site}/accounts/login/",
        ]
        for person in people:
            password = f"password {person.password}" if person.password else "the password set since"
            lines.append(f"  {person.role:<14} {person.email:<26} {password}")
        for line in ["", *(f"  {line}" for line in lines), ""]:
            self._say(line)

    def _serve(self, port: int) -> None:
        """Until a signal to stop; CommandError when the server stops by itself."""
        connections.close_all()
        environment = _environment()
        self._say(f"Serving on http://{ADDRESS}:{port}/ until Ctrl-C.")
        self._say(f"Its clock starts at {environment['FESTAPP_NOW']} and runs from there.")
        server = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "programme.demo.server", str(port)],
            stdin=subprocess.PIPE,
            env=environment,
            cwd=database.ROOT,
            start_new_session=True,  # Ctrl-C reaches this process alone, which stops the server in order
        )
        asked = False

        def stop(_number: int, _frame: object) -> None:
            nonlocal asked
            asked = True
            server.terminate()

        before = {number: signal.signal(number, stop) for number in STOPPING}
        try:
            server.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if not asked:
            raise CommandError("The web server stopped by itself; what it says above tells why.")
        self._say("\nThe web server has stopped. PostgreSQL stops with it; what you changed is kept.")


def port_number(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise ArgumentTypeError(f"{text} is no port: it is a number from 1 to 65535.")


def _environment() -> dict[str, str]:
    """What makes the server's processes a demo; they share the clock, and where its time started."""
    return {
        **os.environ,
        "FESTAPP_NOW": os.environ.get("FESTAPP_NOW") or OPENING_MOMENT,
        "FESTAPP_STARTED": str(int(time.time())),
        "FESTAPP_DEMO": "1",
        "PLAIN_HTTP": "1",
    }


def _refuse_taken_port(port: int) -> None:
    """Raises CommandError unless this process may listen there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((ADDRESS, port))
        except PermissionError:
            raise CommandError(
                f"You may not serve on port {port}: those below 1024 are root's. Choose another: --port 8000."
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use. End the program that has it, or choose another: "
                f"--port {port % 65535 + 1}."
            ) from None


def _refuse_other_editions() -> None:
    """The demo's people have a password that everybody knows: never beside a real festival."""
    if database.in_use is None and Edition.objects.exclude(slug=SLUG).exists():
        raise CommandError(
            "The database of DATABASE_URL holds other editions, and the demo lets people in with a password "
            "that everybody knows. Give it an empty database, or unset DATABASE_URL for the embedded one."
        )
