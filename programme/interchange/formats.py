"""The formats that a published programme comes in, and how a file's own is recognised."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from programme.interchange import ics, jsonld, schedule_json, schedule_xml, sessionize, sessions_csv
from programme.interchange.problems import _, unreadable
from programme.interchange.snapshot import Snapshot
from programme.times import is_zone

LIMIT_MB = 50
# Objects and lists of JSON, tags of XML and HTML, values. The largest known programmes have 30,000 of a kind.
SWARMS = (((b"{", b"["), 400_000), ((b"<", b"&lt;", b"\\u003c"), 400_000), ((b",",), 5_000_000))
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"


class FileFormat(StrEnum):
    XML = "xml"  # schedule.xml of frab, pentabarf, pretalx, wafer …
    JSON = "json"  # schedule.json of the CCC and of pretalx
    SESSIONIZE = "sessionize"  # "All" of its API
    CSV = "csv"  # our own, documented; also as XLSX
    ICS = "ics"
    JSONLD = "jsonld"


READERS: dict[FileFormat, Callable[..., Snapshot]] = {
    FileFormat.XML: schedule_xml.read,
    FileFormat.JSON: schedule_json.read,
    FileFormat.SESSIONIZE: sessionize.read,
    FileFormat.CSV: sessions_csv.read,
    FileFormat.ICS: ics.read,
    FileFormat.JSONLD: jsonld.read,
}


def read_programme(
    content: bytes,
    *,
    file_format: FileFormat | None = None,
    time_zone: str = "",
    fallback_zone: str = "",
    limit_mb: int = LIMIT_MB,
) -> Snapshot:
    """The timetable in this file, whose format is looked for where it is not said.

    `time_zone` is the zone that the asker names, `fallback_zone` that of an edition which is there already:
    it counts where the file tells none. Raises FormatError, and nothing else.
    """
    if len(content) > limit_mb * 10**6:
        raise unreadable(
            _("The file has {size} MB; up to {limit} MB are read. Allow more: --limit-mb {size}."),
            size=-(-len(content) // 10**6),
            limit=limit_mb,
        )
    if time_zone and not is_zone(time_zone):
        raise unreadable(
            _("“{zone}” is no time zone. Name one such as Europe/Paris."),
            field="time zone",
            zone=time_zone[:60],
        )
    _refuse_swarms(content)
    chosen = file_format or recognised(content)
    if chosen in (FileFormat.XML, FileFormat.JSON):
        return READERS[chosen](content, time_zone=time_zone, fallback_zone=fallback_zone)
    return READERS[chosen](content, time_zone=time_zone or fallback_zone)


def _refuse_swarms(content: bytes) -> None:
    """Few bytes can make millions of things, each of them large in memory or slow to turn into a text."""
    for marks, most in SWARMS:
        if sum(map(content.count, marks)) > most:
            raise unreadable(
                _("There are far too many things in this file: it is no programme of a festival.")
            )


def write_programme(
    snapshot: Snapshot, file_format: FileFormat, *, generated_at: datetime, day_change: bool = False
) -> bytes:
    """The file. `generated_at` stands in a calendar whose times nobody dated; `day_change` is for the XML alone."""
    match file_format:
        case FileFormat.XML:
            return schedule_xml.write(snapshot, day_change=day_change)
        case FileFormat.JSON:
            return schedule_json.write(snapshot)
        case FileFormat.SESSIONIZE:
            return sessionize.write(snapshot)
        case FileFormat.CSV:
            return sessions_csv.write(snapshot)
        case FileFormat.ICS:
            return ics.write(snapshot, name=snapshot.title, generated_at=generated_at)
        case FileFormat.JSONLD:
            return jsonld.write(snapshot)


def recognised(content: bytes) -> FileFormat:
    """Told by the content, never by the file's name. Raises FormatError for archives and empty files."""
    if content.startswith(GZIP) or (content.startswith(ZIP) and b"xl/" not in content):
        raise unreadable(_("This is a compressed file. Unpack it, and send what is in it."))
    if not content.strip():
        raise unreadable(_("The file is empty."))
    start = _start(content)
    if start.startswith("<"):
        return FileFormat.XML
    if start.startswith(("{", "[")):
        return _recognised_json(content)
    if start.upper().startswith("BEGIN:VCALENDAR"):
        return FileFormat.ICS
    return FileFormat.CSV


def _start(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content[:400].decode(encoding, errors="replace").lstrip()


def _recognised_json(content: bytes) -> FileFormat:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return FileFormat.JSON  # its reader says what is wrong
    if isinstance(document, list):
        document = next((entry for entry in document if isinstance(entry, dict)), {})
    names = document.keys() if isinstance(document, dict) else set()
    if "schedule" in names:
        return FileFormat.JSON
    if "sessions" in names:
        return FileFormat.SESSIONIZE
    if not names.isdisjoint(("@context", "@graph", "@type")):
        return FileFormat.JSONLD
    raise unreadable(
        _("This JSON is neither a schedule.json, nor Sessionize's “All”, nor JSON-LD of a festival.")
    )
