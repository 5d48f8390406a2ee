"""What a spreadsheet's cell may hold, and how a file is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _(sentence: str) -> str:
    """Marks an English sentence for translation; the door that shows it translates."""
    return sentence


class TableError(ValueError):
    """The whole file can't be read. `sentence` is an English template of `facts`; the door translates it."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence.format(**facts))
        self.sentence = sentence
        self.facts = facts


@dataclass(frozen=True)
class Broken:
    """In place of a cell's text: why there is none."""

    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)


type Cell = str | Broken


def control_in(text: str) -> str:
    """The first control character or lone surrogate, or ""; tabs and line breaks are no control here."""
    found = CONTROL.search(text)
    return found[0] if found else ""
