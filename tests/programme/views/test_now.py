"""What is on now, room by room, and what begins next in each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from programme.models import Session, Texts
from tests.factories import THURSDAY_TEN, OccurrenceFactory, RoomFactory, SessionFactory
from tests.programme.views.reading import read
from tests.releases import release_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def seen(settings, client, edition):
    """The page at a moment, in a language."""

    def see(moment=THURSDAY_TEN, language="en"):
        settings.FESTAPP_NOW = moment
        settings.FESTAPP_STARTED = datetime.now(UTC).timestamp()
        return read(client.get(f"/{language}/{edition.slug}/now/"))

    return see


@pytest.fixture
def nave(edition):
    return RoomFactory(
        edition=edition, slug="nave", name=Texts({"en": "Nave"}), venue__name=Texts({"en": "Docks"})
    )


@pytest.fixture
def barn(edition):
    return RoomFactory(
        edition=edition,
        slug="barn",
        name=Texts({"en": "Barn"}),
        venue__name=Texts({"en": "Docks"}),
        position=1,
    )


def held(edition, title, starts_at=THURSDAY_TEN, room=None, **fields):
    session = SessionFactory(edition=edition, title=Texts({"en": title}))
    return OccurrenceFactory(session=session, starts_at=starts_at, room=room, **fields)


def on(page):
    return {
        section.one("h2").words: (section.one("p", class_="ends").words, section.words_of("h3"))
        for section in page.all("section", class_="room")
    }


def following(page):
    sections = page.all("section", aria_labelledby="next")
    return sections[0].words_of("h3") if sections else []


def test_it_tells_room_by_room_what_is_on_and_until_when(edition, nave, barn, seen):
    held(edition, "Long", THURSDAY_TEN - HOUR, barn, minutes=150)
    held(edition, "Over", THURSDAY_TEN - HOUR, nave)
    held(edition, "On", room=nave)
    held(edition, "Walk")
    release_of(edition)
    page = seen()
    assert page.words_of("h1") == ["On now"]
    assert page.words_of("p", class_="as-of")[0] == "As of Thursday 6 July 2017, 10:00"
    assert on(page) == {
        "Nave, Docks": ("Until 11:00", ["On"]),
        "Barn, Docks": ("Until 11:30", ["Long"]),
        "Outside the rooms": ("Until 11:00", ["Walk"]),
    }
    links = [section.one("h2").all("a") for section in page.all("section", class_="room")]
    assert [[link["href"] for link in some] for some in links] == [
        [f"/en/{edition.slug}/rooms/nave/"],
        [f"/en/{edition.slug}/rooms/barn/"],
        [],
    ]


def test_a_shared_room_is_told_until_its_last_ends(edition, seen):
    garden = RoomFactory(edition=edition, shared=True)
    held(edition, "Short", room=garden)
    held(edition, "Long", room=garden, minutes=90)
    release_of(edition)
    [(until, titles)] = on(seen()).values()
    assert (until, sorted(titles)) == ("Until 11:30", ["Long", "Short"])


def test_next_is_what_begins_first_in_each_room_today_or_the_day_after(edition, nave, barn, seen):
    held(edition, "Next in the nave", THURSDAY_TEN + 2 * HOUR, nave)
    held(edition, "After it", THURSDAY_TEN + 3 * HOUR, nave)
    held(edition, "Tomorrow in the nave", THURSDAY_TEN + DAY, nave)
    held(edition, "Tomorrow in the barn", THURSDAY_TEN + DAY, barn)
    held(edition, "Later in the barn", THURSDAY_TEN + DAY + HOUR, barn)
    held(edition, "The day after that", THURSDAY_TEN + 2 * DAY)
    release_of(edition)
    page = seen()
    assert following(page) == ["Next in the nave", "Tomorrow in the barn"]
    days = page.one("section", aria_labelledby="next").words_of("p", class_="as-of")
    assert days == ["Thursday 6 July", "Friday 7 July"]
    assert page.one("p", class_="empty").words == "Nothing is on right now. Go to the programme"


def test_next_in_a_shared_room_is_all_that_begins_at_once(edition, seen):
    garden = RoomFactory(edition=edition, shared=True)
    for title in ("One", "Two"):
        held(edition, title, THURSDAY_TEN + HOUR, garden)
    held(edition, "Later", THURSDAY_TEN + 2 * HOUR, garden)
    release_of(edition)
    assert sorted(following(seen())) == ["One", "Two"]


def test_the_small_hours_are_still_today(edition, nave, seen):
    night = datetime(2017, 7, 6, 23, tzinfo=UTC)  # 01:00 in Paris
    held(edition, "At night", night, nave)
    held(edition, "Tomorrow", THURSDAY_TEN + DAY)
    release_of(edition)
    assert following(seen(night - HOUR)) == ["At night", "Tomorrow"]
    assert list(on(seen(night))) == ["Nave, Docks"]


def test_what_is_cancelled_or_not_released_is_neither_on_nor_next(edition, nave, seen):
    held(edition, "Off", room=nave)
    held(edition, "This time is off", THURSDAY_TEN + HOUR)
    moved = held(edition, "Moved in the draft", THURSDAY_TEN + 2 * DAY)
    held(edition, "A draft again", THURSDAY_TEN + HOUR)
    release_of(edition)
    Session.objects.filter(title__en="Off").update(state=Session.State.CANCELLED)
    Session.objects.filter(title__en="A draft again").update(state=Session.State.ACCEPTED)
    Session.objects.get(title__en="This time is off").occurrences.update(is_cancelled=True)
    held(edition, "Unreleased", room=nave)
    moved.starts_at = THURSDAY_TEN
    moved.save()
    page = seen()
    assert (on(page), following(page)) == ({}, ["Moved in the draft"])
    assert page.one("section", aria_labelledby="next").words_of("p", class_="as-of") == ["Saturday 8 July"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The festival begins on Wednesday 5 July 2017. Go to the programme"),
        ("fr", "Le festival commence le mercredi 5 juillet 2017. Aller au programme"),
    ],
)
def test_before_the_festival_it_tells_when_it_begins_and_with_what(edition, nave, seen, language, words):
    held(edition, "Opening", THURSDAY_TEN - DAY, nave)
    held(edition, "Tomorrow", THURSDAY_TEN)
    release_of(edition)
    page = seen(THURSDAY_TEN - 40 * DAY, language)
    assert page.one("p", class_="empty").words == words
    assert following(page) == ["Opening"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The festival is over. Go to the programme"),
        ("fr", "Le festival est terminé. Aller au programme"),
    ],
)
def test_after_the_festival_it_says_that_it_is_over(edition, seen, language, words):
    held(edition, "Closing")
    release_of(edition)
    page = seen(THURSDAY_TEN + 3 * DAY, language)
    empty = page.one("p", class_="empty")
    assert empty.words == words
    assert empty.one("a")["href"] == f"/{language}/{edition.slug}/programme/"
    assert (on(page), following(page)) == ({}, [])


def test_what_is_held_before_the_first_or_after_the_last_day_is_on_all_the_same(edition, seen):
    held(edition, "Early", THURSDAY_TEN - 5 * DAY)
    held(edition, "Late", THURSDAY_TEN + 5 * DAY)
    release_of(edition)
    for days, title in ((-5, "Early"), (5, "Late")):
        page = seen(THURSDAY_TEN + days * DAY)
        assert list(on(page).values()) == [("Until 11:00", [title])]
        assert page.all("p", class_="empty") == []


def test_when_the_last_is_over_nothing_is_promised(edition, seen):
    held(edition, "Last")
    release_of(edition)
    assert seen(THURSDAY_TEN + 2 * HOUR).words_of("p", class_="empty") == [
        "Nothing is on right now, and nothing more is to come. Go to the programme"
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The programme is not published yet. Come back later. Go to the programme"),
        ("fr", "Le programme n’est pas encore publié. Revenez bientôt ! Aller au programme"),
    ],
)
def test_without_a_programme_it_says_so(edition, seen, language, words):
    held(edition, "Unreleased")
    assert seen(language=language).words_of("p", class_="empty") == [words]
