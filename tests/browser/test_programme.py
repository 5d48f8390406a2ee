"""The programme in a browser: a grid on wide screens, a list on phones, one list to the ear; filters in place."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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
    VenueFactory,
)
from tests.releases import release_of


@pytest.fixture
def edition() -> Edition:
    """Three days; on Thursday twelve rooms, short talks in a row, a shared garden, and a night."""
    edition = EditionFactory(name=Texts({"en": "Fest", "fr": "Fête"}))
    venue = VenueFactory(edition=edition, name=Texts({"en": "Docks"}))
    tracks = TrackFactory.create_batch(4, edition=edition)
    workshop = FormatFactory(edition=edition, kind="workshop", name=Texts({"en": "Workshop"}))
    talk = FormatFactory(edition=edition, kind="talk", name=Texts({"en": "Talk"}))
    rooms = [
        RoomFactory(
            edition=edition, venue=venue, name=Texts({"en": f"Room {at}"}), position=at, shared=at == 12
        )
        for at in range(1, 13)
    ]

    def hold(title, room, start, minutes, **fields):
        session = SessionFactory(
            edition=edition,
            title=Texts({"en": title}),
            **({"format": talk, "language": "en", "track": None} | fields),
        )
        SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition))
        return OccurrenceFactory(
            session=session, room=room, starts_at=THURSDAY_TEN + timedelta(minutes=start), minutes=minutes
        )

    for at, room in enumerate(rooms[:11]):
        hold(
            f"A session with a rather long title, number {at}", room, 60 * (at % 3), 50, track=tracks[at % 4]
        )
    for at in range(6):
        hold(
            f"Ten minutes on a subject that wants more words, {at}",
            rooms[0],
            240 + 10 * at,
            10,
            track=tracks[1],
        )
    for at in range(3):
        hold(f"Open garden {at}", rooms[11], 15 * at, 60)
    hold("Cooking what the market throws away", rooms[4], 240, 90, format=workshop, track=tracks[2])
    hold("Cuisine des invendus", rooms[5], 240, 90, format=workshop, language="fr")
    hold("Night walk", rooms[6], 14 * 60 + 30, 60)
    hold("Wednesday opening", rooms[0], -24 * 60, 60)
    hold("Friday closing", rooms[0], 24 * 60, 60)
    release_of(edition)
    return edition


def address(edition: Edition, query: str = "", language: str = "en") -> str:
    return f"/{language}/{edition.slug}/programme/{query}"


def boxes(page: Page) -> list[dict[str, float]]:
    return page.evaluate(
        """() => [...document.querySelectorAll(".showing")].map((one) => {
            const box = one.getBoundingClientRect();
            return {left: box.left, right: box.right, top: box.top, bottom: box.bottom,
                    clipped: one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1};
        })"""
    )


def titles(page: Page) -> list[str]:
    return page.locator(".showing h3").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_two_sessions_overlap_and_none_is_clipped(open_page, edition, width, javascript):
    page = open_page(width=width, javascript=javascript)
    page.goto(address(edition, "?day=2017-07-06"))
    found = boxes(page)
    assert len(found) == 23
    for at, one in enumerate(found):
        assert not one["clipped"]
        for other in found[:at]:
            apart = one["left"] >= other["right"] - 1 or other["left"] >= one["right"] - 1
            assert apart or one["top"] >= other["bottom"] - 1 or other["top"] >= one["bottom"] - 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_wide_screens_show_rooms_by_time_and_phones_a_list(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    grid = page.get_by_role("region", name="Timetable of Thursday 6 July")
    assert grid.evaluate("element => getComputedStyle(element).display") == "grid"
    expect(page.locator(".rooms b").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert grid.evaluate("element => getComputedStyle(element).display") == "block"
    expect(page.locator(".rooms b").first).to_be_hidden()


@pytest.mark.parametrize("width", [960, 1280, 1920])
def test_the_longest_name_of_a_day_does_not_run_into_the_questions(open_page, edition, width):
    page = open_page(width=width)
    page.goto(address(edition, "?day=2017-07-05"))
    name, questions = page.locator("h1 time").bounding_box(), page.locator(".questions").bounding_box()
    assert name["x"] + name["width"] <= width
    assert name["x"] + name["width"] <= questions["x"] or name["y"] + name["height"] <= questions["y"]


def test_the_list_is_read_by_time_then_room_whatever_the_eye_sees(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    times = page.locator(".showing .when > time").evaluate_all("times => times.map(time => time.dateTime)")
    assert times == sorted(times)
    assert page.get_by_role("list").filter(has=page.get_by_role("heading", level=3)).count() == 1


def test_the_grid_scrolls_by_keyboard_with_rooms_and_hours_in_sight(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    grid = page.get_by_role("region", name="Timetable of Thursday 6 July")
    grid.focus()
    for _time in range(6):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    expect(grid).not_to_have_js_property("scrollLeft", 0)
    expect(grid).not_to_have_js_property("scrollTop", 0)
    left, top = grid.evaluate(
        "element => [element.getBoundingClientRect().left, element.getBoundingClientRect().top]"
    )
    page.wait_for_function("document.querySelector('.board').scrollLeft > 100")
    assert page.locator(".rooms").evaluate("element => element.getBoundingClientRect().top") <= top + 4
    hour = page.locator(".hour time").nth(6).evaluate("element => element.getBoundingClientRect().left")
    assert abs(hour - left) < 2


@pytest.mark.parametrize("javascript", [True, False])
def test_a_workshop_on_food_on_thursday_afternoon_in_english_is_found(open_page, edition, javascript):
    page = open_page(width=390, javascript=javascript)
    page.goto(f"/en/{edition.slug}/")
    page.get_by_role("link", name="Programme", exact=True).click()
    page.get_by_label("Search", exact=True).fill("cook")
    page.get_by_text("Filters", exact=True).click()
    for label, choice in (
        ("Day", "Thursday 6 July"),
        ("Part of the day", "Afternoon"),
        ("Format", "Workshop"),
        ("Language", "English"),
    ):
        page.locator(".filters").get_by_label(label, exact=True).select_option(label=choice)
        expect(page.locator("[aria-busy]")).to_have_count(0)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".showing h3")).to_have_text(["Cooking what the market throws away"])
    expect(page.locator("mark").first).to_have_text("Cooking")


def test_filters_are_swapped_in_place_kept_in_the_address_and_taken_back(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    page.evaluate("window.stayed = true")
    page.get_by_label("Format", exact=True).select_option(label="Workshop")
    expect(page.locator(".showing h3")).to_have_text(
        ["Cooking what the market throws away", "Cuisine des invendus"]
    )
    expect(page).to_have_url(re.compile("format=workshop"))
    expect(page.get_by_label("Format", exact=True)).to_be_focused()
    expect(page.locator("#said")).to_have_text(re.compile("2 sessions"))
    page.get_by_role("navigation", name="Days").get_by_role("link", name="7 Friday").click()
    expect(page.get_by_text("No session matches on this day.")).to_be_visible()
    page.go_back()
    expect(page.locator(".showing h3")).to_have_count(2)
    page.go_back()
    expect(page.locator(".showing h3")).to_have_count(23)
    assert page.evaluate("window.stayed") is True
    french = page.locator(".languages a[hreflang=fr]").get_attribute("href")
    assert french == address(edition, "?day=2017-07-06", language="fr")


def test_words_are_looked_for_in_all_days_and_what_was_opened_stays_open(open_page, edition):
    page = open_page(width=390)
    page.goto(address(edition, "?day=2017-07-06"))
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Search", exact=True).fill("closing")
    page.keyboard.press("Enter")
    expect(page.locator(".showing h3")).to_have_text(["Friday closing"])
    page.get_by_role("link", name="Leave out: “closing”").click()
    expect(page.locator(".showing h3")).to_have_text(["Wednesday opening"])
    expect(page.locator(".filters details")).to_have_attribute("open", "")


def test_a_way_within_the_page_asks_for_nothing_and_takes_nothing_away(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    page.get_by_label("Search", exact=True).fill("half a word")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/programme/" in request.url else None)
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Search", exact=True)).to_have_value("half a word")
    assert asked == []


def test_a_focused_session_is_never_under_the_heads(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    page.locator(".showing h3 a").last.focus()
    hidden = []
    for _time in range(22):
        page.keyboard.press("Shift+Tab")
        hidden.append(
            page.evaluate(
                """() => { const link = document.activeElement.getBoundingClientRect();
                const heads = document.querySelector(".rooms").getBoundingClientRect().bottom;
                return link.bottom <= heads + 1; }"""
            )
        )
    assert not any(hidden)


def test_the_grid_is_found_where_it_was_left(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    grid = page.get_by_role("region", name="Timetable of Thursday 6 July")
    grid.evaluate("element => element.scrollTo(200, 150)")
    page.locator(".showing h3 a").nth(12).evaluate("link => link.click()")
    expect(page.get_by_role("heading", name="When and where")).to_be_visible()
    page.go_back()
    expect(grid).to_have_js_property("scrollLeft", 200)
    expect(grid).to_have_js_property("scrollTop", 150)


def test_where_storage_is_blocked_what_is_over_is_still_told(open_page, edition):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('blocked'); } });"
    )
    page.goto(address(edition, "?day=2017-07-06"))
    expect(page.locator(".showing.past .state").first).to_have_text("Over")


def test_when_the_swap_fails_the_page_is_loaded_whole(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-06"))
    page.evaluate(
        "() => { window.stayed = true; window.fetch = async () => { throw new Error('no net'); }; }"
    )
    page.get_by_role("navigation", name="Days").get_by_role("link", name="7 Friday").click()
    expect(page.locator(".showing h3")).to_have_text(["Friday closing"])
    assert page.evaluate("window.stayed") is None


def test_times_turn_to_the_visitors_own_and_back(open_context, browser, edition, live_server):
    context = browser.new_context(base_url=live_server.url, timezone_id="America/New_York", locale="en")
    page = context.new_page()
    page.goto(address(edition, "?day=2017-07-06"))
    first = page.locator(".showing .when time").first
    expect(first).to_have_text("10:00")
    zone = page.locator("main .zone")
    zone.get_by_role("button", name="Show my own time (New York)").click()
    expect(first).to_have_text("04:00")
    expect(page.locator(".hour time").first).to_have_text("4")
    expect(page.locator(".showing", has_text="Night walk").locator(".when time").first).to_have_text(
        "18:30 Thu"
    )
    expect(zone).to_contain_text("Your own time: New York")
    page.goto(f"/en/{edition.slug}/speakers/")
    page.goto(address(edition, "?day=2017-07-06"))
    expect(first).to_have_text("04:00")
    zone.get_by_role("button", name="Show the festival’s time").click()
    expect(first).to_have_text("10:00")
    context.close()


def test_who_is_in_the_festivals_zone_is_offered_no_other(open_context, browser, edition, live_server):
    context = browser.new_context(base_url=live_server.url, timezone_id="Europe/Paris", locale="en")
    page = context.new_page()
    page.goto(address(edition, "?day=2017-07-06"))
    expect(page.locator("main .zone")).to_contain_text("Times of Paris.")
    expect(page.locator("main .zone button").first).to_be_hidden()
    context.close()


def test_what_is_over_and_what_is_on_is_marked_and_a_line_tells_the_time(open_page, edition):
    page = open_page()
    page.clock.set_fixed_time(THURSDAY_TEN + timedelta(minutes=75))
    page.goto(address(edition, "?day=2017-07-06"))
    expect(page.locator(".now time")).to_have_text(re.compile(r"^\d\d:15$"))
    line = page.locator(".now").bounding_box()
    hours = {hour.inner_text(): hour.bounding_box() for hour in page.locator(".hour time").all()}
    assert hours["11"]["y"] < line["y"] < hours["12"]["y"]
    running = page.locator(".showing.running h3").all_inner_texts()
    assert "A session with a rather long title, number 1" in running
    assert "A session with a rather long title, number 0" not in running
    expect(page.locator(".showing.past h3").first).to_have_text(
        "A session with a rather long title, number 0"
    )
    page.clock.set_fixed_time(THURSDAY_TEN + timedelta(days=3))
    page.reload()
    expect(page.locator(".now")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "query", ["?day=2017-07-06", "?day=all", "?q=cooking", "?q=nothingness", "?view=list"]
)
def test_axe_finds_nothing_in_the_programme(open_page, edition, query, width, dark):
    page = open_page(width=width, dark=dark)
    page.goto(address(edition, query))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page)["violations"]
    assert [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]] == []


def test_all_of_it_is_reached_by_keyboard_with_a_visible_focus(open_page, edition):
    page = open_page()
    page.goto(address(edition, "?day=2017-07-07"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    seen = []
    for _time in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const one = document.activeElement, ring = one.closest(".showing") ?? one;
                return [one.textContent.trim() || one.name, getComputedStyle(ring).outlineStyle]; }"""
            )
        )
        if seen[-1][0] == "Friday closing":
            break
    names = [name for name, _outline in seen]
    assert "q" in names
    assert names[-1] == "Friday closing"
    assert [name for name, outline in seen if outline != "solid"] == []
