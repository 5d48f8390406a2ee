"""What a correction of an edition's time zone would do to its times."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from programme.models import Availability, Occurrence, Slot
from programme.times import WallTimeError, wall_time_kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from programme.models import Edition


def lost_wall_time(edition: Edition, *, zone_before: str, zone_after: str) -> WallTimeError | None:
    """The first hour of the edition that the clocks of the new zone skip, or show twice; None if all can be kept."""
    before, after = ZoneInfo(zone_before), ZoneInfo(zone_after)
    try:
        for moment in _moments(edition):
            wall_time_kept(moment, before, after)
    except WallTimeError as lost:
        return lost
    return None


def _moments(edition: Edition) -> Iterator[datetime]:
    occurrences = Occurrence.objects.placed().filter(edition=edition).values_list("starts_at", flat=True)
    availabilities = Availability.objects.filter(edition=edition).values_list("starts_at", "ends_at")
    slots = Slot.objects.filter(edition=edition).values_list("period", flat=True)
    yield from (start for start in occurrences if start is not None)
    yield from chain.from_iterable(availabilities)
    yield from (period.lower for period in slots if period is not None and period.lower is not None)
