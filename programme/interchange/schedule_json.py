"""schedule.json, as the CCC and pretalx write it: strict by the schema when written, lenient when read.

Source: https://c3voc.de/wiki/schedule and its schedule.schema.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from programme.interchange.json_values import Item, items_of, parsed
from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.schedule import (
    COLOUR,
    GENERATOR,
    LONGEST,
    acronym_of,
    bounds_of,
    carried_links,
    carried_session,
    carried_snapshot,
    carried_times,
    carried_title,
    days_of,
    guid_of,
    language_of,
    slug_of_event,
    uncancelled,
)
from programme.interchange.schedule_raw import RawEvent, RawPerson, RawSchedule
from programme.interchange.schedule_reading import snapshot_of
from programme.interchange.schedule_times import RawTime, date_in
from programme.interchange.snapshot import Link, Occurrence, Person, Room, Session, Snapshot, Track
from programme.text import clean_line, clean_text, is_web_address

SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE = re.compile("([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")  # the schema's pattern; other zones go into `meta`
SLUG = re.compile("[a-z0-9_-]+[a-z0-9]")


# --- writing ------------------------------------------------------------------------------------------


def write(snapshot: Snapshot) -> bytes:
    """UTF-8, valid by the schema for an edition's snapshot. What is cancelled is left out, as in the XML."""
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": {
            "version": clean_line(snapshot.version),
            "conference": _conference(snapshot),
        },
    }
    if is_web_address(snapshot.url):
        document["schedule"]["base_url"] = snapshot.url  # type: ignore[index]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def carried(snapshot: Snapshot) -> Snapshot:
    """What schedule.json can hold: what is held and not cancelled, in one language, without roles or venues.

    A session's times are known for one session by its code, else by its address; without both each is a
    session of its own. Rooms without a guid come last, with their names alone.
    """
    sessions = []
    for session in snapshot.sessions:
        held = carried_times(session)
        if session.code or is_web_address(session.url):
            sessions += [carried_session(session, held, session.code)] if held else []
        else:
            sessions += [carried_session(session, (one,), "") for one in held]
    whole = carried_snapshot(snapshot, sessions, is_slug=lambda slug: bool(SLUG.fullmatch(slug)))
    named = {person.id: person for person in snapshot.people}
    return whole.change(
        rooms=tuple(
            Room(
                name=room.name,
                guid=room.guid,
                capacity=room.capacity if room.guid else None,
                description=clean_text(room.description) if room.guid else "",
            )
            for room in sorted(snapshot.rooms, key=lambda room: room.guid is None)
        ),
        people=tuple(_carried_person(person, named[person.id]) for person in whole.people),
    )


def _carried_person(person: Person, full: Person) -> Person:
    return replace(
        person,
        biography=clean_text(full.biography),
        url=full.url if is_web_address(full.url) else "",
        links=carried_links(full.links),
    )


def _conference(snapshot: Snapshot) -> dict[str, Any]:
    days = days_of(snapshot)
    zone = snapshot.time_zone or "UTC"
    conference: dict[str, Any] = {
        "acronym": acronym_of(snapshot),
        "title": clean_line(snapshot.title),
        "start": days[0].isoformat() if days else "",
        "end": days[-1].isoformat() if days else "",
        "daysCount": len(days),
        "timeslot_duration": "00:05",
    }
    if ZONE.match(zone):
        conference["time_zone_name"] = zone
    else:
        conference["meta"] = {"time_zone_name": zone}
    if is_web_address(snapshot.url):
        conference["url"] = snapshot.url
    conference["tracks"] = [_track(track) for track in snapshot.tracks]
    conference["rooms"] = [_room(room) for room in snapshot.rooms if room.guid]
    people = {person.id: person for person in snapshot.people}
    conference["days"] = [_day(snapshot, index, day, people) for index, day in enumerate(days, start=1)]
    return conference


def _track(track: Track) -> dict[str, str]:
    written = {"name": track.name}
    if SLUG.fullmatch(track.slug):
        written["slug"] = track.slug
    if COLOUR.fullmatch(track.colour):
        written["color"] = track.colour
    return written


def _room(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "guid": str(room.guid),
        "capacity": room.capacity,
        "description": clean_text(room.description) or None,
    }


def _day(snapshot: Snapshot, index: int, day: date, people: Mapping[str, Person]) -> dict[str, Any]:
    starts, ends = bounds_of(snapshot, day)
    held = [pair for pair in uncancelled(snapshot) if snapshot.day_of(pair[1].starts_at) == day]
    used = {one.room for _session, one in held}
    listed = [room.name for room in snapshot.rooms if room.name in used or (index == 1 and not room.guid)]
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": starts.isoformat(timespec="seconds"),
        "day_end": ends.isoformat(timespec="seconds"),
        "rooms": {
            name: [_event(snapshot, session, one, people) for session, one in held if one.room == name]
            for name in [*listed, *({""} & used)]
        },
    }


def _event(
    snapshot: Snapshot, session: Session, one: Occurrence, people: Mapping[str, Person]
) -> dict[str, Any]:
    local = one.starts_at.astimezone(snapshot.zone)
    ends = one.ends_at.astimezone(snapshot.zone)
    minutes = min(one.minutes, LONGEST)
    event: dict[str, Any] = {
        "guid": str(one.guid) if one.guid else "",
        "id": int(one.id),
        "date": local.isoformat(timespec="seconds"),
        "start": local.strftime("%H:%M"),
        "end": ends.isoformat(timespec="seconds"),
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": one.room,
        "slug": slug_of_event(snapshot, session, one),
        "url": session.url if is_web_address(session.url) else "",
        "title": carried_title(replace(session, occurrences=(one,))),
        "subtitle": clean_line(session.subtitle),
        "track": clean_line(session.track) or None,
        "type": clean_line(session.format),
        "language": language_of(session.language) or None,
        "abstract": clean_text(session.abstract),
        "description": clean_text(session.description),
        "do_not_record": session.recording == "refused",
        "persons": [],
        "links": [_reference(link) for link in carried_links(session.links)],
        "attachments": [_reference(link) for link in carried_links(session.attachments)],
    }
    if session.code:
        event["code"] = session.code
    event["persons"] = [_person(people[part.person]) for part in session.people]
    return event


def _person(person: Person) -> dict[str, Any]:
    """With `public_name` and without `name`: a reader takes what has both for neither."""
    written: dict[str, Any] = {"id": int(person.id), "public_name": clean_line(person.name)}
    if person.guid:
        written["guid"] = str(person.guid)
    if person.biography:
        written["biography"] = clean_text(person.biography)
    if is_web_address(person.url):
        written["url"] = person.url
    if links := carried_links(person.links):
        written["links"] = [_reference(link) for link in links]
    return written


def _reference(link: Link) -> dict[str, str]:
    return {"url": link.url, "title": link.label} if link.label else {"url": link.url}


# --- reading ------------------------------------------------------------------------------------------


def read(content: bytes, *, time_zone: str = "", fallback_zone: str = "") -> Snapshot:
    """The timetable in this file; zones as for `schedule.snapshot_of`.

    Raises FormatError, and nothing else.
    """
    findings = Findings()
    document = Item(parsed(content), "", findings)
    schedule = document.item("schedule")
    conference = schedule.item("conference")
    if not conference.has("days"):
        raise unreadable(
            _("This is no schedule.json: there are no days in a conference in a schedule."),
            field="schedule.conference.days",
        )
    meta = conference.item("meta")
    raw = RawSchedule(
        title=conference.text("title"),
        acronym=conference.text("acronym"),
        version=schedule.text("version"),
        generator=document.item("generator").text("name"),
        url=conference.text("url"),
        base_url=schedule.text("base_url") or conference.text("base_url"),
        time_zone=conference.text("time_zone_name") or meta.text("time_zone_name"),
        day_change=meta.text("day_change"),
        tracks=[
            Track(name=track.text("name"), slug=track.text("slug"), colour=track.text("color"))
            for track in conference.items("tracks")
        ],
        rooms=[
            Room(
                name=room.text("name"),
                guid=guid_of(room.text("guid")),
                capacity=room.number("capacity"),
                description=room.text("description"),
            )
            for room in conference.items("rooms")
        ],
    )
    for day in conference.items("days"):
        _read_day(day, raw, findings)
    return snapshot_of(raw, time_zone=time_zone, fallback_zone=fallback_zone, findings=findings)


def _read_day(day: Item, raw: RawSchedule, findings: Findings) -> None:
    found = date_in(day.text("date")) or date_in(day.text("day_start"))
    if found is None:
        findings.refuse(
            day.where,
            "date",
            _("“{text}” is no date between 1990 and 2199."),
            text=clean_line(day.text("date"))[:40],
        )
        return
    raw.days.append((found, day.text("day_end")))
    for name, events in _rooms_of(day):
        raw.rooms.append(Room(name=name))
        raw.events += [_read_event(event, found, name) for event in events]


def _rooms_of(day: Item) -> Iterator[tuple[str, list[Item]]]:
    """`rooms` is an object of lists by name; some write a list of objects with a name and their events."""
    rooms = day.value("rooms")
    if isinstance(rooms, dict):
        for name, events in rooms.items():
            yield name, list(items_of(events, f"{day.where}.rooms.{clean_line(name)}", day.findings))
    else:
        for room in day.items("rooms"):
            yield room.text("name"), list(room.items("events"))


def _read_event(event: Item, day: date, room: str) -> RawEvent:
    return RawEvent(
        where=event.where,
        time=RawTime(
            day=day,
            date=event.text("date"),
            start=event.text("start"),
            end=event.text("end"),
            duration=event.text("duration"),
        ),
        id=event.text("id"),
        guid=event.text("guid"),
        code=event.text("code"),
        room=room.strip() or event.text("room"),
        title=event.text("title"),
        subtitle=event.text("subtitle"),
        abstract=event.text("abstract"),
        description=event.text("description"),
        type=event.text("type"),
        track=event.text("track"),
        language=event.text("language"),
        url=event.text("url"),
        slug=event.text("slug"),
        optout=str(event.value("do_not_record")).casefold() in {"true", "1"},
        people=[
            RawPerson(
                id=person.text("id"),
                guid=person.text("guid"),
                code=person.text("code"),
                name=person.text("public_name") or person.text("name") or person.text("full_public_name"),
                biography=person.text("biography") or person.text("description"),
                url=person.text("url"),
                links=_read_links(person, "links"),
            )
            for person in event.items("persons", text_as="name")
        ],
        links=_read_links(event, "links"),
        attachments=_read_links(event, "attachments"),
    )


def _read_links(item: Item, name: str) -> list[tuple[str, str]]:
    return [
        (link.text("url") or link.text("href"), link.text("title"))
        for link in item.items(name, text_as="url")
    ]
