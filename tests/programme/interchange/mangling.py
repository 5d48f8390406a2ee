"""Files as they arrive when something went wrong on the way."""

from __future__ import annotations

import random
from collections.abc import Callable

from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Snapshot


def mangled(content: bytes, chance: random.Random) -> bytes:
    """The content cut, or with some bytes changed, doubled or left out."""
    how = chance.randrange(4)
    if how == 0:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _time in range(chance.randrange(1, 12)):
        if not changed:
            break
        at = chance.randrange(len(changed))
        if how == 1:
            changed[at] = chance.randrange(256)
        elif how == 2:
            changed[at] = chance.choice(b'0123456789:-+TZ<>&"{}[],')
        else:
            length = chance.randrange(1, 400)
            piece = changed[at : at + length]
            changed[at : at + chance.choice((0, length))] = piece * chance.choice((0, 2))
    return bytes(changed)


def read_or_refused(read: Callable[..., Snapshot], content: bytes, **options: str) -> Snapshot | None:
    """The timetable, or None where it was refused with sentences; anything else that is raised fails the test."""
    try:
        return read(content, **options)
    except FormatError as no:
        refused = no
    assert refused.problems
    assert all(str(problem) for problem in refused.problems)
    return None
