"""Which row of a spreadsheet means which row of the edition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.actions.spreadsheet_report import RowError
from programme.interchange.tables import Row
from programme.queries.spreadsheet_names import shortened
from programme.text import clean_line

type Key = Hashable


@dataclass(frozen=True)
class Way:
    """One way to tell which row is meant: by `column`, where both keys are there and the same.

    `unless` says of a pair with equal keys that they are two things after all. With `must`, a key that
    nothing has is a mistake. With `once`, no two rows of a sheet may have the same key.
    """

    column: str
    row_key: Callable[[Row], Key | None]
    keys: Callable[[Any], Iterable[Key | None]]
    unless: Callable[[Row, Any], bool] = lambda row, instance: False
    must: Any = None
    once: bool = False


@dataclass
class Matches:
    """By row number: the instance that is meant. A row in neither is new."""

    found: dict[int, Any] = field(default_factory=dict)
    errors: dict[int, RowError] = field(default_factory=dict)


def match(
    rows: Sequence[Row], instances: Sequence[Any], ways: Sequence[Way], new_key: Callable[[Row], Key | None]
) -> Matches:
    """The strongest way first, for all rows; a weaker one only finds what no row has found before.

    So a second import of a sheet finds what the first one made. Two rows that would be new and have the
    same `new_key` could not be told apart then: that is a mistake too.
    """
    matches = Matches()
    for way in ways:
        if way.once:
            _refuse_twins(rows, way.row_key, way.column, matches)
    for way in ways:
        _match_by(way, rows, instances, matches)
    left = [row for row in rows if row.number not in matches.found and row.number not in matches.errors]
    _refuse_twins(left, new_key, "", matches)
    return matches


def cell(row: Row, column: str) -> str:
    return clean_line(row.cells.get(column, ""))


def ways_by_texts(
    rows: Sequence[Row],
    field_name: str,
    columns: Mapping[str, str],
    *,
    within: Callable[[Row], Key | None],
    within_of: Callable[[Any], Iterable[Key]],
) -> list[Way]:
    """By a translated text: equal in all of `columns` (language -> column), else in those that are filled in.

    Only within the same thing, such as a venue; `within` gives None for a row that is not to be found so.
    """
    if not columns:
        return []

    def all_of(row: Row) -> Key | None:
        texts = tuple(cell(row, column) for column in columns.values())
        return (place, texts) if (place := within(row)) is not None and any(texts) else None

    def given(row: Row) -> Key | None:
        texts = tuple((language, text) for language, column in columns.items() if (text := cell(row, column)))
        return (place, texts) if (place := within(row)) is not None and texts else None

    filled = {
        tuple(language for language, column in columns.items() if cell(row, column)) for row in rows
    } - {()}

    def all_of_instance(instance: Any) -> Iterable[Key]:
        found = getattr(instance, field_name)
        texts = tuple(clean_line(found.get(language, "")) for language in columns)
        return [(place, texts) for place in within_of(instance)]

    def given_of_instance(instance: Any) -> Iterable[Key]:
        found = getattr(instance, field_name)
        for languages in filled:
            if all(language in found for language in languages):
                texts = tuple((language, clean_line(found[language])) for language in languages)
                yield from ((place, texts) for place in within_of(instance))

    first = next(iter(columns.values()))
    return [Way(first, all_of, all_of_instance), Way(first, given, given_of_instance)]


def _match_by(way: Way, rows: Sequence[Row], instances: Sequence[Any], matches: Matches) -> None:
    taken = {instance.pk for instance in matches.found.values()}
    index: dict[Key, list[Any]] = {}
    for instance in instances:
        if instance.pk not in taken:
            for key in set(way.keys(instance)) - {None}:
                index.setdefault(key, []).append(instance)
    found_in: dict[Any, int] = {}
    for row in rows:
        key = None if row.number in matches.found or row.number in matches.errors else way.row_key(row)
        if key is None:
            continue
        candidates = [instance for instance in index.get(key, []) if not way.unless(row, instance)]
        if len(candidates) > 1:
            matches.errors[row.number] = RowError(row.number, way.column, _several(candidates))
        elif candidates and candidates[0].pk in found_in:
            matches.errors[row.number] = _twin(row, found_in[candidates[0].pk], way.column)
        elif candidates:
            matches.found[row.number] = candidates[0]
            found_in[candidates[0].pk] = row.number
        elif way.must is not None:
            matches.errors[row.number] = RowError(
                row.number, way.column, format_lazy(way.must, value=shortened(str(key)))
            )


def _refuse_twins(
    rows: Iterable[Row], key_of: Callable[[Row], Key | None], column: str, matches: Matches
) -> None:
    first: dict[Key, int] = {}
    for row in rows:
        key = key_of(row)
        if key is None or row.number in matches.errors:
            continue
        if key in first:
            matches.errors[row.number] = _twin(row, first[key], column)
        else:
            first[key] = row.number


def _twin(row: Row, other: int, column: str) -> RowError:
    return RowError(
        row.number,
        column,
        format_lazy(
            _(
                "Rows {first} and {second} describe the same thing. Remove one, or give each an id of its own."
            ),
            first=other,
            second=row.number,
        ),
    )


def _several(candidates: Sequence[Any]) -> Any:
    return format_lazy(
        _("This could be any of these: {names}. Write an id, so that it is clear which."),
        names=", ".join(sorted(_shown(candidate) for candidate in candidates)[:10]),
    )


def _shown(candidate: Any) -> str:
    """With what tells two of the same name apart."""
    for field_name in ("code", "external_id", "email", "slug", "number"):
        if mark := getattr(candidate, field_name, ""):
            return f"{candidate} ({mark})"
    return str(candidate)
