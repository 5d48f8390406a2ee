"""Releases for tests that are not about publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg2.extras import DateTimeTZRange

from programme.models import Occurrence, Release, Slot, Texts

if TYPE_CHECKING:
    from programme.models import Edition


def release_of(edition: Edition, *, note: str = "") -> Release:
    """The edition's next release: all occurrences that have a time, frozen as they are."""
    last = Release.objects.filter(edition=edition).order_by("-number").first()
    release = Release.objects.create(
        edition=edition, number=last.number + 1 if last else 1, note=Texts({"en": note})
    )
    Slot.objects.bulk_create(
        Slot(
            edition=edition,
            release=release,
            occurrence=occurrence,
            room=occurrence.room,
            period=DateTimeTZRange(occurrence.starts_at, occurrence.ends_at),
            cancelled=occurrence.is_cancelled or occurrence.session.is_cancelled,
            exclusive=occurrence.room is not None and not occurrence.room.shared,
        )
        for occurrence in Occurrence.objects.placed()
        .filter(edition=edition)
        .select_related("room", "session")
    )
    return release
