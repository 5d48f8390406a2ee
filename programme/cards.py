"""Cards: the picture that shows where somebody shares an address, drawn in the edition's colours.

The face (fonts/bricolage-grotesque.ttf, under fonts/OFL.txt) has the Latin letters of Europe and Vietnam. No face
for all scripts is small enough to be carried along, and none can be counted on to be on the machine: so what the
face lacks is not drawn (`drawable`), and whoever fills a card looks for other words. The page's own tags hold the
full words in any script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from programme.palette import INK, PAPER
from programme.text import clean_line

FONT = Path(__file__).parent / "fonts" / "bricolage-grotesque.ttf"  # one axis: weight, 400 to 800
WIDTH, HEIGHT = 1200, 630
SOFT, PLAIN = "#5a5548", "#eee9dc"  # as in base.css; PLAIN is the field of what has no colour
MARGIN = 56
FIELD = 452  # how high the field above the paper is
BOLD, MEDIUM = 800, 600
ASIDE = 440  # how much of a card's foot the edition may take
LEADING = 0.98
ASCENT, DESCENT = 0.95, 0.2  # of the size: an accent on a capital, a tail under the line
LONGEST = 400  # characters of a text that are looked at
REPLACED = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": ""})

SMOOTH = 4  # shapes are drawn so many times as large, for smooth edges

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Field:
    """`colour` is that of palette.field, `shape` one of the shapes of base.css, from 1."""

    colour: str
    shape: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A session or a speaker. What is "" leaves its place empty; only `title` must be drawable.

    `off` is the word for cancelled, where it is.
    """

    title: str
    heading: str
    people: tuple[str, ...]
    when: str
    where: str
    edition: str
    dates: str
    field: Field
    off: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCard:
    """`fields` are four, row by row."""

    title: str
    tagline: str
    dates: str
    city: str
    fields: tuple[Field, Field, Field, Field]


def draw_card(card: Card) -> bytes:
    """A PNG file, WIDTH × HEIGHT."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    colour = PLAIN if card.off else card.field.colour
    draw.rectangle((0, 0, WIDTH, FIELD - 1), fill=colour)
    _shape(picture, card.field.shape, _tint(colour), side=430, at=(WIDTH - 400, -70), floor=FIELD)
    left, right = MARGIN, WIDTH - MARGIN

    at = _label(draw, card.off, left) + 24 if card.off else left
    _line(draw, card.heading, 30, MEDIUM, at, 80, right - at - 150)

    floor = FIELD - 44
    people = _people(card.people, right - left)
    if people:
        _line(draw, people, 36, MEDIUM, left, floor, right - left)
        floor -= 56
    _block(draw, card.title, left, top=112, floor=floor, width=right - left, largest=184)

    aside = max(_length(drawable(card.edition), 36, BOLD), _length(drawable(card.dates), 26, MEDIUM))
    room = right - left - min(aside, ASIDE) - 48
    when = drawable(card.when)
    when_at, where_at = FIELD + 82, FIELD + 132
    size = _largest(when, room, range(48, 31, -2))
    end = _line(draw, when, size, BOLD, left, when_at, room)
    if card.off and when:
        draw.rectangle((left - 4, when_at - size * 0.3, end + 4, when_at - size * 0.3 + 4), fill=INK)
    _line(draw, card.where, 32, MEDIUM, left, where_at, room, colour=SOFT)
    _line(draw, card.edition, 36, BOLD, right, when_at, ASIDE, anchor="rs")
    _line(draw, card.dates, 26, MEDIUM, right, where_at, ASIDE, colour=SOFT, anchor="rs")
    return _file(picture)


def draw_edition_card(card: EditionCard) -> bytes:
    """A PNG file, WIDTH × HEIGHT."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    side = HEIGHT // 2
    edge = WIDTH - 2 * side
    for at, field in enumerate(card.fields):
        x, y = edge + at % 2 * side, at // 2 * side
        draw.rectangle((x, y, x + side - 1, y + side - 1), fill=field.colour)
        _shape(picture, field.shape, INK, side=side - 110, at=(x + 55, y + 55))
    width = edge - MARGIN - 40
    floor = HEIGHT - MARGIN
    for words, colour in ((card.city, SOFT), (card.dates, INK)):
        if drawable(words):
            _line(draw, words, 34, MEDIUM, MARGIN, floor, width, colour=colour)
            floor -= 46
    tagline = drawable(card.tagline)
    below = _block(draw, card.title, MARGIN, top=MARGIN, floor=None, width=width, largest=132, height=300)
    if tagline:
        top = below + 28
        _block(
            draw,
            tagline,
            MARGIN,
            top=top,
            floor=None,
            width=width,
            largest=34,
            smallest=26,
            height=floor - 24 - top,
            weight=MEDIUM,
            leading=1.16,
        )
    return _file(picture)


def drawable(text: str) -> str:
    """What the face can draw of it, as one line: "" where it lacks a letter or a digit; other signs are left out."""
    kept: list[str] = []
    for character in clean_line(text[:LONGEST].translate(REPLACED)):
        if character == " " or _has(character):
            kept.append(character)
        elif unicodedata.category(character)[0] in "LN":
            return ""
        elif unicodedata.category(character) == "Zs":
            kept.append(" ")
    return clean_line("".join(kept))


# --- words --------------------------------------------------------------------------------------------


@lru_cache(maxsize=200)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONT, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4_000)
def _has(character: str) -> bool:
    """Whether the face has it; what it lacks is drawn as its empty box."""
    return _drawn(character) != _drawn("\U0010ffff")


def _drawn(character: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(24, MEDIUM).getmask(character)
    return mask.size, bytes(mask)


def _length(text: str, size: int, weight: int) -> float:
    return _font(size, weight).getlength(text)


def _largest(text: str, width: float, sizes: Sequence[int]) -> int:
    """The first of `sizes` in which the line fits, else the last."""
    return next((size for size in sizes if _length(text, size, BOLD) <= width), sizes[-1])


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, or as many of its letters as fit before an ellipsis."""
    if font.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,;:.–—-") + "…"


MOST_NAMES = 12  # that could stand in the line


def _people(names: Iterable[str], width: float) -> str:
    """As many names as fit, and how many there are besides."""
    known = [name for name in map(drawable, names) if name]
    for count in range(min(len(known), MOST_NAMES), 0, -1):
        more = len(known) - count
        words = ", ".join(known[:count]) + (f" +{more}" if more else "")
        if count == 1 or _length(words, 36, MEDIUM) <= width:
            return words
    return ""


def _line(
    draw: ImageDraw.ImageDraw,
    text: str,
    size: int,
    weight: int,
    x: float,
    y: float,
    width: float,
    *,
    colour: str = INK,
    anchor: str = "ls",
) -> float:
    """One line on the baseline `y`, cut where it is too long; where it ends."""
    font = _font(size, weight)
    words = _fitting(drawable(text), font, width)
    draw.text((x, y), words, font=font, fill=colour, anchor=anchor)
    return x + font.getlength(words)


def _label(draw: ImageDraw.ImageDraw, text: str, x: float) -> float:
    """A word on ink; where it ends."""
    font = _font(34, BOLD)
    words = _fitting(drawable(text), font, 500)
    end = x + font.getlength(words) + 36
    draw.rectangle((x, 40, end, 98), fill=INK)
    draw.text((x + 18, 81), words, font=font, fill=PAPER, anchor="ls")
    return end


def _block(
    draw: ImageDraw.ImageDraw,
    text: str,
    x: float,
    *,
    top: float,
    floor: float | None,
    width: float,
    largest: int,
    smallest: int = 40,
    height: float | None = None,
    weight: int = BOLD,
    leading: float = LEADING,
) -> float:
    """Lines as large as fit, standing on `floor` or hanging from `top`; where they end below."""
    space = height if height is not None else (floor or HEIGHT) - top
    words = _Words(drawable(text).split(" "), weight)
    for size in range(largest, smallest - 1, -4):
        room = max(int((space - size * (ASCENT + DESCENT - leading)) // (size * leading)), 1)
        lines = words.lines(width, size)
        if len(lines) <= room and words.longest * size <= width:
            break
    else:
        words = _Words([part for word in words.words for part in _broken(word, size, weight, width)], weight)
        lines = words.lines(width, size)
    font = _font(size, weight)
    if len(lines) <= room:
        lines = words.balanced(width, size)
    else:
        lines = [*lines[: room - 1], _fitting(" ".join(lines[room - 1 : room + 1]), font, width)]
    step = size * leading
    first = top + size * 0.78 if floor is None else floor - size * DESCENT / 2 - step * (len(lines) - 1)
    for at, line in enumerate(lines):
        draw.text((x, first + at * step), line, font=font, fill=INK, anchor="ls")
    return first + step * (len(lines) - 1) + size * DESCENT


class _Words:
    """Words with their lengths at the size 1, so that many sizes are tried for one measuring."""

    def __init__(self, words: Sequence[str], weight: int) -> None:
        self.words = words
        self.lengths = [_unit(word, weight) for word in words]
        self.space = _unit(" ", weight)
        self.longest = max(self.lengths)

    def lines(self, width: float, size: int) -> list[str]:
        """Filled one after the other; a word that is longer than a line has one of its own."""
        lines: list[list[str]] = []
        end = 0.0
        for word, length in zip(self.words, self.lengths, strict=True):
            if lines and (end + self.space + length) * size <= width:
                lines[-1].append(word)
                end += self.space + length
            else:
                lines.append([word])
                end = length
        return [" ".join(line) for line in lines]

    def balanced(self, width: float, size: int) -> list[str]:
        """On as few lines, of lengths as alike as can be."""
        lines = self.lines(width, size)
        low, high = max(self.longest * size, width / len(lines) / 2), width
        while high - low > 4:
            middle = (low + high) / 2
            tried = self.lines(middle, size)
            if len(tried) == len(lines):
                lines, high = tried, middle
            else:
                low = middle
        return lines


def _unit(text: str, weight: int) -> float:
    """A little long: letters stand on whole pixels, and some sizes are drawn wider than others."""
    return _length(text, 100, weight) / 100 * 1.015


def _broken(word: str, size: int, weight: int, width: float) -> list[str]:
    """The word in parts that fit on a line."""
    parts = [""]
    for letter in word:
        if parts[-1] and _unit(parts[-1] + letter, weight) * size > width:
            parts.append("")
        parts[-1] += letter
    return parts


# --- shapes -------------------------------------------------------------------------------------------

CORNERS: dict[int, tuple[Point, ...]] = {
    2: ((7, 7), (93, 7), (93, 93), (7, 93)),
    3: ((50, 5), (99, 93), (1, 93)),
    5: ((50, 0), (100, 50), (50, 100), (0, 50)),
    7: (
        *((33, 0), (67, 0), (67, 33), (100, 33), (100, 67), (67, 67)),
        *((67, 100), (33, 100), (33, 67), (0, 67), (0, 33), (33, 33)),
    ),
    8: ((0, 5), (34, 5), (34, 36), (67, 36), (67, 67), (98, 67), (98, 97), (0, 97)),
}


@lru_cache(maxsize=32)
def _mask(shape: int, side: int) -> Image.Image:
    """The shapes of base.css: circle, block, peak, arch, rhomb, half, cross, stair."""
    scale = side * SMOOTH / 100
    mask = Image.new("L", (side * SMOOTH, side * SMOOTH))
    draw = ImageDraw.Draw(mask)

    def box(*corners: float) -> tuple[float, ...]:
        return tuple(corner * scale for corner in corners)

    if shape in CORNERS:
        draw.polygon([(x * scale, y * scale) for x, y in CORNERS[shape]], fill=255)
    elif shape == 4:
        draw.ellipse(box(4, 6, 96, 94), fill=255)
        draw.rectangle(box(4, 50, 96, 94), fill=255)
    elif shape == 6:
        draw.ellipse(box(0, 50, 100, 150), fill=255)
    else:
        draw.ellipse(box(0, 0, 100, 100), fill=255)
    return mask.reduce(SMOOTH)


def _shape(
    picture: Image.Image,
    shape: int,
    colour: str,
    *,
    side: int,
    at: tuple[int, int],
    floor: int = HEIGHT,
) -> None:
    """Cut off at the edges of the picture, and at `floor`."""
    mask = _mask(shape, side).crop((0, 0, side, min(side, floor - at[1])))
    picture.paste(colour, at, mask)


def _tint(colour: str) -> str:
    """Three tenths of the way to white."""
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(channel + (255 - channel) * 0.3):02x}" for channel in channels)


def _file(picture: Image.Image) -> bytes:
    """Few colours are in it: a palette makes it less than half as large."""
    few = picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    written = BytesIO()
    few.save(written, "PNG", compress_level=6)
    return written.getvalue()
