#!/usr/bin/env python
"""Festapp's command line. Without DATABASE_URL it works on the embedded PostgreSQL under .data/."""

import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from festapp import database


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "festapp.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("FESTAPP_DEMO", "1")
    # An ordinary exit, so that the embedded server is stopped.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    try:
        database.use_embedded_unless_configured(say=_say)
        execute_from_command_line(sys.argv)
    except (database.DatabaseUnavailable, ImproperlyConfigured) as problem:
        sys.exit(f"{problem}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
