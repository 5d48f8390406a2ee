"""Texts, dates and times as pages print them: escaped, in their language, in the edition's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.interchange.jsonld_nodes import embed
from programme.models import Text
from programme.queries.labels import day_words, direction
from programme.text import MARKDOWN_LIMIT, render_markdown

register = template.Library()


@register.filter
def text(value: Text | str) -> SafeString:
    """The text, escaped; marked with its language where that is not the page's."""
    if not isinstance(value, Text) or value.language == get_language():
        return format_html("{}", value)
    return format_html('<span lang="{}" dir="{}">{}</span>', value.language, direction(value.language), value)


@register.filter
def markdown(value: Text | str, top_heading: int = 3) -> SafeString:
    """Safe HTML of a Markdown text, in a block that says its language where that is not the page's.

    Its highest heading is an h3, which suits a text under an h2; a page's own text says `markdown:2`.

    What is beyond MARKDOWN_LIMIT, which no form lets through, is left out: the page stands all the same.
    """
    rendered = mark_safe(render_markdown(value[:MARKDOWN_LIMIT], top_heading=top_heading))  # noqa: S308  # render_markdown has cleaned it
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
    return _time(moment.isoformat(timespec="minutes"), date_format(moment, "H:i"))


@register.filter
def moment(moment: datetime) -> SafeString:
    """Day and time in the moment's own zone."""
    return _time(moment.isoformat(timespec="minutes"), date_format(moment, "l j F Y, H:i"))


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
