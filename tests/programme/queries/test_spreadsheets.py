"""What goes into a sheet: all of an edition, and nothing of another."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.models import SpeakerLink, Texts
from programme.queries.spreadsheets import Rows, Sheet, columns_of, export_rows
from tests.factories import (
    EditionFactory,
    FormatFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


def fill(edition) -> None:
    """One of each, with a value in every column."""
    venue = VenueFactory(edition=edition, slug="grande-halle")
    room = RoomFactory(
        edition=edition,
        venue=venue,
        slug="nef",
        name=Texts({"fr": "Nef", "en": "Nave"}),
        capacity=300,
        floor="Rez-de-chaussée",
        shared=True,
        access_features=["step_free", "quiet"],
        equipment=["projector"],
        position=2,
    )
    speaker = SpeakerFactory(
        edition=edition,
        external_id="s-1",
        name="Ana Silva",
        email="ana@example.org",
        pronouns=Texts({"fr": "elle", "en": "she"}),
        organisation="OuiShare",
        bio=Texts({"fr": "Née.", "en": "Born."}),
    )
    SpeakerLink.objects.create(speaker=speaker, label="My site", url="https://a.example/")
    SpeakerLink.objects.create(speaker=speaker, url="https://b.example/", position=1)
    session = SessionFactory(
        edition=edition,
        code="ABC234",
        external_id="x-1",
        title=Texts({"fr": "Ville", "en": "City"}),
        subtitle=Texts({"fr": "En commun", "en": "In common"}),
        abstract=Texts({"fr": "Court", "en": "Short"}),
        description=Texts({"fr": "Long.\n\nLong.", "en": "Longer."}),
        track=TrackFactory(edition=edition, slug="commun"),
        format=FormatFactory(edition=edition, name=Texts({"fr": "Atelier", "en": "Workshop"})),
        language="fr",
        minutes=90,
        state="accepted",
        seat_limit=20,
        minimum_age=0,
        recording="refused",
        access_features=["captions"],
        interpreted_into=["en", "pt-br"],
    )
    SessionSpeakerFactory(session=session, speaker=speaker, role="moderator")
    OccurrenceFactory(session=session, room=room, starts_at=datetime(2017, 7, 6, 8, tzinfo=UTC))
    OccurrenceFactory(session=session, room=None, starts_at=datetime(2017, 10, 29, 0, 30, tzinfo=UTC))


SESSIONS = Rows(
    (
        "code", "external_id", "title_fr", "title_en", "subtitle_fr", "subtitle_en", "abstract_fr",
        "abstract_en", "description_fr", "description_en", "track", "format", "language", "minutes", "state",
        "seat_limit", "minimum_age", "recording", "access_features", "interpreted_into", "speakers",
        "starts_1", "room_1", "starts_2", "room_2",
    ),
    ((
        "ABC234", "x-1", "Ville", "City", "En commun", "In common", "Court", "Short", "Long.\n\nLong.",
        "Longer.", "commun", "Atelier", "fr", 90, "accepted", 20, 0, "refused", "captions", "en, pt-br",
        "Ana Silva (moderator)", "2017-07-06 10:00", "nef", "2017-10-29 02:30+02:00", "",
    ),),
)  # fmt: skip
SPEAKERS = Rows(
    (
        "external_id", "name", "email", "pronouns_fr", "pronouns_en", "organisation", "bio_fr", "bio_en",
        "links",
    ),
    ((
        "s-1", "Ana Silva", "ana@example.org", "elle", "she", "OuiShare", "Née.", "Born.",
        "My site https://a.example/\nhttps://b.example/",
    ),),
)  # fmt: skip
ROOMS = Rows(
    (
        "slug", "name_fr", "name_en", "venue", "capacity", "floor", "shared", "access_features", "equipment",
        "position",
    ),
    ((
        "nef", "Nef", "Nave", "grande-halle", 300, "Rez-de-chaussée", "yes", "step_free, quiet", "projector",
        2,
    ),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "rows"), [(Sheet.SESSIONS, SESSIONS), (Sheet.SPEAKERS, SPEAKERS), (Sheet.ROOMS, ROOMS)]
)
def test_a_sheet_holds_every_column_of_its_edition_and_no_row_of_another(edition, sheet, rows):
    other = EditionFactory(languages=["de"])
    fill(edition)
    fill(other)
    assert export_rows(edition, sheet) == rows
    assert export_rows(other, sheet).columns != rows.columns


def test_a_sheet_has_columns_for_as_many_times_as_any_session_has(edition):
    for count in (0, 3, 1):
        session = SessionFactory(edition=edition)
        for _number in range(count):
            OccurrenceFactory(session=session)
    columns = export_rows(edition, Sheet.SESSIONS).columns
    assert columns[-6:] == ("starts_1", "room_1", "starts_2", "room_2", "starts_3", "room_3")


def test_the_sheet_of_an_empty_edition_is_one_to_fill_in(edition):
    rows = export_rows(edition, Sheet.SESSIONS)
    assert (rows.columns[-2:], rows.rows) == (("starts_1", "room_1"), ())


@pytest.mark.parametrize(("sheet", "count"), [(Sheet.SESSIONS, 6), (Sheet.SPEAKERS, 2), (Sheet.ROOMS, 2)])
def test_the_queries_of_a_sheet_do_not_grow_with_its_rows(edition, sheet, count):
    fill(edition)
    with CaptureQueriesContext(connection) as few:
        export_rows(edition, sheet)
    for _number in range(12):
        session = SessionFactory(edition=edition)
        SessionSpeakerFactory(session=session)
        OccurrenceFactory(session=session)
    with CaptureQueriesContext(connection) as many:
        export_rows(edition, sheet)
    assert (len(few), len(many)) == (count, count)


def test_speakers_are_named_so_that_each_is_found_again(edition):
    session = SessionFactory(edition=edition)
    people = [
        SpeakerFactory(edition=edition, number=number, **values)
        for number, values in enumerate(
            [
                {"name": "Ana"},
                {"name": "Bo", "email": "bo@example.org"},
                {"name": "Bo", "email": "shared@example.org", "external_id": "b-2"},
                {"name": "Cy", "email": "shared@example.org"},
                {"name": "Di; Ed"},
                {"name": "Ana (host)"},
                {"name": "Bo"},
            ],
            start=1,
        )
    ]
    for position, speaker in enumerate(people):
        SessionSpeakerFactory(session=session, speaker=speaker, position=position)
    rows = export_rows(edition, Sheet.SESSIONS)
    assert rows.rows[0][rows.columns.index("speakers")] == (
        "Ana; bo@example.org; b-2; Cy; #5; Ana (host) (speaker); #7"
    )


@pytest.mark.parametrize("sheet", list(Sheet))
def test_every_column_stands_in_the_documentation(edition, sheet):
    text = Path(settings.BASE_DIR, "docs", "spreadsheets.md").read_text()
    section = text.partition(f"## {sheet.value.capitalize()}")[2].partition("\n## ")[0]
    names = {
        column.name.removesuffix("_fr").removesuffix("_en")
        if column.name.endswith(("_fr", "_en"))
        else column.name
        for column in columns_of(edition, sheet)
    }
    missing = {name for name in names if f"`{name}`" not in section and f"`{name}_<language>`" not in section}
    assert missing == set()
