"""schema.org as JSON-LD: the programme as one document, read with others' leniently. Its nodes are jsonld_nodes'."""

from __future__ import annotations

from programme.interchange.json_values import parsed
from programme.interchange.jsonld_nodes import (
    address_in,
    code_in,
    coordinates_in,
    days_of,
    embed,
    event_node,
    festival_node,
    format_in,
    links_in,
    person_node,
    place_node,
    session_node,
)
from programme.interchange.jsonld_reading import Reader
from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    checked_zone,
    days_held,
)
from programme.interchange.problems import Findings
from programme.interchange.schedule import language_of
from programme.interchange.snapshot import (
    NAMED,
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
from programme.text import clean_line, clean_text, is_web_address

__all__ = ("carried", "embed", "festival_node", "person_node", "place_node", "read", "session_node", "write")


def write(snapshot: Snapshot) -> bytes:
    """A graph of the festival with its sessions, and of its rooms and people; UTF-8, safe in a page too."""
    festival = festival_node(snapshot)
    if snapshot.sessions:
        festival["subEvent"] = [event_node(session, snapshot) for session in snapshot.sessions]
    graph = [festival, *map(place_node, snapshot.rooms), *map(person_node, snapshot.people)]
    return embed({"@graph": graph}).encode()


def carried(snapshot: Snapshot) -> Snapshot:
    """What is read from the document written of this: no kinds, roles, recordings, colours, labels of people's
    links; nothing of the release but what it holds. HTML in long texts has become Markdown.

    A session that is held once is cancelled with its time, and each time with its session.
    """
    whole = Snapshot(
        title=clean_line(snapshot.title),
        subtitle=clean_line(snapshot.subtitle),
        acronym=clean_line(snapshot.acronym),
        language=language_of(snapshot.language),
        time_zone=snapshot.time_zone,
        city=clean_line(snapshot.city),
        url=address_in(snapshot.url),
        tracks=tuple(Track(name=clean_line(track.name)) for track in snapshot.tracks),
        rooms=tuple(map(_carried_room, snapshot.rooms)),
        people=tuple(map(_carried_person, snapshot.people)),
        sessions=tuple(map(_carried_session, snapshot.sessions)),
    )
    return whole.change(days=days_of(snapshot) or days_held(whole))


def read(content: bytes, *, time_zone: str = "") -> Snapshot:
    """A document of ours, or any in which Events stand in a graph, in a list or in an event.

    `time_zone` is what the asker says, "" for what the document says; without either each start needs its
    offset. Raises FormatError, and nothing else.
    """
    zone = checked_zone(time_zone)
    findings = Findings()
    reader = Reader(parsed(content), zone, findings)
    snapshot = reader.snapshot()
    findings.raise_problems()
    return snapshot.change(remarks=findings.remarks)


def _carried_room(room: Room) -> Room:
    latitude, longitude = coordinates_in(room.latitude, room.longitude) or (None, None)
    return Room(
        name=clean_line(room.name),
        guid=room.guid,
        capacity=room.capacity,
        description=markdown_of(clean_text(room.description)),
        venue=clean_line(room.venue),
        address=clean_line(room.address),
        latitude=latitude,
        longitude=longitude,
    )


def _carried_person(person: Person) -> Person:
    addresses = dict.fromkeys(link.url for link in person.links if is_web_address(link.url))
    return Person(
        id=_carried_id(person.id, person.name),
        name=clean_line(person.name),
        guid=person.guid,
        biography=markdown_of(clean_text(person.biography)),
        organisation=clean_line(person.organisation),
        url=address_in(person.url),
        links=tuple(map(Link, addresses)),
    )


def _carried_id(number: str, name: str) -> str:
    return id_of_name(clean_line(name)) if number.startswith(NAMED) else clean_line(number)


def _carried_session(session: Session) -> Session:
    abstract, description = clean_text(session.abstract), clean_text(session.description)
    is_once = len(session.occurrences) == 1
    return Session(
        id=clean_line(session.id),
        code=code_in(session.code),
        title=clean_line(session.title),
        subtitle=clean_line(session.subtitle),
        abstract=markdown_of(abstract),
        description="" if description == abstract else markdown_of(description),
        format=format_in(session.format),
        track=clean_line(session.track),
        language=language_of(session.language),
        people=tuple(Part(number) for number in dict.fromkeys(part.person for part in session.people)),
        links=links_in(session.links),
        attachments=links_in(session.attachments),
        url=address_in(session.url),
        cancelled=session.cancelled or (is_once and session.occurrences[0].cancelled),
        occurrences=tuple(
            Occurrence(
                id=clean_line(one.id),
                guid=one.guid,
                starts_at=one.starts_at.replace(second=0, microsecond=0),
                minutes=one.minutes,
                room=clean_line(one.room),
                cancelled=one.cancelled or session.cancelled,
            )
            for one in session.occurrences
        ),
    )
