"""What changed from release to release; of what is no longer public, nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from programme.models import Release, Room, Session, Slot, Texts
from programme.queries import changes as queries
from tests.factories import THURSDAY_TEN, OccurrenceFactory, RoomFactory, SessionFactory
from tests.programme.views.reading import read
from tests.releases import release_of

HOUR = timedelta(hours=1)


@pytest.fixture
def seen(client, edition):
    """The page, in a language."""
    return lambda language="en", query="": read(client.get(f"/{language}/{edition.slug}/changes/{query}"))


@pytest.fixture
def nave(edition):
    return RoomFactory(edition=edition, slug="nave", name=Texts({"en": "Nave"}))


@pytest.fixture
def barn(edition):
    return RoomFactory(edition=edition, slug="barn", name=Texts({"en": "Barn"}), position=1)


def held(room, title="Talk", hours=0, **fields):
    session = SessionFactory(edition=room.edition, title=Texts({"en": title}), **fields)
    return OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + hours * HOUR)


def move(occurrence, *, hours=0, room=None):
    occurrence.starts_at += hours * HOUR
    occurrence.room = room or occurrence.room
    occurrence.save()


def unplace(occurrence):
    occurrence.starts_at = None
    occurrence.save()


def set_state(occurrence, state):
    Session.objects.filter(pk=occurrence.session_id).update(state=state)


def lines(page, section="release-2"):
    found = page.all("section", aria_labelledby=section)
    return found[0].one("ol", class_="changes").words_of("li") if found and found[0].all("ol") else []


def hrefs(page, section="release-2"):
    return [link["href"] for link in page.one("section", aria_labelledby=section).all("a")]


def test_releases_are_told_newest_first_with_moment_and_note(edition, nave, seen):
    held(nave)
    release_of(edition, note="It **begins**.")
    held(nave, "New", 1)
    release_of(edition)
    Release.objects.filter(number=1).update(published_at=datetime(2017, 6, 30, 22, 30, tzinfo=UTC))
    page = seen()
    assert page.words_of("h1") == ["What has changed"]
    assert page.words_of("h2") == ["Release 2", "Release 1"]
    first = page.one("section", aria_labelledby="release-1")
    assert first.words_of("p", class_="as-of") == ["Published Saturday 1 July 2017, 00:30"]
    assert first.words_of("strong") == ["begins"]


def test_the_first_release_lists_nothing_and_counts(edition, nave, seen):
    twice = held(nave)
    OccurrenceFactory(session=twice.session, room=nave, starts_at=THURSDAY_TEN + HOUR)
    held(nave, "Second", 2)
    release_of(edition)
    page = seen()
    assert page.all("ol", class_="changes") == []
    assert page.one("section", aria_labelledby="release-1").words_of("p")[-1] == (
        "The first release, with 2 sessions."
    )
    assert seen("fr").one("section", aria_labelledby="release-1").words_of("p")[-1] == (
        "La première version, avec 2 sessions."
    )


def test_each_kind_of_change_is_told_with_time_and_room(edition, nave, barn, seen):
    moved = held(nave, "To the barn")
    later = held(nave, "Later", 1)
    off = held(nave, "Off", 3)
    again = held(nave, "Again", 4)
    again.is_cancelled = True
    again.save()
    gone = held(nave, "Gone", 5)
    held(nave, "The same", 6)
    release_of(edition)
    move(moved, room=barn)
    move(later, hours=1)
    set_state(off, Session.State.CANCELLED)
    again.is_cancelled = False
    again.save()
    unplace(gone)
    held(nave, "New", 13)  # at 23:00
    late = held(barn, "Late", 16)
    release_of(edition)
    page = seen()
    assert lines(page) == [
        "Moved To the barn Before: Thursday 6 July, 10:00–11:00, Nave Now: Thursday 6 July, 10:00–11:00, Barn",
        "Moved Later Before: Thursday 6 July, 11:00–12:00, Nave Now: Thursday 6 July, 12:00–13:00, Nave",
        "Cancelled Off Thursday 6 July, 13:00–14:00, Nave",
        "Held again Again Thursday 6 July, 14:00–15:00, Nave",
        "Taken out Gone Thursday 6 July, 15:00–16:00, Nave",
        "Added New Thursday 6 July, 23:00–00:00, Nave",
        "Added Late Thursday 6 July, 02:00–03:00 (night), Barn",
    ]
    kinds = [line["class"] for line in page.one("ol", class_="changes").all("li")]
    assert kinds == ["moved", "moved", "cancelled", "restored", "removed", "added", "added"]
    assert hrefs(page)[-2:] == [
        f"/en/{edition.slug}/sessions/{late.session.code}-late/",
        f"/en/{edition.slug}/rooms/barn/",
    ]
    assert lines(seen("fr"))[0] == (
        "Déplacée To the barn Avant : jeudi 6 juillet, 10:00–11:00, Nave "
        "Désormais : jeudi 6 juillet, 10:00–11:00, Barn"
    )


def test_only_what_has_a_page_is_linked(client, edition, nave, barn, seen):
    gone = held(barn, "Gone")
    stays = held(nave, "Stays")
    release_of(edition)
    unplace(gone)
    move(stays, hours=1)
    release_of(edition)
    page = seen()
    assert lines(page)[0] == "Taken out Gone Thursday 6 July, 10:00–11:00, Barn"
    assert set(hrefs(page)) == {
        f"/en/{edition.slug}/sessions/{stays.session.code}-stays/",
        f"/en/{edition.slug}/rooms/nave/",
    }
    assert all(client.get(address).status_code == 200 for address in hrefs(page))


def test_what_was_cancelled_since_is_told_at_once(edition, nave, seen):
    set_state(held(nave, "Off from the first"), Session.State.CANCELLED)
    off, this_time = held(nave, "Off", 1), held(nave, "This time", 2)
    release_of(edition)
    assert seen().all("section", aria_labelledby="since") == []
    set_state(off, Session.State.CANCELLED)
    this_time.is_cancelled = True
    move(this_time, hours=5)  # which is still the draft's
    page = seen()
    assert page.words_of("h2")[0] == "Since release 1"
    assert lines(page, "since") == [
        "Cancelled Off Thursday 6 July, 11:00–12:00, Nave",
        "Cancelled This time Thursday 6 July, 12:00–13:00, Nave",
    ]
    release_of(edition)
    assert lines(seen(), "since") == []


@pytest.mark.parametrize("state", [Session.State.DRAFT, Session.State.ACCEPTED])
def test_what_is_a_draft_again_leaves_no_trace(edition, nave, barn, seen, state):
    """Whatever happened to it while it was public, wherever the releases have it."""
    held(nave, "Shown")
    hidden = [held(barn, f"Hidden {hours}", hours) for hours in range(4)]
    release_of(edition)
    move(hidden[0], hours=7)
    unplace(hidden[1])
    hidden[2].is_cancelled = True
    hidden[2].save()
    hidden.append(held(barn, "Hidden 5", 5))
    release_of(edition)
    hidden[3].is_cancelled = True  # since
    hidden[3].save()
    assert len(lines(seen())) == 4
    assert len(lines(seen(), "since")) == 1
    for occurrence in hidden:
        set_state(occurrence, state)
    page = seen()
    assert page.all("ol", class_="changes") == []
    assert "Hidden" not in page.words
    assert "Barn" not in page.words
    assert page.one("section", aria_labelledby="release-1").words_of("p")[-1] == (
        "The first release, with 1 session."
    )


def test_the_draft_is_not_told(edition, nave, barn, seen):
    moved, gone, off = held(nave), held(nave, "Gone", 1), held(nave, "Draft, then", 2)
    set_state(off, Session.State.DRAFT)
    release_of(edition)
    held(nave, "In release 2", 3)
    release_of(edition)
    before = seen().words
    move(moved, hours=3, room=barn)
    unplace(gone)
    held(barn, "Not released", 2)
    held(barn, "Cancelled, and never told", 3, state=Session.State.CANCELLED)
    held(barn, "Accepted", 4, state=Session.State.ACCEPTED)
    off.is_cancelled = True
    off.save()
    assert seen().words == before


def test_names_are_those_of_now(edition, nave, seen):
    gone = held(nave, "Old title")
    held(nave, "Stays", 1)
    release_of(edition)
    unplace(gone)
    release_of(edition)
    gone.session.title = Texts({"en": "Mended title"})
    gone.session.save()
    Room.objects.filter(pk=nave.pk).update(name=Texts({"en": "Choir"}))
    assert lines(seen()) == ["Taken out Mended title Thursday 6 July, 10:00–11:00, Choir"]


def test_another_editions_releases_are_not_told(edition, nave, seen):
    held(nave)
    release_of(edition)
    other = held(RoomFactory(), "Another's")
    for _release in range(2):
        release_of(other.edition)
        move(other, hours=1)
    assert seen().words_of("h2") == ["Release 1"]


def test_a_long_list_of_changes_ends_with_how_many_more(edition, nave, seen, monkeypatch):
    monkeypatch.setattr(queries, "LONGEST", 3)
    held(nave)
    release_of(edition)
    for hours in range(1, 6):
        held(nave, f"New {hours}", hours)
    release_of(edition)
    page = seen()
    assert len(lines(page)) == 3
    assert page.words_of("p", class_="more") == ["And 2 more."]
    assert seen("fr").words_of("p", class_="more") == ["Et 2 autres."]
    Session.objects.update(state=Session.State.CANCELLED)
    page = seen()
    assert len(lines(page, "since")) == 3
    assert page.one("section", aria_labelledby="since").words_of("p", class_="more") == ["And 3 more."]


def test_twenty_releases_are_on_a_page(edition, nave, seen):
    moved = held(nave)
    for _release in range(22):
        release_of(edition)
        move(moved, hours=1)
    set_state(moved, Session.State.CANCELLED)
    first, second = seen(), seen(query="?page=2")
    assert first.words_of("h2") == ["Since release 22", *(f"Release {number}" for number in range(22, 2, -1))]
    assert second.words_of("h2") == ["Release 2", "Release 1"]
    assert len(lines(first, "release-3")) == 1  # against one that is on the next page
    assert len(lines(second)) == 1
    pages = first.one("nav", class_="pages")
    assert [link["href"] for link in pages.all("a")] == ["?page=2"]
    pages = second.one("nav", class_="pages")
    assert [link["href"] for link in pages.all("a")] == [f"/en/{edition.slug}/changes/"]
    assert pages.words_of("li") == ["Previous page", "Page 2 of 2"]
    assert second.one("link", rel="canonical")["href"].endswith("/changes/?page=2")


@pytest.mark.parametrize(
    ("page", "first"), [("0", 22), ("-1", 22), ("x", 22), ("1", 22), ("2", 2), ("9", 2), ("9" * 400, 2)]
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(edition, nave, seen, page, first):
    moved = held(nave)
    for _release in range(22):
        release_of(edition)
        move(moved, hours=1)
    assert seen(query=f"?page={page}").words_of("h2")[0] == f"Release {first}"


def test_a_release_of_what_is_all_hidden_is_there_without_a_word_of_it(edition, nave, seen):
    occurrence = held(nave)
    release_of(edition)
    set_state(occurrence, Session.State.DRAFT)
    page = seen()
    assert Slot.objects.count() == 1
    assert page.words_of("h2") == ["Release 1"]
    assert page.one("section", aria_labelledby="release-1").words_of("p")[1:] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The programme is not published yet. Come back later. Go to the programme"),
        ("fr", "Le programme n’est pas encore publié. Revenez bientôt ! Aller au programme"),
    ],
)
def test_before_the_first_release_it_says_so(edition, nave, seen, language, words):
    held(nave)
    empty = seen(language).one("p", class_="empty")
    assert empty.words == words
    assert empty.one("a")["href"] == f"/{language}/{edition.slug}/programme/"
