"""A published timetable: a numbered release, and the slots that it froze."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from festapp.clock import now
from programme.models.constraints import SameEdition, unique_in_edition
from programme.models.edition import Edition
from programme.models.occurrence import Occurrence
from programme.models.room import Room
from programme.models.session import Session
from programme.models.speaker import Speaker
from programme.models.translated import TranslatedField

if TYPE_CHECKING:
    from datetime import datetime


class ReleaseQuerySet(models.QuerySet["Release"]):
    def current(self) -> ReleaseQuerySet:
        """Each edition's last release."""
        later = Release.objects.filter(
            edition=models.OuterRef("edition"), number__gt=models.OuterRef("number")
        )
        return self.exclude(models.Exists(later))


class Release(models.Model):
    """What the public was told, and when. Releases are never changed and never deleted."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="releases", verbose_name=_("edition"))
    number = models.PositiveIntegerField(_("number"))
    note = TranslatedField(_("note"), blank=True, multiline=True, help_text=_("What is new, for readers."))
    published_at = models.DateTimeField(_("published"), default=now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by")
    )

    objects: ClassVar[ReleaseQuerySet] = ReleaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("edition", "-number")
        constraints = [
            unique_in_edition("release"),
            models.UniqueConstraint(fields=("edition", "number"), name="release_number_once_per_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} – {self.number}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def current(self) -> SlotQuerySet:
        """Slots of each edition's last release."""
        return self.filter(release__in=Release.objects.current())

    def public(self) -> SlotQuerySet:
        """What anybody may see: of the last release, sessions confirmed or cancelled."""
        return self.current().filter(occurrence__session__state__in=Session.PUBLIC_STATES)


class Slot(models.Model):
    """One occurrence as a release froze it. The database refuses two exclusive ones in a room at a time."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="slots", verbose_name=_("release"))
    occurrence = models.ForeignKey(
        Occurrence, models.PROTECT, related_name="slots", verbose_name=_("occurrence")
    )
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="slots", verbose_name=_("room"))
    period = DateTimeRangeField(_("period"))
    cancelled = models.BooleanField(_("cancelled"), default=False)
    exclusive = models.BooleanField(
        _("exclusive"), default=True, help_text=_("Nothing else may be in the room at this time.")
    )

    objects: ClassVar[SlotQuerySet] = SlotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ("period", "id")
        constraints = [
            SameEdition("release", name="slot_release_of_its_edition"),
            SameEdition("occurrence", name="slot_occurrence_of_its_edition"),
            SameEdition("room", name="slot_room_of_its_edition"),
            models.UniqueConstraint(fields=("release", "occurrence"), name="slot_once_per_release"),
            models.CheckConstraint(
                condition=Q(
                    period__startswith__isnull=False, period__endswith__isnull=False, period__isempty=False
                ),
                name="slot_period_is_bounded",
            ),
            ExclusionConstraint(
                name="slot_room_held_once",
                expressions=[
                    ("release", RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(exclusive=True, cancelled=False, room__isnull=False),
                # Checked after each statement, not each row: all slots of an edition may be moved at once.
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The room is held by another session at this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}"

    @property
    def starts_at(self) -> datetime:
        return cast("datetime", self.period.lower)  # the database refuses a period without ends

    @property
    def ends_at(self) -> datetime:
        return cast("datetime", self.period.upper)


class AcceptedClash(models.Model):
    """A clash that an organiser published by name; it is listed with the release."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="accepted_clashes")
    rule = models.CharField(_("rule"), max_length=30)
    key = models.CharField(_("key"), max_length=300)
    first = models.ForeignKey(Occurrence, models.PROTECT, related_name="+")
    second = models.ForeignKey(Occurrence, models.PROTECT, null=True, related_name="+")
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("accepted clash")
        verbose_name_plural = _("accepted clashes")
        ordering = ("release", "key")
        constraints = [
            SameEdition("release", name="acceptedclash_release_of_its_edition"),
            SameEdition("first", name="acceptedclash_first_of_its_edition"),
            SameEdition("second", name="acceptedclash_second_of_its_edition"),
            SameEdition("speaker", name="acceptedclash_speaker_of_its_edition"),
            models.UniqueConstraint(fields=("release", "key"), name="acceptedclash_once_per_release"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="acceptedclash_of_two"),
        ]

    def __str__(self) -> str:
        return self.key
