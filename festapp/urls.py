"""Every address: the admin, sign-in, and the public pages under their language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from programme.views.files import file_detail
from programme.views.start import start

urlpatterns = [
    path("", start, name="start"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("files/<path:name>", file_detail, name="file_detail"),
    *i18n_patterns(path("", include("programme.urls"))),
]
