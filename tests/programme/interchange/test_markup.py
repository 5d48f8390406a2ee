"""Texts of other tools, most of them HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.interchange.markup import markdown_of
from programme.text import render_markdown


def test_html_becomes_markdown():
    source = '<p>A <b>bold</b> word, <a href="https://example.org/a_b">a link</a>.</p><ul><li>one</li><li>two</li></ul>'
    assert markdown_of(source) == "A **bold** word, [a link](https://example.org/a_b).\n\n- one\n- two"


@pytest.mark.parametrize("text", ["1 < 2 and 3 > 2", "Markdown, *as it is*", "a < b> c", "<3 cities", ""])
def test_text_without_tags_stays_as_it_is(text):
    assert markdown_of(text) == text


def test_markdown_with_line_breaks_of_html_stays_markdown():
    assert markdown_of("**Bold** and *it*<br>next") == "**Bold** and *it*  \nnext"


def test_markdown_with_a_link_of_html_stays_markdown():
    source = '**Bold** <a href="https://example.org/">a</a>'
    assert markdown_of(source) == "**Bold** [a](https://example.org/)"


def test_stars_of_html_are_no_emphasis():
    assert "<em>" not in render_markdown(markdown_of("<p>2 * 3 * 4</p>"))


@pytest.mark.parametrize(
    "source",
    [
        "<p>x</p><script>alert(1)</script>",
        '<p>x<img src=x onerror="alert(1)"></p>',
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p>&lt;script&gt;alert(1)&lt;/script&gt; <a href="data:text/html,x">x</a></p>',
    ],
)
def test_hostile_html_leaves_no_script_in_the_page(source):
    page = render_markdown(markdown_of(source))
    assert not any(word in page for word in ("<script", "<img", "onerror=", 'href="javascript', 'href="data'))


def test_nesting_too_deep_keeps_the_words():
    assert markdown_of("<p>" + "<blockquote>" * 5_000 + "words") == "words"


@given(st.text(alphabet='<>/pbali href="&;#x*_`\n-é😀\x00\u202e', max_size=200))
def test_any_text_gives_a_text_that_renders(source):
    assert isinstance(render_markdown(markdown_of(source)), str)
