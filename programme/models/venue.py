"""A place in the city with one or several rooms."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.addressed import Addressed, unique_slug
from programme.models.constraints import unique_in_edition
from programme.models.edition import Edition
from programme.models.lines import LineField
from programme.models.translated import TranslatedField


class Venue(Addressed):
    """Where rooms are; coordinates are WGS 84, in degrees."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="venues", verbose_name=_("edition"))
    name = TranslatedField(_("name"), max_length=120)
    address = LineField(_("address in the city"), max_length=300, blank=True)
    directions = TranslatedField(_("how to get there"), multiline=True, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("position", "slug")
        constraints = [
            unique_in_edition("venue"),
            unique_slug("venue"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_coordinates_on_earth",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
