"""A neutral picture of one timetable: what every format is written from, and read into.

Texts are in one language, as the formats of the field are. Each format module has three functions:
`write(snapshot) -> bytes`, `read(content, ...) -> Snapshot`, and `carried(snapshot) -> Snapshot`, which says
in code what the format can hold: read(write(snapshot)) == carried(snapshot).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from programme import times
from programme.interchange.problems import Remark

LONGEST_MINUTES = 24 * 60  # of an occurrence
NAMED = "name:"  # begins the id of a person whom a file knows by name alone


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Named once in a snapshot; `colour` is #rrggbb or ""."""

    name: str
    slug: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Named once in a snapshot, and never without a name. Coordinates are WGS 84, in degrees."""

    name: str
    slug: str = ""
    guid: UUID | None = None
    capacity: int | None = None
    description: str = ""
    venue: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`id` is unique in a snapshot; of an edition's snapshot it is a positive decimal number.

    A file without ids gives `id_of_name(name)`: who has one name is one person there.
    """

    id: str
    name: str
    guid: UUID | None = None
    biography: str = ""
    organisation: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()


def id_of_name(name: str) -> str:
    return f"{NAMED}{name.casefold()}"


@dataclass(frozen=True, slots=True)
class Part:
    """The id of a person, and what he or she does in a session (see the model SessionSpeaker)."""

    person: str
    role: str = "speaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time that a session is held; `starts_at` is in UTC, `room` the name of a room or "".

    `id` is unique in a snapshot where it is not ""; of an edition's snapshot it is a positive decimal number
    below 2**31. `revision` grows with each change of time, room or cancelling, `changed_at` is the last
    change in UTC. `where` says where in the file it stands, for messages.
    """

    id: str = ""
    guid: UUID | None = None
    starts_at: datetime
    minutes: int
    room: str = ""
    cancelled: bool = False
    revision: int = 0
    changed_at: datetime | None = None
    where: str = field(default="", compare=False)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`format` is the name of a format, `kind` a word of the model Format or ""; `track` a track's name or "".

    `code` is six capital letters and digits, or "". `id` is the session's own in another tool, or "".
    Texts are Markdown, titles and names single lines. `recording` is "refused", "planned" or "undecided".
    """

    id: str = ""
    code: str = ""
    title: str
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    format: str = ""
    kind: str = ""
    track: str = ""
    language: str = ""
    people: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    url: str = ""
    recording: str = "undecided"
    cancelled: bool = False
    occurrences: tuple[Occurrence, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One timetable. Names and ids that sessions refer to are those of `tracks`, `rooms` and `people`.

    `version` names the release ("3"), `acronym` is the edition's address, `url` its programme's page.
    `days` are festival days in order, each until `day_ends_at` on the clocks of `time_zone` ("" = the file
    does not say). `remarks` are what the reader of a file has to tell; they make no difference. `summarised`
    says that we made the descriptions of several texts, as our calendars have them: they replace no text.
    """

    title: str = ""
    subtitle: str = ""
    acronym: str = ""
    version: str = ""
    published_at: datetime | None = None
    language: str = ""
    time_zone: str = ""
    day_ends_at: time = time(4)
    days: tuple[date, ...] = ()
    city: str = ""
    url: str = ""
    licence: str = ""
    tracks: tuple[Track, ...] = ()
    rooms: tuple[Room, ...] = ()
    people: tuple[Person, ...] = ()
    sessions: tuple[Session, ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    summarised: bool = field(default=False, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    def day_of(self, moment: datetime) -> date:
        return times.festival_day(moment, zone=self.zone, day_ends_at=self.day_ends_at)

    def held(self) -> Iterator[tuple[Session, Occurrence]]:
        """Every time that something is held, cancelled or not, by start, then room, then title."""
        pairs = [(session, held) for session in self.sessions for held in session.occurrences]
        return iter(sorted(pairs, key=_order))

    def change(self, **fields: Any) -> Snapshot:
        return replace(self, **fields)


def _order(pair: tuple[Session, Occurrence]) -> tuple[Any, ...]:
    session, held = pair
    return (held.starts_at, held.room, session.title, held.id, str(held.guid))
