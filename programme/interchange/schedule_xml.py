"""schedule.xml, as pentabarf began it: strict by the schema when written, every dialect when read.

Source: https://c3voc.de/wiki/schedule and its schedule.xml.xsd.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from lxml import etree

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
    language_of,
    slug_of_event,
    uncancelled,
)
from programme.interchange.schedule_xml_reading import read
from programme.interchange.snapshot import (
    Occurrence,
    Person,
    Session,
    Snapshot,
)
from programme.text import clean_line, clean_text, is_web_address

__all__ = ["carried", "read", "write"]

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def write(snapshot: Snapshot, *, day_change: bool = False) -> bytes:
    """UTF-8, valid by the schema for an edition's snapshot.

    `day_change` adds the element of that name to the conference, which the schema forbids and one client wants.
    What is cancelled is left out: the format has no word for it.
    """
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=GENERATOR)
    _line(root, "version", snapshot.version)
    days = days_of(snapshot)
    _write_conference(root, snapshot, days, day_change=day_change)
    rooms_left = [room.name for room in snapshot.rooms]
    guids = {room.name: room.guid for room in snapshot.rooms}
    people = {person.id: person for person in snapshot.people}
    codes: set[str] = set()
    for index, day in enumerate(days, start=1):
        starts, ends = bounds_of(snapshot, day)
        element = etree.SubElement(
            root, "day", index=str(index), date=day.isoformat(), start=_moment(starts), end=_moment(ends)
        )
        held = [pair for pair in uncancelled(snapshot) if snapshot.day_of(pair[1].starts_at) == day]
        used = {one.room for _session, one in held}
        for name in [room.name for room in snapshot.rooms if room.name in used or room.name in rooms_left]:
            _write_room(element, snapshot, name, guids[name], held, people, codes)
        if "" in used:
            _write_room(element, snapshot, "", None, held, people, codes)
        rooms_left = []
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def carried(snapshot: Snapshot) -> Snapshot:
    """What schedule.xml can hold: what is held and not cancelled, in one language, without roles or venues.

    A session's times are known for one session by its address; without one each is a session of its own.
    """
    sessions = []
    for session in snapshot.sessions:
        held = carried_times(session)
        if _is_one(session, held):
            sessions += [carried_session(session, held, session.code)] if held else []
        else:
            sessions += [carried_session(session, (one,), "") for one in held]
    return carried_snapshot(snapshot, sessions, is_slug=_is_slug)


def _is_one(session: Session, held: Sequence[Occurrence]) -> bool:
    """Whether a reader knows it for one session: the schema wants each code once, so it is the address that tells."""
    return is_web_address(session.url) or len(held) < 2


def _write_conference(root: Element, snapshot: Snapshot, days: tuple[date, ...], *, day_change: bool) -> None:
    conference = etree.SubElement(root, "conference")
    _line(conference, "title", snapshot.title)
    _line(conference, "acronym", acronym_of(snapshot))
    if days:
        _line(conference, "start", days[0].isoformat())
        _line(conference, "end", days[-1].isoformat())
    _line(conference, "days", str(len(days)))
    _line(conference, "timeslot_duration", "00:05")
    if is_web_address(snapshot.url):
        _line(conference, "base_url", snapshot.url)
        _line(conference, "url", snapshot.url)
    _line(conference, "time_zone_name", snapshot.time_zone or "UTC")
    if day_change:
        _line(conference, "day_change", snapshot.day_ends_at.strftime("%H:%M"))
    for track in snapshot.tracks:
        element = etree.SubElement(conference, "track", name=track.name)
        if COLOUR.fullmatch(track.colour):
            element.set("color", track.colour)
        if _is_slug(track.slug):
            element.set("slug", track.slug)


def _write_room(
    day: Element,
    snapshot: Snapshot,
    name: str,
    guid: object,
    held: list[tuple[Session, Occurrence]],
    people: Mapping[str, Person],
    codes: set[str],
) -> None:
    room = etree.SubElement(day, "room", name=name)
    if guid:
        room.set("guid", str(guid))
    for session, one in held:
        if one.room == name:
            _write_event(room, snapshot, session, one, people, codes)


def _write_event(
    room: Element,
    snapshot: Snapshot,
    session: Session,
    one: Occurrence,
    people: Mapping[str, Person],
    codes: set[str],
) -> None:
    event = etree.SubElement(room, "event")
    kept = [other for other in session.occurrences if not other.cancelled]
    if session.code and session.code not in codes and _is_one(session, kept):
        event.set("code", session.code)
        codes.add(session.code)
    event.set("id", one.id)
    if one.guid:
        event.set("guid", str(one.guid))
    local = one.starts_at.astimezone(snapshot.zone)
    _line(event, "date", _moment(local))
    _line(event, "start", local.strftime("%H:%M"))
    minutes = min(one.minutes, LONGEST)
    _line(event, "duration", f"{minutes // 60:02}:{minutes % 60:02}")
    _line(event, "room", one.room)
    _line(event, "slug", slug_of_event(snapshot, session, one))
    if is_web_address(session.url):
        _line(event, "url", session.url)
    if session.recording == "refused":
        recording = etree.SubElement(event, "recording")
        _line(recording, "license", snapshot.licence)
        _line(recording, "optout", "true")
    _line(event, "title", carried_title(replace(session, occurrences=(one,))))
    _line(event, "subtitle", session.subtitle)
    _line(event, "track", session.track)
    _line(event, "type", session.format)
    _line(event, "language", language_of(session.language))
    _text(event, "abstract", clean_text(session.abstract))
    _text(event, "description", clean_text(session.description))
    persons = etree.SubElement(event, "persons")
    for part in session.people:
        person = _line(persons, "person", people[part.person].name)
        person.set("id", part.person)
        if people[part.person].guid:
            person.set("guid", str(people[part.person].guid))
    for plural, singular, links in (
        ("links", "link", session.links),
        ("attachments", "attachment", session.attachments),
    ):
        element = etree.SubElement(event, plural)
        for link in carried_links(links):
            _line(element, singular, link.label or link.url).set("href", link.url)


def _line(parent: Element, name: str, text: str) -> Element:
    return _text(parent, name, clean_line(text))


def _text(parent: Element, name: str, text: str) -> Element:
    """A new element with the text, which is clean: XML has no place for most control characters."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _is_slug(text: str) -> bool:
    return (
        len(text) > 1 and text[0].isalpha() and text.isascii() and text.replace("-", "").isalnum()
    ) and text == text.lower()
