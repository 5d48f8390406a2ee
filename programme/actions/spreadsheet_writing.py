"""How an import of a sheet writes: in bulk with the history, and told by row where the database refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from programme.actions.spreadsheet_report import RowError
from programme.models.codes import new_code, new_number

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
RANDOM_NAMES: dict[str, Callable[[], object]] = {"code": new_code, "number": new_number}


class RowRefused(Exception):  # noqa: N818
    """The database refused a row that we took for sound."""

    def __init__(self, error: RowError) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Write:
    """One thing to be written, and the row of the sheet that says so. `fields` are those that changed."""

    row: int
    thing: Any
    fields: tuple[str, ...] = ()


def create_all(writes: Iterable[Write], by: User) -> None:
    """Nothing that `save` does for a row is done, but that its random names are free. Raises RowRefused."""
    for (model, _fields), group in _grouped(writes).items():
        _give_free_names(model, [write.thing for write in group])
        _in_batches(
            group,
            lambda things, model=model: bulk_create_with_history(things, model, default_user=by),  # type: ignore[misc]
        )


def update_all(writes: Iterable[Write], by: User) -> None:
    """Raises RowRefused."""
    for (model, fields), group in _grouped(writes).items():
        _in_batches(
            group,
            lambda things, model=model, fields=fields: bulk_update_with_history(  # type: ignore[misc]
                things, model, list(fields), default_user=by
            ),
        )


def delete_all(writes: Iterable[Write], by: User) -> None:
    """Raises RowRefused for what something else holds by now."""
    for write in writes:
        write.thing._history_user = by
        try:
            write.thing.delete()
        except (models.ProtectedError, models.RestrictedError):
            sentence = _(
                "Something that somebody else wrote meanwhile stands in the way. Nothing was imported."
            )
            raise RowRefused(RowError(write.row, "", sentence)) from None


def _grouped(writes: Iterable[Write]) -> dict[tuple[type[Any], tuple[str, ...]], list[Write]]:
    groups: dict[tuple[type[Any], tuple[str, ...]], list[Write]] = {}
    for write in writes:
        groups.setdefault((type(write.thing), write.fields), []).append(write)
    return groups


def _in_batches(writes: Iterable[Write], write_things: Callable[[list[Any]], object]) -> None:
    """Where the database refuses a batch, one by one, so as to tell the row."""
    for batch in batched(writes, BATCH, strict=False):
        try:
            with transaction.atomic():
                write_things([write.thing for write in batch])
        except IntegrityError:
            for write in batch:
                _alone(write, write_things)


def _alone(write: Write, write_things: Callable[[list[Any]], object]) -> None:
    try:
        with transaction.atomic():
            write_things([write.thing])
    except IntegrityError as no:
        raise RowRefused(RowError(write.row, "", _why(type(write.thing), no))) from None


def _why(model: type[Any], no: IntegrityError) -> Any:
    name = getattr(getattr(no.__cause__, "diag", None), "constraint_name", "")
    constraint = next((each for each in model._meta.constraints if each.name == name), None)
    if constraint:
        return constraint.get_violation_error_message()
    return format_lazy(_("The database refuses this row by its rule {name}."), name=name or "?")


def _give_free_names(model: type[Any], things: list[Any]) -> None:
    """Of 20,000 random codes two are the same in one import of six."""
    for name in RANDOM_NAMES.keys() & {each.name for each in model._meta.fields}:
        edition = things[0].edition_id
        taken = set(model._default_manager.filter(edition=edition).values_list(name, flat=True))
        for thing in things:
            while getattr(thing, name) in taken:
                setattr(thing, name, RANDOM_NAMES[name]())
            taken.add(getattr(thing, name))
