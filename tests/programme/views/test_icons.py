"""The site has its icon wherever browsers look for one, and the admin its mark and colours."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from programme.palette import contrast

ADMIN_CSS = "programme/admin.css"


def test_the_address_that_browsers_guess_leads_to_the_icon(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/festapp/favicon.ico")
    assert answer["Cache-Control"] == "public, max-age=86400"


def test_the_icon_has_the_sizes_that_are_shown():
    with Image.open(finders.find("festapp/favicon.ico")) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(finders.find("festapp/apple-touch-icon.png")) as icon:
        assert (icon.format, icon.size) == ("PNG", (180, 180))
        assert "transparency" not in icon.info  # else a phone puts black behind it


def test_the_drawn_icon_is_seen_on_dark_tabs_and_loads_nothing():
    content = Path(finders.find("festapp/favicon.svg")).read_text()
    ElementTree.fromstring(content)  # noqa: S314  # our own file
    assert "prefers-color-scheme: dark" in content
    assert re.findall(r"https?://[^\"]*", content) == ["http://www.w3.org/2000/svg"]
    assert "<script" not in content


@pytest.mark.django_db
def test_the_admin_wears_the_mark(organisers_client):
    answer = organisers_client.get("/admin/")
    assert answer.content.count(b'class="festapp-mark"') == 1
    assert b"/static/festapp/favicon.svg" in answer.content


def admin_colours():
    """Each variable in the light and in the dark theme, those that name another resolved."""
    css = Path(finders.find(ADMIN_CSS)).read_text()
    block = re.search(r":root, html\[data-theme\] \{(.*?)\n\}", css, re.DOTALL)[1]
    written = dict(re.findall(r"--([\w-]+): ([^;]+);", block))
    themes = []
    for theme in (0, 1):
        values = {}
        for name, value in written.items():
            value = written[value[6:-1]] if value.startswith("var(") else value
            pair = re.findall(r"#[0-9a-f]{3,6}", value)
            chosen = pair[theme if len(pair) == 2 else 0]
            values[name] = chosen if len(chosen) == 7 else "#" + "".join(2 * digit for digit in chosen[1:])
        themes.append(values)
    return themes


PAIRS = [
    ("body-fg", "body-bg"),
    ("body-fg", "darkened-bg"),
    ("body-fg", "selected-bg"),
    ("body-fg", "selected-row"),
    ("body-quiet-color", "body-bg"),
    ("body-quiet-color", "darkened-bg"),
    ("body-medium-color", "darkened-bg"),
    ("link-fg", "body-bg"),
    ("link-fg", "darkened-bg"),
    ("link-fg", "selected-bg"),
    ("link-fg", "selected-row"),
    ("link-hover-color", "body-bg"),
    ("link-selected-fg", "selected-bg"),
    ("error-fg", "body-bg"),
    ("error-fg", "selected-row"),
    ("header-color", "header-bg"),
    ("header-branding-color", "header-bg"),
    ("header-link-color", "header-bg"),
    ("header-link-color", "primary"),
    ("header-link-color", "secondary"),
    ("accent", "header-bg"),
    ("primary-fg", "primary"),
    ("breadcrumbs-fg", "breadcrumbs-bg"),
    ("breadcrumbs-fg", "primary"),
    ("breadcrumbs-link-fg", "breadcrumbs-bg"),
    ("button-fg", "button-bg"),
    ("button-fg", "button-hover-bg"),
    ("button-fg", "default-button-bg"),
    ("button-fg", "default-button-hover-bg"),
    ("button-fg", "close-button-bg"),
    ("button-fg", "close-button-hover-bg"),
]


@pytest.mark.parametrize("theme", [0, 1])
def test_the_admin_can_be_read_in_both_themes(theme):
    colours = admin_colours()[theme]
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in PAIRS
        if contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    }
    assert weak == {}
    assert contrast(colours["border-color"], colours["body-bg"]) >= 3  # the edges of fields
