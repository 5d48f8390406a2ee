"""One change to many sessions: all of them, or none."""

import pytest
from django.urls import reverse

from programme.models import Occurrence, Session
from tests.factories import FormatFactory, OccurrenceFactory, RoomFactory, SessionFactory, TrackFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db


def choose(client, action, *sessions):
    address = reverse("admin:programme_session_changelist")
    opened = form_on(client.get(address), id="changelist-form")
    return {**opened, "action": action, "index": "0", "_selected_action": [s.pk for s in sessions]}


def test_many_sessions_are_confirmed_at_once_with_a_history(edition, organiser, organisers_client):
    sessions = [SessionFactory(edition=edition, state="accepted") for _number in range(3)]
    page = organisers_client.post(
        reverse("admin:programme_session_changelist"), choose(organisers_client, "confirm", *sessions[:2])
    )
    asked = form_on(page, action=reverse("admin:change_sessions", args=[edition.slug]))
    assert (
        organisers_client.post(reverse("admin:change_sessions", args=[edition.slug]), asked).status_code
        == 302
    )
    assert [Session.objects.get(pk=s.pk).state for s in sessions] == ["confirmed", "confirmed", "accepted"]
    assert sessions[0].history.first().history_user == organiser


def test_a_bulk_change_on_top_of_somebody_elses_is_refused_whole(edition, organisers_client):
    sessions = [SessionFactory(edition=edition, state="accepted") for _number in range(2)]
    page = organisers_client.post(
        reverse("admin:programme_session_changelist"), choose(organisers_client, "confirm", *sessions)
    )
    asked = form_on(page, action=reverse("admin:change_sessions", args=[edition.slug]))
    Session.objects.filter(pk=sessions[0].pk).update(state="cancelled")
    refused = organisers_client.post(reverse("admin:change_sessions", args=[edition.slug]), asked)
    assert refused.status_code == 409
    assert [line["changed"] for line in refused.context["lines"]].count(True) == 1
    assert [Session.objects.get(pk=s.pk).state for s in sessions] == ["cancelled", "accepted"]


def test_what_changed_since_the_list_was_opened_is_pointed_out(edition, organisers_client):
    session = SessionFactory(edition=edition, state="accepted")
    chosen = choose(organisers_client, "cancel", session)
    Session.objects.filter(pk=session.pk).update(state="confirmed")
    page = organisers_client.post(reverse("admin:programme_session_changelist"), chosen)
    assert [line["changed"] for line in page.context["lines"]] == [True]


@pytest.mark.parametrize("verb", ["set_track", "set_format", "set_room"])
def test_track_format_and_room_are_set_for_many(edition, organisers_client, verb):
    occurrences = [OccurrenceFactory(session__edition=edition) for _number in range(2)]
    factory, name = {
        "set_track": (TrackFactory, "track"),
        "set_format": (FormatFactory, "format"),
        "set_room": (RoomFactory, "room"),
    }[verb]
    wanted = factory(edition=edition)
    page = organisers_client.post(
        reverse("admin:programme_session_changelist"),
        choose(organisers_client, verb, *(o.session for o in occurrences)),
    )
    asked = form_on(page, action=reverse("admin:change_sessions", args=[edition.slug]))
    organisers_client.post(
        reverse("admin:change_sessions", args=[edition.slug]), {**asked, "choice": wanted.pk}
    )
    holder = Occurrence if name == "room" else Session
    assert set(holder.objects.values_list(name, flat=True)) == {wanted.pk}


def test_setting_a_room_for_many_does_not_overwrite_a_room_set_meanwhile(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    hers, mine = RoomFactory(edition=edition), RoomFactory(edition=edition)
    address = reverse("admin:programme_session_changelist")
    listed = form_on(organisers_client.get(address), id="changelist-form")
    chosen = {"action": "set_room", "index": "0", "_selected_action": [occurrence.session.pk]}
    page = organisers_client.post(address, {**listed, **chosen})
    change = reverse("admin:change_sessions", args=[edition.slug])
    asked = form_on(page, action=change)
    type(occurrence).objects.filter(pk=occurrence.pk).update(room=hers)
    assert organisers_client.post(change, {**asked, "choice": mine.pk}).status_code == 409
    occurrence.refresh_from_db()
    assert occurrence.room == hers


def test_a_bulk_change_reaches_no_session_of_another_edition(edition, organisers_client):
    strangers = SessionFactory(state="accepted")
    response = organisers_client.post(
        reverse("admin:change_sessions", args=[edition.slug]),
        {"verb": "confirm", "session": strangers.pk, f"version-{strangers.pk}": "x"},
    )
    assert response.status_code == 409
    strangers.refresh_from_db()
    assert strangers.state == "accepted"
