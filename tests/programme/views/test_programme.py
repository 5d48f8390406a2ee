"""The programme page: the released timetable a day at a time, its filters, its search, its empty states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from programme.models import Format, Session, Texts
from programme.queries.programme import MOST_LANES
from programme.queries.search_terms import LONGEST
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
from tests.programme.views.reading import read, scripts_not_ours
from tests.releases import release_of


def address(edition, query="", language="en"):
    return f"/{language}/{edition.slug}/programme/{query}"


def titles(page):
    return page.words_of("h3")


def tabs(page):
    """What is written on each tab of a day, the address it leads to, and whether it's the one shown."""
    return [
        (link.words, link["href"], link.get("aria-current") == "page")
        for link in page.one("nav", class_="days").all("a")
    ]


@pytest.fixture
def at(settings):
    """Sets what time it is."""

    def set_to(moment):
        settings.FESTAPP_NOW = moment
        settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()

    return set_to


def named(edition, title, **fields):
    return SessionFactory(edition=edition, title=Texts({"en": title}), **fields)


def test_a_programme_without_a_release_says_so(client, edition):
    OccurrenceFactory(session__edition=edition)
    page = read(client.get(address(edition)))
    empty = page.one("p", class_="empty")
    assert empty.words == "The programme is not published yet. Come back later. Go to the first page"
    assert empty.one("a")["href"] == f"/en/{edition.slug}/"
    assert page.words_of("h1") == ["Programme"]
    assert titles(page) == []
    assert page.all("form") + page.all("nav", class_="days") == []


@pytest.mark.parametrize("query", ["?day=2017-07-06", "?day=all", "?q=talk", "?view=list", "?part=morning"])
def test_without_a_release_no_parameter_makes_another_page(client, edition, query):
    OccurrenceFactory(session__edition=edition)
    page = read(client.get(address(edition, query)))
    assert len(page.all("p", class_="empty")) == 1
    assert page.all("form") == []


def test_of_all_days_each_is_a_section_with_its_showings_by_time_then_room(client, edition):
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

    page = read(client.get(address(edition, "?day=all")))

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
    page = read(client.get(address(edition)))
    assert page.words_of("h1") == ["Thursday 6 July"]
    day = page.one("section", class_="day")
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
    entry = read(client.get(address(edition))).one("li", class_="showing")
    assert titles(entry) == ["Cities that write back"]
    assert entry.words_of("p") == ["10:00–11:00", "Keynote · FR", "Bo (Host), Ana", "Nave, Docks Power"]
    assert entry.one("abbr")["title"] == "French"
    assert f"k-{track.slug}" in entry["class"].split()
    root = f"/en/{edition.slug}/sessions/"
    assert [link["href"] for link in entry.all("a")] == [f"{root}{session.code}-cities-that-write-back/"]


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
    is_a_day_alone = query == "?day=2017-07-06"
    assert page.one("search").one("details").get("open") == (None if is_a_day_alone else "")
    assert page.words_of("p", class_="count") == ["1 session" if is_a_day_alone else "1 session matches."]


def test_sessions_that_match_are_counted_once_however_often_they_are_held(client, edition):
    for title in ("Twice", "Thrice"):
        session = named(edition, title, language="en")
        for at in range(2 if title == "Twice" else 3):
            OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=at))
    release_of(edition)
    page = read(client.get(address(edition, "?language=en")))
    assert len(titles(page)) == 5
    assert page.words_of("p", class_="count") == ["2 sessions match."]


@pytest.mark.parametrize("query", ["?track=power&room=barn", "?access=captions&access=quiet"])
def test_filters_that_nothing_passes_offer_a_way_back(client, two, query):
    page = read(client.get(address(two, query)))
    assert titles(page) == []
    empty = page.one("p", class_="empty")
    assert empty.words == "No session matches these filters. Show the whole programme"
    assert empty.one("a")["href"] == address(two)
    on_a_day = read(client.get(address(two, f"{query}&day=2017-07-06")))
    empty = on_a_day.one("p", class_="empty")
    assert empty.words == "No session matches on this day. Look in all days"
    assert titles(read(client.get(address(two, empty.one("a")["href"])))) == []


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
    assert titles(page) == titles(read(client.get(address(two)))) == ["Power talk"]


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
        "day": ["all", "2017-07-06", "2017-07-07"],
        "part": ["", "morning"],
        "track": ["", "food", "power"],
        "format": ["", "talk", "workshop"],
        "venue": ["", "docks", "farm"],
        "room": ["", "nave", "barn"],
        "language": ["", "en", "fr", "de"],
    }
    boxes = form.all("input", type="checkbox")
    assert [box["value"] for box in boxes] == ["step_free", "captions", "quiet"]


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


# --- a day at a time ----------------------------------------------------------------------------------


@pytest.fixture
def days(edition):
    """A session on Thursday and on Saturday, none on Friday; and one in the night after Saturday."""
    for title, moment in (
        ("Thursday's", THURSDAY_TEN),
        ("Saturday's", THURSDAY_TEN + timedelta(days=2)),
        ("Night's", THURSDAY_TEN + timedelta(days=2, hours=15)),
    ):
        OccurrenceFactory(session=named(edition, title), starts_at=moment)
    release_of(edition)
    return edition


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (THURSDAY_TEN - timedelta(days=30), ["Thursday's"]),  # before: the first
        (THURSDAY_TEN + timedelta(hours=17, minutes=59), ["Thursday's"]),  # 03:59, still of Thursday
        (THURSDAY_TEN + timedelta(hours=18), ["Saturday's", "Night's"]),  # Friday has none: the next that has
        (THURSDAY_TEN + timedelta(days=2), ["Saturday's", "Night's"]),
        (THURSDAY_TEN + timedelta(days=3), ["Thursday's"]),  # all over: the first again
    ],
)
def test_today_is_shown_or_the_next_day_that_has_a_programme_or_the_first(client, days, at, moment, expected):
    at(moment)
    assert titles(read(client.get(address(days)))) == expected


def test_the_day_is_the_heading_and_names_the_window(client, days):
    page = read(client.get(address(days, "?day=2017-07-08")))
    assert page.words_of("h1") == ["Saturday 8 July"]
    assert page.one("h1").one("time")["datetime"] == "2017-07-08"
    assert page.one("title").words == f"Saturday 8 July – Programme – {days.name['en']}"
    assert titles(page) == ["Saturday's", "Night's"]
    day = page.one("section", class_="day")
    heading = day.one("h2", class_="visually-hidden")
    assert (day["aria-labelledby"], heading.words) == (heading["id"], "Sessions by time and room")


def test_all_days_are_shown_where_they_are_asked_for(client, days):
    page = read(client.get(address(days, "?day=all")))
    assert page.words_of("h1") == ["Programme"]
    assert [section.words_of("h2") for section in page.all("section", class_="day")] == [
        ["Thursday 6 July"],
        ["Saturday 8 July"],
    ]
    assert page.words_of("p", class_="count") == ["3 sessions"]
    assert page.all("div", class_="board") == []


def test_a_filter_without_a_day_looks_in_all_days_and_with_one_in_that_day(client, two):
    every = read(client.get(address(two, "?language=fr&language=de")))
    assert every.words_of("h1") == ["Programme"]
    other_day = read(client.get(address(two, "?day=2017-07-07&language=fr")))
    assert other_day.words_of("h1") == ["Friday 7 July"]
    assert titles(other_day) == []


def test_each_day_has_a_tab_and_so_have_all(client, days):
    page = read(client.get(address(days, "?day=2017-07-08")))
    assert tabs(page) == [
        ("6 Thursday", "?day=2017-07-06", False),
        ("8 Saturday", "?day=2017-07-08", True),
        ("All days", "?day=all", False),
    ]
    assert [tab for tab in tabs(read(client.get(address(days, "?day=all")))) if tab[2]] == [
        ("All days", "?day=all", True)
    ]


def test_tabs_keep_the_filters_and_count_what_passes_them(client, two):
    session = named(two, "Once more", language="fr", track=two.tracks.get(slug="power"))
    for hours in (3, 5):  # twice a day is one session
        OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=hours))
    release_of(two)
    page = read(client.get(address(two, "?track=power&day=2017-07-07&utm=1&view=list")))
    assert tabs(page) == [
        ("6 Thursday 2 sessions", "?day=2017-07-06&track=power&view=list", False),
        ("7 Friday 0 sessions", "?day=2017-07-07&track=power&view=list", True),
        ("All days", "?day=all&track=power&view=list", False),
    ]


def test_the_only_day_needs_no_tab(client, edition):
    OccurrenceFactory(session__edition=edition)
    release_of(edition)
    page = read(client.get(address(edition)))
    assert page.words_of("h1") == ["Thursday 6 July"]
    assert page.all("nav", class_="days") == []


def test_a_day_and_all_days_have_an_address_of_their_own_and_a_filter_has_none(client, two):
    for query, own in (
        ("?day=2017-07-07", "?day=2017-07-07"),
        ("?day=2017-07-07&utm=1", "?day=2017-07-07"),
        ("?day=all", "?day=all"),
        ("", ""),
        ("?track=power", ""),
        ("?day=2017-07-07&track=food", ""),
        ("?day=2017-07-07&view=list", ""),
        ("?q=power", ""),
    ):
        page = read(client.get(address(two, query)))
        assert page.one("link", rel="canonical")["href"] == f"http://testserver{address(two, own)}", query


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("morning", ["At 4", "At 11:59"]),
        ("afternoon", ["At 12", "At 17:59"]),
        ("evening", ["At 18", "After midnight"]),
    ],
)
def test_a_part_of_the_day_is_told_by_when_something_begins_and_the_night_is_the_evenings(
    client, edition, part, expected
):
    for title, hours, minutes in (
        ("At 4", 4, 0),
        ("At 11:59", 11, 59),
        ("At 12", 12, 0),
        ("At 17:59", 17, 59),
        ("At 18", 18, 0),
        ("After midnight", 25, 30),
    ):
        starts_at = THURSDAY_TEN + timedelta(hours=hours - 10, minutes=minutes)
        OccurrenceFactory(session=named(edition, title), starts_at=starts_at)
    release_of(edition)
    page = read(client.get(address(edition, f"?part={part}")))
    assert titles(page) == expected
    assert page.one("ul", aria_label="Filtered by").words_of("a") == [f"Leave out: {part.capitalize()}"]


def test_a_part_of_the_day_goes_with_other_filters(client, two):
    assert titles(read(client.get(address(two, "?part=morning&track=food")))) == ["Food workshop"]


def test_each_filter_can_be_left_out_by_itself(client, two):
    query = "?day=2017-07-07&track=food&access=step_free&access=quiet&q=workshop&view=list"
    page = read(client.get(address(two, query)))
    chips = page.one("ul", aria_label="Filtered by").all("a")
    assert [(chip.words, chip["href"]) for chip in chips] == [
        (
            "Leave out: “workshop”",
            "?day=2017-07-07&track=food&access=quiet&access=step_free&view=list",
        ),
        (
            f"Leave out: {two.tracks.get(slug='food').name['en']}",
            "?q=workshop&day=2017-07-07&access=quiet&access=step_free&view=list",
        ),
        ("Leave out: Quiet", "?q=workshop&day=2017-07-07&track=food&access=step_free&view=list"),
        ("Leave out: Step-free", "?q=workshop&day=2017-07-07&track=food&access=quiet&view=list"),
    ]
    assert page.one("div", class_="chosen").one("a", href=address(two)).words == "Leave out all"


def test_a_day_is_no_filter_to_leave_out(client, two):
    assert read(client.get(address(two, "?day=2017-07-07"))).all("ul", aria_label="Filtered by") == []


def test_the_tracks_questions_lead_to_their_sessions_until_something_is_asked(client, two):
    page = read(client.get(address(two)))
    questions = page.one("ul", class_="questions")
    assert [link["href"] for link in questions.all("a")] == [
        address(two, f"?day=2017-07-06&track={slug}") for slug in ("food", "power")
    ]
    for query in ("?track=food", "?day=all", "?q=power"):
        assert read(client.get(address(two, query))).all("ul", class_="questions") == []


# --- the grid -----------------------------------------------------------------------------------------


def places(page):
    """By title, the classes that say where in the grid an entry stands."""
    return {
        entry.one("h3").words: " ".join(name for name in entry["class"].split() if name[-1].isdigit())
        for entry in page.all("li", class_="showing")
    }


def garden(edition):
    """What overlaps in a shared room, and something in another."""
    venue = VenueFactory(edition=edition, name=Texts({"en": "Docks"}))
    shared = RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Garden"}), shared=True, position=1)
    nave = RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Nave"}), position=2)
    for title, room, minutes in (("First", shared, 0), ("Second", shared, 30), ("Talk", nave, 60)):
        OccurrenceFactory(
            session=named(edition, title, track=None),
            room=room,
            starts_at=THURSDAY_TEN + timedelta(minutes=minutes),
        )
    release_of(edition)
    return edition


def test_a_day_is_a_grid_of_one_list_whose_entries_carry_their_places(client, edition):
    page = read(client.get(address(garden(edition))))
    board = page.one("div", class_="board")
    assert board["class"] == "board grid n3"
    assert (board["role"], board["tabindex"], board["aria-label"]) == (
        "region",
        "0",
        "Timetable of Thursday 6 July",
    )
    assert len(page.all("ol", class_="showings")) == 1
    assert "s4" in board.one("ol", class_="showings")["class"].split()
    assert places(page) == {"First": "a1 s2 c1", "Second": "a2 s2 c2", "Talk": "a3 s2 c3"}


def test_a_shared_room_with_overlaps_has_a_lane_for_each(client, edition):
    heads = read(client.get(address(garden(edition)))).one("div", class_="rooms")
    assert heads["aria-hidden"] == "true"
    assert [(head.words_of("b"), head.words_of("span"), head["class"]) for head in heads.all("p")] == [
        (["Garden"], ["Docks"], "c2 l2"),
        (["Nave"], [], "c4"),
    ]


def test_full_hours_are_struck_where_they_begin(client, edition):
    ticks = read(client.get(address(garden(edition)))).one("div", class_="ticks")
    assert (ticks["class"], ticks["aria-hidden"], ticks["data-zone"]) == ("ticks s4", "true", "Europe/Paris")
    assert [(tick.name, tick["class"], tick.words) for tick in ticks.everything() if tick.name in "pi"] == [
        ("p", "hour a1 m30", "10"),
        ("i", "a2 m30", ""),
        ("p", "hour a3 m30", "11"),
        ("i", "a4 m30", ""),
    ]
    assert ticks.all("time")[0]["datetime"] == "2017-07-06T10:00+02:00"


def test_what_has_no_room_stands_in_a_column_of_its_own_the_last(client, edition):
    OccurrenceFactory(session=named(edition, "Anywhere", track=None), room=None)
    OccurrenceFactory(session=named(edition, "Somewhere", track=None))
    release_of(edition)
    page = read(client.get(address(edition)))
    heads = page.one("div", class_="rooms").all("p")
    assert (heads[-1].words, heads[-1]["class"]) == ("No room", "c3")
    assert places(page) == {"Somewhere": "a1 s1 c1", "Anywhere": "a1 s1 c2"}


def test_a_day_can_be_shown_as_a_list_and_as_a_grid_again(client, edition):
    edition = garden(edition)
    grid = read(client.get(address(edition, "?day=2017-07-06")))
    (way,) = grid.one("p", class_="views").all("a")
    assert (way.words, way["href"]) == ("Show as a list", "?day=2017-07-06&view=list")
    page = read(client.get(address(edition, way["href"])))
    assert page.one("div", class_="board")["class"] == "board"
    assert page.all("div", class_="rooms") + page.all("div", class_="ticks") == []
    assert places(page) == {"First": "", "Second": "", "Talk": ""}
    (back,) = page.one("p", class_="views").all("a")
    assert (back.words, back["href"]) == ("Show as a grid", "?day=2017-07-06")
    assert page.one("search").one("input", name="view")["value"] == "list"


def test_a_day_too_large_for_the_grid_is_a_list_and_offers_none(client, edition):
    field = RoomFactory(edition=edition, shared=True)
    session = named(edition, "Tent")
    for _lane in range(MOST_LANES + 1):
        OccurrenceFactory(session=session, room=field)
    release_of(edition)
    page = read(client.get(address(edition)))
    assert page.one("div", class_="board")["class"] == "board"
    assert len(titles(page)) == MOST_LANES + 1
    assert page.all("p", class_="views") == []


# --- the search ---------------------------------------------------------------------------------------


def found(page):
    return page.one("ol", class_="found").words_of("h3")


def test_a_search_finds_in_all_days_the_best_first_and_marks_the_words(client, edition):
    body = named(edition, "Other", abstract=Texts({"en": "All about cities & towns."}))
    OccurrenceFactory(session=body)
    OccurrenceFactory(session=named(edition, "Cities that write"), starts_at=THURSDAY_TEN + timedelta(days=1))
    OccurrenceFactory(session=named(edition, "Fields"))
    release_of(edition)
    page = read(client.get(address(edition, "?q=cities")))
    assert page.words_of("h1") == ["“cities” in the programme"]
    assert found(page) == ["Cities that write", "Other"]
    assert page.one("ol", class_="found").words_of("mark") == ["Cities", "cities"]
    assert page.words_of("p", class_="excerpt")[-1] == "All about cities & towns."
    assert page.words_of("p", class_="count") == ["2 sessions match."]
    assert page.one("search").one("input", name="q")["value"] == "cities"
    assert page.one("section", aria_labelledby="sessions").words_of("h2") == [
        "Sessions, the best match first"
    ]
    assert tabs(page) == [
        ("6 Thursday 1 session", "?q=cities&day=2017-07-06", False),
        ("7 Friday 1 session", "?q=cities&day=2017-07-07", False),
        ("All days", "?q=cities&day=all", True),
    ]


def test_a_search_keeps_the_day_and_the_filters(client, two):
    page = read(client.get(address(two, "?q=talk&day=2017-07-06&track=power")))
    assert found(page) == ["Power talk"]
    assert page.words_of("h1") == ["Thursday 6 July"]
    assert tabs(page)[1][1] == "?q=talk&day=2017-07-07&track=power"
    assert page.one("a", hreflang="fr")["href"] == address(
        two, "?q=talk&day=2017-07-06&track=power", language="fr"
    )
    other_day = read(client.get(address(two, "?q=talk&day=2017-07-07")))
    empty = other_day.one("p", class_="empty")
    assert empty.words == "No session matches on this day. Look in all days"
    assert found(read(client.get(address(two, empty.one("a")["href"])))) == ["Power talk"]


def test_a_session_held_often_is_found_once_with_its_other_times(client, edition):
    session = named(edition, "Cities")
    OccurrenceFactory(session=session, is_cancelled=True)
    for days in (1, 2):
        OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(days=days))
    release_of(edition)
    (entry,) = read(client.get(address(edition, "?q=cities"))).one("ol", class_="found").all("li")
    assert entry.words_of("p", class_="when") == ["10:00–11:00 Friday 7 July"]
    assert entry.words_of("p", class_="times") == [
        "Also: Thursday 6 July, 10:00 (Cancelled); Saturday 8 July, 10:00"
    ]


def test_fifty_are_told_a_page(client, edition):
    for at in range(51):
        OccurrenceFactory(
            session=named(edition, f"Cities {at}"), starts_at=THURSDAY_TEN + timedelta(minutes=at)
        )
    release_of(edition)
    first = read(client.get(address(edition, "?q=cities&day=all")))
    assert found(first) == [f"Cities {at}" for at in range(50)]
    pager = first.one("nav", class_="pages")
    assert pager.words_of("li") == ["Page 1 of 2", "Next page"]
    assert first.words_of("p", class_="count") == ["51 sessions match."]
    second = read(client.get(address(edition, pager.one("a")["href"])))
    assert found(second) == ["Cities 50"]
    assert second.one("nav", class_="pages").one("a")["href"] == "?q=cities&day=all"
    for number, shown in (("0", 1), ("-1", 1), ("x", 1), ("3", 2), ("9" * 3000, 2), ("%00", 1)):
        page = read(client.get(address(edition, f"?q=cities&page={number}")))
        assert f"Page {shown} of 2" in page.words_of("li")


def test_only_similar_words_are_said_to_be_so(client, edition):
    OccurrenceFactory(session=named(edition, "Neighbourhood"))
    release_of(edition)
    page = read(client.get(address(edition, "?q=neighbourhoot")))
    assert found(page) == ["Neighbourhood"]
    assert page.words_of("p", class_="as-of") == ["No session has all these words. These have similar ones:"]


def test_what_is_nowhere_is_not_found(client, two):
    page = read(client.get(address(two, "?q=zebrule")))
    empty = page.one("p", class_="empty")
    assert empty.words == "No session matches these filters. Show the whole programme"
    assert page.words_of("p", class_="count") == ["0 sessions match."]


@pytest.mark.parametrize("words", ["the", "le de la", "-power", "!?"])
def test_where_nothing_can_be_searched_for_it_says_so(client, two, words):
    page = read(client.get(address(two, f"?q={quote(words)}")))
    empty = page.one("p", class_="empty")
    assert empty.words == (
        "These words are in nearly every text. Look for a subject, a title or a name. Show the whole programme"
    )
    assert empty.one("a")["href"] == address(two)


@pytest.mark.parametrize("query", ["?q=", "?q=%20%20", "?q=%00", "?q=%E2%80%8B"])
def test_no_words_are_no_search(client, two, query):
    assert client.get(address(two, query)).content == client.get(address(two)).content


@pytest.mark.parametrize(
    "query",
    [
        "?q=power%00talk",
        "?q=%ED%A0%80",
        "?q=%FF%FE",
        f"?q={'x' * 10_000}",
        f"?q={'x%20' * 2_000}",
        f"?q={quote('<script>alert(1)</script>')}",
        f"?q={quote(chr(34) + ' onfocus=alert(1) autofocus x=' + chr(34))}",
        f"?q={quote(chr(39) + '; DROP TABLE programme_session; --')}",
        f"?q={quote('power & ! | <-> :* (')}",
        f"?q={quote('%(x)s %s {0}')}",
        "?q=power&q=talk",
        f"?q={quote(chr(0x202E) + 'power')}",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_words_break_the_page_or_out_of_it(client, two, query, language):
    page = read(client.get(address(two, query, language)))
    assert scripts_not_ours(page) == []
    assert [name for element in page.everything() for name in element.attributes if name[:2] == "on"] == []
    assert page.all("form", action=address(two, language=language)) != []
    assert len(page.one("search").one("input", name="q")["value"]) <= LONGEST


def test_words_that_look_like_tags_are_shown_as_they_were_typed(client, two):
    words = "<script>alert(1)</script>"
    page = read(client.get(address(two, f"?q={quote(words)}")))
    assert page.words_of("h1") == [f"“{words}” in the programme"]
    assert page.one("search").one("input", name="q")["value"] == words


def test_a_hostile_title_stays_a_text_where_it_is_found(client, edition):
    title = "Power </mark><script>alert(1)</script> talk"
    OccurrenceFactory(session=named(edition, title, abstract=Texts({"en": "<b>power</b> & more"})))
    release_of(edition)
    page = read(client.get(address(edition, "?q=power")))
    assert found(page) == [title]
    assert page.words_of("p", class_="excerpt") == ["<b>power</b> & more"]
    assert scripts_not_ours(page) == []


def test_nothing_of_the_draft_is_found_or_counted(client, two):
    before = client.get(address(two, "?q=zebrule")).content
    track = two.tracks.get(slug="power")
    OccurrenceFactory(session=named(two, "Zebrule", track=track), starts_at=THURSDAY_TEN + timedelta(hours=3))
    SessionSpeakerFactory(
        session=named(two, "Accepted", track=track, state=Session.State.ACCEPTED),
        speaker=SpeakerFactory(edition=two, name="Zebrule"),
    )
    assert client.get(address(two, "?q=zebrule")).content == before


def test_a_search_is_kept_by_no_cache_of_pages(client, two):
    assert client.get(address(two, "?q=power")).keepable is None
    assert client.get(address(two, "?track=nowhere")).keepable is None
    assert client.get(address(two, "?track=power")).keepable is not None


def test_a_page_that_shows_today_is_kept_until_the_day_is_over(client, days, at):
    at(THURSDAY_TEN)
    four_in_the_morning = THURSDAY_TEN + timedelta(hours=18)
    assert client.get(address(days)).keepable.until == four_in_the_morning
    assert client.get(address(days, "?day=2017-07-06")).keepable.until is None
    at(THURSDAY_TEN + timedelta(days=30))
    assert client.get(address(days)).keepable.until is None
