"""Spreadsheets in and out, for organisers: a file is looked at first, and imported after a second yes."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from programme.actions.spreadsheets import ImportReport, import_sheet
from programme.admin.scope import organised_or_404
from programme.interchange.cells import TableError
from programme.interchange.tables import FILE_LIMIT, Table, read_table, write_csv, write_xlsx
from programme.queries.spreadsheets import Sheet, columns_of, export_rows
from programme.refusals import Refused, Stale
from programme.text import slug_of

if TYPE_CHECKING:
    from programme.models import Edition

KEPT_SECONDS = 3600
TOKEN = re.compile("[A-Za-z0-9_-]{1,64}")
SHOWN_LIMIT = 500  # rows of a kind on the page; the numbers count all

TITLES = {
    Sheet.SESSIONS: gettext_lazy("Sessions from a spreadsheet"),
    Sheet.SPEAKERS: gettext_lazy("Speakers from a spreadsheet"),
    Sheet.ROOMS: gettext_lazy("Rooms from a spreadsheet"),
}
MODELS = {Sheet.SESSIONS: "session", Sheet.SPEAKERS: "speaker", Sheet.ROOMS: "room"}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadForm(forms.Form):
    """One file, no larger than is read."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Table:
        upload = self.cleaned_data["file"]
        if upload.size > FILE_LIMIT:
            raise ValidationError(
                _("This file is larger than %(limit)d MB. Divide it into several."),
                params={"limit": FILE_LIMIT // 10**6},
            )
        self.content: bytes = upload.read()
        try:
            return read_table(self.content)
        except TableError as no:
            raise ValidationError(str(format_lazy(_(no.sentence), **no.facts))) from None


@require_http_methods(["GET", "HEAD", "POST"])
def spreadsheet_import(request: HttpRequest, edition_slug: str, sheet_name: str) -> HttpResponse:
    """The first POST sends a file and shows what it would do, the second says to do just that."""
    edition = organised_or_404(request, edition_slug)
    sheet = _sheet_or_404(sheet_name)
    if request.method != "POST":
        return _page(request, edition, sheet, UploadForm())
    if "token" in request.POST:
        return _import(request, edition, sheet)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, edition, sheet, form, status=422)
    return _look(request, edition, sheet, form.cleaned_data["file"], form.content)


def _look(
    request: HttpRequest,
    edition: Edition,
    sheet: Sheet,
    table: Table,
    content: bytes,
    *,
    sentence: object = "",
    status: int = 200,
) -> HttpResponse:
    """What an import would do; the file is kept for whoever sent it, until she says yes."""
    form = UploadForm()
    try:
        report = import_sheet(edition=edition, sheet=sheet, table=table, by=request.user, dry_run=True)  # type: ignore[arg-type]
    except Refused as no:
        return _page(request, edition, sheet, form, sentence=no, status=409)
    if report.errors:
        return _page(request, edition, sheet, form, report=report, sentence=sentence, status=422)
    token = ""
    if report.created or report.changed:
        token = secrets.token_urlsafe(32)
        kept = {"content": content, "digest": report.digest}
        caches["uploads"].set(_key(request, edition, sheet, token), kept, KEPT_SECONDS)
    return _page(request, edition, sheet, form, report=report, token=token, sentence=sentence, status=status)


def _import(request: HttpRequest, edition: Edition, sheet: Sheet) -> HttpResponse:
    token = request.POST["token"]
    key = _key(request, edition, sheet, token)
    kept = caches["uploads"].get(key) if TOKEN.fullmatch(token) else None
    if kept is None:
        sentence = _("The file is no longer kept here, or was imported already. Send it once more.")
        return _page(request, edition, sheet, UploadForm(), sentence=sentence, status=422)
    caches["uploads"].delete(key)
    table = read_table(kept["content"])
    try:
        report = import_sheet(
            edition=edition,
            sheet=sheet,
            table=table,
            by=request.user,  # type: ignore[arg-type]
            dry_run=False,
            confirmed=kept["digest"],
        )
    except Stale as no:
        return _look(request, edition, sheet, table, kept["content"], sentence=no, status=409)
    except Refused as no:
        return _page(request, edition, sheet, UploadForm(), sentence=no, status=409)
    if report.errors:
        return _page(request, edition, sheet, UploadForm(), report=report, status=422)
    messages.success(
        request,
        _("Imported: %(created)d new, %(changed)d changed, %(unchanged)d as they were.")
        % {
            "created": len(report.created),
            "changed": len(report.changed),
            "unchanged": len(report.unchanged),
        },
    )
    return HttpResponseRedirect(reverse(f"admin:programme_{MODELS[sheet]}_changelist"))


@require_safe
def spreadsheet_export(
    request: HttpRequest, edition_slug: str, sheet_name: str, file_format: str
) -> HttpResponse:
    """All rows of the edition as a file to save; an edition without rows gives the columns to fill in."""
    edition = organised_or_404(request, edition_slug)
    sheet = _sheet_or_404(sheet_name)
    if file_format not in CONTENT_TYPES:
        raise Http404
    found = export_rows(edition, sheet)
    try:
        content = (
            write_csv(found.columns, found.rows)
            if file_format == "csv"
            else write_xlsx(found.columns, found.rows, title=sheet.value)
        )
    except TableError as no:
        messages.error(request, str(format_lazy(_(no.sentence), **no.facts)))
        return HttpResponseRedirect(reverse("admin:spreadsheet_import", args=[edition.slug, sheet.value]))
    name = f"{slug_of(edition.slug, 'edition')}-{sheet.value}.{file_format}"
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _sheet_or_404(name: str) -> Sheet:
    try:
        return Sheet(name)
    except ValueError:
        raise Http404 from None


def _key(request: HttpRequest, edition: Edition, sheet: Sheet, token: str) -> str:
    """Nobody else's token leads to a file, nor does one of another edition or sheet."""
    return f"spreadsheet-{request.user.pk}-{edition.pk}-{sheet.value}-{token}"


def _page(
    request: HttpRequest,
    edition: Edition,
    sheet: Sheet,
    form: UploadForm,
    *,
    report: ImportReport | None = None,
    token: str = "",
    sentence: object = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": TITLES[sheet],
        "edition": edition,
        "sheet": sheet.value,
        "form": form,
        "columns": columns_of(edition, sheet),
        "report": report,
        "shown": SHOWN_LIMIT,
        "token": token,
        "sentence": sentence,
    }
    return render(request, "admin/programme/spreadsheet_import.html", context, status=status)
