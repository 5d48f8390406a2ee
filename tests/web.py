"""Filling in forms as a browser does: every control of a form on a page, with the value it shows."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpResponse
    from django.test import Client


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str | None], dict[str, list[str]]]] = []
        self.fields: dict[str, list[str]] | None = None
        self.text: str | None = None  # the name of the textarea that is open
        self.select: tuple[str, bool] | None = None  # name, whether an option was chosen already
        self.buffer = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        name = found.get("name") or ""
        if tag == "form":
            self.fields = {}
            self.forms.append((found, self.fields))
        elif self.fields is None or (not name and tag != "option"):
            return
        elif tag == "input":
            kind = found.get("type") or "text"
            if kind in {"submit", "button", "file", "image"}:
                return
            if kind in {"checkbox", "radio"} and "checked" not in found:
                return
            value = found.get("value")
            absent = "on" if kind in {"checkbox", "radio"} else ""
            self.fields.setdefault(name, []).append(absent if value is None else value)
        elif tag == "textarea":
            self.text, self.buffer = name, ""
        elif tag == "select":
            self.select = (name, "multiple" in found)
            self.fields.setdefault(name, [])
        elif tag == "option" and self.select is not None:
            select, multiple = self.select
            chosen = self.fields[select]
            value = found.get("value") or ""
            if "selected" in found:
                self.fields[select] = [*chosen, value] if multiple else [value]
            elif not chosen and not multiple:
                self.fields[select] = [value]

    def handle_data(self, text: str) -> None:
        if self.text is not None:
            self.buffer += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        elif tag == "textarea" and self.text is not None and self.fields is not None:
            self.fields.setdefault(self.text, []).append(self.buffer.removeprefix("\n"))
            self.text = None
        elif tag == "select":
            self.select = None


def form_on(response: object, **wanted: str) -> dict[str, list[str]]:
    """The values that a browser would send back from the one form whose attributes are `wanted` (id="…")."""
    parser = _Forms()
    parser.feed(response.content.decode())  # type: ignore[attr-defined]
    found = [
        fields
        for attributes, fields in parser.forms
        if all(attributes.get(name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, f"{len(found)} forms with {wanted}: {[a for a, _ in parser.forms]}"
    return found[0]


def address_of(row: Model) -> str:
    """Of its form in the admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(client: Client, row: Model) -> dict[str, list[str]]:
    """What the row's form in the admin shows."""
    return form_on(client.get(address_of(row)), id=f"{row._meta.model_name}_form")


def fill_in(client: Client, row: Model, **values: object) -> HttpResponse:
    """Opens a row's form and posts it with `values` put over what it showed."""
    return client.post(address_of(row), {**opened(client, row), **values})


def say_yes_to_deleting(client: Client, row: Model) -> HttpResponse:
    """Opens the page that asks whether to delete `row`, and answers yes to what it showed, refused or not."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])
    version = client.get(address).context["row_version"]
    return client.post(address, {"post": "yes", "_version": version})
