"""The colours of an edition: its own, and each track's with the shape that goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from programme.models import Edition, Track
from programme.palette import Palette, palette_of

SLUG = re.compile(r"[-\w]+", re.ASCII)
MADE = 1  # another number where the style sheet itself or the palette is made otherwise
SHAPES = 8  # in base.css; the ninth track has the first one's again


@dataclass(frozen=True, slots=True)
class TrackColour:
    """`shape` counts from 1: colour is never the only sign."""

    slug: str
    palette: Palette
    shape: int


@dataclass(frozen=True, slots=True)
class Colours:
    """`tag` is another one when any of them is: it stands in the style sheet's address."""

    tag: str
    palette: Palette
    tracks: tuple[TrackColour, ...]


def colours_of(edition: Edition) -> Colours:
    """One query. A slug that no form let through gives no class."""
    tracks = list(Track.objects.filter(edition=edition).values_list("slug", "colour"))
    return Colours(
        tag=tag_of(edition.colour, tracks),
        palette=palette_of(edition.colour),
        tracks=tuple(
            TrackColour(slug=slug, palette=palette_of(colour), shape=at % SHAPES + 1)
            for at, (slug, colour) in enumerate(tracks)
            if SLUG.fullmatch(slug)
        ),
    )


def tag_of(colour: str, tracks: Iterable[tuple[str, str]]) -> str:
    """Eight digits of how they are made, of the edition's colour, and of its tracks' slugs and colours in order."""
    written = ",".join([str(MADE), colour, *(f"{slug}={its}" for slug, its in tracks)])
    return f"{crc32(written.encode()):08x}"
