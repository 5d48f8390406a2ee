"""A spreadsheet in a real browser: mistakes are named, a dry run is shown, and a yes imports it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from programme.models import Session
from tests.factories import FormatFactory, MembershipFactory


def send(page: Page, text: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "sessions.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Look at it").click()


def test_an_organiser_imports_a_spreadsheet_after_a_dry_run(open_page):
    edition = MembershipFactory().edition
    FormatFactory(edition=edition, name={"en": "Workshop"})
    page = open_page(edition.memberships.get().user, width=390)
    page.goto("/admin/programme/session/")
    page.get_by_role("link", name="Import a spreadsheet").click()
    heading = "external_id,title_en,format,minutes,starts_1,room_1\n"

    send(page, heading + "a,Eating the city,Workshop,90,2017-04-31 10:00,\nb,Bread,Workshop,0,,\n")
    errors = page.locator(".errorlist li")
    expect(errors).to_have_count(2)
    expect(errors.nth(0)).to_contain_text("Row 2, starts_1:")
    expect(errors.nth(1)).to_contain_text("Row 3, minutes:")
    assert Session.objects.count() == 0

    send(page, heading + "a,Eating the city,Workshop,90,2017-07-06 10:00,\nb,Bread,Workshop,60,,\n")
    expect(page.locator("#content-main")).to_contain_text(
        "2 new, 0 changed, 0 as they are. Nothing is written yet."
    )
    assert Session.objects.count() == 0
    page.get_by_role("button", name="Import this").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert sorted(session.title["en"] for session in Session.objects.all()) == ["Bread", "Eating the city"]
