"""Venues that the published programme uses, with those of their rooms that it uses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db import models

from programme.models import Edition, Room, Text, Venue
from programme.queries.rooms import coordinates_of, public_rooms
from programme.queries.showings import Day, Place, by_day, place_of, public_slots, published


@dataclass(frozen=True, slots=True)
class VenueEntry:
    """`coordinates` are as in RoomDetail. There is one room at least."""

    slug: str
    name: Text
    address: str
    coordinates: str
    rooms: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class VenueDetail:
    entry: VenueEntry
    directions: Text
    days: tuple[Day, ...]


def venue_list(edition: Edition, language: str) -> tuple[VenueEntry, ...]:
    """In the organisers' order; one query."""
    rooms = _with_venues(public_rooms(edition)).defer("venue__directions")
    return tuple(
        _entry(edition, language, venue, tuple(its_rooms))
        for venue, its_rooms in groupby(rooms, key=lambda room: room.venue)
    )


def venue_detail(edition: Edition, slug: str, language: str) -> VenueDetail | None:
    """None unless the current release shows something there."""
    rooms = tuple(_with_venues(public_rooms(edition).filter(venue__slug=slug)))
    if not rooms:
        return None
    venue = rooms[0].venue
    return VenueDetail(
        entry=_entry(edition, language, venue, rooms),
        directions=edition.text(venue.directions, language),
        days=by_day(published(edition, language, public_slots(edition).filter(room__venue=venue))),
    )


def _with_venues(rooms: models.QuerySet[Room]) -> models.QuerySet[Room]:
    order = ("venue__position", "venue__slug", "position", "slug")
    return rooms.select_related("venue").order_by(*order).fetch_mode(models.FETCH_RAISE)


def _entry(edition: Edition, language: str, venue: Venue, rooms: tuple[Room, ...]) -> VenueEntry:
    return VenueEntry(
        slug=venue.slug,
        name=edition.text(venue.name, language),
        address=venue.address,
        coordinates=coordinates_of(venue),
        rooms=tuple(place_of(edition, language, room) for room in rooms),
    )
