"""Speakers: those whose sessions the public may see, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef

from programme.models import Edition, Speaker, SpeakerLink, Text
from programme.models.speaker import SpeakerQuerySet
from programme.queries.labels import safe_link
from programme.queries.paging import Paged, page_number
from programme.queries.sessions import Link
from programme.queries.showings import Day, by_day, public_slots, published

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    name: str
    number: int
    slug: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerList(Paged):
    entries: tuple[SpeakerEntry, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDetail:
    """`photo` is what the files' address takes, "" without one."""

    name: str
    number: int
    guid: UUID
    slug: str
    pronouns: Text
    organisation: str
    bio: Text
    photo: str
    links: tuple[Link, ...]
    days: tuple[Day, ...]


def public_speakers(edition: Edition) -> SpeakerQuerySet:
    """Those who have a part in a session that the current release shows."""
    shown = public_slots(edition).filter(occurrence__session__parts__speaker=OuterRef("pk"))
    return Speaker.objects.filter(Exists(shown), edition=edition)


def speaker_list(edition: Edition, page: str | None) -> SpeakerList:
    """By name; a page that is not there gives the nearest that is, and no number the first. Two queries."""
    speakers = (
        public_speakers(edition)
        .by_name()
        .only("name", "number", "organisation")
        .fetch_mode(models.FETCH_RAISE)
    )
    found = Paginator(speakers, PER_PAGE).get_page(page_number(page))
    return SpeakerList(
        entries=tuple(
            SpeakerEntry(
                name=speaker.name,
                number=speaker.number,
                slug=speaker.slug,
                organisation=speaker.organisation,
            )
            for speaker in found
        ),
        number=found.number,
        pages=found.paginator.num_pages,
        count=found.paginator.count,
    )


def speaker_detail(edition: Edition, number: int, language: str) -> SpeakerDetail | None:
    """None unless a session of hers is shown."""
    speaker = public_speakers(edition).filter(number=number).fetch_mode(models.FETCH_RAISE).first()
    if speaker is None:
        return None
    hers = public_slots(edition).filter(occurrence__session__parts__speaker=speaker)
    return SpeakerDetail(
        name=speaker.name,
        number=speaker.number,
        guid=speaker.uuid,
        slug=speaker.slug,
        pronouns=edition.text(speaker.pronouns, language),
        organisation=speaker.organisation,
        bio=edition.text(speaker.bio, language),
        photo=speaker.photo.name or "",
        links=tuple(
            Link(label=link.label or link.url, url=safe_link(link.url))
            for link in SpeakerLink.objects.filter(speaker=speaker)
        ),
        days=by_day(published(edition, language, hers)),
    )
