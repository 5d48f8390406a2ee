"""Full-text search in what is public: sessions by their own words and by those of their speakers.

The words stand in columns that the database keeps (migration 0004). Which words of a text are to be marked is asked
of the database as well, so that they are those it found; it is sent words, and never answers with markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Min

from programme.models import Edition, Text, Texts
from programme.models.release import SlotQuerySet
from programme.queries.excerpts import Excerpt, Marked, around, plain, whole, words_of
from programme.queries.search_terms import Term, cleaned, is_stop_word, terms_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A session that was found, in the words of the reader's language; `excerpt` may be empty.

    Its speakers are all named, in their order. `rank` grows with how well it fits.
    """

    code: str
    rank: int
    title: Excerpt
    excerpt: Excerpt
    speakers: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What `search` found; the best come first, those that fit alike by time.

    `query` is what was searched for, cleaned and cut. `is_empty_query`: there was nothing to search for, only
    punctuation, words that are in every text, or exclusions. `is_near`: no session has all the words; these have
    similar ones. `codes` are of all sessions found, `hits` of the page asked for.
    """

    query: str
    is_empty_query: bool
    is_near: bool = False
    codes: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()


# Each term asks the index by itself (LATERAL, which OFFSET 0 keeps as it stands): joined at once, the planner reads
# all rows for each of them. Where a word is found: the first place that has it counts. A word found as written, or by
# its stem, is worth twice what one is that only begins so.
SCORE = """
CASE WHEN ts_filter({row}.search, '{{a}}') @@ terms.query THEN {first}
     WHEN ts_filter({row}.search, '{{b,c}}') @@ terms.query THEN 8
     ELSE 1
END * CASE WHEN {row}.search @@ terms.whole THEN 2 ELSE 1 END
"""
OF_SESSION = SCORE.format(row="session", first=64)
OF_SPEAKER = SCORE.format(row="speaker", first=24)

TYPED = """
typed AS MATERIALIZED (
    SELECT number, phrase, is_excluded,
           festapp_query(phrase, '') || festapp_query(joined, '') AS whole,
           festapp_query(phrase, beginning) || festapp_query(joined, '') AS query
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::boolean[])
         WITH ORDINALITY AS typed (phrase, beginning, joined, is_excluded, number)
)
"""
AS_TYPED = "terms AS MATERIALIZED (SELECT * FROM typed)"
# For words that nothing shown has: the words of titles and names that share many of their threes of letters. Whatever
# is not shown has no part in it, so that nothing tells of a draft.
SIMILAR = """
had AS MATERIALIZED (
    SELECT typed.number
    FROM typed
    CROSS JOIN LATERAL (
        SELECT id FROM programme_session AS session WHERE session.search @@ typed.query OFFSET 0
    ) AS session
    WHERE session.id IN (SELECT session_id FROM shown)
    UNION
    SELECT typed.number
    FROM typed
    CROSS JOIN LATERAL (
        SELECT id FROM programme_speaker AS speaker WHERE speaker.search @@ typed.query OFFSET 0
    ) AS speaker
    JOIN programme_sessionspeaker AS part ON part.speaker_id = speaker.id
    WHERE part.session_id IN (SELECT session_id FROM shown)
),
strange AS MATERIALIZED (
    SELECT number, unaccent(lower(phrase)) AS phrase
    FROM typed WHERE NOT is_excluded AND number NOT IN (SELECT number FROM had)
),
known AS MATERIALIZED (
    SELECT unnest(tsvector_to_array(ts_filter(session.search, '{a}'))) AS word
    FROM programme_session AS session WHERE session.id IN (SELECT session_id FROM shown)
    UNION
    SELECT unnest(tsvector_to_array(ts_filter(speaker.search, '{a}')))
    FROM programme_speaker AS speaker
    JOIN programme_sessionspeaker AS part ON part.speaker_id = speaker.id
    WHERE part.session_id IN (SELECT session_id FROM shown)
),
likened AS (
    SELECT number, word, likeness, max(likeness) OVER (PARTITION BY number) AS best
    FROM strange CROSS JOIN known CROSS JOIN similarity(word, phrase) AS likeness
    WHERE (SELECT count(*) FROM strange) <= 3  -- nobody mistypes more
          AND length(phrase) BETWEEN 4 AND 40 AND word !~ '^/'
          AND likeness >= CASE WHEN length(phrase) < 7 THEN 0.33 ELSE 0.42 END
),
alike AS (
    SELECT number, string_agg(festapp_query(word, '')::text, ' | ')::tsquery AS query
    FROM likened WHERE likeness >= 0.9 * best GROUP BY number
),
terms AS MATERIALIZED (
    SELECT typed.number, typed.is_excluded, coalesce(alike.query, typed.whole) AS whole,
           coalesce(alike.query, typed.query) AS query
    FROM typed LEFT JOIN alike USING (number)
)
"""
RANKED = f"""
hits AS (
    SELECT terms.number, session.id AS session_id, {OF_SESSION} AS score
    FROM terms
    CROSS JOIN LATERAL (
        SELECT id, search FROM programme_session
        WHERE edition_id = %s AND search @@ terms.query OFFSET 0
    ) AS session
    UNION ALL
    SELECT terms.number, part.session_id, {OF_SPEAKER}
    FROM terms
    CROSS JOIN LATERAL (
        SELECT id, search FROM programme_speaker
        WHERE edition_id = %s AND search @@ terms.query OFFSET 0
    ) AS speaker
    JOIN programme_sessionspeaker AS part ON part.speaker_id = speaker.id
),
best AS (SELECT session_id, number, max(score) AS score FROM hits GROUP BY session_id, number),
ranked AS (
    SELECT session_id, sum(best.score) AS rank
    FROM best JOIN terms USING (number)
    GROUP BY session_id
    HAVING count(*) = %s AND NOT bool_or(terms.is_excluded)
),
placed AS (
    SELECT session.id, session.code, ranked.rank, row_number() OVER (
        ORDER BY ranked.rank DESC, shown.first_at, session.code
    ) AS place
    FROM ranked
    JOIN shown USING (session_id)
    JOIN programme_session AS session ON session.id = ranked.session_id
)
SELECT placed.code, placed.rank, session.title, session.abstract,
       CASE WHEN session.abstract = '{{}}' THEN session.description ELSE '{{}}' END,
       ARRAY(
           SELECT speaker.name
           FROM programme_sessionspeaker AS part JOIN programme_speaker AS speaker ON speaker.id = part.speaker_id
           WHERE part.session_id = session.id ORDER BY part.position, part.id
       ),
       -- each word of a phrase is marked
       (SELECT string_agg('(' || regexp_replace(query::text, '<(-|\\d+)>', '|', 'g') || ')', ' | ')
        FROM terms WHERE NOT is_excluded)
FROM placed
LEFT JOIN programme_session AS session
    ON session.id = placed.id AND placed.place > %s AND placed.place <= %s
ORDER BY placed.place
"""  # noqa: S608  # what is put in stands above
MARKED = """
SELECT language, word
FROM unnest(%s::text[], %s::text[]) AS written (language, word) CROSS JOIN CAST(%s AS tsquery) AS query
WHERE festapp_vector(language, word) @@ query
"""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    rank: int
    title: Text
    told: Text
    names: tuple[Text, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        return (self.title, self.told, *self.names)


def search(
    edition: Edition,
    words: str,
    slots: SlotQuerySet,
    language: str,
    *,
    first: int = 0,
    count: int = PAGE,
) -> Found:
    """The sessions of these public slots that have all of the words, for a reader of `language`.

    "A phrase" stands together; -word must not be there; the last word may be the beginning of one. `hits` are
    `count` of what is found, from the `first` on (0 is the best). Two queries, a third where nothing has all the
    words, none where there is nothing to search for.
    """
    query = cleaned(words)
    terms = terms_of(query)
    if not terms:
        return Found(query=query, is_empty_query=True)
    rows = _rows(edition, terms, slots, AS_TYPED, first, count)
    is_near = not rows
    if is_near:
        rows = _rows(edition, terms, slots, SIMILAR, first, count)
    listed = [_row(edition, language, row) for row in rows[first : first + count]]
    marked = _marked(listed, rows[0][-1]) if listed else frozenset()
    return Found(
        query=query,
        is_empty_query=False,
        is_near=is_near and bool(rows),
        codes=tuple(row[0] for row in rows),
        hits=tuple(
            Hit(
                code=row.code,
                rank=row.rank,
                title=whole(row.title, marked),
                excerpt=around(row.told, marked),
                speakers=tuple(whole(name, marked) for name in row.names),
            )
            for row in listed
        ),
    )


def _rows(
    edition: Edition, terms: Sequence[Term], slots: SlotQuerySet, chosen: str, first: int, count: int
) -> list[tuple[Any, ...]]:
    """All sessions that have what the terms say, with the texts of those on the page."""
    shown = slots.order_by().values("occurrence__session_id").annotate(first_at=Min("period__startswith"))
    try:
        sql, values = shown.query.sql_with_params()
    except EmptyResultSet:  # these slots are none
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH shown (session_id, first_at) AS MATERIALIZED ({sql}), {TYPED}, {chosen}, {RANKED}",
            [
                *values,
                [term.phrase for term in terms],
                [term.beginning for term in terms],
                [term.joined for term in terms],
                [term.is_excluded for term in terms],
                edition.pk,
                edition.pk,
                sum(not term.is_excluded for term in terms),
                first,
                first + count,
            ],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _row(edition: Edition, language: str, row: tuple[Any, ...]) -> _Row:
    code, rank, *texts, names, _query = row
    title, abstract, description = (edition.text(Texts(json.loads(text)), language) for text in texts)
    return _Row(
        code=code,
        rank=int(rank),
        title=title,
        told=abstract or plain(description),
        names=tuple(Text(name, "") for name in names),
    )


def _marked(rows: Sequence[_Row], query: str) -> frozenset[Marked]:
    """Those words of these texts that the query means, as they are written there, by language."""
    words = {(text.language, word) for row in rows for text in row.texts for word in words_of(text)}
    asked = [(language, word) for language, word in words if not is_stop_word(word)]
    with connection.cursor() as cursor:
        cursor.execute(
            MARKED, [[language for language, _word in asked], [word for _language, word in asked], query]
        )
        return frozenset(cursor.fetchall())
