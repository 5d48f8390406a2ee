"""The front door: to the edition that is on or next, in the visitor's language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories import EditionFactory
from tests.programme.views.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    for year in (2015, 2016, 2017, 2018):
        EditionFactory(slug=f"y{year}", starts_on=date(year, 7, 5), ends_on=date(year, 7, 7))
    EditionFactory(slug="hidden", starts_on=date(2017, 1, 1), ends_on=date(2017, 1, 2), is_public=False)


@pytest.mark.parametrize(
    ("moment", "slug"),
    [
        (datetime(2016, 12, 31, tzinfo=UTC), "y2017"),
        (datetime(2017, 7, 5, 12, tzinfo=UTC), "y2017"),
        (datetime(2017, 7, 7, 23, tzinfo=UTC), "y2017"),  # 01:00 in Paris: the last evening
        (datetime(2017, 7, 8, 12, tzinfo=UTC), "y2018"),
        (datetime(2030, 1, 1, tzinfo=UTC), "y2018"),
    ],
)
def test_it_leads_to_the_edition_running_or_next_or_else_the_last(client, years, settings, moment, slug):
    settings.FESTAPP_NOW = moment
    settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/{slug}/")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("en-GB", "en"),
        ("de,fr;q=0.1", "fr"),
        ("de", "en"),
        ("\x00;q=x", "en"),
    ],
)
def test_it_speaks_the_visitors_language(client, years, accepted, language):
    answer = client.get("/", headers={"accept-language": accepted})
    assert answer["Location"].split("/")[1] == language
    assert answer["Vary"] == "Accept-Language"


def test_without_a_public_edition_it_says_so(client):
    EditionFactory(slug="hidden", is_public=False)
    page = read(client.get("/"))
    assert page.words_of("h1") == ["No programme yet"]
    assert "hidden" not in page.words
