"""The file of a programme that another tool published: looked at first, and imported after a second yes."""

from __future__ import annotations

import re
import secrets
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import Fieldset
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from programme.actions.import_report import ProgrammeReport
from programme.actions.imports import Wishes, import_programme
from programme.admin.import_outcome import SHOWN_LIMIT, done_words, outcome_of
from programme.admin.scope import organised_or_404
from programme.interchange.formats import LIMIT_MB, read_programme
from programme.interchange.problems import PROBLEM_LIMIT, FormatError, Problem
from programme.models.edition import ZONES
from programme.models.translated import language_name
from programme.queries.import_words import problem_words
from programme.refusals import Refused, Stale
from programme.text import clean_line, clean_text

if TYPE_CHECKING:
    from programme.models import Edition

KEPT_SECONDS = 3600
TOKEN = re.compile("[A-Za-z0-9_-]{1,64}")
NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file and what is asked for with it. `note` is that of a release to publish, None for the draft alone."""

    name: str
    content: bytes
    time_zone: str
    language: str
    cancel_missing: bool
    note: str | None

    def wishes(self, *, dry_run: bool, confirmed: str = "") -> Wishes:
        return Wishes(
            dry_run=dry_run,
            release=self.note,
            cancel_missing=self.cancel_missing,
            language=self.language,
            confirmed=confirmed,
        )


class UploadForm(forms.Form):
    """One file, no larger than is read, and what to do with it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "schedule.xml or schedule.json (frab, pretalx, pentabarf, wafer), Sessionize's “All” as JSON, "
            "Festapp's own CSV or XLSX, a calendar (.ics) or JSON-LD."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.jsonld,.csv,.xlsx,.ics,.ical"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the file"),
        help_text=gettext_lazy("For times without an offset. Choose one where the file names none."),
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its texts"),
        help_text=gettext_lazy("Choose one where the file does not say in which language it is."),
        required=False,
    )
    cancel_missing = forms.BooleanField(
        label=gettext_lazy("Cancel what an earlier file had and this one lacks"),
        help_text=gettext_lazy("Readers see that at once. What organisers made here is never missing."),
        required=False,
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish the timetable as a release, its clashes accepted"),
        help_text=gettext_lazy("Otherwise times and rooms change in the draft alone."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        required=False,
    )

    def __init__(self, *given: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*given, **options)
        no_zone = _("As the file says, else the edition's (%(zone)s)") % {"zone": edition.time_zone}
        languages = [(code, language_name(code)) for code in edition.languages]
        self._offer("time_zone", [("", no_zone), *ZONES])
        self._offer("language", [("", _("As the file says")), *languages])
        self.fields["note"].help_text = _("What is new in the release, in one language: %(language)s.") % {
            "language": languages[0][1]
        }

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LIMIT_MB * 10**6:
            raise ValidationError(
                _(
                    "This file is larger than %(limit)d MB. Whoever runs this site can import it "
                    "by the command import_programme."
                ),
                params={"limit": LIMIT_MB},
            )
        return upload

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])

    def upload(self) -> Upload:
        asked = self.cleaned_data
        return Upload(
            name=clean_line(asked["file"].name or ""),
            content=asked["file"].read(),
            time_zone=asked["time_zone"],
            language=asked["language"],
            cancel_missing=asked["cancel_missing"],
            note=asked["note"] if asked["publish"] else None,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def programme_import(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """The first POST sends a file and shows what it would do, the second says to do just that."""
    edition = organised_or_404(request, edition_slug)
    if request.method != "POST":
        return _page(request, edition)
    if "token" in request.POST:
        return _import(request, edition)
    form = UploadForm(request.POST, request.FILES, edition=edition)
    if not form.is_valid():
        return _page(request, edition, form=form, status=422)
    return _look(request, edition, form.upload())


def _look(
    request: HttpRequest, edition: Edition, upload: Upload, *, sentence: object = "", status: int = 200
) -> HttpResponse:
    """What an import would do; the file is kept for whoever sent it, until she says yes."""
    try:
        report = _run(request, edition, upload, upload.wishes(dry_run=True))
    except FormatError as no:
        return _page(request, edition, upload=upload, problems=no.problems, status=422)
    except Refused as no:
        return _page(request, edition, upload=upload, sentence=no, status=409)
    token = "" if report.is_idle else _keep(request, edition, upload, report.digest)
    return _page(
        request, edition, upload=upload, report=report, token=token, sentence=sentence, status=status
    )


def _import(request: HttpRequest, edition: Edition) -> HttpResponse:
    found = _taken(request, edition, request.POST["token"])
    if found is None:
        sentence = _("The file is no longer kept here, or was imported already. Send it once more.")
        return _page(request, edition, sentence=sentence, status=422)
    upload, digest = found
    try:
        report = _run(request, edition, upload, upload.wishes(dry_run=False, confirmed=digest))
    except FormatError as no:  # the edition's time zone, by which it was read, is another by now
        return _page(request, edition, upload=upload, problems=no.problems, status=422)
    except Stale as no:
        return _look(request, edition, upload, sentence=no, status=409)
    except Refused as no:
        return _page(request, edition, upload=upload, sentence=no, status=409)
    messages.success(request, done_words(report))
    return HttpResponseRedirect(reverse("admin:programme_session_changelist"))


def _run(request: HttpRequest, edition: Edition, upload: Upload, wishes: Wishes) -> ProgrammeReport:
    """Raises FormatError and Refused."""
    read = read_programme(upload.content, time_zone=upload.time_zone, fallback_zone=edition.time_zone)
    return import_programme(slug=edition.slug, read=read, by=request.user, wishes=wishes)  # type: ignore[arg-type]


def _key(request: HttpRequest, edition: Edition, token: str) -> str:
    """Nobody else's token leads to a file, nor does one of another edition."""
    return f"programme-{request.user.pk}-{edition.pk}-{token}"


def _keep(request: HttpRequest, edition: Edition, upload: Upload, digest: str) -> str:
    """The token of the file and of all that was asked for. Compressed: the cache is a table, and files are text."""
    token = secrets.token_urlsafe(32)
    kept = {**asdict(upload), "content": zlib.compress(upload.content), "digest": digest}
    caches["uploads"].set(_key(request, edition, token), kept, KEPT_SECONDS)
    return token


def _taken(request: HttpRequest, edition: Edition, token: str) -> tuple[Upload, str] | None:
    """The upload and the digest of its report, given out once; None where there is none."""
    key = _key(request, edition, token)
    kept = caches["uploads"].get(key) if TOKEN.fullmatch(token) else None
    if kept is None or not caches["uploads"].delete(key):  # who deletes it has it, of two at once one
        return None
    digest = kept.pop("digest")
    return Upload(**{**kept, "content": zlib.decompress(kept["content"])}), digest


def _page(
    request: HttpRequest,
    edition: Edition,
    *,
    form: UploadForm | None = None,
    upload: Upload | None = None,
    report: ProgrammeReport | None = None,
    problems: tuple[Problem, ...] = (),
    token: str = "",
    sentence: object = "",
    status: int = 200,
) -> HttpResponse:
    """The form holds what was asked for with the file that the page is about."""
    asked = {**asdict(upload), "publish": upload.note is not None} if upload else {}
    form = form or UploadForm(edition=edition, initial=asked)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Import a published programme"),
        "edition": edition,
        "form": form,
        "fieldset": Fieldset(form, fields=tuple(form.fields)),  # type: ignore[arg-type]  # any form will do
        "file_name": upload.name if upload else "",
        "report": report,
        "outcome": outcome_of(report) if report else None,
        "problems": [problem_words(problem) for problem in problems],
        "problem_limit": PROBLEM_LIMIT,
        "shown": SHOWN_LIMIT,
        "token": token,
        "sentence": sentence,
    }
    return render(request, "admin/programme/programme_import.html", context, status=status)
