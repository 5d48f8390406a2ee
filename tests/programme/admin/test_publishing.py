"""Publishing through the page."""

import pytest
from django.urls import reverse

from programme.models import Occurrence, Release
from programme.queries.plan import plan_release
from tests.factories import OccurrenceFactory, RoomFactory, SessionFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db


def test_the_publish_page_shows_and_publishes(edition, organiser, organisers_client):
    shown = OccurrenceFactory(session__edition=edition)
    waiting = SessionFactory(edition=edition, state="accepted")
    address = reverse("admin:publish_release", args=[edition.slug])
    page = organisers_client.get(address)
    assert (page.context["review"].visible, page.context["review"].total) == (1, 2)
    assert [session for session, _why in page.context["review"].hidden] == [waiting]
    response = organisers_client.post(
        address, {**form_on(page, method="post", action=None), "note_en": "Come!"}
    )
    release = Release.objects.get()
    assert response.url == reverse("admin:programme_release_change", args=[release.pk])
    assert (release.note, release.published_by, release.slots.get().occurrence) == (
        {"en": "Come!"},
        organiser,
        shown,
    )


def test_the_publish_page_refuses_a_clash_until_it_is_ticked(edition, organisers_client):
    room = RoomFactory(edition=edition)
    for _number in range(2):
        OccurrenceFactory(session__edition=edition, room=room)
    address = reverse("admin:publish_release", args=[edition.slug])
    asked = form_on(organisers_client.get(address), method="post", action=None)
    refused = organisers_client.post(address, asked)
    assert (refused.status_code, Release.objects.count()) == (422, 0)
    (clash,) = plan_release(edition).clashes
    assert organisers_client.post(address, {**asked, "accept": clash.key}).status_code == 302


def test_a_stale_publish_page_is_refused(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    address = reverse("admin:publish_release", args=[edition.slug])
    asked = form_on(organisers_client.get(address), method="post", action=None)
    Occurrence.objects.filter(pk=occurrence.pk).update(minutes=90)
    assert organisers_client.post(address, asked).status_code == 409
