"""What is held: a session, who gives it, and what belongs to it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.access import AccessFeature, access_features, only_known
from programme.models.codes import new_code
from programme.models.constraints import SameEdition, unique_in_edition
from programme.models.edition import LANGUAGE_CODE, Edition
from programme.models.format import Format
from programme.models.lines import LineField
from programme.models.part import Link, Part
from programme.models.speaker import Speaker
from programme.models.track import Track
from programme.models.translated import TranslatedField
from programme.text import slug_of


class Session(models.Model):
    """The content, in its edition. When and where it is held is told by its occurrences."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACCEPTED = "accepted", _("Accepted")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    class Recording(models.TextChoices):
        UNDECIDED = "undecided", _("Undecided")
        PLANNED = "planned", _("Planned")
        REFUSED = "refused", _("Refused")

    PUBLIC_STATES = (State.CONFIRMED, State.CANCELLED)

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions", verbose_name=_("edition"))
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=6, default=new_code, editable=False)
    title = TranslatedField(_("title"), max_length=300)
    subtitle = TranslatedField(_("subtitle"), blank=True, max_length=300)
    abstract = TranslatedField(
        _("abstract"), blank=True, max_length=1000, help_text=_("One or two sentences.")
    )
    description = TranslatedField(_("description"), multiline=True, blank=True)
    track = models.ForeignKey(
        Track, models.RESTRICT, null=True, blank=True, related_name="sessions", verbose_name=_("track")
    )
    format = models.ForeignKey(Format, models.RESTRICT, related_name="sessions", verbose_name=_("format"))
    language = models.CharField(
        _("spoken language"),
        max_length=12,
        blank=True,
        validators=[LANGUAGE_CODE],
        help_text=_("A code: fr, en."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), blank=True, help_text=_("Empty: the usual length of the format.")
    )
    speakers = models.ManyToManyField(
        Speaker, through="SessionSpeaker", related_name="sessions", verbose_name=_("speakers"), blank=True
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    seat_limit = models.PositiveIntegerField(
        _("seat limit"), null=True, blank=True, help_text=_("Empty: as many as the room holds.")
    )
    access_features = access_features()
    interpreted_into = ArrayField(
        models.CharField(max_length=12, validators=[LANGUAGE_CODE]),
        verbose_name=_("interpreted into"),
        default=list,
        blank=True,
        help_text=_("Codes: fr, en."),
    )
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    recording = models.CharField(
        _("recording"), max_length=20, choices=Recording.choices, default=Recording.UNDECIDED
    )
    external_id = LineField(_("id in another tool"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("code",)
        constraints = [
            unique_in_edition("session"),
            SameEdition("track", name="session_track_of_its_edition"),
            SameEdition("format", name="session_format_of_its_edition"),
            models.UniqueConstraint(fields=("edition", "code"), name="session_code_once_per_edition"),
            models.UniqueConstraint(
                fields=("edition", "external_id"),
                condition=~Q(external_id=""),
                name="session_external_id_once_per_edition",
                violation_error_message=_("Another session has this id."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 1440)),
                name="session_minutes_within_a_day",
                violation_error_message=_("A length is between 1 and 1440 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "accepted", "confirmed", "cancelled"]),
                name="session_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(recording__in=["undecided", "planned", "refused"]),
                name="session_recording_is_known",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(minimum_age__lte=120), name="session_age_is_human"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{6}$"), name="session_code_is_a_code"),
            only_known("access_features", AccessFeature, name="session_access_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def clean_fields(self, exclude: Any = None) -> None:
        self._take_minutes()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_minutes()
        super().save(*args, **kwargs)

    def _take_minutes(self) -> None:
        chosen = getattr(self, "format", None)
        if self.minutes is None and chosen is not None:
            self.minutes = chosen.default_minutes

    @property
    def slug(self) -> str:
        """The readable end of the address; it changes with the title, and old ones redirect."""
        return slug_of(str(self.title.best(self.language, ())), "session")

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED


class SessionSpeaker(Part):
    """A speaker's part in a session."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        HOST = "host", _("Host")
        FACILITATOR = "facilitator", _("Facilitator")
        MODERATOR = "moderator", _("Moderator")
        PERFORMER = "performer", _("Performer")

    whole = "session"

    session = models.ForeignKey(Session, models.CASCADE, related_name="parts", verbose_name=_("session"))
    speaker = models.ForeignKey(Speaker, models.RESTRICT, related_name="parts", verbose_name=_("speaker"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("speaker of a session")
        verbose_name_plural = _("speakers of a session")
        ordering = ("position", "id")
        constraints = [
            SameEdition("session", name="sessionspeaker_session_of_its_edition"),
            SameEdition("speaker", name="sessionspeaker_speaker_of_its_edition"),
            models.UniqueConstraint(
                fields=("session", "speaker"),
                name="sessionspeaker_once_per_session",
                violation_error_message=_("This speaker is in the session already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["speaker", "host", "facilitator", "moderator", "performer"]),
                name="sessionspeaker_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_role_display()})"


class SessionLink(Link):
    """A web address that belongs to a session."""

    whole = "session"

    session = models.ForeignKey(Session, models.CASCADE, related_name="links", verbose_name=_("session"))

    history = HistoricalRecords()

    class Meta(Link.Meta):
        constraints = [SameEdition("session", name="sessionlink_session_of_its_edition")]


def attachment_path(attachment: Attachment, name: str) -> str:
    """A random name: what the uploader called it is neither trusted nor told."""
    return f"attachments/{uuid4().hex}{PurePath(name).suffix.lower()}"


class Attachment(Part):
    """A file that belongs to a session: slides, a worksheet. Always sent as a download, never shown in a page."""

    whole = "session"

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attachments", verbose_name=_("session")
    )
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    label = LineField(_("label"), max_length=80)
    file = models.FileField(_("file"), upload_to=attachment_path)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("label", "id")
        constraints = [SameEdition("session", name="attachment_session_of_its_edition")]

    def __str__(self) -> str:
        return self.label
