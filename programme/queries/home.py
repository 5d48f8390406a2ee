"""The edition's first page: what it is, what it asks, and what is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from programme.models import Edition, Partner, Session, Text
from programme.queries.editions import ReleaseNote, current_release
from programme.queries.labels import safe_link
from programme.queries.showings import (
    Day,
    Showing,
    by_day,
    people_of,
    public_slots,
    showings_of_slots,
    with_what_is_listed,
)
from programme.queries.tracks import TrackEntry, track_list

NEXT = 5


@dataclass(frozen=True, slots=True)
class PartnerEntry:
    """`logo` is what the files' address takes; `url` and `logo` may be ""."""

    name: str
    role: Text
    url: str
    logo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """`moment` is when `now` and `next` were read, in the edition's zone."""

    tagline: Text
    description: Text
    city: str
    starts_on: date
    ends_on: date
    logo: str
    ticket_url: str
    tracks: tuple[TrackEntry, ...]
    moment: datetime
    now: tuple[Showing, ...]
    next: tuple[Day, ...]
    release: ReleaseNote | None
    partners: tuple[PartnerEntry, ...]


def home_of(edition: Edition, language: str, moment: datetime) -> Home:
    """Six queries. What is cancelled is neither on nor next."""
    now, following = _now_and_next(edition, language, moment)
    return Home(
        tagline=edition.text(edition.tagline, language),
        description=edition.text(edition.description, language),
        city=edition.city,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        logo=edition.logo.name or "",
        ticket_url=safe_link(edition.ticket_url),
        tracks=track_list(edition, language),
        moment=moment.astimezone(edition.zone),
        now=now,
        next=by_day(following),
        release=current_release(edition, language),
        partners=tuple(
            PartnerEntry(
                name=partner.name,
                role=edition.text(partner.role, language),
                url=safe_link(partner.url),
                logo=partner.logo.name or "",
            )
            for partner in Partner.objects.filter(edition=edition).fetch_mode(models.FETCH_RAISE)
        ),
    )


def _now_and_next(
    edition: Edition, language: str, moment: datetime
) -> tuple[tuple[Showing, ...], tuple[Showing, ...]]:
    """All that runs, and the first few to begin; three queries."""
    slots = public_slots(edition).filter(
        cancelled=False,
        occurrence__is_cancelled=False,
        occurrence__session__state=Session.State.CONFIRMED,
    )
    running = list(with_what_is_listed(slots.filter(period__contains=moment)))
    coming = list(
        with_what_is_listed(slots.filter(period__startswith__gt=moment)).order_by(
            "period", "room__venue__position", "room__position", "room__slug"
        )[:NEXT]
    )
    people = people_of(slot.occurrence.session_id for slot in running + coming)
    return (
        showings_of_slots(edition, language, running, people),
        showings_of_slots(edition, language, coming, people),
    )
