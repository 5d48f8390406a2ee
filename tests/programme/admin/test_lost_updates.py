"""Nobody's work is lost: a save on top of somebody else's is refused with both texts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programme.models import Occurrence, Room, Session, Texts
from tests.factories import (
    THURSDAY_TEN,
    NoticeFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
)
from tests.web import address_of, fill_in, form_on, opened

pytestmark = pytest.mark.django_db


# --- the form -------------------------------------------------------------------------------------------


def test_a_stale_form_is_refused_with_both_texts(edition, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville", "en": "City"}))
    first = opened(organisers_client, session)
    second = {**first, "title_en": "Town"}
    assert organisers_client.post(address_of(session), {**first, "title_en": "Metropolis"}).status_code == 302
    refused = organisers_client.post(address_of(session), second)
    assert refused.status_code == 409
    assert [(line["stored"], line["typed"]) for line in refused.context["differences"]] == [
        ("Metropolis", "Town")
    ]
    session.refresh_from_db()
    assert session.title["en"] == "Metropolis"
    again = form_on(refused, id="session_form")
    assert again["title_en"] == ["Town"]
    assert organisers_client.post(address_of(session), again).status_code == 302
    session.refresh_from_db()
    assert session.title["en"] == "Town"


def test_a_form_without_its_version_is_refused(edition, organisers_client):
    session = SessionFactory(edition=edition)
    posted = opened(organisers_client, session)
    del posted["_version"]
    assert organisers_client.post(address_of(session), posted).status_code == 409


def test_an_untouched_form_saves_and_changes_nothing(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    SessionSpeakerFactory(session=occurrence.session)
    before = Session.objects.values().get(), Occurrence.objects.values().get()
    assert fill_in(organisers_client, occurrence.session).status_code == 302
    assert (Session.objects.values().get(), Occurrence.objects.values().get()) == before


# --- its parts ------------------------------------------------------------------------------------------


def test_a_change_in_an_inline_makes_the_form_stale_too(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    session = occurrence.session
    posted = opened(organisers_client, session)
    Occurrence.objects.filter(pk=occurrence.pk).update(minutes=75)
    refused = organisers_client.post(address_of(session), {**posted, "occurrences-0-minutes": "30"})
    assert refused.status_code == 409
    assert [(line["stored"], line["typed"]) for line in refused.context["differences"]] == [("75", "30")]
    assert Occurrence.objects.get().minutes == 75


def test_a_form_whose_lines_were_removed_meanwhile_says_so_and_asks_to_be_opened_anew(
    edition, organisers_client
):
    session = SessionFactory(edition=edition)
    gone = OccurrenceFactory(session=session)
    OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=3))
    posted = opened(organisers_client, session)
    gone_key = gone.pk
    gone.delete()
    refused = organisers_client.post(address_of(session), {**posted, "title_en": "Mine"})
    assert refused.status_code == 409
    assert refused.context["parts_changed"] == [f"Removed: #{gone_key}"]
    assert ("Title (English)", "Mine") in [(d["label"], d["typed"]) for d in refused.context["differences"]]
    assert "_version" not in form_on(refused, id="session_form")


def test_a_forged_number_of_lines_is_no_crash(edition, organisers_client):
    session = SessionFactory(edition=edition)
    posted = opened(organisers_client, session)
    Session.objects.filter(pk=session.pk).update(minutes=45)
    refused = organisers_client.post(
        address_of(session), {**posted, "occurrences-INITIAL_FORMS": "9" * 5_000}
    )
    assert refused.status_code == 409


def test_a_line_that_was_added_meanwhile_is_never_saved_over_unseen(edition, organisers_client):
    session = SessionFactory(edition=edition)
    posted = opened(organisers_client, session)
    OccurrenceFactory(session=session)
    refused = organisers_client.post(address_of(session), {**posted, "title_en": "Mine"})
    assert (refused.status_code, len(refused.context["parts_changed"])) == (409, 1)
    again = organisers_client.post(address_of(session), form_on(refused, id="session_form"))
    assert again.status_code == 409


def test_a_notice_that_somebody_wrote_meanwhile_blocks_nobody_for_ever(edition, organisers_client):
    posted = opened(organisers_client, edition)
    NoticeFactory(edition=edition)
    refused = organisers_client.post(
        address_of(edition), {**posted, "notice-0-text_en": "Mine", "notice-0-is_shown": "on"}
    )
    assert refused.status_code == 409
    assert fill_in(organisers_client, edition, **{"notice-0-text_en": "Mine"}).status_code == 302


def test_hours_in_conflict_are_shown_as_the_clock_there_shows_them(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)  # 10:00
    posted = opened(organisers_client, occurrence.session)
    type(occurrence).objects.filter(pk=occurrence.pk).update(starts_at=THURSDAY_TEN + timedelta(hours=1))
    refused = organisers_client.post(
        address_of(occurrence.session), {**posted, "occurrences-0-starts_at_1": "12:00:00"}
    )
    assert [(line["stored"], line["typed"]) for line in refused.context["differences"]] == [
        ("2017-07-06, 11:00:00", "2017-07-06, 12:00:00")
    ]


# --- edits in the list ----------------------------------------------------------------------------------


def test_a_stale_edit_in_the_list_is_refused_with_both_values(edition, organisers_client):
    room = RoomFactory(edition=edition, capacity=40)
    address = reverse("admin:programme_room_changelist")
    posted = form_on(organisers_client.get(address), id="changelist-form")
    Room.objects.filter(pk=room.pk).update(capacity=60)
    refused = organisers_client.post(address, {**posted, "form-0-capacity": "50", "_save": "Save"})
    (error,) = refused.context["cl"].formset.errors[0]["__all__"]
    assert "now “60”, yours “50”" in error
    assert Room.objects.get().capacity == 60
    again = form_on(refused, id="changelist-form")
    assert organisers_client.post(address, {**again, "_save": "Save"}).status_code == 302
    assert Room.objects.get().capacity == 50


def test_rows_that_one_did_not_touch_may_change_under_a_list(edition, organisers_client):
    room, other = RoomFactory(edition=edition, position=1), RoomFactory(edition=edition, position=2)
    address = reverse("admin:programme_room_changelist")
    posted = form_on(organisers_client.get(address), id="changelist-form")
    Room.objects.filter(pk=other.pk).update(name=Texts({"en": "Renamed"}))
    assert (
        organisers_client.post(address, {**posted, "form-0-capacity": "50", "_save": "Save"}).status_code
        == 302
    )
    assert Room.objects.get(pk=room.pk).capacity == 50
    assert Room.objects.get(pk=other.pk).name == {"en": "Renamed"}
