"""The terminal that a command is called from."""

import os


def terminal_language() -> str:
    """French where the terminal says so, else English."""
    said_by = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if said_by.startswith("fr") else "en"
