"""Setting up editions and their organisers; and two editions at once in two tabs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from programme.models import Attachment, Edition, Membership, Release, Session, Texts, Track
from programme.queries.plan import plan_release
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    MembershipFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.releases import release_of
from tests.web import form_on, say_yes_to_deleting

pytestmark = pytest.mark.django_db


def address_of(row):
    return reverse(f"admin:programme_{row._meta.model_name}_change", args=[row.pk])


def opened(client, row):
    return form_on(client.get(address_of(row)), id=f"{row._meta.model_name}_form")


def fill_in(client, row, **values):
    return client.post(address_of(row), {**opened(client, row), **values})


def errors_of(response):
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        found |= {"": inline.formset.non_form_errors()} if inline.formset.non_form_errors() else {}
    return {name: list(messages) for name, messages in found.items()}


# --- what must be unique in an edition ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (TrackFactory, "slug"),
        (RoomFactory, "slug"),
        (VenueFactory, "slug"),
        (PageFactory, "slug"),
        (SessionFactory, "external_id"),
        (SpeakerFactory, "external_id"),
    ],
)
def test_what_is_taken_in_the_edition_is_refused_in_words(edition, organisers_client, factory, field):
    factory(edition=edition, **{field: "taken"})
    row = factory(edition=edition, **{field: "other"})
    refused = fill_in(organisers_client, row, **{field: "taken"})
    assert refused.status_code == 200
    assert list(errors_of(refused)) == ["__all__"]


def test_a_third_row_of_one_long_name_still_gets_an_address(edition):
    name = Texts({"en": "A very long name of a track that goes on and on for ever"})
    slugs = [Track.objects.create(edition=edition, name=name).slug for _number in range(3)]
    assert len(set(slugs)) == 3


# --- organisers -----------------------------------------------------------------------------------------


def name_organisers(client, edition, *addresses):
    count = edition.memberships.count()
    lines = {
        f"memberships-{count + number}-{field}": value
        for number, address in enumerate(addresses)
        for field, value in (("email", address), ("role", "organiser"))
    }
    return fill_in(client, edition, **{"memberships-TOTAL_FORMS": count + len(addresses), **lines})


def test_an_organiser_named_twice_is_refused_in_words(edition, organiser, organisers_client):
    for addresses in ([organiser.email.upper()], ["new@example.org", "NEW@example.org"]):
        refused = name_organisers(organisers_client, edition, *addresses)
        assert errors_of(refused) == {"": ["Somebody is named twice among the organisers."]}
    assert edition.memberships.count() == 1


def test_an_address_that_is_too_long_is_refused_in_words(edition, organisers_client):
    address = "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".org"
    assert name_organisers(organisers_client, edition, address).status_code == 200


def test_who_begins_an_edition_may_name_herself_too(organiser, organisers_client, edition):
    add = reverse("admin:programme_edition_add")
    response = organisers_client.post(
        add,
        {
            **form_on(organisers_client.get(add), id="edition_form"),
            "name_en": "Next",
            "slug": "next",
            "starts_on": "2018-07-04",
            "ends_on": "2018-07-05",
            "languages": "fr, en",
            "memberships-TOTAL_FORMS": 1,
            "memberships-0-email": organiser.email,
            "memberships-0-role": "organiser",
        },
    )
    assert response.status_code == 302
    assert [m.user for m in Membership.objects.filter(edition__slug="next")] == [organiser]


def test_an_edition_keeps_one_organiser_at_least(edition, organisers_client):
    refused = fill_in(organisers_client, edition, **{"memberships-0-DELETE": "on"})
    assert errors_of(refused) == {"": ["An edition needs one organiser at least."]}


def test_naming_an_address_does_not_tell_whose_it_is(edition, organisers_client):
    UserFactory(email="boss@bank.example", name="Secret Real Name")
    name_organisers(organisers_client, edition, "boss@bank.example")
    page = organisers_client.get(address_of(edition)).content.decode()
    assert ("boss@bank.example" in page, "Secret Real Name" in page) == (True, False)


# --- dates and zones ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2017-07-05", "9999-12-31", "An edition is held between 1990 and 2199."),
        ("2017-07-05", "2018-07-07", "An edition lasts 60 days at most. Is the year right?"),
        ("2017-07-05", "2017-07-04", "The last day can't be before the first."),
    ],
)
def test_a_slip_of_the_year_is_refused_in_words(edition, organisers_client, first, last, message):
    refused = fill_in(organisers_client, edition, starts_on=first, ends_on=last)
    assert message in errors_of(refused)["__all__"]


def test_a_time_out_of_all_years_is_refused_in_words(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    refused = fill_in(organisers_client, occurrence.session, **{"occurrences-0-starts_at_0": "9999-12-31"})
    (formset, *_rest) = [inline.formset for inline in refused.context["inline_admin_formsets"]]
    assert formset.errors == [{"__all__": ["A time is between the years 1990 and 2199."]}]


def test_a_zone_in_which_an_hour_does_not_exist_is_refused_in_words(organiser, organisers_client):
    spring = EditionFactory(starts_on="2017-03-25", ends_on="2017-03-27", time_zone="UTC")
    MembershipFactory(edition=spring, user=organiser)
    OccurrenceFactory(session__edition=spring, starts_at=datetime(2017, 3, 26, 2, 30, tzinfo=UTC))
    refused = fill_in(organisers_client, spring, time_zone="Europe/Paris")
    assert list(errors_of(refused)) == ["time_zone"]
    spring.refresh_from_db()
    assert spring.time_zone == "UTC"


def test_readers_see_the_same_hours_after_the_zone_was_corrected(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    release_of(edition)
    assert fill_in(organisers_client, edition, time_zone="America/Montreal").status_code == 302
    slot = occurrence.slots.get()
    edition.refresh_from_db()
    assert slot.starts_at.astimezone(edition.zone).hour == 10
    assert plan_release(edition).changes == ()


# --- languages ------------------------------------------------------------------------------------------


def test_a_row_whose_text_is_in_a_language_given_up_can_still_be_saved(organiser, organisers_client):
    edition = EditionFactory(languages=["fr"])
    MembershipFactory(edition=edition, user=organiser)
    session = SessionFactory(edition=edition, title=Texts({"de": "Stadt"}), abstract=Texts(), minutes=60)
    assert fill_in(organisers_client, session, minutes=45).status_code == 302
    session.refresh_from_db()
    assert (session.minutes, session.title) == (45, {"de": "Stadt"})


def test_a_new_edition_is_named_in_the_interfaces_languages(organiser, organisers_client):
    MembershipFactory(edition__languages=["de"], user=organiser)
    page = form_on(organisers_client.get(reverse("admin:programme_edition_add")), id="edition_form")
    assert {name for name in page if name.startswith("name_")} == {"name_fr", "name_en"}


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


# --- lost updates in the parts of a row -----------------------------------------------------------------


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


# --- odd addresses and files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/admin/autocomplete/?app_label=programme&model_name=track&field_name=edition&term=",
        "/admin/autocomplete/?app_label=programme&model_name=session&field_name=track&term=%00",
        "/admin/programme/session/add/?track=abc",
        "/admin/programme/session/add/?track=99999999999999999999999",
    ],
)
def test_an_odd_address_is_no_crash(edition, organisers_client, address):
    TrackFactory(edition=edition)
    assert organisers_client.get(address).status_code in {200, 403, 404}


def test_a_session_key_of_many_digits_is_no_crash(edition, organisers_client):
    response = organisers_client.post(
        reverse("admin:change_sessions", args=[edition.slug]), {"verb": "confirm", "session": "9" * 5_000}
    )
    assert response.status_code == 422


def test_the_admins_links_to_files_lead_to_them(edition, organisers_client):
    session = SessionFactory(edition=edition)
    Attachment.objects.create(session=session, label="Slides", file=ContentFile(b"%PDF", name="slides.pdf"))
    page = organisers_client.get(address_of(session)).content.decode()
    link = re.search(r'href="([^"]*attachments/[^"]*)"', page)
    response = organisers_client.get(link[1])
    assert b"".join(response.streaming_content) == b"%PDF"


def test_a_superuser_deletes_an_edition_that_was_never_published(client):
    client.force_login(UserFactory(is_superuser=True))
    session = OccurrenceFactory().session
    say_yes_to_deleting(client, session.edition)
    assert (Edition.objects.count(), Session.objects.count()) == (0, 0)


def test_a_published_edition_is_not_deleted(client):
    client.force_login(UserFactory(is_superuser=True))
    edition = OccurrenceFactory().session.edition
    release_of(edition)
    say_yes_to_deleting(client, edition)
    assert (Edition.objects.count(), Release.objects.count()) == (1, 1)
