"""Rows with a readable address of their own, one per edition: tracks, venues, rooms, pages."""

from __future__ import annotations

from collections.abc import Container
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.text import slug_of

STEM = 55  # characters; the number needs the rest


class Addressed(models.Model):
    """Gets its address from its name when it is first saved without one, and keeps it."""

    slug = models.SlugField(
        _("address"),
        max_length=60,
        blank=True,
        help_text=_("Empty: made from the name. Links break if you change it."),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            siblings = type(self)._default_manager.filter(edition=self.edition_id)  # type: ignore[attr-defined, misc]
            self.slug = free_slug(siblings, str(self))
        super().save(*args, **kwargs)


def free_slug(rows: models.QuerySet[Any], text: str) -> str:
    """A slug of `text` that none of `rows` has: "nave", "nave-2", …"""
    slug = slug_from(text)
    return first_free(slug, set(rows.filter(slug__startswith=slug[:STEM]).values_list("slug", flat=True)))


def slug_from(text: str) -> str:
    """The text's slug, or a random one where it has no Latin letter or digit."""
    return slug_of(text) or uuid4().hex[:8]


def first_free(slug: str, taken: Container[str]) -> str:
    """The slug, or the first "slug-2", "slug-3", … that is not taken."""
    stem = slug[:STEM]
    number = 1
    candidate = slug
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def unique_slug(model: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=("edition", "slug"),
        name=f"{model}_slug_once_per_edition",
        violation_error_message=_("This address is taken in this edition."),
    )
