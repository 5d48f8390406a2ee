"""When a speaker can come. Who has none is free all days."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.constraints import SameEdition, in_living_memory
from programme.models.part import Part
from programme.models.speaker import Speaker


class Availability(Part):
    """One half-open interval in which a speaker can be there."""

    whole = "speaker"

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="availabilities", verbose_name=_("speaker")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ("starts_at",)
        constraints = [
            SameEdition("speaker", name="availability_speaker_of_its_edition"),
            in_living_memory("starts_at", "ends_at", name="availability_in_living_memory"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="availability_ends_after_start",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m %H:%M}–{self.ends_at:%d/%m %H:%M}"
