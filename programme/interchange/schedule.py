"""What schedule.xml and schedule.json have in common, and what both of them can hold.

The format is told at https://c3voc.de/wiki/schedule; frab, pentabarf, pretalx, wafer and others write dialects
of it. An event of the format is an occurrence here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from programme import times
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from programme.text import clean_line, clean_text, is_web_address, slug_of

GENERATOR = "Festapp"
LONGEST = 23 * 60 + 59  # minutes; readers take a longer duration for days, or drop the file
CODE = re.compile("[A-Z0-9]{6}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
COLOUR = re.compile("#[0-9a-f]{6}")
WORDS = re.compile(r"[^\W_]+")
HIGHEST_NUMBER = 2**31 - 1


def arranged(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """By their first time, then room, title and id; each with its times in order."""
    in_order = [
        replace(
            session,
            occurrences=tuple(sorted(session.occurrences, key=lambda one: (one.starts_at, one.room, one.id))),
        )
        for session in sessions
    ]
    return tuple(
        sorted(
            in_order,
            key=lambda session: (
                [(one.starts_at, one.room) for one in session.occurrences[:1]],
                session.title,
                [(one.id, str(one.guid)) for one in session.occurrences[:1]],
            ),
        )
    )


def guid_of(text: str) -> UUID | None:
    """The UUID, or one made of a guid that is none, always the same; None for an empty text."""
    text = text.strip()
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"guid:{clean_line(text)}")


def number_of(text: str) -> str:
    """The decimal digits of a positive number of 31 bits, or ""."""
    digits = text.strip().lstrip("0")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 10 and int(digits) <= HIGHEST_NUMBER:
        return digits
    return ""


def language_of(text: str) -> str:
    """ "de" for "DE", "pt-br" for "pt_BR", "" for what is no code."""
    code = clean_line(text).casefold().replace("_", "-")
    return code if LANGUAGE.fullmatch(code) else ""


def title_of(title: str, slug: str, number: str) -> str:
    """Every session has one: the title, else the words of its slug, else its number."""
    return clean_line(title) or " ".join(WORDS.findall(clean_line(slug))) or f"({number or '?'})"


def carried_title(session: Session) -> str:
    return title_of(session.title, "", session.occurrences[0].id if session.occurrences else "")


def carried_session(session: Session, held: tuple[Occurrence, ...], code: str) -> Session:
    """What both schedules hold of a session: one language, no roles, no word for what may be recorded."""
    return Session(
        code=code,
        title=carried_title(replace(session, occurrences=held)),
        subtitle=clean_line(session.subtitle),
        abstract=clean_text(session.abstract),
        description=clean_text(session.description),
        format=clean_line(session.format),
        track=clean_line(session.track),
        language=language_of(session.language),
        people=tuple(Part(part.person) for part in session.people),
        links=carried_links(session.links),
        attachments=carried_links(session.attachments),
        url=session.url if is_web_address(session.url) else "",
        recording="refused" if session.recording == "refused" else "undecided",
        occurrences=held,
    )


def carried_times(session: Session) -> tuple[Occurrence, ...]:
    """What is held and not cancelled, at most 23:59 long."""
    if session.cancelled:
        return ()
    return tuple(
        replace(one, minutes=min(one.minutes, LONGEST), revision=0, changed_at=None)
        for one in session.occurrences
        if not one.cancelled
    )


def carried_snapshot(
    snapshot: Snapshot, sessions: Iterable[Session], *, is_slug: Callable[[str], bool]
) -> Snapshot:
    """What both schedules hold beside their sessions; `is_slug` says which addresses of tracks the schema takes."""
    in_order = arranged(sessions)
    named = dict.fromkeys(part.person for session in in_order for part in session.people)
    people = {person.id: person for person in snapshot.people}
    return Snapshot(
        title=clean_line(snapshot.title),
        acronym=acronym_of(snapshot),
        version=clean_line(snapshot.version),
        time_zone=snapshot.time_zone or "UTC",
        day_ends_at=snapshot.day_ends_at,
        days=days_of(snapshot),
        url=snapshot.url if is_web_address(snapshot.url) else "",
        tracks=tuple(
            Track(
                name=track.name,
                slug=track.slug if is_slug(track.slug) else "",
                colour=track.colour if COLOUR.fullmatch(track.colour) else "",
            )
            for track in snapshot.tracks
        ),
        rooms=tuple(Room(name=room.name, guid=room.guid) for room in snapshot.rooms),
        people=tuple(
            Person(id=key, name=clean_line(people[key].name), guid=people[key].guid) for key in named
        ),
        sessions=in_order,
    )


def carried_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each address once. A client that meets a link without one undoes its whole import: they are left out."""
    found: dict[str, Link] = {}
    for link in links:
        if is_web_address(link.url):
            found.setdefault(link.url, Link(link.url, label_of(link.url, link.label)))
    return tuple(found.values())


def acronym_of(snapshot: Snapshot) -> str:
    """Of [a-z0-9_], four at least, as both schemas want it."""
    acronym = slug_of(snapshot.acronym or snapshot.title).replace("-", "_")
    return acronym if len(acronym) >= 4 else f"fest_{acronym}"


def slug_of_event(snapshot: Snapshot, session: Session, held: Occurrence) -> str:
    return f"{acronym_of(snapshot)}-{held.id or 0}-{slug_of(session.title, 'session')}"


def label_of(url: str, label: str) -> str:
    label = clean_line(label)
    return "" if label == url else label


def bounds_of(snapshot: Snapshot, day: date) -> tuple[datetime, datetime]:
    starts, ends = times.day_bounds(day, zone=snapshot.zone, day_ends_at=snapshot.day_ends_at)
    return starts.astimezone(snapshot.zone), ends.astimezone(snapshot.zone)


def days_of(snapshot: Snapshot) -> tuple[date, ...]:
    """The edition's days, and any other that something is held on."""
    held = {snapshot.day_of(one.starts_at) for _session, one in uncancelled(snapshot)}
    return tuple(sorted({*snapshot.days, *held}))


def uncancelled(snapshot: Snapshot) -> Iterator[tuple[Session, Occurrence]]:
    return ((session, one) for session, one in snapshot.held() if not session.cancelled and not one.cancelled)
