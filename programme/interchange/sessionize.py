"""Sessionize's “All” JSON: sessions, speakers, categories and rooms, as its API gives them at view/All.

Of a session it has one title, one description, one time and one room; times are those on the clocks there. Its
pictures, its answers to questions and its steps of selection have no like here. A speaker's tag line is a motto
as often as an employer: it begins the biography, and is never taken for an organisation.

A session that is held several times is several entries: the first has the session's id, each other one has it
too, with a hyphen and a number behind it. Entries of such ids and of one title are read as one session.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from programme.interchange.json_values import Item, parsed
from programme.interchange.moments import (
    checked_zone,
    local_text,
)
from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.sessionize_entries import BREAK, Entry, File, Speaker, safe_links, snapshot_of_file
from programme.interchange.sessionize_reading import Reader
from programme.interchange.snapshot import (
    Snapshot,
)
from programme.text import clean_line, clean_text

FORMATS, TRACKS = "Session format", "Track"  # the categories that are written


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
    return snapshot_of_file(_file_of(snapshot), snapshot.time_zone or "UTC", Findings())


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
    file = Reader(document, zone, findings).file()
    findings.raise_problems()
    return snapshot_of_file(file, zone, findings)


def _file_of(snapshot: Snapshot) -> File:
    return File(
        list(_entries(snapshot)),
        [
            Speaker(
                id=clean_line(person.id),
                name=clean_line(person.name),
                tag_line=clean_line(person.organisation),
                biography=clean_text(person.biography),
                links=safe_links(person.links),
            )
            for person in snapshot.people
        ],
        [clean_line(room.name) for room in snapshot.rooms],
        [clean_line(track.name) for track in snapshot.tracks],
    )


def _entries(snapshot: Snapshot) -> Iterator[Entry]:
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
            yield Entry(
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
    entry: Entry, snapshot: Snapshot, rooms: dict[str, int], items: dict[tuple[str, str], int]
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


def _written_speaker(speaker: Speaker, entries: Iterable[Entry]) -> dict[str, Any]:
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
