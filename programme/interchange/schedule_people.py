"""People and links of a schedule file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from programme.interchange.markup import markdown_of
from programme.interchange.problems import Findings, _
from programme.interchange.schedule import (
    GENERATOR,
    guid_of,
    label_of,
    number_of,
)
from programme.interchange.schedule_raw import RawEvent, RawPerson, RawSchedule
from programme.interchange.snapshot import (
    Link,
    Part,
    Person,
    Session,
    id_of_name,
)
from programme.text import clean_line, clean_text, is_web_address


class People:
    """Who is named in the file: by id where there is a positive one, else by code, by guid, by name."""

    def __init__(self, raw: RawSchedule, findings: Findings) -> None:
        self.found: dict[str, Person] = {}
        self.names: dict[str, dict[str, None]] = {}
        self.findings = findings
        self.is_ours = raw.generator == GENERATOR
        self.links = Links(raw, findings)

    def parts(self, event: RawEvent) -> tuple[Part, ...]:
        parts: dict[str, Part] = {}
        for raw in event.people:
            name = clean_line(raw.name)
            if not name:
                if raw.id or raw.code:
                    self.findings.remark(
                        _("{where}: a person without a name was left out."), where=event.where
                    )
                continue
            key = number_of(raw.id) or clean_line(raw.code) or clean_line(raw.guid) or id_of_name(name)
            self._add(key, name, raw)
            parts.setdefault(key, Part(key))
        return tuple(parts.values())

    def _add(self, key: str, name: str, raw: RawPerson) -> None:
        biography = long_text(raw.biography, is_ours=self.is_ours)
        known = self.found.get(key)
        if known is None:
            self.names[key] = {name: None}
            self.found[key] = Person(
                id=key,
                name=name,
                guid=guid_of(raw.guid),
                biography=biography,
                url=raw.url if is_web_address(raw.url) else "",
                links=self.links.read(raw.links),
            )
            return
        self.names[key].setdefault(name)
        if biography and not known.biography:
            self.found[key] = replace(known, biography=biography)

    def in_order_of(self, sessions: Iterable[Session]) -> tuple[Person, ...]:
        for key, names in self.names.items():
            if len(names) > 1:
                self.findings.remark(
                    _("The id {id} is given to {names}; they were taken for one person, {name}."),
                    id=key,
                    names=", ".join(names),
                    name=next(iter(names)),
                )
        keys = dict.fromkeys(part.person for session in sessions for part in session.people)
        return tuple(self.found[key] for key in keys)


class Links:
    """Absolute web addresses; relative ones are resolved where the file says against what."""

    def __init__(self, raw: RawSchedule, findings: Findings) -> None:
        self.base = raw.base_url if is_web_address(raw.base_url) else ""
        self.findings = findings
        self.left: dict[str, None] = {}

    def read(self, links: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
        found: dict[str, Link] = {}
        for address, label in links:
            url = self.absolute(address)
            if url:
                found.setdefault(url, Link(url, label_of(url, label)))
            elif address.strip() or label.strip():
                self.left[clean_line(address or label)[:200]] = None
        return tuple(found.values())

    def remark(self) -> None:
        if self.left:
            self.findings.remark(
                _("{count} links were left out, being no whole web addresses: {links}."),
                count=len(self.left),
                links=", ".join(self.left),
            )

    def absolute(self, address: str) -> str:
        address = address.strip()
        if is_web_address(address):
            return address
        if self.base and address.startswith("/") and not address.startswith("//"):
            scheme, _rest, host = self.base.partition("://")
            joined = f"{scheme}://{host.partition('/')[0]}{address}"
            return joined if is_web_address(joined) else ""
        return ""


def long_text(text: str, *, is_ours: bool) -> str:
    """Our own texts are Markdown already; those of others may be HTML."""
    return clean_text(text) if is_ours else markdown_of(text)
