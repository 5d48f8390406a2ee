"""One year of a festival, the partners it is made with, and the notice on its pages."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme import times
from programme.models.colours import readable_in_light_and_dark
from programme.models.constraints import unique_in_edition
from programme.models.lines import LineField
from programme.models.translated import Text, Texts, TranslatedField

if TYPE_CHECKING:
    from accounts.models import User

COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", _("Write a colour as # and six digits or letters a-f: #1d3557."))
LANGUAGE_CODE = RegexValidator(
    r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", _("Write a language by its code: fr, en, pt-br.")
)
# First parts of other addresses: an edition of this name could not be reached.
RESERVED = ["accounts", "admin", "files", "media", "static"]
ZONES = [(name, name) for name in sorted(times.zone_names()) if times.is_zone(name)]


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> EditionQuerySet:
        return self.filter(is_public=True)

    def organised_by(self, user: User) -> EditionQuerySet:
        """Those whose admin is open to `user`."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__role="organiser")


class Edition(models.Model):
    """A festival's year. Every programme row belongs to exactly one."""

    slug = models.SlugField(
        _("address"), unique=True, max_length=60, help_text=_("The part of the web address: paris-2017.")
    )
    name = TranslatedField(_("name"), max_length=120)
    tagline = TranslatedField(_("tagline"), blank=True)
    description = TranslatedField(_("description"), multiline=True, blank=True)
    city = LineField(_("city"), max_length=120, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=64, choices=ZONES, default="Europe/Paris")
    languages = ArrayField(
        models.CharField(max_length=12, validators=[LANGUAGE_CODE]),
        verbose_name=_("languages"),
        default=list,
        help_text=_("Codes in order, the first is shown where a translation is missing: fr, en."),
    )
    day_ends_at = models.TimeField(
        _("day's end"),
        default=time(4),
        help_text=_("What begins before this hour belongs to the evening before."),
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1d3557",
        validators=[COLOUR, readable_in_light_and_dark],
        help_text=_("White text on it must be readable."),
    )
    logo = models.ImageField(_("logo"), upload_to="pictures", blank=True)
    ticket_url = models.URLField(_("tickets"), blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)
    content_licence = LineField(
        _("licence of the texts"), max_length=60, blank=True, help_text=_("For example CC-BY-4.0.")
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("While this is not ticked, only organisers see the edition's pages."),
    )

    history = HistoricalRecords()
    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-starts_on", "slug")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="edition_ends_after_start",
                violation_error_message=_("The last day can't be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=date(1990, 1, 1), ends_on__lte=date(2199, 12, 31)),
                name="edition_in_living_memory",
                violation_error_message=_("An edition is held between 1990 and 2199."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("starts_on") + timedelta(days=60)),
                name="edition_within_sixty_days",
                violation_error_message=_("An edition lasts 60 days at most. Is the year right?"),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="edition_slug_is_not_reserved",
                violation_error_message=_("This address is taken by Festapp itself. Choose another."),
            ),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1),
                name="edition_has_a_language",
                violation_error_message=_("An edition needs one language at least."),
            ),
            models.CheckConstraint(
                condition=Q(day_ends_at__lt=time(12)),
                name="edition_day_ends_in_the_morning",
                violation_error_message=_("The day's end must be before noon."),
            ),
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="edition_colour_is_a_colour"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        if len(set(self.languages)) != len(self.languages):
            raise ValidationError({"languages": _("A language is listed twice.")})

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def days(self) -> tuple[date, ...]:
        return times.days_between(self.starts_on, self.ends_on)

    def text(self, texts: Texts, language: str) -> Text:
        """`texts` for a reader of `language`, by this edition's order where it is missing."""
        return texts.best(language, self.languages)

    def day_of(self, moment: datetime) -> date:
        return times.festival_day(moment, zone=self.zone, day_ends_at=self.day_ends_at)

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        return times.day_bounds(day, zone=self.zone, day_ends_at=self.day_ends_at)


class Partner(models.Model):
    """An organisation that the edition is made with."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partners", verbose_name=_("edition"))
    name = LineField(_("name"), max_length=120)
    role = TranslatedField(_("role"), blank=True, help_text=_("For example: editorial partner."))
    url = models.URLField(_("web address"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="pictures", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("position", "name")
        constraints = [unique_in_edition("partner")]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """A live word to everybody, on every page of the edition."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="notice", verbose_name=_("edition"))
    text = TranslatedField(_("text"), max_length=500)
    is_shown = models.BooleanField(_("shown"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return str(self.text)
