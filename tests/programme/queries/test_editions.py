"""Editions by their address, and the frame of their pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from programme.models import Session, Texts
from programme.queries.editions import current_edition, current_release, edition_at, frame_of
from programme.queries.showings import public_slots
from tests.factories import EditionFactory, NoticeFactory, OccurrenceFactory, PageFactory
from tests.releases import release_of

pytestmark = pytest.mark.django_db


def test_there_is_no_current_edition_while_none_is_public():
    EditionFactory(is_public=False)
    assert current_edition(datetime(2017, 7, 5, tzinfo=UTC)) is None


def test_of_two_editions_at_once_the_one_that_began_first_is_current():
    EditionFactory(slug="short", starts_on=date(2017, 7, 6), ends_on=date(2017, 7, 6))
    EditionFactory(slug="long", starts_on=date(2017, 7, 5), ends_on=date(2017, 7, 7))
    assert current_edition(datetime(2017, 7, 6, 12, tzinfo=UTC)).slug == "long"


def test_an_edition_is_over_by_its_own_clock():
    EditionFactory(slug="auckland", time_zone="Pacific/Auckland", ends_on=date(2017, 7, 7))
    EditionFactory(slug="later", starts_on=date(2018, 7, 5), ends_on=date(2018, 7, 7))
    still_night = datetime(2017, 7, 7, 15, 59, tzinfo=UTC)  # 03:59 in Auckland
    assert current_edition(still_night).slug == "auckland"
    assert current_edition(datetime(2017, 7, 7, 16, tzinfo=UTC)).slug == "later"


def test_a_frame_takes_one_query_and_shows_the_notice_only_while_it_is_shown(
    edition, django_assert_num_queries
):
    PageFactory(edition=edition, slug="access", title=Texts({"fr": "Accès"}), menu_position=1)
    notice = NoticeFactory(edition=edition, text=Texts({"en": "Mind the rain"}))
    found = edition_at(edition.slug)
    with django_assert_num_queries(1):
        frame = frame_of(found, "en")
    assert frame.notice == "Mind the rain"
    assert [(entry.slug, entry.title, entry.title.language) for entry in frame.menu] == [
        ("access", "Accès", "fr")
    ]
    notice.is_shown = False
    notice.save()
    assert frame_of(edition_at(edition.slug), "en").notice == ""


def test_an_edition_has_a_programme_while_its_last_release_shows_anything(edition):
    def has_programme():
        frame = frame_of(edition_at(edition.slug), "en")
        assert frame.has_programme == public_slots(edition).exists()
        return frame.has_programme

    assert not has_programme()
    held = OccurrenceFactory(session__edition=edition)
    assert not has_programme()
    release_of(edition)
    assert has_programme()
    for state in Session.State:
        Session.objects.update(state=state)
        assert has_programme() == (state in Session.PUBLIC_STATES)
    held.starts_at = None
    held.save()
    release_of(edition)
    assert not has_programme()
    other = OccurrenceFactory()
    release_of(other.edition)
    assert not has_programme()


def test_the_current_release_is_the_last(edition):
    assert current_release(edition, "en") is None
    OccurrenceFactory(session__edition=edition)
    release_of(edition, note="First")
    release_of(edition, note="Second")
    release = current_release(edition, "en")
    assert (release.number, release.note) == (2, "Second")
    assert release.published_at.tzinfo == edition.zone
