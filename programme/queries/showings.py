"""Showings: the times that sessions are held, as a reader sees them.

Two sources fill them. What is *published* are the slots of the current release: place and time as they were
frozen, everything else as it is now, cancelling too. The *draft* are the occurrences as they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import models

from programme.models import Edition, Format, Occurrence, Room, Session, SessionSpeaker, Slot, Text, Track
from programme.models.release import SlotQuerySet
from programme.queries.labels import access_labels, language_label

type Order = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker in a session; `role` is a word for it, "" for a plain speaker."""

    name: str
    number: int
    guid: UUID
    slug: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class TrackMark:
    slug: str
    name: Text
    order: Order


@dataclass(frozen=True, slots=True)
class FormatMark:
    kind: str
    kind_label: str
    name: Text
    order: Order


@dataclass(frozen=True, slots=True)
class Place:
    """A room and its venue; coordinates are WGS 84, in degrees."""

    slug: str
    guid: UUID
    name: Text
    venue_slug: str
    venue: Text
    address: str
    latitude: float | None
    longitude: float | None
    floor: str
    capacity: int | None
    access: frozenset[str]
    order: Order
    venue_order: Order

    @property
    def access_labels(self) -> tuple[str, ...]:
        return access_labels(self.access)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One time of one session. Times are in the edition's zone, `day` is the festival day.

    `state` is a word for the session's state in a draft, "" in what is published. `places` are its classes in
    the grid of its day, where there is one.
    """

    number: int
    guid: UUID
    code: str
    slug: str
    title: Text
    abstract: Text
    starts_at: datetime
    ends_at: datetime
    day: date
    place: Place | None
    track: TrackMark | None
    format: FormatMark
    language: str
    interpreted_into: tuple[str, ...]
    speakers: tuple[Person, ...]
    access: frozenset[str]
    seat_limit: int | None
    cancelled: bool
    state: str
    places: str = ""

    @property
    def at_night(self) -> bool:
        """After midnight, and still of the evening before."""
        return self.starts_at.date() != self.day

    @property
    def seats(self) -> int | None:
        """How many people it takes: its own limit, else what the room holds."""
        if self.seat_limit is not None:
            return self.seat_limit
        return self.place.capacity if self.place else None

    @property
    def language_label(self) -> str:
        return language_label(self.language) if self.language else ""

    @property
    def interpreted_labels(self) -> tuple[str, ...]:
        return tuple(map(language_label, self.interpreted_into))

    @property
    def access_labels(self) -> tuple[str, ...]:
        return access_labels(self.access)

    @property
    def order(self) -> Order:
        """By time (not the wall's, which comes twice in a night), then by room, those without one last."""
        place = (0, *self.place.venue_order, *self.place.order) if self.place else (1,)
        return (self.starts_at.timestamp(), place, self.code, self.number)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    showings: tuple[Showing, ...]


def public_slots(edition: Edition) -> SlotQuerySet:
    """What anybody may see of this edition's timetable; every public page starts from here."""
    return Slot.objects.public().filter(edition=edition)


def published(edition: Edition, language: str, slots: SlotQuerySet) -> tuple[Showing, ...]:
    """The showings of these public slots in the order of the programme; two queries."""
    rows = list(with_what_is_listed(slots))
    people = people_of(slot.occurrence.session_id for slot in rows)
    return showings_of_slots(edition, language, rows, people)


def drafted(edition: Edition, language: str, occurrences: models.QuerySet[Occurrence]) -> tuple[Showing, ...]:
    """The showings of those occurrences that have a time, as the draft has them; two queries."""
    rows = list(
        occurrences.filter(edition=edition, starts_at__isnull=False)
        .select_related("session__track", "session__format", "room__venue")
        .fetch_mode(models.FETCH_RAISE)
    )
    people = people_of(occurrence.session_id for occurrence in rows)
    return showings_of_occurrences(edition, language, rows, people)


def is_cancelled(slot: Slot) -> bool:
    """By its release, or since, alone or with its session."""
    occurrence = slot.occurrence
    return slot.cancelled or occurrence.is_cancelled or occurrence.session.is_cancelled


def by_day(showings: Iterable[Showing]) -> tuple[Day, ...]:
    """Days with at least one showing, in order."""
    ordered = sorted(showings, key=lambda showing: (showing.day, showing.order))
    return tuple(
        Day(date=day, showings=tuple(group))
        for day, group in groupby(ordered, key=lambda showing: showing.day)
    )


def with_what_is_listed(slots: SlotQuerySet) -> models.QuerySet[Slot]:
    """Joined with all that a list shows, without the texts that it does not."""
    return (
        slots.select_related("occurrence__session__track", "occurrence__session__format", "room__venue")
        .defer(
            "occurrence__session__subtitle",
            "occurrence__session__description",
            "occurrence__session__track__description",
            "room__venue__directions",
        )
        .fetch_mode(models.FETCH_RAISE)
    )


def people_of(sessions: Iterable[int]) -> dict[int, tuple[Person, ...]]:
    """Speakers by session, in the order they are named in; one query."""
    found: dict[int, list[Person]] = defaultdict(list)
    parts = (
        SessionSpeaker.objects.filter(session__in=set(sessions))
        .select_related("speaker")
        .only(
            "session_id", "role", "speaker__name", "speaker__number", "speaker__uuid", "speaker__organisation"
        )
        .fetch_mode(models.FETCH_RAISE)
    )
    for part in parts:
        speaker = part.speaker
        found[part.session_id].append(
            Person(
                name=speaker.name,
                number=speaker.number,
                guid=speaker.uuid,
                slug=speaker.slug,
                role="" if part.role == SessionSpeaker.Role.SPEAKER else part.get_role_display(),
                organisation=speaker.organisation,
            )
        )
    return {session: tuple(people) for session, people in found.items()}


def showings_of_slots(
    edition: Edition, language: str, slots: Iterable[Slot], people: dict[int, tuple[Person, ...]]
) -> tuple[Showing, ...]:
    words = _Words(edition, language)
    return _ordered(
        _showing(
            words,
            slot.occurrence,
            room=slot.room,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            cancelled=is_cancelled(slot),
            state="",
            people=people,
        )
        for slot in slots
    )


def showings_of_occurrences(
    edition: Edition,
    language: str,
    occurrences: Iterable[Occurrence],
    people: dict[int, tuple[Person, ...]],
) -> tuple[Showing, ...]:
    words = _Words(edition, language)
    return _ordered(
        _showing(
            words,
            occurrence,
            room=occurrence.room,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            cancelled=occurrence.is_cancelled or occurrence.session.is_cancelled,
            state=occurrence.session.get_state_display(),
            people=people,
        )
        for occurrence in occurrences
        if occurrence.starts_at and occurrence.ends_at
    )


def place_of(edition: Edition, language: str, room: Room) -> Place:
    venue = room.venue
    return Place(
        slug=room.slug,
        guid=room.uuid,
        name=edition.text(room.name, language),
        venue_slug=venue.slug,
        venue=edition.text(venue.name, language),
        address=venue.address,
        latitude=None if venue.latitude is None else float(venue.latitude),
        longitude=None if venue.longitude is None else float(venue.longitude),
        floor=room.floor,
        capacity=room.capacity,
        access=frozenset(room.access_features),
        order=(room.position, room.slug),
        venue_order=(venue.position, venue.slug),
    )


def _ordered(showings: Iterable[Showing]) -> tuple[Showing, ...]:
    return tuple(sorted(showings, key=lambda showing: showing.order))


@dataclass(frozen=True, slots=True)
class _Words:
    """Rooms, tracks and formats as a reader is told of them, each made once however often it is in a list."""

    edition: Edition
    language: str
    places: dict[int, Place] = field(default_factory=dict)
    tracks: dict[int, TrackMark | None] = field(default_factory=dict)
    formats: dict[int, FormatMark] = field(default_factory=dict)

    def place(self, room: Room | None) -> Place | None:
        if room is None:
            return None
        if room.pk not in self.places:
            self.places[room.pk] = place_of(self.edition, self.language, room)
        return self.places[room.pk]

    def track(self, track: Track | None) -> TrackMark | None:
        if track is None:
            return None
        if track.pk not in self.tracks:
            self.tracks[track.pk] = track_mark(self.edition, self.language, track)
        return self.tracks[track.pk]

    def format(self, format_: Format) -> FormatMark:
        if format_.pk not in self.formats:
            self.formats[format_.pk] = _format_mark(self.edition, self.language, format_)
        return self.formats[format_.pk]


def _showing(
    words: _Words,
    occurrence: Occurrence,
    *,
    room: Room | None,
    starts_at: datetime,
    ends_at: datetime,
    cancelled: bool,
    state: str,
    people: dict[int, tuple[Person, ...]],
) -> Showing:
    session, edition, language = occurrence.session, words.edition, words.language
    return Showing(
        number=occurrence.number,
        guid=occurrence.uuid,
        code=session.code,
        slug=session.slug,
        title=edition.text(session.title, language),
        abstract=edition.text(session.abstract, language),
        starts_at=starts_at.astimezone(edition.zone),
        ends_at=ends_at.astimezone(edition.zone),
        day=edition.day_of(starts_at),
        place=words.place(room),
        track=words.track(session.track),
        format=words.format(session.format),
        language=session.language,
        interpreted_into=tuple(session.interpreted_into),
        speakers=people.get(session.pk, ()),
        access=frozenset(session.access_features),
        seat_limit=session.seat_limit,
        cancelled=cancelled,
        state=state,
    )


def track_mark(edition: Edition, language: str, track: Track | None) -> TrackMark | None:
    if track is None:
        return None
    return TrackMark(
        slug=track.slug, name=edition.text(track.name, language), order=(track.position, track.slug)
    )


def _format_mark(edition: Edition, language: str, format_: Format) -> FormatMark:
    return FormatMark(
        kind=format_.kind,
        kind_label=format_.get_kind_display(),
        name=edition.text(format_.name, language),
        order=(format_.position, format_.kind),
    )


def session_marks(edition: Edition, language: str, session: Session) -> tuple[TrackMark | None, FormatMark]:
    """Track and format of a session that is shown by itself."""
    return track_mark(edition, language, session.track), _format_mark(edition, language, session.format)
