"""Fields of colour that text can be read on, whatever colour was chosen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.palette import DARK_INK, DARK_PAPER, INK, PAPER, contrast, luminance, palette_of

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag():
    assert round(contrast("#ffffff", "#000000"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(luminance("#ff0000"), 4) == 0.2126


@given(colours)
def test_text_on_every_field_is_read_in_light_and_in_dark(colour):
    palette = palette_of(colour)
    assert contrast(palette.field, INK) >= 7
    assert contrast(palette.dark_field, DARK_INK) >= 6
    assert contrast(palette.accent, PAPER) >= 7
    assert contrast(palette.dark_accent, DARK_PAPER) >= 7


@given(colours)
def test_all_of_a_palette_are_colours(colour):
    palette = palette_of(colour)
    for one in (palette.field, palette.dark_field, palette.accent, palette.dark_accent):
        assert re.fullmatch("#[0-9a-f]{6}", one)


def test_fields_keep_their_hue():
    red, green, blue = (palette_of(colour).field for colour in ("#b3261e", "#1f6b43", "#3a489c"))
    channels = [[int(field[at : at + 2], 16) for at in (1, 3, 5)] for field in (red, green, blue)]
    assert [values.index(max(values)) for values in channels] == [0, 1, 2]


def test_a_grey_stays_grey():
    field = palette_of("#777777").field
    assert field[1:3] == field[3:5] == field[5:7]


def test_what_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="base 16"):
        palette_of("#red")
