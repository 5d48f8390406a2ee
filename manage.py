#!/usr/bin/env python
"""Festapp's command line. Without DATABASE_URL it works on the embedded PostgreSQL under .data/."""

import os
import sys

from django.core.management import execute_from_command_line

from festapp import database


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "festapp.settings")
    try:
        database.use_embedded_unless_configured()
    except database.DatabaseUnavailable as problem:
        sys.exit(f"{problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
