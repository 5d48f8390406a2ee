"""Tracks with their questions; a public edition shows them all, with or without a programme."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from programme.models import Edition, Text, Track
from programme.queries.showings import Day, by_day, public_slots, published


@dataclass(frozen=True, slots=True)
class TrackEntry:
    slug: str
    name: Text
    question: Text


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
