"""Deeds that many do at the same moment, each on a database connection of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable


def all_at_once[Outcome](deeds: list[Callable[[], Outcome]]) -> list[Outcome]:
    """Starts all deeds together; what each gave, in the order they ended."""
    together = threading.Barrier(len(deeds))
    outcomes: list[Outcome] = []

    def run(deed: Callable[[], Outcome]) -> None:
        try:
            together.wait()
            outcomes.append(deed())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
