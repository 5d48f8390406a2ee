"""Settings and application of the servers that are measured: the site, or a bare view with or without middleware."""

from __future__ import annotations

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path

from festapp.settings import *  # noqa: F403

KIND = os.environ.get("BENCHMARK_KIND", "site")


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok")


if KIND != "site":
    urlpatterns = [path("", bare), path("bare/", bare)]
    ROOT_URLCONF = "benchmarks.served"
if KIND == "none":
    INSTALLED_APPS: list[str] = []  # some of them ask for their middleware
    MIDDLEWARE: list[str] = []
