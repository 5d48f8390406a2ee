"""The report of an import in the reader's language, alike on a terminal and on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.interchange.problems import Problem, Remark
from programme.queries.review import ClashLine
from programme.timetable.clashes import Rule

FACTS = {
    "title": _("title"),
    "subtitle": _("subtitle"),
    "abstract": _("abstract"),
    "description": _("description"),
    "track": _("track"),
    "format": _("format"),
    "language": _("spoken language"),
    "recording": _("recording"),
    "external_id": _("id in another tool"),
    "speakers": _("speakers"),
    "links": _("links"),
    "name": _("name"),
    "organisation": _("organisation"),
    "bio": _("bio"),
    "capacity": _("capacity"),
    "room": _("room"),
    "starts_at": _("start"),
    "minutes": _("minutes"),
    "state": _("state"),
    "is_cancelled": _("cancelled"),
}
RULES = {
    Rule.ROOM: _("the room {subject} is held twice"),
    Rule.SPEAKER: _("{subject} is in two sessions at once"),
    Rule.AVAILABILITY: _("{subject} is not available"),
    Rule.OUTSIDE_DAYS: _("it is outside the festival's days"),
    Rule.OWN_OCCURRENCE: _("the session is held twice at once"),
}
# Where a reader found something; paths into a document ("sessions[3]") are the same in every language.
PLACE = re.compile(r"(line|row|column|byte) (\d+)")
PLACES = {
    "line": _("line {number}"),
    "row": _("row {number}"),
    "column": _("column {number}"),
    "byte": _("byte {number}"),
}


def said(remark: Remark) -> str:
    return gettext(remark.sentence).format(**_translated(remark.facts))


def problem_words(problem: Problem) -> str:
    """ "line 12, start: …"."""
    place = ", ".join(part for part in (place_words(problem.where), problem.field) if part)
    sentence = gettext(problem.sentence).format(**_translated(problem.facts))
    return gettext("{place}: {sentence}").format(place=place, sentence=sentence) if place else sentence


def place_words(where: str) -> str:
    """ "line 3, column 4"."""
    parts = [PLACE.fullmatch(part) for part in where.split(", ")]
    found = [str(PLACES[part[1]]).format(number=part[2]) for part in parts if part]
    return ", ".join(found) if len(found) == len(parts) else where


def _translated(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a sentence; `where` is a place, the others are the file's own."""
    return {name: place_words(str(fact)) if name == "where" else fact for name, fact in facts.items()}


def fact_words(facts: tuple[str, ...]) -> str:
    return ", ".join(str(FACTS.get(fact, fact)) for fact in facts)


def clash_words(line: ClashLine) -> str:
    """One line: which rule, and the times it is about."""
    rule = str(RULES[line.rule]).format(subject=line.room or line.speaker or "")
    held = " · ".join(str(one) for one in (line.first, line.second) if one)
    return f"{rule}: {held}"


def counted[Word: str](tally: Mapping[Word, int]) -> str:
    """ "3 sessions, 1 room"; "nothing" where all is 0. Keys are those of the import's nouns."""
    words = [rows_counted(noun, count) for noun, count in tally.items() if count]
    return ", ".join(words) or gettext("nothing")


def rows_counted(noun: str, count: int) -> str:
    """ "3 sessions", "0 tracks"."""
    words = {
        "session": ngettext("%(count)d session", "%(count)d sessions", count),
        "occurrence": ngettext("%(count)d occurrence", "%(count)d occurrences", count),
        "speaker": ngettext("%(count)d speaker", "%(count)d speakers", count),
        "room": ngettext("%(count)d room", "%(count)d rooms", count),
        "track": ngettext("%(count)d track", "%(count)d tracks", count),
        "format": ngettext("%(count)d format", "%(count)d formats", count),
        "venue": ngettext("%(count)d venue", "%(count)d venues", count),
        "day": ngettext("%(count)d day", "%(count)d days", count),
    }
    return words[noun] % {"count": count}
