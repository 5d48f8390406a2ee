"""Cards tell what is public, as it is now, in the language of their address."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image

from programme.models import Session, Speaker, Texts
from programme.queries.cards import card_of_edition, card_of_session, card_of_speaker, date_range
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.releases import release_of

pytestmark = pytest.mark.django_db

TAILS = ["sessions/SHOWN2.png", "speakers/7.png", "card.png"]


@pytest.fixture
def shown(edition):
    """A session of the second track, released."""
    TrackFactory(edition=edition, position=0)
    track = TrackFactory(
        edition=edition, position=1, colour="#3a489c", name=Texts({"en": "Power", "fr": "Pouvoir"})
    )
    session = SessionFactory(
        edition=edition,
        code="SHOWN2",
        title=Texts({"en": "Who holds it?", "fr": "Qui la tient ?"}),
        track=track,
    )
    speaker = SpeakerFactory(edition=edition, name="Ana", number=7, organisation="Maps Ltd")
    SessionSpeakerFactory(session=session, speaker=speaker)
    venue = VenueFactory(edition=edition, name=Texts({"en": "Hall", "fr": "Halle"}))
    OccurrenceFactory(
        session=session,
        room=RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Nave", "fr": "Nef"})),
    )
    release_of(edition)
    return session


def said(edition, language="en"):
    with translation.override(language):
        return card_of_session(edition, "SHOWN2", language)


@pytest.mark.parametrize("tail", TAILS)
def test_a_card_is_a_picture_of_the_size_that_networks_show(client, shown, tail):
    answer = client.get(f"/en/{shown.edition.slug}/{tail}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 80_000
    assert not answer.cookies
    assert answer.keepable  # until the edition changes


def test_a_session_is_found_by_its_code_in_either_case(client, shown):
    address = f"/en/{shown.edition.slug}/sessions/"
    assert client.get(f"{address}shown2.png").content == client.get(f"{address}SHOWN2.png").content


def test_a_session_says_what_who_when_and_where(shown):
    card = said(shown.edition)
    assert (card.title, card.heading, card.people) == ("Who holds it?", "Power", ("Ana",))
    assert card.when == "Thursday 6 July 2017, 10:00–11:00"
    assert card.where == "Nave, Hall"
    assert card.dates == "5–7 July 2017, Paris"
    assert (card.field.shape, card.off) == (2, "")  # a square: it is the second track


def test_it_speaks_the_language_of_its_address(client, shown):
    card = said(shown.edition, "fr")
    assert (card.title, card.heading, card.where) == ("Qui la tient ?", "Pouvoir", "Nef, Halle")
    assert card.when == "Jeudi 6 juillet 2017, 10:00–11:00"
    addresses = [f"/{language}/{shown.edition.slug}/sessions/SHOWN2.png" for language in ("en", "fr")]
    assert len({client.get(address).content for address in addresses}) == 2


def test_a_title_in_letters_that_are_not_drawn_is_taken_from_another_language(shown):
    Session.objects.update(title=Texts({"en": "城市", "fr": "La ville"}))
    assert said(shown.edition).title == "La ville"
    Session.objects.update(title=Texts({"en": "城市"}))
    assert said(shown.edition).title == shown.format.name["en"]


def test_what_is_cancelled_says_so(shown):
    shown.state = Session.State.CANCELLED
    shown.save()
    assert said(shown.edition).off == "Cancelled"


def test_the_first_time_that_is_held_is_told(shown):
    first = shown.occurrences.get()
    OccurrenceFactory(session=shown, room=first.room, starts_at=THURSDAY_TEN + timedelta(hours=4))
    release_of(shown.edition)
    assert said(shown.edition).when == "Thursday 6 July 2017, 10:00–11:00"
    first.is_cancelled = True
    first.save()
    card = said(shown.edition)
    assert (card.when, card.off) == ("Thursday 6 July 2017, 14:00–15:00", "")


def test_what_is_after_midnight_is_told_by_the_day_of_the_clock(shown):
    shown.occurrences.update(starts_at=THURSDAY_TEN + timedelta(hours=15))
    release_of(shown.edition)
    assert said(shown.edition).when == "Friday 7 July 2017, 01:00–02:00"


def test_a_speaker_is_told_with_her_first_session(shown):
    card = card_of_speaker(shown.edition, 7, "en")
    assert (card.title, card.heading, card.people) == ("Ana", "Speaker", ("Maps Ltd",))
    assert (card.when, card.where) == ("Who holds it?", "Thursday 6 July 2017, 10:00–11:00, Nave, Hall")


@pytest.mark.parametrize("tracks", range(6))
def test_an_edition_shows_four_fields_however_many_tracks_it_has(edition, tracks):
    for position in range(tracks):
        TrackFactory(edition=edition, position=position)
    fields = card_of_edition(edition, "en").fields
    assert len({field.shape for field in fields}) == 4


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2017, 7, 5), date(2017, 7, 7), "5–7 July 2017"),
        (date(2017, 7, 5), date(2017, 7, 5), "5 July 2017"),
        (date(2017, 6, 30), date(2017, 7, 2), "30 June – 2 July 2017"),
        (date(2017, 12, 31), date(2018, 1, 1), "31 December 2017 – 1 January 2018"),
    ],
)
def test_dates_say_month_and_year_once(first, last, words):
    assert date_range(first, last) == words


@pytest.mark.parametrize("state", Session.State)
@pytest.mark.parametrize("is_released", [False, True])
def test_a_session_that_is_not_shown_has_no_card_and_neither_has_its_speaker(
    client, edition, state, is_released
):
    session = SessionFactory(edition=edition, code="SHOWN2", state=state)
    SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, number=7))
    OccurrenceFactory(session=session)
    if is_released:
        release_of(edition)
    expected = 200 if is_released and state in Session.PUBLIC_STATES else 404
    found = [client.get(f"/en/{edition.slug}/{tail}").status_code for tail in TAILS[:2]]
    assert found == [expected, expected]


def test_a_card_shows_no_move_that_is_not_released(shown):
    before = said(shown.edition)
    shown.occurrences.update(
        starts_at=THURSDAY_TEN + timedelta(hours=5), room=RoomFactory(edition=shown.edition)
    )
    OccurrenceFactory(session=shown, starts_at=THURSDAY_TEN - timedelta(hours=1))
    assert said(shown.edition) == before


@pytest.mark.parametrize("tail", TAILS)
def test_of_an_edition_that_is_not_public_only_its_organisers_see_cards(client, shown, tail):
    shown.edition.is_public = False
    shown.edition.save()
    hidden, unknown = (client.get(f"/en/{slug}/{tail}") for slug in (shown.edition.slug, "unknown"))
    assert (hidden.status_code, hidden.content) == (404, unknown.content)
    client.force_login(MembershipFactory(edition=shown.edition).user)
    answer = client.get(f"/en/{shown.edition.slug}/{tail}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("tail", TAILS)
def test_a_card_of_another_edition_is_not_there(client, shown, tail):
    other = EditionFactory()
    assert client.get(f"/en/{other.slug}/{tail}").status_code == (200 if tail == "card.png" else 404)


@pytest.mark.parametrize(
    "words", ["W" * 300, "🎉" * 300, "\x07\u202e\u2028" * 100, "ا" * 300, "a\u0300" * 150, "\"'<>&{{ }}"]
)
def test_any_words_make_a_card(client, shown, words):
    texts = Texts({"en": words})
    Session.objects.update(title=texts)
    Speaker.objects.update(name=f"{words[:199]}x", organisation=words[:200])
    type(shown.edition).objects.update(name=texts, tagline=texts, city=words[:120])
    assert [client.get(f"/en/{shown.edition.slug}/{tail}").status_code for tail in TAILS] == [200, 200, 200]


@pytest.mark.parametrize("count", [1, 15])
@pytest.mark.parametrize(("tail", "queries"), [*zip(TAILS, (4, 4, 2), strict=True)])
def test_it_asks_as_often_for_few_as_for_many(client, shown, django_assert_num_queries, count, tail, queries):
    speaker = Speaker.objects.get(number=7)
    for at in range(count):
        session = SessionFactory(edition=shown.edition)
        SessionSpeakerFactory(session=session, speaker=speaker)
        SessionSpeakerFactory(session=shown, speaker=SpeakerFactory(edition=shown.edition))
        OccurrenceFactory(session=session)
        OccurrenceFactory(session=shown, starts_at=THURSDAY_TEN + timedelta(hours=at + 1))
    release_of(shown.edition)
    with django_assert_num_queries(queries):
        assert client.get(f"/en/{shown.edition.slug}/{tail}").status_code == 200


def test_no_address_of_a_card_is_posted_to(client, shown):
    assert client.post(f"/en/{shown.edition.slug}/card.png").status_code == 405
