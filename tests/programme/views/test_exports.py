"""The programme as files: each is what its format says, and tells what the pages tell and no more."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from lxml import etree

from programme.models import Attachment, Session, SessionLink, SpeakerLink, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    FormatFactory,
    OccurrenceFactory,
    PageFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.programme.interchange.real import schema_errors_of_json, schema_errors_of_xml
from tests.programme.views.reading import read, scripts_not_ours
from tests.releases import release_of

SCHEDULES = {
    "schedule.xml": ("application/xml", "inline"),
    "schedule.json": ("application/json", "inline"),
    "schedule.jsonld": ("application/ld+json", "inline"),
    "schedule.csv": ("text/csv; charset=utf-8", "attachment"),
    "schedule.ics": ("text/calendar; charset=utf-8", "inline"),
}
CALENDARS = {
    "days/2017-07-06.ics": "2017-07-06",
    "tracks/track.ics": "track",
    "rooms/room.ics": "room",
    "sessions/ABC234.ics": "abc234",
}
FILES = [*SCHEDULES, *CALENDARS, "releases.atom"]
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def festival(edition):
    """Three sessions in two rooms: one held twice, one alone, one cancelled."""
    edition.slug = "paris-2017"
    edition.save()
    track = TrackFactory(edition=edition, slug="track")
    room = RoomFactory(edition=edition, slug="room", name=Texts({"en": "Garden"}))
    twice = SessionFactory(
        edition=edition, code="ABC234", track=track, title=Texts({"en": "Cities that write back"})
    )
    SessionSpeakerFactory(session=twice, speaker=SpeakerFactory(edition=edition, name="Ana", number=5))
    OccurrenceFactory(session=twice, room=room)
    OccurrenceFactory(session=twice, room=room, starts_at=THURSDAY_TEN + timedelta(days=1))
    alone = SessionFactory(edition=edition, code="DEF567", track=track, title=Texts({"en": "Night walk"}))
    OccurrenceFactory(session=alone, starts_at=THURSDAY_TEN + timedelta(hours=15))  # 01:00 on Friday
    cancelled = SessionFactory(
        edition=edition, code="GHJ892", title=Texts({"en": "Rained off"}), state=Session.State.CANCELLED
    )
    OccurrenceFactory(session=cancelled, room=room, starts_at=THURSDAY_TEN + timedelta(hours=3))
    release_of(edition, note="All rooms are **known**.")
    return edition


def get(client, edition, tail, language="en", **headers):
    return client.get(f"/{language}/{edition.slug}/{tail}", headers=headers)


def events(answer):
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def titles(answer):
    return [str(event["SUMMARY"]) for event in events(answer)]


# --- what kind of files they are ----------------------------------------------------------------------


@pytest.mark.parametrize("tail", FILES)
def test_a_file_says_what_it_is_and_may_be_read_by_every_site(client, festival, tail):
    answer = get(client, festival, tail)
    content_type, disposition = SCHEDULES.get(tail, ("text/calendar; charset=utf-8", "inline"))
    name = f"paris-2017-{CALENDARS.get(tail, 'schedule')}.{tail.rpartition('.')[2]}"
    if tail == "releases.atom":
        content_type, name = "application/atom+xml; charset=utf-8", "paris-2017-releases.atom"
    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-cache"
    assert not answer.cookies
    assert "Vary" not in answer


def test_a_code_leads_to_its_calendar_in_either_case(client, festival):
    first, second = (get(client, festival, f"sessions/{code}.ics") for code in ("ABC234", "abC234"))
    assert first.content == second.content
    assert titles(first) == ["Cities that write back", "Cities that write back"]


@pytest.mark.parametrize("tail", FILES)
def test_who_has_a_file_is_not_sent_it_again(client, festival, tail):
    first = get(client, festival, tail)
    etag = first["ETag"]
    assert etag.startswith('"')  # a strong one
    again = get(client, festival, tail, if_none_match=etag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Access-Control-Allow-Origin"] == "*"
    assert get(client, festival, tail, if_none_match='"another"').content == first.content
    # No date says when the last text changed: who knows a date only is sent the file.
    assert "Last-Modified" not in first
    by_date = get(client, festival, tail, if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert by_date.status_code == 200


@pytest.mark.parametrize("tail", FILES)
def test_only_the_head_is_sent_to_who_asks_for_it(client, festival, tail):
    whole = get(client, festival, tail)
    head = client.head(f"/en/{festival.slug}/{tail}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers
    assert client.post(f"/en/{festival.slug}/{tail}").status_code == 405


@pytest.mark.parametrize("tail", FILES)
def test_a_change_of_a_text_is_a_new_file(client, festival, tail):
    etag = get(client, festival, tail)["ETag"]
    for title in Session.objects.all():
        title.title = Texts({"en": "Another title"})
        title.save()
    festival.name = Texts({"en": "Another name"})
    festival.save()
    assert get(client, festival, tail, if_none_match=etag).status_code == 200


# --- what is in them ----------------------------------------------------------------------------------


def test_the_xml_holds_each_time_that_is_held(client, festival):
    root = etree.fromstring(get(client, festival, "schedule.xml").content)
    assert root.xpath("//event/title/text()") == [
        "Cities that write back",
        "Night walk",
        "Cities that write back",
    ]
    assert root.xpath("//day/@date") == ["2017-07-05", "2017-07-06", "2017-07-07"]
    assert root.xpath("//event/url/text()")[0] == "http://testserver/en/paris-2017/sessions/ABC234/"


def test_the_json_holds_each_time_that_is_held(client, festival):
    conference = json.loads(get(client, festival, "schedule.json").content)["schedule"]["conference"]
    held = [event for day in conference["days"] for room in day["rooms"].values() for event in room]
    assert [event["title"] for event in held] == [
        "Cities that write back",
        "Night walk",
        "Cities that write back",
    ]
    assert [person["public_name"] for person in held[0]["persons"]] == ["Ana"]


def test_the_table_holds_each_time_and_says_which_are_cancelled(client, festival):
    rows = list(
        csv.DictReader(io.StringIO(get(client, festival, "schedule.csv").content.decode("utf-8-sig")))
    )
    assert sorted((row["title"], row["status"]) for row in rows) == [
        ("Cities that write back", "confirmed"),
        ("Cities that write back", "confirmed"),
        ("Night walk", "confirmed"),
        ("Rained off", "cancelled"),
    ]


def test_the_calendar_holds_each_time_and_says_which_are_cancelled(client, festival):
    found = events(get(client, festival, "schedule.ics"))
    assert [(str(event["SUMMARY"]), str(event["STATUS"])) for event in found] == [
        ("Cities that write back", "CONFIRMED"),
        ("Rained off", "CANCELLED"),
        ("Night walk", "CONFIRMED"),
        ("Cities that write back", "CONFIRMED"),
    ]
    assert len({event["UID"] for event in found}) == 4


def test_the_graph_holds_every_session(client, festival):
    graph = json.loads(get(client, festival, "schedule.jsonld").content)["@graph"]
    (whole,) = [node for node in graph if node["@type"] == "Festival"]
    assert [(node["name"], node["@type"]) for node in whole["subEvent"]] == [
        ("Cities that write back", "EventSeries"),
        ("Rained off", "Event"),
        ("Night walk", "Event"),
    ]
    assert whole["subEvent"][1]["eventStatus"] == "https://schema.org/EventCancelled"


@pytest.mark.parametrize(
    ("tail", "name", "found"),
    [
        # 01:00 is of the evening before
        ("days/2017-07-06.ics", "Thursday 6 July", ["Cities that write back", "Rained off", "Night walk"]),
        ("days/2017-07-07.ics", "Friday 7 July", ["Cities that write back"]),
        ("days/2017-07-05.ics", "Wednesday 5 July", []),
        ("rooms/room.ics", "Garden", ["Cities that write back", "Rained off", "Cities that write back"]),
        ("sessions/DEF567.ics", "Night walk", ["Night walk"]),
        ("sessions/GHJ892.ics", "Rained off", ["Rained off"]),
    ],
)
def test_a_part_has_a_calendar_named_after_it(client, festival, tail, name, found):
    answer = get(client, festival, tail)
    assert titles(answer) == found
    assert str(Calendar.from_ical(answer.content)["X-WR-CALNAME"]) == f"{festival.name['en']} – {name}"


def test_a_track_has_a_calendar_with_and_without_sessions(client, festival):
    TrackFactory(edition=festival, slug="quiet")
    assert titles(get(client, festival, "tracks/track.ics")) == [
        "Cities that write back",
        "Night walk",
        "Cities that write back",
    ]
    assert titles(get(client, festival, "tracks/quiet.ics")) == []


def test_something_held_on_a_day_before_the_edition_has_its_calendar(client, festival):
    OccurrenceFactory(session__edition=festival, starts_at=THURSDAY_TEN - timedelta(days=5))
    assert get(client, festival, "days/2017-07-01.ics").status_code == 404
    release_of(festival)
    assert len(events(get(client, festival, "days/2017-07-01.ics"))) == 1


@pytest.mark.parametrize(
    "tail",
    [
        "days/2017-07-08.ics",
        "days/2017-02-30.ics",
        "days/9999-12-31.ics",
        "days/0001-01-01.ics",
        "days/1900-01-01.ics",
        "days/2199-12-31.ics",
        "days/２０１７-07-06.ics",
        "days/2017-7-6.ics",
        "tracks/unknown.ics",
        "rooms/unknown.ics",
        "rooms/..%2f..%2fetc%2fpasswd.ics",
        "rooms/room%00.ics",
        "sessions/ZZZZZZ.ics",
        "schedule.sessionize",
        "schedule.xml/",
    ],
)
def test_what_is_not_there_is_not_found(client, festival, tail):
    assert get(client, festival, tail).status_code == 404


def test_a_file_is_in_the_language_of_its_address(client, festival):
    session = Session.objects.get(code="ABC234")
    session.title = Texts({"en": "Cities that write back", "fr": "Les villes répondent"})
    session.save()
    assert titles(get(client, festival, "sessions/ABC234.ics", language="fr"))[0] == "Les villes répondent"
    root = etree.fromstring(get(client, festival, "schedule.xml", language="fr").content)
    assert root.xpath("//event/url/text()")[0] == "http://testserver/fr/paris-2017/sessions/ABC234/"


@pytest.mark.real_data
def test_the_schemas_agree(client, festival):
    assert schema_errors_of_xml(get(client, festival, "schedule.xml").content) == []
    assert schema_errors_of_json(get(client, festival, "schedule.json").content) == []


# --- how often they ask the database ------------------------------------------------------------------

QUERIES = {
    "schedule.xml": 7,
    "schedule.json": 7,
    "schedule.csv": 7,
    "schedule.jsonld": 7,
    "schedule.ics": 7,
    "days/2017-07-06.ics": 7,
    "tracks/track.ics": 7,
    "rooms/room.ics": 7,
    "sessions/ABC234.ics": 7,
    "releases.atom": 2,
}


@pytest.mark.parametrize("count", [2, 30])
@pytest.mark.parametrize("tail", FILES)
def test_a_file_asks_as_often_for_few_as_for_many(client, edition, django_assert_num_queries, tail, count):
    track = TrackFactory(edition=edition, slug="track")
    room = RoomFactory(edition=edition, slug="room")
    for at in range(count):
        code = {"code": "ABC234"} if at == 0 else {}
        session = SessionFactory(edition=edition, track=track, format=FormatFactory(edition=edition), **code)
        part = SessionSpeakerFactory(session=session)
        SpeakerLink.objects.create(speaker=part.speaker, url="https://example.org/")
        OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(hours=at))
        SessionLink.objects.create(session=session, url="https://example.org/")
        Attachment.objects.create(session=session, label="x", file="attachments/x")
    release_of(edition)
    with django_assert_num_queries(QUERIES[tail]):
        assert get(client, edition, tail).status_code == 200


# --- what they keep to themselves ---------------------------------------------------------------------


@pytest.mark.parametrize("tail", [tail for tail in SCHEDULES if tail != "schedule.ics"])
def test_before_anything_is_published_there_is_no_file(client, edition, tail):
    OccurrenceFactory(session__edition=edition)
    assert get(client, edition, tail).status_code == 404
    release_of(edition)
    assert get(client, edition, tail).status_code == 200
    Session.objects.update(state=Session.State.DRAFT)
    assert get(client, edition, tail).status_code == 404


@pytest.mark.parametrize("tail", ["schedule.ics", "days/2017-07-06.ics", "tracks/track.ics"])
def test_who_follows_a_calendar_before_anything_is_published_gets_an_empty_one(client, edition, tail):
    OccurrenceFactory(session__edition=edition, session__track=TrackFactory(edition=edition, slug="track"))
    before = get(client, edition, tail)
    assert titles(before) == []
    assert get(client, edition, tail)["ETag"] == before["ETag"]
    release_of(edition)
    assert len(events(get(client, edition, tail, if_none_match=before["ETag"]))) == 1


@pytest.mark.parametrize("tail", FILES)
def test_an_edition_that_is_not_public_has_no_files_but_for_its_organisers(
    client, organisers_client, festival, tail
):
    festival.is_public = False
    festival.save()
    hidden = get(Client(), festival, tail)
    assert hidden.status_code == 404
    assert "Access-Control-Allow-Origin" not in hidden
    shown = get(organisers_client, festival, tail)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert "Access-Control-Allow-Origin" not in shown


@pytest.mark.parametrize("tail", FILES)
def test_nothing_of_the_draft_or_of_another_edition_is_in_a_file(client, festival, tail):
    before = get(client, festival, tail)
    shown = Session.objects.get(code="ABC234")
    for held in shown.occurrences.all():
        held.starts_at += timedelta(minutes=30)  # moved, and moved back
        held.save()
        held.starts_at -= timedelta(minutes=30)
        held.room = RoomFactory(edition=festival, slug=f"new-{held.number}", name=Texts({"en": "New room"}))
        held.save()
    for state in Session.State:
        OccurrenceFactory(session__edition=festival, session__state=state, session__track=shown.track)
    other = EditionFactory()
    OccurrenceFactory(
        session__edition=other,
        session__track=TrackFactory(edition=other, slug="track"),
        room=RoomFactory(edition=other, slug="room"),
    )
    release_of(other)
    after = get(client, festival, tail)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_cancelling_one_time_shows_at_once(client, festival):
    held = Session.objects.get(code="ABC234").occurrences.first()
    (before, _) = events(get(client, festival, "sessions/ABC234.ics"))
    held.is_cancelled = True
    held.save()
    (after, other) = events(get(client, festival, "sessions/ABC234.ics"))
    assert [str(event["STATUS"]) for event in (before, after, other)] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.get("LAST-MODIFIED").dt == held.history.first().history_date.replace(microsecond=0)
    assert len(etree.fromstring(get(client, festival, "schedule.xml").content).xpath("//event")) == 2


@pytest.mark.parametrize("tail", FILES)
def test_a_host_that_is_not_ours_gets_into_no_address(client, festival, tail):
    assert get(client, festival, tail, host="evil.example").status_code == 400
    forwarded = get(client, festival, tail, x_forwarded_host="evil.example")
    assert b"evil.example" not in forwarded.content
    assert forwarded.content == get(client, festival, tail).content


# --- hostile texts ------------------------------------------------------------------------------------

HOSTILE = [
    "Title\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Another",
    "</title></script><script>alert(1)</script>]]><!--",
    "=1+1",
    "@SUM(1)\t-2",
    "bell\x07 escape\x1b[31m \u202eRTL \ufffe",
]


@pytest.fixture(params=HOSTILE)
def hostile(request, festival):
    words = Texts({"en": request.param, "fr": request.param})
    Session.objects.filter(code="DEF567").update(
        title=words, subtitle=words, abstract=words, description=words
    )
    type(festival).objects.update(name=words, tagline=words, content_licence=request.param[:60])
    for model in (TrackFactory, RoomFactory, VenueFactory):
        model._meta.model.objects.update(name=words)
    return festival


def test_a_hostile_text_stays_a_text(client, hostile):
    root = etree.fromstring(get(client, hostile, "schedule.xml").content)
    assert len(root.xpath("//event")) == 3
    json.loads(get(client, hostile, "schedule.json").content)
    graph = get(client, hostile, "schedule.jsonld").content
    assert not {"<", ">"} & set(graph.decode())
    json.loads(graph)
    for tail, count in {
        "schedule.ics": 4,
        "days/2017-07-06.ics": 3,
        "tracks/track.ics": 3,
        "rooms/room.ics": 3,
        "sessions/DEF567.ics": 1,
    }.items():
        answer = get(client, hostile, tail)
        assert len(events(answer)) == count
        assert answer.content.count(b"\r\nBEGIN:VEVENT\r\n") == count


def test_no_cell_of_the_table_is_a_formula(client, hostile):
    rows = list(csv.reader(io.StringIO(get(client, hostile, "schedule.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []


def test_the_feed_stays_one(client, hostile):
    type(hostile.releases.get()).objects.update(note=hostile.name)
    feed = etree.fromstring(get(client, hostile, "releases.atom").content)
    assert len(feed.xpath("//atom:entry", namespaces=ATOM)) == 1
    (summary,) = feed.xpath("//atom:summary/text()", namespaces=ATOM)
    assert "<script" not in summary


@pytest.mark.parametrize("tail", ["", "sessions/DEF567/", "rooms/room/", "tracks/track/", "programme/"])
def test_no_block_of_data_in_a_page_can_be_ended_by_a_text(client, hostile, tail):
    page = read(client.get(f"/en/{hostile.slug}/{tail}", follow=True))
    assert scripts_not_ours(page) == []


# --- the feed of releases -----------------------------------------------------------------------------


def feed_of(client, edition, language="en"):
    return etree.fromstring(get(client, edition, "releases.atom", language).content)


def test_the_feed_tells_each_release_newest_first(client, festival):
    release_of(festival)
    feed = feed_of(client, festival)

    def words(path):
        return feed.xpath(path, namespaces=ATOM)

    first, second = festival.releases.order_by("number")
    assert words("//atom:entry/atom:title/text()") == ["Release 2", "Release 1"]
    assert words("//atom:entry/atom:updated/text()") == [
        f"{release.published_at:%Y-%m-%dT%H:%M:%S}+00:00" for release in (second, first)
    ]
    assert words("/atom:feed/atom:updated/text()") == words("//atom:entry[1]/atom:updated/text()")
    assert words("//atom:entry/atom:summary/text()")[-1].count("<strong>known</strong>") == 1
    assert words("//atom:entry/atom:id/text()") == [
        f"tag:testserver,{release.published_at:%Y-%m-%d}:/en/paris-2017/releases.atom/{release.number}"
        for release in (second, first)
    ]
    assert words("//atom:entry/atom:link/@href") == [
        f"http://testserver/en/paris-2017/changes/#release-{number}" for number in (2, 1)
    ]
    assert words("/atom:feed/atom:link[@rel='self']/@href") == [
        "http://testserver/en/paris-2017/releases.atom"
    ]
    assert words("/atom:feed/atom:author/atom:name/text()") == [festival.name["en"]]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_before_the_first_release_the_feed_is_empty_and_stays_the_same(client, edition):
    feed = feed_of(client, edition)
    assert feed.xpath("//atom:entry", namespaces=ATOM) == []
    assert feed.xpath("//atom:updated/text()", namespaces=ATOM) == ["1970-01-01T00:00:00+00:00"]


def test_a_note_in_another_language_says_so(client, festival):
    (summary,) = feed_of(client, festival, "fr").xpath("//atom:summary/text()", namespaces=ATOM)
    assert summary.startswith('<div class="prose" lang="en" dir="ltr">')


# --- what leads to them -------------------------------------------------------------------------------

EDITIONS_OWN = [
    ("application/xml", "schedule.xml"),
    ("application/json", "schedule.json"),
    ("application/ld+json", "schedule.jsonld"),
    ("text/csv", "schedule.csv"),
    ("text/calendar", "schedule.ics"),
    ("application/atom+xml", "releases.atom"),
]


def files_named_in(page):
    """Alternates of a type: those without one are the page in another language."""
    return [link for link in page.all("link", rel="alternate") if link.get("type")]


@pytest.mark.parametrize(
    ("page", "own"),
    [
        ("", []),
        ("programme/", ["days/2017-07-06.ics", "days/2017-07-07.ics"]),
        ("sessions/ABC234-cities-that-write-back/", ["sessions/ABC234.ics"]),
        ("tracks/track/", ["tracks/track.ics"]),
        ("rooms/room/", ["rooms/room.ics"]),
        ("speakers/", []),
        ("speakers/5-ana/", []),
        ("pages/page/", []),
    ],
)
def test_a_page_names_the_files_that_belong_to_it(client, festival, page, own):
    PageFactory(edition=festival, slug="page")
    root = f"/en/{festival.slug}/"
    links = files_named_in(read(client.get(root + page)))
    assert [(link["type"], link["href"]) for link in links] == [
        *(("text/calendar", root + tail) for tail in own),
        *((content_type, root + tail) for content_type, tail in EDITIONS_OWN),
    ]
    assert len({link["title"] for link in links}) == len(links)
    for link in links:
        answer = client.get(link["href"])
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, link["type"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_before_anything_is_published_only_what_answers_is_named(client, edition, language):
    for tail in ("", "programme/"):
        links = files_named_in(read(client.get(f"/{language}/{edition.slug}/{tail}")))
        assert [link["href"] for link in links] == [
            f"/{language}/{edition.slug}/schedule.ics",
            f"/{language}/{edition.slug}/releases.atom",
        ]
        assert {client.get(link["href"]).status_code for link in links} == {200}


def test_people_find_the_files_too(client, festival):
    root = f"/en/{festival.slug}/"
    section = read(client.get(f"{root}programme/")).one("section", class_="take")
    assert {link["href"] for link in section.all("a")} == {
        f"webcal://testserver{root}schedule.ics",
        *(root + tail for tail in SCHEDULES),
        f"{root}days/2017-07-06.ics",
        f"{root}days/2017-07-07.ics",
        f"{root}releases.atom",
    }
    for tail in ("tracks/track", "rooms/room"):
        links = read(client.get(f"{root}{tail}/")).one("p", class_="calendar").all("a")
        assert [link["href"] for link in links] == [
            f"webcal://testserver{root}{tail}.ics",
            f"{root}{tail}.ics",
        ]
    session = read(client.get(f"{root}sessions/ABC234/", follow=True))
    assert session.one("p", class_="calendar").one("a")["href"] == f"{root}sessions/ABC234.ics"
    cancelled = read(client.get(f"{root}sessions/GHJ892/", follow=True))
    assert cancelled.all("p", class_="calendar") == []


def test_nobody_is_sent_to_follow_what_is_not_public(organisers_client, festival):
    festival.is_public = False
    festival.save()
    page = read(organisers_client.get(f"/en/{festival.slug}/programme/"))
    assert [link["href"] for link in page.all("a") if link["href"].startswith("webcal")] == []


def test_a_preview_names_no_file(organisers_client, festival):
    for tail in ("preview/", "preview/sessions/ABC234/"):
        page = read(organisers_client.get(f"/en/{festival.slug}/{tail}"))
        assert page.all("link", rel="alternate") + page.all("script", type="application/ld+json") == []


# --- what search engines are told ---------------------------------------------------------------------


def node_on(client, edition, tail):
    page = read(client.get(f"/en/{edition.slug}/{tail}", follow=True))
    node = json.loads(page.one("script", type="application/ld+json").words)
    assert node.pop("@context") == "https://schema.org"
    return node


@pytest.mark.parametrize("code", ["ABC234", "DEF567", "GHJ892"])
def test_a_session_is_told_as_in_the_whole_programme(client, festival, code):
    session = Session.objects.get(code=code)
    SessionLink.objects.create(session=session, url="https://example.org/", label="More")
    SessionLink.objects.create(session=session, url="https://example.org/bare")
    Attachment.objects.create(session=session, label="Slides", file="attachments/x.pdf")
    graph = json.loads(get(client, festival, "schedule.jsonld").content)["@graph"]
    (whole,) = [node for node in graph if node["@type"] == "Festival"]
    (expected,) = [node for node in whole["subEvent"] if code in node["url"]]
    node = node_on(client, festival, f"sessions/{code}/")
    assert node.pop("superEvent")["name"] == festival.name["en"]
    assert node == expected


def test_a_speaker_and_a_room_are_told_as_in_the_whole_programme(client, festival):
    speaker = festival.speakers.get()
    SpeakerLink.objects.create(speaker=speaker, url="https://example.org/", label="Home")
    VenueFactory._meta.model.objects.update(latitude="48.85", longitude="2.35", address="1 rue X")
    graph = json.loads(get(client, festival, "schedule.jsonld").content)["@graph"]
    (person,) = [node for node in graph if node["@type"] == "Person"]
    assert node_on(client, festival, "speakers/5-ana/") == person
    (place,) = [node for node in graph if node["@type"] == "Place" and node["name"] == "Garden"]
    assert place["geo"]["latitude"] == 48.85
    assert node_on(client, festival, "rooms/room/") == place


def test_the_first_page_tells_of_the_festival_and_of_none_of_its_events(client, festival):
    node = node_on(client, festival, "")
    assert (node["@type"], node["name"]) == ("Festival", festival.name["en"])
    assert (node["startDate"], node["endDate"]) == (
        date(2017, 7, 5).isoformat(),
        date(2017, 7, 7).isoformat(),
    )
    assert "subEvent" not in node


def test_a_session_in_two_rooms_of_one_name_is_told_with_both(client, festival):
    session = Session.objects.get(code="ABC234")
    OccurrenceFactory(
        session=session,
        room=RoomFactory(edition=festival, slug="room-2", name=Texts({"en": "Garden"})),
        starts_at=THURSDAY_TEN + timedelta(hours=6),
    )
    release_of(festival)
    node = node_on(client, festival, "sessions/ABC234/")
    assert [held["location"]["name"] for held in node["subEvent"]] == [
        "Garden (room)",
        "Garden (room-2)",
        "Garden (room)",
    ]
