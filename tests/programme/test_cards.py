"""Cards are drawn of any words, and never clipped."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from programme import cards
from programme.cards import FIELD, HEIGHT, MARGIN, WIDTH, Card, EditionCard, Field, drawable
from programme.palette import INK

PLAIN = Field("#ffffff", 1)  # its tint is white too: what is drawn is seen
CARD = Card(
    title="Qui tient la ville ?",
    heading="Pouvoir",
    people=("Ana", "Łukasz Żółć"),
    when="Jeudi 6 juillet 2017, 10:00–11:30",
    where="Grande Nef, Cabaret Sauvage",
    edition="Rue Libre",
    dates="5–7 juillet 2017, Paris",
    field=PLAIN,
)
EDITION = EditionCard(
    title="Rue Libre", tagline="Villes en commun", dates="5–7 juillet 2017", city="Paris", fields=(PLAIN,) * 4
)
SENTENCE = (
    "Comment les collectivités et les associations d’habitants peuvent-elles écrire un contrat social ? "
)


def opened(content):
    picture = Image.open(BytesIO(content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def inked(picture, box):
    """Where in the box something dark is drawn."""
    part = picture.crop(box).convert("L").point(lambda value: 255 if value < 128 else 0)
    found = part.getbbox()
    return found and (found[0] + box[0], found[1] + box[1], found[2] + box[0], found[3] + box[1])


def is_within_margins(picture):
    left, top, right, bottom = inked(picture, (0, 0, WIDTH, HEIGHT))
    return left >= MARGIN - 6 and top >= 30 and right <= WIDTH - MARGIN + 6 and bottom <= HEIGHT - 20


@pytest.mark.parametrize(
    "title",
    ["Ça", "Qui tient la ville ?", SENTENCE, (SENTENCE * 4)[:300], "W" * 300, "É " * 150, "Ÿgj" * 60],
)
@pytest.mark.parametrize("off", ["", "Annulée"])
def test_a_title_is_whole_or_ends_in_dots_within_the_margins(title, off):
    assert is_within_margins(opened(cards.draw_card(replace(CARD, title=title, off=off))))


def test_a_title_keeps_clear_of_what_is_above_and_below():
    """Between the lines there are rows without any ink."""
    picture = opened(cards.draw_card(replace(CARD, title=(SENTENCE * 4)[:300])))
    rows = [inked(picture, (0, row, WIDTH, row + 1)) is None for row in range(FIELD)]
    assert any(rows[84:120])
    assert any(rows[FIELD - 90 : FIELD - 44])


@pytest.mark.parametrize("field", ["heading", "when", "where", "edition", "dates"])
def test_no_line_runs_out_of_the_card_or_into_another(field):
    picture = opened(cards.draw_card(replace(CARD, **{field: "Wagon à bestiaux " * 30})))
    assert is_within_margins(picture)


def test_of_many_people_as_many_are_named_as_fit():
    many = tuple(f"Personne {number}" for number in range(60))
    assert is_within_margins(opened(cards.draw_card(replace(CARD, people=many))))
    assert cards._people(many, 1088).endswith(f" +{60 - cards._people(many, 1088).count('Personne')}")


def test_a_short_title_is_larger_than_a_long_one():
    def height(title):
        plain = replace(CARD, heading="", people=(), title=title)
        _left, top, _right, bottom = inked(opened(cards.draw_card(plain)), (0, 0, WIDTH, FIELD))
        return bottom - top

    assert height("Jazz") > 100
    assert height((SENTENCE * 4)[:300]) > height("Jazz")  # lines, though small ones


def test_what_is_cancelled_looks_it():
    on, off = (
        opened(cards.draw_card(replace(CARD, field=Field("#ff8166", 1), off=off))) for off in ("", "Annulée")
    )
    label = off.crop((MARGIN + 2, 42, MARGIN + 12, 96))
    assert label.getpixel((2, 2)) == pytest.approx(tuple(bytes.fromhex(INK[1:])), abs=2)
    assert on.getpixel((5, 5)) != off.getpixel((5, 5))  # its field is grey


@pytest.mark.parametrize("shape", range(1, 9))
def test_each_shape_is_another(shape):
    others = [cards._mask(other, 200) for other in range(1, 9) if other != shape]
    assert all(ImageChops.difference(cards._mask(shape, 200), other).getbbox() for other in others)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Fête d’été : l’œuvre « là »", "Fête d’été : l’œuvre « là »"),
        ("Łukasz Żółć, Nguyễn, Ţepeş, Øre", "Łukasz Żółć, Nguyễn, Ţepeş, Øre"),
        ("e\u0301te\u0301", "été"),
        ("Party 🎉 time", "Party time"),
        ("Zwei‑drei", "Zwei-drei"),
        ("a\u202eb\x00\x07c", "abc"),
        ("\ud800lone", "lone"),
        ("مرحبا 2017", ""),
        ("城市", ""),
        ("Привет", ""),
        ("🎉", ""),
        ("   ", ""),
    ],
)
def test_what_the_face_lacks_is_not_drawn_as_boxes(text, drawn):
    assert drawable(text) == drawn


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(), max_size=320))
def test_any_text_is_drawn_or_left_out(text):
    opened(cards.draw_card(replace(CARD, title=text, heading=text, people=(text,), when=text, edition=text)))
    opened(cards.draw_edition_card(replace(EDITION, title=text, tagline=text, city=text)))


@pytest.mark.parametrize("title", ["Ça", "OuiShare Fest Paris 2017", (SENTENCE * 2)[:120], "W" * 120])
def test_an_editions_words_stay_on_its_paper(title):
    shapeless = replace(EDITION, title=title, tagline=SENTENCE * 3, city="Paris " * 20)
    picture = opened(cards.draw_edition_card(shapeless))
    left, top, right, bottom = inked(picture, (0, 0, WIDTH - HEIGHT, HEIGHT))
    assert left >= MARGIN - 6
    assert top >= MARGIN - 30
    assert right <= WIDTH - HEIGHT - 30
    assert bottom <= HEIGHT - 40
