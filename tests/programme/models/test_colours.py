"""Colours that organisers choose are refused where white text on them can't be read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories import EditionFactory, TrackFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [EditionFactory, TrackFactory])
def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast(factory):
    row = factory(colour="#ffd000")
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict == {
        "colour": [
            "White text on this colour has a contrast of 1.5 : 1; 4.5 is needed. Take it darker.",
        ]
    }


@pytest.mark.parametrize("factory", [EditionFactory, TrackFactory])
def test_a_dark_colour_is_taken(factory):
    factory(colour="#8a5a00").full_clean()
