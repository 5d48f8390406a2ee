"""Tracks with their questions; a public edition shows them all, with or without a programme."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import models
from django.db.models import Count

from programme.models import Edition, Text, Track
from programme.queries.showings import Day, by_day, public_slots, published


@dataclass(frozen=True, slots=True)
class TrackEntry:
    """`count` is how many sessions of it are published, cancelled ones too; None where nobody asked."""

    slug: str
    name: Text
    question: Text
    count: int | None = None


@dataclass(frozen=True, slots=True)
class TrackDetail:
    slug: str
    name: Text
    question: Text
    description: Text
    days: tuple[Day, ...]


def track_list(edition: Edition, language: str) -> tuple[TrackEntry, ...]:
    return tuple(
        TrackEntry(
            slug=track.slug,
            name=edition.text(track.name, language),
            question=edition.text(track.question, language),
        )
        for track in Track.objects.filter(edition=edition).fetch_mode(models.FETCH_RAISE)
    )


def counted_tracks(edition: Edition, language: str) -> tuple[TrackEntry, ...]:
    """All tracks, those without a published session too; two queries."""
    counts = dict(
        public_slots(edition)
        .order_by()
        .values_list("occurrence__session__track__slug")
        .annotate(sessions=Count("occurrence__session", distinct=True))
    )
    return tuple(replace(track, count=counts.get(track.slug, 0)) for track in track_list(edition, language))


def track_detail(edition: Edition, slug: str, language: str) -> TrackDetail | None:
    track = Track.objects.filter(edition=edition, slug=slug).fetch_mode(models.FETCH_RAISE).first()
    if track is None:
        return None
    slots = public_slots(edition).filter(occurrence__session__track=track)
    return TrackDetail(
        slug=track.slug,
        name=edition.text(track.name, language),
        question=edition.text(track.question, language),
        description=edition.text(track.description, language),
        days=by_day(published(edition, language, slots)),
    )
