"""What stands in a file of Sessionize as values, and sessions out of them: alike for reading and writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    days_held,
)
from programme.interchange.problems import Findings
from programme.interchange.snapshot import (
    Link,
    Occurrence,
    Part,
    Person,
    Room,
    Session,
    Snapshot,
    Track,
)
from programme.text import clean_line, is_web_address

BREAK = "break"
FORMATS, TRACKS = "Session format", "Track"  # the categories that are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
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
class Speaker:
    id: str
    name: str
    tag_line: str
    biography: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class File:
    """What stands in a file, its lines clean; long texts are still as somebody wrote them."""

    entries: list[Entry]
    speakers: list[Speaker]
    rooms: list[str]
    tracks: list[str]


def snapshot_of_file(file: File, time_zone: str, findings: Findings) -> Snapshot:
    """Sessions, people, rooms and tracks in the order of the file."""
    groups: dict[str, list[Entry]] = {}
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


def _session(group: list[Entry]) -> Session:
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


def safe_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each web address."""
    found: dict[str, Link] = {}
    for link in links:
        if is_web_address(link.url):
            found.setdefault(link.url, Link(link.url, clean_line(link.label)))
    return tuple(found.values())
