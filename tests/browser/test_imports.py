"""A published programme in a real browser: mistakes are named, a dry run is shown, and a yes imports it."""

from __future__ import annotations

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from programme.models import Release, Session
from tests.factories import MembershipFactory

SCHEDULE = """<?xml version="1.0" encoding="UTF-8"?>
<schedule><conference><title>Fest</title></conference>
<day index="1" date="2017-07-06"><room name="The nave of the former salt warehouse by the canal">
<event id="1"><start>{start}</start><duration>01:00</duration><title>Eating the city</title>
<track>City</track><persons><person id="5">Ana</person></persons></event>
<event id="2"><start>10:30</start><duration>01:00</duration><title>{title}</title><track>City</track></event>
</room></day></schedule>
"""
HOSTILE = '"&gt;&lt;img src=x onerror=alert(1)&gt;'


def send(page: Page, text: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "schedule.xml", "mimeType": "application/xml", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Look at it").click()


def faults(page: Page) -> list[str]:
    found = Axe().run(page)["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_an_organiser_imports_a_programme_after_a_dry_run(open_page):
    edition = MembershipFactory().edition
    page = open_page(edition.memberships.get().user, width=390)
    page.goto(f"/admin/programme/edition/{edition.pk}/change/")
    page.get_by_role("link", name="Import a published programme").click()
    assert (faults(page), scrolls_sideways(page)) == ([], False)

    send(page, SCHEDULE.format(start="25:00", title="Bread"))
    errors = page.locator(".errorlist li")
    expect(errors).to_have_text(["line 4, start: “25:00” is no time of the day."])
    assert (faults(page), scrolls_sideways(page)) == ([], False)

    page.get_by_label("Publish the timetable as a release").check()
    send(page, SCHEDULE.format(start="10:00", title=HOSTILE + "x" * 200))
    outcome = page.get_by_role("region", name="What would be done")
    expect(outcome).to_contain_text("Release 1 would be published.")
    expect(outcome).to_contain_text("Nothing is written yet.")
    for summary in outcome.locator("summary").all():
        summary.click()
    expect(outcome.get_by_text("Eating the city", exact=True)).to_be_visible()
    assert (faults(page), scrolls_sideways(page)) == ([], False)
    assert (Session.objects.count(), Release.objects.count()) == (0, 0)

    page.get_by_role("button", name="Import this").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Imported. New: 2 sessions")
    assert (Session.objects.count(), Release.objects.count()) == (2, 1)
