"""Codes and stored words in the reader's language."""

import pytest
from django.utils import translation

from programme.queries.labels import access_labels, direction, language_label, safe_link


@pytest.mark.parametrize(
    ("reader", "code", "label"),
    [
        ("en", "fr", "French"),
        ("fr", "fr", "Français"),
        ("en", "pt-br", "Brazilian Portuguese"),
        ("en", "tlh", "tlh"),
    ],
)
def test_a_language_is_called_as_the_reader_calls_it(reader, code, label):
    with translation.override(reader):
        assert language_label(code) == label


def test_access_features_have_one_order_and_strange_ones_are_left_out():
    with translation.override("en"):
        assert access_labels(["quiet", "step_free", "magic"]) == ("Step-free", "Quiet")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/", "https://example.org/"),
        ("javascript:alert(1)", ""),
        ("//example.org", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_links(url, link):
    assert safe_link(url) == link


def test_a_direction_goes_by_the_language_without_its_country():
    assert [direction(code) for code in ("fr", "ar", "he-il", "")] == ["ltr", "rtl", "rtl", "ltr"]
