"""What a search of the programme found, a page at a time, each session with the times that it is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from programme.models import Edition
from programme.queries.search import Hit, search
from programme.queries.showings import Showing, public_slots

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Result:
    """A session that was found; `showings` are those of its times that were searched, in order."""

    hit: Hit
    showings: tuple[Showing, ...]

    @property
    def showing(self) -> Showing:
        """The first that is held; the first where none is."""
        return next((showing for showing in self.showings if not showing.cancelled), self.showings[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One of `pages` pages of `count` sessions, the best first; `number` counts from 1.

    `is_near`: no session has all the words; these have similar ones. `is_empty_query`: nothing was asked for that
    could be searched for. `codes` are of all sessions found.
    """

    entries: tuple[Result, ...]
    number: int
    pages: int
    codes: tuple[str, ...]
    is_near: bool
    is_empty_query: bool

    @property
    def count(self) -> int:
        return len(self.codes)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def results_of(
    edition: Edition, words: str, showings: Sequence[Showing], language: str, number: int
) -> Results:
    """What is found among these public showings; two queries, a third where only similar words are found."""
    slots = public_slots(edition).filter(occurrence__number__in=[showing.number for showing in showings])
    found = search(edition, words, slots, language, first=(number - 1) * PER_PAGE, count=PER_PAGE)
    pages = max(-(-len(found.codes) // PER_PAGE), 1)
    if number > pages:
        return results_of(edition, words, showings, language, pages)
    held = defaultdict(list)
    for showing in showings:
        held[showing.code].append(showing)
    return Results(
        entries=tuple(Result(hit, tuple(held[hit.code])) for hit in found.hits),
        number=number,
        pages=pages,
        codes=found.codes,
        is_near=found.is_near,
        is_empty_query=found.is_empty_query,
    )
