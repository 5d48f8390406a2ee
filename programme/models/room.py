"""A room of a venue, in which sessions are held."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.access import AccessFeature, Equipment, access_features, only_known
from programme.models.addressed import Addressed, unique_slug
from programme.models.constraints import SameEdition, unique_in_edition
from programme.models.edition import Edition
from programme.models.lines import LineField
from programme.models.translated import TranslatedField
from programme.models.venue import Venue


class Room(Addressed):
    """One room; a `shared` one (a garden) may hold several sessions at once."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms", verbose_name=_("edition"))
    venue = models.ForeignKey(Venue, models.RESTRICT, related_name="rooms", verbose_name=_("venue"))
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = TranslatedField(_("name"), max_length=200)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    floor = LineField(_("floor"), max_length=40, blank=True)
    shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Several sessions may be held here at once, as in a garden.")
    )
    access_features = access_features()
    equipment = ArrayField(
        models.CharField(max_length=30, choices=Equipment.choices),
        verbose_name=_("equipment"),
        default=list,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("position", "slug")
        constraints = [
            unique_in_edition("room"),
            unique_slug("room"),
            SameEdition("venue", name="room_venue_of_its_edition"),
            only_known("access_features", AccessFeature, name="room_access_is_known"),
            only_known("equipment", Equipment, name="room_equipment_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.name)
