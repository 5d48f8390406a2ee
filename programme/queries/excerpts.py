"""Texts with the words marked that a reader looked for. What marks them is left to the page: here is no HTML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from programme.models import Text
from programme.text import plain_text

LENGTH = 240  # characters
BEFORE = 60  # of them at most before the first word that is marked
READ = 1_500  # characters of a description; what comes later is found, but not shown

WORD = re.compile(r"[^\W_]+")

type Parts = tuple[tuple[str, bool], ...]
type Marked = tuple[str, str]  # a language, and a word as it is written


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Plain text in pieces, each with whether it was looked for; it has to be escaped. False where it is empty.

    `language` is "" for a name.
    """

    parts: Parts
    language: str

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(text for text, _is_hit in self.parts)


def words_of(text: str) -> Iterator[str]:
    return (found[0] for found in WORD.finditer(text))


def whole(text: Text, marked: Collection[Marked]) -> Excerpt:
    """All of the text."""
    return Excerpt(parts=_parts(text, _places(text, text.language, marked)), language=text.language)


def around(text: Text, marked: Collection[Marked]) -> Excerpt:
    """At most some LENGTH characters of it, where the most words are marked."""
    start, end = _window(text, [start for start, _end in _places(text, text.language, marked)])
    shown = f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
    return Excerpt(parts=_parts(shown, _places(shown, text.language, marked)), language=text.language)


def plain(markdown: Text) -> Text:
    """The beginning of a Markdown text as one line."""
    return Text(plain_text(markdown[:READ]), markdown.language)


def _places(text: str, language: str, marked: Collection[Marked]) -> list[tuple[int, int]]:
    return [found.span() for found in WORD.finditer(text) if (language, found[0]) in marked]


def _parts(text: str, places: Sequence[tuple[int, int]]) -> Parts:
    parts: list[tuple[str, bool]] = []
    done = 0
    for start, end in places:
        parts += [(text[done:start], False), (text[start:end], True)]
        done = end
    parts.append((text[done:], False))
    return tuple((piece, is_hit) for piece, is_hit in parts if piece)


def _window(text: str, places: Sequence[int]) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    first = max(
        places, key=lambda start: sum(start <= place < start + LENGTH - BEFORE for place in places), default=0
    )
    start = _word_after(text, min(max(first - BEFORE, 0), len(text) - LENGTH))
    return start, _word_end_before(text, start + LENGTH)


def _word_after(text: str, place: int) -> int:
    """Where a word begins, at this place or a little later; the place itself in one long run of letters."""
    space = text.find(" ", place - 1, place + BEFORE) if place else -1
    return place if space < 0 else space + 1


def _word_end_before(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - BEFORE, place + 1)
    return place if space < 0 else space
