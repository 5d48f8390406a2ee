"""What an earlier file brought and this one lacks: always told, cancelled only where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from programme.actions.import_matching import Match
from programme.actions.import_report import Entry, Journal, Noun
from programme.actions.import_writing import REASON, update_rows
from programme.actions.sessions import cancel_sessions
from programme.models import Edition, Occurrence, Session
from programme.models.versions import version_of

if TYPE_CHECKING:
    from accounts.models import User


def look_for_missing(
    edition: Edition,
    sessions: Iterable[Session],
    matches: Iterable[Match],
    *,
    journal: Journal,
    by: User | None,
    cancel: bool,
) -> None:
    """`sessions` are those that were here before. What organisers made here themselves is never missing.

    A session whose every time is missing is missing as a whole, unless the file has it without a time. Nothing is
    deleted, so no bookmark dies.
    """
    matches = list(matches)
    found = {time.pk for match in matches for _one, time in match.times if time}
    known = {match.row.pk for match in matches if match.row}
    unplaced = {match.row.pk for match in matches if match.row and not match.times}
    gains = {
        match.row.pk for match in matches if match.row and any(time is None for _one, time in match.times)
    }
    brought = set(
        Session.history.filter(edition=edition, history_type="+", history_change_reason=REASON).values_list(
            "id", flat=True
        )
    )
    lost_sessions: list[Session] = []
    lost_times: list[Occurrence] = []
    for session in sessions:
        if session.is_cancelled or session.pk in unplaced:
            continue
        times = [time for time in session.occurrences.all() if not time.is_cancelled]
        gone = [time for time in times if time.external_id and time.pk not in found]
        if gone and len(gone) == len(times) and session.pk not in gains:
            lost_sessions.append(session)
        elif gone:
            lost_times += gone
        elif not session.occurrences.all() and session.pk in brought and session.pk not in known:
            lost_sessions.append(session)
    entries = [Entry(Noun.SESSION, str(session.title)) for session in lost_sessions]
    entries += [Entry(Noun.OCCURRENCE, str(time)) for time in lost_times]
    if not cancel:
        journal.vanished += entries
        return
    journal.cancelled += entries
    if lost_sessions:
        seen = {session.pk: version_of(session) for session in lost_sessions}
        cancel_sessions(edition=edition, versions=seen, by=by)
    for time in lost_times:
        time.is_cancelled = True
    update_rows(lost_times, ["is_cancelled"], by)
