"""A real browser on a real server. Each page is watched: no dialog, no blocked script, no request to others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from accounts.models import User

# Playwright's loop runs in this thread; Django's ORM, asked by the tests between two clicks, does not use it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        sentence = (
            "No Chromium was found: install the package chromium, or set CHROMIUM to the program's path."
        )
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_context(browser: Browser, live_server) -> Iterator[Callable[..., BrowserContext]]:  # type: ignore[no-untyped-def]
    """Makes browsers for people: `open_context(user, width=390, locale="fr", javascript=False)`."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(
        user: User | None = None,
        *,
        width: int = 1280,
        locale: str = "en",
        javascript: bool = True,
        dark: bool = False,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=locale,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(10_000)
        if user is not None:
            client = Client()
            client.force_login(user)
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                        "url": live_server.url,
                    }
                ]
            )
        _watch(context, troubles, own=urlsplit(live_server.url).netloc)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def open_page(open_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    def make(user: User | None = None, **given: object) -> Page:
        return open_context(user, **given).new_page()

    return make


def _watch(context: BrowserContext, troubles: list[str], *, own: str) -> None:
    def request(asked) -> None:  # type: ignore[no-untyped-def]
        parts = urlsplit(asked.url)
        if parts.scheme in {"http", "https"} and parts.netloc != own:
            troubles.append(f"a request to {parts.netloc}")

    def console(message) -> None:  # type: ignore[no-untyped-def]
        if "Content Security Policy" in message.text:
            troubles.append(message.text)

    def page(opened: Page) -> None:
        def dialog(shown) -> None:  # type: ignore[no-untyped-def]
            if shown.type != "beforeunload":
                troubles.append(f"a dialog: {shown.message}")
            shown.dismiss()

        opened.on("dialog", dialog)
        opened.on("pageerror", lambda error: troubles.append(f"a script failed: {error}"))

    context.on("request", request)
    context.on("console", console)
    context.on("page", page)
