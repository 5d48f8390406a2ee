"""How a cell of a spreadsheet says a field, and what it sets when it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import Texts
from programme.models.constraints import OUTSIDE_LIVING_MEMORY
from programme.models.edition import LANGUAGE_CODE
from programme.queries.spreadsheet_names import CellError, Directory, Names, folded, shortened
from programme.text import clean_line
from programme.times import LIVING_MEMORY, AmbiguousTime, NonexistentTime, in_zone, local_to_utc

WHOLE_NUMBER = re.compile("[0-9]{1,10}")
WALL_TIME = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
    " *(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
LIST_SEPARATOR = re.compile("[,;\n]")
YES = {"yes", "y", "1", "true", "x", "oui", "o", "vrai", "ja", "sí", "si"}
NO = {"no", "n", "0", "false", "non", "faux", "nein"}


@dataclass(frozen=True)
class Column:
    """One column. `write` gives a row's cell; `put` sets a cell that is not what `write` gives.

    `put` raises CellError, and saves nothing. Columns without `put` are read by the import of their sheet,
    as they tell which row is meant or belong to other tables. `keeps_when_empty`: an empty cell changes
    nothing, because the field must have a value or names the row; elsewhere it takes the value away.
    """

    name: str
    field: str
    help: Any
    write: Callable[[Any], str | int]
    put: Callable[[Any, str], None] | None = None
    keeps_when_empty: bool = False


def translated(field: str, language: str, text: Any) -> Column:
    def write(row: Any) -> str:
        return str(getattr(row, field).get(language, ""))

    def put(row: Any, cell: str) -> None:
        model_field = row._meta.get_field(field)
        cleaned = model_field.clean_language(cell)
        if cleaned:
            try:
                model_field.validate(Texts({language: cleaned}), None)
            except ValidationError as no:
                raise CellError(no.messages[0]) from None
        setattr(row, field, getattr(row, field).changed({language: cleaned}))

    return Column(f"{field}_{language}", field, text, write, put)


def line(field: str, text: Any, *, keeps_when_empty: bool = False) -> Column:
    return Column(
        field,
        field,
        text,
        lambda row: str(getattr(row, field)),
        lambda row, cell: setattr(row, field, clean_line(cell)),
        keeps_when_empty,
    )


def address(field: str, text: Any) -> Column:
    """The end of a web address: in lower case where it is new, and the same in any case."""

    def put(row: Any, cell: str) -> None:
        if folded(cell) != folded(getattr(row, field)):
            setattr(row, field, folded(cell))

    return Column(field, field, text, lambda row: str(getattr(row, field)), put, keeps_when_empty=True)


def number(field: str, text: Any, *, least: int, most: int, keeps_when_empty: bool = False) -> Column:
    def write(row: Any) -> str | int:
        value: int | None = getattr(row, field)
        return "" if value is None else value

    def put(row: Any, cell: str) -> None:
        if not cell:
            setattr(row, field, None)
            return
        if not WHOLE_NUMBER.fullmatch(cell) or not least <= int(cell) <= most:
            raise CellError(
                format_lazy(
                    _("“{value}” is no whole number from {least} to {most}."),
                    value=shortened(cell),
                    least=least,
                    most=most,
                )
            )
        setattr(row, field, int(cell))

    return Column(field, field, text, write, put, keeps_when_empty)


def choice(field: str, choices: type[models.TextChoices], text: Any) -> Column:
    def put(row: Any, cell: str) -> None:
        if cell.casefold() not in choices.values:
            raise CellError(_unknown_word(cell, choices.values))
        setattr(row, field, cell.casefold())

    return Column(field, field, text, lambda row: str(getattr(row, field)), put, keeps_when_empty=True)


def flag(field: str, text: Any) -> Column:
    def put(row: Any, cell: str) -> None:
        if cell.casefold() not in YES | NO:
            raise CellError(_unknown_word(cell, ["yes", "no"]))
        setattr(row, field, cell.casefold() in YES)

    return Column(
        field, field, text, lambda row: "yes" if getattr(row, field) else "no", put, keeps_when_empty=True
    )


def words(field: str, choices: type[models.TextChoices], text: Any) -> Column:
    """Several words of a list, by commas, in the order in which they are written."""

    def put(row: Any, cell: str) -> None:
        found = split(cell.casefold())
        for word in found:
            if word not in choices.values:
                raise CellError(_unknown_word(word, choices.values))
        setattr(row, field, found)

    return Column(field, field, text, lambda row: ", ".join(getattr(row, field)), put)


def languages(field: str, text: Any) -> Column:
    """Several codes of languages, by commas."""

    def put(row: Any, cell: str) -> None:
        found = split(cell.casefold())
        for code in found:
            language_code(code)
        setattr(row, field, found)

    return Column(field, field, text, lambda row: ", ".join(getattr(row, field)), put)


def language(field: str, text: Any) -> Column:
    def put(row: Any, cell: str) -> None:
        setattr(row, field, language_code(cell.casefold()) if cell else "")

    return Column(field, field, text, lambda row: str(getattr(row, field)), put)


def reference(
    field: str,
    directory: Directory,
    names: Callable[[Directory], Names[Any]],
    text: Any,
    *,
    keeps_when_empty: bool = False,
) -> Column:
    def write(row: Any) -> str:
        # By key, not by field: a new row has no track yet, and asking for it would raise or query.
        if getattr(row, f"{field}_id") is None:
            return ""
        return names(directory).label(getattr(row, field))

    def put(row: Any, cell: str) -> None:
        setattr(row, field, names(directory).find(cell) if cell else None)

    return Column(field, field, text, write, put, keeps_when_empty)


def split(cell: str) -> list[str]:
    """The entries of a list, each once."""
    return list(dict.fromkeys(entry.strip() for entry in LIST_SEPARATOR.split(cell) if entry.strip()))


def language_code(code: str) -> str:
    try:
        LANGUAGE_CODE(code)
    except ValidationError:
        raise CellError(
            format_lazy(
                _("“{value}” is no code of a language. Write fr, en or pt-br."), value=shortened(code)
            )
        ) from None
    return code


def write_moment(moment: datetime | None, zone: ZoneInfo) -> str:
    """The wall time to the minute; with its offset where the clocks show it twice."""
    if moment is None:
        return ""
    local = in_zone(moment, zone)
    wall_time = local.replace(tzinfo=None, fold=0, second=0, microsecond=0)
    try:
        local_to_utc(wall_time, zone)
    except AmbiguousTime:
        return local.isoformat(" ", "minutes")
    return f"{wall_time:%Y-%m-%d %H:%M}"


def read_moment(cell: str, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC of a wall time in `zone`, or of one with an offset; None for an empty cell."""
    if not cell:
        return None
    moment = _moment(cell, zone)
    if moment is None or not LIVING_MEMORY[0] <= moment <= LIVING_MEMORY[1]:
        raise CellError(
            format_lazy(_("“{value}”: {message}"), value=shortened(cell), message=OUTSIDE_LIVING_MEMORY)
        )
    return moment


def _moment(cell: str, zone: ZoneInfo) -> datetime | None:
    """None for a year that zones and offsets can't be reckoned with."""
    value = shortened(cell)
    match = WALL_TIME.fullmatch(cell)
    if match is None:
        raise CellError(
            format_lazy(
                _("“{value}” is no date with a time. Write it like this: 2017-07-06 10:00."), value=value
            )
        )
    *digits, offset = match.groups()
    try:
        wall_time = datetime(*(int(part or 0) for part in digits))  # type: ignore[arg-type]  # noqa: DTZ001
        if not MINYEAR < wall_time.year < MAXYEAR:
            return None
        if offset:
            return wall_time.replace(tzinfo=_offset(offset)).astimezone(UTC)
    except ValueError:
        raise CellError(
            format_lazy(
                _("“{value}” is not in the calendar: there is no such day or hour. Mend it."), value=value
            )
        ) from None
    try:
        return local_to_utc(wall_time, zone)
    except NonexistentTime:
        raise CellError(
            format_lazy(
                _(
                    "“{value}” does not exist in {zone}, where the clocks go forward that night. "
                    "Write a time before or after."
                ),
                value=value,
                zone=zone.key,
            )
        ) from None
    except AmbiguousTime as twice:
        raise CellError(
            format_lazy(
                _(
                    "“{value}” happens twice in {zone}, where the clocks go back that night. Write {first} or {second}."
                ),
                value=value,
                zone=zone.key,
                first=write_moment(twice.earlier, zone),
                second=write_moment(twice.later, zone),
            )
        ) from None


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _unknown_word(word: str, known: Sequence[str]) -> Any:
    return format_lazy(
        _("“{value}” is not known here. Write one of: {known}."),
        value=shortened(word),
        known=", ".join(known),
    )
