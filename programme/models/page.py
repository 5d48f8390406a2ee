"""A page of practical information: access, code of conduct, privacy …"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.addressed import Addressed, unique_slug
from programme.models.constraints import unique_in_edition
from programme.models.edition import Edition
from programme.models.translated import TranslatedField


class Page(Addressed):
    """A translated Markdown text with an address of its own."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pages", verbose_name=_("edition"))
    title = TranslatedField(_("title"), max_length=120)
    body = TranslatedField(_("text"), multiline=True, blank=True)
    menu_position = models.PositiveSmallIntegerField(
        _("place in the menu"), null=True, blank=True, help_text=_("Empty: not in the menu.")
    )
    is_public = models.BooleanField(_("public"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = (models.F("menu_position").asc(nulls_last=True), "slug")
        constraints = [
            unique_in_edition("page"),
            unique_slug("page"),
        ]

    def __str__(self) -> str:
        return str(self.title)
