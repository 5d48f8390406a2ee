"""Whoever says yes to deleting deletes what she saw."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from programme.models import Occurrence, Release, Session, Slot
from tests.factories import OccurrenceFactory, SessionFactory, SessionSpeakerFactory, UserFactory
from tests.web import fill_in, form_on, say_yes_to_deleting

pytestmark = pytest.mark.django_db


def ask_to_delete_several(client, rows):
    address = reverse(f"admin:{rows[0]._meta.app_label}_{rows[0]._meta.model_name}_changelist")
    listed = form_on(client.get(address), id="changelist-form")
    chosen = {"action": "delete_selected", "index": "0", "_selected_action": [row.pk for row in rows]}
    return address, client.post(address, {**listed, **chosen})


@pytest.fixture
def supers_client(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_a_row_that_somebody_changed_meanwhile_is_not_deleted(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_delete", args=[session.pk])
    asked = form_on(organisers_client.get(address), id="delete")
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    refused = organisers_client.post(address, asked)
    assert (refused.status_code, refused.context["refusal"]) == (
        409,
        "Somebody changed this after you opened the page, so it was not deleted. Look at it again.",
    )
    lines = {line["label"]: line["then"] for line in refused.context["changed"][0]["lines"]}
    assert (lines["State"], Session.objects.count()) == ("Cancelled", 1)
    assert organisers_client.post(address, form_on(refused, id="delete")).status_code == 302
    assert Session.objects.count() == 0


def test_a_row_that_got_a_time_meanwhile_is_not_deleted(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_delete", args=[session.pk])
    asked = form_on(organisers_client.get(address), id="delete")
    OccurrenceFactory(session=session)
    assert organisers_client.post(address, asked).status_code == 409
    assert Session.objects.count() == 1


def test_a_yes_without_a_version_is_asked_again(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_delete", args=[session.pk])
    assert organisers_client.post(address, {"post": "yes"}).status_code == 409
    assert Session.objects.count() == 1


def test_who_may_not_delete_is_told_nothing(edition, organisers_client):
    address = reverse("admin:programme_edition_delete", args=[edition.pk])
    assert organisers_client.post(address, {"post": "yes"}).status_code == 404


def test_several_are_deleted_as_they_were_seen(edition, organisers_client):
    address, page = ask_to_delete_several(
        organisers_client, [SessionFactory(edition=edition) for _number in range(2)]
    )
    assert organisers_client.post(address, form_on(page, id="delete")).status_code == 302
    assert Session.objects.count() == 0


def test_of_several_none_is_deleted_where_one_was_changed(edition, organisers_client):
    sessions = [SessionFactory(edition=edition) for _number in range(2)]
    address, page = ask_to_delete_several(organisers_client, sessions)
    Session.objects.filter(pk=sessions[0].pk).update(state="cancelled")
    refused = organisers_client.post(address, form_on(page, id="delete"))
    assert (refused.status_code, str(refused.context["refusal"])) == (
        409,
        "Somebody changed some of these after you chose them, so nothing was deleted.",
    )
    assert [now["row"] for now in refused.context["changed"]] == [sessions[0]]
    assert Session.objects.count() == 2
    assert organisers_client.post(address, form_on(refused, id="delete")).status_code == 302
    assert Session.objects.count() == 0


def test_of_several_none_is_deleted_where_one_got_a_time(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address, page = ask_to_delete_several(organisers_client, [session])
    OccurrenceFactory(session=session)
    assert organisers_client.post(address, form_on(page, id="delete")).status_code == 409
    assert Session.objects.count() == 1


def test_a_yes_to_one_is_no_yes_to_the_whole_list(edition, organisers_client):
    sessions = [SessionFactory(edition=edition) for _number in range(2)]
    address, page = ask_to_delete_several(organisers_client, sessions[:1])
    asked = {**form_on(page, id="delete"), "select_across": "1"}
    assert organisers_client.post(address, asked).status_code == 409
    assert Session.objects.count() == 2


def test_a_version_is_the_same_for_one_and_among_several(edition, organisers_client):
    rows = [OccurrenceFactory(session__edition=edition).session for _number in range(6)]
    _address, page = ask_to_delete_several(organisers_client, rows)
    versions = [version for _row, version in page.context["versioned"]]
    alone = [
        organisers_client.get(reverse("admin:programme_session_delete", args=[row.pk])).context["row_version"]
        for row, _version in page.context["versioned"]
    ]
    assert versions == alone


def test_accounts_are_deleted_as_they_were_seen(supers_client):
    user = UserFactory()
    address = reverse("admin:accounts_user_delete", args=[user.pk])
    asked = form_on(supers_client.get(address), id="delete")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert supers_client.post(address, asked).status_code == 409
    say_yes_to_deleting(supers_client, user)
    assert not User.objects.filter(pk=user.pk).exists()


def test_several_accounts_are_deleted_as_they_were_seen(supers_client):
    user = UserFactory()
    address, page = ask_to_delete_several(supers_client, [user])
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    refused = supers_client.post(address, form_on(page, id="delete"))
    assert (refused.status_code, User.objects.filter(pk=user.pk).count()) == (409, 1)
    assert supers_client.post(address, form_on(refused, id="delete")).status_code == 302
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_account_that_signed_in_meanwhile_is_deleted_all_the_same(supers_client):
    user = UserFactory()
    address = reverse("admin:accounts_user_delete", args=[user.pk])
    asked = form_on(supers_client.get(address), id="delete")
    User.objects.filter(pk=user.pk).update(last_login="2026-06-01T10:00Z")
    assert supers_client.post(address, asked).status_code == 302


# --- what is kept ---------------------------------------------------------------------------------------


@pytest.fixture
def published(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    release = Release.objects.create(edition=edition, number=3)
    Slot.objects.create(
        edition=edition,
        release=release,
        occurrence=occurrence,
        room=occurrence.room,
        period=(occurrence.starts_at, occurrence.starts_at + timedelta(hours=1)),
    )
    return occurrence


@pytest.mark.parametrize("what", ["session", "room"])
def test_what_was_published_is_not_deleted_and_the_reason_is_told(published, organisers_client, what):
    row = getattr(published, what)
    address = reverse(f"admin:programme_{what}_delete", args=[row.pk])
    page = organisers_client.get(address)
    assert [str(reason) for reason in page.context["protected"]] == [
        f"“{row}” was published (release 3). What was published is kept: cancel it instead."
    ]
    say_yes_to_deleting(organisers_client, row)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_published_time_is_not_deleted_from_a_sessions_form(published, organisers_client):
    response = fill_in(organisers_client, published.session, **{"occurrences-0-DELETE": "on"})
    assert response.status_code == 200
    assert Occurrence.objects.filter(pk=published.pk).exists()


def test_a_session_that_nobody_was_told_of_can_be_deleted_and_its_history_stays(edition, organisers_client):
    session = OccurrenceFactory(session__edition=edition).session
    key = session.pk
    say_yes_to_deleting(organisers_client, session)
    assert Session.objects.count() == 0
    history = organisers_client.get(reverse("admin:programme_session_history", args=[key]))
    assert [record.history_type for record in history.context["page_obj"]] == ["-", "+"]


def test_a_venue_with_rooms_a_track_with_sessions_and_a_speaker_of_a_session_are_kept(
    edition, organisers_client
):
    part = SessionSpeakerFactory(session=SessionFactory(edition=edition))
    venue = OccurrenceFactory(session=part.session).room.venue
    for row in (venue, part.session.track, part.session.format, part.speaker):
        say_yes_to_deleting(organisers_client, row)
        assert type(row).objects.filter(pk=row.pk).exists()
