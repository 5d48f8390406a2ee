"""The revision of a public edition: a number that is another one as soon as its pages would be."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

FOLD_AT = 500  # marks; counting them takes less than a millisecond


@dataclass(frozen=True, slots=True)
class Revision:
    edition: int
    number: int


def revision_at(slug: str) -> Revision | None:
    """None where there is no public edition of this address. One query; now and then marks are folded."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT edition.id, coalesce(folded.count, 0), (
                SELECT count(*) FROM programme_mark mark WHERE mark.edition_id = edition.id
            )
            FROM programme_edition edition
            LEFT JOIN programme_foldedmarks folded ON folded.edition_id = edition.id
            WHERE edition.slug = %s AND edition.is_public
            """,
            [slug],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    edition, folded, marks = row
    if marks > FOLD_AT:
        fold_marks(edition)
    return Revision(edition, folded + marks)


def fold_marks(edition: int) -> None:
    """Counts the marks there are into the base: the revision stays the same. Nobody waits; one process does it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('programme_mark'), %s)", [edition % 2**31])
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            """
            WITH gone AS (DELETE FROM programme_mark WHERE edition_id = %s RETURNING 1)
            INSERT INTO programme_foldedmarks (edition_id, count) SELECT %s, count(*) FROM gone
            ON CONFLICT (edition_id) DO UPDATE SET count = programme_foldedmarks.count + excluded.count
            """,
            [edition, edition],
        )
