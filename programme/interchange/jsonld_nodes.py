"""schema.org nodes of a festival, its sessions, people and rooms: for the JSON-LD document, and for pages' scripts.

The festival is a Festival, a session an Event; held several times it is an EventSeries of Events. A room is a
Place in the Place of its venue. Vocabulary: https://schema.org/Event, /EventSeries, /Place, /Person. Its words
are stretched here: `disambiguatingDescription` is the abstract, `alternateName` the subtitle, `additionalType`
the format, `about` the track, `subjectOf` has links and attachments (MediaObject), and `eventSchedule` of the
festival tells its zone. Identifiers are PropertyValues: `guid` and `id` of a time, `code` and `session` (the id
in another tool) of a session.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from programme import times
from programme.interchange.schedule import CODE, language_of
from programme.interchange.snapshot import NAMED, Link, Occurrence, Person, Room, Session, Snapshot
from programme.text import clean_line, clean_text, is_web_address

type Node = dict[str, Any]

CONTEXT = "https://schema.org"
SCHEDULED, CANCELLED = f"{CONTEXT}/EventScheduled", f"{CONTEXT}/EventCancelled"
IN_A_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
MOST_DAYS = 60


def embed(node: Mapping[str, Any]) -> str:
    """For <script type="application/ld+json">: no text in it can end the element or begin a comment."""
    whole = {"@context": CONTEXT, **node}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(
        IN_A_SCRIPT
    )


def festival_node(snapshot: Snapshot) -> Node:
    """The edition, without what is held in it."""
    days = days_of(snapshot)
    node: Node = {
        "@type": "Festival",
        "name": clean_line(snapshot.title),
        "description": clean_line(snapshot.subtitle),
        "identifier": _identifiers(acronym=clean_line(snapshot.acronym)),
        "url": address_in(snapshot.url),
        "inLanguage": language_of(snapshot.language),
        "startDate": days[0].isoformat() if days else "",
        "endDate": days[-1].isoformat() if days else "",
        "location": _city(clean_line(snapshot.city)),
        "about": [{"@type": "Thing", "name": clean_line(track.name)} for track in snapshot.tracks],
        "eventSchedule": (
            {"@type": "Schedule", "scheduleTimezone": snapshot.time_zone} if snapshot.time_zone else None
        ),
    }
    return _without_nothing(node)


def session_node(session: Session, snapshot: Snapshot) -> Node:
    """The session with all that is held of it, and with the name of the festival that it belongs to."""
    festival = {"@type": "Festival", "name": clean_line(snapshot.title), "url": address_in(snapshot.url)}
    node = event_node(session, snapshot)
    if festival["name"]:
        node["superEvent"] = _without_nothing(festival)
    return node


def person_node(person: Person) -> Node:
    organisation = clean_line(person.organisation)
    return _without_nothing(
        _performer(person)
        | {
            "description": clean_text(person.biography),
            "affiliation": {"@type": "Organization", "name": organisation} if organisation else None,
            "sameAs": list(dict.fromkeys(link.url for link in person.links if is_web_address(link.url))),
        }
    )


def place_node(room: Room) -> Node:
    """A room where it is known no more of than a name is a Place of that name."""
    venue, place = clean_line(room.venue), coordinates_in(room.latitude, room.longitude)
    return _without_nothing(
        {
            "@type": "Place",
            "name": clean_line(room.name),
            "identifier": _identifiers(guid=str(room.guid or "")),
            "description": clean_text(room.description),
            "maximumAttendeeCapacity": room.capacity,
            "containedInPlace": {"@type": "Place", "name": venue} if venue else None,
            "address": clean_line(room.address),
            "geo": (
                {"@type": "GeoCoordinates", "latitude": place[0], "longitude": place[1]} if place else None
            ),
        }
    )


# --- parts of nodes -----------------------------------------------------------------------------------


def event_node(session: Session, snapshot: Snapshot) -> Node:
    """The session with all that is held of it; its people and rooms in short."""
    people = {person.id: person for person in snapshot.people}
    abstract, description = clean_text(session.abstract), clean_text(session.description)
    track = clean_line(session.track)
    node: Node = {
        "@type": "EventSeries" if len(session.occurrences) > 1 else "Event",
        "name": clean_line(session.title),
        "alternateName": clean_line(session.subtitle),
        "disambiguatingDescription": abstract,
        "description": description or abstract,
        "additionalType": format_in(session.format),
        "about": {"@type": "Thing", "name": track} if track else None,
        "inLanguage": language_of(session.language),
        "url": address_in(session.url),
        "eventStatus": CANCELLED if session.cancelled else SCHEDULED,
        "performer": [_performer(people[part.person]) for part in session.people],
        "subjectOf": [
            *(_work("CreativeWork", link) for link in links_in(session.links)),
            *(_work("MediaObject", link) for link in links_in(session.attachments)),
        ],
    }
    names = {"code": code_in(session.code), "session": clean_line(session.id)}
    held = session.occurrences
    if len(held) == 1:
        node |= _time(session, held[0], snapshot) | {"identifier": _names_of(held[0], **names)}
    else:
        node["identifier"] = _identifiers(**names)
        node["subEvent"] = [
            _without_nothing(
                {"@type": "Event", "name": node["name"], "identifier": _names_of(one)}
                | _time(session, one, snapshot)
            )
            for one in held
        ]
    return _without_nothing(node)


def _time(session: Session, one: Occurrence, snapshot: Snapshot) -> Node:
    room = next((room for room in snapshot.rooms if room.name == one.room), Room(name=one.room))
    starts_at, ends_at = (
        times.in_zone(moment.replace(second=0, microsecond=0), snapshot.zone).isoformat(timespec="minutes")
        for moment in (one.starts_at, one.ends_at)
    )
    return {
        "startDate": starts_at,
        "endDate": ends_at,
        "eventStatus": CANCELLED if session.cancelled or one.cancelled else SCHEDULED,
        "location": place_node(replace(room, description="")) if clean_line(one.room) else None,
    }


def _names_of(one: Occurrence, **names: str) -> list[Node]:
    return _identifiers(guid=str(one.guid or ""), id=clean_line(one.id), **names)


def _identifiers(**names: str) -> list[Node]:
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in names.items()
        if value
    ]


def _performer(person: Person) -> Node:
    """The person in short, as a session names him or her."""
    number = "" if person.id.startswith(NAMED) else clean_line(person.id)
    return _without_nothing(
        {
            "@type": "Person",
            "@id": f"#person-{quote(number, safe='')}" if number else "",
            "name": clean_line(person.name),
            "identifier": _identifiers(id=number, guid=str(person.guid or "")),
            "url": address_in(person.url),
        }
    )


def _city(name: str) -> Node | None:
    if not name:
        return None
    return {"@type": "Place", "name": name, "address": {"@type": "PostalAddress", "addressLocality": name}}


def _work(type_name: str, link: Link) -> Node:
    return _without_nothing({"@type": type_name, "url": link.url, "name": link.label})


def _without_nothing(node: Node) -> Node:
    """The node without what is empty, and with its own order; 0 is something."""
    return {name: value for name, value in node.items() if value not in ("", None, [])}


# --- values -------------------------------------------------------------------------------------------


def days_of(snapshot: Snapshot) -> tuple[date, ...]:
    """From the first to the last, as a festival has a start and an end and no list; () where they are too far apart."""
    if not snapshot.days:
        return ()
    return days_between(min(snapshot.days), max(snapshot.days))


def days_between(first: date, last: date) -> tuple[date, ...]:
    return times.days_between(first, last) if (last - first).days < MOST_DAYS else ()


def links_in(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each web address."""
    found: dict[str, Link] = {}
    for link in links:
        if is_web_address(link.url):
            found.setdefault(link.url, Link(link.url, clean_line(link.label)))
    return tuple(found.values())


def address_in(text: str) -> str:
    return text if is_web_address(text) else ""


def format_in(text: str) -> str:
    """The name of a format; others have the address of a type there, which names none."""
    name = clean_line(text)
    return "" if is_web_address(name) else name


def code_in(text: str) -> str:
    return text if CODE.fullmatch(text) else ""


def coordinates_in(latitude: object, longitude: object) -> tuple[float, float] | None:
    """Degrees on this planet; the numbers may be texts."""
    try:
        place = float(str(latitude)), float(str(longitude))
    except ValueError:
        return None
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None
