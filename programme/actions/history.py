"""Bringing a row back to what it was."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from programme.actions.editions import keep_wall_times
from programme.models import Edition
from programme.queries.wall_times import lost_wall_time
from programme.refusals import Refused, Stale

if TYPE_CHECKING:
    from accounts.models import User


def restore_row(
    *,
    record: Any,
    columns: Collection[str],
    seen: str,
    version: Callable[[models.Model], str],
    by: User,
) -> models.Model:
    """Gives the living row the values that `columns` had in `record`, an entry of its history.

    A row that was deleted is made again: its `columns` as in `record`, all others as they were last. `seen` is the
    `version` of the living row that the organiser saw, "" for a deleted one. Raises Stale when it is another by
    now, and Refused when the old values don't stand any more: what they point to is gone, or is taken by another row.
    """
    try:
        with transaction.atomic():
            return _restored(record, columns, seen, version, by)
    except IntegrityError as clash:
        # All was checked above: somebody made the row again, or took what it points to away, at the same moment.
        raise _stale() from clash


def _restored(
    record: Any, columns: Collection[str], seen: str, version: Callable[[models.Model], str], by: User
) -> models.Model:
    model = record.instance.__class__
    live = model._default_manager.select_for_update(no_key=True).filter(pk=record.instance.pk).first()
    if (version(live) if live is not None else "") != seen:
        raise _stale()
    row = live
    if live is None:
        last = model.history.filter(**{model._meta.pk.attname: record.instance.pk}).first()
        row = last.instance
        for field in model._meta.concrete_fields:
            if field.name not in columns:
                _take_back(row, last, field)
    zone_before = live.time_zone if isinstance(live, Edition) else None
    for name in columns:
        _take_back(row, record, model._meta.get_field(name))
    _refuse_invalid(row, is_new=live is None)
    if zone_before and zone_before != row.time_zone:
        _refuse_lost_hours(row, zone_before)
    row._history_user = by
    row.save(force_insert=live is None)
    if zone_before and zone_before != row.time_zone:
        keep_wall_times(edition=row, zone_before=zone_before, by=by)
    restored: models.Model = row
    return restored


def _stale() -> Stale:
    return Stale(_("Somebody changed this after you opened it. Look at it again, and restore then."))


def _take_back(row: Any, record: Any, field: Any) -> None:
    value = getattr(record, field.attname)
    if isinstance(field, models.ForeignKey) and value is not None:
        target: Any = field.related_model
        if not target._base_manager.filter(pk=value).exists():
            if not field.null:
                raise Refused(
                    _("It can't be restored: its %(what)s of that time is gone.")
                    % {"what": field.verbose_name}
                )
            value = None
    setattr(row, field.attname, value)


def _refuse_invalid(row: models.Model, *, is_new: bool) -> None:
    row._state.adding = is_new
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise Refused(" ".join(refusal.messages)) from refusal


def _refuse_lost_hours(edition: Edition, zone_before: str) -> None:
    lost = lost_wall_time(edition, zone_before=zone_before, zone_after=edition.time_zone)
    if lost is not None:
        raise Refused(str(lost))
