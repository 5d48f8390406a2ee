"""B13, B23, B24, B36: odd searches, filters and texts, asked of the admin's doors."""

import pytest
from django.urls import reverse

from programme.models import Session, Speaker
from tests.factories import OccurrenceFactory, SessionFactory, SpeakerFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db

SESSIONS = "/admin/programme/session/"


@pytest.mark.parametrize(
    "query",
    [
        "speakers__user__password__startswith=a",
        "edition__memberships__user__password__startswith=p",
    ],
)
def test_only_the_lists_own_filters_filter(organisers_client, query):
    assert organisers_client.get(f"{SESSIONS}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    ["state__exact=lost", "missing=nothing", "day=2017-02-31", "track__id__exact=x", "p=x", "_connector=OR"],
)
def test_an_unknown_value_of_a_filter_is_no_crash(edition, organisers_client, query):
    SessionFactory(edition=edition)
    assert organisers_client.get(f"{SESSIONS}?{query}").status_code in {200, 302}


@pytest.mark.parametrize("search", ["a!" * 50_000, "%_" * 50, "é" * 1_000, "x " * 5_000, '"', "\\", "\x00"])
def test_a_long_or_odd_search_is_answered(edition, organisers_client, search):
    SessionFactory(edition=edition)
    assert organisers_client.get(SESSIONS, {"q": search}).status_code == 200


def test_a_search_finds_by_title_code_and_speaker(edition, organisers_client):
    occurrence = OccurrenceFactory(session__edition=edition, session__title={"fr": "Manger la ville"})
    speaker = SpeakerFactory(edition=edition, name="Ada Lovelace")
    occurrence.session.parts.create(speaker=speaker)
    SessionFactory(edition=edition)
    for search in ("manger", occurrence.session.code.lower(), "lovelace"):
        found = organisers_client.get(SESSIONS, {"q": search}).context["cl"].queryset
        assert list(found) == [occurrence.session]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("One\r\nBcc: x@example.org", "One Bcc: x@example.org"),
        ("Nul\x00l", "Null"),
        ("\u202egnp.exe", "gnp.exe"),
        ("  spaces  ", "spaces"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_a_title_is_one_clean_line(edition, organisers_client, typed, stored):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_change", args=[session.pk])
    opened = form_on(organisers_client.get(address), id="session_form")
    assert organisers_client.post(address, {**opened, "title_en": typed}).status_code == 302
    assert Session.objects.get().title["en"] == stored


def test_a_title_that_is_too_long_is_refused_with_its_length(edition, organisers_client):
    session = SessionFactory(edition=edition)
    address = reverse("admin:programme_session_change", args=[session.pk])
    opened = form_on(organisers_client.get(address), id="session_form")
    refused = organisers_client.post(address, {**opened, "title_en": "x" * 1_000})
    assert refused.context["adminform"].form.errors["title"] == [
        "The text in English is 1000 characters long; 300 is the most."
    ]


def test_a_speakers_name_holds_no_line_break_or_override(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition)
    address = reverse("admin:programme_speaker_change", args=[speaker.pk])
    opened = form_on(organisers_client.get(address), id="speaker_form")
    organisers_client.post(address, {**opened, "name": "Ada\r\nBcc: x\u202e"})
    assert Speaker.objects.get().name == "Ada Bcc: x"
