"""Access for all: axe finds nothing on the public pages and on the pages that we add to the admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from programme.models import Occurrence, Texts
from tests.factories import (
    THURSDAY_TEN,
    MembershipFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    SessionFactory,
    SessionSpeakerFactory,
)
from tests.releases import release_of


@pytest.fixture
def occurrence() -> Occurrence:
    occurrence = OccurrenceFactory(
        session__title=Texts({"fr": "Seulement en français"}), starts_at=THURSDAY_TEN + timedelta(hours=1)
    )
    SessionSpeakerFactory(session=occurrence.session)
    NoticeFactory(edition=occurrence.edition)
    PageFactory(
        edition=occurrence.edition, body=Texts({"en": "## Way\n\n### Far\n\n- *on* foot"}), menu_position=1
    )
    release_of(occurrence.edition)
    occurrence.starts_at = THURSDAY_TEN
    occurrence.save()
    release_of(occurrence.edition)
    return occurrence


def faults(page: Page, address: str) -> list[str]:
    assert page.goto(address).status == 200, address
    found = Axe().run(page)["violations"]
    return [f"{address}: {fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_axe_finds_nothing_on_the_public_pages(open_page, occurrence, language, width, dark):
    page = open_page(width=width, dark=dark)
    session = occurrence.session
    speaker = session.speakers.get()
    found = []
    for rest in (
        "",
        "programme/",
        f"sessions/{session.code}/",
        "speakers/",
        f"speakers/{speaker.number}-{speaker.slug}/",
        f"tracks/{session.track.slug}/",
        f"rooms/{occurrence.room.slug}/",
        "now/",
        "changes/",
        "tracks/",
        "venues/",
        f"venues/{occurrence.room.venue.slug}/",
        "partners/",
        f"pages/{session.edition.pages.get().slug}/",
    ):
        found += faults(page, f"/{language}/{session.edition.slug}/{rest}")
        assert not scrolls_sideways(page), rest
    assert found == []


def test_axe_finds_nothing_on_the_pages_of_signing_in(open_page, occurrence):
    page = open_page(width=390)
    assert [*faults(page, "/accounts/login/"), *faults(page, "/accounts/login/code/")] == []


def test_axe_finds_nothing_where_organisers_review_and_publish(open_page, occurrence):
    edition = occurrence.edition
    clashing = OccurrenceFactory(session=SessionFactory(edition=edition), room=occurrence.room)
    page = open_page(MembershipFactory(edition=edition).user)
    found = []
    for address in (
        reverse("admin:index"),
        reverse("admin:publish_release", args=[edition.slug]),
        reverse("admin:publish_move", args=[edition.slug, clashing.pk]),
        reverse("admin:clash_list", args=[edition.slug]),
        reverse("admin:spreadsheet_import", args=[edition.slug, "sessions"]),
    ):
        found += faults(page, address)
    assert found == []
