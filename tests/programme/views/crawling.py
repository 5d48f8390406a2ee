"""Reads a whole site as a robot would: from its first pages along every link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from tests.programme.views.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.test import Client

OTHER_DOORS = ("/admin/", "/accounts/", "/static/")


def crawl(client: Client, first: Iterable[str]) -> dict[str, HttpResponse]:
    """The answer at each address that can be reached, each choice of each filter too."""
    waiting, answers = list(first), {}
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answer = answers[address] = client.get(address)
        if "Location" in answer:
            waiting.append(urljoin(address, answer["Location"]))
        elif answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            waiting += addresses_in(answer, address)
    return answers


def addresses_in(answer: HttpResponse, address: str) -> list[str]:
    page = read(answer)
    found = [
        element[name]
        for element in page.everything()
        for name in ("href", "src", "action")
        if element.get(name) and element.name != "form"
    ]
    found += [
        f"{form['action']}?{select['name']}={option['value']}"
        for form in page.all("form")
        for select in form.all("select")
        for option in select.all("option")
    ]
    joined = [urljoin(f"http://testserver{address}", link) for link in found]
    parts = [urlsplit(link) for link in joined]
    return [
        part._replace(scheme="", netloc="", fragment="").geturl()
        for part in parts
        if part.netloc == "testserver" and not part.path.startswith(OTHER_DOORS)
    ]


def told(answer: HttpResponse) -> bytes:
    """All that an answer says: status, headers, body."""
    body = answer.getvalue() if answer.streaming else answer.content
    return b"\n".join([str(answer.status_code).encode(), repr(sorted(answer.headers.items())).encode(), body])
