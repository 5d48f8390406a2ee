"""The programme in the formats of other tools: open files, the same for everybody, in the reader's language.

They have an ETag, which is made of their bytes, and no Last-Modified: texts and names are live, and nothing
says when the last of them changed.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from festapp.clock import now
from programme.interchange.formats import FileFormat, write_programme
from programme.interchange.snapshot import Snapshot
from programme.models import Edition
from programme.queries import calendars
from programme.queries.snapshots import snapshot_of
from programme.text import slug_of
from programme.views.editions import of_edition, reader_of

CONTENT_TYPES = {
    FileFormat.XML: "application/xml",
    FileFormat.JSON: "application/json",
    FileFormat.ICS: "text/calendar; charset=utf-8",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.JSONLD: "application/ld+json",
}


@of_edition
def schedule_xml(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _schedule(request, edition, FileFormat.XML)


@of_edition
def schedule_json(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _schedule(request, edition, FileFormat.JSON)


@of_edition
def schedule_csv(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _schedule(request, edition, FileFormat.CSV)


@of_edition
def schedule_jsonld(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _schedule(request, edition, FileFormat.JSONLD)


@of_edition
def schedule_ics(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Before anything is published it is empty: who subscribes early gets the programme when it is there."""
    return _calendar(request, edition, snapshot_of(edition, reader_of(request)))


@of_edition
def day_calendar(request: HttpRequest, edition: Edition, day: date) -> HttpResponse:
    found = calendars.calendar_of_day(edition, day, reader_of(request))
    return _calendar(request, edition, found, day.isoformat())


@of_edition
def track_calendar(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = calendars.calendar_of_track(edition, slug, reader_of(request))
    return _calendar(request, edition, found, slug)


@of_edition
def room_calendar(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = calendars.calendar_of_room(edition, slug, reader_of(request))
    return _calendar(request, edition, found, slug)


@of_edition
def session_calendar(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """By its code, in either case."""
    found = calendars.calendar_of_session(edition, code.upper(), reader_of(request))
    return _calendar(request, edition, found, code)


def open_file(
    request: HttpRequest,
    edition: Edition,
    content: bytes,
    *,
    content_type: str,
    name: str,
    as_attachment: bool = False,
) -> HttpResponse:
    """The file, or 304 where the asker has it; scripts of any site may read it once the edition is public."""
    response = HttpResponse(content, content_type=content_type)
    stem, _, ending = name.rpartition(".")
    download = f"{slug_of(f'{edition.slug} {stem}', 'festival')}.{ending}"
    response["Content-Disposition"] = str(content_disposition_header(as_attachment, download))
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)  # the one given to it, or one made of it
    if edition.is_public:
        answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _schedule(request: HttpRequest, edition: Edition, file_format: FileFormat) -> HttpResponse:
    """There is none while nothing is published: a tool that reads an empty one would show an empty festival."""
    found = snapshot_of(edition, reader_of(request))
    if not found.sessions:
        raise Http404
    return _file(request, edition, found, file_format, "schedule")


def _calendar(
    request: HttpRequest, edition: Edition, found: Snapshot | None, stem: str = "schedule"
) -> HttpResponse:
    if found is None:
        raise Http404
    return _file(request, edition, found, FileFormat.ICS, stem)


def _file(
    request: HttpRequest, edition: Edition, found: Snapshot, file_format: FileFormat, stem: str
) -> HttpResponse:
    return open_file(
        request,
        edition,
        write_programme(found, file_format, generated_at=now()),
        content_type=CONTENT_TYPES[file_format],
        name=f"{stem}.{file_format}",
        as_attachment=file_format is FileFormat.CSV,
    )
