"""The plan of the next release in words: what an organiser reads before she publishes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from programme.models import Occurrence, Room, Session, Speaker
from programme.queries.plan import Plan, plan_release
from programme.timetable.changes import Change, Slot
from programme.timetable.clashes import Clash, Rule
from programme.timetable.problem import Key

if TYPE_CHECKING:
    from programme.models import Edition


class Hidden(StrEnum):
    """Why a session will not be seen."""

    UNCONFIRMED = auto()
    UNPLACED = auto()
    CALLED_OFF = auto()  # all its times are cancelled, and nobody was told of them


@dataclass(frozen=True, slots=True)
class ChangeLine:
    change: Change
    session: Session
    room_before: Room | None
    room_after: Room | None


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A clash with the rows that it is about. `accepted_before`: the last release stands with it."""

    clash: Clash
    first: Occurrence
    second: Occurrence | None
    room: Room | None
    speaker: Speaker | None
    accepted_before: bool

    @property
    def rule(self) -> Rule:
        return self.clash.rule


@dataclass(frozen=True, slots=True)
class Review:
    """A plan in words: the page that an organiser reads before she publishes."""

    plan: Plan
    changes: tuple[ChangeLine, ...]
    clashes: tuple[ClashLine, ...]
    hidden: tuple[tuple[Session, Hidden], ...]
    untranslated: tuple[tuple[Session, tuple[str, ...]], ...]
    total: int

    @property
    def visible(self) -> int:
        return self.total - len(self.hidden)


def review_release(edition: Edition, *, only: Occurrence | None = None) -> Review:
    """The plan of the next release with everything that a person wants to know of it."""
    plan = plan_release(edition, only=only)
    sessions = {
        session.pk: session
        for session in Session.objects.filter(edition=edition).select_related("format", "edition")
    }
    occurrences = Occurrence.objects.filter(edition=edition).select_related("session", "room", "edition")
    occurrence_by_key = {occurrence.pk: occurrence for occurrence in occurrences}
    rooms = {room.pk: room for room in Room.objects.filter(edition=edition)}
    speakers = {speaker.pk: speaker for speaker in Speaker.objects.filter(edition=edition)}
    placed = {occurrence.session_id for occurrence in occurrences if occurrence.starts_at}
    seen = {slot.session for slot in plan.slots}
    shown = [session for session in sessions.values() if session.pk in seen]
    wanted = [s for s in sessions.values() if s.state != Session.State.CANCELLED or s.pk in seen]
    return Review(
        plan=plan,
        changes=tuple(_change_line(change, sessions, rooms) for change in plan.changes),
        clashes=tuple(
            _clash_line(clash, occurrence_by_key, rooms, speakers, plan.accepted_before)
            for clash in plan.clashes
        ),
        hidden=tuple((session, _why_hidden(session, placed)) for session in wanted if session.pk not in seen),
        untranslated=tuple(
            (session, missing) for session in shown if (missing := missing_languages(session, edition))
        ),
        total=len(wanted),
    )


def _why_hidden(session: Session, placed: Collection[int]) -> Hidden:
    if session.state != Session.State.CONFIRMED:
        return Hidden.UNCONFIRMED
    return Hidden.CALLED_OFF if session.pk in placed else Hidden.UNPLACED


def missing_languages(session: Session, edition: Edition) -> tuple[str, ...]:
    """Languages of the edition in which the title, or a text that is there in another language, is missing."""
    more = (session.subtitle, session.abstract, session.description)
    texts = [session.title, *(text for text in more if text)]
    return tuple(language for language in edition.languages if any(language not in text for text in texts))


def clash_lines(edition: Edition, clashes: tuple[Clash, ...]) -> tuple[ClashLine, ...]:
    """The rows that `clashes` of this edition are about; three queries."""
    keys = {_pk(key) for clash in clashes for key in clash.occurrences}
    occurrences = Occurrence.objects.select_related("session", "room", "edition").in_bulk(keys)
    rooms = Room.objects.filter(edition=edition).in_bulk()
    speakers = Speaker.objects.filter(edition=edition).in_bulk()
    return tuple(_clash_line(clash, occurrences, rooms, speakers, frozenset()) for clash in clashes)


def _pk(key: Key) -> int:
    """Rows are named by primary keys here; the pure rules take any kind of key."""
    assert isinstance(key, int)
    return key


def _change_line(change: Change, sessions: dict[int, Session], rooms: dict[int, Room]) -> ChangeLine:
    slot = change.after or change.before
    assert slot is not None
    return ChangeLine(
        change=change,
        session=sessions[_pk(slot.session)],
        room_before=_room(change.before, rooms),
        room_after=_room(change.after, rooms),
    )


def _room(slot: Slot | None, rooms: dict[int, Room]) -> Room | None:
    return rooms[_pk(slot.room)] if slot is not None and slot.room is not None else None


def _clash_line(
    clash: Clash,
    occurrences: dict[int, Occurrence],
    rooms: dict[int, Room],
    speakers: dict[int, Speaker],
    accepted_before: frozenset[str],
) -> ClashLine:
    first, *rest = (occurrences[_pk(key)] for key in clash.occurrences)
    subject = _pk(clash.subject)
    return ClashLine(
        clash=clash,
        first=first,
        second=rest[0] if rest else None,
        room=rooms.get(subject) if clash.rule is Rule.ROOM else None,
        speaker=speakers.get(subject) if clash.rule in {Rule.SPEAKER, Rule.AVAILABILITY} else None,
        accepted_before=clash.key in accepted_before,
    )
