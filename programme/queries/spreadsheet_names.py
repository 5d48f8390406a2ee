"""What a spreadsheet calls the tracks, formats, venues, rooms and speakers of an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import Edition, Format, Room, Speaker, Texts, Track, Venue
from programme.text import clean_line


class CellError(ValueError):
    """A cell doesn't say what its column needs; `sentence` tells what to write, translated when read."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Names[Named: models.Model]:
    """Rows found by what people call them, without regard to case.

    `keys` are ways to name a row, the first that finds any wins; `labels` gives a row's names as they are
    written, best first. Not every name is unique: `label` takes the first that finds its row and no other.
    """

    def __init__(
        self,
        rows: Iterable[Named],
        *,
        keys: tuple[Callable[[Named], Iterable[str]], ...],
        labels: Callable[[Named], Iterable[str]],
        unknown: Any,
    ) -> None:
        self.rows = list(rows)
        self._labels = labels
        self._unknown = unknown
        self._found: list[dict[str, list[Named]]] = []
        for key in keys:
            found: dict[str, list[Named]] = {}
            for row in self.rows:
                for name in {folded(name) for name in key(row)} - {""}:
                    found.setdefault(name, []).append(row)
            self._found.append(found)

    def find(self, text: str) -> Named:
        """Raises CellError for a name that nothing or more than one thing has."""
        rows = self.all(text)
        if len(rows) == 1:
            return rows[0]
        value = shortened(text)
        if not rows:
            raise CellError(format_lazy(self._unknown, value=value))
        raise CellError(
            format_lazy(
                _("“{value}” could be any of these: {names}. Write one of them so that it is clear which."),
                value=value,
                names=", ".join(self.label(row) for row in rows[:10]),
            )
        )

    def all(self, text: str) -> list[Named]:
        name = folded(text)
        return next((found[name] for found in self._found if name in found), [])

    def label(self, row: Named) -> str:
        names = [name for name in self._labels(row) if name]
        return next((name for name in names if self.all(name) == [row]), names[0])


class Directory:
    """All names of one edition, each kind read once, when it is asked for."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def tracks(self) -> Names[Track]:
        return Names(
            Track.objects.filter(edition=self.edition),
            keys=(_slug, _in_any_language),
            labels=_slug,
            unknown=_("There is no track “{value}”. Write the name or the address of one of this edition."),
        )

    @cached_property
    def formats(self) -> Names[Format]:
        return Names(
            Format.objects.filter(edition=self.edition),
            keys=(_in_any_language, lambda row: [row.kind]),
            labels=lambda row: [*self._in_order(row.name), row.kind],
            unknown=_("There is no format “{value}”. Write the name or the kind of one of this edition."),
        )

    @cached_property
    def venues(self) -> Names[Venue]:
        return Names(
            Venue.objects.filter(edition=self.edition),
            keys=(_slug, _in_any_language),
            labels=_slug,
            unknown=_("There is no venue “{value}”. Write the name or the address of one of this edition."),
        )

    @cached_property
    def rooms(self) -> Names[Room]:
        return Names(
            Room.objects.filter(edition=self.edition),
            keys=(_slug, _in_any_language),
            labels=_slug,
            unknown=_("There is no room “{value}”. Write the name or the address of one of this edition."),
        )

    @cached_property
    def speakers(self) -> Names[Speaker]:
        return Names(
            Speaker.objects.filter(edition=self.edition).order_by("name", "number"),
            keys=(
                lambda row: [row.external_id],
                lambda row: [row.email],
                lambda row: [row.name],
                lambda row: [f"#{row.number}"],
            ),
            labels=lambda row: [row.name, row.email, row.external_id, f"#{row.number}"],
            unknown=_("There is no speaker “{value}”. Import the speakers first, or correct the name."),
        )

    def _in_order(self, texts: Texts) -> list[str]:
        return [texts[language] for language in (*self.edition.languages, *texts) if language in texts]


def folded(text: str) -> str:
    return clean_line(text).casefold()


def shortened(text: str) -> str:
    """A cell's text within a sentence."""
    line = clean_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"


def _slug(row: Any) -> list[str]:
    return [row.slug]


def _in_any_language(row: Any) -> list[str]:
    return list(row.name.values())
