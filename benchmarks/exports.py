"""How long the programme's files take for 1,000 sessions, as multiples of a view that does nothing.

`python benchmarks/exports.py` makes a database of its own in a temporary folder, and leaves nothing behind.
"""

import atexit
import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SESSIONS, ROOMS, ROUNDS = 1_000, 20, 7
FILES = ("schedule.xml", "schedule.json", "schedule.ics", "schedule.csv", "schedule.jsonld", "releases.atom")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)  # said before the server says its own: that is stopped first
    os.environ |= {"FESTAPP_DATA": folder, "DJANGO_SETTINGS_MODULE": "festapp.settings"}
    os.environ.pop("DATABASE_URL", None)
    from festapp import database

    database.use_embedded_unless_configured()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measure(f"/en/{festival()}/")


def festival() -> str:
    """The address of an edition with a published programme: each session with two speakers and a long text."""
    from programme.models import Edition, Texts
    from tests.factories import (
        THURSDAY_TEN,
        EditionFactory,
        FormatFactory,
        OccurrenceFactory,
        RoomFactory,
        SessionFactory,
        SessionSpeakerFactory,
        SpeakerFactory,
        TrackFactory,
    )  # fmt: skip
    from tests.releases import release_of

    edition: Edition = EditionFactory()
    rooms = RoomFactory.create_batch(ROOMS, edition=edition)
    tracks = TrackFactory.create_batch(10, edition=edition)
    speakers = SpeakerFactory.create_batch(SESSIONS // 2, edition=edition)
    words = Texts({"en": "Some *words* about what is done here, and for whom. " * 20})
    form = FormatFactory(edition=edition)
    for at in range(SESSIONS):
        session = SessionFactory(edition=edition, track=tracks[at % 10], format=form, description=words)
        for part in (at, at + 1):
            SessionSpeakerFactory(session=session, speaker=speakers[part % len(speakers)])
        starts_at = THURSDAY_TEN + timedelta(hours=at // ROOMS)
        OccurrenceFactory(session=session, room=rooms[at % ROOMS], starts_at=starts_at)
    release_of(edition)
    return edition.slug


def measure(root: str) -> None:
    from django.http import HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    from festapp import urls

    bare = [path("bare/", lambda _request: HttpResponse(b"")), *urls.urlpatterns]
    with override_settings(ROOT_URLCONF=tuple(bare)):
        client = Client()
        unit, _size = seconds(client, "/bare/", 200)
        print(f"{SESSIONS} sessions; a bare view through all middleware is 1")
        for name in FILES:
            took, size = seconds(client, root + name, ROUNDS)
            print(f"{name:<16} {took / unit:8.0f}   {size / 1000:8.0f} kB")


def seconds(client, address: str, rounds: int) -> tuple[float, int]:  # type: ignore[no-untyped-def]
    """The median of `rounds`, after one that isn't counted; and the size in bytes."""
    size = len(client.get(address).content)
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - begun)
    return statistics.median(times), size


if __name__ == "__main__":
    main()
