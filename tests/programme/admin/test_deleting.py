"""Whoever says yes to deleting deletes what she saw."""

import pytest
from django.urls import reverse

from programme.models import Session
from tests.factories import OccurrenceFactory, SessionFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db


def test_a_row_that_somebody_changed_meanwhile_is_not_deleted(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_delete", args=[session.pk])
    asked = form_on(organisers_client.get(address), id="delete")
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    response = organisers_client.post(address, asked)
    assert response.url == reverse("admin:programme_session_change", args=[session.pk])
    assert Session.objects.count() == 1
    again = form_on(organisers_client.get(address), id="delete")
    assert organisers_client.post(address, again).status_code == 302
    assert Session.objects.count() == 0


def test_a_row_that_got_a_time_meanwhile_is_not_deleted(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_delete", args=[session.pk])
    asked = form_on(organisers_client.get(address), id="delete")
    OccurrenceFactory(session=session)
    organisers_client.post(address, asked)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("changed", "left"), [(True, 2), (False, 0)])
def test_several_are_deleted_as_they_were_seen_or_not_at_all(edition, organisers_client, changed, left):
    sessions = [SessionFactory(edition=edition) for _number in range(2)]
    address = reverse("admin:programme_session_changelist")
    listed = form_on(organisers_client.get(address), id="changelist-form")
    chosen = {"action": "delete_selected", "index": "0", "_selected_action": [s.pk for s in sessions]}
    asked = form_on(organisers_client.post(address, {**listed, **chosen}), id="delete")
    if changed:
        Session.objects.filter(pk=sessions[0].pk).update(state="cancelled")
    assert organisers_client.post(address, asked).status_code == 302
    assert Session.objects.count() == left
