"""What is not released leaks by no address, list, count, filter, neighbour, header or file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import translation

from programme import urls
from programme.models import Attachment, Notice, Session, SessionLink, SpeakerLink, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    PartnerFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.programme.views.crawling import crawl, told
from tests.programme.views.filling import fill
from tests.releases import release_of

if TYPE_CHECKING:
    from programme.models import Edition, Occurrence

MARK = "Zebrule"
FAR_OFF = THURSDAY_TEN + timedelta(days=14)  # on a day that no public slot is on
UNKNOWN = {
    "edition": "unknown",
    "code": "ZZZZZZ",
    "slug": "unknown",
    "number": 1,
    "day": date(2017, 7, 21),
    "pictures": "pictures/unknown.webp",
    "attachments": "attachments/unknown.webp",
    "tag": "0a1b2c3d",
}


def marked(*rows: Any) -> Any:
    fill(*rows, words=MARK, url=f"https://example.org/{MARK}")
    return rows[0]


def secret_session(edition: Edition, state: str, *, hours: int) -> Occurrence:
    """A session with all that belongs to one, placed in a room of its own, marked all over."""
    venue = VenueFactory(edition=edition, slug=f"secret-venue-{hours}")
    room = RoomFactory(edition=edition, venue=venue, slug=f"secret-room-{hours}", access_features=["quiet"])
    format_ = FormatFactory(edition=edition, kind="performance")
    session = SessionFactory(
        edition=edition, track=edition.tracks.get(), format=format_, state=state, access_features=["captions"]
    )
    speaker = SpeakerFactory(edition=edition, number=1_000_000 + hours)
    SessionSpeakerFactory(session=session, speaker=speaker)
    occurrence = OccurrenceFactory(
        session=session, room=room, starts_at=THURSDAY_TEN + timedelta(hours=hours)
    )
    link = SessionLink.objects.create(session=session, url="https://example.org/")
    hers = SpeakerLink.objects.create(speaker=speaker, url="https://example.org/")
    attachment = Attachment.objects.create(session=session, label="x", file="attachments/x")
    marked(venue, room, format_, session, speaker, link, hers, attachment)
    for name in (speaker.photo.name, attachment.file.name):
        default_storage.save(name, ContentFile(MARK.encode()))
    return occurrence


def secret_edition() -> Edition:
    """An edition that is not public, with a released programme."""
    edition = EditionFactory(slug="secret-edition", is_public=False)
    track = TrackFactory(edition=edition, slug="secret-track")
    rows = [
        track,
        PartnerFactory(edition=edition),
        NoticeFactory(edition=edition),
        PageFactory(edition=edition, slug="secret-page", menu_position=1),
    ]
    marked(edition, *rows)
    secret_session(edition, Session.State.CONFIRMED, hours=8)
    release_of(edition, note=MARK)
    return edition


@pytest.fixture
def festival(settings, edition):
    """A public edition; what shows of it is one session, though its releases hold two more."""
    settings.FESTAPP_NOW = THURSDAY_TEN
    settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()
    track = TrackFactory(edition=edition)
    dropped = secret_session(edition, Session.State.CONFIRMED, hours=1)
    release_of(edition)
    dropped.starts_at = None
    dropped.save()
    # Its title and its room were told once, and the page of what changed says so; nothing else of it does.
    for row, field in ((dropped.session, "title"), (dropped.room, "name")):
        type(row).objects.filter(pk=row.pk).update(**{field: Texts({"en": "Told once"})})
    secret_session(edition, Session.State.ACCEPTED, hours=-1)
    session = SessionFactory(
        edition=edition, code="SHOWN2", track=track, external_id=MARK, access_features=["step_free"]
    )
    speaker = SpeakerFactory(edition=edition, number=42, email=f"{MARK}@example.org", external_id=MARK)
    SessionSpeakerFactory(session=session, speaker=speaker)
    OccurrenceFactory(session=session)
    PageFactory(edition=edition, slug="shown", menu_position=1)
    release_of(edition)
    return edition


def add_what_is_not_public(edition: Edition) -> None:
    """Everything that is in the making, around the session that shows."""
    for hours, state in enumerate(Session.State, start=2):
        secret_session(edition, state, hours=hours)
    shown = Session.objects.get(code="SHOWN2")
    moved = shown.occurrences.get()
    room = RoomFactory(edition=edition, venue=VenueFactory(edition=edition), slug="secret-new-room")
    marked(room.venue, room)
    again = OccurrenceFactory(session=shown, room=moved.room, starts_at=THURSDAY_TEN + timedelta(hours=1))
    before = SessionFactory(edition=edition, track=shown.track)  # in the same room, just before
    OccurrenceFactory(session=marked(before), room=moved.room, starts_at=THURSDAY_TEN - timedelta(hours=1))
    again.save()
    OccurrenceFactory(session=shown, room=moved.room, starts_at=FAR_OFF)
    moved.room = room
    moved.starts_at += timedelta(minutes=30)
    moved.save()
    marked(PageFactory(edition=edition, slug="secret-page", menu_position=2, is_public=False))
    Notice.objects.create(edition=edition, text={"en": MARK}, is_shown=False)
    secret_edition()


def visitor(client: Any, who: str) -> Any:
    if who == "stranger":
        client.force_login(UserFactory())
    if who == "organiser of another edition":
        client.force_login(MembershipFactory(edition=EditionFactory(slug="third", is_public=False)).user)
    return client


VISITORS = pytest.mark.parametrize("who", ["anonymous", "stranger", "organiser of another edition"])


@VISITORS
def test_no_page_changes_by_what_is_not_public(client, festival, who):
    client = visitor(client, who)
    first = [
        "/",
        *(
            f"/{language}/{festival.slug}/{tail}"
            for language in ("en", "fr")
            for tail in ("", "now/", "changes/", "tracks/", "venues/", "partners/")
        ),
    ]
    before = {address: told(answer) for address, answer in crawl(client, first).items()}
    assert len(before) > 30  # it did go along the links

    add_what_is_not_public(festival)

    after = {address: told(answer) for address, answer in crawl(client, first).items()}
    assert after == before
    assert [address for address, answer in after.items() if MARK.lower() in answer.decode().lower()] == []
    assert [address for address, answer in after.items() if not answer.startswith((b"200", b"302"))] == []


def hidden_values(edition: Edition) -> dict[str, list[Any]]:
    """What the addresses take, of rows that the public may not see."""
    other = type(edition).objects.get(slug="secret-edition")
    sessions = Session.objects.exclude(code="SHOWN2")
    return {
        "edition": [edition.slug, other.slug],
        "code": [session.code for session in sessions],
        "slug": [
            "secret-page",
            "secret-track",
            "secret-new-room",
            *(f"secret-room-{hours}" for hours in range(-1, 9)),
            *(f"secret-venue-{hours}" for hours in range(-1, 9)),
            *{session.slug for session in sessions},
            "zebrule",
        ],
        "day": [FAR_OFF.date()],
        "number": [1_000_000 + hours for hours in range(-1, 9)],
        "tag": ["0a1b2c3d"],  # any tag is answered with the colours of now
    }


def hidden_addresses(edition: Edition) -> list[tuple[str, str]]:
    """Every address of the URLconf that hidden rows have, and beside it that of a row that does not exist."""
    values = hidden_values(edition)
    found = []
    for pattern in urls.urlpatterns:
        names = list(pattern.pattern.converters)
        rows = range(max(len(values[name]) for name in names if name != "edition" or names == ["edition"]))
        for slug, row in product(values["edition"], rows):
            known = {name: values[name][row % len(values[name])] for name in names} | {"edition": slug}
            if known.keys() <= {"edition", "tag"} and slug == edition.slug and pattern.name != "preview":
                continue  # these are public
            unknown = {name: UNKNOWN[name] for name in names}
            if known["edition"] == edition.slug and len(known) > 1:
                unknown["edition"] = edition.slug
            found.append((reverse(pattern.name, kwargs=known), reverse(pattern.name, kwargs=unknown)))
    return found


@VISITORS
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_address_of_what_is_hidden_is_answered_as_if_it_were_not_there(client, festival, who, language):
    add_what_is_not_public(festival)
    client = visitor(client, who)
    with translation.override(language):
        pairs = hidden_addresses(festival)
    unknown = {address: told(client.get(address)) for address in {address for _known, address in pairs}}
    assert {answer[:3] for answer in unknown.values()} == {b"404"}
    assert [known for known, address in pairs if told(client.get(known)) != unknown[address]] == []


@VISITORS
def test_every_file_of_what_is_hidden_is_answered_as_if_it_were_not_there(client, festival, who):
    add_what_is_not_public(festival)
    client = visitor(client, who)
    for folder in ("pictures", "attachments"):
        _folders, names = default_storage.listdir(folder)
        assert len(names) == 7
        unknown = told(client.get(reverse("file_detail", args=[UNKNOWN[folder]])))
        answers = {
            name: told(client.get(reverse("file_detail", args=[f"{folder}/{name}"]))) for name in names
        }
        assert {name for name, answer in answers.items() if answer != unknown} == set()


def test_no_number_of_a_row_of_the_database_shows(client, festival):
    """Rows get numbers so high here that they would be seen."""
    tables = [
        "session",
        "occurrence",
        "speaker",
        "room",
        "venue",
        "track",
        "format",
        "page",
        "release",
        "slot",
    ]
    with connection.cursor() as cursor:
        for at, table in enumerate(tables):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('programme_{table}', 'id'), %s)", [770_077_000 + at]
            )
    other = EditionFactory(slug="numbered")
    session = SessionFactory(edition=other)
    SessionSpeakerFactory(session=session)
    OccurrenceFactory(session=session)
    PageFactory(edition=other, menu_position=1)
    release_of(other)
    answers = crawl(client, ["/en/numbered/", "/fr/numbered/"])
    assert len(answers) > 20
    assert [address for address, answer in answers.items() if b"770077" in told(answer)] == []
