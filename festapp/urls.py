"""Every address: the admin, sign-in, files for robots, and the public pages under their language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from programme.views.files import file_detail
from programme.views.icons import favicon
from programme.views.sitemap import robots, sitemap
from programme.views.start import start

urlpatterns = [
    path("", start, name="start"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("files/<path:name>", file_detail, name="file_detail"),
    # Their dots keep them apart from editions, which have none in their address.
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
    *i18n_patterns(path("", include("programme.urls"))),
]
