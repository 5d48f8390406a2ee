"""Uploaded files: pictures within pages, attachments as downloads, and nothing else of the media folder."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from programme import policies
from programme.models import Edition
from programme.queries.files import attachments_named, picture_named
from programme.text import slug_of
from programme.views.editions import PRIVATE

PICTURE = re.compile(r"pictures/[\w-]+\.webp", re.ASCII)
ATTACHMENT = re.compile(r"attachments/[^/\\\x00-\x1f\x7f]+")
# A picture's name changes with it, so it may be kept; not for ever, since people take their pictures back.
A_WEEK = "public, max-age=604800, immutable"


@require_safe
def file_detail(request: HttpRequest, name: str) -> HttpResponseBase:
    """What one may not have is answered as what is not there."""
    if PICTURE.fullmatch(name):
        return _picture(request, name)
    if ATTACHMENT.fullmatch(name):
        return _attachment(request, name)
    raise Http404


def _picture(request: HttpRequest, name: str) -> HttpResponseBase:
    picture = picture_named(name)
    if not picture.is_public and not _organises_any(request, picture.editions):
        raise Http404
    response = _file(name, content_type="image/webp")
    response["Cache-Control"] = A_WEEK if picture.is_public else PRIVATE
    return response


def _attachment(request: HttpRequest, name: str) -> HttpResponseBase:
    attachments = attachments_named(name)
    readable = [found for found in attachments if policies.may_read_attachment(request.user, found)]
    if not readable:
        _organises_any(request, ())  # so that what is not there is answered like what is hidden
        raise Http404
    download = f"{slug_of(readable[0].label, 'file')}{PurePosixPath(name).suffix}"
    response = _file(name, as_attachment=True, filename=download)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-cache"
    return response


def _organises_any(request: HttpRequest, editions: tuple[Edition, ...]) -> bool:
    """Nobody's edition is asked about too: what is hidden and what is not there are answered alike."""
    return any(policies.may_organise(request.user, edition) for edition in (Edition(), *editions))


def _file(name: str, **options: Any) -> FileResponse:
    try:
        response = FileResponse(default_storage.open(name), **options)
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    return response
