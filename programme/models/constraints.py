"""A database constraint of our own: what a row points to belongs to the row's own edition."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint
from django.utils.translation import gettext_lazy as _

from programme.times import LIVING_MEMORY


class SameEdition(BaseConstraint):
    """FOREIGN KEY (edition_id, <field>_id) REFERENCES <target> (edition_id, id).

    The target needs a unique constraint on (edition, id), see `unique_in_edition`. A null passes.
    """

    def __init__(self, field: str, *, name: str, **kwargs: Any) -> None:
        kwargs.setdefault("violation_error_message", _("This belongs to another edition."))
        super().__init__(name=name, **kwargs)
        self.field = field

    def _parts(self, model: type[models.Model], schema_editor: Any) -> dict[str, Any]:
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = field.related_model._meta  # type: ignore[union-attr]
        return {
            "table": Table(model._meta.db_table, quote),
            "name": quote(self.name),
            "columns": f"{quote('edition_id')}, {quote(field.column)}",  # type: ignore[union-attr]
            "target": Table(target.db_table, quote),
            "target_columns": f"{quote('edition_id')}, {quote('id')}",
        }

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """None while the table is made: its target's unique constraint may not stand yet."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(columns)s) "
            "REFERENCES %(target)s (%(target_columns)s) DEFERRABLE INITIALLY DEFERRED",
            **self._parts(model, schema_editor),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s", **self._parts(model, schema_editor)
        )

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = "default"
    ) -> None:
        target = getattr(instance, self.field, None)
        if target is None or target.edition_id == instance.edition_id:  # type: ignore[attr-defined]
            return
        error = ValidationError(self.get_violation_error_message(), code="other_edition")
        raise error if exclude and self.field in exclude else ValidationError({self.field: [error]})

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_message", None)
        return path, (self.field,), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameEdition) and (self.name, self.field) == (other.name, other.field)

    def __hash__(self) -> int:
        return hash((self.name, self.field))


def unique_in_edition(model: str) -> models.UniqueConstraint:
    """What SameEdition constraints of other tables refer to."""
    return models.UniqueConstraint(fields=("edition", "id"), name=f"{model}_edition_and_id")


OUTSIDE_LIVING_MEMORY = _("A time is between the years 1990 and 2199.")


def in_living_memory(*moments: str, name: str) -> models.CheckConstraint:
    """Years that calendars and time zones can reckon with; a null passes."""
    rule = models.Q()
    for moment in moments:
        rule &= models.Q(**{f"{moment}__range": LIVING_MEMORY}) | models.Q(**{f"{moment}__isnull": True})
    return models.CheckConstraint(condition=rule, name=name, violation_error_message=OUTSIDE_LIVING_MEMORY)
