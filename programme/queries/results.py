"""What a search of the programme found, a page at a time, each session with the times that it is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.models import Edition
from programme.queries.paging import Paged
from programme.queries.search import Hit, search
from programme.queries.showings import Showing, public_slots

PER_PAGE = 50
MOST = 1_000  # sessions found that are shown, those of all days together


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
class Results(Paged):
    """The best of `count` sessions first.

    `is_near`: no session has all the words; these have similar ones. `is_empty_query`: nothing was asked for that
    could be searched for. `codes` are of all sessions found, on whatever day.
    """

    entries: tuple[Result, ...]
    count: int
    codes: frozenset[str]
    is_near: bool
    is_empty_query: bool


def results_of(
    edition: Edition,
    words: str,
    showings: Sequence[Showing],
    language: str,
    *,
    day: date | None = None,
    page: int = 1,
) -> Results:
    """What is found among these public showings; two queries, a third where only similar words are found.

    All days are searched, and similar words looked for only where none of them has the very words; `day` says of
    which the entries are. A page that is not there gives the last one.
    """
    slots = public_slots(edition).filter(occurrence__number__in=[showing.number for showing in showings])
    found = search(edition, words, slots, language, count=MOST)
    held = defaultdict(list)
    for showing in showings:
        if day in (None, showing.day):
            held[showing.code].append(showing)
    results = [Result(hit, tuple(held[hit.code])) for hit in found.hits if hit.code in held]
    pages = max(-(-len(results) // PER_PAGE), 1)
    number = min(page, pages)
    return Results(
        entries=tuple(results[(number - 1) * PER_PAGE : number * PER_PAGE]),
        number=number,
        pages=pages,
        count=len(results),
        codes=frozenset(found.codes),
        is_near=found.is_near,
        is_empty_query=found.is_empty_query,
    )
