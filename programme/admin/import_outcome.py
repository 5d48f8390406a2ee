"""What an import did, or would do, as its page shows it: numbers of all, and the first of each kind by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.actions.import_report import Entry, Noun, ProgrammeReport
from programme.models import Format, Occurrence, Room, Session, Speaker, Track, Venue
from programme.queries.import_words import clash_words, counted, fact_words, rows_counted, said

SHOWN_LIMIT = 500  # lines of a kind on the page; the numbers count all
ROWS = {
    Noun.SESSION: Session,
    Noun.OCCURRENCE: Occurrence,
    Noun.SPEAKER: Speaker,
    Noun.ROOM: Room,
    Noun.TRACK: Track,
    Noun.FORMAT: Format,
    Noun.VENUE: Venue,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A name or a sentence, and in words what changes of it."""

    text: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of one kind: `title` counts all, the first are listed."""

    title: str
    lines: tuple[Line, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of one kind are new, changed, and as they were."""

    label: str
    created: int
    changed: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    in_file: str
    tallies: tuple[Tally, ...]
    created: tuple[Listed, ...]
    changed: tuple[Listed, ...]
    vanished: tuple[Listed, ...]
    cancelled: tuple[Listed, ...]
    remarks: Listed
    clashes: Listed


def outcome_of(report: ProgrammeReport) -> Outcome:
    return Outcome(
        in_file=_in_file(report),
        tallies=_tallies(report),
        created=_by_kind(report, report.created),
        changed=_by_kind(report, report.changed),
        vanished=_by_kind(report, report.vanished),
        cancelled=_by_kind(report, report.cancelled),
        remarks=_listed("", (Line(said(remark)) for remark in report.remarks)),
        clashes=_listed("", (Line(clash_words(line)) for line in report.clashes)),
    )


def done_words(report: ProgrammeReport) -> str:
    """One line for after the import."""
    sentences = [
        _("Imported. New: %(created)s. Changed: %(changed)s.")
        % {
            "created": counted(report.tally(report.created)),
            "changed": counted(report.tally(report.changed)),
        }
    ]
    if report.cancelled:
        sentences.append(_("Cancelled: %(what)s.") % {"what": counted(report.tally(report.cancelled))})
    if report.release is not None:
        sentences.append(_("Release %(number)d is published.") % {"number": report.release})
    return " ".join(sentences)


def _in_file(report: ProgrammeReport) -> str:
    counts = report.counts
    return ", ".join(
        rows_counted(noun, count)
        for noun, count in (
            ("day", counts.days),
            ("session", counts.sessions),
            ("occurrence", counts.occurrences),
            ("speaker", counts.speakers),
            ("room", counts.rooms),
            ("track", counts.tracks),
        )
    )


def _tallies(report: ProgrammeReport) -> tuple[Tally, ...]:
    created, changed = report.tally(report.created), report.tally(report.changed)
    return tuple(
        Tally(
            capfirst(str(model._meta.verbose_name_plural)),
            created.get(noun, 0),
            changed.get(noun, 0),
            report.kept.get(noun, 0),
        )
        for noun, model in ROWS.items()
        if created.get(noun) or changed.get(noun) or report.kept.get(noun)
    )


def _by_kind(report: ProgrammeReport, entries: tuple[Entry, ...]) -> tuple[Listed, ...]:
    return tuple(
        _listed(
            rows_counted(noun, count),
            (Line(entry.name, fact_words(entry.facts)) for entry in entries if entry.noun is noun),
        )
        for noun, count in report.tally(entries).items()
    )


def _listed(title: str, lines: Iterable[Line]) -> Listed:
    every = tuple(lines)
    return Listed(title, every[:SHOWN_LIMIT], len(every) > SHOWN_LIMIT)
