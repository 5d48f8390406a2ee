"""Long lists a page at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """One of `pages` pages of something; `number` counts from 1."""

    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_number(written: str | None) -> int:
    """As it is written in an address; 1 for what is no number, or none of a page."""
    try:
        return max(int(written or ""), 1)
    except ValueError:
        return 1
