"""Editions for the benchmarks: a published programme of any size, each session with two speakers and a long text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from programme.models import Edition

ROOMS = 20


def festival(sessions: int) -> Edition:
    """`sessions` of an hour in 20 rooms over three days; every ten minutes something begins."""
    from programme.models import Occurrence, Session, SessionSpeaker, Speaker, Texts
    from programme.models.codes import new_code, new_number
    from tests.factories import THURSDAY_TEN, EditionFactory, FormatFactory, RoomFactory, TrackFactory
    from tests.releases import release_of

    edition: Edition = EditionFactory(slug=f"fest-{sessions}", name=Texts({"en": f"Fest of {sessions}"}))
    rooms = RoomFactory.create_batch(ROOMS, edition=edition)
    tracks = TrackFactory.create_batch(10, edition=edition)
    form = FormatFactory(edition=edition)
    words = Texts({"en": "Some *words* about what is done here, and for whom. " * 20})
    speakers = Speaker.objects.bulk_create(
        Speaker(edition=edition, name=f"Speaker {number}", number=new_number(), bio=words)
        for number in range(max(sessions // 2, 1))
    )
    codes: set[str] = set()
    while len(codes) < sessions:
        codes.add(new_code())
    made = Session.objects.bulk_create(
        Session(
            edition=edition, code=code, title=Texts({"en": f"Session {at} on cities and those who live in them"}),
            abstract=Texts({"en": "One sentence on what it is about, and another one."}), description=words,
            track=tracks[at % 10], format=form, language="en", minutes=60, state="confirmed",
        )
        for at, code in enumerate(sorted(codes))
    )  # fmt: skip
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(edition=edition, session=session, speaker=speakers[(at + part) % len(speakers)], position=part)
        for at, session in enumerate(made)
        for part in (0, 1)
    )  # fmt: skip
    Occurrence.objects.bulk_create(
        Occurrence(
            edition=edition, session=session, room=rooms[at % ROOMS], minutes=60,
            starts_at=THURSDAY_TEN + timedelta(days=at % 3 - 1, minutes=10 * (at // 3 % 72)),
        )
        for at, session in enumerate(made)
    )  # fmt: skip
    release_loosely(release_of, edition)
    return edition


def release_loosely(release_of, edition: Edition) -> None:  # type: ignore[no-untyped-def]
    """Sessions overlap here as no festival's do: the rooms are shared."""
    edition.rooms.update(shared=True)
    release_of(edition)
