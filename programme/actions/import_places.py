"""Rooms, tracks and formats of an imported programme, matched with those of the edition by guid or name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import translation

from programme.actions.import_matching import Match
from programme.actions.import_report import Journal, Noun
from programme.actions.import_writing import Writer, create_rows, cut, is_named, put_text, update_rows
from programme.interchange.kinds import kind_of
from programme.interchange.problems import _
from programme.models import Edition, Format, Room, Texts, Track, Venue
from programme.models.colours import readable_in_light_and_dark
from programme.queries.spreadsheet_names import folded
from programme.text import slug_of

if TYPE_CHECKING:
    from accounts.models import User
    from programme.interchange import snapshot

NAME_LIMIT = 200
# Told apart by most eyes, and readable under white text.
PALETTE = (
    "#1d3557", "#9b2226", "#1b6b4a", "#6a3d9a", "#8a4b00", "#0b6e8f", "#7a1f5c", "#4a5a00",
    "#3d405b", "#a23b00", "#2a5db0", "#5c4033",
)  # fmt: skip


@dataclass
class Places:
    """The edition's rows by what the file calls them. Formats: by name, "" for sessions without one."""

    rooms: dict[str, Room] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    formats: dict[tuple[str, str], Format] = field(default_factory=dict)


def import_places(
    edition: Edition,
    read: snapshot.Snapshot,
    matches: Iterable[Match],
    *,
    language: str,
    by: User | None,
    journal: Journal,
) -> Places:
    """Writes what is new or differs. A track that no session of the file is in is left out.

    No format is made for sessions that are here and have theirs, where the file says none.
    """
    places = Places()
    _import_rooms(edition, read, places, language, by, journal)
    _import_tracks(edition, read, places, language, by, journal)
    sessions = [match.read for match in matches if match.row is None or match.read.format]
    _import_formats(edition, sessions, places, language, by, journal)
    return places


def _import_rooms(
    edition: Edition,
    read: snapshot.Snapshot,
    places: Places,
    language: str,
    by: User | None,
    journal: Journal,
) -> None:
    here = list(Room.objects.filter(edition=edition).select_related("venue"))
    claimed: set[int] = set()
    taken = set(
        Room.objects.filter(uuid__in=[room.guid for room in read.rooms if room.guid])
        .exclude(edition=edition)
        .values_list("uuid", flat=True)
    )
    venues = _Venues(edition, read, language, by, journal)
    slugs = _Slugs(here)
    position = max((room.position for room in here), default=0)
    new: list[Room] = []
    updated: list[Writer] = []
    for found in read.rooms:
        name = cut(found.name, NAME_LIMIT)
        free = [room for room in here if room.pk not in claimed]
        row = (
            next((room for room in free if found.guid and room.uuid == found.guid), None)
            or next((room for room in free if name in room.name.values()), None)
            or next((room for room in free if is_named(room.name, name)), None)
            or next((room for room in free if folded(name) in _room_aliases(room)), None)
        )
        if row is None:
            position += 1
            row = Room(
                edition=edition,
                venue=venues.named(found.venue),
                name=Texts({language: name}),
                slug=slugs.new(name),
                capacity=found.capacity,
                position=position,
            )
            if found.guid and found.guid not in taken:
                row.uuid = found.guid
            new.append(row)
            journal.note(Noun.ROOM, name, is_new=True)
        else:
            claimed.add(row.pk)
            writer = Writer(row)
            if not is_named(row.name, name) and folded(name) not in _room_aliases(row):
                writer.set("name", put_text(row.name, name, language))
            if found.capacity is not None:
                writer.set("capacity", found.capacity)
            updated.append(writer)
            journal.note(Noun.ROOM, name, is_new=False, facts=tuple(writer.changed))
        places.rooms[found.name] = row
    create_rows(new, by)
    update_rows([writer.row for writer in updated if writer.changed], ["name", "capacity"], by)


def _aliases(names: Texts, *told_by: str) -> set[str]:
    """Names with what an export puts behind them where two rows have one name: "Salle 1 (Cabaret Sauvage)"."""
    return {folded(f"{name} ({word})") for name in names.values() for word in told_by}


def _room_aliases(room: Room) -> set[str]:
    return _aliases(room.name, room.slug, *room.venue.name.values())


class _Venues:
    """The venue that rooms of the file are put into: one of its name, else the edition's first, else a new one."""

    def __init__(
        self, edition: Edition, read: snapshot.Snapshot, language: str, by: User | None, journal: Journal
    ) -> None:
        self.edition, self.language, self.by, self.journal = edition, language, by, journal
        self.here = list(Venue.objects.filter(edition=edition))
        self.fallback = cut(read.city or read.title or edition.slug, NAME_LIMIT)

    def named(self, name: str) -> Venue:
        name = cut(name, 120)
        found = next((venue for venue in self.here if name and is_named(venue.name, name)), None)
        if found is None and not name and self.here:
            found = self.here[0]
        if found is None:
            found = Venue(edition=self.edition, name=Texts({self.language: name or cut(self.fallback, 120)}))
            found._history_user = self.by  # type: ignore[attr-defined]
            found.save()
            self.here.append(found)
            self.journal.note(Noun.VENUE, str(found), is_new=True)
        return found


class _Slugs:
    """Addresses that are free among rows not yet written, too."""

    def __init__(self, here: list[Room] | list[Track]) -> None:
        self.taken = {row.slug for row in here}

    def new(self, name: str) -> str:
        stem = slug_of(name)[:55] or "x"
        slug, number = stem, 1
        while slug in self.taken:
            number += 1
            slug = f"{stem}-{number}"
        self.taken.add(slug)
        return slug


def _import_tracks(
    edition: Edition,
    read: snapshot.Snapshot,
    places: Places,
    language: str,
    by: User | None,
    journal: Journal,
) -> None:
    used = {session.track for session in read.sessions if session.track}
    here = list(Track.objects.filter(edition=edition))
    claimed: set[int] = set()
    slugs = _Slugs(here)
    position = max((track.position for track in here), default=0)
    new: list[Track] = []
    updated: list[Writer] = []
    left = [track.name for track in read.tracks if track.name not in used]
    for found in read.tracks:
        if found.name not in used:
            continue
        name = cut(found.name, NAME_LIMIT)
        free = [track for track in here if track.pk not in claimed]
        row = (
            next((track for track in free if name in track.name.values()), None)
            or next((track for track in free if is_named(track.name, name)), None)
            or next((track for track in free if folded(name) in _aliases(track.name, track.slug)), None)
            or next((track for track in free if found.slug and track.slug == found.slug), None)
        )
        if row is None:
            position += 1
            row = Track(
                edition=edition,
                name=Texts({language: name}),
                slug=slugs.new(found.slug or name),
                colour=_colour(found.colour, position),
                position=position,
            )
            new.append(row)
            journal.note(Noun.TRACK, name, is_new=True)
        else:
            claimed.add(row.pk)
            writer = Writer(row)
            if not is_named(row.name, name) and folded(name) not in _aliases(row.name, row.slug):
                writer.set("name", put_text(row.name, name, language))
            updated.append(writer)
            journal.note(Noun.TRACK, name, is_new=False, facts=tuple(writer.changed))
        places.tracks[found.name] = row
    create_rows(new, by)
    update_rows([writer.row for writer in updated if writer.changed], ["name"], by)
    if left:
        journal.remark(
            _("{count} tracks that no session is in were left out: {names}."),
            count=len(left),
            names=", ".join(left),
        )


def _colour(wanted: str, position: int) -> str:
    try:
        if wanted:
            readable_in_light_and_dark(wanted)
            return wanted
    except ValidationError:
        pass
    return PALETTE[(position - 1) % len(PALETTE)]


def _import_formats(
    edition: Edition,
    sessions: Iterable[snapshot.Session],
    places: Places,
    language: str,
    by: User | None,
    journal: Journal,
) -> None:
    here = list(Format.objects.filter(edition=edition))
    position = max((format_.position for format_ in here), default=0)
    lengths: dict[tuple[str, str], Counter[int]] = {}
    for session in sessions:
        minutes = lengths.setdefault((session.format, session.kind), Counter())
        minutes.update(one.minutes for one in session.occurrences)
    new: list[Format] = []
    for (full_name, kind), minutes in lengths.items():
        kind = kind or (kind_of(full_name) if full_name else Format.Kind.OTHER)
        name = cut(full_name, NAME_LIMIT)
        rows = [*here, *new]
        row = (
            next((format_ for format_ in rows if name in format_.name.values()), None)
            or next((format_ for format_ in rows if name and is_named(format_.name, name)), None)
            or next(
                (format_ for format_ in rows if folded(name) in _aliases(format_.name, format_.kind)), None
            )
        )
        if row is None and not name:
            row = next((format_ for format_ in rows if format_.kind == kind), None)
        if row is None:
            position += 1
            row = Format(
                edition=edition,
                kind=kind,
                name=Texts({language: name} if name else _labels(edition, Format.Kind(kind))),
                default_minutes=minutes.most_common(1)[0][0] if minutes else 60,
                position=position,
            )
            new.append(row)
            journal.note(Noun.FORMAT, str(row), is_new=True)
        elif row.pk and row not in places.formats.values():
            journal.note(Noun.FORMAT, str(row), is_new=False)
        places.formats[full_name, kind] = places.formats[full_name, ""] = row
    create_rows(new, by)


def _labels(edition: Edition, kind: Format.Kind) -> dict[str, str]:
    labels = {}
    for code in edition.languages:
        with translation.override(code):
            labels[code] = str(kind.label)
    return labels
