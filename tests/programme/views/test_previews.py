"""The draft, for organisers only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.models import Session, Texts
from tests.factories import (
    THURSDAY_TEN,
    MembershipFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of


def drafted(edition, title="Idea", state=Session.State.DRAFT, **fields):
    session = SessionFactory(edition=edition, title=Texts({"en": title}), state=state, **fields)
    return OccurrenceFactory(session=session)


def addresses(edition, code):
    return [f"/en/{edition.slug}/preview/", f"/en/{edition.slug}/preview/sessions/{code}/"]


def test_it_shows_what_has_a_time_in_any_state_with_the_state(organisers_client, edition):
    for at, state in enumerate(Session.State):
        occurrence = drafted(edition, title=state.value, state=state)
        occurrence.starts_at += timedelta(hours=at)
        occurrence.save()
    OccurrenceFactory(session=SessionFactory(edition=edition), starts_at=None)
    page = read(organisers_client.get(f"/en/{edition.slug}/preview/"))
    assert page.words_of("h3") == ["draft", "accepted", "confirmed", "cancelled Cancelled"]
    states = [kind.words_of("strong") for kind in page.all("p", class_="kind")]
    assert states == [["Draft"], ["Accepted"], ["Confirmed"], ["Cancelled"]]


def test_it_shows_the_place_in_the_draft_not_the_released_one(organisers_client, edition):
    occurrence = drafted(edition, state=Session.State.CONFIRMED)
    release_of(edition)
    occurrence.room = RoomFactory(edition=edition, name=Texts({"en": "Barn"}))
    occurrence.starts_at += timedelta(hours=3)
    occurrence.save()
    page = read(organisers_client.get(f"/en/{edition.slug}/preview/"))
    assert page.words_of("p", class_="when") == ["13:00–14:00"]
    assert page.one("p", class_="where").words.startswith("Barn, ")


def test_it_says_that_it_is_a_draft_and_nothing_keeps_it(organisers_client, edition):
    occurrence = drafted(edition)
    for address in addresses(edition, occurrence.session.code):
        answer = organisers_client.get(address)
        page = read(answer)
        assert answer["Cache-Control"] == "private, no-store"
        assert page.one("aside", class_="draft").words == (
            "Draft: only organisers see this page. Nothing on it is published. Go to the admin"
        )
        assert page.one("meta", name="robots")["content"] == "noindex"
        assert len(page.all("h1")) == 1


def test_its_links_to_sessions_stay_in_the_draft(organisers_client, edition):
    occurrence = drafted(edition, title="Idea")
    SessionSpeakerFactory(session=occurrence.session, speaker=SpeakerFactory(edition=edition, name="Ana"))
    link = read(organisers_client.get(f"/en/{edition.slug}/preview/")).one("h3").one("a")
    assert link["href"] == addresses(edition, occurrence.session.code)[1]
    page = read(organisers_client.get(link["href"]))
    assert page.words_of("h1") == ["Idea"]
    assert page.one("ul", class_="people-list").words_of("li") == ["Ana"]
    main = [anchor["href"] for anchor in page.one("main").all("a")]
    tracks = f"/en/{edition.slug}/tracks/{occurrence.session.track.slug}/"  # public before any release
    assert main == [tracks, addresses(edition, "")[0]]


def test_a_session_without_a_time_can_be_looked_at(organisers_client, edition):
    session = SessionFactory(edition=edition, code="ABC234", subtitle=Texts({"en": "A walk"}))
    page = read(organisers_client.get(addresses(edition, "abc234")[1]))
    assert "It has no time yet." in page.words_of("p")
    assert page.words_of("h1") == [session.title["en"]]
    assert page.words_of("p", class_="subtitle") == ["A walk"]


def test_an_empty_draft_says_so(organisers_client, edition):
    page = read(organisers_client.get(f"/en/{edition.slug}/preview/"))
    assert page.words_of("p", class_="empty") == ["Nothing has a time yet."]


def test_what_is_not_in_this_edition_is_not_found(organisers_client, edition):
    elsewhere = SessionFactory()
    for code in ("ZZZ999", elsewhere.code):
        assert organisers_client.get(addresses(edition, code)[1]).status_code == 404


@pytest.mark.parametrize("visitor", ["anonymous", "stranger", "speaker", "organiser of another edition"])
def test_for_all_others_there_is_no_preview(client, edition, visitor):
    occurrence = drafted(edition)
    user = UserFactory()
    if visitor == "speaker":
        SessionSpeakerFactory(session=occurrence.session, speaker=SpeakerFactory(edition=edition, user=user))
    if visitor == "organiser of another edition":
        MembershipFactory(user=user)
    if visitor != "anonymous":
        client.force_login(user)
    for address in addresses(edition, occurrence.session.code):
        answer = client.get(address)
        unknown = client.get(address.replace(edition.slug, "nothing"))
        assert answer.status_code == 404
        assert (answer.content, answer.headers) == (unknown.content, unknown.headers)


def test_the_times_of_the_draft_are_read_at_the_moment_they_are_asked_for(organisers_client, edition):
    occurrence = drafted(edition)
    address = f"/en/{edition.slug}/preview/"
    assert read(organisers_client.get(address)).words_of("p", class_="when") == ["10:00–11:00"]
    occurrence.starts_at = THURSDAY_TEN + timedelta(minutes=30)
    occurrence.save()
    assert read(organisers_client.get(address)).words_of("p", class_="when") == ["10:30–11:30"]
