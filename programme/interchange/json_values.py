"""JSON from other tools: every value may be of another type than its name promises, and no value surprises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from programme.interchange.problems import Findings, FormatError, _, unreadable

LANGUAGES_FIRST = ("en", "fr", "de")  # of a text that is an object of languages


def parsed(content: bytes) -> Any:
    """The document. Raises FormatError for what is no JSON, is nested too deep, or holds NaN."""
    try:
        return json.loads(
            content.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_joined
        )
    except FormatError:
        raise
    except json.JSONDecodeError as no:
        raise unreadable(
            _("This is no JSON: {reason}."), where=f"line {no.lineno}, column {no.colno}", reason=no.msg
        ) from None
    except UnicodeDecodeError as no:
        raise unreadable(_("This is no text in UTF-8."), where=f"byte {no.start}") from None
    except RecursionError:
        raise unreadable(_("This is nested too deep to be a programme.")) from None
    except ValueError as no:  # a number of thousands of digits
        raise unreadable(_("This is no JSON: {reason}."), reason=str(no)[:200]) from None


def _refuse_constant(name: str) -> NoReturn:
    raise unreadable(_("{name} is no number in JSON."), name=name)


def _joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Lists that stand twice under one name are one: a room may be written again for its second half."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        before = found.get(name)
        found[name] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
    return found


class Item:
    """An object of the document; what is none has no fields. `where` is its place: schedule.days[0]."""

    def __init__(self, value: object, where: str, findings: Findings) -> None:
        self._fields: dict[str, Any] = value if isinstance(value, dict) else {}
        self.where = where
        self.findings = findings

    def has(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def value(self, name: str) -> Any:
        return self._fields.get(name)

    def text(self, name: str) -> str:
        """The text, or a number's; of an object of languages one of them; "" for anything else, which is noted."""
        value = self._fields.get(name)
        if isinstance(value, str):
            return value
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
            return str(
                next((value[code] for code in LANGUAGES_FIRST if code in value), next(iter(value.values())))
            )
        if value:
            self.findings.refuse(self.where, name, _("There is a list or an object where a text belongs."))
        return ""

    def number(self, name: str) -> int | None:
        """A whole number from 0 that the database can hold, or None."""
        value = self._fields.get(name)
        if isinstance(value, str) and value.strip().isdecimal() and value.isascii() and len(value) < 12:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value) if 0 <= value < 2**31 else None

    def item(self, name: str) -> Item:
        return Item(self._fields.get(name), f"{self.where}.{name}" if self.where else name, self.findings)

    def items(self, name: str, *, text_as: str = "") -> Iterator[Item]:
        """The objects of a list; a text in it is an object with the one field `text_as`, where that is given."""
        where = f"{self.where}.{name}" if self.where else name
        return items_of(self._fields.get(name), where, self.findings, text_as=text_as)


def items_of(value: object, where: str, findings: Findings, *, text_as: str = "") -> Iterator[Item]:
    """The objects of a list. What is no list, or no object in it, is noted."""
    if value is None:
        return
    if not isinstance(value, list):
        findings.refuse(where, "", _("There must be a list here."))
        return
    for index, entry in enumerate(value):
        if isinstance(entry, dict):
            yield Item(entry, f"{where}[{index}]", findings)
        elif text_as and isinstance(entry, str):
            yield Item({text_as: entry}, f"{where}[{index}]", findings)
        else:
            findings.refuse(f"{where}[{index}]", "", _("There must be an object here."))
