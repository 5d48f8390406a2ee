"""Every clash of the draft timetable, on one page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from programme.admin.scope import organised_or_404
from programme.queries.todo import draft_clash_lines


def clash_list(request: HttpRequest, edition_slug: str) -> HttpResponse:
    edition = organised_or_404(request, edition_slug)
    context = {
        **admin.site.each_context(request),
        "title": _("Clashes"),
        "edition": edition,
        "clashes": draft_clash_lines(edition),
    }
    return render(request, "admin/programme/clash_list.html", context)
