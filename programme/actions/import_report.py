"""What the import of a published programme did, or would do: told alike on a terminal and on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from hashlib import blake2b

from programme.interchange.problems import Remark
from programme.queries.review import ClashLine


class Noun(StrEnum):
    """What rows are told of, in the order of the report."""

    SESSION = auto()
    OCCURRENCE = auto()
    SPEAKER = auto()
    ROOM = auto()
    TRACK = auto()
    FORMAT = auto()
    VENUE = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `name` as readers know it, `facts` the fields that changed."""

    noun: Noun
    name: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the file: an event is an occurrence, people are told apart by id, tracks and used rooms have sessions."""

    sessions: int
    occurrences: int
    days: int
    rooms: int
    rooms_used: int
    speakers: int
    names: int
    tracks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeReport:
    """`kept` counts the rows that were as the file says, `vanished` are those of an earlier file that this one lacks.

    `is_new` says that the edition was made; `release` is the number of the release that was published, None
    where there was none. `nothing_to_publish` says that one was asked for and nothing differs from the last.
    """

    edition: str
    is_new: bool
    counts: Counts
    created: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    kept: Mapping[Noun, int]
    vanished: tuple[Entry, ...]
    cancelled: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    clashes: tuple[ClashLine, ...]
    release: int | None
    nothing_to_publish: bool

    @property
    def digest(self) -> str:
        """Another thing would be done where this differs."""
        told = (self.created, self.changed, sorted(self.kept.items()), self.vanished, self.cancelled)
        keys = [line.clash.key for line in self.clashes] if not self.created else len(self.clashes)
        return blake2b(repr((told, keys, self.release)).encode(), digest_size=12).hexdigest()

    @property
    def is_idle(self) -> bool:
        """The edition is as the file says."""
        return not (self.created or self.changed or self.cancelled or self.release)

    def tally(self, entries: tuple[Entry, ...]) -> dict[Noun, int]:
        found = Counter(entry.noun for entry in entries)
        return {noun: found[noun] for noun in Noun if found[noun]}


@dataclass
class Journal:
    """Filled while rows are matched and written."""

    created: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    kept: Counter[Noun] = field(default_factory=Counter)
    vanished: list[Entry] = field(default_factory=list)
    cancelled: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, noun: Noun, name: str, *, is_new: bool, facts: tuple[str, ...] = ()) -> None:
        if is_new:
            self.created.append(Entry(noun, name))
        elif facts:
            self.changed.append(Entry(noun, name, facts))
        else:
            self.kept[noun] += 1

    def remark(self, sentence: str, **facts: object) -> None:
        self.remarks.append(Remark(sentence, facts))
