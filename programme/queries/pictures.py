"""What single pages show, as the neutral pictures that their JSON-LD is written from; no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse

from programme.interchange import snapshot
from programme.models import Edition
from programme.queries.rooms import RoomDetail
from programme.queries.sessions import Link, SessionDetail
from programme.queries.showings import Person, Place, Showing
from programme.queries.snapshots import Reader, festival_of
from programme.queries.speakers import SpeakerDetail
from programme.queries.venues import VenueDetail
from programme.text import clean_line


def picture_of_session(edition: Edition, session: SessionDetail, reader: Reader) -> snapshot.Snapshot:
    """The festival with this session alone, one that is published."""
    showings = [sitting.showing for sitting in session.sittings]
    rooms = _named(showing.place for showing in showings if showing.place)
    track = clean_line(session.track.name) or session.track.slug if session.track else ""
    return festival_of(edition, reader).change(
        tracks=(snapshot.Track(name=track),) if track else (),
        rooms=tuple(_room(place, name) for place, name in rooms.items()),
        people=tuple(_person(edition, speaker, reader) for speaker in session.speakers),
        sessions=(
            snapshot.Session(
                code=session.code,
                title=session.title,
                subtitle=session.subtitle,
                abstract=session.abstract,
                description=session.description,
                format=session.format.name,
                kind=session.format.kind,
                track=track,
                language=showings[0].language,
                people=tuple(snapshot.Part(str(speaker.number)) for speaker in session.speakers),
                links=_links(session.links),
                attachments=tuple(
                    snapshot.Link(reader.site + reverse("file_detail", args=[download.name]), download.label)
                    for download in session.downloads
                ),
                url=reader.address("session_by_code", edition.slug, session.code),
                recording=session.recording,
                cancelled=session.cancelled,
                occurrences=tuple(
                    _occurrence(showing, rooms[showing.place] if showing.place else "")
                    for showing in showings
                ),
            ),
        ),
    )


def picture_of_speaker(edition: Edition, speaker: SpeakerDetail, reader: Reader) -> snapshot.Person:
    return snapshot.Person(
        id=str(speaker.number),
        name=speaker.name,
        guid=speaker.guid,
        biography=speaker.bio,
        organisation=speaker.organisation,
        url=reader.address("speaker_detail", edition.slug, speaker.number, speaker.slug),
        links=_links(speaker.links),
    )


def picture_of_room(room: RoomDetail) -> snapshot.Room:
    return _room(room.place, clean_line(room.place.name) or room.place.slug)


def picture_of_venue(venue: VenueDetail) -> snapshot.Room:
    """A venue is a place like a room, in no other."""
    first = venue.entry.rooms[0]
    return snapshot.Room(
        name=clean_line(venue.entry.name) or venue.entry.slug,
        slug=venue.entry.slug,
        address=venue.entry.address,
        latitude=first.latitude,
        longitude=first.longitude,
    )


def _occurrence(showing: Showing, room: str) -> snapshot.Occurrence:
    length = showing.ends_at.timestamp() - showing.starts_at.timestamp()  # not by the clocks on the wall
    return snapshot.Occurrence(
        id=str(showing.number),
        guid=showing.guid,
        starts_at=showing.starts_at,
        minutes=int(length) // 60,
        room=room,
        cancelled=showing.cancelled,
    )


def _person(edition: Edition, speaker: Person, reader: Reader) -> snapshot.Person:
    return snapshot.Person(
        id=str(speaker.number),
        name=speaker.name,
        guid=speaker.guid,
        url=reader.address("speaker_detail", edition.slug, speaker.number, speaker.slug),
    )


def _room(place: Place, name: str) -> snapshot.Room:
    return snapshot.Room(
        name=name,
        slug=place.slug,
        guid=place.guid,
        capacity=place.capacity,
        venue=place.venue,
        address=place.address,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _links(links: Iterable[Link]) -> tuple[snapshot.Link, ...]:
    """Those that are safe to follow; a page writes the address where there is no label."""
    return tuple(snapshot.Link(link.url, "" if link.label == link.url else link.label) for link in links)


def _named(places: Iterable[Place]) -> dict[Place, str]:
    """Each by a name of its own."""
    names = {place: clean_line(place.name) or place.slug for place in places}
    counts = Counter(names.values())
    return {place: name if counts[name] == 1 else f"{name} ({place.slug})" for place, name in names.items()}
