"""`manage.py import_programme FILE --edition SLUG`: a programme that another tool published, into an edition."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from programme.actions.import_report import Entry, ProgrammeReport
from programme.actions.imports import Wishes, import_programme
from programme.interchange.formats import LIMIT_MB, FileFormat, read_programme
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Snapshot
from programme.management.terminal import terminal_language
from programme.models import Edition
from programme.queries.import_words import clash_words, counted, fact_words, problem_words, rows_counted, said
from programme.refusals import Refused
from programme.text import clean_line

SLUG = re.compile("[-a-zA-Z0-9_]{1,60}")
BAR = 40


class Command(BaseCommand):
    help = (
        "Imports the programme that another tool published: schedule.xml, schedule.json, Sessionize's “All”, "
        "a sessions CSV, a calendar or JSON-LD. Everything or nothing is written; doing it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--edition", required=True, metavar="SLUG", help="address of the edition")
        parser.add_argument(
            "--create",
            action="store_true",
            help="make the edition if it is missing, public, and publish release 1",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would be done, and do nothing")
        parser.add_argument(
            "--format", choices=[one.value for one in FileFormat], help="the format; recognised by default"
        )
        parser.add_argument(
            "--release", metavar="NOTE", help="publish the timetable afterwards, with this note"
        )
        parser.add_argument(
            "--time-zone", default="", metavar="ZONE", help="where the file does not tell: Europe/Paris"
        )
        parser.add_argument(
            "--language", default="", metavar="CODE", help="language of the file's texts: fr, en"
        )
        parser.add_argument(
            "--cancel-missing", action="store_true", help="cancel what an earlier file had and this one lacks"
        )
        parser.add_argument(
            "--limit-mb", type=megabytes, default=LIMIT_MB, metavar="MB", help=f"largest file; {LIMIT_MB} by default"
        )  # fmt: skip

    def handle(self, *, file: str, edition: str, **options: Any) -> None:
        with translation.override(terminal_language()):
            if not SLUG.fullmatch(edition):
                raise CommandError(
                    _(
                        "%(file)s: “%(slug)s” is no address of an edition, such as paris-2017. Nothing was imported."
                    )
                    % {"file": file, "slug": clean_line(edition)}
                )
            read = self._read(file, edition, options)
            wishes = Wishes(
                create=options["create"],
                dry_run=options["dry_run"],
                release=options["release"],
                cancel_missing=options["cancel_missing"],
                language=options["language"],
            )
            bar = ProgressBar(len(read.sessions), sys.stderr if sys.stderr.isatty() else None)
            try:
                report = import_programme(slug=edition, read=read, by=None, wishes=wishes, progress=bar.step)
            except Refused as no:
                raise CommandError(f"{file}: {no}") from None
            finally:
                bar.end()
            self._tell(report, wishes)

    def _read(self, file: str, edition: str, options: dict[str, Any]) -> Snapshot:
        """The file's times are on the edition's clocks where neither it nor the asker says otherwise."""
        content = file_content(file, options["limit_mb"])
        chosen = FileFormat(options["format"]) if options["format"] else None
        here = Edition.objects.filter(slug=edition).first()
        try:
            return read_programme(
                content,
                file_format=chosen,
                time_zone=options["time_zone"],
                fallback_zone=here.time_zone if here else "",
                limit_mb=options["limit_mb"],
            )
        except FormatError as no:
            raise CommandError(
                "\n".join(f"{file}: {problem_words(problem)}" for problem in no.problems)
                + "\n"
                + _("Nothing was imported.")
            ) from None

    def _tell(self, report: ProgrammeReport, wishes: Wishes) -> None:
        try:
            for line in report_lines(report, dry_run=wishes.dry_run):
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:  # who reads had enough; what was to be done is done
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report_lines(report: ProgrammeReport, *, dry_run: bool) -> list[str]:
    counts = report.counts
    lines = [
        _(
            "In the file: %(sessions)s, %(times)s on %(days)s, %(rooms)s (%(used)d used), %(people)s, %(tracks)s"
        )
        % {
            "sessions": rows_counted("session", counts.sessions),
            "times": rows_counted("occurrence", counts.occurrences),
            "days": rows_counted("day", counts.days),
            "rooms": rows_counted("room", counts.rooms),
            "used": counts.rooms_used,
            "people": rows_counted("speaker", counts.speakers),
            "tracks": rows_counted("track", counts.tracks),
        }
    ]
    if report.is_new:
        lines.append(_("Edition made: %(slug)s. It is public.") % {"slug": report.edition})
    lines.append(_("Created: %(what)s") % {"what": counted(report.tally(report.created))})
    lines.append(_("Changed: %(what)s") % {"what": counted(report.tally(report.changed))})
    lines += [f"  {entry.name}: {fact_words(entry.facts)}" for entry in report.changed]
    lines.append(_("Kept as they were: %(what)s") % {"what": counted(report.kept)})
    lines += _entries(_("No longer in the file, and left as they are:"), report.vanished)
    lines += _entries(_("No longer in the file, and cancelled:"), report.cancelled)
    if report.remarks:
        lines.append(_("To note:"))
        lines += [f"  {said(remark)}" for remark in report.remarks]
    if report.clashes:
        lines.append(_("Clashes accepted with the release: %(count)d") % {"count": len(report.clashes)})
        lines += [f"  {clash_words(line)}" for line in report.clashes]
    if report.release is not None:
        lines.append(_("Release %(number)d published.") % {"number": report.release})
    elif report.nothing_to_publish:
        lines.append(_("No release published: the timetable is as in the last one."))
    if dry_run:
        lines.append(_("This was a dry run: nothing was written."))
    return lines


def _entries(title: str, entries: tuple[Entry, ...]) -> list[str]:
    return [title, *(f"  {entry.name}" for entry in entries)] if entries else []


def file_content(file: str, limit_mb: int) -> bytes:
    """At most one byte more than the limit, so that a file without end ends here. Raises CommandError."""
    limit = limit_mb * 10**6 + 1
    if file == "-":
        return sys.stdin.buffer.read(limit)
    try:
        with Path(file).open("rb") as source:
            return source.read(limit)
    except OSError as no:
        raise CommandError(
            _("%(file)s can't be read: %(reason)s") % {"file": file, "reason": no.strerror or no}
        ) from None
    except ValueError:
        raise CommandError(
            _("%(file)s can't be read: %(reason)s") % {"file": repr(file), "reason": "NUL"}
        ) from None


def megabytes(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 1000:
        return int(text)
    raise ArgumentTypeError(f"{text} is no size in MB: it is a number from 1 to 1000.")


class ProgressBar:
    """On a terminal, one line that fills; nowhere else."""

    def __init__(self, total: int, stream: Any) -> None:
        self.total, self.stream, self.done = total, stream, 0

    def step(self) -> None:
        self.done += 1
        if self.stream is None or not self.total:
            return
        full = BAR * self.done // self.total
        if full != BAR * (self.done - 1) // self.total or self.done == self.total:
            self.stream.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {self.done}/{self.total}")
            self.stream.flush()

    def end(self) -> None:
        if self.stream is not None and self.done:
            self.stream.write("\n")
