"""What a public page makes a browser load stays small; figures are those of docs and house: kB as sent, compressed."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders

from tests.factories import THURSDAY_TEN, OccurrenceFactory, PageFactory, SessionFactory, TrackFactory
from tests.programme.views.reading import read
from tests.releases import release_of

STYLES, SCRIPTS, FONT = 15_000, 20_000, 40_000
TRACKS = 12


@pytest.fixture
def tails(edition):
    """The addresses of a page of each kind, of an edition with many tracks that each have a long name."""
    PageFactory(edition=edition, slug="page", menu_position=1)
    for at in range(TRACKS):
        track = TrackFactory(
            edition=edition, slug=f"a-track-with-a-long-address-{at}", colour=f"#{at:02x}4050"
        )
        session = SessionFactory(edition=edition, track=track)
        occurrence = OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=at))
    release_of(edition)
    return (
        *("", "programme/", "programme/?day=all", "programme/?q=session", "now/", "changes/", "speakers/"),
        *(
            "tracks/",
            f"tracks/{track.slug}/",
            "venues/",
            f"venues/{occurrence.room.venue.slug}/",
            "partners/",
        ),
        *(f"rooms/{occurrence.room.slug}/", f"sessions/{session.code}-{session.slug}/", "pages/page/"),
    )


def static(address):
    """The bytes at an address under /static/."""
    return Path(str(finders.find(address.removeprefix("/static/")))).read_bytes()


def compressed(client, address):
    sent = static(address) if address.startswith("/static/") else client.get(address).content
    return len(gzip.compress(sent, 9))


def imported(address):
    """The script and all modules that it imports, however far."""
    found, waiting = set(), [address]
    while waiting:
        script = waiting.pop()
        if script not in found:
            found.add(script)
            names = re.findall(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""", static(script).decode())
            waiting += [urljoin(script, name) for name in names]
    return found


def test_no_public_page_has_heavy_styles_or_scripts(client, edition, tails):
    weights = {}
    for tail in tails:
        page = read(client.get(f"/en/{edition.slug}/{tail}"))
        styles = {link["href"] for link in page.all("link", rel="stylesheet")}
        scripts = {
            module for script in page.all("script", type="module") for module in imported(script["src"])
        }
        assert len(styles) >= 2
        weights[tail] = tuple(
            sum(compressed(client, address) for address in addresses) for addresses in (styles, scripts)
        )
    heavy = {tail: found for tail, found in weights.items() if found[0] > STYLES or found[1] > SCRIPTS}
    assert heavy == {}


def test_no_style_sheet_asks_for_another_or_for_anything_from_elsewhere():
    for name in ("base", "programme", "grid"):
        css = static(f"/static/festapp/{name}.css").decode()
        assert "@import" not in css
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", css):
            assert static(urljoin(f"/static/festapp/{name}.css", address))


def test_the_font_that_a_page_asks_for_is_the_style_sheets_and_small(client, edition):
    page = read(client.get(f"/en/{edition.slug}/"))
    font = page.one("link", rel="preload")
    assert (font["as"], font["type"], font.get("crossorigin")) == ("font", "font/woff2", "")
    named = re.findall(r"url\([\"']?(fonts/[^\"')]+)", static("/static/festapp/base.css").decode())
    assert font["href"].removeprefix("/static/festapp/") in named
    assert {name: size for name in named if (size := len(static(f"/static/festapp/{name}"))) > FONT} == {}
