"""Reads pages as a reader's browser would: elements with their attributes and their words."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

EMPTY = {"meta", "link", "img", "input", "br", "hr", "wbr", "col"}


class Element:
    """An element: its name, its attributes, and in `children` elements and strings in order."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def get(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)

    @property
    def words(self) -> str:
        """All text in it, its spaces collapsed."""
        return " ".join(self._text().split())

    def _text(self) -> str:
        return "".join(child if isinstance(child, str) else child._text() for child in self.children)

    def everything(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.everything()

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """Its descendants of this name; `class_` is one of their classes, and `_` stands for `-`."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.everything()
            if element.name == name and all(_has(element, key, value) for key, value in wanted.items())
        ]

    def one(self, name: str, /, **attributes: str) -> Element:
        (element,) = self.all(name, **attributes)
        return element

    def words_of(self, name: str, /, **attributes: str) -> list[str]:
        return [element.words for element in self.all(name, **attributes)]


def _has(element: Element, key: str, value: str) -> bool:
    held = element.get(key)
    return held is not None and (value in held.split() if key == "class" else held == value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("#page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(response: HttpResponse, status: int = 200) -> Element:
    """The page of a response with this status, its tags properly nested."""
    assert response.status_code == status
    reader = _Reader()
    reader.feed(response.content.decode())
    reader.close()
    assert [element.name for element in reader.open] == ["#page"]
    return reader.open[0]


def scripts_not_ours(page: Element) -> list[str]:
    """Each script but an empty one from our own origin and a block of JSON-LD that can be read to its end."""
    return [str(script.attributes) for script in page.all("script") if not _is_ours(script)]


def _is_ours(script: Element) -> bool:
    if script.get("type") == "application/ld+json":
        json.loads(script.words)
        return True
    address = script.get("src") or ""
    return script.get("type") == "module" and address.startswith("/static/") and not script.children
