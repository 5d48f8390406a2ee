"""A schedule file of any dialect as a timetable: sessions out of events, people, links, rooms, tracks and days.

Events of one code and title are times of one session, and so are events of one address or one id that are alike in
title, texts, track, language and people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from programme.interchange.markup import markdown_of
from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.schedule import (
    CODE,
    COLOUR,
    GENERATOR,
    arranged,
    guid_of,
    label_of,
    language_of,
    number_of,
    title_of,
)
from programme.interchange.schedule_times import Clock, RawTime, day_change_of, minutes_of
from programme.interchange.snapshot import (
    Link,
    Occurrence,
    Part,
    Person,
    Room,
    Session,
    Snapshot,
    Track,
    id_of_name,
)
from programme.text import clean_line, clean_text, is_web_address, slug_of

EVENT_LIMIT = 20_000


@dataclass(kw_only=True)
class RawPerson:
    """As a file has it; whatever it lacks is ""."""

    id: str = ""
    name: str = ""
    guid: str = ""
    code: str = ""
    biography: str = ""
    url: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class RawEvent:
    """As a file has it; whatever it lacks is "". Links are (address, label)."""

    where: str
    time: RawTime
    id: str = ""
    guid: str = ""
    code: str = ""
    room: str = ""
    title: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    type: str = ""
    track: str = ""
    language: str = ""
    url: str = ""
    slug: str = ""
    optout: bool = False
    people: list[RawPerson] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class RawSchedule:
    """A whole file. `days` are (date, end) of its day elements; `generator` says who wrote it."""

    title: str = ""
    acronym: str = ""
    version: str = ""
    generator: str = ""
    url: str = ""
    base_url: str = ""
    venue: str = ""
    city: str = ""
    time_zone: str = ""
    day_change: str = ""
    days: list[tuple[date, str]] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    events: list[RawEvent] = field(default_factory=list)


def snapshot_of(raw: RawSchedule, *, time_zone: str, fallback_zone: str, findings: Findings) -> Snapshot:
    """The timetable of the file, on the clocks of `time_zone`, else of what the file says, else of `fallback_zone`.

    Raises FormatError with all that is wrong, after a look at every event.
    """
    if not raw.events and not raw.days:
        findings.refuse("", "", _("There is no event in this file."))
    if len(raw.events) > EVENT_LIMIT:
        raise unreadable(_("This file has more than {limit} events."), limit=EVENT_LIMIT)
    findings.raise_problems()
    clock = Clock.of(
        [event.time for event in raw.events],
        chosen=time_zone,
        named=raw.time_zone,
        fallback=fallback_zone,
        city=raw.city,
        day_change=raw.day_change,
        findings=findings,
    )
    people = _People(raw, findings)
    sessions = arranged(_sessions(raw, clock, people, findings))
    findings.raise_problems()
    clock.remark(findings)
    people.links.remark()
    days = _days(raw, clock, sessions, findings)
    findings.raise_problems()
    return Snapshot(
        title=clean_line(raw.title),
        acronym=clean_line(raw.acronym),
        version=clean_line(raw.version),
        time_zone=clock.name,
        day_ends_at=day_change_of(raw.days, raw.day_change, clock, [event.time for event in raw.events]),
        days=days,
        city=clean_line(raw.city),
        url=raw.url if is_web_address(raw.url) else "",
        tracks=_tracks(raw, sessions),
        rooms=tuple(replace(room, venue=clean_line(raw.venue)) for room in _rooms(raw, sessions)),
        people=people.in_order_of(sessions),
        sessions=sessions,
        remarks=findings.remarks,
    )


class _People:
    """Who is named in the file: by id where there is a positive one, else by code, by guid, by name."""

    def __init__(self, raw: RawSchedule, findings: Findings) -> None:
        self.found: dict[str, Person] = {}
        self.names: dict[str, dict[str, None]] = {}
        self.findings = findings
        self.is_ours = raw.generator == GENERATOR
        self.links = _Links(raw, findings)

    def parts(self, event: RawEvent) -> tuple[Part, ...]:
        parts: dict[str, Part] = {}
        for raw in event.people:
            name = clean_line(raw.name)
            if not name:
                if raw.id or raw.code:
                    self.findings.remark(
                        _("{where}: a person without a name was left out."), where=event.where
                    )
                continue
            key = number_of(raw.id) or clean_line(raw.code) or clean_line(raw.guid) or id_of_name(name)
            self._add(key, name, raw)
            parts.setdefault(key, Part(key))
        return tuple(parts.values())

    def _add(self, key: str, name: str, raw: RawPerson) -> None:
        biography = long_text(raw.biography, is_ours=self.is_ours)
        known = self.found.get(key)
        if known is None:
            self.names[key] = {name: None}
            self.found[key] = Person(
                id=key,
                name=name,
                guid=guid_of(raw.guid),
                biography=biography,
                url=raw.url if is_web_address(raw.url) else "",
                links=self.links.read(raw.links),
            )
            return
        self.names[key].setdefault(name)
        if biography and not known.biography:
            self.found[key] = replace(known, biography=biography)

    def in_order_of(self, sessions: Iterable[Session]) -> tuple[Person, ...]:
        for key, names in self.names.items():
            if len(names) > 1:
                self.findings.remark(
                    _("The id {id} is given to {names}; they were taken for one person, {name}."),
                    id=key,
                    names=", ".join(names),
                    name=next(iter(names)),
                )
        keys = dict.fromkeys(part.person for session in sessions for part in session.people)
        return tuple(self.found[key] for key in keys)


class _Links:
    """Absolute web addresses; relative ones are resolved where the file says against what."""

    def __init__(self, raw: RawSchedule, findings: Findings) -> None:
        self.base = raw.base_url if is_web_address(raw.base_url) else ""
        self.findings = findings
        self.left: dict[str, None] = {}

    def read(self, links: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
        found: dict[str, Link] = {}
        for address, label in links:
            url = self.absolute(address)
            if url:
                found.setdefault(url, Link(url, label_of(url, label)))
            elif address.strip() or label.strip():
                self.left[clean_line(address or label)[:200]] = None
        return tuple(found.values())

    def remark(self) -> None:
        if self.left:
            self.findings.remark(
                _("{count} links were left out, being no whole web addresses: {links}."),
                count=len(self.left),
                links=", ".join(self.left),
            )

    def absolute(self, address: str) -> str:
        address = address.strip()
        if is_web_address(address):
            return address
        if self.base and address.startswith("/") and not address.startswith("//"):
            scheme, _rest, host = self.base.partition("://")
            joined = f"{scheme}://{host.partition('/')[0]}{address}"
            return joined if is_web_address(joined) else ""
        return ""


def _sessions(raw: RawSchedule, clock: Clock, people: _People, findings: Findings) -> list[Session]:
    """Events as sessions, in the order of the file; those of one session are joined."""
    sessions: dict[int, Session] = {}
    told: dict[int, tuple[str, ...]] = {}
    known: dict[tuple[str, ...], int] = {}
    names: list[tuple[str, ...]]
    ids: set[str] = set()
    guids: set[UUID] = set()
    languages_left: dict[str, None] = {}
    for event in raw.events:
        starts_at = clock.moment(event.time, event.where, findings)
        minutes = minutes_of(event.time, starts_at, event.where, findings)
        if starts_at is None or minutes is None:
            continue
        number, guid = _once(number_of(event.id) or clean_line(event.id), ids), guid_of(event.guid)
        if guid in guids:
            findings.remark(
                _("{where}: the guid {guid} was met before; this event goes by its id."),
                where=event.where,
                guid=str(guid),
            )
            guid = None
        elif guid:
            guids.add(guid)
        title = title_of(event.title, event.slug, number)
        if not clean_line(event.title):
            findings.remark(
                _("{where}: there is no title; “{title}” was taken."), where=event.where, title=title
            )
        language = language_of(event.language)
        if clean_line(event.language) and not language:
            languages_left[clean_line(event.language)] = None
        occurrence = Occurrence(
            id=number,
            guid=guid,
            starts_at=starts_at,
            minutes=minutes,
            room=clean_line(event.room),
            where=event.where,
        )
        code = event.code.strip() if CODE.fullmatch(event.code.strip()) else ""
        url = event.url.strip() if is_web_address(event.url.strip()) else ""
        who = tuple(clean_line(person.name) for person in event.people)
        alike = (title, event.abstract, event.description, event.track, event.language, *who)
        names = [("code", code, title), ("url", url, *alike), ("id", clean_line(event.id), *alike)]
        names = [name for name in names if name[1]]
        at = next((known[name] for name in names if name in known), len(sessions))
        for name in names:
            known.setdefault(name, at)
        if at in sessions:
            before = sessions[at]
            if code and before.code and alike != told[at]:
                findings.remark(
                    _(
                        "{where}: “{title}” has other texts or people than at its first time; those were taken."
                    ),
                    where=event.where,
                    title=title,
                )
            sessions[at] = replace(
                before, code=before.code or code, occurrences=(*before.occurrences, occurrence)
            )
            continue
        told[at] = alike
        sessions[at] = Session(
            code=code,
            title=title,
            subtitle=clean_line(event.subtitle),
            abstract=long_text(event.abstract, is_ours=people.is_ours),
            description=long_text(event.description, is_ours=people.is_ours),
            format=clean_line(event.type),
            track=clean_line(event.track),
            language=language,
            people=people.parts(event),
            links=people.links.read(event.links),
            attachments=people.links.read(event.attachments),
            url=url,
            recording="refused" if event.optout else "undecided",
            occurrences=(occurrence,),
            where=event.where,
        )
    if languages_left:
        findings.remark(
            _("What is no code of a language was left out: {languages}."), languages=", ".join(languages_left)
        )
    return list(sessions.values())


def long_text(text: str, *, is_ours: bool) -> str:
    """Our own texts are Markdown already; those of others may be HTML."""
    return clean_text(text) if is_ours else markdown_of(text)


def _once(value: str, seen: set[str]) -> str:
    """The value where it is met first, "" afterwards."""
    if value in seen:
        return ""
    if value:
        seen.add(value)
    return value


def _days(
    raw: RawSchedule, clock: Clock, sessions: Sequence[Session], findings: Findings
) -> tuple[date, ...]:
    """Those that the file names, else those that something begins on."""
    days = {day for day, _end in raw.days} or {
        one.starts_at.astimezone(clock.zone).date() for session in sessions for one in session.occurrences
    }
    if days and (max(days) - min(days)).days > 60:
        findings.refuse(
            "",
            "day",
            _("The file runs from {first} to {last}. An edition lasts 60 days at most. Is the year right?"),
            first=min(days).isoformat(),
            last=max(days).isoformat(),
        )
    return tuple(sorted(days))


def _tracks(raw: RawSchedule, sessions: Iterable[Session]) -> tuple[Track, ...]:
    """Those that the file lists, then those that only events name."""
    found: dict[str, Track] = {}
    for track in raw.tracks:
        name, colour = clean_line(track.name), track.colour.strip().casefold()
        if name:
            found.setdefault(
                name,
                Track(
                    name=name,
                    slug=track.slug if slug_of(track.slug) == track.slug else "",
                    colour=colour if COLOUR.fullmatch(colour) else "",
                ),
            )
    for session in sessions:
        if session.track:
            found.setdefault(session.track, Track(name=session.track))
    return tuple(found.values())


def _rooms(raw: RawSchedule, sessions: Iterable[Session]) -> tuple[Room, ...]:
    """Those that the file lists, each name once; a guid that several rooms share is nobody's."""
    found: dict[str, Room] = {}
    guids = Counter(guid for guid, _name in {(room.guid, clean_line(room.name)) for room in raw.rooms})
    for room in raw.rooms:
        name = clean_line(room.name)
        if name:
            known = found.get(name)
            guid = room.guid if guids[room.guid] == 1 else None
            if known is None:
                found[name] = replace(room, name=name, guid=guid, description=clean_text(room.description))
            elif known.guid is None and guid:
                found[name] = replace(known, guid=guid)
    for session in sessions:
        for one in session.occurrences:
            if one.room:
                found.setdefault(one.room, Room(name=one.room))
    return tuple(found.values())
