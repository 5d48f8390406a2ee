"""Rows belong to the edition of their form, whatever is worked on in another tab."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from programme.models import Track
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.web import address_of, fill_in, form_on

pytestmark = pytest.mark.django_db


def test_a_new_row_belongs_to_the_edition_its_form_was_opened_for(edition, organiser, organisers_client):
    other = MembershipFactory(user=organiser).edition
    organisers_client.post(reverse("admin:choose_edition", args=[edition.slug]))
    opened = form_on(organisers_client.get(reverse("admin:programme_track_add")), id="track_form")
    organisers_client.post(reverse("admin:choose_edition", args=[other.slug]))  # in another tab
    organisers_client.post(reverse("admin:programme_track_add"), {**opened, "name_en": "Power"})
    assert Track.objects.get().edition == edition


def test_a_row_is_not_added_to_an_edition_of_others(edition, organisers_client):
    strangers = EditionFactory()
    opened = form_on(organisers_client.get(reverse("admin:programme_track_add")), id="track_form")
    organisers_client.post(
        reverse("admin:programme_track_add"), {**opened, "name_en": "Power", "edition": strangers.pk}
    )
    assert Track.objects.count() == 0


def test_only_rows_of_the_same_edition_can_be_chosen(edition, organiser, organisers_client):
    session = SessionFactory(edition=edition)
    elsewhere = TrackFactory(edition=MembershipFactory(user=organiser).edition)
    response = fill_in(organisers_client, session, track=elsewhere.pk)
    assert response.context["adminform"].form.errors.keys() == {"track"}
    session.refresh_from_db()
    assert session.track.edition == edition


def test_lists_and_autocompletes_show_the_edition_worked_on(edition, organiser, organisers_client):
    here = SpeakerFactory(edition=edition, name="Ada Here")
    there = SpeakerFactory(edition=MembershipFactory(user=organiser).edition, name="Ada There")
    SpeakerFactory(name="Ada Elsewhere")
    query = "?app_label=programme&model_name=sessionspeaker&field_name=speaker&term=Ada"
    for edition_chosen, row in ((edition, here), (there.edition, there)):
        organisers_client.post(reverse("admin:choose_edition", args=[edition_chosen.slug]))
        listed = organisers_client.get(reverse("admin:programme_speaker_changelist"))
        assert list(listed.context["cl"].queryset) == [row]
        found = organisers_client.get(reverse("admin:autocomplete") + query).json()
        assert [result["text"] for result in found["results"]] == [row.name]


# --- two editions in two tabs ---------------------------------------------------------------------------


@pytest.fixture
def other(organiser):
    return MembershipFactory(user=organiser, edition__time_zone="America/Montreal").edition


def work_on(client, edition):
    client.post(reverse("admin:choose_edition", args=[edition.slug]))


def test_pages_of_an_edition_show_its_own_hours_whatever_was_worked_on(edition, other, organisers_client):
    OccurrenceFactory(session__edition=other, starts_at=datetime(2017, 7, 6, 14, tzinfo=UTC))  # 10:00 there
    work_on(organisers_client, edition)
    page = organisers_client.get(reverse("admin:publish_release", args=[other.slug])).content.decode()
    assert ("10:00" in page, "16:00" in page) == (True, False)


def test_an_action_from_a_list_is_for_the_edition_that_the_list_showed(edition, other, organisers_client):
    here, there = SessionFactory(edition=edition), SessionFactory(edition=other)
    work_on(organisers_client, edition)
    address = reverse("admin:programme_session_changelist")
    listed = form_on(organisers_client.get(address), id="changelist-form")
    organisers_client.get(address_of(there))  # in another tab
    chosen = {"action": "cancel", "index": "0", "_selected_action": [here.pk], "select_across": "1"}
    page = organisers_client.post(address, {**listed, **chosen})
    assert [line["session"] for line in page.context["lines"]] == [here]


def test_a_form_looks_up_names_of_its_own_edition(edition, other, organisers_client):
    here = SpeakerFactory(edition=edition, name="Ada Here")
    SpeakerFactory(edition=other, name="Ada There")
    session = SessionSpeakerFactory(session__edition=edition).session
    page = organisers_client.get(address_of(session)).content.decode()
    (address,) = set(re.findall(r'data-ajax--url="([^"]*)"[^>]*name="parts-0-speaker"', page)) or set(
        re.findall(r'name="parts-0-speaker"[^>]*data-ajax--url="([^"]*)"', page)
    )
    work_on(organisers_client, other)  # in another tab
    query = "&app_label=programme&model_name=sessionspeaker&field_name=speaker&term=Ada"
    found = organisers_client.get(address + query).json()
    assert [result["text"] for result in found["results"]] == [here.name]
