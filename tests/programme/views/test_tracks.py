"""The tracks and the page of each, there as soon as the edition is public."""

from datetime import timedelta

import pytest

from programme.models import Session, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    OccurrenceFactory,
    SessionFactory,
    TrackFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of


def power(edition, **fields):
    return TrackFactory(
        edition=edition,
        slug="power",
        name=Texts({"en": "Power"}),
        question=Texts({"en": "Who decides?"}),
        description=Texts({"en": "We look at **assemblies**."}),
        **fields,
    )


def test_it_asks_its_question_before_anything_is_released(client, edition):
    OccurrenceFactory(session=SessionFactory(edition=edition, track=power(edition)))
    page = read(client.get(f"/en/{edition.slug}/tracks/power/"))
    assert page.words_of("h1") == ["Power"]
    assert page.words_of("p", class_="subtitle") == ["Who decides?"]
    assert page.one("div", class_="prose").words == "We look at assemblies."
    assert page.words_of("p", class_="empty") == ["No session of this track is published yet."]


def test_it_lists_its_released_sessions_only(client, edition):
    track = power(edition)
    OccurrenceFactory(session=SessionFactory(edition=edition, track=track, title=Texts({"en": "Hers"})))
    OccurrenceFactory(session=SessionFactory(edition=edition, title=Texts({"en": "Another's"})))
    release_of(edition)
    OccurrenceFactory(session=SessionFactory(edition=edition, track=track, title=Texts({"en": "Unreleased"})))
    page = read(client.get(f"/en/{edition.slug}/tracks/power/"))
    assert page.words_of("h2") == ["Thursday 6 July"]
    assert page.words_of("h3") == ["Hers"]


def test_a_track_of_another_edition_is_not_found(client, edition):
    power(EditionFactory())
    assert client.get(f"/en/{edition.slug}/tracks/power/").status_code == 404


def test_all_tracks_are_listed_with_how_much_of_them_is_published(client, edition):
    track = power(edition, position=1)
    TrackFactory(edition=edition, name=Texts({"en": "Earlier"}), question=Texts())
    twice = SessionFactory(edition=edition, track=track)
    for hours in range(2):
        OccurrenceFactory(session=twice, starts_at=THURSDAY_TEN + timedelta(hours=hours))
    OccurrenceFactory(session=SessionFactory(edition=edition, track=track, state=Session.State.CANCELLED))
    OccurrenceFactory(session=SessionFactory(edition=edition, track=None))
    hidden = OccurrenceFactory(session=SessionFactory(edition=edition, track=track)).session
    release_of(edition)
    hidden.state = Session.State.DRAFT
    hidden.save()
    OccurrenceFactory(session=SessionFactory(edition=edition, track=track))
    page = read(client.get(f"/en/{edition.slug}/tracks/"))
    assert page.words_of("h1") == ["Tracks"]
    tracks = page.one("ul", class_="tracks")
    assert tracks.words_of("li") == [
        "Earlier No session is published yet.",
        "Power Who decides? 2 sessions",
    ]
    assert [link["href"] for link in tracks.all("a")][1] == f"/en/{edition.slug}/tracks/power/"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This programme has no tracks. Go to the programme"),
        ("fr", "Ce programme n’a pas de parcours. Aller au programme"),
    ],
)
def test_an_edition_without_tracks_says_so(client, edition, language, words):
    empty = read(client.get(f"/{language}/{edition.slug}/tracks/")).one("p", class_="empty")
    assert empty.words == words
    assert empty.one("a")["href"] == f"/{language}/{edition.slug}/programme/"
