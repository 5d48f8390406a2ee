"""Spreadsheets in: each sheet read whole, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from programme.actions.spreadsheet_matching import Key, Way, cell, ways_by_texts
from programme.actions.spreadsheet_report import FieldChange, ImportReport, RowError, RowOutcome
from programme.actions.spreadsheet_rows import Record, SheetImport
from programme.actions.spreadsheet_sessions import SessionImport
from programme.actions.spreadsheet_writing import RowRefused
from programme.models import Edition, Room, Speaker, SpeakerLink
from programme.models.addressed import first_free, slug_from
from programme.queries.spreadsheet_columns import Column
from programme.queries.spreadsheet_names import CellError, folded
from programme.queries.spreadsheet_parts import read_links, write_links
from programme.queries.spreadsheets import Sheet, room_columns, rooms_of, speaker_columns, speakers_of
from programme.refusals import Refused, Stale
from programme.text import clean_text

if TYPE_CHECKING:
    from accounts.models import User
    from programme.interchange.tables import Row, Table

__all__ = ["FieldChange", "ImportReport", "RowError", "RowOutcome", "import_sheet"]


def import_sheet(
    *, edition: Edition, sheet: Sheet, table: Table, by: User, dry_run: bool, confirmed: str = ""
) -> ImportReport:
    """What was created and changed; with an error in any row, or in a dry run, nothing is.

    A dry run writes too and takes it back, so that the database has its say. `confirmed` is the digest of
    the dry run that the organiser read: raises Stale when another thing would be done by now. The edition
    is locked, so that two imports of one file do not both create its rows; by a dry run only while it
    writes. Raises Refused when somebody else's write stands in the way.
    """
    try:
        with transaction.atomic():
            locked = Edition.objects.select_for_update(no_key=True)
            edition = (Edition.objects if dry_run else locked).get(pk=edition.pk)
            rows = IMPORTS[sheet](edition, table)
            report = rows.report()
            if confirmed and report.digest != confirmed:
                raise Stale(
                    _(
                        "Somebody changed the edition meanwhile, so nothing was imported. "
                        "Read the changes below again, then import."
                    ),
                    details={"report": report},
                )
            if not report.errors:
                if dry_run:
                    locked.get(pk=edition.pk)
                rows.write(by)
            if report.errors or dry_run:
                transaction.set_rollback(True)
    except RowRefused as refused:
        return replace(report, errors=(refused.error,))
    except (IntegrityError, models.ProtectedError):
        raise Refused(
            _("Something that somebody else wrote meanwhile stands in the way. Nothing was imported.")
        ) from None
    return report


class SpeakerImport(SheetImport):
    """Matched by id in another tool, else by e-mail address, else by name."""

    model = Speaker
    required: ClassVar[dict[str, Any]] = {"name": _("A new speaker needs a name.")}
    trusted: ClassVar[set[str]] = {"edition", "uuid", "number", "user", "photo"}
    once = "external_id"

    def load(self) -> list[Speaker]:
        return speakers_of(self.edition)

    def known_columns(self) -> Iterable[Column]:
        return speaker_columns(self.directory)

    def ways_to_match(self) -> list[Way]:
        def named(row: Row) -> Key | None:
            return folded(cell(row, "name")) or None

        def addressed(row: Row) -> Key | None:
            return folded(cell(row, "email")) or None

        def both(row: Row) -> Key | None:
            return (addressed(row), named(row)) if addressed(row) and named(row) else None

        def other_ids(row: Row, speaker: Speaker) -> bool:
            return speaker.external_id not in ("", cell(row, "external_id") or speaker.external_id)

        return [
            Way(
                "external_id",
                lambda row: cell(row, "external_id") or None,
                lambda speaker: [speaker.external_id or None],
                once=True,
            ),
            Way("email", both, lambda speaker: [(folded(speaker.email), folded(speaker.name))]),
            Way("email", addressed, lambda speaker: [folded(speaker.email) or None], unless=other_ids),
            Way("name", named, lambda speaker: [folded(speaker.name)], unless=other_ids),
        ]

    def new_key(self, row: Row) -> Key | None:
        if cell(row, "external_id") or not cell(row, "name"):
            return None
        return folded(cell(row, "email")), folded(cell(row, "name"))

    def name(self, instance: Speaker) -> str:
        return instance.name

    def put_parts(self, record: Record) -> None:
        if "links" not in record.row.cells:
            return
        present = [] if record.is_new else list(record.instance.links.all())
        before, text = write_links(present), clean_text(record.row.cells["links"])
        if text == clean_text(before):
            return
        try:
            wanted = read_links(text)
        except CellError as no:
            self.error(record, "links", no.sentence)
            return
        links = [
            SpeakerLink(
                edition=self.edition, speaker=record.instance, label=label, url=url, position=position
            )
            for position, (label, url) in enumerate(wanted)
        ]
        if write_links(links) == before:
            return
        self.change(record, self.columns["links"], before, write_links(links))
        record.deletes.extend(present[len(links) :])
        record.creates.extend(links[len(present) :])
        for old, new in zip(present, links, strict=False):
            if (old.label, old.url, old.position) != (new.label, new.url, new.position):
                old.label, old.url, old.position = new.label, new.url, new.position
                record.updates.append((old, ["label", "url", "position"]))


class RoomImport(SheetImport):
    """Matched by address, else by name within the venue."""

    model = Room
    required: ClassVar[dict[str, Any]] = {
        "name": _("A new room needs a name in one language at least."),
        "venue": _("A new room needs a venue that is here already."),
    }
    trusted: ClassVar[set[str]] = {"edition", "venue"}
    once = "slug"

    def load(self) -> list[Room]:
        return rooms_of(self.edition)

    def known_columns(self) -> Iterable[Column]:
        return room_columns(self.directory)

    def ways_to_match(self) -> list[Way]:
        names = {
            language: f"name_{language}"
            for language in self.edition.languages
            if f"name_{language}" in self.table.columns
        }
        return [
            Way("slug", self._address, self._addresses, once=True),
            *ways_by_texts(
                self.table.rows,
                "name",
                names,
                within=self._venue,
                within_of=lambda room: [room.venue_id, "anywhere"],
            ),
        ]

    def _address(self, row: Row) -> Key | None:
        """In lower case, but where a room's is written just so: older ones may differ in nothing else."""
        slug = cell(row, "slug")
        return (slug if slug in self._slugs else folded(slug)) or None

    def _addresses(self, room: Room) -> list[Key]:
        return [room.slug] if folded(room.slug) in self._slugs else [room.slug, folded(room.slug)]

    @cached_property
    def _slugs(self) -> set[str]:
        return {room.slug for room in self.instances}

    def _venue(self, row: Row) -> Key | None:
        """None for a venue that is not here: the row has its mistake already."""
        if not cell(row, "venue"):
            return "anywhere"
        found = self.directory.venues.all(cell(row, "venue"))
        return found[0].pk if len(found) == 1 else None

    def new_key(self, row: Row) -> Key | None:
        by_names = [] if cell(row, "slug") else self.ways[1:2]
        return by_names[0].row_key(row) if by_names else None

    def complete(self, new: Sequence[Room]) -> None:
        taken = self._slugs | {room.slug for room in (*self.instances, *new)}
        for room in new:
            if not room.slug:
                room.slug = first_free(slug_from(str(room)), taken)
                taken.add(room.slug)

    def name(self, instance: Room) -> str:
        return str(self.edition.text(instance.name, self.edition.languages[0]))


IMPORTS: dict[Sheet, type[SheetImport]] = {
    Sheet.SESSIONS: SessionImport,
    Sheet.SPEAKERS: SpeakerImport,
    Sheet.ROOMS: RoomImport,
}
