"""One import: rows matched, cells compared and put, rows checked, and everything written at the end."""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.actions.spreadsheet_matching import Key, Way, match
from programme.actions.spreadsheet_report import HEADER, FieldChange, ImportReport, RowError, RowOutcome
from programme.actions.spreadsheet_writing import Write, create_all, delete_all, update_all
from programme.queries.spreadsheet_columns import Column
from programme.queries.spreadsheet_names import CellError, Directory, shortened
from programme.text import clean_line, clean_text

if TYPE_CHECKING:
    from accounts.models import User
    from programme.interchange.tables import Row, Table
    from programme.models import Edition


LANGUAGE = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*")


@dataclass
class Record:
    """One row on its way: what it means, and what is to be written."""

    row: Row
    instance: Any
    is_new: bool
    changes: list[FieldChange] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)  # of the instance, that changed
    broken: set[str] = field(default_factory=set)  # columns with an error
    deletes: list[Any] = field(default_factory=list)
    updates: list[tuple[Any, list[str]]] = field(default_factory=list)
    creates: list[Any] = field(default_factory=list)


class SheetImport(ABC):
    """Reads the edition once, in a fixed number of queries. `report` says what `write` is going to do."""

    model: ClassVar[type[Any]]
    required: ClassVar[dict[str, Any]]  # what a new row must have, by field: the sentence for who forgot it
    trusted: ClassVar[set[str]]  # fields that need no check of their own: we set them, or looked them up
    once: ClassVar[str]  # the field that is unique in the edition

    def __init__(self, edition: Edition, table: Table) -> None:
        self.edition = edition
        self.table = table
        self.directory = Directory(edition)
        self.errors: list[RowError] = []
        self.records: list[Record] = []
        self.instances = self.load()
        self.columns = {column.name: column for column in self.known_columns()}
        self.ways = self.ways_to_match()
        self.taken: dict[str, Any] = {getattr(row, self.once): row.pk for row in self.instances}

    @abstractmethod
    def load(self) -> Sequence[Any]: ...

    @abstractmethod
    def known_columns(self) -> Iterable[Column]: ...

    @abstractmethod
    def ways_to_match(self) -> list[Way]: ...

    @abstractmethod
    def new_key(self, row: Row) -> Key | None: ...

    @abstractmethod
    def name(self, instance: Any) -> str: ...

    def put_parts(self, record: Record) -> None:  # noqa: B027
        """What the row says of other tables."""

    def complete(self, new: Sequence[Any]) -> None:  # noqa: B027
        """What `save` would do for new rows, which are written in bulk."""

    # --- reading ------------------------------------------------------------------------------------

    def report(self) -> ImportReport:
        self._check_columns()
        self.errors.extend(
            RowError(flaw.row, flaw.column, format_lazy(_(flaw.sentence), **flaw.facts))
            for flaw in self.table.flaws
        )
        matches = match(self.table.rows, self.instances, self.ways, self.new_key)
        self.errors.extend(matches.errors.values())
        names_of_rows = {way.column for way in self.ways} & set(self.table.columns)
        for row in self.table.rows:
            if row.number not in matches.errors and names_of_rows <= row.cells.keys():
                self._read(row, matches.found.get(row.number))
        order = {name: position for position, name in enumerate(self.table.columns)}
        self.errors.sort(key=lambda error: (error.row, order.get(error.column, -1)))
        return ImportReport(
            created=tuple(self._outcome(record) for record in self.records if record.is_new),
            changed=tuple(
                self._outcome(record) for record in self.records if record.changes and not record.is_new
            ),
            unchanged=tuple(
                self._outcome(record) for record in self.records if not record.changes and not record.is_new
            ),
            errors=tuple(self.errors),
        )

    def _check_columns(self) -> None:
        for name in self.table.columns:
            if name not in self.columns:
                self.errors.append(RowError(HEADER, name[:60], self._why_unknown(name)))

    def _why_unknown(self, name: str) -> str | Promise:
        stem, _underscore, language = name.rpartition("_")
        if f"{stem}_{self.edition.languages[0]}" in self.columns and LANGUAGE.fullmatch(language):
            return format_lazy(
                _("This edition has no language “{language}”. Add it there, or take the column away."),
                language=language,
            )
        near = difflib.get_close_matches(name, self.columns, n=1)
        if near:
            return format_lazy(_("This column is unknown. Did you mean {near}?"), near=near[0])
        return format_lazy(
            _("This column is unknown. Take it away, or rename it to one of: {known}."),
            known=", ".join(self.columns),
        )

    def _read(self, row: Row, instance: Any | None) -> None:
        record = Record(row, instance or self.model(edition=self.edition), instance is None)
        if instance is not None:
            instance.edition = self.edition
        for column in self.columns.values():
            if column.put and column.name in row.cells:
                self._put(record, column, row.cells[column.name])
        if record.is_new:
            self._require(record)
        self._validate(record)
        self.put_parts(record)
        self.records.append(record)

    def _put(self, record: Record, column: Column, text: str) -> None:
        cell = clean_text(text)
        before = str(column.write(record.instance))
        if (not cell and column.keeps_when_empty) or cell == clean_text(before):
            return
        try:
            column.put(record.instance, cell)  # type: ignore[misc]
        except CellError as no:
            self.error(record, column.name, no.sentence)
            return
        self.change(record, column, before, str(column.write(record.instance)))

    def change(self, record: Record, column: Column, before: str, after: str) -> None:
        if before != after:
            record.changes.append(FieldChange(column.name, before, after))
            record.fields.add(column.field)

    def error(self, record: Record, column: str, message: object) -> None:
        record.broken.add(column)
        self.errors.append(
            RowError(record.row.number, column, message if isinstance(message, Promise) else str(message))
        )

    def _require(self, record: Record) -> None:
        """A column that is not there at all is one mistake, however many new rows would need it."""
        for required, sentence in self.required.items():
            names = [name for name, column in self.columns.items() if column.field == required]
            present = [name for name in names if name in self.table.columns]
            if not present:
                record.broken.update(names)
                missing = RowError(
                    HEADER, names[0], format_lazy(_("This column is missing. {why}"), why=sentence)
                )
                if missing.column not in {error.column for error in self.errors if error.row == HEADER}:
                    self.errors.append(missing)
            elif all(not clean_line(record.row.cells.get(name, "-")) for name in present):
                self.error(record, present[0], sentence)

    # --- checking -----------------------------------------------------------------------------------

    def _validate(self, record: Record) -> None:
        """Asks the model about what changed; each field has one error at most.

        Its constraints are not asked one by one (three queries each): `write` tells when one refuses.
        """
        if not record.is_new and not record.fields:
            return
        instance = record.instance
        mistaken = record.broken | (set(self.table.columns) - record.row.cells.keys())
        broken = {column.field for column in self.columns.values() if column.name in mistaken}
        exclude = self.trusted | broken
        if not record.is_new:
            exclude |= {each.name for each in self.model._meta.fields} - record.fields
        self._refuse_taken(record)
        try:
            instance.full_clean(exclude=exclude, validate_constraints=False)
        except ValidationError as no:
            for name, messages in no.message_dict.items():
                self._model_error(record, name, messages[0])

    def _model_error(self, record: Record, field_name: str, message: str) -> None:
        names = [
            column.name
            for column in self.columns.values()
            if column.field == field_name and column.name in self.table.columns
        ]
        if field_name == NON_FIELD_ERRORS or not names:
            self.error(record, "", message)
        elif value := shortened(record.row.cells.get(names[0], "")):
            self.error(record, names[0], format_lazy(_("“{value}”: {message}"), value=value, message=message))
        else:
            self.error(record, names[0], message)

    def _refuse_taken(self, record: Record) -> None:
        value = getattr(record.instance, self.once)
        if (
            value
            and self.once in record.fields
            and self.taken.get(value, record.instance.pk) != record.instance.pk
        ):
            self.error(
                record,
                self.once,
                format_lazy(_("“{value}” belongs to another row of this edition."), value=shortened(value)),
            )

    def _outcome(self, record: Record) -> RowOutcome:
        return RowOutcome(record.row.number, self.name(record.instance), tuple(record.changes))

    # --- writing ------------------------------------------------------------------------------------

    def write(self, by: User) -> None:
        """The rows that are new or changed, with who did it; the others are not touched, nor their history.

        Raises RowRefused for a row that a constraint refuses.
        """
        known = {each.name for each in self.model._meta.fields}
        deletes, updates, new, parts = [list[Write]() for _kind in range(4)]
        for record in self.records:
            row = record.row.number
            deletes += [Write(row, part) for part in record.deletes]
            updates += [Write(row, part, tuple(fields)) for part, fields in record.updates]
            parts += [Write(row, part) for part in record.creates]
            if record.is_new:
                new.append(Write(row, record.instance))
            elif own := tuple(sorted(record.fields & known)):
                updates.append(Write(row, record.instance, own))
        self.complete([write.thing for write in new])
        delete_all(deletes, by)
        update_all(updates, by)
        create_all(new, by)
        create_all(parts, by)
