"""iCalendar (RFC 5545): the programme in people's own calendars, and the calendars of other tools read.

Each time that a session is held is an event of its own, its start and end in UTC: every client reads that
right, on the nights when clocks change too, and without a definition of the zone to agree upon. The zone
itself stands in X-WR-TIMEZONE. All that people read of a session beside its title (subtitle, names, texts,
address) is one DESCRIPTION; who wants them apart takes another format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from icalendar import Calendar, Event
from icalendar.prop import vDuration

from programme.interchange.ics_events import EventReader, named_zone
from programme.interchange.ics_lines import calendars_in
from programme.interchange.ics_sessions import UNTITLED, YEARS, Gathered, coordinates, known_zone
from programme.interchange.problems import Findings
from programme.interchange.snapshot import Occurrence, Room, Session, Snapshot
from programme.text import clean_line, clean_text, is_web_address

HIGHEST_SEQUENCE = 2**31 - 1

PRODID = "-//Festapp//Festapp//EN"
UID_ENDING = "@festapp"  # names the maker of the UID, and no machine
ASK_AGAIN_AFTER = timedelta(hours=1)
TEXT_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def write(snapshot: Snapshot, *, name: str = "", generated_at: datetime) -> bytes:
    """The calendar, called `name` or by the snapshot's title.

    The bytes depend on `generated_at` only where neither the occurrence nor the release says when it last
    changed. Without any occurrence the calendar is empty: the standard's grammar asks for one component, but
    clients take an empty feed, and a made-up event would be a lie.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("METHOD", "PUBLISH")
    title = clean_line(name) or clean_line(snapshot.title)
    if title:
        calendar.add("X-WR-CALNAME", _escaped(title), encode=False)
        calendar.add("NAME", _escaped(title), encode=False)
    if zone := known_zone(snapshot.time_zone):
        calendar.add("X-WR-TIMEZONE", _escaped(zone), encode=False)
    calendar.add("REFRESH-INTERVAL", ASK_AGAIN_AFTER, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(ASK_AGAIN_AFTER))
    rooms = {clean_line(room.name): room for room in snapshot.rooms}
    for session, held in _events(snapshot):
        room = rooms.get(held.room, Room(name=held.room))
        changed_at = held.changed_at or snapshot.published_at or generated_at
        calendar.add_component(_event(session, held, room, changed_at))
    content: bytes = calendar.to_ical(sorted=False)
    return content


def carried(snapshot: Snapshot) -> Snapshot:
    """What is read from the calendar written of this: no texts apart, no people, nothing that isn't held.

    Each time is told to be cancelled when its session is. A session without an address is as many sessions
    as it has times. An occurrence without a guid gets the one that its UID was made of.
    """
    rooms = {clean_line(room.name): room for room in snapshot.rooms}
    gathered = Gathered(Findings())
    for session, held in _events(snapshot):
        place = rooms.get(held.room)
        gathered.add(session, held, coordinates(place) if place else None)
    return gathered.snapshot(title=clean_line(snapshot.title), time_zone=known_zone(snapshot.time_zone))


def read(content: bytes, *, time_zone: str = "") -> Snapshot:
    """A calendar of ours or of another tool; `time_zone` is of times without one in a file without one.

    Events with the same address and the same title are times of one session. Starts are taken to the minute
    and lengths rounded up to it; outside 1 to 1440 minutes they are refused, as only people know what was
    meant. Of an event that repeats by a rule only the first time is taken, with a remark; changed times of
    it that stand in the file as events of their own are taken too. Definitions of zones in the file are not
    followed: the zone goes by its name. Raises FormatError.
    """
    findings = Findings()
    gathered = Gathered(findings)
    calendars = calendars_in(content, findings)
    zones = [named_zone(calendar.text("X-WR-TIMEZONE")) for calendar in calendars]
    number = 0
    uids: set[UUID | str] = set()
    for calendar, zone in zip(calendars, zones, strict=True):
        reader = EventReader(calendar, zone or known_zone(time_zone), uids, findings)
        for event in calendar.parts:
            if event.name == "VEVENT":
                number += 1
                reader.read(event, f"event {number}", gathered)
    findings.raise_problems()
    return gathered.snapshot(
        title=calendars[0].line("X-WR-CALNAME") or calendars[0].line("NAME"),
        time_zone=zones[0] or known_zone(time_zone),
    ).change(summarised=all(calendar.line("PRODID") == PRODID for calendar in calendars))


# --- out ----------------------------------------------------------------------------------------------


class _Value(str):
    """A value as it stands in the file.

    The library's own would take the \\N of C:\\New for a line break, drop a byte order mark at the start
    of a text, and write 0.00001 degrees as 1e-05, which is no number there.
    """

    def to_ical(self) -> str:
        return self


def _escaped(text: str) -> _Value:
    """A clean text, which has no line break but the line feed."""
    return _Value(text.translate(TEXT_ESCAPES))


def _event(session: Session, held: Occurrence, room: Room, changed_at: datetime) -> Event:
    event = Event()
    event.add("UID", f"{held.guid}{UID_ENDING}")
    event.add("DTSTAMP", changed_at.astimezone(UTC))
    if held.changed_at:
        event.add("LAST-MODIFIED", held.changed_at)
    event.add("SEQUENCE", held.revision)
    event.add("DTSTART", held.starts_at)
    event.add("DTEND", held.ends_at)
    event.add("STATUS", "CANCELLED" if held.cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")  # a programme offers: whoever subscribes is not busy all the time
    event.add("SUMMARY", _escaped(session.title), encode=False)
    if described := "\n\n".join(filter(None, (session.description, clean_text(session.url)))):
        event.add("DESCRIPTION", _escaped(described), encode=False)
    if held.room:
        event.add("LOCATION", _escaped(_location(held.room, room)), encode=False)
        event.add("X-FESTAPP-ROOM", _escaped(held.room), encode=False)
        if place := coordinates(room):
            event.add("GEO", _Value(f"{place[0]:.6f};{place[1]:.6f}"), encode=False)
    if session.track:
        event.add("CATEGORIES", _escaped(session.track), encode=False)
    if session.url:
        event.add("URL", _Value(session.url), encode=False)
    return event


def _location(name: str, room: Room) -> str:
    """For people and their maps: each part once."""
    return ", ".join(dict.fromkeys(filter(None, (name, clean_line(room.venue), clean_line(room.address)))))


def _events(snapshot: Snapshot) -> list[tuple[Session, Occurrence]]:
    """Every time that something is held, with what a calendar can tell of it, clean and in a lasting order."""
    names = {person.id: clean_line(person.name) for person in snapshot.people}
    guids = {held.guid for _session, held in snapshot.held() if held.guid}
    events = []
    for session, held in snapshot.held():
        event = Session(
            title=clean_line(session.title) or UNTITLED,
            description=_description(session, names),
            track=clean_line(session.track),
            url=session.url if is_web_address(session.url) else "",
        )
        changed_at = held.changed_at and held.changed_at.astimezone(UTC).replace(microsecond=0)
        told = Occurrence(
            guid=held.guid or _new_guid(snapshot, event, held, guids),
            starts_at=held.starts_at.astimezone(UTC).replace(second=0, microsecond=0),
            minutes=held.minutes,
            room=clean_line(held.room),
            cancelled=held.cancelled or session.cancelled,
            revision=min(held.revision, HIGHEST_SEQUENCE),
            changed_at=changed_at if changed_at and changed_at.year in YEARS else None,
        )
        events.append((event, told))
    return sorted(
        events, key=lambda pair: (pair[1].starts_at, pair[1].room, pair[0].title, str(pair[1].guid))
    )


def _description(session: Session, names: Mapping[str, str]) -> str:
    people = ", ".join(dict.fromkeys(names.get(part.person, "") for part in session.people))
    parts = (session.subtitle, people, session.abstract, session.description)
    return clean_text("\n\n".join(filter(None, map(clean_text, parts))))


def _new_guid(snapshot: Snapshot, session: Session, held: Occurrence, taken: set[UUID]) -> UUID:
    """Always the same for the same occurrence, as long as there is an id to know it by."""
    known_by = (held.id,) if held.id else (session.url, session.title, held.room, held.starts_at.isoformat())
    name = "\n".join(map(clean_line, (snapshot.acronym, *known_by)))
    guid = uuid5(NAMESPACE_URL, name)
    while guid in taken:
        guid = uuid5(guid, name)
    taken.add(guid)
    return guid
