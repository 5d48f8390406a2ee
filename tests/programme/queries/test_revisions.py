"""Revisions: every write to what is public makes another one, whatever column it writes, and pages show it at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection, transaction

from programme import page_store
from programme.models import Attachment, Edition, Session, SessionLink, SpeakerLink, Texts
from programme.queries.revisions import revision_at
from tests.factories import (
    THURSDAY_TEN,
    FormatFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    PartnerFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.racing import all_at_once
from tests.releases import release_of

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db(transaction=True)

# Nobody but its organisers sees these. Of occurrences the public sees what their slots froze, and cancelling.
PRIVATE = {"acceptedclash", "availability", "membership", "occurrence"}
COUNTING = {"mark", "foldedmarks"}


def models() -> dict[str, type[Model]]:
    """Those that a public page may be made of, by name."""
    found = {model._meta.model_name: model for model in apps.get_app_config("programme").get_models()}
    return {
        str(name): model
        for name, model in found.items()
        if name not in PRIVATE | COUNTING and not str(name).startswith("historical")
    }


def columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not field.generated]


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def whole(edition: Edition) -> Edition:
    """A row at least in each table behind a page, and all of it shown."""
    track = TrackFactory(edition=edition, slug="track")
    room = RoomFactory(edition=edition, slug="room", venue=VenueFactory(edition=edition, slug="venue"))
    session = SessionFactory(
        edition=edition,
        code="ABC234",
        track=track,
        format=FormatFactory(edition=edition),
        title=Texts({"en": "T"}),
    )
    SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, name="Ana", number=5))
    SessionLink.objects.create(session=session, url="https://example.org/", label="Link")
    SpeakerLink.objects.create(speaker=session.speakers.get(), url="https://example.org/", label="Link")
    Attachment.objects.create(session=session, label="Attachment", file="attachments/x.pdf")
    OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN)
    PartnerFactory(edition=edition)
    NoticeFactory(edition=edition, is_shown=True)
    PageFactory(edition=edition, slug="page", menu_position=1)
    release_of(edition, note="Note")
    return edition


def number(edition: Edition) -> int:
    revision = revision_at(edition.slug)
    assert revision is not None
    return revision.number


@pytest.mark.parametrize("name", sorted(models()))
def test_each_column_of_what_is_public_makes_another_revision(name, whole):
    """A new model is one of these until somebody says that it is private."""
    model = models()[name]
    assert model._default_manager.exists()
    for column in columns(model):
        before = number(whole)
        execute(f'UPDATE {model._meta.db_table} SET "{column}" = "{column}"')
        assert number(whole) == before + 1, column


def test_what_is_private_makes_none(whole):
    for name in PRIVATE:
        model = apps.get_model("programme", name)
        before = number(whole)
        for column in columns(model):
            execute(f'UPDATE {model._meta.db_table} SET "{column}" = "{column}"')
        assert number(whole) == before, name


def test_a_row_that_moves_is_another_revision_of_both_editions(whole):
    other = Edition.objects.create(**{**vars_of(whole), "slug": "other"})
    PartnerFactory(edition=whole)
    before = number(whole), number(other)
    execute(f"UPDATE programme_partner SET edition_id = {other.pk}")
    assert (number(whole), number(other)) == (before[0] + 1, before[1] + 1)


def vars_of(edition: Edition) -> dict[str, object]:
    names = [field.attname for field in Edition._meta.concrete_fields if not field.primary_key]
    return {name: getattr(edition, name) for name in names}


# What is written by SQL, and the page on which it has to stand next.
SHOWN = {
    "edition.name": ("UPDATE programme_edition SET name = {text}", ""),
    "edition.tagline": ("UPDATE programme_edition SET tagline = {text}", ""),
    "edition.city": ("UPDATE programme_edition SET city = 'Marker'", ""),
    "partner.name": ("UPDATE programme_partner SET name = 'Marker'", "partners/"),
    "notice.text": ("UPDATE programme_notice SET text = {text}", ""),
    "page.title": ("UPDATE programme_page SET title = {text}", "pages/page/"),
    "page.body": ("UPDATE programme_page SET body = {text}", "pages/page/"),
    "track.name": ("UPDATE programme_track SET name = {text}", "tracks/track/"),
    "track.question": ("UPDATE programme_track SET question = {text}", "tracks/track/"),
    "format.name": ("UPDATE programme_format SET name = {text}", "sessions/ABC234-t/"),
    "venue.name": ("UPDATE programme_venue SET name = {text}", "venues/venue/"),
    "venue.address": ("UPDATE programme_venue SET address = 'Marker'", "venues/venue/"),
    "venue.directions": ("UPDATE programme_venue SET directions = {text}", "venues/venue/"),
    "room.name": ("UPDATE programme_room SET name = {text}", "rooms/room/"),
    "room.floor": ("UPDATE programme_room SET floor = 'Marker'", "rooms/room/"),
    "speaker.name": ("UPDATE programme_speaker SET name = 'Marker'", "speakers/"),
    "speaker.bio": ("UPDATE programme_speaker SET bio = {text}", "speakers/5-ana/"),
    "speaker.organisation": ("UPDATE programme_speaker SET organisation = 'Marker'", "speakers/5-ana/"),
    "speakerlink.label": ("UPDATE programme_speakerlink SET label = 'Marker'", "speakers/5-ana/"),
    "speakerlink.url": ("UPDATE programme_speakerlink SET url = 'https://x.org/Marker'", "speakers/5-ana/"),
    "session.title": ("UPDATE programme_session SET title = {text}", "programme/"),
    "session.subtitle": ("UPDATE programme_session SET subtitle = {text}", "sessions/ABC234-t/"),
    "session.abstract": ("UPDATE programme_session SET abstract = {text}", "sessions/ABC234-t/"),
    "session.description": ("UPDATE programme_session SET description = {text}", "sessions/ABC234-t/"),
    "sessionlink.label": ("UPDATE programme_sessionlink SET label = 'Marker'", "sessions/ABC234-t/"),
    "attachment.label": ("UPDATE programme_attachment SET label = 'Marker'", "sessions/ABC234-t/"),
    "release.note": ("UPDATE programme_release SET note = {text}", "releases.atom"),
    "slot.period": (
        "UPDATE programme_slot SET period = '[2017-07-07 09:17+02,2017-07-07 10:17+02)'",
        "schedule.xml",
    ),
}


@pytest.mark.parametrize("column", SHOWN)
def test_what_is_written_by_sql_is_shown_next(column, client, whole, settings, monkeypatch):
    settings.PAGE_CACHE_MB = 10
    monkeypatch.setattr(page_store, "TRUSTED_SECONDS", 0)
    statement, name = SHOWN[column]
    marker = b"09:17" if column == "slot.period" else b"Marker"
    address = f"/en/{whole.slug}/{name}"
    assert marker not in client.get(address).content
    execute(statement.format(text="""'{"en": "Marker"}'""") if "{text}" in statement else statement)
    assert marker in client.get(address, follow=True).content


def test_writers_of_all_tables_of_one_edition_do_not_wait_for_each_other(whole):
    """Each writes another table and ends its transaction only when all have written."""
    tables = ["edition", "partner", "notice", "page", "track", "venue", "speaker", "session"]
    together = threading.Barrier(len(tables), timeout=20)
    before = number(whole)

    def write(table: str) -> None:
        with transaction.atomic():
            execute(f"UPDATE programme_{table} SET id = id")
            together.wait()

    all_at_once([lambda table=table: write(table) for table in tables])
    assert number(whole) == before + len(tables)


def test_a_reader_between_two_writers_never_keeps_what_the_late_one_changes(whole):
    """The one that began first ends last: what was read in between is no revision of its end."""
    written, read = threading.Barrier(2, timeout=20), threading.Barrier(2, timeout=20)

    def slow() -> int:
        with transaction.atomic():
            Session.objects.update(minutes=33)
            written.wait()
            read.wait()
        return number(whole)

    def quick() -> int:
        written.wait()
        execute("UPDATE programme_partner SET name = 'Quick'")
        between = number(whole)
        read.wait()
        return between

    between, after = sorted(all_at_once([slow, quick]))
    assert between < after
