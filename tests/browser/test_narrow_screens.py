"""No page scrolls sideways: not for a long word, not for large letters; what must be wide scrolls by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from programme.models import Occurrence, Session, SessionLink, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    PartnerFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.releases import release_of

LONG = "Donaudampfschifffahrt" * 9
WIDE = "|".join(["", *(f" Column {number} " for number in range(12)), ""])
RULE = "|---" * 12 + "|"
WORD, NAME = Texts({"en": LONG}), Texts({"en": LONG[:90]})
PROSE = Texts({"en": f"{LONG}\n\n{WIDE}\n{RULE}\n{WIDE}\n\n{WIDE}\n{RULE}\n{WIDE}\n\n    {LONG * 3}"})
MAIL = f"{'a' * 60}@{'.'.join(['festival'] * 7)}.example"


@pytest.fixture
def occurrence() -> Occurrence:
    """Held twice in one room, between others, and all that can be named is named by one long word."""
    edition = EditionFactory(name=NAME, tagline=WORD, description=PROSE, city=LONG[:100], contact_email=MAIL)
    NoticeFactory(edition=edition, text=WORD)
    PartnerFactory(edition=edition, name=LONG[:100], role=NAME)
    PageFactory(edition=edition, title=NAME, body=PROSE, slug="page", menu_position=1)
    venue = VenueFactory(edition=edition, name=NAME, address=LONG, directions=PROSE)
    room = RoomFactory(
        edition=edition, venue=venue, name=NAME, floor=LONG[:40], access_features=["step_free"]
    )
    session = SessionFactory(
        edition=edition,
        title=WORD,
        subtitle=WORD,
        abstract=WORD,
        description=PROSE,
        track=TrackFactory(edition=edition, name=NAME, question=WORD, description=PROSE),
        format=FormatFactory(edition=edition, name=NAME),
    )
    speaker = SpeakerFactory(edition=edition, name=LONG, organisation=LONG, bio=PROSE)
    SessionSpeakerFactory(session=session, speaker=speaker, role="moderator")
    SessionLink.objects.create(session=session, url=f"https://example.org/{LONG}")
    occurrence = OccurrenceFactory(session=session, room=room)
    OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(hours=2))
    for hours, state in ((1, Session.State.CANCELLED), (3, Session.State.CONFIRMED)):
        other = SessionFactory(edition=edition, title=WORD, track=session.track, state=state)
        OccurrenceFactory(session=other, room=room, starts_at=THURSDAY_TEN + timedelta(hours=hours))
    release_of(edition)
    added = SessionFactory(edition=edition, title=WORD, track=session.track)
    OccurrenceFactory(session=added, room=room, starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(edition)
    return occurrence


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_no_page_scrolls_sideways_for_a_long_word_or_for_large_letters(open_page, occurrence):
    session, edition = occurrence.session, occurrence.edition
    speaker = session.speakers.get()
    page = open_page(MembershipFactory(edition=edition).user, width=390)
    found = {}
    for rest in (
        "",
        "programme/?language=en",
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
        "pages/page/",
        "preview/",
        f"preview/sessions/{session.code}/",
    ):
        page.set_viewport_size({"width": 390, "height": 900})
        assert page.goto(f"/en/{edition.slug}/{rest}").status == 200, rest
        found[rest, 390, "100 %"] = overhang(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for width in (390, 320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found[rest, width, "200 %"] = overhang(page)
    assert {where: pixels for where, pixels in found.items() if pixels > 0} == {}


def test_wide_tables_are_reached_by_keyboard_and_neighbours_are_told_apart(open_page, occurrence):
    session = occurrence.session
    page = open_page(width=390)
    page.goto(f"/en/{session.edition.slug}/sessions/{session.code}/")
    tables = page.get_by_role("group", name="Table")
    assert tables.count() == 2
    assert page.get_by_role("table").count() == 2
    assert page.get_by_role("columnheader").count() == 24
    tables.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tables.first).not_to_have_js_property("scrollLeft", 0)
    assert page.locator(".sittings nav").count() == 2
    found = Axe().run(page)["violations"]
    assert [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]] == []
