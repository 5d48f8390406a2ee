"""Restoring: only what the page shows, only on top of what one saw, and in words where it can't be."""

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import Session, Speaker, Texts, Track
from tests.factories import (
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    OccurrenceFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
)
from tests.racing import all_at_once
from tests.web import fill_in, form_on

pytestmark = pytest.mark.django_db


def entry_of(row, record):
    return reverse(f"admin:programme_{row._meta.model_name}_simple_history", args=[row.pk, record.pk])


def restore(client, row, record):
    address = entry_of(row, record)
    return client.post(address, form_on(client.get(address), id="restore"))


def test_history_tells_who_changed_what_and_restores_it(edition, organiser, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville", "en": "City"}))
    first = session.history.first()
    fill_in(organisers_client, session, title_en="Town")
    page = organisers_client.get(reverse("admin:programme_session_history", args=[session.pk]))
    latest = page.context["page_obj"][0]
    assert latest.history_user == organiser
    assert [(c["field"], c["old"], c["new"]) for c in latest.history_delta_changes] == [
        ("Title", "en: City; fr: Ville", "en: Town; fr: Ville")
    ]
    address = reverse("admin:programme_session_simple_history", args=[session.pk, first.pk])
    assert (
        organisers_client.post(address, form_on(organisers_client.get(address), id="restore")).status_code
        == 302
    )
    session.refresh_from_db()
    assert session.title["en"] == "City"


def test_an_entry_is_shown_beside_what_is_stored_now(edition, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"en": "One"}))
    record = session.history.first()
    Session.objects.filter(pk=session.pk).update(title=Texts({"en": "Two"}))
    lines = organisers_client.get(entry_of(session, record)).context["lines"]
    assert [(line["label"], line["then"], line["now"]) for line in lines] == [
        ("Title (English)", "One", "Two")
    ]


def test_a_change_made_while_the_entry_was_open_is_not_overwritten(edition, organisers_client):
    session = SessionFactory(edition=edition, state="accepted")
    record = session.history.first()
    page = form_on(organisers_client.get(entry_of(session, record)), id="restore")
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    assert organisers_client.post(entry_of(session, record), page).status_code == 409
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_only_what_the_page_shows_is_brought_back(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition, name="Ada", user=UserFactory())
    record = speaker.history.first()
    Speaker.objects.filter(pk=speaker.pk).update(name="Eve", user=None)
    assert restore(organisers_client, speaker, record).status_code == 302
    speaker.refresh_from_db()
    assert (speaker.name, speaker.user) == ("Ada", None)


def test_a_deleted_row_is_made_again_and_its_history_goes_on(edition, organisers_client, organiser):
    session = SessionFactory(edition=edition, title=Texts({"en": "One"}))
    record, key, code = session.history.first(), session.pk, session.code
    session.delete()
    restore(organisers_client, record.instance, record)
    again = Session.objects.get()
    assert (again.pk, again.code, again.title) == (key, code, {"en": "One"})
    assert next((entry.history_type, entry.history_user) for entry in again.history.all()) == ("+", organiser)


def test_what_the_page_does_not_show_of_a_deleted_row_is_as_it_was_last(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition, name="Ada", user=UserFactory())
    record, key = speaker.history.first(), speaker.pk
    speaker.name, speaker.user = "Eve", None
    speaker.save()
    speaker.delete()
    assert restore(organisers_client, record.instance, record).status_code == 302
    again = Speaker.objects.get(pk=key)
    assert (again.name, again.user) == ("Ada", None)


def test_a_deleted_speaker_whose_account_is_gone_is_made_again_without(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition, user=UserFactory())
    record, account = speaker.history.first(), speaker.user
    speaker.delete()
    account.delete()
    assert restore(organisers_client, record.instance, record).status_code == 302
    assert Speaker.objects.get().user is None


def test_a_deleted_session_whose_format_is_gone_is_shown_and_refused_in_words(edition, organisers_client):
    session = SessionFactory(edition=edition)
    record, old = session.history.first(), session.format
    session.delete()
    old.delete()
    listed = organisers_client.get(reverse("admin:programme_session_history", args=[record.instance.pk]))
    assert [entry.history_type for entry in listed.context["page_obj"]] == ["-", "+"]
    refused = restore(organisers_client, record.instance, record)
    assert (refused.status_code, str(refused.context["refusal"]), Session.objects.count()) == (
        422,
        "It can't be restored: its format of that time is gone.",
        0,
    )


def test_a_deleted_row_that_was_made_again_meanwhile_is_not_made_twice(edition, organisers_client):
    track = TrackFactory(edition=edition)
    record = track.history.first()
    track.delete()
    page = form_on(organisers_client.get(entry_of(record.instance, record)), id="restore")
    statuses = [
        organisers_client.post(entry_of(record.instance, record), page).status_code for _time in range(2)
    ]
    assert (statuses, Track.objects.count()) == ([302, 409], 1)


@pytest.mark.django_db(transaction=True)
def test_a_deleted_row_that_eight_restore_at_once_is_made_once():
    edition = EditionFactory()
    client = Client()
    client.force_login(MembershipFactory(edition=edition).user)
    track = TrackFactory(edition=edition)
    record = track.history.first()
    track.delete()
    address = entry_of(record.instance, record)
    page = form_on(client.get(address), id="restore")

    def send():
        sender = Client()
        sender.cookies.update(client.cookies)
        return sender.post(address, page).status_code

    statuses = all_at_once([send] * 8)
    # A late one finds the row, its address taken, or its key: all are refusals in words.
    assert (statuses.count(302), set(statuses) <= {302, 409, 422}, Track.objects.count()) == (1, True, 1)


def test_a_link_that_may_be_empty_is_left_empty_where_its_row_is_gone(edition, organisers_client):
    track = TrackFactory(edition=edition)
    session = SessionFactory(edition=edition, track=track)
    record = session.history.first()
    Session.objects.filter(pk=session.pk).update(track=None)
    track.delete()
    assert restore(organisers_client, session, record).status_code == 302
    session.refresh_from_db()
    assert session.track is None


def test_a_row_whose_format_is_gone_is_refused_in_words(edition, organisers_client):
    session = SessionFactory(edition=edition)
    record, old = session.history.first(), session.format
    Session.objects.filter(pk=session.pk).update(format=FormatFactory(edition=edition))
    old.delete()
    refused = restore(organisers_client, session, record)
    assert (refused.status_code, str(refused.context["refusal"])) == (
        422,
        "It can't be restored: its format of that time is gone.",
    )


def test_what_another_row_has_taken_meanwhile_is_refused_in_words(edition, organisers_client):
    track = TrackFactory(edition=edition, slug="power")
    record = track.history.first()
    type(track).objects.filter(pk=track.pk).update(slug="other")
    TrackFactory(edition=edition, slug="power")
    refused = restore(organisers_client, track, record)
    assert (refused.status_code, str(refused.context["refusal"])) == (
        422,
        "This address is taken in this edition.",
    )


def test_restoring_an_editions_time_zone_keeps_its_hours(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)  # 10:00 in Paris
    record = edition.history.first()
    address = reverse("admin:programme_edition_change", args=[edition.pk])
    opened = form_on(organisers_client.get(address), id="edition_form")
    organisers_client.post(address, {**opened, "time_zone": "America/Montreal"})
    assert restore(organisers_client, edition, record).status_code == 302
    edition.refresh_from_db()
    occurrence.refresh_from_db()
    assert (edition.time_zone, occurrence.starts_at.astimezone(edition.zone).hour) == ("Europe/Paris", 10)


def test_the_history_of_an_edition_that_is_gone_is_nobodys(organiser, organisers_client):
    edition = EditionFactory()
    MembershipFactory(edition=edition, user=organiser)
    track = TrackFactory(edition=edition)
    entries = [entry_of(row, row.history.first()) for row in (track, edition)]
    lists = [reverse(f"admin:programme_{r._meta.model_name}_history", args=[r.pk]) for r in (track, edition)]
    edition.delete()
    assert [organisers_client.get(address).status_code for address in (*entries, *lists)] == [404] * 4


def test_an_entry_of_another_row_is_not_found(edition, organisers_client):
    session, other = SessionFactory(edition=edition), SessionFactory()
    address = reverse("admin:programme_session_simple_history", args=[session.pk, other.history.first().pk])
    assert organisers_client.get(address).status_code == 404
