"""A schedule file of any dialect as a timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.schedule import (
    COLOUR,
    arranged,
)
from programme.interchange.schedule_people import People
from programme.interchange.schedule_raw import RawSchedule
from programme.interchange.schedule_sessions import Sessions
from programme.interchange.schedule_times import Clock, day_change_of
from programme.interchange.snapshot import (
    Room,
    Session,
    Snapshot,
    Track,
)
from programme.text import clean_line, clean_text, is_web_address, slug_of

EVENT_LIMIT = 20_000


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
    people = People(raw, findings)
    joined = Sessions(clock, people, findings)
    for event in raw.events:
        joined.add(event)
    sessions = arranged(joined.all())
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
