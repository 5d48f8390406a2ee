"""Real programmes and schemas, found through FESTAPP_REAL_DATA; they are never part of the repository."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from programme.interchange.snapshot import Snapshot

# Events, days, rooms, rooms used, people, tracks, as an independent reader counted them.
COUNTS = {
    "fosdem-2012.xml": (442, 2, 23, 23, 513, 37),
    "fosdem-2017.xml": (668, 2, 30, 29, 610, 54),
    "fosdem-2024.xml": (674, 2, 32, 26, 738, 55),
    "31c3.xml": (138, 4, 4, 4, 198, 8),
    "debconf17.xml": (181, 8, 6, 6, 126, 12),
    "small-multiple.xml": (5, 2, 3, 3, 0, 3),
    "small-extended.xml": (1, 1, 1, 1, 2, 1),
    "35c3.json": (927, 4, 74, 73, 432, 10),
    "democon.json": (36, 3, 2, 2, 27, 2),
    "dddmelbourne-2025-sessionize.json": (28, 1, 5, 5, 29, 0),
}
# What the files do not tell: where they were held.
ZONES = {
    "fosdem-2012.xml": "Europe/Brussels",
    "fosdem-2017.xml": "Europe/Brussels",
    "fosdem-2024.xml": "Europe/Brussels",
    "debconf17.xml": "America/Toronto",
    "dddmelbourne-2025-sessionize.json": "Australia/Melbourne",
}


def real_path(*parts: str) -> Path:
    folder = os.environ.get("FESTAPP_REAL_DATA")
    if not folder:
        pytest.skip("FESTAPP_REAL_DATA is not set: no real programmes to read")
    return Path(folder, *parts)


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


def real_file(name: str) -> bytes:
    return _content(real_path("programmes", name))


def counts_of(snapshot: Snapshot) -> tuple[int, ...]:
    held = [one for session in snapshot.sessions for one in session.occurrences]
    return (
        len(held),
        len(snapshot.days),
        len(snapshot.rooms),
        len({one.room for one in held if one.room}),
        len(snapshot.people),
        len({session.track for session in snapshot.sessions if session.track}),
    )


def schema_errors_of_xml(content: bytes) -> list[str]:
    schema = etree.XMLSchema(etree.parse(real_path("schemas", "schedule.xml.xsd")))
    schema.validate(etree.fromstring(content))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]


def schema_errors_of_json(content: bytes) -> list[str]:
    schema = json.loads(real_path("schemas", "schedule.schema.json").read_bytes())
    validator = jsonschema.Draft6Validator(schema, format_checker=jsonschema.Draft6Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(content))]
