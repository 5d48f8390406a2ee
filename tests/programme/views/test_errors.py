"""Error pages: they stand without a database and without a context, and lead on."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.views.csrf import csrf_failure
from django.views.defaults import permission_denied, server_error

from tests.programme.views.reading import read


def test_not_found_leads_on_and_says_nothing_of_the_address(client, db):
    pages = [client.get(f"/en/{word}/") for word in ("nothing", "nothing-else")]
    assert pages[0].content == pages[1].content
    page = read(pages[0], 404)
    assert page.words_of("h1") == ["Page not found"]
    assert page.one("main").one("a")["href"] == "/"


def test_not_found_speaks_the_language_of_the_address(client, db):
    assert read(client.get("/fr/nothing/"), 404).one("html")["lang"] == "fr"


def test_an_address_without_a_language_is_led_to_one(client, edition):
    answer = client.get(f"/{edition.slug}/", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, f"/fr/{edition.slug}/")


def test_a_mistake_of_ours_is_said_without_a_database(rf):
    page = read(server_error(rf.get("/")), 500)
    assert page.words_of("h1") == ["Something went wrong"]


def test_forbidden_is_said(rf):
    page = read(permission_denied(rf.get("/"), Exception("secret")), 403)
    assert page.words_of("h1") == ["Not allowed"]
    assert "secret" not in page.words


def test_an_expired_form_is_explained(rf):
    assert read(csrf_failure(rf.get("/")), 403).words_of("h1") == ["The form has expired"]


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_each_stands_alone(name):
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"host": "testserver:80@evil.example"}, {"host": "a b"}]
)
def test_an_evil_host_is_refused(edition, headers):
    assert Client().get(f"/en/{edition.slug}/", headers=headers).status_code == 400


def test_a_forwarded_host_is_not_believed(client, edition):
    answer = client.get(f"/en/{edition.slug}/", headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in answer.content
    assert read(answer).one("link", rel="canonical")["href"] == f"http://testserver/en/{edition.slug}/"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_for_reading(client, edition, method):
    for asking in (client, Client(enforce_csrf_checks=True)):  # not as a form that has expired
        answer = getattr(asking, method)(f"/en/{edition.slug}/")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
