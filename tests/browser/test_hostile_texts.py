"""B1: a hostile speaker's texts, taken through every page a browser can be led to; no script may run.

The context itself watches for dialogs, blocked scripts and requests to others (see conftest.py).
"""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page

from programme.models import Occurrence, Release, Slot, SpeakerLink, Texts
from tests.factories import (
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

HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}[x](javascript:alert(3))'
TEXTS = Texts({"en": HOSTILE, "fr": HOSTILE})


def hostile_occurrence() -> Occurrence:
    edition = EditionFactory(name=TEXTS, tagline=TEXTS, description=TEXTS, city=HOSTILE[:100])
    NoticeFactory(edition=edition, text=TEXTS)
    PartnerFactory(edition=edition, name=HOSTILE[:100], role=TEXTS)
    PageFactory(edition=edition, title=TEXTS, body=TEXTS, slug="page", menu_position=1)
    venue = VenueFactory(edition=edition, name=TEXTS, address=HOSTILE, directions=TEXTS)
    room = RoomFactory(edition=edition, venue=venue, name=TEXTS, floor=HOSTILE[:40])
    speaker = SpeakerFactory(
        edition=edition, name=HOSTILE, bio=TEXTS, organisation=HOSTILE, pronouns=Texts({"en": HOSTILE[:40]})
    )
    SpeakerLink.objects.create(
        speaker=speaker, label=HOSTILE[:80], url='https://example.org/"><script>alert(4)'
    )
    session = SessionFactory(
        edition=edition,
        title=TEXTS,
        abstract=TEXTS,
        description=TEXTS,
        track=TrackFactory(edition=edition, name=TEXTS, question=TEXTS, description=TEXTS),
        format=FormatFactory(edition=edition, name=TEXTS),
        external_id=HOSTILE,
    )
    SessionSpeakerFactory(session=session, speaker=speaker)
    occurrence = OccurrenceFactory(session=session, room=room)
    release = Release.objects.create(edition=edition, number=1, note=TEXTS)
    period = (occurrence.starts_at, occurrence.starts_at + timedelta(hours=1))
    Slot.objects.create(edition=edition, release=release, occurrence=occurrence, room=room, period=period)
    OccurrenceFactory(session=SessionFactory(edition=edition, title=TEXTS), room=room)  # a clash
    return occurrence


def visit(page: Page, address: str) -> None:
    assert page.goto(address).status == 200, address
    assert (
        page.evaluate("document.querySelectorAll('img[src=x], script:not([src]):not([type])').length") == 0
    ), address


def test_no_page_runs_a_speakers_script(open_page):
    occurrence = hostile_occurrence()
    session, edition = occurrence.session, occurrence.edition
    speaker = session.speakers.get()
    organiser = MembershipFactory(edition=edition, user__name=HOSTILE).user
    page = open_page(organiser)

    public = [
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
        "pages/page/",
        "preview/",
        f"preview/sessions/{session.code}/",
    ]
    for language in ("fr", "en"):
        for address in public:
            visit(page, f"/{language}/{edition.slug}/{address}")

    rows = (edition, session, speaker, session.track, session.format, occurrence.room, occurrence.room.venue)
    for row in (*rows, edition.pages.get()):
        name = row._meta.model_name
        for view in ("change", "delete", "history", "simple_history"):
            if (name, view) == ("edition", "delete"):
                continue
            extra = [row.history.first().pk] if view == "simple_history" else []
            visit(page, reverse(f"admin:programme_{name}_{view}", args=[row.pk, *extra]))
        visit(page, reverse(f"admin:programme_{name}_changelist") + "?q=script")
    visit(page, reverse("admin:programme_release_change", args=[edition.releases.get().pk]))
    for name in ("publish_release", "clash_list"):
        visit(page, reverse(f"admin:{name}", args=[edition.slug]))
    visit(page, reverse("admin:index"))


def test_the_widgets_that_fetch_names_show_them_as_text(open_page):
    occurrence = hostile_occurrence()
    page = open_page(MembershipFactory(edition=occurrence.edition).user)
    page.goto(reverse("admin:programme_session_change", args=[occurrence.session.pk]))
    page.locator("#id_parts-0-speaker + .select2 .select2-selection").click()
    page.locator(".select2-results__option", has_text="onerror").first.click()
    page.locator("#id_title_en").fill(HOSTILE + "2")
    page.get_by_role("button", name="Save and continue editing").click()
    assert page.locator("img[src=x]").count() == 0
