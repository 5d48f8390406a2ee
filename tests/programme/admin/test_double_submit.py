"""B30: the form for a new row, sent twice, makes one row, and the same answer."""

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import Room, Session, Speaker
from tests.factories import EditionFactory, FormatFactory, MembershipFactory, VenueFactory
from tests.racing import all_at_once
from tests.web import form_on

ADD = {"session": (Session, "title_en"), "speaker": (Speaker, "name"), "room": (Room, "name_en")}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ADD)
def test_a_form_sent_twice_makes_one_row_and_leads_to_it(edition, organisers_client, kind):
    model, field = ADD[kind]
    address = reverse(f"admin:programme_{kind}_add")
    filled = {
        **form_on(organisers_client.get(address), id=f"{kind}_form"),
        field: "New",
        "format": FormatFactory(edition=edition).pk,
        "venue": VenueFactory(edition=edition).pk,
    }
    assert organisers_client.post(address, filled).status_code == 302
    again = organisers_client.post(address, filled)
    assert again.url == reverse(f"admin:programme_{kind}_change", args=[model.objects.get().pk])


@pytest.mark.django_db
def test_the_form_opened_anew_makes_another_row(edition, organisers_client):
    address = reverse("admin:programme_speaker_add")
    for _number in range(2):
        organisers_client.post(
            address, {**form_on(organisers_client.get(address), id="speaker_form"), "name": "Ada"}
        )
    assert Speaker.objects.filter(edition=edition, name="Ada").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_ten_at_once_makes_one_row():
    edition = EditionFactory()
    organiser = MembershipFactory(edition=edition).user
    client = Client()
    client.force_login(organiser)
    address = reverse("admin:programme_speaker_add")
    filled = {**form_on(client.get(address), id="speaker_form"), "name": "Ada"}

    def send():
        sender = Client()
        sender.cookies.update(client.cookies)
        return sender.post(address, filled).status_code

    statuses = all_at_once([send] * 10)
    assert (statuses, Speaker.objects.count()) == ([302] * 10, 1)
