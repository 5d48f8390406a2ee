"""Sheets made from rows, and what importing them did, in short."""

from psycopg2.extras import DateTimeTZRange

from programme.actions.spreadsheets import ImportReport
from programme.interchange.tables import Table, read_table, write_csv
from programme.models import Occurrence, Release, Room, Session, SessionSpeaker, Slot, Speaker, SpeakerLink
from programme.queries.spreadsheets import Sheet

SESSIONS, SPEAKERS, ROOMS = Sheet.SESSIONS, Sheet.SPEAKERS, Sheet.ROOMS


def table(header: list[str], *rows: list[object]) -> Table:
    return read_table(write_csv(header, rows))  # type: ignore[arg-type]


def sentences(report: ImportReport) -> list[str]:
    return [str(error) for error in report.errors]


def counts(report: ImportReport) -> tuple[int, int, int]:
    return len(report.created), len(report.changed), len(report.unchanged)


def histories() -> dict[str, int]:
    return {
        model.__name__: model.history.count()  # type: ignore[attr-defined]
        for model in (Session, SessionSpeaker, Occurrence, Speaker, SpeakerLink, Room)
    }


def times_of(session: Session) -> list[tuple[str, str]]:
    zone = session.edition.zone
    return [
        (
            f"{each.starts_at.astimezone(zone):%d %H:%M}" if each.starts_at else "",
            each.room.slug if each.room else "",
        )
        for each in session.occurrences.all()
    ]


def released(occurrence: Occurrence) -> Slot:
    release = Release.objects.create(edition=occurrence.edition, number=1)
    return Slot.objects.create(
        edition=occurrence.edition,
        release=release,
        occurrence=occurrence,
        room=occurrence.room,
        period=DateTimeTZRange(occurrence.starts_at, occurrence.ends_at),
    )
