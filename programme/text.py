"""Text from people made safe: Markdown, single lines, spreadsheet cells, slugs and web addresses."""

import html
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, islice
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MARKDOWN_LIMIT = 100_000
SLUG_LIMIT = 60
COMBINING_MARKS_LIMIT = 30  # in a row, as in the stream-safe format of Unicode's annex 15

HTML_TAGS = {"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "code"}
HTML_TAGS |= {"strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td"}
LINK_SCHEMES = {"http", "https", "mailto", "tel", "geo"}

# Controls, overrides and isolates of the writing direction, lone surrogates, and what XML cannot hold.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
SPACES = re.compile("[ \t\n]+")  # no-break spaces stay: French typography needs them
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol to Unicode, nothing to the eye

# A spreadsheet reads these as a formula, at the start and wherever it may split the text into cells.
CELL_START = r"(\A|[;\"])"
FORMULA_AHEAD = r"(?='*\s*[=+\-@\t\r\n＝＋－＠])"
CELL_TO_GUARD = re.compile(CELL_START + FORMULA_AHEAD)
GUARDED_CELL = re.compile(CELL_START + "'" + FORMULA_AHEAD)

LATIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l"}
)
NOT_IN_SLUG = re.compile("[^a-z0-9]+")
HOST = re.compile(r"[.:-]*\w[\w.:-]*")


def _shift_headings(state: StateCore) -> None:
    """The text's highest heading gets the level that the page has for it, whatever its writer chose."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + state.env['top_heading'], 6)}"


def _render_alternative_text(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children, options, env))


def _markdown_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("autolink")
    parser.core.ruler.push("shift_headings", _shift_headings)
    parser.add_render_rule("image", _render_alternative_text)
    return parser


MARKDOWN = _markdown_parser()


def render_markdown(source: str, *, top_heading: int = 3) -> str:
    """Safe HTML whose headings start at `top_heading`; pictures leave only their alternative text.

    What is nested deeper than the parser's 20 levels (a list takes two) is left out. Raises ValueError
    when the source is longer than MARKDOWN_LIMIT characters.
    """
    if len(source) > MARKDOWN_LIMIT:
        raise ValueError(f"The text has {len(source):,} characters; at most {MARKDOWN_LIMIT:,} are allowed.")
    rendered = MARKDOWN.render(_clean(source), {"top_heading": top_heading})
    return nh3.clean(
        FORBIDDEN.sub("", rendered),  # again: entities such as &#x202E; are characters only now
        tags=HTML_TAGS,
        attributes={"a": {"href"}, "*": set()},  # without the second, lang and title stay
        url_schemes=LINK_SCHEMES,
        link_rel="nofollow noopener",
    )


def plain_text(source: str, limit: int | None = None) -> str:
    """One line of unescaped text from Markdown, at most `limit` characters with the closing ellipsis.

    Raises ValueError as render_markdown does.
    """
    text = clean_line(html.unescape(nh3.clean(render_markdown(source), tags=set())))
    if limit is None or len(text) <= limit:
        return text
    return _cut_at_word(text, limit - 1, " ").rstrip(" ,;:.–—-") + "…"


def clean_line(value: str) -> str:
    """One line without control, direction or surrogate characters, in NFC, its spaces collapsed; "" if blank."""
    line = SPACES.sub(" ", _clean(value)).strip()
    return "" if is_blank(line) else line


def clean_text(value: str) -> str:
    """Several lines, cleaned as clean_line does, that keep their tabs and end in a plain line feed."""
    text = _clean(value).strip()
    return "" if is_blank(text) else text


def is_blank(value: str) -> bool:
    """Whether a reader sees nothing: no letter, digit, punctuation or symbol, only what joins or spaces them."""
    return not any(
        unicodedata.category(character)[0] in "LNPS" and character not in FILLERS for character in value
    )


def safe_cell(value: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would start to read a formula.

    That is before = + - @ (full-width ones too), tab, CR or LF, at the start, after leading white space,
    and after each semicolon or quote, since a spreadsheet that expects another separator splits there.
    read_cell(safe_cell(value)) == value, for values that start with an apostrophe too. Not for numbers.
    """
    return CELL_TO_GUARD.sub(r"\1'", value)


def read_cell(value: str) -> str:
    """The text that safe_cell was given; an apostrophe that safe_cell would not have put stays."""
    return GUARDED_CELL.sub(r"\1", value)


def slug_of(value: str, fallback: str = "") -> str:
    """Lower-case ASCII words joined by hyphens, at most SLUG_LIMIT characters, cut at a word.

    The fallback is returned as it is when no Latin letter or digit is left.
    """
    latin = unicodedata.normalize("NFKD", _bound_marks(value)).casefold().translate(LATIN_LETTERS)
    unaccented = "".join(character for character in latin if not unicodedata.combining(character))
    slug = NOT_IN_SLUG.sub("-", unaccented).strip("-")
    return _cut_at_word(slug, SLUG_LIMIT, "-") or fallback


def is_web_address(value: str) -> bool:
    """Whether this is an absolute http or https address that is safe as a link, without credentials."""
    if any(character in '<>"`\\' or unicodedata.category(character)[0] in "CZ" for character in value):
        return False
    try:
        address = urlsplit(value)
        host, _ = address.hostname or "", address.port
    except ValueError:
        return False
    return address.scheme in ("http", "https") and "@" not in address.netloc and bool(HOST.fullmatch(host))


def _clean(value: str) -> str:
    allowed = LINE_BREAK.sub("\n", FORBIDDEN.sub("", value))
    return _bound_marks(unicodedata.normalize("NFC", _bound_marks(allowed)))  # normalising may lengthen a row


def _bound_marks(value: str) -> str:
    """Normalising takes quadratic time in a row of combining marks: keep the first few of each row."""
    if value.isascii():
        return value
    rows = groupby(value, key=lambda character: unicodedata.category(character)[0] == "M")
    return "".join("".join(islice(row, COMBINING_MARKS_LIMIT if marks else None)) for marks, row in rows)


def _cut_at_word(value: str, limit: int, separator: str) -> str:
    if len(value) <= limit:
        return value
    return value[: limit + 1].rpartition(separator)[0] or value[:limit]
