"""schema.org: our own document out and in again, nodes that are safe in a page, and others' events."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.interchange import jsonld
from programme.interchange.jsonld import (
    carried,
    embed,
    festival_node,
    person_node,
    place_node,
    session_node,
    write,
)
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from tests.programme.interchange.mangling import mangled
from tests.programme.interchange.snapshots import NASTY, snapshots

START = datetime(2017, 7, 6, 8, tzinfo=UTC)
NAVE = Room(
    name="Nave",
    guid=UUID(int=9),
    capacity=80,
    description="By the *canal*",
    venue="Halle",
    address="1 rue X, Paris",
    latitude=48.8,
    longitude=2.3,
)
ANA = Person(
    id="5",
    name="Ana",
    guid=UUID(int=5),
    biography="Bio",
    organisation="Lab",
    url="https://ana.example/",
    links=(Link("https://social.example/ana"),),
)
ONCE = Session(
    id="w-12",
    code="ABC234",
    title="Ville",
    subtitle="Ensemble",
    abstract="Short",
    description="Long",
    format="Talk",
    track="City",
    language="fr",
    people=(Part("5"),),
    links=(Link("https://example.org/a", "A"),),
    attachments=(Link("https://example.org/a.pdf"),),
    url="https://fest.example/ABC234/",
    occurrences=(Occurrence(id="7", guid=UUID(int=7), starts_at=START, minutes=90, room="Nave"),),
)
TWICE = Session(
    code="DEF234",
    title="Atelier",
    occurrences=(
        Occurrence(id="8", guid=UUID(int=8), starts_at=START.replace(hour=12), minutes=60, room="Nave"),
        Occurrence(id="9", starts_at=START.replace(day=7), minutes=60, cancelled=True),
    ),
)
SNAPSHOT = Snapshot(
    title="Fest",
    subtitle="All of it",
    acronym="fest-2017",
    language="fr",
    time_zone="Europe/Paris",
    days=(date(2017, 7, 5), date(2017, 7, 6), date(2017, 7, 7)),
    city="Paris",
    url="https://fest.example/",
    tracks=(Track(name="City"),),
    rooms=(NAVE,),
    people=(ANA,),
    sessions=(ONCE, TWICE, Session(title="Not held yet")),
)
NAVE_NODE = {
    "@type": "Place",
    "name": "Nave",
    "identifier": [{"@type": "PropertyValue", "propertyID": "guid", "value": str(UUID(int=9))}],
    "maximumAttendeeCapacity": 80,
    "containedInPlace": {"@type": "Place", "name": "Halle"},
    "address": "1 rue X, Paris",
    "geo": {"@type": "GeoCoordinates", "latitude": 48.8, "longitude": 2.3},
}


def graph(*nodes: Any) -> bytes:
    return json.dumps({"@context": "https://schema.org", "@graph": list(nodes)}).encode()


def event(**fields: Any) -> dict[str, Any]:
    return {
        "@type": "Event",
        "name": "Ville",
        "startDate": "2017-07-06T10:00+02:00",
        "endDate": "2017-07-06T11:00+02:00",
    } | fields


def read(content: bytes, time_zone: str = "") -> Snapshot:
    return jsonld.read(content, time_zone=time_zone)


def only(content: bytes) -> Session:
    (found,) = read(content).sessions
    return found


def problems(content: bytes, time_zone: str = "") -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(content, time_zone)
    return [str(problem) for problem in caught.value.problems]


def remarks(content: bytes) -> list[str]:
    return [str(remark) for remark in read(content).remarks]


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
    assert read(write(snapshot)) == carried(snapshot)


def test_a_festival_keeps_nearly_all_of_it():
    assert read(write(SNAPSHOT)) == SNAPSHOT == carried(SNAPSHOT)


def test_days_are_those_between_start_and_end():
    apart = SNAPSHOT.change(days=(date(2017, 7, 5), date(2017, 7, 7)))
    assert read(write(apart)).days == SNAPSHOT.days
    decades = SNAPSHOT.change(days=(date(1990, 1, 1), date(2199, 1, 1)))
    assert read(write(decades)).days == (date(2017, 7, 6), date(2017, 7, 7))


# --- nodes --------------------------------------------------------------------------------------------


def test_a_session_held_once_is_an_event():
    assert session_node(ONCE, SNAPSHOT) == {
        "@type": "Event",
        "name": "Ville",
        "alternateName": "Ensemble",
        "disambiguatingDescription": "Short",
        "description": "Long",
        "additionalType": "Talk",
        "about": {"@type": "Thing", "name": "City"},
        "inLanguage": "fr",
        "url": "https://fest.example/ABC234/",
        "eventStatus": "https://schema.org/EventScheduled",
        "performer": [
            {
                "@type": "Person",
                "@id": "#person-5",
                "name": "Ana",
                "identifier": [
                    {"@type": "PropertyValue", "propertyID": "id", "value": "5"},
                    {"@type": "PropertyValue", "propertyID": "guid", "value": str(UUID(int=5))},
                ],
                "url": "https://ana.example/",
            }
        ],
        "subjectOf": [
            {"@type": "CreativeWork", "url": "https://example.org/a", "name": "A"},
            {"@type": "MediaObject", "url": "https://example.org/a.pdf"},
        ],
        "startDate": "2017-07-06T10:00+02:00",
        "endDate": "2017-07-06T11:30+02:00",
        "location": NAVE_NODE,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "guid", "value": str(UUID(int=7))},
            {"@type": "PropertyValue", "propertyID": "id", "value": "7"},
            {"@type": "PropertyValue", "propertyID": "code", "value": "ABC234"},
            {"@type": "PropertyValue", "propertyID": "session", "value": "w-12"},
        ],
        "superEvent": {"@type": "Festival", "name": "Fest", "url": "https://fest.example/"},
    }


def test_a_session_held_several_times_is_a_series_of_events():
    node = session_node(TWICE, SNAPSHOT)
    assert (node["@type"], "startDate" in node) == ("EventSeries", False)
    assert node["subEvent"] == [
        {
            "@type": "Event",
            "name": "Atelier",
            "identifier": [
                {"@type": "PropertyValue", "propertyID": "guid", "value": str(UUID(int=8))},
                {"@type": "PropertyValue", "propertyID": "id", "value": "8"},
            ],
            "startDate": "2017-07-06T14:00+02:00",
            "endDate": "2017-07-06T15:00+02:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "location": NAVE_NODE,
        },
        {
            "@type": "Event",
            "name": "Atelier",
            "identifier": [{"@type": "PropertyValue", "propertyID": "id", "value": "9"}],
            "startDate": "2017-07-07T10:00+02:00",
            "endDate": "2017-07-07T11:00+02:00",
            "eventStatus": "https://schema.org/EventCancelled",
        },
    ]


def test_a_cancelled_session_says_so():
    session = Session(title="Off", cancelled=True, occurrences=ONCE.occurrences)
    assert session_node(session, SNAPSHOT)["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_festival_its_people_and_its_rooms():
    assert festival_node(SNAPSHOT) == {
        "@type": "Festival",
        "name": "Fest",
        "description": "All of it",
        "identifier": [{"@type": "PropertyValue", "propertyID": "acronym", "value": "fest-2017"}],
        "url": "https://fest.example/",
        "inLanguage": "fr",
        "startDate": "2017-07-05",
        "endDate": "2017-07-07",
        "location": {
            "@type": "Place",
            "name": "Paris",
            "address": {"@type": "PostalAddress", "addressLocality": "Paris"},
        },
        "about": [{"@type": "Thing", "name": "City"}],
        "eventSchedule": {"@type": "Schedule", "scheduleTimezone": "Europe/Paris"},
    }
    assert person_node(Person(id="name:bo", name="Bo")) == {"@type": "Person", "name": "Bo"}
    assert person_node(ANA)["affiliation"] == {"@type": "Organization", "name": "Lab"}
    assert person_node(ANA)["sameAs"] == ["https://social.example/ana"]
    assert place_node(NAVE) == NAVE_NODE | {"description": "By the *canal*"}
    assert place_node(Room(name="Jardin")) == {"@type": "Place", "name": "Jardin"}


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)", "<!--<script>", "a\u2028b\u2029c", "R&D", "]]>", *NASTY]
)
def test_no_text_ends_the_script_that_it_stands_in(text):
    room, person = (
        Room(name="Nave", description=text, address=text),
        Person(id="5", name=text, biography=text),
    )
    held = Occurrence(starts_at=START, minutes=60, room="Nave")
    session = Session(title=text, description=text, format=text, people=(Part("5"),), occurrences=(held,))
    snapshot = Snapshot(title=text, rooms=(room,), people=(person,), sessions=(session,))
    for node in (
        session_node(session, snapshot),
        festival_node(snapshot),
        person_node(person),
        place_node(room),
    ):
        written = embed(node)
        assert not set(written) & set("<>&\u2028\u2029")
        assert json.loads(written) == {"@context": "https://schema.org"} | node
    assert not set(write(snapshot).decode()) & set("<>&\u2028\u2029")


def test_a_script_in_a_title_is_escaped():
    written = embed(session_node(Session(title="</script><script>alert(1)"), Snapshot()))
    assert '"name":"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)"' in written


# --- in: others' documents ----------------------------------------------------------------------------


def test_events_may_stand_alone_in_a_list_or_in_events():
    alone = json.dumps(event()).encode()
    listed = json.dumps([event(), {"@type": "Organization", "name": "x"}]).encode()
    days = event(name="Fest", subEvent=[{"@type": "Event", "name": "Day 1", "subEvent": event()}])
    for content in (alone, listed, graph(event()), graph(days)):
        session = only(content)
        assert (session.title, [one.starts_at for one in session.occurrences]) == ("Ville", [START])
    assert read(graph(days)).title == "Fest"


@pytest.mark.parametrize(
    "kind", ["MusicEvent", "https://schema.org/Event", "schema:EducationEvent", ["Thing", "TheaterEvent"]]
)
def test_events_of_any_kind_are_sessions(kind):
    assert only(graph(event(**{"@type": kind}))).title == "Ville"


def test_values_as_others_write_them():
    session = only(
        graph(
            event(
                name={"@value": "Ville", "@language": "fr"},
                description=["<p>One <b>two</b></p>", "other"],
                url={"@id": "https://fest.example/1"},
                additionalType="https://www.wikidata.org/wiki/Q1",
                inLanguage={"@type": "Language", "name": "French", "alternateName": "fr"},
                identifier="w-12",
                performer=["Ana", {"@type": "Person", "name": "Bo"}, {"@id": "#cy"}],
                eventStatus="http://schema.org/EventCancelled",
                location={
                    "@type": "Place",
                    "name": "Nave",
                    "address": {
                        "streetAddress": "1 rue X",
                        "postalCode": "75019",
                        "addressLocality": "Paris",
                    },
                    "geo": {"latitude": "48.8", "longitude": "2.3"},
                },
                endDate=None,
                duration="PT1H30M",
            ),
            {"@type": "Person", "@id": "#cy", "name": "Cy"},
        )
    )
    assert session == Session(
        id="w-12",
        title="Ville",
        description="One **two**",
        language="fr",
        people=(Part("name:ana"), Part("name:bo"), Part("name:cy")),
        url="https://fest.example/1",
        cancelled=True,
        occurrences=(Occurrence(starts_at=START, minutes=90, room="Nave", cancelled=True),),
    )


def test_a_place_may_be_a_text_or_told_in_full():
    place = {
        "@type": "Place",
        "name": "Nave",
        "address": {"streetAddress": "1 rue X", "addressLocality": "Paris"},
        "geo": {"latitude": "48.8", "longitude": "nan"},
    }
    content = graph(event(location=[{"@type": "VirtualLocation"}, place]), event(name="B", location="Jardin"))
    assert read(content).rooms == (Room(name="Nave", address="1 rue X, Paris"), Room(name="Jardin"))


def test_a_plain_guid_is_that_of_the_time():
    assert only(graph(event(identifier=str(UUID(int=7))))).occurrences[0].guid == UUID(int=7)


def test_a_guid_or_an_id_that_comes_twice_is_nobodys_the_second_time():
    names = [{"propertyID": "id", "value": "7"}, {"propertyID": "guid", "value": str(UUID(int=7))}]
    found = read(graph(event(identifier=names), event(identifier=names))).sessions
    assert [(one.occurrences[0].id, one.occurrences[0].guid) for one in found] == [
        ("7", UUID(int=7)),
        ("", None),
    ]


def test_a_series_tells_the_place_of_its_events():
    series = {"@type": "EventSeries", "name": "Ville", "location": "Nave", "subEvent": [event(), event()]}
    assert [one.room for one in only(graph(series)).occurrences] == ["Nave", "Nave"]


def test_clocks_are_those_of_the_asker_else_of_the_document():
    bare = event(startDate="2017-07-06T10:00", endDate="2017-07-06T11:00")
    schedule = {"@type": "Schedule", "scheduleTimezone": "Europe/London"}
    whole = graph({"@type": "Festival", "name": "Fest", "eventSchedule": schedule, "subEvent": bare})
    assert read(whole).sessions[0].occurrences[0].starts_at == START.replace(hour=9)
    assert read(whole, "Europe/Paris").sessions[0].occurrences[0].starts_at == START
    assert problems(graph(bare)) == [
        "@graph[0], startDate: The file does not say in which time zone its times are. "
        "Give it: --time-zone Europe/Paris."
    ]


def test_a_day_without_a_time_is_no_time():
    content = graph(event(startDate="2017-07-06"))
    assert only(content).occurrences == ()
    assert remarks(content) == [
        "@graph[0]: the day is told and the time is not; it was taken without a time."
    ]


def test_links_that_are_none_are_left_out():
    content = graph(event(url="javascript:alert(1)", subjectOf=["/a", "https://example.org/b"]))
    assert (only(content).url, only(content).links) == ("", (Link("https://example.org/b"),))
    assert remarks(content) == [
        "2 links were left out, being no whole web addresses: /a, javascript:alert(1)."
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": None}, "name: There is no title."),
        ({"name": [["x"]]}, "name: There is a list or an object where a text belongs."),
        ({"startDate": {"a": []}}, "startDate: There is a list or an object where a text belongs."),
        ({"startDate": "2017-04-31T10:00Z"}, "startDate: There is no such day or time"),
        ({"startDate": "1917-04-30T10:00Z"}, "startDate: The year must be between 1990 and 2199."),
        ({"startDate": "9999-12-31T23:59-23:59"}, "startDate: The year must be between 1990 and 2199."),
        ({"startDate": 12345}, "startDate: “12345” is no date with a time."),
        ({"endDate": "2017-07-06T08:00Z"}, "endDate: It ends before it begins, or at once."),
        ({"endDate": "2017-07-07T08:01Z"}, "endDate: It lasts 1441 minutes"),
        ({"endDate": None, "duration": "PT25H"}, "duration: It lasts 1500 minutes"),
    ],
)
def test_problems_name_the_event_and_its_field(fields, said):
    first, *_others = problems(graph(event(), event(**fields)))
    assert first.startswith(f"@graph[1], {said}")


def test_problems_name_a_node_within_the_event():
    assert problems(graph(event(performer=[3]))) == ["@graph[0].performer[0]: There must be an object here."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: This is no JSON"),
        (b"{\n]", "line 2, column 1: This is no JSON"),
        (b"\xff", "byte 0: This is no text in UTF-8."),
        (b"[" * 100_000, "This is nested too deep to be a programme."),
        (b'{"@graph": NaN}', "NaN is no number in JSON."),
        (b'{"@graph": ' + b"1" * 5_000 + b"}", "This is no JSON"),
        (b"3", "There is no festival and no event of schema.org in this document."),
        (graph({"@type": "Person", "name": "Ana"}), "There is no festival and no event of schema.org"),
        (graph(3), "@graph[0]: There must be an object here."),
    ],
)
def test_what_is_no_such_document_is_refused(content, said):
    assert problems(content)[0].startswith(said)


def test_a_byte_order_mark_is_no_mistake():
    assert read(b"\xef\xbb\xbf" + write(SNAPSHOT)) == SNAPSHOT


def test_festivals_in_festivals_end_somewhere():
    nested = b'{"@type":"Event","subEvent":' * 500 + b"[]" + b"}" * 500
    assert problems(nested)[0].endswith("subEvent: This is nested too deep to be a programme.")
    circle = [{"@type": "Event", "@id": f"#{one}", "subEvent": {"@id": f"#{3 - one}"}} for one in (1, 2)]
    assert read(graph(*circle)).sessions == ()


# --- damage -------------------------------------------------------------------------------------------

JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


@settings(deadline=None)
@given(st.data(), JUNK)
def test_any_value_in_any_place_is_read_or_refused(data, value):
    document = json.loads(write(SNAPSHOT))
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
def test_mangled_documents_are_read_or_refused(chance: random.Random):
    long = SNAPSHOT.change(sessions=SNAPSHOT.sessions * 10)
    assert_read_or_refused(mangled(write(long), chance))
