"""Every address × every role: what one may not see does not exist. An address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils import translation

from accounts.models import User
from programme import policies
from programme.models import Attachment, Edition, Release, Slot
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    PageFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "attendee", "speaker", "stranger", "organiser", "superuser")
# "stranger" organises another edition.

#              anonymous, attendee, speaker, stranger, organiser, superuser
OPEN = (200, 200, 200, 200, 200, 200)
MOVED = (302, 302, 302, 302, 302, 302)
PREVIEW = (404, 404, 404, 404, 200, 200)
ORGANISERS = (302, 404, 404, 200, 200, 200)  # pages that show one's own editions only
OF_EDITION = (302, 404, 404, 404, 200, 200)
POSTED_BY_ORGANISERS = (302, 404, 404, 405, 405, 405)  # asked by GET here, whatever the edition
SUPERUSERS = (302, 404, 404, 404, 404, 200)
NOBODY = (302, 404, 404, 404, 404, 404)
SIGNED_IN = (302, 200, 200, 200, 200, 200)
SIGNED_OUT = (200, 302, 302, 302, 302, 302)

ROWS: dict[str, tuple[int, ...]] = {
    # the public pages
    "start": MOVED,
    "home": OPEN,
    "programme": OPEN,
    "session_by_code": (301,) * 6,
    "session_detail": OPEN,
    "speaker_list": OPEN,
    "speaker_detail": OPEN,
    "track_detail": OPEN,
    "room_detail": OPEN,
    "page_detail": OPEN,
    "now": OPEN,
    "change_list": OPEN,
    "track_list": OPEN,
    "venue_list": OPEN,
    "venue_detail": OPEN,
    "partner_list": OPEN,
    "schedule_xml": OPEN,
    "schedule_json": OPEN,
    "schedule_csv": OPEN,
    "schedule_jsonld": OPEN,
    "schedule_ics": OPEN,
    "day_calendar": OPEN,
    "track_calendar": OPEN,
    "room_calendar": OPEN,
    "session_calendar": OPEN,
    "release_feed": OPEN,
    "edition_sitemap": OPEN,
    "edition_card": OPEN,
    "session_card": OPEN,
    "speaker_card": OPEN,
    "edition_colours": OPEN,
    "preview": PREVIEW,
    "session_preview": PREVIEW,
    "file_detail": (404, 404, 200, 404, 200, 200),  # a file of a session that is not published
    # for robots and browsers
    "robots": OPEN,
    "sitemap": OPEN,
    "favicon": MOVED,
    # signing in
    "account_login": SIGNED_OUT,
    "account_logout": SIGNED_IN,
    "account_inactive": OPEN,
    "account_signup": SIGNED_OUT,
    "account_reauthenticate": (302, 200, 200, 200, 200, 200),
    "account_email": SIGNED_IN,
    "account_email_verification_sent": OPEN,
    "account_change_password": SIGNED_IN,
    "account_set_password": MOVED,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_confirm_login_code": MOVED,
    "account_confirm_email": OPEN,
    "account_request_login_code": SIGNED_OUT,
    # the admin
    "admin:index": ORGANISERS,
    "admin:login": (302, 404, 404, 302, 302, 302),
    "admin:logout": (302, 404, 404, 405, 405, 405),
    "admin:password_change": ORGANISERS,
    "admin:password_change_done": ORGANISERS,
    "admin:autocomplete": ORGANISERS,
    "admin:jsi18n": ORGANISERS,
    "admin:view_on_site": NOBODY,
    "admin:app_list": SUPERUSERS,  # of people
    "admin:choose_edition": POSTED_BY_ORGANISERS,
    "admin:change_sessions": POSTED_BY_ORGANISERS,
    "admin:publish_release": OF_EDITION,
    "admin:publish_move": OF_EDITION,
    "admin:clash_list": OF_EDITION,
    "admin:programme_import": OF_EDITION,
    "admin:spreadsheet_import": OF_EDITION,
    "admin:spreadsheet_export": OF_EDITION,
}
for model in ("track", "format", "venue", "room", "speaker", "session", "page"):
    ROWS |= {
        f"admin:programme_{model}_changelist": ORGANISERS,
        f"admin:programme_{model}_add": ORGANISERS,
        f"admin:programme_{model}_change": OF_EDITION,
        f"admin:programme_{model}_delete": OF_EDITION,
        f"admin:programme_{model}_history": OF_EDITION,
        f"admin:programme_{model}_simple_history": OF_EDITION,
    }
ROWS |= {
    "admin:programme_edition_changelist": ORGANISERS,
    "admin:programme_edition_add": ORGANISERS,
    "admin:programme_edition_change": OF_EDITION,
    "admin:programme_edition_delete": SUPERUSERS,
    "admin:programme_edition_history": OF_EDITION,
    "admin:programme_edition_simple_history": OF_EDITION,
    "admin:programme_release_changelist": ORGANISERS,
    "admin:programme_release_add": NOBODY,
    "admin:programme_release_change": OF_EDITION,
    "admin:programme_release_delete": NOBODY,
    "admin:programme_release_history": OF_EDITION,
}
for view in ("changelist", "add", "change", "delete", "history"):
    ROWS[f"admin:accounts_user_{view}"] = SUPERUSERS


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every address of the URLconf, with its namespace."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}"


def missing_rows() -> set[str]:
    return set(addresses()) - ROWS.keys()


def test_every_address_has_a_row():
    assert missing_rows() == set()
    assert ROWS.keys() - set(addresses()) == set()


def test_an_address_without_a_row_is_noticed(monkeypatch):
    resolver = get_resolver()
    monkeypatch.setattr(
        resolver, "url_patterns", [*resolver.url_patterns, path("new/", lambda request: None, name="new")]
    )
    assert missing_rows() == {"new"}


@pytest.fixture
def people(edition: Edition, client: Client) -> dict[str, User | None]:
    speaker = SpeakerFactory(edition=edition, user=UserFactory())
    return {
        "anonymous": None,
        "attendee": UserFactory(),
        "speaker": speaker.user,
        "stranger": MembershipFactory().user,
        "organiser": MembershipFactory(edition=edition).user,
        "superuser": UserFactory(is_superuser=True),
    }


@pytest.fixture
def arguments(edition: Edition, people: dict[str, User | None]) -> dict[str, list[object]]:
    """What each address is asked about: rows of `edition`."""
    speaker = people["speaker"].speakers.get()  # type: ignore[union-attr]
    session = SessionFactory(edition=edition)
    SessionSpeakerFactory(session=session, speaker=speaker)
    occurrence = OccurrenceFactory(session=session)
    page = PageFactory(edition=edition)
    release = Release.objects.create(edition=edition, number=1)
    Slot.objects.create(
        edition=edition,
        release=release,
        occurrence=occurrence,
        room=occurrence.room,
        period=(occurrence.starts_at, occurrence.starts_at + timedelta(hours=1)),
    )
    hidden = SessionFactory(edition=edition)
    SessionSpeakerFactory(session=hidden, speaker=speaker)
    attachment = Attachment.objects.create(
        session=hidden, label="Slides", file=ContentFile(b"%PDF-1.4", name="slides.pdf")
    )
    rows = {
        "edition": edition,
        "track": session.track,
        "format": session.format,
        "venue": occurrence.room.venue,
        "room": occurrence.room,
        "speaker": speaker,
        "session": session,
        "page": page,
        "release": release,
    }
    public = {
        "home": [],
        "programme": [],
        "speaker_list": [],
        "session_by_code": [session.code],
        "session_detail": [session.code, session.slug],
        "speaker_detail": [speaker.number, speaker.slug],
        "track_detail": [session.track.slug],
        "room_detail": [occurrence.room.slug],
        "page_detail": [page.slug],
        "now": [],
        "change_list": [],
        "track_list": [],
        "venue_list": [],
        "venue_detail": [occurrence.room.venue.slug],
        "partner_list": [],
        "schedule_xml": [],
        "schedule_json": [],
        "schedule_csv": [],
        "schedule_jsonld": [],
        "schedule_ics": [],
        "day_calendar": [edition.starts_on],
        "track_calendar": [session.track.slug],
        "room_calendar": [occurrence.room.slug],
        "session_calendar": [session.code],
        "release_feed": [],
        "edition_sitemap": [],
        "edition_card": [],
        "session_card": [session.code],
        "speaker_card": [speaker.number],
        "edition_colours": ["0a1b2c3d"],
        "preview": [],
        "session_preview": [hidden.code],
    }
    found: dict[str, list[object]] = {name: [edition.slug, *rest] for name, rest in public.items()}
    found |= {
        "file_detail": [attachment.file.name],
        "account_confirm_email": ["nothing"],
        "account_reset_password_from_key": ["1", "nothing"],
        "admin:view_on_site": [ContentType.objects.get_for_model(session).pk, session.pk],
        "admin:app_list": ["accounts"],
        "admin:publish_move": [edition.slug, occurrence.pk],
        "admin:spreadsheet_import": [edition.slug, "sessions"],
        "admin:spreadsheet_export": [edition.slug, "sessions", "csv"],
    }
    for name in ("choose_edition", "change_sessions", "publish_release", "clash_list", "programme_import"):
        found[f"admin:{name}"] = [edition.slug]
    for model, row in rows.items():
        for view in ("change", "delete", "history"):
            found[f"admin:programme_{model}_{view}"] = [row.pk]
        if model != "release":
            found[f"admin:programme_{model}_simple_history"] = [row.pk, row.history.first().pk]
    for view in ("change", "delete", "history"):
        found[f"admin:accounts_user_{view}"] = [people["attendee"].pk]  # type: ignore[union-attr]
    return found


QUERY = {"admin:autocomplete": "?app_label=programme&model_name=session&field_name=format&term="}


def status(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content)  # read to its end, which closes the file
    return response.status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_it_may_and_nothing_else(role, people, arguments, edition):
    client = Client()
    if people[role] is not None:
        client.force_login(people[role])
    with translation.override("en"):
        found = {
            name: status(client, reverse(name, args=arguments.get(name, [])) + QUERY.get(name, ""))
            for name in ROWS
        }
    assert found == {name: row[ROLES.index(role)] for name, row in ROWS.items()}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"organiser", "superuser"}])
def test_the_preview_and_unknown_pages_answer_alike(role, people, arguments, edition):
    client = Client()
    if people[role] is not None:
        client.force_login(people[role])
    forbidden = client.get(f"/en/{edition.slug}/preview/")
    unknown = client.get("/en/no-such-edition/preview/")
    assert (forbidden.status_code, forbidden.content) == (unknown.status_code, unknown.content)


def test_lists_and_single_rows_obey_one_policy(people, arguments, edition):
    """What the policy lists for somebody, and what the admin lets her open, are the same rows of every list."""
    SessionFactory(edition=EditionFactory())
    for user in people.values():
        request = RequestFactory().get("/")
        request.user = user or AnonymousUser()
        for model, model_admin in admin.site._registry.items():
            rows = model._default_manager.all()
            opened = {row for row in rows if model_admin.has_view_permission(request, row)}
            assert opened == set(policies.visible_to(request.user, rows)), (user, model)


def test_who_is_shut_out_is_out_at_once(people, arguments, edition):
    organiser = people["organiser"]
    client = Client()
    client.force_login(organiser)
    organiser.is_active = False
    organiser.save()
    assert client.get(reverse("admin:index")).status_code == 302
    assert not policies.may_organise(organiser, edition)
