"""Pages of practical information."""

from programme.models import Texts
from tests.factories import PageFactory
from tests.programme.views.reading import read


def test_a_page_shows_its_markdown(client, edition):
    PageFactory(
        edition=edition, slug="access", title=Texts({"en": "Access"}), body=Texts({"en": "By **bus**."})
    )
    page = read(client.get(f"/en/{edition.slug}/pages/access/"))
    assert page.words_of("h1") == ["Access"]
    assert page.one("main").one("strong").words == "bus"


def test_the_menu_names_public_pages_in_its_order(client, edition):
    PageFactory(edition=edition, slug="b", title=Texts({"en": "Second"}), menu_position=2)
    PageFactory(edition=edition, slug="a", title=Texts({"en": "First"}), menu_position=1)
    PageFactory(edition=edition, slug="c", title=Texts({"en": "Not in the menu"}))
    PageFactory(
        edition=edition, slug="d", title=Texts({"en": "Not public"}), menu_position=3, is_public=False
    )
    page = read(client.get(f"/en/{edition.slug}/pages/a/"))
    menu = page.one("footer").one("nav", id="information")
    assert [(link.words, link.get("aria-current")) for link in menu.all("a")] == [
        ("First", "page"),
        ("Second", None),
    ]
    main = page.one("nav", aria_label="Main").all("a")
    assert [(link.words, link["href"].removeprefix(f"/en/{edition.slug}/")) for link in main] == [
        ("Programme", "programme/"),
        ("Now", "now/"),
        ("Speakers", "speakers/"),
        ("Tracks", "tracks/"),
        ("Venues", "venues/"),
        ("Information", "#information"),
    ]


def test_without_a_page_in_the_menu_nothing_leads_to_it(client, edition):
    PageFactory(edition=edition, slug="c")
    page = read(client.get(f"/en/{edition.slug}/pages/c/"))
    assert page.all("nav", id="information") + page.all("a", href="#information") == []


def test_a_page_that_is_not_public_is_not_found_even_by_organisers(organisers_client, edition):
    PageFactory(edition=edition, slug="later", is_public=False)
    assert organisers_client.get(f"/en/{edition.slug}/pages/later/").status_code == 404


def test_a_page_without_a_text_stands(client, edition):
    PageFactory(edition=edition, slug="empty", title=Texts({"en": "Empty"}), body=Texts())
    assert read(client.get(f"/en/{edition.slug}/pages/empty/")).words_of("h1") == ["Empty"]
