"""The three sheets: sessions, speakers and rooms; which columns they have, and the rows of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import (
    AccessFeature,
    Edition,
    Equipment,
    Occurrence,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
)
from programme.queries.spreadsheet_columns import (
    Column,
    address,
    choice,
    flag,
    language,
    languages,
    line,
    number,
    reference,
    translated,
    words,
    write_moment,
)
from programme.queries.spreadsheet_names import Directory
from programme.queries.spreadsheet_parts import write_links, write_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise as StrPromise

TIMES_LIMIT = 50  # of one session


class Sheet(StrEnum):
    SESSIONS = "sessions"
    SPEAKERS = "speakers"
    ROOMS = "rooms"


@dataclass(frozen=True)
class Rows:
    """What goes into a file: the names of the columns, and the cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def export_rows(edition: Edition, sheet: Sheet) -> Rows:
    """Every row of the edition, in a number of queries that does not grow with them."""
    directory = Directory(edition)
    found: Sequence[models.Model]
    match sheet:
        case Sheet.SESSIONS:
            found = sessions_of(edition)
            longest = max((len(session.occurrences.all()) for session in found), default=0)
            columns = session_columns(directory, times=max(longest, 1))
        case Sheet.SPEAKERS:
            found, columns = speakers_of(edition), speaker_columns(directory)
        case Sheet.ROOMS:
            found, columns = rooms_of(edition), room_columns(directory)
    return Rows(
        tuple(column.name for column in columns),
        tuple(tuple(column.write(row) for column in columns) for row in found),
    )


def columns_of(edition: Edition, sheet: Sheet) -> tuple[Column, ...]:
    """Those of a sheet that is to be filled in, with room for two times of a session."""
    directory = Directory(edition)
    match sheet:
        case Sheet.SESSIONS:
            return session_columns(directory, times=2)
        case Sheet.SPEAKERS:
            return speaker_columns(directory)
        case Sheet.ROOMS:
            return room_columns(directory)


def sessions_of(edition: Edition) -> list[Session]:
    parts = SessionSpeaker.objects.select_related("speaker").order_by("position", "id")
    occurrences = Occurrence.objects.select_related("room").order_by(
        models.F("starts_at").asc(nulls_last=True), "id"
    )
    rows = Session.objects.filter(edition=edition).select_related("track", "format")
    return list(
        rows.prefetch_related(
            models.Prefetch("parts", parts), models.Prefetch("occurrences", occurrences)
        ).order_by("code")
    )


def speakers_of(edition: Edition) -> list[Speaker]:
    return list(Speaker.objects.filter(edition=edition).by_name().prefetch_related("links"))


def rooms_of(edition: Edition) -> list[Room]:
    rows = Room.objects.filter(edition=edition).select_related("venue")
    return list(rows.order_by("venue__position", "venue__slug", "position", "slug"))


def session_columns(directory: Directory, *, times: int) -> tuple[Column, ...]:
    codes = directory.edition.languages
    return (
        Column("code", "code", _("Festapp's own; it never changes. Empty for a new session."), lambda row: row.code),
        line("external_id", _("The id of the session in another tool."), keeps_when_empty=True),
        *(translated("title", code, _("One line.")) for code in codes),
        *(translated("subtitle", code, _("One line, under the title.")) for code in codes),
        *(translated("abstract", code, _("One or two sentences, on one line.")) for code in codes),
        *(translated("description", code, _("As long as you like, in Markdown.")) for code in codes),
        reference("track", directory, lambda names: names.tracks, _("Address or name of a track.")),
        reference(
            "format",
            directory,
            lambda names: names.formats,
            _("Name of a format, or its kind (workshop, talk …) where one format alone has it."),
            keeps_when_empty=True,
        ),
        language("language", _("Spoken language, as a code: fr, en.")),
        number(
            "minutes",
            _("1 to 1440. Empty for a new session: the usual length of its format."),
            least=1,
            most=1440,
            keeps_when_empty=True,
        ),
        choice("state", Session.State, _("draft, accepted, confirmed or cancelled. New ones are drafts.")),
        number("seat_limit", _("Empty: as many as the room holds."), least=0, most=2**31 - 1),
        number("minimum_age", _("In years, at most 120."), least=0, most=120),
        choice("recording", Session.Recording, _("undecided, planned or refused.")),
        words("access_features", AccessFeature, _by_commas(AccessFeature)),
        languages("interpreted_into", _("Codes of languages, by commas: fr, en.")),
        Column(
            "speakers",
            "speakers",
            _("By semicolons: name, e-mail address or id, and a role if it is not speaker: Ana (host)."),
            lambda row: write_parts(
                [(part.speaker, part.role) for part in row.parts.all()], directory.speakers
            ),
        ),
        *(
            column
            for position in range(times)
            for column in _time_columns(directory, position)
        ),
    )  # fmt: skip


def _by_commas(choices: type[models.TextChoices]) -> StrPromise:
    return format_lazy(_("Separated by commas: {known}."), known=", ".join(choices.values))


def _time_columns(directory: Directory, position: int) -> tuple[Column, Column]:
    """The start and the room of the session's time at `position`, counted from 0."""
    zone = directory.edition.zone

    def at(row: Session) -> Occurrence | None:
        return next(iter(row.occurrences.all()[position : position + 1]), None)

    def start(row: Session) -> str:
        occurrence = at(row)
        return write_moment(occurrence.starts_at, zone) if occurrence else ""

    def room(row: Session) -> str:
        occurrence = at(row)
        return occurrence.room.slug if occurrence and occurrence.room else ""

    return (
        Column(
            f"starts_{position + 1}",
            "occurrences",
            _("Local date and time of the festival: 2017-07-06 10:00."),
            start,
        ),
        Column(f"room_{position + 1}", "occurrences", _("Address or name of a room."), room),
    )


def speaker_columns(directory: Directory) -> tuple[Column, ...]:
    codes = directory.edition.languages
    return (
        line("external_id", _("The id of the speaker in another tool."), keeps_when_empty=True),
        line("name", _("The name as readers see it."), keeps_when_empty=True),
        line("email", _("For organisers; the public never sees it.")),
        *(
            translated("pronouns", code, _("How to speak of the person: she/her, he, they."))
            for code in codes
        ),
        line("organisation", _("One line.")),
        *(translated("bio", code, _("In Markdown.")) for code in codes),
        Column(
            "links",
            "links",
            _("One on each line, or by semicolons: a label if you like, then the whole web address."),
            lambda row: write_links(row.links.all()),
        ),
    )


def room_columns(directory: Directory) -> tuple[Column, ...]:
    codes = directory.edition.languages
    return (
        address("slug", _("The room's web address; empty for a new room: made from its name.")),
        *(translated("name", code, _("One line.")) for code in codes),
        reference(
            "venue",
            directory,
            lambda names: names.venues,
            _("Address or name of a venue that is here already."),
            keeps_when_empty=True,
        ),
        number("capacity", _("How many people."), least=0, most=2**31 - 1),
        line("floor", _("One line.")),
        flag("shared", _("yes or no: several sessions may be held there at once.")),
        words("access_features", AccessFeature, _by_commas(AccessFeature)),
        words("equipment", Equipment, _by_commas(Equipment)),
        number("position", _("Its place in lists."), least=0, most=32767, keeps_when_empty=True),
    )
