"""What an edition still lacks: counts for the organisers' start page, each with the filter that lists it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from programme.models import Occurrence, Release, Session, SessionSpeaker, Speaker, Texts
from programme.models.translated import TranslatedField
from programme.queries.draft import draft_clashes, placed_occurrences
from programme.queries.plan import Plan, plan_release
from programme.queries.review import ClashLine, clash_lines

if TYPE_CHECKING:
    from programme.models import Edition

LIVE = Q(state__in=[Session.State.DRAFT, Session.State.ACCEPTED, Session.State.CONFIRMED])


@dataclass(frozen=True, slots=True)
class Todo:
    """Numbers of sessions, but for `without_bio` and `speaker_untranslated`: speakers."""

    sessions: int
    speakers: int
    unconfirmed: int
    without_time: int
    without_room: int
    without_speaker: int
    without_track: int
    untranslated: int
    without_bio: int
    speaker_untranslated: int
    clashes: int
    release: Release | None
    unpublished: int

    @property
    def is_done(self) -> bool:
        return not any(
            (
                self.unconfirmed,
                self.without_time,
                self.without_room,
                self.without_speaker,
                self.without_track,
                self.untranslated,
                self.without_bio,
                self.speaker_untranslated,
                self.clashes,
            )
        )


def todo(edition: Edition) -> Todo:
    """A constant number of queries."""
    sessions = Session.objects.filter(edition=edition).filter(LIVE)
    speakers = Speaker.objects.filter(edition=edition)
    plan: Plan = plan_release(edition)
    return Todo(
        sessions=sessions.count(),
        speakers=speakers.count(),
        unconfirmed=unconfirmed(sessions).count(),
        without_time=without_time(sessions).count(),
        without_room=without_room(sessions).count(),
        without_speaker=without_speaker(sessions).count(),
        without_track=without_track(sessions).count(),
        untranslated=untranslated(sessions, edition, SESSION_TEXTS).count(),
        without_bio=without_bio(speakers).count(),
        speaker_untranslated=untranslated(speakers, edition, SPEAKER_TEXTS).count(),
        clashes=len(draft_clashes(edition, placed_occurrences(edition))),
        release=Release.objects.filter(edition=edition).order_by("-number").first(),
        unpublished=len(plan.changes),
    )


SESSION_TEXTS = ("title", "subtitle", "abstract", "description")
SPEAKER_TEXTS = ("bio",)


def unconfirmed(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.filter(state__in=[Session.State.DRAFT, Session.State.ACCEPTED])


def without_time(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """No occurrence at all, or one that has no time yet."""
    own = Occurrence.objects.filter(session=OuterRef("pk"))
    return sessions.filter(LIVE).filter(~Exists(own) | Exists(own.filter(starts_at__isnull=True)))


def without_room(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """An occurrence with a time and no room."""
    own = Occurrence.objects.filter(session=OuterRef("pk"))
    return sessions.filter(LIVE).filter(Exists(own.filter(room__isnull=True, starts_at__isnull=False)))


def without_speaker(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Breaks need none."""
    parts = SessionSpeaker.objects.filter(session=OuterRef("pk"))
    return sessions.filter(LIVE).exclude(format__kind="break").filter(~Exists(parts))


def without_track(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.filter(LIVE).exclude(format__kind="break").filter(track__isnull=True)


def without_bio(speakers: QuerySet[Speaker]) -> QuerySet[Speaker]:
    return speakers.filter(bio=Texts())


def untranslated[Row: (Session, Speaker)](
    rows: QuerySet[Row], edition: Edition, columns: tuple[str, ...]
) -> QuerySet[Row]:
    """A text that is there in one of the edition's languages and missing in another."""
    lacking = Q(pk__in=[])
    for column in columns:
        assert isinstance(rows.model._meta.get_field(column), TranslatedField)
        for language in edition.languages:
            lacking |= ~Q(**{f"{column}__has_key": language}) & ~Q(**{column: Texts()})
    if rows.model is Session:
        rows = rows.filter(LIVE)
    return rows.filter(lacking)


def draft_clash_lines(edition: Edition) -> tuple[ClashLine, ...]:
    return clash_lines(edition, draft_clashes(edition, placed_occurrences(edition)))
