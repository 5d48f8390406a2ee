"""The start page: what is missing, each line with the list of it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from programme.models import Texts
from tests.factories import OccurrenceFactory, SessionFactory, SessionSpeakerFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def test_the_start_page_counts_what_is_missing_and_each_link_lists_it(edition, organisers_client):
    whole = OccurrenceFactory(session__edition=edition)
    SessionSpeakerFactory(session=whole.session)
    lacking = SessionFactory(edition=edition, state="accepted", track=None, title=Texts({"fr": "Seul"}))
    roomless = OccurrenceFactory(session__edition=edition, room=None).session
    SessionSpeakerFactory(session=roomless)
    SpeakerFactory(edition=edition, bio=Texts())
    todo = organisers_client.get(reverse("admin:index")).context["todo"]
    expected = {
        "confirmation": (todo.unconfirmed, [lacking]),
        "time": (todo.without_time, [lacking]),
        "room": (todo.without_room, [roomless]),
        "speaker": (todo.without_speaker, [lacking]),
        "track": (todo.without_track, [lacking]),
        "translation": (todo.untranslated, [lacking]),
    }
    for missing, (count, rows) in expected.items():
        listed = organisers_client.get(reverse("admin:programme_session_changelist"), {"missing": missing})
        assert (count, list(listed.context["cl"].queryset)) == (len(rows), rows), missing
    listed = organisers_client.get(reverse("admin:programme_speaker_changelist"), {"missing": "bio"})
    assert (todo.without_bio, listed.context["cl"].queryset.count()) == (1, 1)


@pytest.mark.parametrize("count", [2, 30])
def test_the_start_page_takes_a_constant_number_of_queries(
    edition, organisers_client, count, django_assert_num_queries
):
    for number in range(count):
        OccurrenceFactory(session__edition=edition, starts_at=datetime(2017, 7, 6, 8, number, tzinfo=UTC))
    organisers_client.get(reverse("admin:index"))
    with django_assert_num_queries(23):
        organisers_client.get(reverse("admin:index"))
