"""Setting up editions and their organisers."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from programme.models import Attachment, Edition, Format, Membership, Release, Session, Texts, Track
from programme.queries.plan import plan_release
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    PageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.releases import release_of
from tests.web import address_of, fill_in, form_on, say_yes_to_deleting

pytestmark = pytest.mark.django_db


def errors_of(response):
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        found |= {"": inline.formset.non_form_errors()} if inline.formset.non_form_errors() else {}
    return {name: list(messages) for name, messages in found.items()}


# --- making ---------------------------------------------------------------------------------------------


def test_who_begins_an_edition_organises_it_and_finds_the_usual_formats(organisers_client, organiser):
    opened = form_on(organisers_client.get(reverse("admin:programme_edition_add")), id="edition_form")
    response = organisers_client.post(
        reverse("admin:programme_edition_add"),
        {
            **opened,
            "name_en": "Next Fest",
            "slug": "next",
            "starts_on": "2018-07-04",
            "ends_on": "2018-07-06",
            "languages": "fr, en",
        },
    )
    assert response.status_code == 302
    edition = Edition.objects.get(slug="next")
    assert edition.name == {"en": "Next Fest"}
    assert Membership.objects.get(edition=edition).user == organiser
    assert [f.name for f in Format.objects.filter(edition=edition)][:2] == [
        {"en": "Workshop", "fr": "Atelier"},
        {"en": "Masterclass", "fr": "Masterclass"},
    ]


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


def test_an_organiser_invites_another_by_address(edition, organisers_client):
    opened = form_on(organisers_client.get(address_of(edition)), id="edition_form")
    response = organisers_client.post(
        address_of(edition),
        {
            **opened,
            "memberships-TOTAL_FORMS": 2,
            "memberships-1-email": "New@example.org",
            "memberships-1-role": "organiser",
        },
    )
    assert response.status_code == 302
    assert sorted(Membership.objects.filter(edition=edition).values_list("user__email", flat=True))[0] == (
        "new@example.org"
    )


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


def test_changing_the_time_zone_keeps_the_wall_times(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)  # 10:00 in Paris
    response = fill_in(organisers_client, edition, time_zone="America/Montreal")
    assert response.status_code == 302
    occurrence.refresh_from_db()
    assert occurrence.starts_at == datetime(2017, 7, 6, 14, tzinfo=UTC)  # 10:00 in Montreal


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
