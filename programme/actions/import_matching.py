"""Which session and which time of the edition an event of a file is: by guid, then by id, then by title.

A file with neither guids nor ids is matched by a rule: a session by its title, of several with one title the one
that is held at the same time, else the first; its times by their start, else in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from programme.actions.import_writing import cut
from programme.models import Edition, Occurrence, Session, SessionSpeaker
from programme.queries.spreadsheet_names import folded

if TYPE_CHECKING:
    from programme.interchange import snapshot

ID_LIMIT = 200
UNNAMED = "imported:"  # begins the external id of a time that its file gave none


@dataclass(frozen=True)
class Match:
    """A session of the file with its row, None for a new one, and each of its times with its row."""

    read: snapshot.Session
    row: Session | None
    times: tuple[tuple[snapshot.Occurrence, Occurrence | None], ...]
    by_id_alone: bool = False

    @property
    def is_alike(self) -> bool:
        """Whether more than an id says that they are the same: the title, or the start of a time."""
        if self.row is None or folded(self.read.title) in {folded(text) for text in self.row.title.values()}:
            return True
        return any(time and time.starts_at == one.starts_at for one, time in self.times)


def match_sessions(edition: Edition, sessions: Iterable[Session], read: snapshot.Snapshot) -> list[Match]:
    """Each row of `sessions`, which come from `sessions_of`, is given to one session of the file at most; one query."""
    directory = _Directory(edition, sessions, read)
    return [directory.match(session) for session in directory.best_known_first(read.sessions)]


def sessions_of(edition: Edition) -> list[Session]:
    """With their parts, links and times; locked until the transaction ends, so that nobody's edit is written over."""
    parts = SessionSpeaker.objects.select_related("speaker").order_by("position", "id")
    occurrences = Occurrence.objects.order_by(models.F("starts_at").asc(nulls_last=True), "id")
    return list(
        Session.objects.filter(edition=edition)
        .prefetch_related(
            models.Prefetch("parts", parts), models.Prefetch("occurrences", occurrences), "links"
        )
        .order_by("pk")
        .select_for_update(no_key=True)
    )


class _Directory:
    def __init__(self, edition: Edition, sessions: Iterable[Session], read: snapshot.Snapshot) -> None:
        self.sessions = {session.pk: session for session in sessions}
        self.claimed_sessions: set[int] = set()
        self.claimed_times: set[int] = set()
        times = [one for session in self.sessions.values() for one in session.occurrences.all()]
        self.by_uuid = {one.uuid: one for one in times}
        self.by_external_id = {one.external_id: one for one in times if one.external_id}
        self.by_number = {str(one.number): one for one in times}
        self.by_code = {session.code: session for session in self.sessions.values()}
        self.by_session_id = {
            session.external_id: session for session in self.sessions.values() if session.external_id
        }
        self.by_title: defaultdict[str, list[Session]] = defaultdict(list)
        for session in self.sessions.values():
            for title in {folded(text) for text in session.title.values()}:
                self.by_title[title].append(session)
        guids = {one.guid for session in read.sessions for one in session.occurrences if one.guid}
        self.elsewhere: set[UUID] = set(
            Occurrence.objects.filter(uuid__in=guids).exclude(edition=edition).values_list("uuid", flat=True)
        )

    def best_known_first(self, sessions: tuple[snapshot.Session, ...]) -> list[snapshot.Session]:
        """Those with a name of their own choose before those that go by their title."""
        return sorted(sessions, key=lambda session: not _has_ids(session))

    def match(self, read: snapshot.Session) -> Match:
        named = {id(one): self._named_time(one, read) for one in read.occurrences}
        for found in named.values():
            if found is not None:
                self.claimed_times.add(found.pk)
        row = self._session(read, [found for found in named.values() if found is not None])
        if row is not None:
            self.claimed_sessions.add(row.pk)
        times = [(one, named[id(one)]) for one in read.occurrences]
        by_id_alone = any(found and (one.guid is None or found.uuid != one.guid) for one, found in times)
        if row is not None:
            times = self._other_times(row, times)
        return Match(read, row, tuple(times), by_id_alone)

    def _named_time(self, one: snapshot.Occurrence, read: snapshot.Session) -> Occurrence | None:
        """By guid; by id where the file's guid could not be kept, is missing, or the title agrees."""
        found = self.by_uuid.get(one.guid) if one.guid else None
        if found is None and one.id:
            known = self.by_external_id.get(cut(one.id, ID_LIMIT))
            if known and (one.guid is None or one.guid in self.elsewhere or self._is_titled(known, read)):
                found = known
            own = self.by_number.get(one.id)
            if found is None and own and self._is_titled(own, read):
                found = own
        elif found is None and one.guid:
            found = self.by_external_id.get(str(one.guid))
        return None if found is None or found.pk in self.claimed_times else found

    def _is_titled(self, one: Occurrence, read: snapshot.Session) -> bool:
        session = self.sessions[one.session_id]
        return folded(read.title) in {folded(title) for title in session.title.values()}

    def _session(self, read: snapshot.Session, times: list[Occurrence]) -> Session | None:
        candidates = [self.sessions[one.session_id] for one in times]
        candidates += [
            found
            for found in (
                self.by_code.get(read.code) if read.code else None,
                self.by_session_id.get(cut(read.id, ID_LIMIT)) if read.id else None,
            )
            if found
        ]
        if not _has_ids(read):
            starts = {one.starts_at for one in read.occurrences}
            alike = self.by_title.get(folded(cut(read.title, 300)), [])
            candidates += sorted(
                alike,
                key=lambda session: not any(one.starts_at in starts for one in session.occurrences.all()),
            )
        return next((found for found in candidates if found.pk not in self.claimed_sessions), None)

    def _other_times(
        self, row: Session, times: list[tuple[snapshot.Occurrence, Occurrence | None]]
    ) -> list[tuple[snapshot.Occurrence, Occurrence | None]]:
        """Times that nothing names here: those of the session that start alike; without guid and id, in order."""
        for by_start in (True, False):
            for place, (one, found) in enumerate(times):
                if found is not None or ((one.id or one.guid) and not by_start):
                    continue
                free = (
                    here
                    for here in row.occurrences.all()
                    if here.pk not in self.claimed_times and (not by_start or one.starts_at == here.starts_at)
                )
                here = next(free, None)
                if here is not None:
                    self.claimed_times.add(here.pk)
                    times[place] = (one, here)
        return times


def _has_ids(read: snapshot.Session) -> bool:
    return bool(read.code or read.id or any(one.id or one.guid for one in read.occurrences))
