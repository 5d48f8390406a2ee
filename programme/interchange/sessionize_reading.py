"""Sessionize's JSON read: its references followed, each mistake told by item and field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from programme.interchange.json_values import Item
from programme.interchange.moments import (
    minutes_between,
    moment_of,
    usual_minutes,
)
from programme.interchange.problems import Findings, _
from programme.interchange.sessionize_entries import Entry, File, Speaker, safe_links
from programme.interchange.snapshot import (
    Link,
    id_of_name,
)
from programme.text import clean_line, is_web_address

ACCEPTED = ("", "accepted")
OF_FORMATS = re.compile(r"\b(?:formats?|types?)\b", re.IGNORECASE)
OF_TRACKS = re.compile(r"\b(?:tracks?|themes?|thèmes?)\b", re.IGNORECASE)
FORMATS, TRACKS = "Session format", "Track"  # the categories that are written


class Reader:
    """Reads one document, and notes what is wrong with it and what is left out of it."""

    def __init__(self, document: Item, zone: str, findings: Findings) -> None:
        self._document = document
        self._zone = zone
        self._findings = findings
        self._rooms: dict[str, str] = {}  # by id; so are those that follow
        self._formats: dict[str, str] = {}
        self._tracks: dict[str, str] = {}
        self._speakers: dict[str, Speaker] = {}
        self._nameless: set[str] = set()
        self._wheres: dict[str, str] = {}
        self._left: dict[str, dict[str, None]] = {}

    def file(self) -> File:
        room_names = self._read_rooms()
        self._read_categories()
        speakers = list(self._read_speakers())
        entries = list(self._read_entries())
        self._remark()
        return File(entries, speakers, room_names, list(dict.fromkeys(self._tracks.values())))

    def _read_rooms(self) -> list[str]:
        names: list[str] = []
        for room in self._document.items("rooms"):
            wanted = name = clean_line(room.text("name"))
            if not name:
                self._findings.refuse(room.where, "name", _("This room has no name."))
                continue
            number = 1
            while name in names:
                number += 1
                name = f"{wanted} ({number})"
            if name != wanted:
                self._findings.remark(
                    _("Two rooms are named “{wanted}”. One of them is called “{name}” here."),
                    wanted=wanted,
                    name=name,
                )
            names.append(name)
            self._rooms.setdefault(clean_line(room.text("id")), name)
        return names

    def _read_categories(self) -> None:
        """The first category of formats is taken, and the first of tracks."""
        for category in self._document.items("categories"):
            title = clean_line(category.text("title"))
            items = {
                clean_line(one.text("id")): clean_line(one.text("name")) for one in category.items("items")
            }
            named = {number: name for number, name in items.items() if number and name}
            is_of_sessions = category.text("type").casefold() != "speaker"
            if is_of_sessions and not self._formats and OF_FORMATS.search(title):
                self._formats = named
            elif is_of_sessions and not self._tracks and OF_TRACKS.search(title):
                self._tracks = named
            elif title:
                self._findings.remark(
                    _("The category “{category}” was left out: it tells neither formats nor tracks."),
                    category=title,
                )

    def _read_speakers(self) -> Iterator[Speaker]:
        for item in self._document.items("speakers"):
            parts = (clean_line(item.text("firstName")), clean_line(item.text("lastName")))
            name = clean_line(item.text("fullName")) or " ".join(filter(None, parts))
            number = clean_line(item.text("id"))
            if not name:
                self._findings.remark(_("{where}: a person without a name was left out."), where=item.where)
                self._nameless.add(number)
                continue
            number = number or id_of_name(name)
            if not self._is_new("speaker", number, item):
                continue
            speaker = Speaker(
                id=number,
                name=name,
                tag_line=clean_line(item.text("tagLine")),
                biography=item.text("bio"),
                links=self._read_links(
                    (link.text("url"), link.text("title")) for link in item.items("links", text_as="url")
                ),
            )
            self._speakers[number] = speaker
            yield speaker

    def _read_entries(self) -> Iterator[Entry]:
        for item in self._document.items("sessions"):
            title = clean_line(item.text("title"))
            if clean_line(item.text("status")).casefold() not in ACCEPTED:
                self._leave(_("Not accepted, and left out: {names}."), title or item.where)
                continue
            number = clean_line(item.text("id"))
            if not title:
                self._findings.refuse(item.where, "title", _("There is no title."))
            if not self._is_new("session", number, item):
                continue
            starts_at = self._moment(item, "startsAt")
            if item.value("questionAnswers"):
                self._leave(_("Answers to questions were left out: {names}."), title)
            chosen = list(self._ids(item, "categoryItems"))
            yield Entry(
                where=item.where,
                id=number,
                title=title,
                description=item.text("description"),
                starts_at=starts_at,
                minutes=self._minutes(item, starts_at) if starts_at else 0,
                room=self._room(item),
                format=self._one_of(self._formats, chosen, title),
                track=self._one_of(self._tracks, chosen, title),
                is_service=item.value("isServiceSession") is True,
                people=tuple(dict.fromkeys(self._people(item))),
                links=self._read_links((item.text(name), "") for name in ("liveUrl", "recordingUrl")),
            )

    def _is_new(self, noun: str, number: str, item: Item) -> bool:
        """Whether the id is met for the first time; that it is not is noted."""
        first = self._wheres.setdefault(f"{noun} {number}", item.where) if number else item.where
        if first != item.where:
            self._findings.refuse(
                item.where, "id", _("“{id}” is the id of {first} already."), id=number[:60], first=first
            )
        return first == item.where

    def _moment(self, item: Item, name: str) -> datetime | None:
        text = item.text(name)
        if not text.strip():
            return None
        return moment_of(text, time_zone=self._zone, where=item.where, field=name, findings=self._findings)

    def _minutes(self, item: Item, starts_at: datetime) -> int:
        if not item.text("endsAt").strip():
            return usual_minutes(item.where, self._findings)
        ends_at = self._moment(item, "endsAt")
        if ends_at is None:
            return 0
        found = minutes_between(starts_at, ends_at, where=item.where, field="endsAt", findings=self._findings)
        return found or 0

    def _room(self, item: Item) -> str:
        number = clean_line(item.text("roomId"))
        if number and number not in self._rooms:
            self._findings.remark(
                _("{where}: the file has no room {id}; none was taken."), where=item.where, id=number
            )
        return self._rooms.get(number, "") if number else ""

    def _one_of(self, names: dict[str, str], chosen: list[str], title: str) -> str:
        found = list(dict.fromkeys(names[number] for number in chosen if number in names))
        if len(found) > 1:
            self._findings.remark(
                _("“{title}” has several of one category: {names}. The first was taken."),
                title=title,
                names=", ".join(found),
            )
        return found[0] if found else ""

    def _people(self, item: Item) -> Iterator[str]:
        for number in self._ids(item, "speakers"):
            if number in self._speakers:
                yield number
            elif number not in self._nameless:
                self._findings.remark(
                    _("{where}: the file has no speaker {id}; nobody was taken."),
                    where=item.where,
                    id=number,
                )

    def _ids(self, item: Item, name: str) -> Iterator[str]:
        """Texts or numbers in a list; in another view of the API they are objects with an id."""
        value = item.value(name)
        if value is None:
            return
        if not isinstance(value, list):
            self._findings.refuse(item.where, name, _("There must be a list here."))
            return
        for place, entry in enumerate(value):
            where = f"{item.where}.{name}[{place}]"
            told = entry if isinstance(entry, dict) else {"id": entry}
            if found := clean_line(Item(told, where, self._findings).text("id")):
                yield found

    def _read_links(self, found: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
        links = [Link(url.strip(), label) for url, label in found]
        for link in links:
            if link.url and not is_web_address(link.url):
                self._leave(_("Links that are no whole web addresses were left out: {names}."), link.url)
        return safe_links(links)

    def _leave(self, sentence: str, name: str) -> None:
        self._left.setdefault(sentence, {})[clean_line(name)[:200]] = None

    def _remark(self) -> None:
        for sentence, names in self._left.items():
            self._findings.remark(sentence, names=", ".join(names))
