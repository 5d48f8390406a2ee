"""schedule.xml read: every dialect, through a hardened parser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.schedule import guid_of
from programme.interchange.schedule_raw import RawEvent, RawPerson, RawSchedule
from programme.interchange.schedule_reading import snapshot_of
from programme.interchange.schedule_times import RawTime, date_in
from programme.interchange.snapshot import (
    Room,
    Snapshot,
    Track,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def read(content: bytes, *, time_zone: str = "", fallback_zone: str = "") -> Snapshot:
    """The timetable in this file, whatever dialect; zones as for `schedule.snapshot_of`.

    Raises FormatError, and nothing else.
    """
    root = _parsed(content)
    if _name(root) != "schedule":
        raise unreadable(
            _("This is no schedule.xml: its first element is “{name}”, not “schedule”."),
            where=f"line {root.sourceline}",
            name=_name(root)[:60],
        )
    findings = Findings()
    conference = next(_children(root, "conference"), etree.Element("conference"))
    raw = RawSchedule(
        title=_of(conference, "title"),
        acronym=_of(conference, "acronym"),
        version=_of(root, "version") or _of(conference, "release"),
        generator=next((element.get("name", "") for element in _children(root, "generator")), ""),
        url=_of(conference, "url").strip(),
        base_url=_of(conference, "base_url").strip(),
        venue=_of(conference, "venue"),
        city=_of(conference, "city"),
        time_zone=_of(conference, "time_zone_name"),
        day_change=_of(conference, "day_change"),
        tracks=[_read_track(element) for element in _listed_tracks(root, conference)],
    )
    for day in _children(root, "day"):
        _read_day(day, raw, findings)
    return snapshot_of(raw, time_zone=time_zone, fallback_zone=fallback_zone, findings=findings)


_DEFINES = _("The file defines a document type (<!DOCTYPE>), which no schedule needs. Remove it.")


def _parsed(content: bytes) -> Element:
    _refuse_definitions(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as no:
        raise unreadable(
            _("This is no XML that can be read: {reason}"),
            where=f"line {no.lineno or 1}",
            reason=str(no.msg)[:300],
        ) from None
    except ValueError as no:
        raise unreadable(_("This is no XML that can be read: {reason}"), reason=str(no)[:300]) from None
    except LookupError as no:  # an encoding that nobody knows
        raise unreadable(_("This is no XML that can be read: {reason}"), reason=str(no)[:300]) from None
    if root is None:
        raise unreadable(_("There is no XML in this file."))
    if root.getroottree().docinfo.doctype:  # in an encoding that the first look could not read
        raise unreadable(_DEFINES)
    return root


def _refuse_definitions(content: bytes) -> None:
    """No schedule has a document type; what entities one defines may be bombs, or name files of this machine."""

    class DefinitionFound(Exception):  # noqa: N818
        pass

    def found(*_facts: object) -> None:
        raise DefinitionFound

    looking = expat.ParserCreate()
    looking.StartDoctypeDeclHandler = found

    def stop(*_facts: object) -> None:
        raise StopIteration

    looking.StartElementHandler = stop  # the document type can only stand before the first element
    try:
        looking.Parse(content, True)
    except DefinitionFound:
        raise unreadable(_DEFINES, where=f"line {looking.CurrentLineNumber}") from None
    except (StopIteration, expat.ExpatError, ValueError, LookupError):
        return  # the parser proper says what is wrong, and where


def _read_day(day: Element, raw: RawSchedule, findings: Findings) -> None:
    found = date_in(day.get("date", "")) or date_in(day.get("start", ""))
    if found is None:
        findings.refuse(
            f"line {day.sourceline}",
            "day date",
            _("“{text}” is no date between 1990 and 2199."),
            text=day.get("date", "")[:40],
        )
        return
    raw.days.append((found, day.get("end", "")))
    for element in day:
        if _name(element) == "event":  # before 2013 they stood here, and told their rooms themselves
            raw.events.append(_read_event(element, found, ""))
        elif _name(element) == "room":
            raw.rooms.append(Room(name=element.get("name", ""), guid=guid_of(element.get("guid", ""))))
            for event in _children(element, "event"):
                raw.events.append(_read_event(event, found, element.get("name", "")))


def _read_event(event: Element, day: date, room: str) -> RawEvent:
    return RawEvent(
        where=f"line {event.sourceline}",
        time=RawTime(
            day=day,
            date=_of(event, "date"),
            start=_of(event, "start"),
            end=_of(event, "end"),
            duration=_of(event, "duration"),
        ),
        id=event.get("id", ""),
        guid=event.get("guid", ""),
        code=event.get("code", ""),
        room=room.strip() or _of(event, "room"),
        title=_of(event, "title"),
        subtitle=_of(event, "subtitle"),
        abstract=_of(event, "abstract"),
        description=_of(event, "description"),
        type=_of(event, "type"),
        track=_of(event, "track"),
        language=_of(event, "language"),
        url=_of(event, "url") or _of(event, "full_conf_url"),
        slug=_of(event, "slug"),
        optout=any(
            _of(recording, "optout").strip().casefold() in {"true", "1"}
            for recording in _children(event, "recording")
        ),
        people=[
            RawPerson(id=person.get("id", ""), guid=person.get("guid", ""), name=_all_text(person))
            for persons in _children(event, "persons")
            for person in _children(persons, "person")
        ],
        links=_read_links(event, "links", "link"),
        attachments=_read_links(event, "attachments", "attachment"),
    )


def _read_links(event: Element, plural: str, singular: str) -> list[tuple[str, str]]:
    return [
        (link.get("href", "") or _all_text(link), _all_text(link))
        for links in _children(event, plural)
        for link in _children(links, singular)
    ]


def _listed_tracks(root: Element, conference: Element) -> Iterator[Element]:
    yield from _children(conference, "track")
    for tracks in (*_children(root, "tracks"), *_children(conference, "tracks")):
        yield from _children(tracks, "track")


def _read_track(element: Element) -> Track:
    return Track(
        name=element.get("name") or _all_text(element),
        slug=element.get("slug", ""),
        colour=element.get("color", ""),
    )


def _children(parent: Element, name: str) -> Iterator[Element]:
    return (element for element in parent if _name(element) == name)


def _of(parent: Element, name: str) -> str:
    """The text of the first child of this name that has one: some dialects repeat an element, once empty."""
    return next((text for element in _children(parent, name) if (text := _all_text(element)).strip()), "")


def _all_text(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def _name(element: Element) -> str:
    """Without a namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
