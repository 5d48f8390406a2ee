"""The organisers' forms and lists, driven as a browser would post them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import (
    Edition,
    Format,
    Membership,
    Occurrence,
    Release,
    Room,
    Session,
    Slot,
    Texts,
    Track,
)
from programme.queries.plan import plan_release
from tests.factories import (
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.web import form_on, say_yes_to_deleting

pytestmark = pytest.mark.django_db


def change_address(row):
    return reverse(f"admin:programme_{row._meta.model_name}_change", args=[row.pk])


def fill_in(client, row, **values):
    """Opens a row's form and posts it with `values` put over what it showed."""
    opened = form_on(client.get(change_address(row)), id=f"{row._meta.model_name}_form")
    return client.post(change_address(row), {**opened, **values})


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


def test_a_session_is_added_with_its_times_and_speakers_in_one_form(edition, organisers_client):
    room, form, speaker = (
        RoomFactory(edition=edition),
        FormatFactory(edition=edition),
        SpeakerFactory(edition=edition),
    )
    opened = form_on(organisers_client.get(reverse("admin:programme_session_add")), id="session_form")
    response = organisers_client.post(
        reverse("admin:programme_session_add"),
        {
            **opened,
            "title_fr": "Manger la ville",
            "title_en": "Eating the city",
            "format": form.pk,
            "occurrences-TOTAL_FORMS": 2,
            "occurrences-0-starts_at_0": "2017-07-06",
            "occurrences-0-starts_at_1": "10:00",
            "occurrences-0-room": room.pk,
            "occurrences-1-starts_at_0": "2017-07-07",
            "occurrences-1-starts_at_1": "01:30",
            "occurrences-1-minutes": 45,
            "parts-TOTAL_FORMS": 1,
            "parts-0-speaker": speaker.pk,
            "parts-0-role": "host",
            "parts-0-position": 1,
        },
    )
    assert response.status_code == 302, response.content.decode()
    session = Session.objects.get()
    assert (session.edition, session.minutes, session.title) == (
        edition,
        form.default_minutes,
        {"fr": "Manger la ville", "en": "Eating the city"},
    )
    assert list(session.occurrences.values_list("starts_at", "minutes", "room", "edition")) == [
        (datetime(2017, 7, 6, 8, tzinfo=UTC), 60, room.pk, edition.pk),  # entered in Paris
        (datetime(2017, 7, 6, 23, 30, tzinfo=UTC), 45, None, edition.pk),
    ]
    assert list(session.parts.values_list("speaker", "role", "edition")) == [(speaker.pk, "host", edition.pk)]


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


def test_a_time_that_the_clock_skips_is_refused_in_words(organiser, organisers_client):
    spring = EditionFactory(starts_on="2017-03-25", ends_on="2017-03-27")
    MembershipFactory(edition=spring, user=organiser)
    occurrence = OccurrenceFactory(session__edition=spring, starts_at=datetime(2017, 3, 26, 8, tzinfo=UTC))
    response = fill_in(
        organisers_client,
        occurrence.session,
        **{"occurrences-0-starts_at_0": "2017-03-26", "occurrences-0-starts_at_1": "02:30"},
    )
    (inline, *_rest) = response.context["inline_admin_formsets"]
    assert list(inline.formset.errors[0]) == ["starts_at"]
    assert "Europe/Paris" in inline.formset.errors[0]["starts_at"][0]


def test_languages_that_the_form_does_not_show_are_kept(edition, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville", "en": "City", "de": "Stadt"}))
    assert fill_in(organisers_client, session, title_en="Town").status_code == 302
    session.refresh_from_db()
    assert session.title == {"fr": "Ville", "en": "Town", "de": "Stadt"}


def test_a_missing_translation_is_marked(edition, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville"}))
    page = organisers_client.get(change_address(session)).content.decode()
    title = page[page.index('for="id_title_en"') :]
    assert title[: title.index("</label>")].count('class="missing"') == 1


def test_changing_the_time_zone_keeps_the_wall_times(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)  # 10:00 in Paris
    response = fill_in(organisers_client, edition, time_zone="America/Montreal")
    assert response.status_code == 302
    occurrence.refresh_from_db()
    assert occurrence.starts_at == datetime(2017, 7, 6, 14, tzinfo=UTC)  # 10:00 in Montreal


# --- nobody's work is lost ------------------------------------------------------------------------------


def test_a_stale_form_is_refused_with_both_texts(edition, organisers_client):
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville", "en": "City"}))
    first = form_on(organisers_client.get(change_address(session)), id="session_form")
    second = {**first, "title_en": "Town"}
    assert (
        organisers_client.post(change_address(session), {**first, "title_en": "Metropolis"}).status_code
        == 302
    )
    refused = organisers_client.post(change_address(session), second)
    assert refused.status_code == 409
    assert [(line["stored"], line["typed"]) for line in refused.context["differences"]] == [
        ("Metropolis", "Town")
    ]
    session.refresh_from_db()
    assert session.title["en"] == "Metropolis"
    again = form_on(refused, id="session_form")
    assert again["title_en"] == ["Town"]
    assert organisers_client.post(change_address(session), again).status_code == 302
    session.refresh_from_db()
    assert session.title["en"] == "Town"


def test_a_change_in_an_inline_makes_the_form_stale_too(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    session = occurrence.session
    opened = form_on(organisers_client.get(change_address(session)), id="session_form")
    Occurrence.objects.filter(pk=occurrence.pk).update(minutes=75)
    refused = organisers_client.post(change_address(session), {**opened, "occurrences-0-minutes": "30"})
    assert refused.status_code == 409
    assert [(line["stored"], line["typed"]) for line in refused.context["differences"]] == [("75", "30")]
    assert Occurrence.objects.get().minutes == 75


def test_a_form_without_its_version_is_refused(edition, organisers_client):
    session = SessionFactory(edition=edition)
    opened = form_on(organisers_client.get(change_address(session)), id="session_form")
    del opened["_version"]
    assert organisers_client.post(change_address(session), opened).status_code == 409


def test_an_untouched_form_saves_and_changes_nothing(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition)
    SessionSpeakerFactory(session=occurrence.session)
    before = Session.objects.values().get(), Occurrence.objects.values().get()
    assert fill_in(organisers_client, occurrence.session).status_code == 302
    assert (Session.objects.values().get(), Occurrence.objects.values().get()) == before


def test_a_stale_edit_in_the_list_is_refused_with_both_values(edition, organisers_client):
    room = RoomFactory(edition=edition, capacity=40)
    address = reverse("admin:programme_room_changelist")
    opened = form_on(organisers_client.get(address), id="changelist-form")
    Room.objects.filter(pk=room.pk).update(capacity=60)
    refused = organisers_client.post(address, {**opened, "form-0-capacity": "50", "_save": "Save"})
    (error,) = refused.context["cl"].formset.errors[0]["__all__"]
    assert "now “60”, yours “50”" in error
    assert Room.objects.get().capacity == 60
    again = form_on(refused, id="changelist-form")
    assert organisers_client.post(address, {**again, "_save": "Save"}).status_code == 302
    assert Room.objects.get().capacity == 50


def test_rows_that_one_did_not_touch_may_change_under_a_list(edition, organisers_client):
    room, other = RoomFactory(edition=edition, position=1), RoomFactory(edition=edition, position=2)
    address = reverse("admin:programme_room_changelist")
    opened = form_on(organisers_client.get(address), id="changelist-form")
    Room.objects.filter(pk=other.pk).update(name=Texts({"en": "Renamed"}))
    assert (
        organisers_client.post(address, {**opened, "form-0-capacity": "50", "_save": "Save"}).status_code
        == 302
    )
    assert Room.objects.get(pk=room.pk).capacity == 50
    assert Room.objects.get(pk=other.pk).name == {"en": "Renamed"}


# --- many at once ---------------------------------------------------------------------------------------


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


def test_a_bulk_change_reaches_no_session_of_another_edition(edition, organisers_client):
    strangers = SessionFactory(state="accepted")
    response = organisers_client.post(
        reverse("admin:change_sessions", args=[edition.slug]),
        {"verb": "confirm", "session": strangers.pk, f"version-{strangers.pk}": "x"},
    )
    assert response.status_code == 409
    strangers.refresh_from_db()
    assert strangers.state == "accepted"


# --- deleting -------------------------------------------------------------------------------------------


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


# --- history --------------------------------------------------------------------------------------------


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


# --- publishing through the page ------------------------------------------------------------------------


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


def test_an_organiser_invites_another_by_address(edition, organisers_client):
    opened = form_on(organisers_client.get(change_address(edition)), id="edition_form")
    response = organisers_client.post(
        change_address(edition),
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


# --- the start page and the filters ---------------------------------------------------------------------


def test_the_start_page_counts_what_is_missing_and_each_link_lists_it(edition, organisers_client):
    whole = OccurrenceFactory(session__edition=edition)
    SessionSpeakerFactory(session=whole.session)
    lacking = SessionFactory(edition=edition, state="accepted", track=None, title=Texts({"fr": "Seul"}))
    roomless = OccurrenceFactory(session__edition=edition, room=None).session
    SessionSpeakerFactory(session=roomless)
    SpeakerFactory(edition=edition, bio=Texts())
    todo = organisers_client.get(reverse("admin:index")).context["todo"]
    expected = {
        "confirmation": (todo.unconfirmed, [lacking]),
        "time": (todo.without_time, [lacking]),
        "room": (todo.without_room, [roomless]),
        "speaker": (todo.without_speaker, [lacking]),
        "track": (todo.without_track, [lacking]),
        "translation": (todo.untranslated, [lacking]),
    }
    for missing, (count, rows) in expected.items():
        listed = organisers_client.get(reverse("admin:programme_session_changelist"), {"missing": missing})
        assert (count, list(listed.context["cl"].queryset)) == (len(rows), rows), missing
    listed = organisers_client.get(reverse("admin:programme_speaker_changelist"), {"missing": "bio"})
    assert (todo.without_bio, listed.context["cl"].queryset.count()) == (1, 1)


@pytest.mark.parametrize("count", [2, 30])
def test_the_session_list_takes_a_constant_number_of_queries(
    edition, organiser, organisers_client, count, django_assert_num_queries
):
    for number in range(count):
        session = SessionFactory(edition=edition)
        SessionSpeakerFactory(session=session)
        OccurrenceFactory(session=session, starts_at=datetime(2017, 7, 6, 8, number, tzinfo=UTC))
    organisers_client.get(reverse("admin:programme_session_changelist"))
    with django_assert_num_queries(13):
        organisers_client.get(reverse("admin:programme_session_changelist"))


@pytest.mark.parametrize("count", [2, 30])
def test_the_start_page_takes_a_constant_number_of_queries(
    edition, organisers_client, count, django_assert_num_queries
):
    for number in range(count):
        OccurrenceFactory(session__edition=edition, starts_at=datetime(2017, 7, 6, 8, number, tzinfo=UTC))
    organisers_client.get(reverse("admin:index"))
    with django_assert_num_queries(23):
        organisers_client.get(reverse("admin:index"))


def test_the_admins_own_sign_in_leads_to_the_one_way_to_sign_in():
    response = Client().get(reverse("admin:login") + "?next=/admin/programme/session/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2Fprogramme%2Fsession%2F"
    assert Client().post(reverse("admin:login"), {"username": "x", "password": "y"}).status_code == 302
