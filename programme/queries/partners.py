"""The organisations that an edition is made with."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from programme.models import Edition, Partner, Text
from programme.queries.labels import safe_link


@dataclass(frozen=True, slots=True)
class PartnerEntry:
    """`logo` is what the files' address takes; `url` and `logo` may be ""."""

    name: str
    role: Text
    url: str
    logo: str


def partner_list(edition: Edition, language: str) -> tuple[PartnerEntry, ...]:
    """In the organisers' order; one query."""
    return tuple(
        PartnerEntry(
            name=partner.name,
            role=edition.text(partner.role, language),
            url=safe_link(partner.url),
            logo=partner.logo.name or "",
        )
        for partner in Partner.objects.filter(edition=edition).fetch_mode(models.FETCH_RAISE)
    )
