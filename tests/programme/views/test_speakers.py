"""Speakers: only those of sessions that the public may see, sorted as people expect it."""

from __future__ import annotations

import pytest

from programme.models import Session, SpeakerLink, Texts
from tests.factories import OccurrenceFactory, SessionFactory, SessionSpeakerFactory, SpeakerFactory
from tests.programme.views.reading import read
from tests.releases import release_of


def speak(edition, *names, state=Session.State.CONFIRMED, **fields):
    """A placed session given by new speakers of these names; returns them."""
    occurrence = OccurrenceFactory(session=SessionFactory(edition=edition, state=state))
    parts = [
        SessionSpeakerFactory(
            session=occurrence.session,
            speaker=SpeakerFactory(edition=edition, name=name, **fields),
            position=at,
        )
        for at, name in enumerate(names)
    ]
    return [part.speaker for part in parts]


def listed(page):
    return page.one("ul", class_="speakers").words_of("li")


def address(edition, tail="", language="en"):
    return f"/{language}/{edition.slug}/speakers/{tail}"


def test_the_list_is_sorted_without_regard_to_case_or_accents(client, edition):
    speak(edition, "émile", "Zoé", "Eva", "Özlem", "oscar")
    release_of(edition)
    assert listed(read(client.get(address(edition)))) == ["émile", "Eva", "oscar", "Özlem", "Zoé"]


def test_speakers_of_nothing_public_are_not_listed(client, edition):
    SpeakerFactory(edition=edition, name="Of nothing")
    speak(edition, "Of an accepted session", state=Session.State.ACCEPTED)
    speak(edition, "Of a released session")
    release_of(edition)
    speak(edition, "Of a session not released yet")
    assert listed(read(client.get(address(edition)))) == ["Of a released session"]


def test_a_list_without_speakers_says_so(client, edition):
    speak(edition, "Not yet")
    page = read(client.get(address(edition)))
    assert page.words_of("p", class_="empty") == ["No speaker is announced yet. Come back later."]


def test_the_list_has_a_hundred_speakers_a_page(client, edition):
    speak(edition, *(f"Name {number:03}" for number in range(101)))
    release_of(edition)

    first = read(client.get(address(edition)))
    assert len(listed(first)) == 100
    pager = first.one("nav", class_="pages")
    assert pager.words_of("li") == ["Page 1 of 2", "Next page"]
    assert pager.one("a")["href"] == "?page=2"

    second = read(client.get(address(edition, "?page=2")))
    assert listed(second) == ["Name 100"]
    assert second.one("nav", class_="pages").one("a")["href"] == address(edition)
    assert second.one("a", hreflang="fr")["href"] == address(edition, "?page=2", "fr")
    assert second.one("link", rel="canonical")["href"] == f"http://testserver{address(edition)}?page=2"


@pytest.mark.parametrize("page", ["0", "-1", "x", "%00", "1.5", "9" * 5000, "%F0%9F%92%A5", ""])
def test_an_odd_page_number_gives_a_page_that_is_there(client, edition, page):
    speak(edition, "Ana")
    release_of(edition)
    assert client.get(address(edition, f"?page={page}")).content == client.get(address(edition)).content


@pytest.mark.parametrize(
    ("number", "shown"), [("0", 1), ("-1", 1), ("x", 1), ("2", 2), ("3", 2), ("9" * 4000, 2)]
)
def test_a_page_number_before_the_first_gives_the_first_and_one_after_the_last_the_last(
    client, edition, number, shown
):
    speak(edition, *(f"Name {at:03}" for at in range(101)))
    release_of(edition)
    pager = read(client.get(address(edition, f"?page={number}"))).one("nav", class_="pages")
    assert f"Page {shown} of 2" in pager.words_of("li")


def test_a_name_written_the_other_way_leaves_its_line_alone(client, edition):
    speak(edition, "שרה", organisation="Commons 7")
    release_of(edition)
    (entry,) = read(client.get(address(edition))).one("ul", class_="speakers").all("li")
    assert (entry.words, entry.words_of("bdi")) == ("שרה Commons 7", ["שרה"])


def test_a_page_tells_who_she_is_and_what_she_gives(client, edition):
    (ana,) = speak(
        edition,
        "Ana Núñez",
        number=4711,
        pronouns=Texts({"en": "she/her"}),
        organisation="Commons Lab",
        bio=Texts({"en": "Builds *things*."}),
    )
    SpeakerLink.objects.create(speaker=ana, label="Site", url="https://example.org/ana")
    release_of(edition)

    page = read(client.get(address(edition, "4711-ana-nunez/")))

    assert page.words_of("h1") == ["Ana Núñez"]
    main = page.one("main")
    assert main.words_of("p")[:2] == ["Commons Lab", "she/her"]
    assert main.one("div", class_="prose").one("em").words == "things"
    assert main.one("ul", class_="links").one("a")["href"] == "https://example.org/ana"
    assert main.one("section", class_="day").words_of("h3") == [ana.sessions.get().title["en"]]


def test_her_unreleased_session_is_not_on_her_page(client, edition):
    (ana,) = speak(edition, "Ana", number=5)
    release_of(edition)
    SessionSpeakerFactory(
        session=OccurrenceFactory(session=SessionFactory(edition=edition)).session, speaker=ana
    )
    assert len(read(client.get(address(edition, "5-ana/"))).all("h3")) == 1


@pytest.mark.parametrize("tail", ["5-old-name/", "5-ANA/", "0005-ana/"])
def test_an_old_name_leads_to_the_new_one(client, edition, tail):
    speak(edition, "Ana", number=5)
    release_of(edition)
    answer = client.get(address(edition, tail))
    if tail == "0005-ana/":
        assert answer.status_code == 200  # the canonical link tells its one address
    else:
        assert (answer.status_code, answer["Location"]) == (301, address(edition, "5-ana/"))


@pytest.mark.parametrize("number", ["6", "0", "99999999999999", "9" * 5000])
def test_an_unknown_number_is_not_found(client, edition, number):
    speak(edition, "Ana", number=5)
    release_of(edition)
    assert client.get(address(edition, f"{number}-ana/")).status_code == 404


def test_a_name_without_latin_letters_has_an_address_too(client, edition):
    speak(edition, "林", number=5)
    release_of(edition)
    assert read(client.get(address(edition, "5-speaker/"))).words_of("h1") == ["林"]


def test_her_mail_address_never_shows(client, edition):
    speak(edition, "Ana", number=5, email="ana@secret.example", external_id="secret-id")
    release_of(edition)
    for tail in ("", "5-ana/"):
        assert b"secret" not in client.get(address(edition, tail)).content
