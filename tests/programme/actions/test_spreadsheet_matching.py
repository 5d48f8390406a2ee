"""Which row of a sheet means which row of the edition."""

import pytest

from programme.actions.spreadsheets import FieldChange, RowOutcome
from programme.models import Room, Session, Speaker, Texts
from tests.factories import (
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
)
from tests.sheets import ROOMS, SESSIONS, SPEAKERS, counts, sentences

pytestmark = pytest.mark.django_db


def test_sessions_are_matched_by_code_then_by_id_then_by_their_titles(run, edition, talk):
    by_code, by_id, by_title = (
        SessionFactory(
            edition=edition, format=talk, title=Texts({"fr": name, "en": f"{name}!"}), external_id=key
        )
        for name, key in (("A", ""), ("B", "b"), ("C", ""))
    )
    header = ["code", "external_id", "title_fr", "title_en", "minutes", "format"]
    rows = [
        [by_code.code.lower(), "", "A", "A!", 11, "talk"],
        ["", "b", "B", "B!", 12, "talk"],
        ["", "", "C", "C!", 13, "talk"],
        ["", "", "C", "other", 14, "talk"],
    ]
    assert counts(run(SESSIONS, header, *rows)) == (1, 3, 0)
    for session, minutes in ((by_code, 11), (by_id, 12), (by_title, 13)):
        session.refresh_from_db()
        assert session.minutes == minutes
    assert Session.objects.get(title__en="other").minutes == 14
    assert counts(run(SESSIONS, header, *rows)) == (0, 0, 4)


def test_a_row_with_a_title_in_one_language_finds_the_session_that_has_more(run, edition, talk):
    SessionFactory(edition=edition, format=talk, title=Texts({"fr": "C", "en": "C!"}))
    report = run(SESSIONS, ["title_fr", "title_en", "format"], ["C", "", "talk"])
    assert report.changed == (RowOutcome(2, "C", (FieldChange("title_en", "C!", ""),)),)


def test_sessions_of_the_same_title_are_told_apart_by_an_id_only(run, edition, talk):
    first, second = (
        SessionFactory(edition=edition, format=talk, title=Texts({"fr": "Pause"})) for _number in range(2)
    )
    report = run(SESSIONS, ["title_fr", "format"], ["Pause", "talk"], ["Dîner", "talk"], ["Dîner", "talk"])
    in_order = sorted([first.code, second.code])
    assert sentences(report) == [
        f"Row 2, title_fr: This could be any of these: Pause ({in_order[0]}), Pause ({in_order[1]}). "
        "Write an id, so that it is clear which.",
        "Row 4: Rows 3 and 4 describe the same thing. Remove one, or give each an id of its own.",
    ]


def test_a_code_that_nothing_has_is_a_mistake(run, talk):
    report = run(SESSIONS, ["code", "title_fr", "format"], ["ZZZZZZ", "A", "talk"])
    assert sentences(report) == [
        "Row 2, code: No session has the code ZZZZZZ. Leave the cell empty for a new session."
    ]


def test_an_id_of_another_session_is_a_mistake(run, edition, talk):
    SessionFactory(edition=edition, external_id="taken")
    session = SessionFactory(edition=edition)
    report = run(SESSIONS, ["code", "external_id"], [session.code, "taken"])
    assert sentences(report) == ["Row 2, external_id: “taken” belongs to another row of this edition."]


def test_speakers_are_matched_by_id_then_by_address_then_by_name(run, edition):
    for values in (
        {"name": "Ana", "external_id": "1"},
        {"name": "Bo", "email": "bo@example.org"},
        {"name": "Cy"},
    ):
        SpeakerFactory(edition=edition, bio=Texts(), **values)
    header = ["external_id", "name", "email", "organisation"]
    rows = [
        ["1", "Anna", "", "X"],
        ["", "Bob", "BO@example.org", "X"],
        ["", "cy", "", "X"],
        ["2", "Di", "", "X"],
    ]
    assert counts(run(SPEAKERS, header, *rows)) == (1, 3, 0)
    assert list(Speaker.objects.order_by("name").values_list("name", "external_id", "organisation")) == [
        ("Anna", "1", "X"), ("Bob", "", "X"), ("Di", "2", "X"), ("cy", "", "X"),
    ]  # fmt: skip
    assert counts(run(SPEAKERS, header, *rows)) == (0, 0, 4)


def test_people_who_share_an_address_stay_two(run, edition):
    SpeakerFactory(edition=edition, name="Ana", email="hello@example.org", bio=Texts())
    header = ["name", "email"]
    rows = [["Bo", "hello@example.org"], ["Ana", "hello@example.org"]]
    assert counts(run(SPEAKERS, header, *rows)) == (1, 0, 1)
    assert counts(run(SPEAKERS, header, *rows)) == (0, 0, 2)


def test_speakers_of_the_same_name_are_named_both(run, edition):
    for key in "12":
        SpeakerFactory(edition=edition, name="Ana", external_id=key)
    report = run(SPEAKERS, ["name", "email"], ["Ana", ""], ["Bo", "no address"], ["Cy", ""], ["Cy", ""])
    assert sentences(report) == [
        "Row 2, name: This could be any of these: Ana (1), Ana (2). Write an id, so that it is clear which.",
        "Row 3, email: “no address”: Enter a valid email address.",
        "Row 5: Rows 4 and 5 describe the same thing. Remove one, or give each an id of its own.",
    ]


def test_rooms_are_matched_by_address_then_by_name_within_their_venue(run, edition):
    here, there = (VenueFactory(edition=edition, slug=slug) for slug in ("here", "there"))
    for venue in (here, there):
        RoomFactory(edition=edition, venue=venue, name=Texts({"fr": "Nef"}), slug=f"nef-{venue.slug}")
    header = ["slug", "name_fr", "venue", "capacity", "shared", "equipment"]
    rows = [
        ["nef-here", "Nef", "here", 10, "oui", "projector, kitchen"],
        ["", "Nef", "there", 20, "no", ""],
        ["", "Jardin", "here", 30, "", ""],
    ]
    assert counts(run(ROOMS, header, *rows)) == (1, 2, 0)
    assert list(Room.objects.order_by("capacity").values_list("slug", "capacity", "shared", "equipment")) == [
        ("nef-here", 10, True, ["projector", "kitchen"]),
        ("nef-there", 20, False, []),
        ("jardin", 30, False, []),
    ]
    assert counts(run(ROOMS, header, *rows)) == (0, 0, 3)
    assert sentences(run(ROOMS, ["name_fr", "capacity"], ["Nef", 5])) == [
        "Row 2, name_fr: This could be any of these: Nef (nef-here), Nef (nef-there). "
        "Write an id, so that it is clear which."
    ]


def test_a_room_needs_a_venue_that_is_here(run, edition):
    VenueFactory(edition=edition, slug="here")
    report = run(
        ROOMS,
        ["name_fr", "venue", "shared", "access_features"],
        ["A", "elsewhere", "", ""],
        ["B", "", "", ""],
        ["C", "here", "maybe", "stairs"],
    )
    assert sentences(report) == [
        "Row 2, venue: There is no venue “elsewhere”. Write the name or the address of one of this edition.",
        "Row 3, venue: A new room needs a venue that is here already.",
        "Row 4, shared: “maybe” is not known here. Write one of: yes, no.",
        "Row 4, access_features: “stairs” is not known here. Write one of: step_free, hearing_loop, "
        "captions, sign_language, quiet, accessible_toilets, seating.",
    ]


# --- addresses ----------------------------------------------------------------------------------------


def test_an_address_in_any_case_is_the_room_and_changes_nothing(run, edition):
    room = RoomFactory(edition=edition, slug="garden", capacity=5)
    report = run(ROOMS, ["slug", "capacity"], ["GARDEN", 7])
    assert [change.column for change in report.changed[0].changes] == ["capacity"]
    room.refresh_from_db()
    assert (room.slug, room.capacity) == ("garden", 7)


def test_rows_whose_addresses_differ_in_case_alone_describe_one_room(run, edition):
    RoomFactory(edition=edition, slug="garden")
    report = run(ROOMS, ["slug", "capacity"], ["garden", 7], ["Garden", 8])
    assert sentences(report) == [
        "Row 3, slug: Rows 2 and 3 describe the same thing. Remove one, or give each an id of its own."
    ]


def test_rooms_whose_old_addresses_differ_in_case_alone_are_told_apart_by_them(run, edition):
    rooms = [RoomFactory(edition=edition, slug=slug, capacity=1) for slug in ("nave", "Nave")]
    report = run(ROOMS, ["slug", "capacity"], ["Nave", 7], ["nave", 8])
    assert sentences(report) == []
    for room in rooms:
        room.refresh_from_db()
    assert [(room.slug, room.capacity) for room in rooms] == [("nave", 8), ("Nave", 7)]


def test_a_new_address_is_in_lower_case(run, edition):
    VenueFactory(edition=edition, slug="halle")
    run(ROOMS, ["slug", "name_fr", "venue"], ["Grande-Salle", "Grande salle", "halle"])
    assert [room.slug for room in Room.objects.filter(edition=edition)] == ["grande-salle"]
