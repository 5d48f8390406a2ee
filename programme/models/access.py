"""Access as data: what a room offers and what a session brings, in one list of words."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessFeature(models.TextChoices):
    STEP_FREE = "step_free", _("Step-free")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    CAPTIONS = "captions", _("Captions")
    SIGN_LANGUAGE = "sign_language", _("Sign language")
    QUIET = "quiet", _("Quiet")
    ACCESSIBLE_TOILETS = "accessible_toilets", _("Accessible toilets")
    SEATING = "seating", _("Seating")


class Equipment(models.TextChoices):
    PROJECTOR = "projector", _("Projector")
    MICROPHONE = "microphone", _("Microphone")
    WHITEBOARD = "whiteboard", _("Whiteboard")
    MOVABLE_TABLES = "movable_tables", _("Movable tables")
    POWER_SOCKETS = "power_sockets", _("Power sockets")
    SOUND_SYSTEM = "sound_system", _("Sound system")
    KITCHEN = "kitchen", _("Kitchen")
    RECORDING = "recording", _("Recording")
    OUTDOOR = "outdoor", _("Outdoor")


def access_features() -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=30, choices=AccessFeature.choices),
        verbose_name=_("access"),
        default=list,
        blank=True,
    )


def only_known(field: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """Each entry of the array `field` is one of `choices`."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__contained_by": choices.values}), name=name)
