"""Sessionize's “All”: out and in again, times on the clocks there, and whatever its values may be."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.interchange import sessionize
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from tests.programme.interchange.mangling import mangled
from tests.programme.interchange.real import COUNTS, ZONES, counts_of, real_file
from tests.programme.interchange.snapshots import snapshots

PARIS = "Europe/Paris"
START = datetime(2017, 7, 6, 8, tzinfo=UTC)
MELBOURNE = "dddmelbourne-2025-sessionize.json"


def session(**fields: Any) -> dict[str, Any]:
    return {
        "id": "12",
        "title": "Ville",
        "startsAt": "2017-07-06T10:00:00",
        "endsAt": "2017-07-06T11:30:00",
        "roomId": 1,
        "speakers": ["a"],
        "categoryItems": [],
        "status": "Accepted",
    } | fields


def programme(*sessions: dict[str, Any], **fields: Any) -> bytes:
    document = {
        "sessions": list(sessions),
        "speakers": [{"id": "a", "fullName": "Ana"}],
        "questions": [],
        "categories": [],
        "rooms": [{"id": 1, "name": "Nave"}],
    }
    return json.dumps(document | fields).encode()


def read(content: bytes, time_zone: str = PARIS) -> Snapshot:
    return sessionize.read(content, time_zone=time_zone)


def problems(content: bytes, time_zone: str = PARIS) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(content, time_zone)
    return [str(problem) for problem in caught.value.problems]


def remarks(content: bytes) -> list[str]:
    return [str(remark) for remark in read(content).remarks]


def only(content: bytes) -> Session:
    (found,) = read(content).sessions
    return found


def assert_read_or_refused(content: bytes) -> None:
    try:
        outcome: Snapshot | FormatError = read(content)
    except FormatError as no:
        outcome = no
    assert isinstance(outcome, Snapshot) or all(str(problem) for problem in outcome.problems)


# --- out and in again ---------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots())
def test_what_is_written_reads_back_as_what_the_format_carries(snapshot):
    assert read(sessionize.write(snapshot), snapshot.time_zone or "UTC") == sessionize.carried(snapshot)


def test_a_festival_as_sessionize_has_it():
    times = (
        Occurrence(id="7", starts_at=START, minutes=60, room="Nave"),
        Occurrence(id="8", starts_at=START.replace(hour=12), minutes=60),
        Occurrence(id="9", starts_at=START.replace(hour=14), minutes=60, cancelled=True),
    )
    link = Link("https://ana.example/", "Blog")
    snapshot = Snapshot(
        title="Fest",
        time_zone=PARIS,
        tracks=(Track(name="City", colour="#1d3557"), Track(name="Empty")),
        rooms=(Room(name="Nave", capacity=80),),
        people=(Person(id="5", name="Ana María Silva", biography="Bio", organisation="Lab", links=(link,)),),
        sessions=(
            Session(
                code="ABC234",
                title="Ville",
                abstract="Short",
                description="Long",
                format="Talk",
                track="City",
                people=(Part("5", "host"),),
                occurrences=times,
            ),
            Session(id="lunch", title="Lunch", kind="break"),
            Session(title="Off", cancelled=True),
        ),
    )
    document = json.loads(sessionize.write(snapshot))
    assert [
        (one["id"], one["startsAt"], one["endsAt"], one["roomId"], one["isServiceSession"])
        for one in document["sessions"]
    ] == [
        ("7", "2017-07-06T10:00:00", "2017-07-06T11:00:00", 1, False),
        ("7-8", "2017-07-06T14:00:00", "2017-07-06T15:00:00", None, False),
        ("lunch", None, None, None, True),
    ]
    assert document["categories"] == [
        {
            "id": 1,
            "title": "Session format",
            "items": [{"id": 1, "name": "Talk", "sort": 1}],
            "sort": 1,
            "type": "session",
        },
        {
            "id": 2,
            "title": "Track",
            "items": [{"id": 2, "name": "City", "sort": 1}, {"id": 3, "name": "Empty", "sort": 2}],
            "sort": 2,
            "type": "session",
        },
    ]
    assert document["speakers"][0] == {
        "id": "5",
        "firstName": "Ana María",
        "lastName": "Silva",
        "bio": "Bio",
        "tagLine": "Lab",
        "profilePicture": None,
        "isTopSpeaker": False,
        "links": [{"title": "Blog", "url": "https://ana.example/", "linkType": "Other"}],
        "sessions": ["7", "7-8"],
        "fullName": "Ana María Silva",
        "categoryItems": [],
        "questionAnswers": [],
    }
    assert read(sessionize.write(snapshot)) == Snapshot(
        time_zone=PARIS,
        days=(date(2017, 7, 6),),
        tracks=(Track(name="City"), Track(name="Empty")),
        rooms=(Room(name="Nave"),),
        people=(Person(id="5", name="Ana María Silva", biography="Lab\n\nBio", links=(link,)),),
        sessions=(
            Session(
                id="7",
                title="Ville",
                description="Short\n\nLong",
                format="Talk",
                track="City",
                people=(Part("5"),),
                occurrences=(
                    Occurrence(id="7", starts_at=START, minutes=60, room="Nave"),
                    Occurrence(id="7-8", starts_at=START.replace(hour=12), minutes=60),
                ),
            ),
            Session(id="lunch", title="Lunch", kind="break"),
        ),
    )


def test_an_hour_that_comes_twice_is_written_with_its_offset():
    held = Occurrence(id="7", starts_at=datetime(2017, 10, 29, 1, 30, tzinfo=UTC), minutes=60)
    snapshot = Snapshot(time_zone=PARIS, sessions=(Session(title="Night", occurrences=(held,)),))
    (written,) = json.loads(sessionize.write(snapshot))["sessions"]
    assert (written["startsAt"], written["endsAt"]) == ("2017-10-29T02:30:00+01:00", "2017-10-29T03:30:00")
    assert read(sessionize.write(snapshot)).sessions[0].occurrences == (held,)


# --- in: sessions -------------------------------------------------------------------------------------


def test_a_session_is_read_with_its_time_room_and_people():
    assert read(programme(session(id=12, description="<p>One</p>"))) == Snapshot(
        time_zone=PARIS,
        days=(date(2017, 7, 6),),
        rooms=(Room(name="Nave"),),
        people=(Person(id="a", name="Ana"),),
        sessions=(
            Session(
                id="12",
                title="Ville",
                description="One",
                people=(Part("a"),),
                occurrences=(Occurrence(id="12", starts_at=START, minutes=90, room="Nave"),),
            ),
        ),
    )


def test_a_zone_must_be_given():
    assert problems(programme(session()), "") == [
        "time zone: The file does not say in which time zone its times are. Give it: --time-zone Europe/Paris."
    ]
    assert problems(programme(session()), "Mars/Base") == [
        "time zone: “Mars/Base” is no time zone. Name one such as Europe/Paris."
    ]


def test_a_session_without_a_start_is_not_held_yet():
    assert only(programme(session(startsAt=None, endsAt=None))).occurrences == ()


def test_a_session_without_an_end_takes_an_hour():
    content = programme(session(endsAt=None))
    assert only(content).occurrences[0].minutes == 60
    assert remarks(content) == ["sessions[0]: there is no length; one hour was taken."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"endsAt": "2017-07-06T10:00:00"}, "endsAt: It ends before it begins, or at once."),
        ({"endsAt": "2017-07-06T09:00:00"}, "endsAt: It ends before it begins, or at once."),
        ({"endsAt": "2017-07-07T10:01:00"}, "endsAt: It lasts 1441 minutes, and 1440 are the most."),
        ({"startsAt": "2017-03-26T02:30:00"}, "startsAt: 2017-03-26 02:30 does not exist in Europe/Paris"),
        ({"startsAt": "2017-10-29T02:30:00"}, "startsAt: 2017-10-29 02:30 happens twice in Europe/Paris"),
        ({"startsAt": "2017-04-31T10:00:00"}, "startsAt: There is no such day or time"),
        ({"startsAt": "1917-04-30T10:00:00"}, "startsAt: The year must be between 1990 and 2199."),
        ({"startsAt": 20170706}, "startsAt: “20170706” is no date with a time."),
        ({"startsAt": ["2017"]}, "startsAt: There is a list or an object where a text belongs."),
        ({"title": "  "}, "title: There is no title."),
        ({"title": {"a": [1]}}, "title: There is a list or an object where a text belongs."),
        ({"speakers": "a"}, "speakers: There must be a list here."),
        ({"categoryItems": {}}, "categoryItems: There must be a list here."),
    ],
)
def test_problems_name_the_session_and_its_field(fields, said):
    first, *_others = problems(programme(session(id="11"), session(**fields)))
    assert first.startswith(f"sessions[1], {said}")


def test_a_list_in_the_place_of_an_id_is_told_by_its_place():
    assert problems(programme(session(speakers=["a", ["b"]]))) == [
        "sessions[0].speakers[1], id: There is a list or an object where a text belongs."
    ]


def test_an_id_is_given_once():
    assert problems(programme(session(), session(id=12))) == [
        "sessions[1], id: “12” is the id of sessions[0] already."
    ]
    twice = [{"id": "a", "fullName": "Ana"}, {"id": "a", "fullName": "Bo"}]
    assert problems(programme(speakers=twice)) == ["speakers[1], id: “a” is the id of speakers[0] already."]


def test_entries_of_one_id_and_a_number_are_one_session_where_they_have_one_title():
    content = programme(
        session(id="12"),
        session(id="12-3", startsAt="2017-07-06T10:30:00"),
        session(id="12-4", title="Another"),
        session(id="99-1"),
    )
    assert [(one.id, [time.id for time in one.occurrences]) for one in read(content).sessions] == [
        ("12", ["12", "12-3"]),
        ("12-4", ["12-4"]),
        ("99-1", ["99-1"]),
    ]


def test_what_is_not_accepted_is_left_out():
    content = programme(
        session(), session(id="13", title="No", status="Declined"), session(id="14", status=None)
    )
    assert [one.id for one in read(content).sessions] == ["12", "14"]
    assert remarks(content) == ["Not accepted, and left out: No."]


def test_service_sessions_are_breaks():
    assert only(programme(session(isServiceSession=True))).kind == "break"


def test_recordings_and_streams_are_links():
    content = programme(session(liveUrl="https://live.example/", recordingUrl="ftp://x.example/"))
    assert only(content).links == (Link("https://live.example/"),)
    assert remarks(content) == ["Links that are no whole web addresses were left out: ftp://x.example/."]


# --- in: what sessions refer to -----------------------------------------------------------------------


def test_categories_of_formats_and_tracks_are_taken_and_others_left_out():
    def category(title: str, *names: str, start: int) -> dict[str, Any]:
        items = [{"id": number, "name": name} for number, name in enumerate(names, start=start)]
        return {"title": title, "items": items, "type": "session"}

    content = programme(
        session(categoryItems=[1, 11, 21, 12]),
        categories=[
            category("Session format", "Talk", "Workshop", start=1),
            category("Theme", "City", "Water", start=11),
            category("Level", "Easy", start=21),
            category("Tracks", "More", start=31),
        ],
    )
    found = read(content)
    assert [(one.format, one.track) for one in found.sessions] == [("Talk", "City")]
    assert found.tracks == (Track(name="City"), Track(name="Water"))
    assert remarks(content) == [
        "The category “Level” was left out: it tells neither formats nor tracks.",
        "The category “Tracks” was left out: it tells neither formats nor tracks.",
        "“Ville” has several of one category: City, Water. The first was taken.",
    ]


def test_answers_to_questions_are_left_out_with_a_remark():
    content = programme(session(questionAnswers=[{"id": 1, "answerValue": "x"}]))
    assert remarks(content) == ["Answers to questions were left out: Ville."]


def test_rooms_of_one_name_are_told_apart():
    rooms = [{"id": number, "name": "Nave"} for number in (1, 2, "3")]
    content = programme(session(roomId="2"), session(id="13", roomId=3), rooms=rooms)
    assert [room.name for room in read(content).rooms] == ["Nave", "Nave (2)", "Nave (3)"]
    assert [one.occurrences[0].room for one in read(content).sessions] == ["Nave (2)", "Nave (3)"]
    assert remarks(content)[0] == "Two rooms are named “Nave”. One of them is called “Nave (2)” here."


def test_a_room_has_a_name():
    assert problems(programme(rooms=[{"id": 1, "name": None}])) == ["rooms[0], name: This room has no name."]


def test_who_and_what_the_file_does_not_know_is_remarked():
    content = programme(session(roomId=5, speakers=["a", "b", {"id": "c", "name": "Cy"}]))
    assert only(content).people == (Part("a"),)
    assert remarks(content) == [
        "sessions[0]: the file has no room 5; none was taken.",
        "sessions[0]: the file has no speaker b; nobody was taken.",
        "sessions[0]: the file has no speaker c; nobody was taken.",
    ]


def test_speakers_have_their_tag_line_above_their_biography():
    speaker = {
        "id": 3,
        "firstName": "Ana",
        "lastName": "Silva",
        "bio": "<b>Bio</b>",
        "tagLine": "Likes trains",
        "profilePicture": "https://pictures.example/ana.jpg",
        "links": [
            {"title": "Blog", "url": "https://ana.example/"},
            {"title": "no", "url": "javascript:alert(1)"},
        ],
    }
    content = programme(session(speakers=[3]), speakers=[speaker, {"id": 4}])
    assert read(content).people == (
        Person(
            id="3",
            name="Ana Silva",
            biography="Likes trains\n\n**Bio**",
            links=(Link("https://ana.example/", "Blog"),),
        ),
    )
    assert remarks(content) == [
        "speakers[1]: a person without a name was left out.",
        "Links that are no whole web addresses were left out: javascript:alert(1).",
    ]


# --- in: files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: This is no JSON"),
        (b'\xef\xbb\xbf{"sessions":', "line 1, column 13: This is no JSON"),
        (b"\xff", "byte 0: This is no text in UTF-8."),
        (b"[" * 100_000, "This is nested too deep to be a programme."),
        (b'{"sessions": NaN}', "NaN is no number in JSON."),
        (b'{"sessions": ' + b"1" * 5_000 + b"}", "This is no JSON"),
        (b"[]", "sessions: This is no Sessionize file"),
        (b'{"sessions": {}}', "sessions: This is no Sessionize file"),
        (b'{"sessions": [1]}', "sessions[0]: There must be an object here."),
        (b'{"sessions": [], "rooms": "x"}', "rooms: There must be a list here."),
    ],
)
def test_what_is_no_such_file_is_refused(content, said):
    assert problems(content)[0].startswith(said)


def test_a_byte_order_mark_is_no_mistake():
    assert read(b"\xef\xbb\xbf" + programme(session())) == read(programme(session()))


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
WHOLE = programme(
    session(liveUrl="https://live.example/", questionAnswers=[], isServiceSession=False, description="x"),
    speakers=[
        {"id": "a", "fullName": "Ana", "bio": "", "tagLine": "", "links": [{"title": "x", "url": "y"}]}
    ],
    categories=[{"id": 1, "title": "Track", "type": "session", "items": [{"id": 2, "name": "City"}]}],
)


@settings(deadline=None)
@given(st.data(), JUNK)
def test_any_value_in_any_place_is_read_or_refused(data, value):
    document = json.loads(WHOLE)
    place = document
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    if place:
        place[key] = value
    assert_read_or_refused(json.dumps(document).encode())


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_mangled_files_are_read_or_refused(chance: random.Random):
    sessions = [session(id=number, categoryItems=[2]) for number in range(50)]
    assert_read_or_refused(mangled(programme(*sessions), chance))


@pytest.mark.real_data
def test_a_real_file_has_the_counts_that_an_independent_reader_found():
    assert counts_of(read(real_file(MELBOURNE), ZONES[MELBOURNE])) == COUNTS[MELBOURNE]


@pytest.mark.real_data
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_a_mangled_real_file_is_read_or_refused(chance: random.Random):
    assert_read_or_refused(mangled(real_file(MELBOURNE), chance))
