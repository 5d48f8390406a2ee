"""Editions by their address, and what stands around every public page of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject

from programme.models import Edition, Page, Release, Session, Slot, Text, Track
from programme.queries.colours import tag_of


@dataclass(frozen=True, slots=True)
class MenuEntry:
    slug: str
    title: Text


@dataclass(frozen=True, slots=True)
class Frame:
    """The edition as its pages' head and foot show it; an empty `notice` is not shown.

    `colours` is the tag of its style sheet, `zone` the name of the place whose clocks its times are read from.
    """

    slug: str
    name: Text
    notice: Text
    menu: tuple[MenuEntry, ...]
    contact_email: str
    content_licence: str
    is_public: bool
    has_programme: bool
    colours: str
    zone: str


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """What the readers are told about a release; `published_at` is in the edition's zone."""

    number: int
    published_at: datetime
    note: Text


def edition_at(slug: str) -> Edition | None:
    """The edition with this address, its notice at hand, whether public or not.

    `has_programme` says whether its current release shows anything, `track_colours` holds the slugs and colours
    of its tracks.
    """
    # As public() has it, but looked for in one release: this stands before every page.
    last = Release.objects.filter(edition=models.OuterRef(models.OuterRef("pk"))).order_by("-number")
    shown = Slot.objects.filter(
        release=models.Subquery(last.values("pk")[:1]), occurrence__session__state__in=Session.PUBLIC_STATES
    )
    return (
        Edition.objects.filter(slug=slug)
        .select_related("notice")
        .annotate(
            has_programme=models.Exists(shown),
            track_colours=ArraySubquery(
                Track.objects.filter(edition=models.OuterRef("pk")).values(
                    of=JSONObject(slug="slug", colour="colour")
                )
            ),
        )
        .fetch_mode(models.FETCH_RAISE)
        .first()
    )


def current_edition(moment: datetime) -> Edition | None:
    """The public edition running at `moment` or next to come; else the last one that was."""
    editions = sorted(Edition.objects.public(), key=lambda edition: (edition.starts_on, edition.slug))
    for edition in editions:
        if edition.ends_on >= edition.day_of(moment):
            return edition
    return max(editions, key=lambda edition: edition.ends_on, default=None)


def frame_of(edition: Edition, language: str) -> Frame:
    """One query; `edition` comes from `edition_at`."""
    notice = getattr(edition, "notice", None)
    pages = Page.objects.filter(edition=edition, is_public=True, menu_position__isnull=False)
    return Frame(
        slug=edition.slug,
        name=edition.text(edition.name, language),
        notice=edition.text(notice.text, language) if notice and notice.is_shown else Text("", language),
        menu=tuple(
            MenuEntry(slug=page.slug, title=edition.text(page.title, language))
            for page in pages.only("slug", "title").fetch_mode(models.FETCH_RAISE)
        ),
        contact_email=edition.contact_email,
        content_licence=edition.content_licence,
        is_public=edition.is_public,
        has_programme=bool(getattr(edition, "has_programme", False)),
        colours=tag_of(
            edition.colour, ((of["slug"], of["colour"]) for of in getattr(edition, "track_colours", ()))
        ),
        zone=edition.time_zone.rpartition("/")[2].replace("_", " "),
    )


def current_release(edition: Edition, language: str) -> ReleaseNote | None:
    release = Release.objects.filter(edition=edition).order_by("-number").first()
    return note_of(release, edition, language) if release else None


def last_releases(edition: Edition, language: str, count: int) -> tuple[ReleaseNote, ...]:
    """Newest first, `count` at most."""
    releases = Release.objects.filter(edition=edition).order_by("-number")[:count]
    return tuple(note_of(release, edition, language) for release in releases)


def note_of(release: Release, edition: Edition, language: str) -> ReleaseNote:
    return ReleaseNote(
        number=release.number,
        published_at=release.published_at.astimezone(edition.zone),
        note=edition.text(release.note, language),
    )
