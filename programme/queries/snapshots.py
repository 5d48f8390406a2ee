"""What the public may read of a release, as the neutral picture that every format is written from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import translation

from programme.interchange import snapshot
from programme.models import (
    Attachment,
    Edition,
    Format,
    Occurrence,
    Release,
    Room,
    Session,
    SessionLink,
    SessionSpeaker,
    Slot,
    Speaker,
    SpeakerLink,
    Track,
)
from programme.models.release import SlotQuerySet
from programme.queries.showings import public_slots
from programme.queries.slot_revisions import slot_revisions
from programme.text import clean_line


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a picture is made: texts in `language`, addresses that begin with `site` (https://fest.example)."""

    language: str
    site: str

    def address(self, name: str, *arguments: object) -> str:
        """Under the reader's language, or under the site's first where the site has no pages in it."""
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(self.language if self.language in known else settings.LANGUAGE_CODE):
            return self.site + reverse(name, args=arguments)


def release_numbered(edition: Edition, number: int) -> Release | None:
    return Release.objects.filter(edition=edition, number=number).first()


def slots_of_release(edition: Edition, number: int) -> SlotQuerySet:
    """What anybody could see of an earlier release, were it the current one."""
    states = Session.PUBLIC_STATES
    return Slot.objects.filter(edition=edition, release__number=number, occurrence__session__state__in=states)


def snapshot_of(edition: Edition, reader: Reader, slots: SlotQuerySet | None = None) -> snapshot.Snapshot:
    """The current release, or those of `slots`, which all belong to one release; six queries, however many."""
    rows = list(_with_all(public_slots(edition) if slots is None else slots))
    parts = _parts(rows)
    rooms = _named({slot.room for slot in rows if slot.room}, edition, reader)
    tracks = _named_tracks(
        {slot.occurrence.session.track for slot in rows if slot.occurrence.session.track}, edition, reader
    )
    speakers = {part.speaker_id: part.speaker for found in parts.values() for part in found}
    release = rows[0].release if rows else None
    return festival_of(edition, reader).change(
        version=str(release.number) if release else "",
        published_at=release.published_at if release else None,
        tracks=tuple(
            snapshot.Track(name=name, slug=track.slug, colour=track.colour) for track, name in tracks.items()
        ),
        rooms=tuple(_room(room, name, edition, reader) for room, name in rooms.items()),
        people=_people(speakers.values(), edition, reader),
        sessions=_sessions(rows, parts, rooms, tracks, edition, reader),
    )


def festival_of(edition: Edition, reader: Reader) -> snapshot.Snapshot:
    """The edition, without anything that is held in it; no query."""
    return snapshot.Snapshot(
        title=edition.text(edition.name, reader.language),
        subtitle=edition.text(edition.tagline, reader.language),
        acronym=edition.slug,
        language=reader.language,
        time_zone=edition.time_zone,
        day_ends_at=edition.day_ends_at,
        days=edition.days,
        city=edition.city,
        url=reader.address("programme", edition.slug),
        licence=edition.content_licence,
    )


def _with_all(slots: SlotQuerySet) -> models.QuerySet[Slot]:
    """Joined with all that a format may hold, and with the last change of what they show.

    Of an occurrence that is when it was last cancelled or taken up again: its other changes are the draft's.
    """
    sessions = Session.history.model.objects.filter(id=models.OuterRef("occurrence__session_id"))
    times = Occurrence.history.model.objects
    otherwise = times.filter(id=models.OuterRef("id")).exclude(is_cancelled=models.OuterRef("is_cancelled"))
    since = times.filter(
        id=models.OuterRef("occurrence_id"),
        history_date__gt=models.Subquery(_dates(otherwise, "-history_date")),
    )
    session_changed = models.Subquery(_dates(sessions, "-history_date"))
    time_changed = models.Subquery(_dates(since, "history_date"))
    return (
        slots.select_related(
            "release", "occurrence__session__track", "occurrence__session__format", "room__venue"
        )
        .annotate(changed_at=Greatest(session_changed, time_changed))
        .order_by("period", "room__position", "occurrence__number")
        .fetch_mode(models.FETCH_RAISE)
    )


def _dates(history: models.QuerySet[Any], order: str) -> models.QuerySet[Any]:
    """The first date in this order."""
    return history.order_by(order).values("history_date")[:1]


def _parts(slots: Iterable[Slot]) -> dict[int, list[SessionSpeaker]]:
    found: defaultdict[int, list[SessionSpeaker]] = defaultdict(list)
    rows = (
        SessionSpeaker.objects.filter(session__in={slot.occurrence.session_id for slot in slots})
        .select_related("speaker")
        .order_by("position", "id")
        .fetch_mode(models.FETCH_RAISE)
    )
    for part in rows:
        found[part.session_id].append(part)
    return found


def _sessions(
    slots: Iterable[Slot],
    parts: dict[int, list[SessionSpeaker]],
    rooms: dict[Room, str],
    tracks: dict[Track, str],
    edition: Edition,
    reader: Reader,
) -> tuple[snapshot.Session, ...]:
    by_session: dict[int, list[Slot]] = {}
    for slot in slots:
        by_session.setdefault(slot.occurrence.session_id, []).append(slot)
    formats = _named_formats(
        (slots[0].occurrence.session.format for slots in by_session.values()), edition, reader
    )
    revisions = slot_revisions(edition, slots)
    links: defaultdict[int, list[snapshot.Link]] = defaultdict(list)
    for link in SessionLink.objects.filter(session__in=by_session).order_by("position", "id"):
        links[link.session_id].append(snapshot.Link(link.url, link.label))
    files: defaultdict[int, list[snapshot.Link]] = defaultdict(list)
    for attachment in (
        Attachment.objects.filter(session__in=by_session).exclude(file="").order_by("label", "id")
    ):
        address = reader.site + reverse("file_detail", args=[attachment.file.name])
        files[attachment.session_id].append(snapshot.Link(address, attachment.label))
    found = []
    for key, its_slots in by_session.items():
        session = its_slots[0].occurrence.session
        found.append(
            snapshot.Session(
                code=session.code,
                title=edition.text(session.title, reader.language),
                subtitle=edition.text(session.subtitle, reader.language),
                abstract=edition.text(session.abstract, reader.language),
                description=edition.text(session.description, reader.language),
                format=formats[session.format],
                kind=session.format.kind,
                track=tracks[session.track] if session.track else "",
                language=session.language,
                people=tuple(
                    snapshot.Part(str(part.speaker.number), part.role) for part in parts.get(key, ())
                ),
                links=tuple(links[key]),
                attachments=tuple(files[key]),
                url=reader.address("session_by_code", edition.slug, session.code),
                recording=session.recording,
                cancelled=session.is_cancelled,
                occurrences=tuple(_occurrence(slot, rooms, revisions) for slot in its_slots),
            )
        )
    return tuple(found)


def _occurrence(
    slot: Slot, rooms: dict[Room, str], revisions: dict[int, tuple[int, datetime]]
) -> snapshot.Occurrence:
    one = slot.occurrence
    revision, moved_at = revisions.get(one.pk, (0, slot.release.published_at))
    changed_at = getattr(slot, "changed_at", None)
    return snapshot.Occurrence(
        id=str(one.number),
        guid=one.uuid,
        starts_at=slot.starts_at,
        minutes=int((slot.ends_at - slot.starts_at).total_seconds()) // 60,
        room=rooms[slot.room] if slot.room else "",
        cancelled=slot.cancelled or one.is_cancelled,
        revision=revision,
        changed_at=max(moved_at, changed_at) if changed_at else moved_at,
    )


def _people(speakers: Iterable[Speaker], edition: Edition, reader: Reader) -> tuple[snapshot.Person, ...]:
    rows = sorted(speakers, key=lambda speaker: (speaker.name.casefold(), speaker.number))
    links: defaultdict[int, list[snapshot.Link]] = defaultdict(list)
    for link in SpeakerLink.objects.filter(speaker__in=rows).order_by("position", "id"):
        links[link.speaker_id].append(snapshot.Link(link.url, link.label))
    return tuple(
        snapshot.Person(
            id=str(speaker.number),
            name=speaker.name,
            guid=speaker.uuid,
            biography=edition.text(speaker.bio, reader.language),
            organisation=speaker.organisation,
            url=reader.address("speaker_detail", edition.slug, speaker.number, speaker.slug),
            links=tuple(links[speaker.pk]),
        )
        for speaker in rows
    )


def _room(room: Room, name: str, edition: Edition, reader: Reader) -> snapshot.Room:
    venue = room.venue
    return snapshot.Room(
        name=name,
        slug=room.slug,
        guid=room.uuid,
        capacity=room.capacity,
        venue=edition.text(venue.name, reader.language),
        address=venue.address,
        latitude=None if venue.latitude is None else float(venue.latitude),
        longitude=None if venue.longitude is None else float(venue.longitude),
    )


def _named(rooms: Iterable[Room], edition: Edition, reader: Reader) -> dict[Room, str]:
    """Each by a name of its own, in order: most formats know rooms by their names alone."""
    in_order = sorted(
        rooms, key=lambda room: (room.venue.position, room.venue.slug, room.position, room.slug)
    )
    names = {room: clean_line(edition.text(room.name, reader.language)) or room.slug for room in in_order}
    counts = Counter(names.values())
    for room, name in names.items():
        if counts[name] > 1:
            names[room] = f"{name} ({clean_line(edition.text(room.venue.name, reader.language))})"
    return _once(names)


def _named_tracks(tracks: Iterable[Track], edition: Edition, reader: Reader) -> dict[Track, str]:
    in_order = sorted(tracks, key=lambda track: (track.position, track.slug))
    names = {track: clean_line(edition.text(track.name, reader.language)) for track in in_order}
    return _once({track: name or track.slug for track, name in names.items()})


def _named_formats(formats: Iterable[Format], edition: Edition, reader: Reader) -> dict[Format, str]:
    """By their names, with the kind behind it where two have one name."""
    names = {format_: clean_line(edition.text(format_.name, reader.language)) for format_ in formats}
    counts = Counter(names.values())
    return {
        format_: name if counts[name] == 1 else f"{name} ({format_.kind})" for format_, name in names.items()
    }


def _once[Row: (Room, Track)](names: dict[Row, str]) -> dict[Row, str]:
    counts = Counter(names.values())
    return {row: name if counts[name] == 1 else f"{name} ({row.slug})" for row, name in names.items()}
