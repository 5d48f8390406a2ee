"""Sessions out of a calendar's events, and what writing and reading calendars share."""

from __future__ import annotations

from dataclasses import replace

from programme import times
from programme.interchange.problems import Findings, _
from programme.interchange.snapshot import Occurrence, Room, Session, Snapshot, Track

YEARS = range(times.LIVING_MEMORY[0].year, times.LIVING_MEMORY[1].year)
UNTITLED = "—"


class Gathered:
    """Sessions out of events: those with the same address and the same title are one."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._sessions: list[Session] = []
        self._held: list[list[Occurrence]] = []
        self._places: dict[tuple[str, str], int] = {}
        self._rooms: dict[str, Room] = {}

    def add(self, session: Session, held: Occurrence, place: tuple[float, float] | None) -> None:
        self._add_room(held.room, place)
        index = self._places.get((session.url, session.title)) if session.url else None
        if index is None:
            self._places[session.url, session.title] = len(self._sessions)
            self._sessions.append(session)
            self._held.append([held])
            return
        self._held[index].append(held)
        first = self._sessions[index]
        if (first.description, first.track) != (session.description, session.track):
            self._findings.remark(
                _(
                    "“{title}” has other texts or another track at its other times. Those of the first were taken."
                ),
                title=session.title,
            )

    def _add_room(self, name: str, place: tuple[float, float] | None) -> None:
        known = self._rooms.get(name)
        if name and (known is None or (place and known.latitude is None)):
            latitude, longitude = place or (None, None)
            self._rooms[name] = Room(name=name, latitude=latitude, longitude=longitude)

    def snapshot(self, *, title: str, time_zone: str) -> Snapshot:
        """In the order of the events; the days are those on which something is held."""
        tracks = dict.fromkeys(session.track for session in self._sessions if session.track)
        whole = Snapshot(
            title=title,
            time_zone=time_zone,
            tracks=tuple(Track(name=name) for name in tracks),
            rooms=tuple(self._rooms.values()),
            sessions=tuple(
                replace(session, occurrences=tuple(held))
                for session, held in zip(self._sessions, self._held, strict=True)
            ),
            remarks=self._findings.remarks,
        )
        days = {whole.day_of(held.starts_at) for _session, held in whole.held()}
        return whole.change(days=tuple(sorted(days)))


def known_zone(name: str) -> str:
    """The name, where it is one of a time zone."""
    return name if name in times.zone_names() else ""


def coordinates(room: Room) -> tuple[float, float] | None:
    """To the metre, and only where they are on this planet."""
    if room.latitude is None or room.longitude is None:
        return None
    return on_earth(room.latitude, room.longitude)


def on_earth(latitude: float, longitude: float) -> tuple[float, float] | None:
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return round(latitude, 6), round(longitude, 6)
    return None
