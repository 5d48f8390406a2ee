"""An organiser's work in the admin alone, from an empty edition to a cancelled session."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from programme.models import Edition, Release, Session, Texts
from tests.factories import EditionFactory, MembershipFactory, OccurrenceFactory, SessionFactory


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def choose(page: Page, field: str, text: str) -> None:
    """Picks an entry of an autocomplete."""
    page.locator(f"#id_{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def add(page: Page, kind: str, **texts: str) -> None:
    page.goto(f"/admin/programme/{kind}/add/")
    for name, text in texts.items():
        page.locator(f"#id_{name}").fill(text)


def publish(page: Page, note: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Review and publish…").click()
    page.locator("#id_note_en").fill(note)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("is published")


def test_an_organiser_makes_publishes_moves_corrects_and_cancels(open_page, open_context):
    organiser = MembershipFactory(edition__slug="before").user
    page = open_page(organiser)

    add(page, "edition", name_en="Fest 2018", name_fr="Fête 2018", slug="fest-2018", languages="en, fr")
    page.locator("#id_starts_on").fill("2018-07-04")
    page.locator("#id_ends_on").fill("2018-07-06")
    page.locator("#id_is_public").check()
    save(page)
    edition = Edition.objects.get(slug="fest-2018")

    add(page, "venue", name_en="The Docks")
    save(page)
    add(page, "room", name_en="Nave", capacity="120")
    choose(page, "venue", "The Docks")
    save(page)
    add(page, "track", name_en="Power", question_en="Who decides?")
    save(page)
    add(page, "speaker", name="Ada Lovelace", bio_en="Counts on *machines*.")
    save(page)

    add(page, "session", title_en="Eating the cyti", title_fr="Manger la ville")
    choose(page, "format", "Workshop")
    choose(page, "track", "Power")
    page.locator("#id_state").select_option("confirmed")
    for number, day in enumerate(("2018-07-04", "2018-07-05")):
        page.locator("#occurrences-group .add-row a").click()
        page.locator(f"#id_occurrences-{number}-starts_at_0").fill(day)
        page.locator(f"#id_occurrences-{number}-starts_at_1").fill("10:00")
        page.locator(f"#id_occurrences-{number}-room").select_option(label="Nave")
    page.locator("#parts-group .add-row a").click()
    choose(page, "parts-0-speaker", "Ada")
    save(page)
    session = Session.objects.get(edition=edition)
    assert session.occurrences.count() == 2

    reader = open_page()
    address = f"/en/fest-2018/sessions/{session.code}/"
    assert reader.goto(address).status == 404
    assert reader.goto("/en/fest-2018/preview/").status == 404

    page.goto("/admin/")
    page.get_by_role("link", name="Preview the draft").click()
    expect(page.get_by_text("Eating the cyti").first).to_be_visible()

    publish(page, "Here it is.")
    assert reader.goto(address).status == 200
    expect(reader.locator("h1")).to_have_text("Eating the cyti")
    expect(reader.locator("main time", has_text="10:00").first).to_be_visible()

    page.goto(f"/admin/programme/session/{session.pk}/change/")
    page.locator("#id_occurrences-1-starts_at_1").fill("15:30")
    save(page)
    reader.reload()
    assert reader.get_by_text("15:30").count() == 0
    publish(page, "The second time is later.")
    reader.reload()
    expect(reader.get_by_text("15:30").first).to_be_visible()
    assert Release.objects.filter(edition=edition).count() == 2

    page.goto(f"/admin/programme/session/{session.pk}/change/")
    page.locator("#id_title_en").fill("Eating the city")
    save(page)
    reader.reload()
    expect(reader.locator("h1")).to_have_text("Eating the city")

    page.goto("/admin/programme/session/")
    page.locator(".action-select").check()
    page.locator("select[name=action]").select_option("cancel")
    page.get_by_role("button", name=re.compile("^(Go|Run)")).click()
    page.get_by_role("button", name="Cancel sessions").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 session was changed")
    reader.reload()
    expect(reader.locator("main")).to_contain_text(re.compile("cancelled", re.IGNORECASE))


def test_two_organisers_who_edit_one_session_lose_nothing(open_page):
    edition = EditionFactory(languages=["en"])
    session = SessionFactory(edition=edition, title=Texts({"en": "City"}))
    ada, ben = (MembershipFactory(edition=edition, user__name=name).user for name in ("Ada", "Ben"))
    hers, his = open_page(ada), open_page(ben)
    for page in (hers, his):
        page.goto(f"/admin/programme/session/{session.pk}/change/")
    hers.locator("#id_title_en").fill("Metropolis")
    save(hers)
    his.locator("#id_title_en").fill("Town")
    his.get_by_role("button", name="Save", exact=True).click()
    conflict = his.locator(".conflict")
    expect(conflict).to_contain_text("Last changed by Ada")
    expect(conflict.locator("td.stored")).to_have_text("Metropolis")
    expect(conflict.locator("td.typed")).to_have_text("Town")
    session.refresh_from_db()
    assert session.title == {"en": "Metropolis"}
    expect(his.locator("#id_title_en")).to_have_value("Town")
    save(his)
    session.refresh_from_db()
    assert session.title == {"en": "Town"}
    assert [record.title["en"] for record in session.history.all()] == ["Town", "Metropolis", "City"]


def test_an_organiser_of_another_edition_sees_none_of_it(open_page):
    edition = EditionFactory()
    occurrence = OccurrenceFactory(session__edition=edition)
    stranger = open_page(MembershipFactory().user)
    for address in (
        f"/admin/programme/session/{occurrence.session.pk}/change/",
        f"/admin/programme/room/{occurrence.room.pk}/change/",
        f"/admin/programme/edition/{edition.pk}/change/",
        f"/admin/programme/session/{occurrence.session.pk}/history/",
        f"/admin/editions/{edition.slug}/publish/",
        f"/admin/editions/{edition.slug}/clashes/",
        f"/en/{edition.slug}/preview/",
    ):
        assert stranger.goto(address).status == 404, address
    stranger.goto("/admin/programme/session/")
    expect(stranger.get_by_text(str(occurrence.session.title))).to_have_count(0)


def test_people_sign_in_by_a_code_from_their_mail(open_page, mailoutbox):
    organiser = MembershipFactory(edition__languages=["en"]).user
    page = open_page()
    page.goto("/admin/")
    page.locator("input[name=login]").fill(organiser.email)
    page.get_by_role("link", name=re.compile("code", re.IGNORECASE)).click()
    page.locator("input[name=email]").fill(organiser.email)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("input[name=code]")).to_be_visible()
    (letter,) = mailoutbox
    code = re.search(r"^([A-Z0-9-]{6,})$", letter.body, re.MULTILINE)
    assert code is not None
    page.locator("input[name=code]").fill(code[1])
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("Start")
