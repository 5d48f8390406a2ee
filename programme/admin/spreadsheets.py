"""Spreadsheets in and out, for organisers."""

from django.http import Http404, HttpRequest, HttpResponse


def spreadsheet_import(request: HttpRequest, edition_slug: str, sheet_name: str) -> HttpResponse:
    raise Http404


def spreadsheet_export(
    request: HttpRequest, edition_slug: str, sheet_name: str, file_format: str
) -> HttpResponse:
    raise Http404
