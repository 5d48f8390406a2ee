"""Each page asks the database a fixed number of times, whatever it lists and whoever reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from programme.models import Attachment, Occurrence, SessionLink, Texts
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
    UserFactory,
)
from tests.releases import release_of

QUERIES = {
    "": 8,
    "programme/": 6,
    "programme/?view=list": 6,
    "programme/?day=all": 5,
    "programme/?day=2017-07-06&part=morning": 5,
    "programme/?track=track&language=en": 6,
    "programme/?q=session": 6,
    "programme/?q=session&day=2017-07-06&track=track": 7,
    "programme/?q=sesion": 7,
    "colours-0a1b2c3d.css": 2,
    "sessions/ABC234-first/": 7,
    "speakers/": 4,
    "speakers/5-ana/": 6,
    "tracks/track/": 5,
    "rooms/room/": 5,
    "pages/page/": 3,
    "now/": 5,
    "changes/": 7,
    "tracks/": 4,
    "venues/": 3,
    "venues/venue/": 5,
    "partners/": 3,
}


def make(edition, count):
    """That many sessions, all in one room and one track, by one speaker and one more each; all were moved once."""
    track = TrackFactory(edition=edition, slug="track")
    room = RoomFactory(edition=edition, slug="room", venue__slug="venue")
    ana = SpeakerFactory(edition=edition, name="Ana", number=5)
    NoticeFactory(edition=edition)
    for at in range(count):
        session = SessionFactory(
            edition=edition, track=track, format=FormatFactory(edition=edition), language="en"
        )
        SessionSpeakerFactory(session=session, speaker=ana)
        SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition))
        OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(days=1, hours=at))
        SessionLink.objects.create(session=session, url="https://example.org/")
        Attachment.objects.create(session=session, label="x", file="attachments/x")
        TrackFactory(edition=edition)
        PartnerFactory(edition=edition)
        PageFactory(edition=edition, slug="" if at else "page", menu_position=at)
        if at == 0:
            session.code, session.title = "ABC234", Texts({"en": "First"})
            session.save()
    release_of(edition)
    Occurrence.objects.update(starts_at=F("starts_at") - timedelta(days=1))
    release_of(edition)


@pytest.mark.parametrize("count", [2, 30])
@pytest.mark.parametrize("tail", QUERIES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_asks_as_often_for_few_as_for_many(
    client, edition, settings, django_assert_num_queries, tail, count, signed_in
):
    settings.FESTAPP_NOW = THURSDAY_TEN
    settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()
    make(edition, count)
    if signed_in:
        client.force_login(UserFactory())
    with django_assert_num_queries(QUERIES[tail]) as asked:
        answer = client.get(f"/en/{edition.slug}/{tail}")
    assert answer.status_code == 200
    assert [
        query["sql"] for query in asked if "django_session" in query["sql"] or "accounts_" in query["sql"]
    ] == []


@pytest.mark.parametrize("count", [2, 30])
@pytest.mark.parametrize(("tail", "queries"), [("", 7), ("sessions/ABC234/", 10)])
def test_a_preview_asks_as_often_for_few_as_for_many(
    organisers_client, edition, django_assert_num_queries, count, tail, queries
):
    make(edition, count)
    with django_assert_num_queries(queries):
        assert organisers_client.get(f"/en/{edition.slug}/preview/{tail}").status_code == 200
