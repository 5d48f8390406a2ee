"""Texts, dates and times as pages print them: escaped, in their language, in the edition's zone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from programme.interchange.jsonld_nodes import embed
from programme.models import Text
from programme.queries.labels import day_words, direction
from programme.text import MARKDOWN_LIMIT, render_markdown

register = template.Library()

LEFT_TO_RIGHT, RIGHT_TO_LEFT = {"L"}, {"R", "AL"}  # classes of letters in Unicode's annex 9


@register.filter
def text(value: Text | str) -> SafeString:
    """The text, escaped; marked with its language where that is not the page's.

    Letters written the other way than the page are isolated: they leave the rest of their line in its order.
    """
    if not isinstance(value, Text) or value.language == get_language():
        return format_html("<bdi>{}</bdi>" if _turns(value) else "{}", value)
    return format_html('<span lang="{}" dir="{}">{}</span>', value.language, direction(value.language), value)


@register.filter
def markdown(value: Text | str, top_heading: int = 3) -> SafeString:
    """Safe HTML of a Markdown text, in a block that says its language where that is not the page's.

    Its highest heading is an h3, which suits a text under an h2; a page's own text says `markdown:2`.

    What is beyond MARKDOWN_LIMIT, which no form lets through, is left out: the page stands all the same.
    """
    rendered = _with_tables_that_scroll(render_markdown(value[:MARKDOWN_LIMIT], top_heading=top_heading))
    if not isinstance(value, Text) or value.language == get_language():
        return format_html('<div class="prose">{}</div>', rendered)
    return format_html(
        '<div class="prose" lang="{}" dir="{}">{}</div>',
        value.language,
        direction(value.language),
        rendered,
    )


@register.filter
def json_ld(node: Mapping[str, Any]) -> SafeString:
    """A block of data for search engines, which no browser runs."""
    return mark_safe(f'<script type="application/ld+json">{embed(node)}</script>')  # noqa: S308  # embed escapes <, > and &


@register.filter
def clock(moment: datetime) -> SafeString:
    """ "10:00" in the moment's own zone, with its offset in the element."""
    return _time(moment.isoformat(timespec="minutes"), clock_words(moment))


@register.filter
def clock_words(moment: datetime) -> str:
    """As `clock`, for an attribute; "02:30 (UTC+2)" where the clocks show this time twice that night."""
    return date_format(moment, "H:i") + _which(moment)


@register.filter
def hour(moment: datetime) -> SafeString:
    """ "9" in the moment's own zone."""
    return _time(moment.isoformat(timespec="minutes"), date_format(moment, "G"))


@register.filter
def moment(moment: datetime) -> SafeString:
    """Day and time in the moment's own zone."""
    words = date_format(moment, "l j F Y, H:i") + _which(moment)
    return _time(moment.isoformat(timespec="minutes"), words)


@register.filter
def day(value: date) -> SafeString:
    """ "Thursday 6 July"."""
    return _time(value.isoformat(), day_words(value))


@register.simple_tag
def dates(first: date, last: date) -> SafeString:
    """From the first day to the last, saying month and year once where they are the same."""
    full = "l j F Y"
    if first == last:
        return _time(first.isoformat(), date_format(first, full))
    start = "l j" if (first.year, first.month) == (last.year, last.month) else "l j F"
    return format_html(
        _("From {first} to {last}"),
        first=_time(first.isoformat(), date_format(first, start if first.year == last.year else full)),
        last=_time(last.isoformat(), date_format(last, full)),
    )


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _turns(value: str) -> bool:
    """Whether it has letters that are written the other way than the page."""
    if value.isascii() and not get_language_bidi():
        return False
    other = LEFT_TO_RIGHT if get_language_bidi() else RIGHT_TO_LEFT
    return any(unicodedata.bidirectional(letter) in other for letter in value)


def _which(moment: datetime) -> str:
    """ " (UTC+2)" for a time in the hour that the clocks go back over, else ""."""
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return ""
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta() else "+"
    return f" (UTC{sign}{hours}{f':{minutes:02}' if minutes else ''})" if offset else " (UTC)"


def _with_tables_that_scroll(rendered: str) -> SafeString:
    """A wide table scrolls in a group of its own, by keyboard too; text cannot look like a tag any more."""
    group = f'<div class="wide" role="group" tabindex="0" aria-label="{escape(_("Table"))}"><table>'
    whole = rendered.replace("<table>", group).replace("</table>", "</table></div>")
    return mark_safe(whole)  # noqa: S308  # render_markdown has cleaned it
