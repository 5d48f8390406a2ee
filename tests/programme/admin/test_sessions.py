"""A session's form and list, driven as a browser would post them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from programme.models import Session, Texts
from tests.factories import (
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
)
from tests.web import address_of, fill_in, form_on

pytestmark = pytest.mark.django_db


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
            "subtitle_fr": "Une marche",
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
    assert session.subtitle == {"fr": "Une marche"}
    assert list(session.occurrences.values_list("starts_at", "minutes", "room", "edition")) == [
        (datetime(2017, 7, 6, 8, tzinfo=UTC), 60, room.pk, edition.pk),  # entered in Paris
        (datetime(2017, 7, 6, 23, 30, tzinfo=UTC), 45, None, edition.pk),
    ]
    assert list(session.parts.values_list("speaker", "role", "edition")) == [(speaker.pk, "host", edition.pk)]


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
    page = organisers_client.get(address_of(session)).content.decode()
    title = page[page.index('for="id_title_en"') :]
    assert title[: title.index("</label>")].count('class="missing"') == 1


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
