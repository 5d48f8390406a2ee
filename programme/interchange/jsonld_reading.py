"""JSON-LD read: our own documents, and those of others leniently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from programme.interchange.json_values import Item, items_of
from programme.interchange.jsonld_nodes import (
    address_in,
    code_in,
    coordinates_in,
    days_between,
    format_in,
    links_in,
)
from programme.interchange.markup import markdown_of
from programme.interchange.moments import (
    days_held,
    minutes_between,
    moment_of,
    usual_minutes,
)
from programme.interchange.problems import Findings, _, unreadable
from programme.interchange.schedule import language_of
from programme.interchange.schedule_times import date_in
from programme.interchange.snapshot import (
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
from programme.text import clean_line, is_web_address
from programme.times import is_zone

DEEPEST = 10  # festivals in festivals
LAST_NAME = re.compile("[^/#:]*$")
DURATION = re.compile(r"PT(?=\d)(?:(\d{1,2})H)?(?:(\d{1,4})M)?", re.ASCII)


class Reader:
    """Reads one document: first who and what has an @id, then the events in it."""

    def __init__(self, document: object, zone: str, findings: Findings) -> None:
        self._zone = zone
        self._findings = findings
        self._tops = list(tops_of(document, findings))
        self._named = {name: node for node in self._tops if (name := _text(node, "@id"))}
        self._rooms: dict[str, Room] = {}
        self._people: dict[str, Person] = {}
        self._tracks: dict[str, None] = {}
        self._met: set[tuple[str, str]] = set()
        self._links_left: dict[str, None] = {}

    def snapshot(self) -> Snapshot:
        festival, events = self._festival_and_events()
        if festival is None and not events:
            self._findings.raise_problems()
            raise unreadable(_("There is no festival and no event of schema.org in this document."))
        festival = festival or Item({}, "", self._findings)
        self._zone = self._zone or self._zone_of(festival)
        for node in self._nodes(festival, "about"):
            self._add_track(node)
        for node in self._tops:
            if _is(node, "Place"):
                self._room(node)
            elif _is(node, "Person"):
                self._person(node)
        sessions = tuple(filter(None, map(self._session, events)))
        city = next(self._nodes(festival, "location", text_as="name"), Item({}, "", self._findings))
        whole = Snapshot(
            title=_line(festival, "name"),
            subtitle=_line(festival, "description"),
            acronym=self._identifiers(festival).get("acronym", ""),
            language=language_of(_language(festival)),
            time_zone=self._zone,
            city=_line(city.item("address"), "addressLocality") or _line(city, "name"),
            url=self._address(festival, "url"),
            tracks=tuple(Track(name=name) for name in self._tracks),
            rooms=tuple(self._rooms.values()),
            people=tuple(self._people.values()),
            sessions=sessions,
        )
        if self._links_left:
            self._findings.remark(
                _("{count} links were left out, being no whole web addresses: {links}."),
                count=len(self._links_left),
                links=", ".join(self._links_left),
            )
        return whole.change(days=self._days(festival) or days_held(whole))

    # what there is

    def _festival_and_events(self) -> tuple[Item | None, list[Item]]:
        """The first event that has events in it and is no series, or that is a Festival; and the sessions.

        Other events that have events in them are days, stages and the like, and what is in them counts.
        """
        festival: Item | None = None
        events: list[Item] = []
        seen: set[str] = set()
        waiting = [(node, 0) for node in reversed(self._tops)]
        while waiting:
            node, depth = waiting.pop()
            if node.where in seen or not _is_event(node):
                continue
            seen.add(node.where)
            inner = list(self._nodes(node, "subEvent"))
            is_whole = not _is(node, "EventSeries") and (bool(inner) or _is(node, "Festival"))
            if not is_whole:
                seen |= {one.where for one in inner}
                events.append(node)
                continue
            festival = festival or node
            if depth >= DEEPEST:
                self._findings.refuse(node.where, "subEvent", _("This is nested too deep to be a programme."))
            else:
                waiting += [(one, depth + 1) for one in reversed(inner)]
        return festival, events

    def _zone_of(self, festival: Item) -> str:
        for schedule in self._nodes(festival, "eventSchedule"):
            name = _line(schedule, "scheduleTimezone")
            if is_zone(name):
                return name
        return ""

    def _days(self, festival: Item) -> tuple[date, ...]:
        first, last = (date_in(_text(festival, name)) for name in ("startDate", "endDate"))
        return days_between(first, last) if first and last and first <= last else ()

    # a session

    def _session(self, node: Item) -> Session | None:
        title = _line(node, "name")
        if not title:
            self._findings.refuse(node.where, "name", _("There is no title."))
            return None
        inner = [one for one in self._nodes(node, "subEvent") if _is_event(one)]
        held = [one for event in inner or [node] if (one := self._occurrence(event, whole=node))]
        names = self._identifiers(node)
        abstract, description = _text(node, "disambiguatingDescription"), _text(node, "description")
        works = list(self._nodes(node, "subjectOf", text_as="url"))
        return Session(
            id=names.get("session", ""),
            code=code_in(names.get("code", "")),
            title=title,
            subtitle=_line(node, "alternateName"),
            abstract=markdown_of(abstract),
            description="" if description == abstract else markdown_of(description),
            format=format_in(_text(node, "additionalType")),
            track=self._track(node),
            language=language_of(_language(node)),
            people=tuple(Part(number) for number in dict.fromkeys(self._performers(node))),
            links=links_in(self._link(one) for one in works if not _is(one, "MediaObject")),
            attachments=links_in(self._link(one) for one in works if _is(one, "MediaObject")),
            url=self._address(node, "url"),
            cancelled=_is_cancelled(node),
            occurrences=tuple(held),
            where=node.where,
        )

    def _occurrence(self, node: Item, *, whole: Item) -> Occurrence | None:
        """None for what has no time yet, and after noting a problem."""
        starts = _text(node, "startDate").strip()
        if not starts:
            return None
        if len(starts) <= len("2017-07-06") and date_in(starts):
            self._findings.remark(
                _("{where}: the day is told and the time is not; it was taken without a time."),
                where=node.where,
            )
            return None
        starts_at = self._moment(node, "startDate")
        minutes = self._minutes(node, starts_at) if starts_at else None
        if starts_at is None or minutes is None:
            return None
        names = self._identifiers(node)
        return Occurrence(
            id=self._once("id", names.get("id", "")),
            guid=self._guid("time", names),
            starts_at=starts_at,
            minutes=minutes,
            room=self._room_in(node) or self._room_in(whole),
            cancelled=_is_cancelled(node) or _is_cancelled(whole),
            where=node.where,
        )

    def _moment(self, node: Item, name: str) -> datetime | None:
        return moment_of(
            _text(node, name), time_zone=self._zone, where=node.where, field=name, findings=self._findings
        )

    def _minutes(self, node: Item, starts_at: datetime) -> int | None:
        duration = DURATION.fullmatch(_text(node, "duration").strip())
        if _text(node, "endDate").strip():
            name, ends_at = "endDate", self._moment(node, "endDate")
        elif duration:
            length = timedelta(hours=int(duration[1] or 0), minutes=int(duration[2] or 0))
            name, ends_at = "duration", starts_at + length
        else:
            return usual_minutes(node.where, self._findings)
        if ends_at is None:
            return None
        return minutes_between(starts_at, ends_at, where=node.where, field=name, findings=self._findings)

    def _once(self, noun: str, name: str) -> str:
        """The name where it is met first, "" afterwards."""
        if (noun, name) in self._met:
            return ""
        self._met.add((noun, name))
        return name

    def _guid(self, noun: str, names: Mapping[str, str]) -> UUID | None:
        guid = _uuid(names.get("guid", ""))
        return guid if guid and self._once(noun, str(guid)) else None

    def _add_track(self, node: Item) -> None:
        if name := _line(node, "name"):
            self._tracks.setdefault(name)

    def _track(self, node: Item) -> str:
        abouts = list(self._nodes(node, "about", text_as="name"))
        for about in abouts[:1]:
            self._add_track(about)
        return _line(abouts[0], "name") if abouts else ""

    def _link(self, node: Item) -> Link:
        return Link(self._address(node, "url"), _line(node, "name"))

    # people and places

    def _performers(self, node: Item) -> Iterator[str]:
        for person in self._nodes(node, "performer", text_as="name"):
            if number := self._person(person):
                yield number

    def _person(self, node: Item) -> str:
        """The person's id, "" for one without a name; what is told first of him or her counts."""
        name = _line(node, "name")
        if not name:
            self._findings.remark(_("{where}: a person without a name was left out."), where=node.where)
            return ""
        names = self._identifiers(node)
        number = names.get("id") or id_of_name(name)
        if number not in self._people:
            organisation = next(self._nodes(node, "affiliation", text_as="name"), None)
            same = self._nodes(node, "sameAs", text_as="url")
            self._people[number] = Person(
                id=number,
                name=name,
                guid=self._guid("person", names),
                biography=markdown_of(_text(node, "description")),
                organisation=_line(organisation, "name") if organisation else "",
                url=self._address(node, "url"),
                links=links_in(Link(self._address(one, "url")) for one in same),
            )
        return number

    def _room_in(self, node: Item) -> str:
        for place in self._nodes(node, "location", text_as="name"):
            if not _is(place, "VirtualLocation"):
                return self._room(place)
        return ""

    def _room(self, node: Item) -> str:
        """The room's name, or "" where it has none; what is told first of it counts."""
        name = _line(node, "name")
        if not name or name in self._rooms:
            return name
        geo = next(self._nodes(node, "geo"), Item({}, "", self._findings))
        venue = next(self._nodes(node, "containedInPlace", text_as="name"), None)
        latitude, longitude = coordinates_in(geo.value("latitude"), geo.value("longitude")) or (None, None)
        self._rooms[name] = Room(
            name=name,
            guid=self._guid("room", self._identifiers(node)),
            capacity=node.number("maximumAttendeeCapacity"),
            description=markdown_of(_text(node, "description")),
            venue=_line(venue, "name") if venue else "",
            address=self._postal(node),
            latitude=latitude,
            longitude=longitude,
        )
        return name

    def _postal(self, node: Item) -> str:
        address = next(self._nodes(node, "address", text_as="name"), None)
        if address is None:
            return ""
        parts = ("name", "streetAddress", "postalCode", "addressLocality", "addressCountry")
        return ", ".join(filter(None, (_line(address, name) for name in parts)))

    # values

    def _nodes(self, node: Item, name: str, *, text_as: str = "") -> Iterator[Item]:
        """The nodes of a property, which may be one or a list; what is only an @id is looked up."""
        value = node.value(name)
        where = f"{node.where}.{name}" if node.where else name
        if value is None:
            return
        values = value if isinstance(value, list) else [value]
        for found in items_of(values, where, self._findings, text_as=text_as):
            own = _text(found, "@id")
            yield self._named.get(own, found) if own and not found.has("name") else found

    def _identifiers(self, node: Item) -> dict[str, str]:
        """By name; a plain text is a guid where it is one, else the id in another tool."""
        names: dict[str, str] = {}
        for one in self._nodes(node, "identifier", text_as="value"):
            value, name = _line(one, "value"), _line(one, "propertyID")
            if not name:
                name = "guid" if _uuid(value) else "session"
            if value:
                names.setdefault(name, value)
        return names

    def _address(self, node: Item, name: str) -> str:
        value = node.value(name)
        text = _text(Item(value, node.where, self._findings), "@id") if isinstance(value, dict) else ""
        text = (text or _text(node, name)).strip()
        if text and not is_web_address(text):
            self._links_left[clean_line(text)[:200]] = None
        return address_in(text)


def tops_of(document: object, findings: Findings) -> Iterator[Item]:
    """The nodes of the graph, and the document itself."""
    for top in (
        items_of(document, "", findings) if isinstance(document, list) else [Item(document, "", findings)]
    ):
        yield top
        yield from top.items("@graph")


def _types(node: Item) -> list[str]:
    """Their last names: Event for https://schema.org/Event and schema:Event."""
    value = node.value("@type")
    values = value if isinstance(value, list) else [value]
    return [LAST_NAME.findall(one)[0] for one in values if isinstance(one, str)]


def _is(node: Item, type_name: str) -> bool:
    return type_name in _types(node)


def _is_event(node: Item) -> bool:
    return any(name.endswith(("Event", "EventSeries", "Festival")) for name in _types(node))


def _is_cancelled(node: Item) -> bool:
    return _text(node, "eventStatus").endswith("EventCancelled")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _text(node: Item, name: str) -> str:
    """The text of a property, which may be a list or an object with its @value."""
    value = node.value(name)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict) and "@value" in value:
        value = value["@value"]
    return Item({name: value}, node.where, node.findings).text(name)


def _line(node: Item, name: str) -> str:
    return clean_line(_text(node, name))


def _language(node: Item) -> str:
    """The code, which an object of the type Language has as its other name."""
    value = node.value("inLanguage")
    if isinstance(value, dict) and "@value" not in value:
        return _text(Item(value, node.where, node.findings), "alternateName")
    return _text(node, "inLanguage")
