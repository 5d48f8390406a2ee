"""A line of thought through the programme, asking a question."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.addressed import Addressed, unique_slug
from programme.models.colours import readable_in_light_and_dark
from programme.models.constraints import unique_in_edition
from programme.models.edition import COLOUR, Edition
from programme.models.translated import TranslatedField


class Track(Addressed):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tracks", verbose_name=_("edition"))
    name = TranslatedField(_("name"), max_length=200)
    question = TranslatedField(
        _("question"), blank=True, help_text=_("What this track asks, in one sentence.")
    )
    description = TranslatedField(_("description"), multiline=True, blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1d3557",
        validators=[COLOUR, readable_in_light_and_dark],
        help_text=_("White text on it must be readable."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("position", "slug")
        constraints = [
            unique_in_edition("track"),
            unique_slug("track"),
            models.CheckConstraint(
                condition=models.Q(colour__regex=r"^#[0-9a-f]{6}$"), name="track_colour_is_a_colour"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
