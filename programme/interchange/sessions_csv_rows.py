"""The rows of a sessions CSV as values, and sessions out of them: alike for what is read and what is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from programme.interchange.moments import (
    days_held,
)
from programme.interchange.problems import Findings, _
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

COLUMNS = (
    "id", "guid", "code", "title", "subtitle", "abstract", "description", "format", "track", "language",
    "starts", "minutes", "room", "speakers", "speaker_ids", "links", "recording", "status", "url",
)  # fmt: skip
ENDS = "ends"  # is read in place of minutes, and never written


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row, its values clean. `people` are (id or "", name); without `starts_at` nothing is held."""

    where: str = ""
    id: str = ""
    guid: UUID | None = None
    code: str = ""
    title: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    format: str = ""
    track: str = ""
    language: str = ""
    starts_at: datetime | None = None
    minutes: int = 0
    room: str = ""
    people: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    recording: str = "undecided"
    cancelled: bool = False
    url: str = ""

    @property
    def session_name(self) -> tuple[str, ...]:
        """What the rows of one session have in common, () where a row stands alone."""
        if self.code:
            return (self.code,)
        return (self.url, self.title) if self.url else ()


OF_A_SESSION = {one.name for one in fields(Entry)} - {
    "where", "id", "guid", "code", "starts_at", "minutes", "room", "cancelled",
}  # fmt: skip


def snapshot_of_rows(entries: Iterable[Entry], *, time_zone: str, findings: Findings) -> Snapshot:
    """Sessions in the order of their first rows, whose texts are theirs."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for place, entry in enumerate(entries):
        groups.setdefault(entry.session_name or ("row", str(place), ""), []).append(entry)
    people: dict[str, Person] = {}
    sessions = tuple(_session(group, people, findings) for group in groups.values())
    rooms = dict.fromkeys(one.room for session in sessions for one in session.occurrences if one.room)
    whole = Snapshot(
        time_zone=time_zone,
        tracks=tuple(Track(name=name) for name in dict.fromkeys(one.track for one in sessions) if name),
        rooms=tuple(Room(name=name) for name in rooms),
        people=tuple(people.values()),
        sessions=sessions,
        remarks=findings.remarks,
    )
    return whole.change(days=days_held(whole))


def _session(group: list[Entry], people: dict[str, Person], findings: Findings) -> Session:
    first = group[0]
    for other in group[1:]:
        if any(getattr(other, name) != getattr(first, name) for name in OF_A_SESSION):
            findings.remark(
                _(
                    "{where}: it differs from {first}, a row of the same session. What stands there was taken."
                ),
                where=other.where,
                first=first.where,
            )
    held = tuple(
        Occurrence(
            id=entry.id,
            guid=entry.guid,
            starts_at=entry.starts_at,
            minutes=entry.minutes,
            room=entry.room,
            cancelled=entry.cancelled,
            where=entry.where,
        )
        for entry in group
        if entry.starts_at
    )
    return Session(
        id=first.id if not first.code or not held else "",
        code=first.code,
        title=first.title,
        subtitle=first.subtitle,
        abstract=first.abstract,
        description=first.description,
        format=first.format,
        track=first.track,
        language=first.language,
        people=_people_of(first, people, findings),
        links=first.links,
        url=first.url,
        recording=first.recording,
        cancelled=all(entry.cancelled for entry in group),
        occurrences=held,
        where=first.where,
    )


def _people_of(entry: Entry, people: dict[str, Person], findings: Findings) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for number, name in entry.people:
        key = number or id_of_name(name)
        known = people.setdefault(key, Person(id=key, name=name))
        if known.name.casefold() != name.casefold():
            findings.remark(
                _("The id {id} is given to {names}; they were taken for one person, {name}."),
                id=key,
                names=f"{known.name}, {name}",
                name=known.name,
            )
        parts.setdefault(key, Part(key))
    return tuple(parts.values())


def without_doubles(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each address."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())
