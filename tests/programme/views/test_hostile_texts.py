"""Hostile texts in every column are words on every page, and nothing else (B1, B2)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from programme.models import Attachment, Session, SessionLink, SpeakerLink, Texts
from tests.factories import (
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
from tests.programme.views.crawling import crawl
from tests.programme.views.filling import fill
from tests.programme.views.reading import read, scripts_not_ours
from tests.releases import release_of

if TYPE_CHECKING:
    from tests.programme.views.reading import Element

TICK = re.compile(r"a\d+ m\d+( gap)?")
HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "</title></script><script>alert(1)</script>",
    "' onmouseover=alert(1) x='",
    "[x](javascript:alert(1)) <svg/onload=alert(1)>",
    "{{ settings.SECRET_KEY }}{% include 'base.html' %}",
]


@pytest.fixture(params=HOSTILE)
def hostile(request, edition):
    """An edition with one of everything, hostile all over; also its languages' names."""
    words = request.param
    track = TrackFactory(edition=edition, slug="track")
    venue = VenueFactory(edition=edition)
    room = RoomFactory(edition=edition, venue=venue, slug="room", access_features=["quiet"])
    format_ = FormatFactory(edition=edition)
    session = SessionFactory(edition=edition, code="ABC234", track=track, format=format_)
    speaker = SpeakerFactory(edition=edition, number=5)
    SessionSpeakerFactory(session=session, speaker=speaker, role="host")
    occurrence = OccurrenceFactory(session=session, room=room)
    rows = [
        *(edition, track, venue, room, format_, session, speaker),
        PartnerFactory(edition=edition),
        NoticeFactory(edition=edition),
        PageFactory(edition=edition, slug="page", menu_position=1),
        SessionLink.objects.create(session=session, url="https://example.org/"),
        SpeakerLink.objects.create(speaker=speaker, url="https://example.org/"),
        Attachment.objects.create(session=session, label="x", file="attachments/x"),
    ]
    release = release_of(edition)
    occurrence.starts_at += timedelta(hours=1)
    occurrence.save()
    release_of(edition)
    fill(*rows, words=words, url="javascript:alert(1)", languages=['"><i>', "fr", "en"])
    Session.objects.update(interpreted_into=[words[:12]])
    type(release).objects.update(note=Texts({"en": words}))
    return edition


def dangers(page: Element) -> list[str]:
    """What no text of ours has: scripts, handlers, styles, strange pictures and links."""
    found = scripts_not_ours(page)
    for element in page.everything():
        is_row_of_the_grid = element.name == "i" and TICK.fullmatch(element.get("class") or "")
        if (
            element.name in {"style", "svg", "iframe", "object", "embed", "base", "i"}
            and not is_row_of_the_grid
        ):
            found.append(element.name)
        for name, value in element.attributes.items():
            if name.startswith("on") or name in {"style", "srcdoc", "x"}:
                found.append(name)
            if name in {"href", "src", "action"} and not value.startswith(
                ("/", "#", "?", "http://testserver/", "webcal://testserver/", "mailto:", "geo:")
            ):
                found.append(value)
    return found


def test_no_page_obeys_a_text(client, hostile):
    tails = ("", "now/", "changes/", "tracks/", "venues/", "partners/")
    lists = [f"/{language}/{hostile.slug}/{tail}" for language in ("en", "fr") for tail in tails]
    answers = crawl(client, ["/", *lists])
    pages = {
        address: read(answer)
        for address, answer in answers.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    }
    assert len(pages) > 25
    assert {address: found for address, page in pages.items() if (found := dangers(page))} == {}


def test_no_preview_obeys_a_text(client, hostile):
    client.force_login(MembershipFactory(edition=hostile).user)
    for tail in ("", "sessions/ABC234/"):
        assert dangers(read(client.get(f"/en/{hostile.slug}/preview/{tail}"))) == []


def test_the_words_are_shown_as_they_are(client, hostile):
    session = Session.objects.get()
    address = f"/en/{hostile.slug}/sessions/ABC234-{session.slug}/"
    page = read(client.get(address))
    words = " ".join(session.title["en"].split())
    assert page.one("h1").words == words
    assert page.one("title").words == f"{words} – {' '.join(hostile.name['en'].split())}"


def test_a_language_nobody_knows_breaks_out_of_no_attribute(client, hostile):
    Session.objects.update(title=Texts({'"><i>': "Strange"}), language="")
    page = read(client.get(f"/en/{hostile.slug}/programme/"))
    assert page.one("h3").one("span")["lang"] == '"><i>'
