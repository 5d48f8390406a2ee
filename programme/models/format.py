"""How people take part: workshop, masterclass, participatory session, talk …"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.constraints import unique_in_edition
from programme.models.edition import Edition
from programme.models.translated import TranslatedField


class Format(models.Model):
    """A format of the edition; its `kind` tells other tools what it is."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Workshop")
        MASTERCLASS = "masterclass", _("Masterclass")
        PARTICIPATORY = "participatory", _("Participatory session")
        BRAINSTORMING = "brainstorming", _("Brainstorming")
        TALK = "talk", _("Talk")
        KEYNOTE = "keynote", _("Keynote")
        PANEL = "panel", _("Panel")
        PERFORMANCE = "performance", _("Performance")
        EXHIBITION = "exhibition", _("Exhibition")
        MEETUP = "meetup", _("Meet-up")
        BREAK = "break", _("Break")
        OTHER = "other", _("Other")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="formats", verbose_name=_("edition"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.TALK)
    name = TranslatedField(_("name"), max_length=200)
    default_minutes = models.PositiveSmallIntegerField(_("usual length in minutes"), default=60)
    takes_seats = models.BooleanField(_("takes seats"), default=False, help_text=_("Seats can be held."))
    yields_outcomes = models.BooleanField(
        _("yields outcomes"), default=False, help_text=_("Its sessions are asked what came of them.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ("position", "id")
        constraints = [
            unique_in_edition("format"),
            models.CheckConstraint(
                condition=models.Q(default_minutes__range=(1, 1440)),
                name="format_minutes_within_a_day",
                violation_error_message=_("A length is between 1 and 1440 minutes."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "workshop", "masterclass", "participatory", "brainstorming", "talk", "keynote",
                        "panel", "performance", "exhibition", "meetup", "break", "other",
                    ]
                ),
                name="format_kind_is_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.name)
