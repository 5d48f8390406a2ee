"""The columns and cells of a sheet that is imported, and what came out going in again."""

from datetime import UTC, datetime

import pytest

from programme.actions.spreadsheets import FieldChange, RowOutcome, import_sheet
from programme.interchange.tables import read_table, write_csv, write_xlsx
from programme.models import Occurrence, Session, SessionSpeaker, SpeakerLink, Texts
from programme.queries.spreadsheets import Sheet, export_rows
from tests.factories import (
    FormatFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    VenueFactory,
)
from tests.sheets import SESSIONS, SPEAKERS, counts, histories, sentences

pytestmark = pytest.mark.django_db

# --- the sheet ----------------------------------------------------------------------------------------


def test_unknown_and_missing_columns_are_mistakes_of_row_one(run, talk):
    report = run(SESSIONS, ["title_fr", "titel_en", "zzz"], ["A", "B", "C"], ["D", "E", "F"])
    known = (
        "code, external_id, title_fr, title_en, subtitle_fr, subtitle_en, abstract_fr, abstract_en, "
        "description_fr, description_en, track, format, language, minutes, state, seat_limit, minimum_age, "
        "recording, access_features, interpreted_into, speakers"
    )
    assert sentences(report) == [
        "Row 1, format: This column is missing. A new session needs a format.",
        "Row 1, titel_en: This column is unknown. Did you mean title_en?",
        f"Row 1, zzz: This column is unknown. Take it away, or rename it to one of: {known}.",
    ]


def test_a_language_that_the_edition_does_not_have_is_an_unknown_column(run, talk):
    report = run(SESSIONS, ["title_fr", "title_de", "format"], ["A", "B", "talk"])
    assert sentences(report) == [
        "Row 1, title_de: This edition has no language “de”. Add it there, or take the column away."
    ]


def test_a_start_without_its_room_column_is_a_mistake(run, talk):
    report = run(SESSIONS, ["title_fr", "format", "starts_2"], ["A", "talk", ""])
    sentence = "This column is missing: starts and rooms come in pairs. Add it, it may stay empty."
    assert sentences(report) == [f"Row 1, {name}: {sentence}" for name in ("starts_1", "room_1", "room_2")]


def test_cells_that_cannot_be_read_are_mistakes_of_their_row(edition, organiser, talk):
    content = b"title_fr,format,abstract_fr\nA,talk,x\nB,talk,NU\x00L\nC,nope,y\n"
    report = import_sheet(
        edition=edition, sheet=SESSIONS, table=read_table(content), by=organiser, dry_run=False
    )
    assert sentences(report) == [
        "Row 3, abstract_fr: This holds the control character U+0000, which is no text. Type it anew.",
        "Row 4, format: There is no format “nope”. Write the name or the kind of one of this edition.",
    ]
    assert Session.objects.count() == 0


def test_columns_that_are_not_in_the_file_stay_and_empty_cells_clear(run, edition, talk):
    session = SessionFactory(
        edition=edition,
        format=talk,
        title=Texts({"fr": "A", "en": "B", "de": "C"}),
        subtitle=Texts({"fr": "Sous A", "en": "Under B"}),
        abstract=Texts({"fr": "Un", "en": "One"}),
        seat_limit=20,
        minimum_age=12,
    )
    report = run(
        SESSIONS,
        [
            "code",
            "title_en",
            "subtitle_fr",
            "subtitle_en",
            "abstract_fr",
            "seat_limit",
            "track",
            "minutes",
            "state",
            "format",
            "external_id",
        ],
        [session.code, "", "Sous A", "Beneath", "", "", "", "", "", "", ""],
    )
    assert report.changed == (
        RowOutcome(
            2,
            "A",
            (
                FieldChange("title_en", "B", ""),
                FieldChange("subtitle_en", "Under B", "Beneath"),
                FieldChange("abstract_fr", "Un", ""),
                FieldChange("track", session.track.slug, ""),
                FieldChange("seat_limit", "20", ""),
            ),
        ),
    )
    session = Session.objects.get()
    assert (session.title, session.abstract) == (Texts({"fr": "A", "de": "C"}), Texts({"en": "One"}))
    assert session.subtitle == Texts({"fr": "Sous A", "en": "Beneath"})
    assert (session.track, session.seat_limit, session.minimum_age) == (None, None, 12)
    assert (session.minutes, session.state, session.format) == (60, "confirmed", talk)


def test_who_imports_stands_in_the_history_of_every_row(run, edition, organiser, talk):
    SpeakerFactory(edition=edition, name="Ana")
    room = RoomFactory(edition=edition, slug="nave")
    header = ["external_id", "title_fr", "format", "speakers", "starts_1", "room_1"]
    run(SESSIONS, header, ["1", "A", "talk", "Ana", "2017-07-06 10:00", "nave"])
    run(SESSIONS, header, ["1", "B", "talk", "Ana (host)", "2017-07-06 11:00", "nave"])
    run(SESSIONS, header, ["1", "B", "talk", "", "", ""])
    for model in (Session, SessionSpeaker, Occurrence):
        assert {record.history_user for record in model.history.all()} == {organiser}
    assert list(SessionSpeaker.history.values_list("history_type", flat=True)) == ["-", "~", "+"]
    assert list(Occurrence.history.values_list("history_type", flat=True)) == ["-", "~", "+"]
    assert room.occurrences.count() == 0


# --- out and in again ---------------------------------------------------------------------------------

STRANGE = [
    "=1+1",
    "'=1",
    "-5 °C",
    "@ana",
    "l’été;=x",
    "é\u0301 😀 שלום\u200f",
    '"quoted" ; x',
    "_x000D_",
    "'",
]


def strange_edition(edition) -> None:
    venue = VenueFactory(edition=edition)
    rooms = [
        RoomFactory(edition=edition, venue=venue, name=Texts({"fr": text}), floor=text) for text in STRANGE
    ]
    speakers = [
        SpeakerFactory(
            edition=edition, name=text, organisation=text, external_id=key, bio=Texts({"en": f"{text}\n- a"})
        )
        for key, text in enumerate([*STRANGE, "Ana", "Ana", "Bo (host)", "C; D"])
    ]
    for speaker in speakers[:3]:
        SpeakerLink.objects.create(speaker=speaker, label=STRANGE[0], url="https://example.org/a;b")
        SpeakerLink.objects.create(speaker=speaker, url="https://example.org/", position=1)
    formats = [
        FormatFactory(edition=edition, name=Texts({"fr": "Même"}), kind="talk") for _number in range(2)
    ]
    for number, text in enumerate(STRANGE):
        session = SessionFactory(
            edition=edition,
            format=formats[number % 2],
            title=Texts({"fr": text}),
            subtitle=Texts({"en": text}),
            description=Texts({"fr": f"{text}\n\n* a\n* b", "de": "außerhalb"}),
            access_features=["quiet", "captions"],
            interpreted_into=["fr", "pt-br"],
            minimum_age=0,
        )
        for position, speaker in enumerate(speakers[number:]):
            SessionSpeakerFactory(
                session=session, speaker=speaker, role="host" if position % 2 else "speaker"
            )
        starts = [
            None,
            datetime(2017, 10, 29, 0, 30, 30, tzinfo=UTC),
            datetime(2017, 10, 29, 1, 30, tzinfo=UTC),
        ]
        for occurrence in range(number % 4):
            OccurrenceFactory(session=session, room=rooms[occurrence], starts_at=starts[occurrence])


@pytest.mark.parametrize("sheet", list(Sheet))
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(edition, organiser, sheet, file_format):
    strange_edition(edition)
    found = export_rows(edition, sheet)
    if file_format == "csv":
        content = write_csv(found.columns, found.rows)
    else:
        content = write_xlsx(found.columns, found.rows, title="rows")
    before = histories()
    report = import_sheet(
        edition=edition, sheet=sheet, table=read_table(content), by=organiser, dry_run=False
    )
    assert sentences(report) == []
    assert counts(report) == (0, 0, len(found.rows))
    assert histories() == before


# --- texts that nobody sees ---------------------------------------------------------------------------

UNSEEN = [
    "\u200b",
    "\u2060\ufeff",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u3164\uffa0",
    "\u2800",
    "\u00a0 \u200d",
    "\u0301",
]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_name_that_nobody_sees_is_no_name(run, edition, text):
    assert sentences(run(SPEAKERS, ["external_id", "name"], ["1", text])) == [
        "Row 2, name: A new speaker needs a name."
    ]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_title_that_nobody_sees_is_no_title(run, edition, talk, text):
    assert sentences(run(SESSIONS, ["title_fr", "format"], [text, "talk"])) == [
        "Row 2, title_fr: A new session needs a title in one language at least."
    ]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_cell_that_nobody_sees_is_empty(run, edition, text):
    speaker = SpeakerFactory(edition=edition, external_id="1", name="Ana", organisation="OuiShare")
    run(SPEAKERS, ["external_id", "name", "organisation"], ["1", text, text])
    speaker.refresh_from_db()
    assert (speaker.name, speaker.organisation) == ("Ana", "")
