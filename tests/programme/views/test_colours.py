"""An edition's colours: one small style sheet, at an address that changes when they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from programme.models import Edition, Texts, Track
from programme.palette import DARK_INK, DARK_PAPER, INK, PAPER, palette_of
from programme.queries.colours import SHAPES
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    SessionFactory,
    TrackFactory,
    UserFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of

FOR_EVER = "public, max-age=31536000, immutable"
RULE = re.compile(r"([^{}\n]+)\{([^{}]*)\}")


def sheet_of(client, edition):
    """The address of the style sheet that the edition's first page asks for."""
    links = read(client.get(f"/en/{edition.slug}/")).all("link", rel="stylesheet")
    (address,) = [link["href"] for link in links if not link["href"].startswith("/static/")]
    return address


def rules(answer):
    """Custom properties by selector; nothing else is in it."""
    css = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert RULE.sub("", css).strip() == ""
    found = RULE.findall(css)
    assert len({selector for selector, _body in found}) == len(found)
    return {
        selector: dict(line.split(":", 1) for line in body.rstrip(";").split(";")) for selector, body in found
    }


def styles():
    return Path(str(finders.find("festapp/base.css"))).read_text(encoding="utf-8")


def test_each_track_has_a_class_with_a_field_for_either_page_and_a_shape(client, edition):
    TrackFactory(edition=edition, slug="power", colour="#b3261e", position=2)
    TrackFactory(edition=edition, slug="food", colour="#1f6b43", position=1)
    found = rules(client.get(sheet_of(client, edition)))
    power, food, own = palette_of("#b3261e"), palette_of("#1f6b43"), palette_of(edition.colour)
    assert found == {
        ":root": {
            "--accent": f"light-dark({own.accent},{own.dark_accent})",
            "--own": f"light-dark({own.field},{own.dark_field})",
        },
        ".k-food": {"--k": f"light-dark({food.field},{food.dark_field})", "--shape": "var(--shape-1)"},
        ".k-power": {"--k": f"light-dark({power.field},{power.dark_field})", "--shape": "var(--shape-2)"},
    }


def test_the_ninth_track_has_the_first_ones_shape_again_and_each_shape_is_there(client, edition):
    for at in range(SHAPES + 1):
        TrackFactory(edition=edition, slug=f"t{at}", position=at)
    found = rules(client.get(sheet_of(client, edition)))
    shapes = [found[f".k-t{at}"]["--shape"] for at in range(SHAPES + 1)]
    assert shapes == [*(f"var(--shape-{number})" for number in range(1, SHAPES + 1)), "var(--shape-1)"]
    assert all(f"--shape-{number}:" in styles() for number in range(1, SHAPES + 1))


def test_every_class_that_pages_name_is_in_it(client, edition):
    for at in range(3):
        session = SessionFactory(edition=edition, title=Texts({"en": f"Talk {at}"}))
        OccurrenceFactory(session=session)
    release_of(edition)
    in_sheet = {
        selector.removeprefix(".")
        for selector in rules(client.get(sheet_of(client, edition)))
        if selector[0] == "."
    }
    for tail in ("", "programme/", "programme/?q=talk", "tracks/", f"sessions/{session.code}/"):
        page = read(client.get(f"/en/{edition.slug}/{tail}", follow=True))
        named = {
            name
            for element in page.everything()
            for name in (element.get("class") or "").split()
            if name.startswith("k-")
        }
        assert named, tail
        assert named <= in_sheet, tail


def test_with_the_right_tag_it_is_kept_for_ever_and_with_another_never(client, edition):
    for at in range(12):
        TrackFactory(edition=edition, position=12 - at)
    right = sheet_of(client, edition)
    assert client.get(right)["Cache-Control"] == FOR_EVER
    for tag in ("00000000", "x", "0" * 200):
        other = client.get(f"/en/{edition.slug}/colours-{tag}.css")
        assert other["Cache-Control"] == "no-cache"
        assert other.content == client.get(right).content
    assert sheet_of(client, edition) == right
    assert client.get(right.replace("/en/", "/fr/"))["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize("change", ["track's colour", "edition's colour", "slug", "order", "new", "gone"])
def test_its_address_is_another_when_anything_in_it_is(client, edition, change):
    TrackFactory(edition=edition, slug="power", position=1)
    TrackFactory(edition=edition, slug="food", position=2)
    before = sheet_of(client, edition)
    old = client.get(before).content
    power = Track.objects.filter(slug="power")
    if change == "track's colour":
        power.update(colour="#3a489c")
    if change == "edition's colour":
        Edition.objects.update(colour="#3a489c")
    if change == "slug":
        power.update(slug="might")
    if change == "order":
        power.update(position=3)
    if change == "new":
        TrackFactory(edition=edition)
    if change == "gone":
        power.delete()
    after = sheet_of(client, edition)
    assert after != before
    assert client.get(after)["Cache-Control"] == FOR_EVER
    late = client.get(before)  # by a page that somebody kept: today's colours, not to be kept under this name
    assert (late["Cache-Control"], late.content) == ("no-cache", client.get(after).content)
    assert late.content != old


def test_a_new_name_keeps_the_address(client, edition):
    track = TrackFactory(edition=edition)
    before = sheet_of(client, edition)
    track.name = Texts({"en": "Renamed"})
    track.save()
    assert sheet_of(client, edition) == before


def test_no_track_of_another_edition_is_in_it(client, edition):
    TrackFactory(edition=edition, slug="ours")
    TrackFactory(edition=EditionFactory(), slug="theirs")
    assert list(rules(client.get(sheet_of(client, edition)))) == [":root", ".k-ours"]


@pytest.mark.parametrize(
    "slug",
    [
        "x}body{display:none",
        "x{}*",
        "a b",
        "a,b",
        "é",
        "x/*",
        "",
        "x\n",
        "</style><script>",
        "x:hover",
        "x\\",
    ],
)
def test_a_slug_that_no_form_let_through_gives_no_class(client, edition, slug):
    track = TrackFactory(edition=edition, slug="power", position=1)
    TrackFactory(edition=edition, slug="food", position=2)
    Track.objects.filter(pk=track.pk).update(slug=slug)
    found = rules(client.get(f"/en/{edition.slug}/colours-0a1b2c3d.css"))
    assert list(found) == [":root", ".k-food"]
    assert found[".k-food"]["--shape"] == "var(--shape-2)"


def test_no_text_of_a_track_is_in_it(client, edition):
    track = TrackFactory(
        edition=edition,
        slug="power",
        name=Texts({"en": "x}body{display:none"}),
        question=Texts({"en": "}*{"}),
    )
    edition.name = track.name
    edition.save()
    assert list(rules(client.get(sheet_of(client, edition)))) == [":root", ".k-power"]


@pytest.mark.parametrize("visitor", ["anonymous", "stranger", "organiser of another edition"])
def test_of_an_edition_that_is_not_public_there_are_none(client, db, visitor):
    EditionFactory(slug="hidden", is_public=False)
    if visitor == "stranger":
        client.force_login(UserFactory())
    if visitor == "organiser of another edition":
        client.force_login(MembershipFactory().user)
    answer, unknown = (client.get(f"/en/{slug}/colours-0a1b2c3d.css") for slug in ("hidden", "nothing"))
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert answer.headers == unknown.headers


def test_its_organisers_see_them_and_nobody_keeps_them(organisers_client, edition):
    edition.is_public = False
    edition.save()
    TrackFactory(edition=edition, slug="power")
    answer = organisers_client.get(sheet_of(organisers_client, edition))
    assert list(rules(answer)) == [":root", ".k-power"]
    assert answer["Cache-Control"] == "private, no-store"


def test_the_page_has_the_paper_and_the_ink_that_fields_are_measured_against():
    tokens = dict(re.findall(r"^ *(--[a-z]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\);", styles(), re.M))
    assert tokens["--paper"] == f"{PAPER}, {DARK_PAPER}"
    assert tokens["--on"] == f"{INK}, {DARK_INK}"
    assert tokens["--ink"].split(", ")[0] == INK
