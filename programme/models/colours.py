"""Whether a colour that organisers choose can be read."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.palette import contrast

WHITE = "#ffffff"
LEAST = 4.5


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
