"""A session's page: its address, its facts, its neighbours in the room."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from programme.models import Attachment, Session, SessionLink, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of


@pytest.fixture
def session(edition):
    found = SessionFactory(edition=edition, code="ABC234", title=Texts({"en": "Cities that write back"}))
    OccurrenceFactory(session=found)
    release_of(edition)
    return found


def address(session, tail="cities-that-write-back", language="en", code=None):
    return f"/{language}/{session.edition.slug}/sessions/{code or session.code}{'-' + tail if tail else ''}/"


def facts(page):
    facts = page.one("dl", class_="facts")
    return dict(zip(facts.words_of("dt"), facts.words_of("dd"), strict=True))


# --- its address --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "tail"),
    [
        ("ABC234", "an-old-title"),
        ("ABC234", "Cities-That-Write-Back"),
        ("ABC234", ""),
        ("abc234", "cities-that-write-back"),
        ("aBc234", "x"),
    ],
)
def test_any_address_with_its_code_leads_to_the_right_one(client, session, code, tail):
    answer = client.get(address(session, tail, code=code), {"utm": "1"})
    assert (answer.status_code, answer["Location"]) == (301, address(session))
    assert answer["Cache-Control"] == "no-cache"  # the title may change back


def test_an_old_title_leads_to_the_new_one_in_the_same_language(client, session):
    session.title = Texts({"fr": "Villes", "en": "Towns"})
    session.save()
    answer = client.get(address(session, language="fr"))
    assert answer["Location"] == address(session, "towns", language="fr")


@pytest.mark.parametrize("code", ["ZZZ999", "abc23", "ABC2345", "%00BC234", "АBC234"])
def test_an_unknown_code_is_not_found(client, session, code):
    assert client.get(address(session, code=code)).status_code == 404


def test_a_session_is_found_in_its_own_edition_only(client, session):
    other = EditionFactory()
    answer = client.get(f"/en/{other.slug}/sessions/ABC234-cities-that-write-back/")
    assert answer.status_code == 404


@pytest.mark.parametrize("state", [Session.State.DRAFT, Session.State.ACCEPTED])
def test_a_session_that_is_confirmed_no_more_is_not_found(client, session, state):
    Session.objects.update(state=state)
    assert client.get(address(session)).status_code == 404


# --- what it tells ------------------------------------------------------------------------------------


def test_its_title_is_the_only_heading_of_the_first_rank_and_names_the_window(client, session):
    page = read(client.get(address(session)))
    assert page.words_of("h1") == ["Cities that write back"]
    assert page.words_of("title") == [f"Cities that write back – {session.edition.name['en']}"]


def test_its_subtitle_stands_under_its_title(client, session):
    Session.objects.update(subtitle=Texts({"en": "A <walk>", "fr": "Une marche"}))
    page = read(client.get(address(session)))
    assert page.words_of("h1") == ["Cities that write back"]
    opening = page.one("header", class_="opening")
    assert [element.words for element in opening.everything() if element.name in {"h1", "p"}][-2:] == [
        "Cities that write back",
        "A <walk>",
    ]
    assert opening.words_of("p", class_="subtitle") == page.words_of("p", class_="subtitle") == ["A <walk>"]


def test_a_subtitle_in_another_language_only_says_which(client, session):
    Session.objects.update(subtitle=Texts({"fr": "Une marche"}))
    subtitle = read(client.get(address(session))).one("p", class_="subtitle")
    assert (subtitle.words, subtitle.one("span")["lang"]) == ("Une marche", "fr")


def test_it_tells_when_and_where_each_time(client, session):
    room = RoomFactory(
        edition=session.edition, name=Texts({"en": "Nave"}), capacity=80, access_features=["step_free"]
    )
    room.venue.name = Texts({"en": "Docks"})
    room.venue.save()
    session.occurrences.update(room=room)
    OccurrenceFactory(session=session, room=None, starts_at=datetime(2017, 7, 6, 23, tzinfo=UTC))
    release_of(session.edition)
    sittings = read(client.get(address(session))).one("ul", class_="sittings")
    assert [item.words_of("p") for item in sittings.all("li")] == [
        ["Thursday 6 July", "10:00–11:00", "Nave, Docks", "80 seats", "The room offers: Step-free"],
        ["Thursday 6 July", "01:00–02:00 (night)"],
    ]


def test_its_own_limit_of_seats_goes_before_the_rooms(client, session):
    Session.objects.update(seat_limit=12)
    assert "12 seats" in read(client.get(address(session))).one("ul", class_="sittings").words_of("p")


def test_it_tells_its_facts(client, session):
    Session.objects.update(
        language="fr",
        interpreted_into=["en", "tlh"],
        access_features=["sign_language", "captions"],
        minimum_age=16,
        recording=Session.Recording.PLANNED,
    )
    page = read(client.get(address(session)))
    over = page.one("header", class_="opening").one("p", class_="over")
    assert over.words == f"{session.format.name['en']} {session.track.name['en']} French"
    assert over.one("a")["href"] == f"/en/{session.edition.slug}/tracks/{session.track.slug}/"
    assert facts(page) == {
        "Interpreted into": "English, tlh",
        "Access": "Captions, Sign language",
        "Minimum age": "16",
        "Recording": "It will be recorded.",
    }


def test_what_is_not_known_is_not_told(client, session):
    Session.objects.update(language="", track=None, abstract={}, description={})
    page = read(client.get(address(session)))
    assert page.all("dl", class_="facts") == []
    assert page.words_of("p", class_="over") == [session.format.name["en"]]
    assert page.words_of("h2") == ["When and where"]
    assert page.words_of("p", class_="subtitle") == []


def test_when_and_where_comes_before_the_text(client, session):
    Session.objects.update(description=Texts({"en": "Long."}))
    SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=session.edition))
    page = read(client.get(address(session)))
    assert page.words_of("h2") == ["When and where", "About this session", "Speakers"]
    assert page.one("aside", aria_labelledby="when").words_of("h2") == ["When and where"]


@pytest.mark.parametrize("why", ["no track", "cancelled"])
def test_the_colour_is_that_of_its_track_and_none_where_it_has_none_or_is_cancelled(client, session, why):
    opening = read(client.get(address(session))).one("header", class_="opening")
    assert opening["class"] == f"opening field k-{session.track.slug}"
    if why == "no track":
        Session.objects.update(track=None)
    else:
        Session.objects.update(state=Session.State.CANCELLED)
    assert (
        read(client.get(address(session))).one("header", class_="opening")["class"] == "opening field plain"
    )


def test_it_names_its_speakers_in_order_with_their_roles(client, session):
    moderator = SpeakerFactory(edition=session.edition, name="Zoé", number=7, organisation="Commons")
    SessionSpeakerFactory(session=session, speaker=moderator, role="moderator", position=1)
    SessionSpeakerFactory(
        session=session, speaker=SpeakerFactory(edition=session.edition, name="Al"), position=2
    )
    page = read(client.get(address(session)))
    assert page.one("header", class_="opening").words_of("p", class_="people") == ["Zoé, Al"]
    people = page.one("ul", class_="people-list")
    assert people.words_of("li") == ["Zoé Moderator, Commons", "Al"]
    assert people.all("a")[0]["href"] == f"/en/{session.edition.slug}/speakers/7-zoe/"


def test_its_description_is_markdown(client, session):
    Session.objects.update(description=Texts({"en": "## Bring\n\n- a **pen**"}))
    prose = read(client.get(address(session))).one("div", class_="prose")
    assert (prose.words_of("h3"), prose.words_of("strong")) == (["Bring"], ["pen"])


def test_links_and_files_are_listed(client, session):
    SessionLink.objects.create(session=session, label="Notes", url="https://example.org/notes")
    SessionLink.objects.create(session=session, url="https://example.org/plain")
    attachment = Attachment(session=session, label="Slides")
    attachment.file.save("slides.pdf", ContentFile(b"%PDF"))
    links = read(client.get(address(session))).one("section", aria_labelledby="more").all("a")
    assert [(link.words, link["href"]) for link in links] == [
        ("Notes", "https://example.org/notes"),
        ("https://example.org/plain", "https://example.org/plain"),
        ("Slides", f"/files/{attachment.file.name}"),
    ]


def test_cancelling_shows_at_once(client, session):
    Session.objects.update(state=Session.State.CANCELLED)
    page = read(client.get(address(session)))
    assert page.words_of("h1") == ["Cities that write back Cancelled"]
    assert page.one("h1").words_of("s") == ["Cities that write back"]


def status(page):
    return json.loads(page.one("script", type="application/ld+json").words)["eventStatus"]


def test_cancelling_one_time_leaves_the_session_on(client, session):
    session.occurrences.update(is_cancelled=True)
    OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(session.edition)
    page = read(client.get(address(session)))
    assert page.words_of("h1") == ["Cities that write back"]
    assert page.one("ul", class_="sittings").one("strong").words == "Cancelled"
    assert page.one("p", class_="calendar").words == "Add to my calendar"
    assert status(page) == "https://schema.org/EventScheduled"


def test_a_session_whose_times_are_all_cancelled_is_cancelled(client, organisers_client, session):
    second = OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(session.edition)
    session.occurrences.update(is_cancelled=True)
    page = read(client.get(address(session)))
    assert page.words_of("h1") == ["Cities that write back Cancelled"]
    assert page.all("p", class_="calendar") == []
    assert status(page) == "https://schema.org/EventCancelled"

    preview = f"/en/{session.edition.slug}/preview/sessions/{session.code}/"
    assert read(organisers_client.get(preview)).words_of("h1") == ["Cities that write back Cancelled"]
    second.is_cancelled, second.starts_at = False, None  # to be held, some time
    second.save()
    assert read(organisers_client.get(preview)).words_of("h1") == ["Cities that write back"]


def test_a_move_in_the_draft_does_not_show(client, session):
    before = client.get(address(session)).content
    session.occurrences.update(starts_at=THURSDAY_TEN + timedelta(hours=2), room=None)
    OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(days=1))
    assert client.get(address(session)).content == before


# --- before and after ---------------------------------------------------------------------------------


def neighbours(page):
    return {
        link["rel"]: (link.words, link["href"])
        for link in page.all("a")
        if link.get("rel") in {"prev", "next"}
    }


def place(session, title, hours, **fields):
    neighbour = SessionFactory(edition=session.edition, title=Texts({"en": title}), **fields)
    room = session.occurrences.get().room
    return OccurrenceFactory(
        session=neighbour, room=room, starts_at=THURSDAY_TEN + timedelta(hours=hours)
    ).session


def test_it_leads_to_what_is_before_and_after_in_its_room_that_day(client, session):
    place(session, "Breakfast", -2)
    before = place(session, "Before", -1)
    after = place(session, "After", 4)
    place(session, "Supper", 9)
    place(session, "Tomorrow", 24)
    release_of(session.edition)
    assert neighbours(read(client.get(address(session)))) == {
        "prev": ("09:00 Before", address(before, "before")),
        "next": ("14:00 After", address(after, "after")),
    }


def test_the_day_before_and_the_day_after_are_no_neighbours(client, session):
    place(session, "Yesterday", -24)
    place(session, "Tomorrow", 24)
    release_of(session.edition)
    assert neighbours(read(client.get(address(session)))) == {}


def test_what_the_public_may_not_see_is_no_neighbour(client, session):
    place(session, "Accepted", -1, state=Session.State.ACCEPTED)
    release_of(session.edition)
    place(session, "Unreleased", 2)
    assert neighbours(read(client.get(address(session)))) == {}


def test_another_room_has_no_neighbour_for_it(client, session):
    OccurrenceFactory(session__edition=session.edition, starts_at=THURSDAY_TEN + timedelta(hours=1))
    release_of(session.edition)
    assert neighbours(read(client.get(address(session)))) == {}


def test_what_is_cancelled_next_is_crossed_out_and_followed_by_what_is_held(client, session):
    place(session, "Breakfast", -3)
    place(session, "Off before", -1, state=Session.State.CANCELLED)
    place(session, "Off", 2, state=Session.State.CANCELLED)
    once = place(session, "Off this time", 3)
    released = place(session, "Off in the release", 4)
    place(session, "Held", 5)
    place(session, "Later", 6)
    once.occurrences.update(is_cancelled=True)
    release = release_of(session.edition)
    release.slots.filter(occurrence__session=released).update(cancelled=True)
    page = read(client.get(address(session)))
    assert page.one("ul", class_="sittings").one("nav").words_of("li") == [
        "Before: 07:00 Breakfast, 09:00 Off before Cancelled",
        "After: 12:00 Off Cancelled, 13:00 Off this time Cancelled, 14:00 Off in the release Cancelled, 15:00 Held",
    ]
    assert page.words_of("s") == [
        "09:00 Off before",
        "12:00 Off",
        "13:00 Off this time",
        "14:00 Off in the release",
    ]
    assert {rel: words for rel, (words, _address) in neighbours(page).items()} == {
        "prev": "07:00 Breakfast",
        "next": "15:00 Held",
    }


def test_two_times_in_one_room_have_neighbours_of_different_names(client, session):
    room = session.occurrences.get().room
    room.name = Texts({"en": "Garden"})
    room.save()
    OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(hours=3))
    OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(days=1))
    other = SessionFactory(edition=session.edition)
    OccurrenceFactory(session=other, room=room, starts_at=THURSDAY_TEN + timedelta(days=1, hours=3))
    release_of(session.edition)
    sittings = read(client.get(address(session))).one("ul", class_="sittings")
    assert [nav["aria-label"] for nav in sittings.all("nav")] == [
        "In Garden on Thursday 6 July, around 10:00",
        "In Garden on Thursday 6 July, around 13:00",
        "In Garden on Friday 7 July, around 10:00",
    ]


# --- what else is on ----------------------------------------------------------------------------------


def test_what_else_is_on_is_told_with_time_and_room_behind_a_word_to_open(client, session):
    other = OccurrenceFactory(
        session=SessionFactory(edition=session.edition, title=Texts({"en": "Other", "fr": "Autre"})),
        room=RoomFactory(edition=session.edition, name=Texts({"en": "Barn"})),
        starts_at=THURSDAY_TEN + timedelta(minutes=30),
    ).session
    OccurrenceFactory(
        session=SessionFactory(edition=session.edition, title=Texts({"en": "Off"})), is_cancelled=True
    )
    release_of(session.edition)
    OccurrenceFactory(session=SessionFactory(edition=session.edition, title=Texts({"en": "Unreleased"})))
    (elsewhere,) = read(client.get(address(session))).all("details", class_="around")
    assert elsewhere.words_of("summary") == ["What else is on at this time"]
    assert elsewhere.words_of("li") == ["10:30 Other, Barn"]
    assert elsewhere.one("a")["href"] == address(other, "other")


def test_where_nothing_else_is_on_nothing_is_said_of_it(client, session):
    assert read(client.get(address(session))).all("details") == []


def test_a_draft_does_not_tell_what_else_is_on(organisers_client, session):
    OccurrenceFactory(session=SessionFactory(edition=session.edition))
    preview = f"/en/{session.edition.slug}/preview/sessions/{session.code}/"
    assert read(organisers_client.get(preview)).all("details") == []
