"""Cells that hold rows of another table: the speakers of a session, the links of a speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import SessionSpeaker, Speaker, SpeakerLink
from programme.models.part import URL_LENGTH
from programme.queries.spreadsheet_names import CellError, Names, folded, shortened
from programme.text import clean_line, is_web_address

type Part = tuple[Speaker, str]  # and her role
type Link = tuple[str, str]  # label, web address

ENTRY_BREAK = re.compile("[;\n]")
LINK_BREAK = re.compile("\n|; |;(?=https?://)")
WITH_ROLE = re.compile(r"(.*\S)\s*\(([^()]*)\)", re.DOTALL)
ROLES = {folded(role.value): role.value for role in SessionSpeaker.Role}


def write_parts(parts: Iterable[Part], speakers: Names[Speaker]) -> str:
    """ "Ana Silva; Bo Lund (moderator)"; read_parts gives the same parts back."""
    return "; ".join(_part(speaker, role, speakers) for speaker, role in parts)


def _part(speaker: Speaker, role: str, speakers: Names[Speaker]) -> str:
    """The first way to write her that is read as her and nobody else."""
    for name in (speaker.name, speaker.email, speaker.external_id, f"#{speaker.number}"):
        for text in (name, f"{name} ({role})"):
            if not name:
                continue
            try:
                found = read_parts(text, speakers)
            except CellError:
                continue
            if found == [(speaker, role)]:
                return text
    return f"#{speaker.number} ({role})"


def read_parts(cell: str, speakers: Names[Speaker]) -> list[Part]:
    """Speakers by name, e-mail address, id in another tool or #number. CellError for the first unknown."""
    parts: list[Part] = []
    for entry in filter(None, (clean_line(entry) for entry in ENTRY_BREAK.split(cell))):
        speaker, role = _read_part(entry, speakers)
        if any(speaker == other for other, _role in parts):
            raise CellError(format_lazy(_("“{value}” is listed twice. Remove one."), value=shortened(entry)))
        parts.append((speaker, role))
    return parts


def _read_part(entry: str, speakers: Names[Speaker]) -> Part:
    found = WITH_ROLE.fullmatch(entry)
    role = ROLES.get(folded(found[2])) if found else None
    if found and role and (speakers.all(found[1]) or not speakers.all(entry)):
        return speakers.find(found[1]), role
    if found and not role and speakers.all(found[1]) and not speakers.all(entry):
        raise CellError(
            format_lazy(
                _("“{value}” is no role. Write one of: {known}."),
                value=shortened(found[2]),
                known=", ".join(ROLES.values()),
            )
        )
    return speakers.find(entry), SessionSpeaker.Role.SPEAKER.value


def write_links(links: Iterable[SpeakerLink]) -> str:
    return "\n".join(f"{link.label} {link.url}".strip() for link in links)


def read_links(cell: str) -> list[Link]:
    """One on each line, or divided by semicolons: a label, if there is one, then the web address."""
    links: list[Link] = []
    for entry in filter(None, (clean_line(entry) for entry in LINK_BREAK.split(cell))):
        label, _space, url = entry.rpartition(" ")
        if not is_web_address(url) or len(url) > URL_LENGTH:
            raise CellError(
                format_lazy(
                    _("“{value}” is no web address. Write it whole, as in: My site https://example.org."),
                    value=shortened(url),
                )
            )
        if len(label) > 80:
            raise CellError(
                format_lazy(
                    _("The label “{value}” is longer than {limit} characters."),
                    value=shortened(label),
                    limit=80,
                )
            )
        links.append((label, url))
    return links
