"""What stands in a schedule file, before anybody asks what it means; whatever it lacks is ""."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from programme.interchange.schedule_times import RawTime
from programme.interchange.snapshot import (
    Room,
    Track,
)


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
