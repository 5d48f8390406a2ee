"""How a programme's file is refused, and what its reader remarks about it; the door that shows it translates."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

PROBLEM_LIMIT = 100


def _(sentence: str) -> str:
    """Marks an English sentence for translation."""
    return sentence


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader of the file should be told, though it was read; `sentence` is an English template of `facts`."""

    sentence: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way: `where` is a line ("line 12"), a row or an item ("sessions[3]"), `field` its field.

    Either may be "", where the whole file or the whole item is meant.
    """

    where: str
    field: str
    sentence: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.where, self.field) if part)
        sentence = self.sentence.format(**self.facts)
        return f"{place}: {sentence}" if place else sentence


class FormatError(ValueError):
    """The file can't be read; `problems` has at least one, in the order of the file."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def unreadable(sentence: str, *, where: str = "", field: str = "", **facts: object) -> FormatError:
    """The one problem that ends the reading."""
    return FormatError(Problem(where, field, sentence, facts))


class Findings:
    """Collects problems and remarks while a file is read, so that one reading tells them all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._remarks: dict[Remark, None] = {}

    def refuse(self, where: str, field: str, sentence: str, **facts: object) -> None:
        """Notes a problem. Raises FormatError when there are too many to be worth reading on."""
        self.problems.append(Problem(where, field, sentence, facts))
        if len(self.problems) >= PROBLEM_LIMIT:
            raise FormatError(*self.problems)

    def remark(self, sentence: str, **facts: object) -> None:
        self._remarks[Remark(sentence, _Facts(facts))] = None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Each once, in the order they were made."""
        return tuple(self._remarks)

    def raise_problems(self) -> None:
        """Raises FormatError where any was noted."""
        if self.problems:
            raise FormatError(*self.problems)


class _Facts(dict[str, object]):
    def __hash__(self) -> int:  # type: ignore[override]  # made once, never changed
        return hash(tuple(sorted((name, str(value)) for name, value in self.items())))
