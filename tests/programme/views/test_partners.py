"""The partners' page."""

import pytest

from programme.models import Texts
from tests.factories import EditionFactory, PartnerFactory
from tests.programme.views.reading import read


@pytest.fixture
def partners(client, edition):
    """The page in a language."""
    return lambda language="en": read(client.get(f"/{language}/{edition.slug}/partners/"))


def test_it_names_them_in_their_order_with_logo_role_and_link(edition, partners):
    PartnerFactory(edition=edition, name="Second", position=2)
    PartnerFactory(
        edition=edition,
        name="First",
        role=Texts({"en": "editorial", "fr": "éditorial"}),
        url="https://example.org/",
        logo="pictures/first.webp",
        position=1,
    )
    PartnerFactory(edition=EditionFactory(), name="Another edition's")
    page = partners()
    assert page.words_of("h1") == ["Partners"]
    listed = page.one("ul", class_="partners")
    assert listed.words_of("li") == ["First – editorial", "Second"]
    assert [link["href"] for link in listed.all("a")] == ["https://example.org/"]
    assert [(logo["src"], logo["alt"]) for logo in listed.all("img")] == [("/files/pictures/first.webp", "")]
    assert partners("fr").one("ul", class_="partners").words_of("li")[0] == "First – éditorial"


def test_an_address_that_is_not_safe_to_follow_is_no_link(edition, partners):
    PartnerFactory(edition=edition, name="Sly", url="javascript:alert(1)")
    assert partners().one("ul", class_="partners").all("a") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No partner is named yet. Come back later. Go to the programme"),
        ("fr", "Aucun partenaire n’est encore annoncé. Revenez bientôt ! Aller au programme"),
    ],
)
def test_without_partners_it_says_so(edition, partners, language, words):
    empty = partners(language).one("p", class_="empty")
    assert empty.words == words
    assert empty.one("a")["href"] == f"/{language}/{edition.slug}/programme/"
