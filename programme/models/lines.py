"""One line of text as people type it."""

from typing import TYPE_CHECKING, Any

from django.db import models

from programme.text import clean_line

if TYPE_CHECKING:
    Line = models.CharField[str, str]
else:
    Line = models.CharField


class LineField(Line):
    """A CharField without line breaks, control characters or direction overrides, whatever was typed or pasted."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_line(text) if isinstance(text, str) else text
