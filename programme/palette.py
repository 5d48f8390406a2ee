"""Colours that can be read: fields for text, made of one colour, in a light and in a dark page.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Hue and chroma are measured in
OKLCH, in which equal steps look equal (https://bottosson.github.io/posts/oklab/).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

PAPER, INK = "#fbf9f3", "#17150f"  # of a light page; static/festapp/base.css has the same
DARK_PAPER, DARK_INK = "#14130f", "#fff8ea"
ON_LIGHT, ON_DARK = 7.0, 6.0  # least contrast of the text on a field
ON_PAPER = 4.5  # least contrast of a coloured text on the page

STEP = 0.005
YELLOW = 1.65  # its hue, in radians
NEUTRAL = 0.02  # of less chroma than this, a colour is a grey


@dataclass(frozen=True, slots=True)
class Palette:
    """Of one colour: fields under INK and under DARK_INK, and as a text on the paper of either page."""

    field: str
    dark_field: str
    accent: str
    dark_accent: str


def palette_of(colour: str) -> Palette:
    """`colour` is "#rrggbb"; raises ValueError when it is not."""
    lightness, chroma, hue = _to_oklch(colour)
    grey = chroma < NEUTRAL
    soft, deep = (chroma, chroma) if grey else (min(max(chroma, 0.09), 0.17), min(max(chroma, 0.08), 0.13))
    return Palette(
        field=_first(
            soft,
            hue,
            _steps(_lightness_for(hue, lightness), 0.98),
            lambda field: contrast(field, INK) >= ON_LIGHT,
        ),
        dark_field=_first(deep, hue, _steps(0.46, 0.15), lambda field: contrast(field, DARK_INK) >= ON_DARK),
        accent=_first(chroma, hue, _steps(0.52, 0.1), lambda text: contrast(text, PAPER) >= ON_LIGHT),
        dark_accent=_first(
            min(chroma, 0.13), hue, _steps(0.75, 0.99), lambda text: contrast(text, DARK_PAPER) >= ON_LIGHT
        ),
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1."""
    red, green, blue = _to_linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lightness_for(hue: float, lightness: float) -> float:
    """A yellow is one only where it is light; other colours are calmer when darker."""
    return max(0.735 + 0.12 * max(0.0, cos(hue - YELLOW)) ** 2, min(lightness, 0.87))


def _first(chroma: float, hue: float, steps: list[float], is_fit: Callable[[str], bool]) -> str:
    """The first lightness that fits; the last where none does."""
    colours = [_in_gamut(lightness, chroma, hue) for lightness in steps]
    return next((colour for colour in colours if is_fit(colour)), colours[-1])


def _steps(start: float, end: float) -> list[float]:
    count = round(abs(end - start) / STEP)
    return [start + (end - start) * step / count for step in range(count + 1)]


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """As much of the chroma as a screen shows."""
    while True:
        channels = _from_oklch(lightness, chroma, hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels) or chroma < STEP:
            return "#" + "".join(f"{_to_byte(channel):02x}" for channel in channels)
        chroma -= STEP


def _to_linear(colour: str) -> tuple[float, float, float]:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return red, green, blue


def _to_byte(channel: float) -> int:
    channel = min(max(channel, 0.0), 1.0)
    encoded = channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
    return round(encoded * 255)


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _to_linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
