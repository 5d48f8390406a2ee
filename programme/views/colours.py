"""The edition's colours, as a style sheet: pages hold no style of their own."""

from django.http import HttpRequest, HttpResponse

from programme.models import Edition
from programme.palette import Palette
from programme.queries.colours import Colours, colours_of
from programme.views.editions import of_edition

FOR_EVER = "public, max-age=31536000, immutable"


@of_edition
def edition_colours(request: HttpRequest, edition: Edition, tag: str) -> HttpResponse:
    """Colours as they are now; kept for ever by browsers that asked for these."""
    colours = colours_of(edition)
    response = HttpResponse(style_sheet(colours), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_EVER if tag == colours.tag else "no-cache"
    return response


def style_sheet(colours: Colours) -> str:
    """Custom properties: slugs and colours are checked by the database, so nothing here needs escaping."""
    edition = colours.palette
    lines = [f":root{{--accent:light-dark({edition.accent},{edition.dark_accent});--own:{_field(edition)}}}"]
    lines += [
        f".k-{track.slug}{{--k:{_field(track.palette)};--shape:var(--shape-{track.shape})}}"
        for track in colours.tracks
    ]
    return "\n".join(lines) + "\n"


def _field(palette: Palette) -> str:
    return f"light-dark({palette.field},{palette.dark_field})"
