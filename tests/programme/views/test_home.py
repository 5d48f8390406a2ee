"""The edition's first page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from programme.models import Release, Session, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    OccurrenceFactory,
    PartnerFactory,
    SessionFactory,
    TrackFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(settings):
    """Sets what time it is."""

    def set_to(moment):
        settings.FESTAPP_NOW = moment
        settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()

    return set_to


def home(edition, language="en"):
    return f"/{language}/{edition.slug}/"


def held(edition, title, starts_at, **fields):
    session = SessionFactory(edition=edition, title=Texts({"en": title}), **fields)
    return OccurrenceFactory(session=session, starts_at=starts_at)


def section(page, name):
    found = page.all("section", aria_labelledby=name)
    return found[0] if found else None


def test_it_tells_what_the_festival_is(client):
    edition = EditionFactory(
        name=Texts({"en": "Fest"}),
        tagline=Texts({"en": "Three days"}),
        description=Texts({"en": "We meet **again**."}),
        ticket_url="https://example.org/tickets",
        contact_email="hello@example.org",
        content_licence="CC-BY-4.0",
    )
    page = read(client.get(home(edition)))
    assert page.words_of("title") == ["Fest"]
    assert page.words_of("h1") == ["Fest"]
    assert page.words_of("p", class_="lead") == ["Three days"]
    assert page.words_of("p", class_="dates") == ["From Wednesday 5 to Friday 7 July 2017, Paris"]
    assert section(page, "about").one("strong").words == "again"
    assert page.one("main").one("a", rel="noopener")["href"] == "https://example.org/tickets"
    assert page.one("footer").words_of("li") == [
        "Changes to the programme",
        "Partners",
        "hello@example.org",
        "Licence of the texts: CC-BY-4.0",
        "For organisers",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2017, 7, 5), date(2017, 7, 5), "Wednesday 5 July 2017"),
        (date(2017, 6, 30), date(2017, 7, 2), "From Friday 30 June to Sunday 2 July 2017"),
        (date(2017, 12, 31), date(2018, 1, 1), "From Sunday 31 December 2017 to Monday 1 January 2018"),
    ],
)
def test_dates_say_month_and_year_once(client, first, last, words):
    edition = EditionFactory(starts_on=first, ends_on=last, city="")
    assert read(client.get(home(edition))).words_of("p", class_="dates") == [words]


def test_it_asks_the_questions_of_its_tracks(client, edition):
    TrackFactory(edition=edition, name=Texts({"en": "B"}), question=Texts({"en": "Who?"}), position=2)
    TrackFactory(edition=edition, name=Texts({"en": "A"}), question=Texts(), position=1)
    tracks = section(read(client.get(home(edition))), "edition").one("ul", class_="questions")
    assert tracks.words_of("li") == ["A", "B Who?"]
    assert [link["href"] for link in tracks.all("a")] == [
        f"/en/{edition.slug}/tracks/{slug}/" for slug in "ab"
    ]


def test_it_tells_what_is_on_and_what_is_next(client, edition, at):
    held(edition, "Over", THURSDAY_TEN - timedelta(hours=1))
    held(edition, "On", THURSDAY_TEN)
    held(edition, "Soon", THURSDAY_TEN + timedelta(hours=1))
    held(edition, "Tomorrow", THURSDAY_TEN + timedelta(days=1))
    release_of(edition)
    held(edition, "Unreleased", THURSDAY_TEN)
    at(THURSDAY_TEN)
    page = read(client.get(home(edition)))
    assert section(page, "now").words_of("h3") == ["On"]
    assert section(page, "now").words_of("p", class_="as-of") == ["As of 10:00"]
    following = section(page, "next")
    assert following.words_of("h3") == ["Soon", "Tomorrow"]
    assert following.words_of("p", class_="as-of") == ["Thursday 6 July", "Friday 7 July"]


def test_what_is_next_are_a_few(client, edition, at):
    for hours in range(9):
        held(edition, f"Later {hours}", THURSDAY_TEN + timedelta(hours=hours))
    release_of(edition)
    at(THURSDAY_TEN - timedelta(days=1))
    page = read(client.get(home(edition)))
    assert section(page, "next").words_of("h3") == [f"Later {hours}" for hours in range(5)]
    assert section(page, "now") is None


def test_what_is_cancelled_is_neither_on_nor_next(client, edition, at):
    held(edition, "Off", THURSDAY_TEN)
    held(edition, "This time is off", THURSDAY_TEN + timedelta(hours=1))
    release_of(edition)
    Session.objects.filter(title__en="Off").update(state=Session.State.CANCELLED)
    Session.objects.get(title__en="This time is off").occurrences.update(is_cancelled=True)
    at(THURSDAY_TEN)
    page = read(client.get(home(edition)))
    assert (section(page, "now"), section(page, "next")) == (None, None)


def test_it_names_the_current_release_with_its_note(client, edition):
    held(edition, "Talk", THURSDAY_TEN)
    release_of(edition)
    release_of(edition, note="Two sessions *moved*.")
    Release.objects.update(published_at=datetime(2017, 6, 30, 22, 30, tzinfo=UTC))
    release = section(read(client.get(home(edition))), "release")
    assert release.words_of("h2") == ["Release 2"]
    assert release.words_of("p")[0] == "Published Saturday 1 July 2017, 00:30"
    assert release.words_of("em") == ["moved"]


def test_it_names_its_partners_with_their_roles(client, edition):
    PartnerFactory(edition=edition, name="Second", position=2)
    PartnerFactory(
        edition=edition, name="First", role=Texts({"en": "editorial"}), url="https://example.org/", position=1
    )
    partners = section(read(client.get(home(edition))), "partners")
    assert partners.words_of("li") == ["First – editorial", "Second"]
    assert [link["href"] for link in partners.all("a")] == ["https://example.org/"]


def test_a_bare_edition_has_a_home(client, edition):
    page = read(client.get(home(edition)))
    assert page.words_of("h2") == []
