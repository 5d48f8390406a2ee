"""What an import did, or would do: row by row, in words."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

HEADER = 1


@dataclass(frozen=True)
class FieldChange:
    """One cell: as it was and as it is now, "" for nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowOutcome:
    """A row that was read without a mistake. `row` is the spreadsheet's number; the header is row 1."""

    row: int
    name: str
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row, and what to do. `column` is "" for what concerns the row or the sheet."""

    row: int
    column: str
    message: str | Promise

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> str | Promise:
        if self.column:
            return format_lazy(
                _("Row {row}, {column}: {message}"), row=self.row, column=self.column, message=self.message
            )
        return format_lazy(_("Row {row}: {message}"), row=self.row, message=self.message)


@dataclass(frozen=True)
class ImportReport:
    """With an error, nothing was written."""

    created: tuple[RowOutcome, ...] = ()
    changed: tuple[RowOutcome, ...] = ()
    unchanged: tuple[RowOutcome, ...] = ()
    errors: tuple[RowError, ...] = ()

    @property
    def digest(self) -> str:
        """Differs when another thing would be done; the same in every language of the interface."""
        outcome: tuple[Any, ...] = (
            self.created,
            self.changed,
            len(self.unchanged),
            [(error.row, error.column) for error in self.errors],
        )
        return sha256(repr(outcome).encode()).hexdigest()
