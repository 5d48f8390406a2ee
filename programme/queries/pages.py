"""Pages of practical information."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from programme.models import Edition, Page, Text


@dataclass(frozen=True, slots=True)
class PageDetail:
    slug: str
    title: Text
    body: Text


def page_detail(edition: Edition, slug: str, language: str) -> PageDetail | None:
    """None unless it is public."""
    page = (
        Page.objects.filter(edition=edition, slug=slug, is_public=True).fetch_mode(models.FETCH_RAISE).first()
    )
    if page is None:
        return None
    return PageDetail(
        slug=page.slug,
        title=edition.text(page.title, language),
        body=edition.text(page.body, language),
    )
