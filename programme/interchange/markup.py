"""Long texts of other tools as Markdown: some write HTML, some Markdown, some plain text, and none says which."""

from __future__ import annotations

import html
import re

import nh3
from markdownify import MarkdownConverter

from programme.text import HTML_TAGS, LINK_SCHEMES, MARKDOWN_LIMIT, clean_text

TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|a|strong|em|b|i|u|h[1-6]|pre|code|blockquote|table|img)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
PARAGRAPH = re.compile(r"<(?:p|div|ul|ol|h[1-6])\b", re.IGNORECASE)
MARKDOWN = re.compile(r"\*\*\S|\]\(http|^(?:#+|[-*]) \S", re.MULTILINE)  # signs that HTML has other ways for
BLANK_LINES = re.compile(r"\n{3,}")


class _Converter(MarkdownConverter):
    class Options:
        heading_style = "atx"
        bullets = "-"


def markdown_of(text: str) -> str:
    """The text without HTML: where a tag stands in it, it is sanitised and turned into Markdown.

    What is nested too deep, or too long, to be worth it keeps its words and loses its tags.
    """
    text = clean_text(text)
    if not TAG.search(text):
        return text
    if all(BREAK.fullmatch(tag[0]) for tag in TAG.finditer(text)):
        return clean_text(BREAK.sub("  \n", text))
    kept = nh3.clean(
        text[:MARKDOWN_LIMIT],
        tags=HTML_TAGS | {"b", "i"},
        attributes={"a": {"href"}, "*": set()},
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    try:
        is_markdown = bool(MARKDOWN.search(text)) and not PARAGRAPH.search(text)
        markdown = _Converter(escape_asterisks=not is_markdown, escape_underscores=not is_markdown).convert(
            kept
        )
    except RecursionError:
        markdown = html.unescape(nh3.clean(kept, tags=set()))
    return clean_text(BLANK_LINES.sub("\n\n", markdown))
