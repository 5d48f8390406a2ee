"""Lists and forms ask the database the same number of times, however many rows there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.admin.in_edition import reasons
from tests.factories import (
    THURSDAY_TEN,
    FormatFactory,
    OccurrenceFactory,
    PageFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.releases import release_of
from tests.web import form_on

pytestmark = pytest.mark.django_db


def queries_of(client, address, filled=None):
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address) if filled is None else client.post(address, filled)
    assert response.status_code in {200, 302}
    return len(asked)


@pytest.mark.parametrize(
    "factory",
    [TrackFactory, FormatFactory, VenueFactory, RoomFactory, SpeakerFactory, SessionFactory, PageFactory],
)
def test_a_list_asks_as_often_for_many_rows_as_for_few(edition, organisers_client, factory):
    address = reverse(f"admin:programme_{factory._meta.model._meta.model_name}_changelist")
    for _number in range(2):
        factory(edition=edition)
    organisers_client.get(address)
    few = queries_of(organisers_client, address)
    for _number in range(20):
        factory(edition=edition)
    assert queries_of(organisers_client, address) == few


def test_saving_a_list_in_which_nothing_changed_asks_as_often_for_many_rows(edition, organisers_client):
    address = reverse("admin:programme_room_changelist")
    counts = []
    for number in (2, 20):
        for _number in range(number):
            RoomFactory(edition=edition)
        filled = form_on(organisers_client.get(address), id="changelist-form")
        organisers_client.post(address, {**filled, "_save": "Save"})
        counts.append(queries_of(organisers_client, address, {**filled, "_save": "Save"}))
    assert counts[0] == counts[1]


def test_a_sessions_form_asks_as_often_with_many_times_and_speakers(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_change", args=[session.pk])
    counts = []
    for number in (1, 10):
        for count in range(number):
            OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=count))
            SessionSpeakerFactory(session=session)
        organisers_client.get(address)
        counts.append(queries_of(organisers_client, address))
    assert counts[0] == counts[1]


def test_a_speakers_form_asks_as_often_with_many_sessions(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition)
    address = reverse("admin:programme_speaker_change", args=[speaker.pk])
    counts = []
    for number in (1, 10):
        for _number in range(number):
            SessionSpeakerFactory(session__edition=edition, speaker=speaker)
        organisers_client.get(address)
        counts.append(queries_of(organisers_client, address))
    assert counts[0] == counts[1]


def test_the_list_of_clashes_asks_as_often_for_many_as_for_few(edition, organisers_client):
    room = RoomFactory(edition=edition)
    address = reverse("admin:clash_list", args=[edition.slug])
    counts = []
    for number in (2, 6):
        for _number in range(number):
            OccurrenceFactory(session__edition=edition, room=room)
        organisers_client.get(address)
        counts.append(queries_of(organisers_client, address))
    assert counts[0] == counts[1]


def test_why_several_rows_cant_be_deleted_is_asked_once(edition, organisers_client):
    counts = []
    for number in (1, 6):
        rooms = [OccurrenceFactory(session__edition=edition).room for _number in range(number)]
        release_of(edition)
        with CaptureQueriesContext(connection) as asked:
            assert len(reasons(rooms)) == number
        counts.append(len(asked))
    assert counts == [1, 1]
