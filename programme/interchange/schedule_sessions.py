"""Sessions out of a schedule file's events.

Events of one code and title are times of one session, and so are events of one address or one id that are alike in
title, texts, track, language and people.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from programme.interchange.problems import Findings, _
from programme.interchange.schedule import (
    CODE,
    guid_of,
    language_of,
    number_of,
    title_of,
)
from programme.interchange.schedule_people import People, long_text
from programme.interchange.schedule_raw import RawEvent
from programme.interchange.schedule_times import Clock, minutes_of
from programme.interchange.snapshot import (
    Occurrence,
    Session,
)
from programme.text import clean_line, is_web_address


class Sessions:
    """Sessions out of a file's events, in its order."""

    def __init__(self, clock: Clock, people: People, findings: Findings) -> None:
        self.clock, self.people, self.findings = clock, people, findings
        self._sessions: list[Session] = []
        self._told: list[tuple[str, ...]] = []  # what each session's first event says beside its time
        self._known: dict[tuple[str, ...], int] = {}  # by what an event may be known for another time of one
        self._ids: set[str] = set()
        self._guids: set[UUID] = set()
        self._languages_left: dict[str, None] = {}

    def all(self) -> list[Session]:
        if self._languages_left:
            self.findings.remark(
                _("What is no code of a language was left out: {languages}."),
                languages=", ".join(self._languages_left),
            )
        return self._sessions

    def add(self, event: RawEvent) -> None:
        """A new session, or another time of one; nothing where its time can't be read, which is noted."""
        held = self._occurrence(event)
        if held is None:
            return
        title = self._title(event, held.id)
        code = event.code.strip() if CODE.fullmatch(event.code.strip()) else ""
        url = event.url.strip() if is_web_address(event.url.strip()) else ""
        who = tuple(clean_line(person.name) for person in event.people)
        told = (title, event.abstract, event.description, event.track, event.language, *who)
        names = [("code", code, title), ("url", url, *told), ("id", clean_line(event.id), *told)]
        names = [name for name in names if name[1]]
        at = next((self._known[name] for name in names if name in self._known), len(self._sessions))
        for name in names:
            self._known.setdefault(name, at)
        if at == len(self._sessions):
            self._told.append(told)
            self._sessions.append(self._session(event, title, code, url, held))
        else:
            self._join(at, code, held, event.where, differs=told != self._told[at])

    def _join(self, at: int, code: str, held: Occurrence, where: str, *, differs: bool) -> None:
        session = self._sessions[at]
        if differs:
            self.findings.remark(
                _("{where}: “{title}” has other texts or people than at its first time; those were taken."),
                where=where,
                title=session.title,
            )
        self._sessions[at] = replace(
            session, code=session.code or code, occurrences=(*session.occurrences, held)
        )

    def _occurrence(self, event: RawEvent) -> Occurrence | None:
        starts_at = self.clock.moment(event.time, event.where, self.findings)
        minutes = minutes_of(event.time, starts_at, event.where, self.findings)
        if starts_at is None or minutes is None:
            return None
        return Occurrence(
            id=_once(number_of(event.id) or clean_line(event.id), self._ids),
            guid=self._guid(event),
            starts_at=starts_at,
            minutes=minutes,
            room=clean_line(event.room),
            where=event.where,
        )

    def _guid(self, event: RawEvent) -> UUID | None:
        guid = guid_of(event.guid)
        if guid in self._guids:
            self.findings.remark(
                _("{where}: the guid {guid} was met before; this event goes by its id."),
                where=event.where,
                guid=str(guid),
            )
            return None
        if guid:
            self._guids.add(guid)
        return guid

    def _title(self, event: RawEvent, number: str) -> str:
        title = title_of(event.title, event.slug, number)
        if not clean_line(event.title):
            self.findings.remark(
                _("{where}: there is no title; “{title}” was taken."), where=event.where, title=title
            )
        return title

    def _language(self, event: RawEvent) -> str:
        language = language_of(event.language)
        if clean_line(event.language) and not language:
            self._languages_left[clean_line(event.language)] = None
        return language

    def _session(self, event: RawEvent, title: str, code: str, url: str, held: Occurrence) -> Session:
        return Session(
            code=code,
            title=title,
            subtitle=clean_line(event.subtitle),
            abstract=long_text(event.abstract, is_ours=self.people.is_ours),
            description=long_text(event.description, is_ours=self.people.is_ours),
            format=clean_line(event.type),
            track=clean_line(event.track),
            language=self._language(event),
            people=self.people.parts(event),
            links=self.people.links.read(event.links),
            attachments=self.people.links.read(event.attachments),
            url=url,
            recording="refused" if event.optout else "undecided",
            occurrences=(held,),
            where=event.where,
        )


def _once(value: str, seen: set[str]) -> str:
    """The value where it is met first, "" afterwards."""
    if value in seen:
        return ""
    if value:
        seen.add(value)
    return value
