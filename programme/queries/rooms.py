"""Rooms that the published programme uses; the others are the organisers' own affair."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef

from programme.models import Edition, Room, Text, Venue
from programme.queries.showings import Day, Place, by_day, place_of, public_slots, published


@dataclass(frozen=True, slots=True)
class RoomDetail:
    """`coordinates` are "latitude,longitude" in degrees, as a geo: address takes them, or ""."""

    place: Place
    address: str
    coordinates: str
    directions: Text
    days: tuple[Day, ...]


def public_rooms(edition: Edition) -> models.QuerySet[Room]:
    """Those that the current release shows something in."""
    shown = public_slots(edition).filter(room=OuterRef("pk"))
    return Room.objects.filter(Exists(shown), edition=edition)


def coordinates_of(venue: Venue) -> str:
    """As a geo: address takes them, in no language's way of writing numbers; "" where they are not known."""
    located = venue.latitude is not None and venue.longitude is not None
    return f"{venue.latitude},{venue.longitude}" if located else ""


def room_detail(edition: Edition, slug: str, language: str) -> RoomDetail | None:
    """None unless the current release shows something in it."""
    room = (
        public_rooms(edition).filter(slug=slug).select_related("venue").fetch_mode(models.FETCH_RAISE).first()
    )
    if room is None:
        return None
    venue = room.venue
    return RoomDetail(
        place=place_of(edition, language, room),
        address=venue.address,
        coordinates=coordinates_of(venue),
        directions=edition.text(venue.directions, language),
        days=by_day(published(edition, language, public_slots(edition).filter(room=room))),
    )
