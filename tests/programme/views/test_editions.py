"""What stands around each page of an edition, and who may read it."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders

from programme.models import Notice, Texts
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.programme.views.reading import read, scripts_not_ours
from tests.releases import release_of


def every_page(edition, language="en"):
    """The address of a page of each kind, made for it."""
    session = SessionFactory(edition=edition, code="ABC234", title=Texts({"fr": "Villes"}), language="fr")
    SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, name="Ana", number=5))
    occurrence = OccurrenceFactory(session=session)
    PageFactory(edition=edition, slug="access")
    release_of(edition)
    tails = [
        "",
        "programme/",
        "sessions/ABC234-villes/",
        "speakers/",
        "speakers/5-ana/",
        f"tracks/{session.track.slug}/",
        f"rooms/{occurrence.room.slug}/",
        "pages/access/",
        "programme/?day=2017-07-06",
        "programme/?day=all",
        "now/",
        "changes/",
        "tracks/",
        "venues/",
        f"venues/{occurrence.room.venue.slug}/",
        "partners/",
    ]
    return [f"/{language}/{edition.slug}/{tail}" for tail in tails]


@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_every_page_says_its_language_its_address_and_its_translation(client, edition, language, other):
    for address in every_page(edition, language):
        answer = client.get(address)
        page = read(answer)
        html = page.one("html")
        assert (html["lang"], html["dir"]) == (language, "ltr")
        assert page.one("link", rel="canonical")["href"] == f"http://testserver{address}"
        link = page.one("a", hreflang=other)
        assert (link["href"], link["lang"]) == (f"/{other}{address[3:]}", other)
        assert client.get(link["href"]).status_code == 200
        assert answer["Content-Language"] == language


def test_every_page_has_one_first_heading_landmarks_and_a_way_to_skip(client, edition):
    for address in every_page(edition):
        page = read(client.get(address))
        assert len(page.all("h1")) == 1
        main = page.one("main")
        in_main = main.all("header") + main.all("footer")  # no landmarks there
        landmarks = [page.one("header", class_="top"), main, page.one("footer", class_="foot")]
        assert [
            element
            for element in page.everything()
            if element.name in {"header", "main", "footer"} and element not in in_main
        ] == landmarks
        assert page.all("a")[0]["href"] == "#main"
        assert main["id"] == "main"
        identifiers = [element["id"] for element in page.everything() if element.get("id")]
        assert len(identifiers) == len(set(identifiers))
        assert page.one("title").words.endswith(edition.name["en"])


def test_no_page_knows_who_reads_it(client, edition):
    addresses = every_page(edition)
    anonymous = [client.get(address) for address in addresses]
    client.force_login(UserFactory(name="Miriam Secret"))
    for address, before in zip(addresses, anonymous, strict=True):
        after = client.get(address)
        assert after.content == before.content
        assert "Cookie" not in before.get("Vary", "") + after.get("Vary", "")
        assert not before.cookies
        assert not after.cookies
        assert "Cache-Control" not in after


def test_no_page_has_script_style_or_handler_in_it(client, edition):
    for address in every_page(edition):
        page = read(client.get(address))
        assert page.all("style") + scripts_not_ours(page) == []
        assert [
            name
            for element in page.everything()
            for name in element.attributes
            if name == "style" or name[:2] == "on"
        ] == []


def test_no_page_loads_anything_from_elsewhere(client, edition):
    for address in every_page(edition):
        page = read(client.get(address))
        loaded = [
            link["href"] for link in page.all("link") if link["rel"] in {"stylesheet", "preload", "icon"}
        ]
        loaded += [element["src"] for element in page.everything() if element.get("src")]
        assert [found for found in loaded if not found.startswith("/") or found.startswith("//")] == []
        assert f"/{address.split('/')[1]}/{edition.slug}/colours-" in " ".join(loaded)


def test_each_script_and_style_sheet_of_a_page_is_there(client, edition):
    for address in every_page(edition):
        page = read(client.get(address))
        loaded = {link["href"] for link in page.all("link", rel="stylesheet")}
        loaded |= {script["src"] for script in page.all("script", type="module")}
        missing = [
            found
            for found in loaded
            if found.startswith("/static/") and not finders.find(found.removeprefix("/static/"))
        ]
        assert missing == []


def test_the_notice_is_on_every_page_while_it_is_shown(client, edition):
    NoticeFactory(edition=edition, text=Texts({"en": "Room <b>changes</b>: see the desk"}))
    addresses = every_page(edition)
    for address in addresses:
        notices = read(client.get(address)).words_of("aside", class_="notice")
        assert notices == ["Room <b>changes</b>: see the desk"]
    Notice.objects.update(is_shown=False)
    for address in addresses:
        assert read(client.get(address)).all("aside", class_="notice") == []


def test_a_text_in_another_language_is_marked(client, edition):
    _home, programme, session, *_rest = every_page(edition)
    for address in (programme, session):
        marked = read(client.get(address)).one("main").all("span", lang="fr")
        assert {element.words for element in marked} == {"Villes"}
        assert {element["dir"] for element in marked} == {"ltr"}
    in_french = read(client.get(session.replace("/en/", "/fr/"))).one("main")
    assert in_french.one("h1").all("span") == []


def test_a_text_written_from_the_right_says_so(client, edition):
    edition.tagline = Texts({"ar": "مرحبا"})
    edition.save()
    span = read(client.get(f"/en/{edition.slug}/")).one("span", lang="ar")
    assert (span["dir"], span.words) == ("rtl", "مرحبا")


# --- before it is public ------------------------------------------------------------------------------


@pytest.fixture
def hidden(db):
    return EditionFactory(slug="hidden", is_public=False)


def test_an_edition_that_is_not_public_is_read_by_its_organisers_and_kept_by_nobody(client, hidden):
    addresses = every_page(hidden)
    client.force_login(MembershipFactory(edition=hidden).user)
    for address in addresses:
        answer = client.get(address)
        page = read(answer)
        assert answer["Cache-Control"] == "private, no-store"
        assert page.one("meta", name="robots")["content"] == "noindex"
        assert page.words_of("aside", class_="draft") == [
            "This edition is not public yet: only its organisers see its pages. Go to the admin"
        ]


def test_its_redirects_are_kept_by_nobody_either(client, hidden):
    every_page(hidden)
    client.force_login(MembershipFactory(edition=hidden).user)
    answer = client.get("/en/hidden/sessions/ABC234-old/")
    assert (answer.status_code, answer["Cache-Control"]) == (301, "private, no-store")


@pytest.mark.parametrize("visitor", ["anonymous", "stranger", "organiser of another edition"])
def test_for_all_others_it_is_as_if_it_were_not_there(client, hidden, visitor):
    addresses = every_page(hidden)
    if visitor == "stranger":
        client.force_login(UserFactory())
    if visitor == "organiser of another edition":
        client.force_login(MembershipFactory().user)
    for address in addresses:
        answer = client.get(address)
        unknown = client.get(address.replace("hidden", "nothing"))
        assert answer.status_code == 404
        assert (answer.content, answer.headers) == (unknown.content, unknown.headers)
