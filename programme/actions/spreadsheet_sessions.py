"""The sheet of sessions: who gives them, and when and where they are held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.actions.spreadsheet_matching import Key, Way, cell, ways_by_texts
from programme.actions.spreadsheet_report import HEADER, RowError
from programme.actions.spreadsheet_rows import Record, SheetImport
from programme.interchange.tables import Row
from programme.models import AcceptedClash, Occurrence, Room, Session, SessionSpeaker, Slot
from programme.queries.spreadsheet_columns import Column, read_moment, write_moment
from programme.queries.spreadsheet_names import CellError
from programme.queries.spreadsheet_parts import read_parts, write_parts
from programme.queries.spreadsheets import TIMES_LIMIT, session_columns, sessions_of
from programme.text import clean_text


@dataclass(frozen=True)
class Wanted:
    """What a pair of cells says of one time of a session; both are None where it says nothing."""

    starts_at: datetime | None
    room: Room | None

    @property
    def is_empty(self) -> bool:
        return self.starts_at is None and self.room is None


class SessionImport(SheetImport):
    """Matched by code, else by id in another tool; rows with neither, by their titles."""

    model = Session
    required: ClassVar[dict[str, Any]] = {
        "title": _("A new session needs a title in one language at least."),
        "format": _("A new session needs a format."),
    }
    trusted: ClassVar[set[str]] = {"edition", "track", "format", "uuid", "code"}
    once = "external_id"

    def load(self) -> list[Session]:
        return sessions_of(self.edition)

    def known_columns(self) -> Iterable[Column]:
        numbered = {
            f"{kind}_{number}": number for number in range(1, TIMES_LIMIT + 1) for kind in ("starts", "room")
        }
        self.times = max((numbered.get(name, 0) for name in self.table.columns), default=0)
        return session_columns(self.directory, times=self.times)

    def _check_columns(self) -> None:
        super()._check_columns()
        names = [f"{kind}_{number + 1}" for number in range(self.times) for kind in ("starts", "room")]
        missing = [name for name in names if name not in self.table.columns]
        for name in missing:
            self.errors.append(
                RowError(
                    HEADER,
                    name,
                    _("This column is missing: starts and rooms come in pairs. Add it, it may stay empty."),
                )
            )
        if missing:
            self.times = 0

    def ways_to_match(self) -> list[Way]:
        titles = {
            language: f"title_{language}"
            for language in self.edition.languages
            if f"title_{language}" in self.table.columns
        }
        return [
            Way(
                "code",
                lambda row: cell(row, "code").upper() or None,
                lambda session: [session.code],
                must=_("No session has the code {value}. Leave the cell empty for a new session."),
                once=True,
            ),
            Way(
                "external_id",
                lambda row: cell(row, "external_id") or None,
                lambda session: [session.external_id or None],
                once=True,
            ),
            *ways_by_texts(
                self.table.rows,
                "title",
                titles,
                within=lambda row: None if cell(row, "code") or cell(row, "external_id") else "",
                within_of=lambda _session: [""],
            ),
        ]

    def new_key(self, row: Row) -> Key | None:
        by_titles = self.ways[2:3]
        return by_titles[0].row_key(row) if by_titles else None

    def name(self, instance: Session) -> str:
        return str(self.edition.text(instance.title, self.edition.languages[0]))

    def put_parts(self, record: Record) -> None:
        if "speakers" in record.row.cells:
            self._put_speakers(record)
        if self.times:
            self._put_times(record)

    # --- speakers -----------------------------------------------------------------------------------

    def _put_speakers(self, record: Record) -> None:
        column = self.columns["speakers"]
        session: Session = record.instance
        present = [] if record.is_new else list(session.parts.all())
        before = write_parts([(part.speaker, part.role) for part in present], self.directory.speakers)
        text = clean_text(record.row.cells["speakers"])
        if text == clean_text(before):
            return
        try:
            wanted = read_parts(text, self.directory.speakers)
        except CellError as no:
            self.error(record, "speakers", no.sentence)
            return
        if wanted == [(part.speaker, part.role) for part in present]:
            return
        self.change(record, column, before, write_parts(wanted, self.directory.speakers))
        old = {part.speaker_id: part for part in present}
        for position, (speaker, role) in enumerate(wanted):
            part = old.pop(speaker.pk, None)
            if part is None:
                record.creates.append(
                    SessionSpeaker(
                        edition=self.edition, session=session, speaker=speaker, role=role, position=position
                    )
                )
            elif (part.role, part.position) != (role, position):
                part.role, part.position = role, position
                record.updates.append((part, ["role", "position"]))
        record.deletes.extend(old.values())

    # --- times --------------------------------------------------------------------------------------

    def _put_times(self, record: Record) -> None:
        wanted = self._read_times(record)
        if wanted is None:
            return
        session: Session = record.instance
        present = [] if record.is_new else list(session.occurrences.all())
        pairs = self._paired(wanted, present)
        settled = {occurrence.pk for occurrence in pairs if occurrence}
        left = [occurrence for occurrence in present if occurrence.pk not in settled]
        open_pairs = [number for number, time in enumerate(wanted) if not time.is_empty and not pairs[number]]
        if len(present) > len(wanted):
            if open_pairs or any(time.is_empty for time in wanted):
                self._refuse_too_few(record, len(present))
            return
        by_position = [number for number in open_pairs if number < len(present) and present[number] in left]
        for number in by_position:
            pairs[number] = present[number]
            left.remove(present[number])
        for number in open_pairs:
            if not pairs[number] and left:
                pairs[number] = left.pop(0)
            self._set_time(record, number, wanted[number], pairs[number])
        for occurrence in left:
            if occurrence.starts_at or occurrence.room_id:  # else it is what an empty pair stands for
                self._remove_time(record, occurrence, present.index(occurrence))

    def _read_times(self, record: Record) -> list[Wanted] | None:
        """None when a cell can't be read; its mistakes are noted."""
        wanted: list[Wanted] = []
        sound = True
        for number in range(1, self.times + 1):
            found: list[Any] = []
            for name in (f"starts_{number}", f"room_{number}"):
                if name not in record.row.cells:
                    sound = False
                    continue
                text = cell(record.row, name)
                try:
                    if name.startswith("starts"):
                        found.append(read_moment(text, self.edition.zone))
                    else:
                        found.append(self.directory.rooms.find(text) if text else None)
                except CellError as no:
                    self.error(record, name, no.sentence)
                    sound = False
            if len(found) == 2:
                wanted.append(Wanted(*found))
        return wanted if sound else None

    def _paired(self, wanted: list[Wanted], present: list[Occurrence]) -> list[Occurrence | None]:
        """For each pair of cells the occurrence that is just so, to the minute; that of its place first."""
        left = list(present)
        pairs: list[Occurrence | None] = []
        for number, time in enumerate(wanted):
            here = present[number : number + 1]
            same = [each for each in (*here, *left) if each in left and self._is(each, time)]
            pairs.append(None if time.is_empty or not same else same[0])
            if pairs[-1]:
                left.remove(pairs[-1])
        return pairs

    def _is(self, occurrence: Occurrence, time: Wanted) -> bool:
        return occurrence.room_id == (time.room.pk if time.room else None) and self._text(
            occurrence.starts_at
        ) == self._text(time.starts_at)

    def _text(self, moment: datetime | None) -> str:
        return write_moment(moment, self.edition.zone)

    def _set_time(self, record: Record, number: int, time: Wanted, occurrence: Occurrence | None) -> None:
        starts, room = self.columns[f"starts_{number + 1}"], self.columns[f"room_{number + 1}"]
        old = occurrence or Occurrence(session=record.instance, edition=self.edition)
        self.change(record, starts, self._text(old.starts_at), self._text(time.starts_at))
        self.change(record, room, old.room.slug if old.room else "", time.room.slug if time.room else "")
        if occurrence is None:
            old.minutes = record.instance.minutes
            record.creates.append(old)
        else:
            record.updates.append((old, ["starts_at", "room"]))
        old.starts_at, old.room = time.starts_at, time.room

    def _remove_time(self, record: Record, occurrence: Occurrence, position: int) -> None:
        starts, room = self.columns[f"starts_{position + 1}"], self.columns[f"room_{position + 1}"]
        if occurrence.pk in self._released:
            self.error(
                record,
                starts.name,
                format_lazy(
                    _(
                        "The time {time} was published and stays on record, so it can't be removed. Write it "
                        "again here, and cancel it in the session's own page."
                    ),
                    time=self._text(occurrence.starts_at) or "–",
                ),
            )
            return
        self.change(record, starts, self._text(occurrence.starts_at), "")
        self.change(record, room, occurrence.room.slug if occurrence.room else "", "")
        record.deletes.append(occurrence)

    def _refuse_too_few(self, record: Record, count: int) -> None:
        self.error(
            record,
            "starts_1",
            format_lazy(
                _(
                    "This session is held {count} times; the sheet's columns have room for {columns}. Add "
                    "columns up to starts_{count} and room_{count}, and write all its times."
                ),
                count=count,
                columns=self.times,
            ),
        )

    @cached_property
    def _released(self) -> set[int]:
        """Occurrences that a release holds; asked for only when one is to be removed."""
        clashes = AcceptedClash.objects.filter(edition=self.edition)
        return {
            key
            for keys in (
                Slot.objects.filter(edition=self.edition).values_list("occurrence_id", flat=True),
                clashes.values_list("first_id", flat=True),
                clashes.values_list("second_id", flat=True),
            )
            for key in keys
            if key is not None
        }
