"""The site's icon, where browsers look for it without being told."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(static("festapp/favicon.ico"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
