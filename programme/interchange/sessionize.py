"""Sessionize's “All” JSON: sessions, speakers, categories and rooms, as its API gives them at view/All.

Of a session it has one title, one description, one time and one room; times are those on the clocks there. Its
pictures, its answers to questions and its steps of selection have no like here. A speaker's tag line is a motto
as often as an employer: it begins the biography, and is never taken for an organisation.

A session that is held several times is several entries: the first has the session's id, each other one has it
too, with a hyphen and a number behind it. Entries of such ids and of one title are read as one session.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from programme.interchange.json_values import Item, parsed
from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    checked_zone,
    days_held,
    local_text,
    minutes_between,
    moment_of,
    usual_minutes,
)
from programme.interchange.problems import Findings, _, unreadable
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
from programme.text import clean_line, clean_text, is_web_address

BREAK = "break"
ACCEPTED = ("", "accepted")
OF_FORMATS = re.compile(r"\b(?:formats?|types?)\b", re.IGNORECASE)
OF_TRACKS = re.compile(r"\b(?:tracks?|themes?|thèmes?)\b", re.IGNORECASE)
FORMATS, TRACKS = "Session format", "Track"  # the categories that are written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One of the file's sessions; without `starts_at` it is not held yet. `people` are ids of speakers."""

    where: str = ""
    id: str
    title: str
    description: str
    starts_at: datetime | None
    minutes: int
    room: str
    format: str
    track: str
    is_service: bool
    people: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    id: str
    name: str
    tag_line: str
    biography: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """What stands in a file, its lines clean; long texts are still as somebody wrote them."""

    entries: list[_Entry]
    speakers: list[_Speaker]
    rooms: list[str]
    tracks: list[str]


def write(snapshot: Snapshot) -> bytes:
    """UTF-8. What is cancelled is left out: the format has no word for what is announced and not held."""
    file = _file_of(snapshot)
    rooms = {name: number for number, name in enumerate(file.rooms, start=1)}
    formats = list(dict.fromkeys(entry.format for entry in file.entries if entry.format))
    names = [(FORMATS, name) for name in formats] + [(TRACKS, name) for name in file.tracks]
    items = {name: number for number, name in enumerate(names, start=1)}
    document = {
        "sessions": [_written(entry, snapshot, rooms, items) for entry in file.entries],
        "speakers": [_written_speaker(speaker, file.entries) for speaker in file.speakers],
        "questions": [],
        "categories": [
            _written_category(number, title, {name: items[title, name] for name in names})
            for number, (title, names) in enumerate([(FORMATS, formats), (TRACKS, file.tracks)], start=1)
            if names
        ],
        "rooms": [{"id": number, "name": name, "sort": number} for name, number in rooms.items()],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def carried(snapshot: Snapshot) -> Snapshot:
    """What is read from the file written of this, with the snapshot's zone (or UTC) given to read().

    Nothing that is cancelled; one text of a session; no addresses, codes, guids or languages. A session's id
    is its own, else that of its first time, else its code. Of the kinds only breaks are told.
    """
    return _snapshot(_file_of(snapshot), snapshot.time_zone or "UTC", Findings())


def read(content: bytes, *, time_zone: str = "") -> Snapshot:
    """The programme in this file; `time_zone` must be given, since the file tells none.

    Left out with a remark: what is not accepted, categories of neither formats nor tracks, answers to
    questions. Pictures are not fetched. Raises FormatError, and nothing else.
    """
    zone = checked_zone(time_zone)
    findings = Findings()
    document = Item(parsed(content), "", findings)
    if not isinstance(document.value("sessions"), list):
        raise unreadable(
            _("This is no Sessionize file: it has no list of sessions. Take the view “All” of the API."),
            field="sessions",
        )
    if not zone:
        raise unreadable(
            _("The file does not say in which time zone its times are. Give it: --time-zone {zone}."),
            field="time zone",
            zone="Europe/Paris",
        )
    file = _Reader(document, zone, findings).file()
    findings.raise_problems()
    return _snapshot(file, zone, findings)


# --- out ----------------------------------------------------------------------------------------------


def _file_of(snapshot: Snapshot) -> _File:
    return _File(
        list(_entries(snapshot)),
        [
            _Speaker(
                id=clean_line(person.id),
                name=clean_line(person.name),
                tag_line=clean_line(person.organisation),
                biography=clean_text(person.biography),
                links=_links([Link(person.url), *person.links]),
            )
            for person in snapshot.people
        ],
        [clean_line(room.name) for room in snapshot.rooms],
        [clean_line(track.name) for track in snapshot.tracks],
    )


def _entries(snapshot: Snapshot) -> Iterator[_Entry]:
    """One for each time that is not cancelled, and one for a session that has no time."""
    taken = {clean_line(session.id) for session in snapshot.sessions} - {""}
    for place, session in enumerate(snapshot.sessions, start=1):
        held = [one for one in session.occurrences if not one.cancelled]
        if session.cancelled or (session.occurrences and not held):
            continue
        texts = map(clean_text, (session.subtitle, session.abstract, session.description))
        description = "\n\n".join(filter(None, texts))
        names = [held[0].id if held else "", session.code, f"session-{place}"]
        known_by = clean_line(session.id) or _free(names, taken)
        for number, one in enumerate(held or [None], start=1):
            behind = one.id if one and one.id.isdecimal() else str(number)
            yield _Entry(
                id=known_by if number == 1 else _free([f"{known_by}-{behind}"], taken),
                title=clean_line(session.title),
                description=description,
                starts_at=one.starts_at.replace(second=0, microsecond=0) if one else None,
                minutes=one.minutes if one else 0,
                room=clean_line(one.room) if one else "",
                format=clean_line(session.format),
                track=clean_line(session.track),
                is_service=session.kind == BREAK,
                people=tuple(dict.fromkeys(clean_line(part.person) for part in session.people)),
            )


def _free(names: Iterable[str], taken: set[str]) -> str:
    """The first that is something and free, else the last with a number; it is taken then."""
    names = [name for name in map(clean_line, names) if name]
    found = next((name for name in names if name not in taken), "")
    number = 1
    while not found or found in taken:
        number += 1
        found = f"{names[-1]}-{number}"
    taken.add(found)
    return found


def _written(
    entry: _Entry, snapshot: Snapshot, rooms: dict[str, int], items: dict[tuple[str, str], int]
) -> dict[str, Any]:
    starts_at = entry.starts_at
    ends_at = starts_at + timedelta(minutes=entry.minutes) if starts_at else None
    chosen = ((FORMATS, entry.format), (TRACKS, entry.track))
    return {
        "id": entry.id,
        "title": entry.title,
        "description": entry.description,
        "startsAt": local_text(starts_at, snapshot.zone) if starts_at else None,
        "endsAt": local_text(ends_at, snapshot.zone) if ends_at else None,
        "isServiceSession": entry.is_service,
        "isPlenumSession": False,
        "speakers": list(entry.people),
        "categoryItems": [items[name] for name in chosen if name in items],
        "questionAnswers": [],
        "roomId": rooms.get(entry.room),
        "liveUrl": None,
        "recordingUrl": None,
        "status": "Accepted",
        "isInformed": True,
        "isConfirmed": True,
    }


def _written_speaker(speaker: _Speaker, entries: Iterable[_Entry]) -> dict[str, Any]:
    first, _space, last = speaker.name.rpartition(" ")
    return {
        "id": speaker.id,
        "firstName": first,
        "lastName": last,
        "bio": speaker.biography,
        "tagLine": speaker.tag_line,
        "profilePicture": None,
        "isTopSpeaker": False,
        "links": [{"title": link.label, "url": link.url, "linkType": "Other"} for link in speaker.links],
        "sessions": [entry.id for entry in entries if speaker.id in entry.people],
        "fullName": speaker.name,
        "categoryItems": [],
        "questionAnswers": [],
    }


def _written_category(number: int, title: str, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "items": [{"id": ids[name], "name": name, "sort": place} for place, name in enumerate(ids, start=1)],
        "sort": number,
        "type": "session",
    }


def _links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each web address."""
    found: dict[str, Link] = {}
    for link in links:
        if is_web_address(link.url):
            found.setdefault(link.url, Link(link.url, clean_line(link.label)))
    return tuple(found.values())


# --- in -----------------------------------------------------------------------------------------------


class _Reader:
    """Reads one document, and notes what is wrong with it and what is left out of it."""

    def __init__(self, document: Item, zone: str, findings: Findings) -> None:
        self._document = document
        self._zone = zone
        self._findings = findings
        self._rooms: dict[str, str] = {}  # by id; so are those that follow
        self._formats: dict[str, str] = {}
        self._tracks: dict[str, str] = {}
        self._speakers: dict[str, _Speaker] = {}
        self._nameless: set[str] = set()
        self._wheres: dict[str, str] = {}
        self._left: dict[str, dict[str, None]] = {}

    def file(self) -> _File:
        room_names = self._read_rooms()
        self._read_categories()
        speakers = list(self._read_speakers())
        entries = list(self._read_entries())
        self._remark()
        return _File(entries, speakers, room_names, list(dict.fromkeys(self._tracks.values())))

    def _read_rooms(self) -> list[str]:
        names: list[str] = []
        for room in self._document.items("rooms"):
            wanted = name = clean_line(room.text("name"))
            if not name:
                self._findings.refuse(room.where, "name", _("This room has no name."))
                continue
            number = 1
            while name in names:
                number += 1
                name = f"{wanted} ({number})"
            if name != wanted:
                self._findings.remark(
                    _("Two rooms are named “{wanted}”. One of them is called “{name}” here."),
                    wanted=wanted,
                    name=name,
                )
            names.append(name)
            self._rooms.setdefault(clean_line(room.text("id")), name)
        return names

    def _read_categories(self) -> None:
        """The first category of formats is taken, and the first of tracks."""
        for category in self._document.items("categories"):
            title = clean_line(category.text("title"))
            items = {
                clean_line(one.text("id")): clean_line(one.text("name")) for one in category.items("items")
            }
            named = {number: name for number, name in items.items() if number and name}
            is_of_sessions = category.text("type").casefold() != "speaker"
            if is_of_sessions and not self._formats and OF_FORMATS.search(title):
                self._formats = named
            elif is_of_sessions and not self._tracks and OF_TRACKS.search(title):
                self._tracks = named
            elif title:
                self._findings.remark(
                    _("The category “{category}” was left out: it tells neither formats nor tracks."),
                    category=title,
                )

    def _read_speakers(self) -> Iterator[_Speaker]:
        for item in self._document.items("speakers"):
            parts = (clean_line(item.text("firstName")), clean_line(item.text("lastName")))
            name = clean_line(item.text("fullName")) or " ".join(filter(None, parts))
            number = clean_line(item.text("id"))
            if not name:
                self._findings.remark(_("{where}: a person without a name was left out."), where=item.where)
                self._nameless.add(number)
                continue
            number = number or id_of_name(name)
            if not self._is_new("speaker", number, item):
                continue
            speaker = _Speaker(
                id=number,
                name=name,
                tag_line=clean_line(item.text("tagLine")),
                biography=item.text("bio"),
                links=self._read_links(
                    (link.text("url"), link.text("title")) for link in item.items("links", text_as="url")
                ),
            )
            self._speakers[number] = speaker
            yield speaker

    def _read_entries(self) -> Iterator[_Entry]:
        for item in self._document.items("sessions"):
            title = clean_line(item.text("title"))
            if clean_line(item.text("status")).casefold() not in ACCEPTED:
                self._leave(_("Not accepted, and left out: {names}."), title or item.where)
                continue
            number = clean_line(item.text("id"))
            if not title:
                self._findings.refuse(item.where, "title", _("There is no title."))
            if not self._is_new("session", number, item):
                continue
            starts_at = self._moment(item, "startsAt")
            if item.value("questionAnswers"):
                self._leave(_("Answers to questions were left out: {names}."), title)
            chosen = list(self._ids(item, "categoryItems"))
            yield _Entry(
                where=item.where,
                id=number,
                title=title,
                description=item.text("description"),
                starts_at=starts_at,
                minutes=self._minutes(item, starts_at) if starts_at else 0,
                room=self._room(item),
                format=self._one_of(self._formats, chosen, title),
                track=self._one_of(self._tracks, chosen, title),
                is_service=item.value("isServiceSession") is True,
                people=tuple(dict.fromkeys(self._people(item))),
                links=self._read_links((item.text(name), "") for name in ("liveUrl", "recordingUrl")),
            )

    def _is_new(self, noun: str, number: str, item: Item) -> bool:
        """Whether the id is met for the first time; that it is not is noted."""
        first = self._wheres.setdefault(f"{noun} {number}", item.where) if number else item.where
        if first != item.where:
            self._findings.refuse(
                item.where, "id", _("“{id}” is the id of {first} already."), id=number[:60], first=first
            )
        return first == item.where

    def _moment(self, item: Item, name: str) -> datetime | None:
        text = item.text(name)
        if not text.strip():
            return None
        return moment_of(text, time_zone=self._zone, where=item.where, field=name, findings=self._findings)

    def _minutes(self, item: Item, starts_at: datetime) -> int:
        if not item.text("endsAt").strip():
            return usual_minutes(item.where, self._findings)
        ends_at = self._moment(item, "endsAt")
        if ends_at is None:
            return 0
        found = minutes_between(starts_at, ends_at, where=item.where, field="endsAt", findings=self._findings)
        return found or 0

    def _room(self, item: Item) -> str:
        number = clean_line(item.text("roomId"))
        if number and number not in self._rooms:
            self._findings.remark(
                _("{where}: the file has no room {id}; none was taken."), where=item.where, id=number
            )
        return self._rooms.get(number, "") if number else ""

    def _one_of(self, names: dict[str, str], chosen: list[str], title: str) -> str:
        found = list(dict.fromkeys(names[number] for number in chosen if number in names))
        if len(found) > 1:
            self._findings.remark(
                _("“{title}” has several of one category: {names}. The first was taken."),
                title=title,
                names=", ".join(found),
            )
        return found[0] if found else ""

    def _people(self, item: Item) -> Iterator[str]:
        for number in self._ids(item, "speakers"):
            if number in self._speakers:
                yield number
            elif number not in self._nameless:
                self._findings.remark(
                    _("{where}: the file has no speaker {id}; nobody was taken."),
                    where=item.where,
                    id=number,
                )

    def _ids(self, item: Item, name: str) -> Iterator[str]:
        """Texts or numbers in a list; in another view of the API they are objects with an id."""
        value = item.value(name)
        if value is None:
            return
        if not isinstance(value, list):
            self._findings.refuse(item.where, name, _("There must be a list here."))
            return
        for place, entry in enumerate(value):
            where = f"{item.where}.{name}[{place}]"
            told = entry if isinstance(entry, dict) else {"id": entry}
            if found := clean_line(Item(told, where, self._findings).text("id")):
                yield found

    def _read_links(self, found: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
        links = [Link(url.strip(), label) for url, label in found]
        for link in links:
            if link.url and not is_web_address(link.url):
                self._leave(_("Links that are no whole web addresses were left out: {names}."), link.url)
        return _links(links)

    def _leave(self, sentence: str, name: str) -> None:
        self._left.setdefault(sentence, {})[clean_line(name)[:200]] = None

    def _remark(self) -> None:
        for sentence, names in self._left.items():
            self._findings.remark(sentence, names=", ".join(names))


# --- both ways ----------------------------------------------------------------------------------------


def _snapshot(file: _File, time_zone: str, findings: Findings) -> Snapshot:
    """Sessions, people, rooms and tracks in the order of the file."""
    groups: dict[str, list[_Entry]] = {}
    for place, entry in enumerate(file.entries):
        before, _hyphen, number = entry.id.rpartition("-")
        is_further = number.isdecimal() and before in groups and groups[before][0].title == entry.title
        groups.setdefault(before if is_further else entry.id or f"\n{place}", []).append(entry)
    whole = Snapshot(
        time_zone=time_zone,
        tracks=tuple(Track(name=name) for name in file.tracks),
        rooms=tuple(Room(name=name) for name in file.rooms),
        people=tuple(
            Person(
                id=speaker.id,
                name=speaker.name,
                biography="\n\n".join(filter(None, (speaker.tag_line, markdown_of(speaker.biography)))),
                links=speaker.links,
            )
            for speaker in file.speakers
        ),
        sessions=tuple(_session(group) for group in groups.values()),
        remarks=findings.remarks,
    )
    return whole.change(days=days_held(whole))


def _session(group: list[_Entry]) -> Session:
    first = group[0]
    return Session(
        id=first.id,
        title=first.title,
        description=markdown_of(first.description),
        format=first.format,
        kind=BREAK if first.is_service else "",
        track=first.track,
        people=tuple(map(Part, first.people)),
        links=first.links,
        occurrences=tuple(
            Occurrence(
                id=entry.id,
                starts_at=entry.starts_at,
                minutes=entry.minutes,
                room=entry.room,
                where=entry.where,
            )
            for entry in group
            if entry.starts_at
        ),
        where=first.where,
    )
