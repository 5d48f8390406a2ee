"""How often readers could see a time, a room or a cancelling change: the SEQUENCE of calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from programme.models import Edition, Slot


def slot_revisions(edition: Edition, slots: Iterable[Slot]) -> dict[int, tuple[int, datetime]]:
    """How often readers could see time, room or cancelling of each occurrence change, and when a release last did.

    Releases count where they differ from the one before; cancelling, and taking it back, as often as it was done.
    So the number never falls.
    """
    last = max((slot.release.number for slot in slots), default=0)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH compared AS (
                SELECT slot.occurrence_id, release.published_at,
                    lag(slot.id) OVER its IS NULL
                    OR lag(slot.period) OVER its <> slot.period
                    OR lag(slot.room_id) OVER its IS DISTINCT FROM slot.room_id
                    OR lag(slot.cancelled) OVER its <> slot.cancelled AS is_new
                FROM programme_slot slot
                JOIN programme_release release ON release.id = slot.release_id
                WHERE slot.edition_id = %(edition)s AND release.number <= %(last)s
                    AND slot.occurrence_id = ANY(%(occurrences)s)
                WINDOW its AS (PARTITION BY slot.occurrence_id ORDER BY release.number)
            ), occurrence_flips AS (
                SELECT id, count(*) AS flips FROM (
                    SELECT id, lag(is_cancelled) OVER its <> is_cancelled AS is_flip
                    FROM programme_historicaloccurrence WHERE id = ANY(%(occurrences)s)
                    WINDOW its AS (PARTITION BY id ORDER BY history_date, history_id)
                ) AS told WHERE is_flip GROUP BY id
            ), session_flips AS (
                SELECT id, count(*) AS flips FROM (
                    SELECT id, (lag(state) OVER its = 'cancelled') <> (state = 'cancelled') AS is_flip
                    FROM programme_historicalsession WHERE id = ANY(%(sessions)s)
                    WINDOW its AS (PARTITION BY id ORDER BY history_date, history_id)
                ) AS told WHERE is_flip GROUP BY id
            )
            SELECT compared.occurrence_id,
                count(*) - 1 + coalesce(max(occurrence_flips.flips), 0) + coalesce(max(session_flips.flips), 0),
                max(compared.published_at)
            FROM compared
            JOIN programme_occurrence occurrence ON occurrence.id = compared.occurrence_id
            LEFT JOIN occurrence_flips ON occurrence_flips.id = occurrence.id
            LEFT JOIN session_flips ON session_flips.id = occurrence.session_id
            WHERE is_new GROUP BY compared.occurrence_id
            """,
            {
                "edition": edition.pk,
                "last": last,
                "occurrences": [slot.occurrence_id for slot in slots],
                "sessions": list({slot.occurrence.session_id for slot in slots}),
            },
        )
        return {occurrence: (count, moment) for occurrence, count, moment in cursor.fetchall()}
