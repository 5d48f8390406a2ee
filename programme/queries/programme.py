"""The whole programme: what is published, and the draft."""

from __future__ import annotations

from programme.models import Edition, Occurrence
from programme.queries.showings import Day, Showing, by_day, drafted, public_slots, published


def published_programme(edition: Edition, language: str) -> tuple[Showing, ...]:
    """All days of the current release, in order."""
    return published(edition, language, public_slots(edition))


def drafted_programme(edition: Edition, language: str) -> tuple[Day, ...]:
    """All that has a time now, whatever the state of its session. For organisers only."""
    return by_day(drafted(edition, language, Occurrence.objects.all()))
