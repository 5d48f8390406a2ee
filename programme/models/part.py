"""Rows that belong to another row, and to that row's edition."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.edition import Edition
from programme.models.lines import LineField


class Part(models.Model):
    """Takes its edition from the row that it is a part of. In bulk, the caller gives it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", editable=False)

    whole: ClassVar[str]  # the name of the field that points to the row it is part of

    class Meta:
        abstract = True

    def clean(self) -> None:
        self._take_edition()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_edition()
        super().save(*args, **kwargs)

    def _take_edition(self) -> None:
        whole = getattr(self, self.whole, None)
        if self.edition_id is None and whole is not None:
            self.edition_id = whole.edition_id


URL_LENGTH = 1000  # published programmes link to forms filled in beforehand


class Link(Part):
    """A web address that belongs to the whole, by a label where there is one."""

    label = LineField(_("label"), max_length=80, blank=True)
    url = models.URLField(_("web address"), max_length=URL_LENGTH)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.label or self.url
