"""The import of a published programme: whole, repeatable, and careful with what is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.actions import imports
from programme.actions.import_report import Noun, ProgrammeReport
from programme.actions.imports import Wishes, import_programme
from programme.interchange.formats import FileFormat, read_programme, write_programme
from programme.interchange.problems import FormatError
from programme.interchange.schedule_xml import write
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from programme.models import AcceptedClash, Edition, Release, Speaker, Texts
from programme.models import Occurrence as OccurrenceRow
from programme.models import Session as SessionRow
from programme.queries.snapshots import Reader, snapshot_of
from programme.refusals import Refused, Stale
from tests.factories import (
    FormatFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    TrackFactory,
    UserFactory,
)
from tests.programme.interchange.mangling import mangled
from tests.programme.interchange.real import (
    COUNTS,
    ZONES,
    real_file,
    schema_errors_of_json,
    schema_errors_of_xml,
)
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db

TEN = datetime(2017, 7, 5, 8, tzinfo=UTC)  # 10:00 in Paris
SLUG = "fest-2017"


def held(number: int, *, hours: int = 0, **fields: Any) -> Occurrence:
    """One hour in the nave, `hours` after ten."""
    defaults: dict[str, Any] = {"id": str(number), "guid": UUID(int=number), "minutes": 60, "room": "Nave"}
    return Occurrence(starts_at=TEN + timedelta(hours=hours), **defaults | fields)


def talk(
    number: int, *, hours: int = 0, times: tuple[Occurrence, ...] | None = None, **fields: Any
) -> Session:
    defaults: dict[str, Any] = {"title": f"Talk {number}", "format": "Talk", "track": "City"}
    return Session(occurrences=times or (held(number, hours=hours),), **defaults | fields)


def picture(*sessions: Session, **fields: Any) -> Snapshot:
    people = {part.person for session in sessions for part in session.people}
    defaults: dict[str, Any] = {
        "title": "Fest",
        "time_zone": "Europe/Paris",
        "days": (date(2017, 7, 5), date(2017, 7, 6)),
        "rooms": (Room(name="Nave"), Room(name="Garden")),
        "tracks": (Track(name="City"), Track(name="Unused")),
        "people": tuple(Person(id=key, name=f"Person {key}") for key in sorted(people)),
    }
    return Snapshot(sessions=sessions, **defaults | fields)


def bring(read: Snapshot, **wishes: Any) -> ProgrammeReport:
    return import_programme(slug=SLUG, read=read, by=None, wishes=Wishes(**{"create": True} | wishes))


def session_titled(title: str) -> SessionRow:
    return next(row for row in SessionRow.objects.all() if title in row.title.values())


# --- the first time -----------------------------------------------------------------------------------


def test_create_makes_a_public_edition_and_publishes_its_first_release():
    report = bring(picture(talk(1), talk(2, hours=2)))
    edition = Edition.objects.get(slug=SLUG)
    assert (edition.is_public, edition.time_zone, edition.starts_on) == (
        True,
        "Europe/Paris",
        date(2017, 7, 5),
    )
    assert report.release == Release.objects.get().number == 1
    assert report.tally(report.created) == {
        Noun.SESSION: 2, Noun.OCCURRENCE: 2, Noun.ROOM: 2, Noun.TRACK: 1, Noun.FORMAT: 1, Noun.VENUE: 1
    }  # fmt: skip


def test_without_create_an_unknown_edition_is_refused():
    with pytest.raises(
        Refused, match=r"There is no edition “fest-2017”\. To make it from this file, say --create\."
    ):
        bring(picture(talk(1)), create=False)
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("slug", "said"), [("admin", "taken by Festapp itself"), ("a b", "slug"), ("../../etc", "slug")]
)
def test_an_address_that_no_edition_can_have_is_refused(slug, said):
    with pytest.raises(Refused, match=said):
        import_programme(slug=slug, read=picture(talk(1)), by=None, wishes=Wishes(create=True))
    assert not Edition.objects.exists()


def test_ids_guids_and_codes_of_the_file_are_kept():
    bring(picture(talk(7, code="ABCDEF")))
    row = OccurrenceRow.objects.get()
    assert (row.number, row.uuid, row.external_id, row.session.code) == (7, UUID(int=7), "7", "ABCDEF")


def test_a_track_without_a_session_is_left_out_and_told():
    report = bring(picture(talk(1)))
    assert [str(remark) for remark in report.remarks if "tracks" in remark.sentence] == [
        "1 tracks that no session is in were left out: Unused."
    ]


def test_languages_are_those_that_a_tenth_of_the_sessions_is_held_in():
    talks = [talk(number, hours=number, language="de" if number > 3 else "en") for number in range(1, 13)]
    bring(picture(*talks, talk(20, hours=30, language="cs")))
    assert Edition.objects.get().languages == ["de", "en"]


def test_a_text_is_stored_in_the_language_its_session_is_held_in():
    bring(picture(talk(1, title="Stadt", language="de"), talk(2, title="City", language="en", hours=2)))
    assert session_titled("Stadt").title == Texts({"de": "Stadt"})
    assert session_titled("City").title == Texts({"en": "City"})


def test_clashes_of_a_published_file_are_accepted_by_name():
    together = (Part("5"),)
    report = bring(picture(talk(1, people=together), talk(2, people=together)))
    assert sorted(line.rule for line in report.clashes) == ["room", "speaker"]
    assert AcceptedClash.objects.count() == 2


def test_the_guid_of_another_edition_is_not_taken():
    bring(picture(talk(1)))
    import_programme(slug="second", read=picture(talk(1)), by=None, wishes=Wishes(create=True))
    assert OccurrenceRow.objects.count() == 2
    again = import_programme(slug="second", read=picture(talk(1, title="New")), by=None, wishes=Wishes())
    assert again.tally(again.created) == {}
    assert [entry.facts for entry in again.changed] == [("title",)]


# --- again --------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing():
    read = picture(
        talk(1, people=(Part("5"), Part("name:ana")), links=(Link("https://example.org/"),), language="en"),
        talk(2, hours=2, times=(held(2, hours=2), held(3, hours=5))),
    )
    bring(read)
    before = [row.history.count() for row in SessionRow.objects.all()]
    report = bring(read)
    assert report.is_idle
    assert report.kept[Noun.SESSION] == 2
    assert [row.history.count() for row in SessionRow.objects.all()] == before


def test_what_differs_is_changed_in_the_draft_and_told_by_field():
    bring(picture(talk(1)))
    report = bring(picture(talk(1, title="New title", times=(held(1, hours=3, room="Garden"),))))
    assert [(entry.noun, entry.facts) for entry in report.changed] == [
        (Noun.SESSION, ("title",)),
        (Noun.OCCURRENCE, ("room", "starts_at")),
    ]
    assert Release.objects.count() == 1


def test_release_publishes_the_change_with_its_note():
    bring(picture(talk(1)))
    report = bring(picture(talk(1, hours=3)), release="Moved to the afternoon")
    assert report.release == 2
    assert Release.objects.get(number=2).note == Texts({"en": "Moved to the afternoon"})


def test_a_release_of_nothing_new_is_told_and_not_made():
    bring(picture(talk(1)))
    report = bring(picture(talk(1)), release="Again")
    assert (report.release, report.nothing_to_publish) == (None, True)
    assert Release.objects.count() == 1


def test_a_guid_finds_a_session_whatever_else_changed():
    bring(picture(talk(1)))
    report = bring(picture(talk(1, title="Other", times=(held(1, id="99", hours=9),))))
    assert report.tally(report.created) == {}
    assert OccurrenceRow.objects.get().number == 1


def test_without_guids_the_id_finds_a_session():
    bring(picture(talk(1, times=(held(1, guid=None),))))
    report = bring(picture(talk(1, title="Other", times=(held(1, guid=None, hours=4),))))
    assert report.tally(report.created) == {}
    assert session_titled("Other").occurrences.get().starts_at == TEN + timedelta(hours=4)


def test_an_id_alone_does_not_find_a_session_of_another_guid_and_title():
    """Two tools count from one: their ids say nothing about each other."""
    bring(picture(talk(1)))
    report = bring(picture(talk(2, title="Of another tool", times=(held(1, guid=UUID(int=77), hours=2),))))
    assert report.tally(report.created) == {Noun.SESSION: 1, Noun.OCCURRENCE: 1}
    assert session_titled("Talk 1").occurrences.get().starts_at == TEN


def test_without_ids_the_title_finds_a_session_and_the_start_its_time():
    bare = {"id": "", "guid": None}
    first = talk(1, title="Yoga", times=(held(0, **bare),))
    second = talk(1, title="Yoga", times=(held(0, hours=2, **bare),))
    bring(picture(first, second))
    assert bring(picture(second, first)).is_idle
    moved = replace(second, occurrences=(held(0, hours=5, **bare),))
    report = bring(picture(first, moved))
    assert [entry.facts for entry in report.changed] == [("starts_at",)]
    assert report.tally(report.created) == {}


def test_an_empty_field_of_the_file_leaves_what_is_here():
    bring(picture(talk(1, abstract="Short.", people=(Part("5"),))))
    bring(picture(talk(1, track="", times=(held(1, room=""),))))
    row = session_titled("Talk 1")
    assert (str(row.abstract), row.track is not None, row.parts.count()) == ("Short.", True, 1)
    assert row.occurrences.get().room is not None


def test_a_text_that_is_here_in_any_language_is_not_written_again():
    bring(picture(talk(1, title="City")), language="en")
    row = session_titled("City")
    row.edition.languages = ["en", "fr"]
    row.edition.save()
    row.title = Texts({"en": "City", "fr": "Ville"})
    row.save()
    assert bring(picture(talk(1, title="Ville"))).is_idle


def test_people_of_one_name_and_two_ids_stay_two():
    people = (Person(id="5", name="Ana"), Person(id="6", name="Ana"), Person(id="name:ana", name="ana"))
    read = picture(talk(1, people=(Part("5"), Part("6"), Part("name:ana"))), people=people)
    bring(read)
    assert Speaker.objects.count() == 3
    assert bring(read).is_idle


def test_a_speaker_who_is_here_already_is_found_by_name_and_keeps_her_own_bio():
    bring(picture(talk(1)))
    ana = Speaker.objects.create(edition=Edition.objects.get(), name="Ana", bio=Texts({"en": "Mine"}))
    read = picture(talk(1, people=(Part("5"),)), people=(Person(id="5", name="Ana"),))
    bring(read)
    assert Speaker.objects.get() == ana
    assert str(Speaker.objects.get().bio) == "Mine"
    assert bring(read).is_idle


def test_a_cancelled_session_stays_cancelled_and_that_is_told():
    bring(picture(talk(1)))
    SessionRow.objects.update(state="cancelled")
    report = bring(picture(talk(1)))
    assert SessionRow.objects.get().is_cancelled
    assert "“Talk 1” is cancelled here and stays so, though the file has it." in map(str, report.remarks)


def test_a_draft_stays_a_draft_and_that_is_told():
    bring(picture(talk(1)))
    SessionRow.objects.update(state="draft")
    report = bring(picture(talk(1)))
    assert SessionRow.objects.get().state == "draft"
    assert any("are not confirmed here" in str(remark) for remark in report.remarks)


# --- what is no longer in the file --------------------------------------------------------------------


def test_what_vanished_is_told_and_left():
    bring(picture(talk(1), talk(2, hours=2)))
    report = bring(picture(talk(1)))
    assert [(entry.noun, entry.name) for entry in report.vanished] == [(Noun.SESSION, "Talk 2")]
    assert not session_titled("Talk 2").is_cancelled


def test_what_vanished_is_cancelled_only_where_that_is_asked_for_and_never_deleted():
    bring(picture(talk(1), talk(2, hours=2), talk(3, times=(held(3, hours=4), held(4, hours=6)))))
    report = bring(picture(talk(1), talk(3, times=(held(3, hours=4),))), cancel_missing=True)
    assert sorted(entry.noun for entry in report.cancelled) == [Noun.OCCURRENCE, Noun.SESSION]
    assert session_titled("Talk 2").is_cancelled
    assert not session_titled("Talk 3").is_cancelled
    assert list(OccurrenceRow.objects.filter(is_cancelled=True).values_list("number", flat=True)) == [4]
    assert OccurrenceRow.objects.count() == 4


def test_what_organisers_made_here_never_vanishes():
    bring(picture(talk(1)))
    edition = Edition.objects.get()
    own = OccurrenceFactory(session=SessionFactory(edition=edition), room=None)
    SessionFactory(edition=edition, external_id="from-a-spreadsheet")
    report = bring(picture(talk(1)), cancel_missing=True)
    assert (report.vanished, report.cancelled) == ((), ())
    own.session.refresh_from_db()
    assert not own.session.is_cancelled


def test_what_the_file_cancels_is_cancelled():
    bring(picture(talk(1), talk(2, times=(held(2, hours=2), held(3, hours=4)))))
    off = replace(talk(1), cancelled=True)
    bring(picture(off, talk(2, times=(held(2, hours=2), held(3, hours=4, cancelled=True)))))
    assert session_titled("Talk 1").is_cancelled
    assert not session_titled("Talk 2").is_cancelled
    assert list(OccurrenceRow.objects.filter(is_cancelled=True).values_list("number", flat=True)) == [3]


def test_a_time_that_comes_back_stays_cancelled_and_that_is_told():
    both = talk(1, times=(held(1), held(2, hours=4)))
    bring(picture(both))
    bring(picture(talk(1)), cancel_missing=True)
    report = bring(picture(both))
    assert OccurrenceRow.objects.get(number=2).is_cancelled
    assert "“Talk 1, 2017-07-05 14:00” is cancelled here and stays so, though the file has it." in map(
        str, report.remarks
    )


def test_an_empty_file_never_cancels_a_programme():
    bring(picture(talk(1)))
    with pytest.raises(Refused, match="the whole programme would be off"):
        bring(picture(), cancel_missing=True)
    assert not session_titled("Talk 1").is_cancelled


def test_a_session_that_the_file_has_without_a_time_loses_its_time_and_is_not_missing():
    bring(picture(talk(1, id="s1"), talk(2, hours=2)))
    report = bring(picture(Session(id="s1", title="Talk 1"), talk(2, hours=2)), cancel_missing=True)
    assert (report.vanished, report.cancelled) == ((), ())
    assert OccurrenceRow.objects.get(number=1).starts_at is None
    assert not session_titled("Talk 1").is_cancelled


def test_a_session_without_a_time_vanishes_too():
    bring(picture(talk(1), Session(id="s2", title="Unplaced")))
    report = bring(picture(talk(1)))
    assert [entry.name for entry in report.vanished] == ["Unplaced"]


# --- two tools, one edition -------------------------------------------------------------------------------


def test_ids_that_lead_to_other_sessions_at_other_times_are_refused():
    """Two tools both count from one: what one of them calls 1 is not what the other does."""
    bring(
        picture(
            *(
                talk(number, hours=number, times=(held(number, guid=None, hours=number),))
                for number in range(1, 5)
            )
        )
    )
    others = [
        talk(number, title=f"Other {number}", times=(held(number, guid=None, hours=20 + number),))
        for number in range(1, 5)
    ]
    with pytest.raises(Refused, match="belong to other sessions here, such as “Talk 1”"):
        bring(picture(*others))
    assert SessionRow.objects.count() == 4


def test_a_person_of_the_same_id_and_another_name_is_another_person():
    bring(picture(talk(1, people=(Part("1"),)), people=(Person(id="1", name="Alice Martin"),)))
    read = picture(talk(2, hours=2, people=(Part("1"),)), people=(Person(id="1", name="Carol Roy"),))
    bring(read)
    assert sorted(Speaker.objects.values_list("name", "external_id")) == [
        ("Alice Martin", "1"),
        ("Carol Roy", ""),
    ]
    assert bring(read).tally(bring(read).created) == {}


def test_a_person_who_is_renamed_stays_the_same():
    bring(picture(talk(1, people=(Part("1"),)), people=(Person(id="1", name="Alice Martin"),)))
    bring(picture(talk(1, people=(Part("1"),)), people=(Person(id="1", name="Alice Roy"),)))
    assert Speaker.objects.get().name == "Alice Roy"


def test_a_number_and_a_code_may_name_one_person():
    """pretalx names people by number in its XML and by code in its JSON."""
    bring(picture(talk(1, people=(Part("7"),)), people=(Person(id="7", name="Ada"),)))
    bring(picture(talk(1, people=(Part("XYZ123"),)), people=(Person(id="XYZ123", name="Ada"),)))
    assert Speaker.objects.get().external_id == "7"


def test_who_names_the_language_corrects_the_text_in_it():
    bring(picture(talk(1, title="Closing")), language="en")
    row = session_titled("Closing")
    row.edition.languages = ["en", "fr"]
    row.edition.save()
    row.title = Texts({"en": "Closing", "fr": "Clôture"})
    row.save()
    bring(picture(talk(1, title="Clôture")), language="en")
    assert session_titled("Clôture").title == Texts({"en": "Clôture", "fr": "Clôture"})


def test_rooms_that_differ_in_case_alone_stay_two():
    rooms = (Room(name="Lab"), Room(name="LAB"))
    read = picture(talk(1, times=(held(1, room="Lab"),)), talk(2, times=(held(2, room="LAB"),)), rooms=rooms)
    bring(read)
    assert bring(replace(read, rooms=rooms[::-1])).is_idle


def test_a_room_held_by_hundreds_at_once_is_refused():
    crowd = [talk(number, times=(held(number, hours=0),)) for number in range(1, 250)]
    with pytest.raises(Refused, match="Nave is held or named by hundreds of sessions at once"):
        bring(picture(*crowd))


# --- what does not fit --------------------------------------------------------------------------------


def test_a_title_that_is_too_long_stands_whole_in_the_description():
    title = "city " * 200
    report = bring(picture(talk(1, title=title.strip(), description="And more.")))
    row = SessionRow.objects.get()
    assert len(str(row.title)) <= 300
    assert str(row.description) == f"{title.strip()}\n\nAnd more."
    assert any("longer than 300 characters" in str(remark) for remark in report.remarks)
    assert bring(picture(talk(1, title=title.strip(), description="And more."))).is_idle


@pytest.mark.parametrize("abstract", ["One.\n\nTwo.", "With *stress*.", "long " * 300])
def test_an_abstract_that_is_no_short_plain_line_goes_before_the_description(abstract):
    bring(picture(talk(1, abstract=abstract.strip(), description="And more.")))
    row = SessionRow.objects.get()
    assert (str(row.abstract), str(row.description)) == ("", f"{abstract.strip()}\n\nAnd more.")


def test_a_name_that_is_too_long_is_cut():
    name = "r" * 500
    read = picture(talk(1, times=(held(1, room=name),)), rooms=(Room(name=name),))
    bring(read)
    assert bring(read).is_idle


# --- whole or not at all ------------------------------------------------------------------------------


def test_a_dry_run_tells_the_same_and_writes_nothing():
    read = picture(talk(1), talk(2))
    dry = bring(read, dry_run=True)
    assert not Edition.objects.exists()
    done = bring(read)
    assert (dry.created, dry.counts, len(dry.clashes), dry.release) == (
        done.created, done.counts, len(done.clashes), done.release,
    )  # fmt: skip


def test_what_breaks_on_the_way_leaves_nothing(monkeypatch):
    def breaks(**_facts: object) -> None:
        raise Refused("Broken")

    monkeypatch.setattr(imports, "publish", breaks)
    with pytest.raises(Refused, match="Broken"):
        bring(picture(talk(1)))
    assert not Edition.objects.exists()


def test_another_thing_than_the_dry_run_told_is_not_done():
    bring(picture(talk(1)))
    read = picture(talk(1, title="New"))
    digest = bring(read, dry_run=True).digest
    row = session_titled("Talk 1")
    row.subtitle = Texts({"en": "By somebody else"})
    row.save()
    assert bring(read, dry_run=True, confirmed=digest).changed
    row.title = Texts({"en": "New"})
    row.save()
    with pytest.raises(Stale, match="nothing was imported"):
        bring(read, confirmed=digest)


@pytest.mark.django_db(transaction=True)
def test_an_edit_meanwhile_is_not_written_over():
    """Whoever saves while an import runs comes before it or after it, never in between."""
    bring(picture(talk(1)))
    row = session_titled("Talk 1")

    def edit() -> object:
        with transaction.atomic():
            found = SessionRow.objects.select_for_update(no_key=True).get(pk=row.pk)
            found.subtitle = Texts({"en": "By hand"})
            found.save()
        return None

    all_at_once([edit, lambda: bring(picture(talk(1, title="New")))])
    row.refresh_from_db()
    assert (str(row.title), str(row.subtitle)) == ("New", "By hand")


@pytest.mark.django_db(transaction=True)
def test_of_imports_at_once_each_row_is_made_once():
    read = picture(talk(1), talk(2, hours=2))

    def once() -> object:
        try:
            return bring(read)
        except Refused as no:
            return no

    outcomes = all_at_once([once] * 4)
    assert sum(isinstance(outcome, ProgrammeReport) for outcome in outcomes) >= 1
    assert (Edition.objects.count(), SessionRow.objects.count(), Release.objects.count()) == (1, 2, 1)


def test_history_tells_who_imported():
    person = UserFactory()
    import_programme(slug=SLUG, read=picture(talk(1)), by=person, wishes=Wishes(create=True))
    assert SessionRow.objects.get().history.get().history_user == person
    assert Edition.objects.get().memberships.get().user == person


# --- our own files, and real ones ---------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FileFormat)
def test_our_own_export_of_every_format_changes_nothing(file_format):
    """Ids that our numbers could not follow, texts of every length, twins of one name, and whole days."""
    people = (Person(id="x1", name="Ana"), Person(id="name:bo", name="Bo"))
    bring(
        picture(
            talk(1, people=(Part("x1"), Part("name:bo")), abstract="Hands-on", description="# Long"),
            talk(2, id="k", times=(held(2, id="4711-x", hours=2), held(3, id="b", hours=4))),
            talk(4, subtitle="Sub", format="", track="", times=(held(4, hours=6, minutes=1440, room=""),)),
            people=people,
        )
    )
    edition = Edition.objects.get()
    twin = RoomFactory(edition=edition, name=Texts({"en": "Nave"}))
    twin_format = FormatFactory(edition=edition, name=Texts({"en": "Talk"}), kind="workshop")
    twin_track = TrackFactory(edition=edition, name=Texts({"en": "City"}))
    session = SessionFactory(
        edition=edition, title=Texts({"en": "Own"}), format=twin_format, track=twin_track, state="confirmed"
    )
    OccurrenceFactory(session=session, room=twin, starts_at=TEN + timedelta(hours=8))
    bring(picture(), release="More")
    content = write_programme(
        snapshot_of(edition, Reader("en", "https://fest.example")), file_format, generated_at=TEN
    )
    report = bring(read_programme(content, fallback_zone="Europe/Paris"))
    assert (report.created, report.changed, report.vanished) == ((), (), ())


def test_our_own_export_changes_nothing_and_adopts_into_another_edition():
    bring(picture(talk(1, people=(Part("5"),)), talk(2, times=(held(2, hours=2), held(3, hours=4)))))
    edition = Edition.objects.get()
    content = write(snapshot_of(edition, Reader("en", "https://fest.example")))
    assert bring(read_programme(content)).is_idle
    import_programme(slug="copy", read=read_programme(content), by=None, wishes=Wishes(create=True))
    copy = snapshot_of(Edition.objects.get(slug="copy"), Reader("en", "https://fest.example"))
    assert [(one.title, len(one.occurrences)) for one in copy.sessions] == [("Talk 1", 1), ("Talk 2", 2)]


@pytest.mark.real_data
@pytest.mark.parametrize("name", COUNTS)
def test_real_programmes_come_in_with_their_counts_and_a_second_run_changes_nothing(name):
    from programme.interchange import schedule_json, schedule_xml

    report = bring(read_programme(real_file(name), time_zone=ZONES.get(name, "")))
    counts = report.counts
    told = (counts.occurrences, counts.days, counts.rooms, counts.rooms_used, counts.speakers, counts.tracks)
    assert told == COUNTS[name]
    edition = Edition.objects.get()
    stored = (edition.rooms.count(), edition.speakers.count(), edition.tracks.count())
    assert stored == (counts.rooms, counts.speakers, counts.tracks)
    assert OccurrenceRow.objects.count() == counts.occurrences
    again = bring(read_programme(real_file(name), fallback_zone=edition.time_zone), create=False)
    assert again.is_idle
    picture_now = snapshot_of(edition, Reader(edition.languages[0], "https://fest.example"))
    xml, json_ = schedule_xml.write(picture_now), schedule_json.write(picture_now)
    assert schema_errors_of_xml(xml) == []
    assert schema_errors_of_json(json_) == []
    assert schedule_xml.read(xml) == schedule_xml.carried(picture_now)
    assert schedule_json.read(json_) == schedule_json.carried(picture_now)
    assert bring(read_programme(xml)).is_idle


@pytest.mark.real_data
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["democon.json", "31c3.xml", "small-multiple.xml", "dddmelbourne-2025-sessionize.json"]),
    st.randoms(use_true_random=False),
)
def test_mangled_real_programmes_come_in_whole_or_not_at_all(name, chance):
    content = mangled(real_file(name), chance)
    with transaction.atomic():
        try:
            report = bring(read_programme(content, time_zone="Europe/Brussels"))
        except (FormatError, Refused):
            assert not Edition.objects.exists()
        else:
            assert OccurrenceRow.objects.count() == report.counts.occurrences
            assert bring(read_programme(content, time_zone="Europe/Brussels")).is_idle
        transaction.set_rollback(True)
