"""Texts with the words marked that were searched for."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from programme.queries.excerpts import Excerpt
from programme.queries.labels import direction
from programme.templatetags.texts import text

register = template.Library()


@register.filter
def highlighted(excerpt: Excerpt) -> SafeString:
    """The excerpt, escaped, with its hits in <mark>; its language is told as `text` tells it."""
    marked = format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", piece) if is_hit else piece,) for piece, is_hit in excerpt.parts),
    )
    if excerpt.language in ("", get_language()):
        return text(marked)
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', excerpt.language, direction(excerpt.language), marked
    )
