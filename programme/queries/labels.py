"""Codes and stored words, said in the reader's language."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_info

from programme.models import AccessFeature
from programme.text import is_web_address


def language_label(code: str) -> str:
    """ "fr" as the reader calls it ("French"); the code itself where Django does not know the language."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def direction(language: str) -> str:
    """ "rtl" or "ltr": how this language is written."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def day_words(day: date) -> str:
    """ "Thursday 6 July"."""
    return date_format(day, "l j F")


def access_labels(features: Iterable[str]) -> tuple[str, ...]:
    """In the order of AccessFeature, whatever the order they were stored in."""
    chosen = set(features)
    return tuple(str(feature.label) for feature in AccessFeature if feature in chosen)


def safe_link(url: str) -> str:
    """The address, or "" where it is none that may stand in a page: imports don't pass through a form."""
    return url if is_web_address(url) else ""
