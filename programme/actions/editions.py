"""Beginning an edition, and correcting its time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from psycopg2.extras import DateTimeTZRange

from programme.models import Availability, Edition, Format, Membership, Occurrence, Slot, Texts
from programme.times import wall_time_kept

if TYPE_CHECKING:
    from accounts.models import User

USUAL_FORMATS = (
    # kind, minutes, takes seats, yields outcomes
    (Format.Kind.WORKSHOP, 90, True, True),
    (Format.Kind.MASTERCLASS, 60, True, False),
    (Format.Kind.PARTICIPATORY, 75, False, True),
    (Format.Kind.BRAINSTORMING, 60, False, True),
    (Format.Kind.TALK, 30, False, False),
    (Format.Kind.PANEL, 60, False, False),
    (Format.Kind.BREAK, 30, False, False),
)


def found_edition(*, edition: Edition, by: User) -> Edition:
    """Saves a new edition with the usual formats; who begins it organises it."""
    with transaction.atomic():
        edition._history_user = by  # type: ignore[attr-defined]
        edition.save()
        Membership.objects.create(edition=edition, user=by)
        for position, (kind, minutes, takes_seats, yields_outcomes) in enumerate(USUAL_FORMATS, start=1):
            Format.objects.create(
                edition=edition,
                kind=kind,
                name=Texts({language: _name(kind, language) for language in edition.languages}),
                default_minutes=minutes,
                takes_seats=takes_seats,
                yields_outcomes=yields_outcomes,
                position=position,
            )
    return edition


def keep_wall_times(*, edition: Edition, zone_before: str, by: User) -> int:
    """After the zone was corrected: what was at 10:00 is at 10:00 in the new zone. How many occurrences moved.

    Releases are kept true to what readers saw on the wall, too. Raises WallTimeError where a time does not
    exist, or exists twice, in the new zone; `queries.wall_times.lost_wall_time` says so before.
    """
    before, after = ZoneInfo(zone_before), edition.zone
    with transaction.atomic():
        occurrences = list(Occurrence.objects.placed().filter(edition=edition).select_for_update(no_key=True))
        for occurrence in occurrences:
            assert occurrence.starts_at is not None
            occurrence.starts_at = wall_time_kept(occurrence.starts_at, before, after)
            occurrence._history_user = by  # type: ignore[attr-defined]
            occurrence.save(update_fields=["starts_at"])
        for availability in Availability.objects.filter(edition=edition):
            availability.starts_at = wall_time_kept(availability.starts_at, before, after)
            availability.ends_at = wall_time_kept(availability.ends_at, before, after)
            availability.save(update_fields=["starts_at", "ends_at"])
        slots = list(Slot.objects.filter(edition=edition))
        for slot in slots:
            start = wall_time_kept(slot.starts_at, before, after)
            slot.period = DateTimeTZRange(start, start + (slot.ends_at - slot.starts_at))
        Slot.objects.bulk_update(slots, ["period"])
    return len(occurrences)


def _name(kind: Format.Kind, language: str) -> str:
    with translation.override(language):
        return str(kind.label)
