"""Text from people: what comes out is safe, whatever goes in."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.text import (
    COMBINING_MARKS_LIMIT,
    HTML_TAGS,
    LINK_SCHEMES,
    MARKDOWN_LIMIT,
    SLUG_LIMIT,
    clean_line,
    clean_text,
    is_blank,
    is_web_address,
    plain_text,
    read_cell,
    render_markdown,
    safe_cell,
    slug_of,
)

ANY_TEXT = st.text(st.characters())  # lone surrogates too
PIECES = st.sampled_from(
    [
        *("<script>alert(1)</script>", "<svg/onload=alert(1)>", '"><img src=x onerror=alert(1)>', "</a>"),
        *("[x](javascript:alert(1))", "[x](JaVa&#115;cript:alert(1))", "<javascript:alert(1)>", "[x]"),
        *("![x](x:y)", "[a](https://a.example 't\" onclick=x')", "\n\n[x]: javascript:alert(1)\n\n", "&lt;"),
        *("[a](data:text/html,<script>)", "<p style=color:red>", "|a|b|\n|:-:|-|\n|c|d|\n", "\n```x y\n"),
        *("<!--", "-->", "<![CDATA[", "<?", "\n# ", "\n- ", "\n> ", "**", "_", "`", "\\", "[", "](", ")"),
        *("&#x202e;", "&#0;", "&#xd800;", "\x00", "\ud800", "\u202e", "\u0338", " ", "\n", "    "),
    ]
)
MARKDOWN_SOUP = st.lists(st.one_of(PIECES, ANY_TEXT), max_size=30).map("".join)
SPREADSHEET_SOUP = st.text(st.sampled_from("'\"=+-@;, \t\r\n＝a1"), max_size=20)
DIRECTION_CHARACTERS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Elements(HTMLParser):
    """Every start tag of a piece of HTML, with its attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def has_control_characters(value: str, *, except_for: str = "") -> bool:
    return any(
        unicodedata.category(character) in ("Cc", "Cs") for character in value if character not in except_for
    )


# Markdown -> HTML


@given(MARKDOWN_SOUP)
def test_markdown_yields_only_listed_tags_attributes_and_schemes(source):
    for tag, attributes in Elements(render_markdown(source)).found:
        assert tag in HTML_TAGS
        assert attributes.keys() <= ({"href", "rel"} if tag == "a" else set())
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", attributes.get("href") or "", re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in LINK_SCHEMES


@given(MARKDOWN_SOUP)
def test_markdown_yields_no_script_and_no_forbidden_character(source):
    rendered = render_markdown(source)
    assert "<script" not in rendered.lower()
    assert not has_control_characters(rendered, except_for="\n\t")
    assert not set(DIRECTION_CHARACTERS) & set(rendered)


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](ftp://a.example)", '<p><a rel="nofollow noopener">x</a></p>\n'),
        ("<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>\n"),
        ('"><img src=x onerror=alert(1)>', '<p>"&gt;&lt;img src=x onerror=alert(1)&gt;</p>\n'),
        ("</script><script>alert(1)", "<p>&lt;/script&gt;&lt;script&gt;alert(1)</p>\n"),
    ],
)
def test_hostile_markdown_becomes_plain_text(source, rendered):
    assert render_markdown(source) == rendered


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d", "http://a.example", "mailto:a@a.example", "tel:+331", "geo:1,2"]
)
def test_links_carry_their_address_and_rel(address):
    assert render_markdown(f"[x]({address})") == f'<p><a href="{address}" rel="nofollow noopener">x</a></p>\n'


def test_addresses_in_the_text_are_not_linked():
    assert render_markdown("Click https://evil.tld **now**") == (
        "<p>Click https://evil.tld <strong>now</strong></p>\n"
    )
    assert render_markdown("<https://evil.tld>") == "<p>&lt;https://evil.tld&gt;</p>\n"


@pytest.mark.parametrize("level", range(1, 7))
def test_the_highest_heading_of_a_text_gets_the_level_that_the_page_has_for_it(level):
    assert render_markdown("#" * level + " Title") == "<h3>Title</h3>\n"
    assert render_markdown("#" * level + " Title", top_heading=2) == "<h2>Title</h2>\n"


def test_lower_headings_keep_their_distance_down_to_h6():
    assert (
        render_markdown("## A\n\n### B\n\n###### C", top_heading=2) == "<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>\n"
    )
    assert render_markdown("# A\n\n###### B") == "<h3>A</h3>\n<h6>B</h6>\n"


def test_underlined_headings_are_shifted_too():
    assert render_markdown("One\n===\n\nTwo\n---") == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_pictures_leave_their_alternative_text():
    assert render_markdown("![A <b> *map*](https://a.example/x.png)") == "<p>A &lt;b&gt; map</p>\n"


def test_a_linked_picture_stays_a_link():
    assert render_markdown("[![map](x.png)](https://a.example)") == (
        '<p><a href="https://a.example" rel="nofollow noopener">map</a></p>\n'
    )


def test_tables_come_without_style():
    assert render_markdown("|a|\n|-:|\n|1|") == (
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>\n"
    )


def test_a_link_comes_without_its_title():
    rendered = '<p><a href="https://a.example" rel="nofollow noopener">x</a></p>\n'
    assert render_markdown('[x](https://a.example "title")') == rendered


def test_code_comes_without_class():
    assert render_markdown("```python\nx = 1\n```") == "<pre><code>x = 1\n</code></pre>\n"


def test_a_first_line_of_code_keeps_its_indentation():
    assert render_markdown("    x") == "<pre><code>x\n</code></pre>\n"


def test_entities_cannot_bring_back_a_forbidden_character():
    assert render_markdown("a&#x202e;b&#xd800;c") == "<p>ab\ufffdc</p>\n"


def test_composition_does_not_eat_a_tag():
    assert render_markdown("\u0338*a*\u0338") == "<p>\u0338<em>a</em>\u0338</p>\n"


def test_a_list_5000_deep_is_cut_at_the_parser_s_nesting():
    rendered = render_markdown("- " * 5_000 + "end")
    assert rendered.count("<ul>") == rendered.count("</ul>") == 10


def test_quotes_and_brackets_and_stars_nest_without_harm():
    for source in (">" * MARKDOWN_LIMIT, "[a](" * 5_000, "*a **b " * 5_000 + "b** a* " * 5_000):
        assert {tag for tag, _ in Elements(render_markdown(source)).found} <= HTML_TAGS


def test_a_text_of_one_megabyte_is_refused_with_the_limit():
    with pytest.raises(ValueError, match=r"1,000,000 characters; at most 100,000 are allowed"):
        render_markdown("x" * 1_000_000)


def test_a_text_at_the_limit_is_rendered():
    assert render_markdown("x" * MARKDOWN_LIMIT) == "<p>" + "x" * MARKDOWN_LIMIT + "</p>\n"


# Markdown -> plain text


def test_plain_text_decodes_and_collapses():
    source = "# Fish &amp; chips\n\n- *one*\n- two\\\nthree ![map](x.png)\n\n|a|b|\n|-|-|\n|1|2|"
    assert plain_text(source) == "Fish & chips one two three map a b 1 2"


def test_plain_text_is_not_escaped():
    assert plain_text("1 < 2, `<b>` and &lt;i&gt;") == "1 < 2, <b> and <i>"


def test_plain_text_decodes_once():
    assert plain_text("&amp;lt;") == "&lt;"


def test_plain_text_keeps_no_break_spaces():
    assert plain_text("à 19\u00a0h\u202f!") == "à 19\u00a0h\u202f!"


@pytest.mark.parametrize(
    ("limit", "cut"),
    [
        (21, "un deux, trois quatre"),
        (20, "un deux, trois…"),
        (9, "un deux…"),
        (8, "un…"),
        (7, "un…"),
        (2, "u…"),
    ],
)
def test_plain_text_is_cut_at_a_word(limit, cut):
    assert plain_text("un deux, trois quatre", limit) == cut


@given(MARKDOWN_SOUP, st.integers(min_value=1, max_value=40))
def test_plain_text_is_one_line_within_its_limit(source, limit):
    text = plain_text(source, limit)
    assert len(text) <= limit
    assert not has_control_characters(text)


# Lines and texts


@given(ANY_TEXT)
def test_a_clean_line_has_no_control_characters(value):
    line = clean_line(value)
    assert not has_control_characters(line)
    assert not set(line) & set(DIRECTION_CHARACTERS + "\u2028\u2029\ufffe\uffff")
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    line.encode()


@given(ANY_TEXT)
def test_a_clean_text_keeps_only_line_feeds_and_tabs(value):
    assert not has_control_characters(clean_text(value), except_for="\n\t")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(value):
    assert clean_line(clean_line(value)) == clean_line(value)
    assert clean_text(clean_text(value)) == clean_text(value)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("  a\r\n b\tc\u2028d  ", "a b c d"),
        ("a\x00b\x1b\x85c", "ab c"),
        ("\u202eevil\u2066 name\u2069", "evil name"),
        ("a\ud800b", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("e\u0301te\u0301", "été"),
        ("Click https://evil.tld **now**", "Click https://evil.tld **now**"),
        ("👩\u200d🎤 عربي", "👩\u200d🎤 عربي"),
    ],
)
def test_clean_line(value, line):
    assert clean_line(value) == line


def test_clean_text_keeps_lines_and_tabs():
    assert clean_text("\r\na\r\nb\rc\td\x00\n\n\u2029e\u202e \n") == "a\nb\nc\td\n\n\ne"


def test_rows_of_combining_marks_are_bounded():
    # Unbounded, normalising these takes minutes; the second is one that Unicode gives no combining class.
    assert len(clean_line("e" + "\u0301\u0327" * 500_000)) <= COMBINING_MARKS_LIMIT + 1
    assert len(clean_line("e" + "\u0f73" * 500_000)) <= 2 * COMBINING_MARKS_LIMIT + 1
    assert slug_of("e" + "\u0301\u0327" * 500_000) == "e"


# Cells


@given(st.one_of(ANY_TEXT, SPREADSHEET_SOUP))
def test_a_safe_cell_is_read_back_as_it_was(value):
    assert read_cell(safe_cell(value)) == value


@given(st.one_of(ANY_TEXT, SPREADSHEET_SOUP))
def test_no_part_of_a_safe_cell_starts_a_formula(value):
    assert not any(re.match(r"\s*[=+\-@\t\r]", part) for part in re.split('[;"]', safe_cell(value)))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *(
            ("=1+1", "'=1+1"),
            ("+33 1", "'+33 1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("\ra", "'\ra"),
        ),
        *((" \n=1", "' \n=1"), ("\u00a0=1", "'\u00a0=1"), ("＝1", "'＝1")),
        *(("a;=1", "a;'=1"), ('a"=1', "a\"'=1"), ('";=1', "\";'=1")),
        *(("'=1", "''=1"), ("''=1", "'''=1")),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize("value", ["", "a", "a=1", "a - b", "'a", "l'été", "a; b", "1", " a", "a\n- b"])
def test_what_is_no_formula_stays(value):
    assert safe_cell(value) == value
    assert read_cell(value) == value


def test_reading_a_bare_formula_changes_nothing():
    assert read_cell("=1") == "=1"


# Slugs


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("Œuvres & cités", "oeuvres-cites"),
        ("L’été à Łódź", "l-ete-a-lodz"),
        ("Straße, Ærø, Ǿ", "strasse-aero-o"),
        ("  --Already-a-slug-- ", "already-a-slug"),
        ("東京 Jazz", "jazz"),
        ("../<script>\x00", "script"),
        ("", ""),
    ],
)
def test_slug_of(value, slug):
    assert slug_of(value) == slug


@pytest.mark.parametrize("value", ["東京", "Москва", "🎷", "—", ""])
def test_a_slug_without_a_latin_letter_is_the_fallback(value):
    assert slug_of(value, "K7QX2M") == "K7QX2M"


def test_a_long_slug_is_cut_at_a_word():
    assert slug_of("twelve chars " * 10) == "twelve-chars-twelve-chars-twelve-chars-twelve-chars-twelve"
    assert slug_of("a" * 59 + " b c") == "a" * 59
    assert slug_of("a" * 60 + " b") == "a" * 60


def test_a_long_word_is_cut_hard():
    assert slug_of("a" * 1_000) == "a" * 60


@given(ANY_TEXT)
def test_a_slug_is_short_ascii(value):
    slug = slug_of(value)
    assert slug == "" or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LIMIT


# Web addresses


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example",
        "HTTP://A.EXAMPLE/b?c=d#e",
        "http://localhost:8000/",
        "http://[::1]/",
        "https://cité.example/œuvre",
        "https://a.example/b?mail=c@d.example",
    ],
)
def test_a_web_address(value):
    assert is_web_address(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "a.example",
            "/a",
            "//e",
            "/\\e",
            "https:e",
            "https:/e",
            "https://",
            "https:///e",
            "https://?e",
        ),
        *("javascript:alert(1)", "ftp://a.example", "mailto:a@a.example", "data:text/html,x"),
        *("https://user:word@a.example", "https://user@a.example", "https://@a.example"),
        *(
            "\thttps://a.example",
            "https://a.example ",
            "https://a.exa\nmple",
            "https://a.example/b c",
            "\t//e",
        ),
        *(
            "https://a.example/\x00",
            "https://\u202ea.example",
            "https://a.example/\ud800",
            "https://a\u00a0b",
        ),
        *("https://a.example\\@e", 'https://a.example/"onclick', "https://<b>", "https://a%2fb.example"),
        *(
            "https://.",
            "http://[::1",
            "https://a.example:99999",
            "https://a.example:b",
            "https://a／b.example",
        ),
    ],
)
def test_no_web_address(value):
    assert not is_web_address(value)


@given(ANY_TEXT)
def test_any_text_is_judged_without_an_error(value):
    assert is_web_address("https://" + value) in (True, False)


# What nobody sees


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0"),
        *("\u2800", "\u200d\u200c", "\u00a0\u3000", "\u0301", "\ufe0f", "\u200e\u200f", "\U000e0041"),
    ],
)  # fmt: skip
def test_a_text_without_a_visible_character_is_empty(value):
    assert is_blank(value)
    assert (clean_line(value), clean_text(value)) == ("", "")


@pytest.mark.parametrize(
    "value",
    [
        "a",
        "0",
        "?",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "👩\u200d🎤",
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "\u3164ㄱ",
        "a\u00adb",
        "한국",
    ],
)
def test_a_text_with_a_visible_character_keeps_what_joins_it(value):
    assert not is_blank(value)
    assert (clean_line(value), clean_text(value)) == (value, value)
