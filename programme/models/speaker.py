"""A person who gives sessions in one edition."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.codes import new_number
from programme.models.constraints import SameEdition, unique_in_edition
from programme.models.edition import Edition
from programme.models.lines import LineField
from programme.models.part import Link
from programme.models.translated import TranslatedField
from programme.text import slug_of


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def by_name(self) -> SpeakerQuerySet:
        """Sorted as people expect it: without regard to case or accents (the database has no collation for that)."""
        return self.order_by(models.Func(models.functions.Lower("name"), function="unaccent"), "number")


class Speaker(models.Model):
    """A row of the edition. It may point to a user; one user may have a row in each edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="speakers", verbose_name=_("edition"))
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number"), default=new_number, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="speakers",
        verbose_name=_("account"),
    )
    name = LineField(_("name"), max_length=200)
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("For organisers; it is never shown to the public.")
    )
    pronouns = TranslatedField(_("pronouns"), max_length=40, blank=True)
    organisation = LineField(_("organisation"), max_length=200, blank=True)
    bio = TranslatedField(_("bio"), multiline=True, blank=True)
    photo = models.ImageField(_("photo"), upload_to="pictures", blank=True)
    external_id = LineField(_("id in another tool"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects: ClassVar[SpeakerQuerySet] = SpeakerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("name", "number")
        constraints = [
            unique_in_edition("speaker"),
            models.UniqueConstraint(fields=("edition", "number"), name="speaker_number_once_per_edition"),
            models.UniqueConstraint(
                fields=("edition", "user"),
                name="speaker_user_once_per_edition",
                violation_error_message=_("This account has a speaker's row in this edition already."),
            ),
            models.UniqueConstraint(
                fields=("edition", "external_id"),
                condition=~Q(external_id=""),
                name="speaker_external_id_once_per_edition",
                violation_error_message=_("Another speaker has this id."),
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, 2**31 - 1)), name="speaker_number_is_31_bit"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="speaker_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slug_of(self.name, "speaker")


class SpeakerLink(Link):
    """A web address that a speaker wants shown."""

    whole = "speaker"

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="links", verbose_name=_("speaker"))

    history = HistoricalRecords()

    class Meta(Link.Meta):
        constraints = [SameEdition("speaker", name="speakerlink_speaker_of_its_edition")]
