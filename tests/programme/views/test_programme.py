"""The programme page: the released timetable in order, its filters, its empty states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from programme.models import Format, Session, Texts
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
    VenueFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of


def address(edition, query="", language="en"):
    return f"/{language}/{edition.slug}/programme/{query}"


def titles(page):
    return page.words_of("h3")


def named(edition, title, **fields):
    return SessionFactory(edition=edition, title=Texts({"en": title}), **fields)


def test_a_programme_without_a_release_says_so(client, edition):
    OccurrenceFactory(session__edition=edition)
    page = read(client.get(address(edition)))
    assert page.words_of("p", class_="empty") == ["The programme is not published yet. Come back later."]
    assert titles(page) == []
    assert page.all("form") == []


def test_a_day_is_a_section_with_its_showings_by_time_then_room(client, edition):
    second = RoomFactory(edition=edition, position=2)
    first = RoomFactory(edition=edition, venue=second.venue, position=1)
    OccurrenceFactory(session=named(edition, "Same time, second room"), room=second)
    OccurrenceFactory(session=named(edition, "Same time, first room"), room=first)
    OccurrenceFactory(session=named(edition, "Same time, no room"), room=None)
    OccurrenceFactory(
        session=named(edition, "Earlier"), room=second, starts_at=THURSDAY_TEN - timedelta(hours=1)
    )
    OccurrenceFactory(
        session=named(edition, "Next day"), room=first, starts_at=THURSDAY_TEN + timedelta(days=1)
    )
    release_of(edition)

    page = read(client.get(address(edition)))

    days = page.all("section", class_="day")
    assert [day.words_of("h2") for day in days] == [["Thursday 6 July"], ["Friday 7 July"]]
    assert [day["aria-labelledby"] for day in days] == [day.one("h2")["id"] for day in days]
    assert [titles(day) for day in days] == [
        ["Earlier", "Same time, first room", "Same time, second room", "Same time, no room"],
        ["Next day"],
    ]


def test_times_are_in_the_editions_zone_with_their_offset(client, edition):
    OccurrenceFactory(session__edition=edition)
    release_of(edition)
    when = read(client.get(address(edition))).one("p", class_="when")
    assert when.words == "10:00–11:00"
    assert [time["datetime"] for time in when.all("time")] == [
        "2017-07-06T10:00+02:00",
        "2017-07-06T11:00+02:00",
    ]


def test_after_midnight_belongs_to_the_evening_before_and_says_so(client, edition):
    one_in_the_morning = datetime(2017, 7, 6, 23, tzinfo=UTC)
    OccurrenceFactory(session__edition=edition, starts_at=one_in_the_morning)
    release_of(edition)
    day = read(client.get(address(edition))).one("section", class_="day")
    assert day.one("h2").words == "Thursday 6 July"
    assert day.one("p", class_="when").words == "01:00–02:00 (night)"
    assert day.one("p", class_="when").all("time")[0]["datetime"] == "2017-07-07T01:00+02:00"


def test_in_the_night_the_clocks_go_back_both_times_say_which_they_are(client, edition):
    first_half_past_two = datetime(2017, 10, 29, 0, 30, tzinfo=UTC)
    OccurrenceFactory(session__edition=edition, starts_at=first_half_past_two, minutes=60)
    release_of(edition)
    when = read(client.get(address(edition))).one("p", class_="when")
    assert when.words == "02:30 (UTC+2)–02:30 (UTC+1) (night)"


def test_an_entry_names_title_format_track_language_speakers_room_and_venue(client, edition):
    track = TrackFactory(edition=edition, name=Texts({"en": "Power"}))
    session = named(
        edition,
        "Cities that write back",
        track=track,
        format=FormatFactory(edition=edition, name=Texts({"en": "Keynote"})),
        language="fr",
    )
    SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, name="Ana"), position=2)
    SessionSpeakerFactory(
        session=session, speaker=SpeakerFactory(edition=edition, name="Bo"), position=1, role="host"
    )
    venue = VenueFactory(edition=edition, name=Texts({"en": "Docks"}))
    OccurrenceFactory(
        session=session, room=RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Nave"}))
    )
    release_of(edition)
    entry = read(client.get(address(edition))).one("article")
    assert titles(entry) == ["Cities that write back"]
    assert entry.words_of("p") == ["10:00–11:00", "Keynote · Power · French", "Bo (Host), Ana", "Nave, Docks"]


def test_a_cancelled_session_shows_at_once_crossed_out_with_the_word(client, edition):
    session = named(edition, "Off")
    OccurrenceFactory(session=session)
    release_of(edition)
    assert titles(read(client.get(address(edition)))) == ["Off"]

    Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED)

    page = read(client.get(address(edition)))
    assert titles(page) == ["Off Cancelled"]
    assert page.words_of("s") == ["Off"]


def test_a_cancelled_occurrence_shows_at_once_and_alone(client, edition):
    session = named(edition, "Twice")
    off = OccurrenceFactory(session=session)
    OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=3))
    release_of(edition)
    off.is_cancelled = True
    off.save()
    assert titles(read(client.get(address(edition)))) == ["Twice Cancelled", "Twice"]


def test_a_slot_released_as_cancelled_stays_cancelled(client, edition):
    occurrence = OccurrenceFactory(session=named(edition, "Off"))
    release = release_of(edition)
    release.slots.update(cancelled=True)
    assert titles(read(client.get(address(edition)))) == ["Off Cancelled"]
    assert occurrence.is_cancelled is False


def test_a_corrected_title_shows_at_once(client, edition):
    session = named(edition, "Tittle")
    OccurrenceFactory(session=session)
    release_of(edition)
    session.title = Texts({"en": "Title"})
    session.save()
    assert titles(read(client.get(address(edition)))) == ["Title"]


def test_a_move_in_the_draft_does_not_show(client, edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    release_of(edition)
    before = client.get(address(edition)).content

    occurrence.starts_at = THURSDAY_TEN + timedelta(hours=5)
    occurrence.minutes = 20
    occurrence.room = RoomFactory(edition=edition)
    occurrence.save()

    assert client.get(address(edition)).content == before


def test_only_the_last_release_shows(client, edition):
    occurrence = OccurrenceFactory(session=named(edition, "Dropped"))
    release_of(edition)
    OccurrenceFactory(
        session=named(edition, "Kept"), room=occurrence.room, starts_at=THURSDAY_TEN + timedelta(hours=2)
    )
    occurrence.starts_at = None
    occurrence.save()
    release_of(edition)
    assert titles(read(client.get(address(edition)))) == ["Kept"]


@pytest.mark.parametrize("state", [Session.State.DRAFT, Session.State.ACCEPTED])
def test_a_released_session_that_is_confirmed_no_more_does_not_show(client, edition, state):
    OccurrenceFactory(session=named(edition, "Back in the draft"))
    release_of(edition)
    Session.objects.update(state=state)
    assert titles(read(client.get(address(edition)))) == []


# --- filters ------------------------------------------------------------------------------------------


@pytest.fixture
def two(edition):
    """Two sessions that differ in all that one can filter by."""
    OccurrenceFactory(
        session=named(
            edition,
            "Power talk",
            track=TrackFactory(edition=edition, slug="power"),
            format=FormatFactory(edition=edition, kind=Format.Kind.TALK, name=Texts({"en": "Lecture"})),
            language="fr",
            access_features=["captions"],
        ),
        room=RoomFactory(edition=edition, slug="nave", venue=VenueFactory(edition=edition, slug="docks")),
    )
    OccurrenceFactory(
        session=named(
            edition,
            "Food workshop",
            track=TrackFactory(edition=edition, slug="food"),
            format=FormatFactory(edition=edition, kind=Format.Kind.WORKSHOP),
            language="en",
            interpreted_into=["de"],
        ),
        room=RoomFactory(
            edition=edition,
            slug="barn",
            venue=VenueFactory(edition=edition, slug="farm"),
            access_features=["step_free", "quiet"],
        ),
        starts_at=THURSDAY_TEN + timedelta(days=1),
    )
    release_of(edition)
    return edition


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?day=2017-07-06", ["Power talk"]),
        ("?track=food", ["Food workshop"]),
        ("?format=talk", ["Power talk"]),
        ("?room=barn", ["Food workshop"]),
        ("?venue=docks", ["Power talk"]),
        ("?language=fr", ["Power talk"]),
        ("?language=de", ["Food workshop"]),
        ("?access=captions", ["Power talk"]),
        ("?access=step_free&access=quiet", ["Food workshop"]),
        ("?track=power&format=talk&day=2017-07-06", ["Power talk"]),
    ],
)
def test_each_filter_keeps_what_it_says(client, two, query, expected):
    page = read(client.get(address(two, query)))
    assert titles(page) == expected
    assert page.one("details").get("open") == ""
    assert "1 session matches these filters." in page.words_of("p")


def test_sessions_that_match_are_counted_once_however_often_they_are_held(client, edition):
    for title in ("Twice", "Thrice"):
        session = named(edition, title, language="en")
        for at in range(2 if title == "Twice" else 3):
            OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=at))
    release_of(edition)
    page = read(client.get(address(edition, "?language=en")))
    assert len(titles(page)) == 5
    assert "2 sessions match these filters." in page.words_of("p")


@pytest.mark.parametrize("query", ["?track=power&room=barn", "?access=captions&access=quiet"])
def test_filters_that_nothing_passes_offer_a_way_back(client, two, query):
    page = read(client.get(address(two, query)))
    assert titles(page) == []
    empty = page.one("p", class_="empty")
    assert empty.words == "No session matches these filters. Show all sessions"
    assert empty.one("a")["href"] == address(two)


def test_after_midnight_is_found_under_the_evening_before(client, edition):
    OccurrenceFactory(session=named(edition, "Late"), starts_at=datetime(2017, 7, 6, 23, tzinfo=UTC))
    release_of(edition)
    assert titles(read(client.get(address(edition, "?day=2017-07-06")))) == ["Late"]


@pytest.mark.parametrize(
    "query",
    [
        "?_connector=OR",
        "?speaker__user__password__startswith=a",
        "?ordering=password",
        "?occurrence__session__state=draft",
        "?track__slug=power",
        "?utm_source=mail",
        "?day=",
    ],
)
def test_unknown_parameters_change_nothing(client, two, query):
    assert client.get(address(two, query)).content == client.get(address(two)).content


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("?day=2017-13-45", "Day"),
        ("?day=yesterday", "Day"),
        ("?track=%00", "Track"),
        ("?track=power%27%20OR%201=1", "Track"),
        ("?room=" + "x" * 5000, "Room"),
        ("?format=%F0%9F%92%A5", "Format"),
        ("?language=%FF%FE", "Language"),
        ("?access=step_free&access=magic", "Access"),
    ],
)
def test_a_value_that_is_no_choice_is_left_out_with_a_kind_sentence(client, two, query, label):
    page = read(client.get(address(two, query)))
    assert page.words_of("p", class_="refused") == [
        f"We left out the filter “{label}”: its value is not one of the choices."
    ]
    assert titles(page) == ["Power talk", "Food workshop"]


def test_a_refused_value_is_not_repeated(client, two):
    one, other = (client.get(address(two, f"?room={value}")).content for value in ("hidden", "unknown"))
    assert one == other


def test_choices_are_those_of_what_is_released(client, two):
    RoomFactory(edition=two, slug="hidden")
    OccurrenceFactory(
        session=named(two, "Unreleased", language="it"), starts_at=THURSDAY_TEN + timedelta(days=9)
    )
    form = read(client.get(address(two))).one("form")
    choices = {
        select["name"]: [option["value"] for option in select.all("option")] for select in form.all("select")
    }
    assert choices == {
        "day": ["", "2017-07-06", "2017-07-07"],
        "track": ["", "food", "power"],
        "format": ["", "talk", "workshop"],
        "venue": ["", "docks", "farm"],
        "room": ["", "nave", "barn"],
        "language": ["", "en", "fr", "de"],
    }
    assert [box["value"] for box in form.all("input")] == ["step_free", "captions", "quiet"]


def test_formats_go_by_their_name_and_by_their_kind_where_there_are_several(client, two):
    OccurrenceFactory(
        session=named(two, "Third", format=FormatFactory(edition=two, kind=Format.Kind.WORKSHOP)),
        starts_at=THURSDAY_TEN + timedelta(hours=4),
    )
    release_of(two)
    select = read(client.get(address(two))).one("select", name="format")
    assert select.words_of("option") == ["All formats", "Lecture", "Workshop"]


def test_the_other_language_keeps_the_filters_that_are_known(client, two):
    page = read(client.get(address(two, "?utm=1&track=power&day=2017-07-06&room=nowhere")))
    link = page.one("a", hreflang="fr")
    assert link["href"] == address(two, "?day=2017-07-06&track=power", language="fr")
    assert page.one("link", rel="canonical")["href"] == f"http://testserver{address(two)}"


def test_a_choice_in_another_language_is_marked(client, edition):
    track = TrackFactory(edition=edition, slug="power", name=Texts({"fr": "Pouvoir"}))
    OccurrenceFactory(session=named(edition, "Talk", track=track))
    release_of(edition)
    select = read(client.get(address(edition))).one("select", name="track")
    assert [(option.words, option.get("lang")) for option in select.all("option")] == [
        ("All tracks", None),
        ("Pouvoir", "fr"),
    ]


def test_two_editions_do_not_mix(client, edition):
    other = EditionFactory()
    OccurrenceFactory(session=named(edition, "Here"))
    OccurrenceFactory(session=named(other, "There"))
    release_of(edition)
    release_of(other)
    assert titles(read(client.get(address(edition)))) == ["Here"]
    assert titles(read(client.get(address(other)))) == ["There"]
