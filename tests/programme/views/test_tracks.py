"""A track's page, there as soon as the edition is public."""

from programme.models import Texts
from tests.factories import EditionFactory, OccurrenceFactory, SessionFactory, TrackFactory
from tests.programme.views.reading import read
from tests.releases import release_of


def power(edition):
    return TrackFactory(
        edition=edition,
        slug="power",
        name=Texts({"en": "Power"}),
        question=Texts({"en": "Who decides?"}),
        description=Texts({"en": "We look at **assemblies**."}),
    )


def test_it_asks_its_question_before_anything_is_released(client, edition):
    OccurrenceFactory(session=SessionFactory(edition=edition, track=power(edition)))
    page = read(client.get(f"/en/{edition.slug}/tracks/power/"))
    assert page.words_of("h1") == ["Power"]
    assert page.words_of("p", class_="lead") == ["Who decides?"]
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
