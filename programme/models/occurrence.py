"""One time that a session is held: the draft timetable is made of these."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.codes import new_number
from programme.models.constraints import SameEdition, in_living_memory, unique_in_edition
from programme.models.lines import LineField
from programme.models.part import Part
from programme.models.room import Room
from programme.models.session import Session


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def placed(self) -> OccurrenceQuerySet:
        return self.filter(starts_at__isnull=False)


class Occurrence(Part):
    """Its room and time are a draft: readers see those that the last release froze, and cancelling at once."""

    whole = "session"

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="occurrences", verbose_name=_("session")
    )
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number"), default=new_number, editable=False)
    room = models.ForeignKey(
        Room, models.RESTRICT, null=True, blank=True, related_name="occurrences", verbose_name=_("room")
    )
    starts_at = models.DateTimeField(_("start"), null=True, blank=True, help_text=_("Empty: not placed yet."))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), blank=True, help_text=_("Empty: the session's length.")
    )
    is_cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("Only this time is cancelled. Readers see it as soon as you save."),
    )
    external_id = LineField(_("id in another tool"), max_length=200, blank=True, editable=False)

    history = HistoricalRecords()
    objects: ClassVar[OccurrenceQuerySet] = OccurrenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = (models.F("starts_at").asc(nulls_last=True), "id")
        constraints = [
            unique_in_edition("occurrence"),
            SameEdition("session", name="occurrence_session_of_its_edition"),
            SameEdition("room", name="occurrence_room_of_its_edition"),
            models.UniqueConstraint(fields=("edition", "number"), name="occurrence_number_once_per_edition"),
            models.UniqueConstraint(
                fields=("edition", "external_id"),
                condition=~Q(external_id=""),
                name="occurrence_external_id_once_per_edition",
                violation_error_message=_("Another occurrence has this id."),
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, 2**31 - 1)), name="occurrence_number_is_31_bit"
            ),
            in_living_memory("starts_at", name="occurrence_in_living_memory"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 1440)),
                name="occurrence_minutes_within_a_day",
                violation_error_message=_("A length is between 1 and 1440 minutes."),
            ),
        ]

    def __str__(self) -> str:
        if self.starts_at is None:
            return f"{self.session}"
        return f"{self.session}, {self.starts_at.astimezone(self.edition.zone):%d/%m %H:%M}"

    def clean_fields(self, exclude: Any = None) -> None:
        self._take_minutes()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_minutes()
        super().save(*args, **kwargs)

    def _take_minutes(self) -> None:
        session = getattr(self, "session", None)
        if self.minutes is None and session is not None:
            self.minutes = session.minutes

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None
