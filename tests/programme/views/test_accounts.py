"""The sign-in pages of allauth stand in our frame."""

from __future__ import annotations

import pytest

from tests.factories import UserFactory
from tests.programme.views.reading import read

pytestmark = pytest.mark.django_db

FOR_ANYBODY = ["login/", "login/code/", "password/reset/", "password/reset/done/", "signup/", "inactive/"]
FOR_PEOPLE_SIGNED_IN = ["logout/", "email/", "password/change/", "reauthenticate/"]


def stands_in_our_frame(page, language):
    assert page.one("html")["lang"] == language
    assert page.one("link", rel="stylesheet")["href"] == "/static/festapp/base.css"
    assert len(page.all("h1")) == 1
    assert page.one("main").all("h1") == page.all("h1")
    assert page.one("title").words
    assert [
        script
        for script in page.all("script")
        if not script.get("src") and script["type"] != "application/json"
    ] == []
    assert [element for element in page.everything() if element.get("style")] == []


@pytest.mark.parametrize("tail", FOR_ANYBODY)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_for_anybody(client, tail, language):
    answer = client.get(f"/accounts/{tail}", headers={"accept-language": language})
    stands_in_our_frame(read(answer), language)


@pytest.mark.parametrize("tail", FOR_PEOPLE_SIGNED_IN)
def test_pages_for_people_signed_in(client, tail):
    client.force_login(UserFactory())
    stands_in_our_frame(read(client.get(f"/accounts/{tail}")), "en")


def test_signing_in_offers_the_code_first_and_no_account(client):
    page = read(client.get("/accounts/login/"))
    assert page.one("main").all("a")[0]["href"] == "/accounts/login/code/"
    assert [link["href"] for link in page.all("a") if "signup" in link["href"]] == []


def test_the_code_is_asked_for_in_our_frame(client, mailoutbox):
    UserFactory(email="ana@example.org")
    answer = client.post("/accounts/login/code/", {"email": "ana@example.org"}, follow=True)
    page = read(answer)
    stands_in_our_frame(page, "en")
    assert page.one("input", name="code")["type"] == "text"
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]
