"""Whether a colour can be read: contrast by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WHITE = "#ffffff"
LEAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_in_light_and_dark(colour: str) -> None:
    """As a field with white text in both themes; ValidationError that tells the contrast there is."""
    try:
        found = contrast(colour, WHITE)
    except ValueError:
        return  # the format's own validator speaks
    if found < LEAST:
        raise ValidationError(
            _(
                "White text on this colour has a contrast of %(found).1f : 1; %(least).1f is needed. Take it darker."
            ),
            code="contrast",
            params={"found": found, "least": LEAST},
        )
