"""The edition's first page: what it is, what it asks, and what is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from programme.models import Edition, Text
from programme.queries.editions import ReleaseNote, current_release
from programme.queries.labels import safe_link
from programme.queries.now import now_and_next
from programme.queries.partners import PartnerEntry, partner_list
from programme.queries.showings import Day, Showing, by_day
from programme.queries.tracks import TrackEntry, track_list


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
    now, following = now_and_next(edition, language, moment)
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
        partners=partner_list(edition, language),
    )
