"""The speakers, and the page of each."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from programme.interchange.jsonld_nodes import person_node
from programme.models import Edition
from programme.queries import speakers as queries
from programme.queries.pictures import picture_of_speaker
from programme.views.editions import moved, of_edition, page, reader_of


@of_edition
def speaker_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    speakers = queries.speaker_list(edition, request.GET.get("page"))
    query = urlencode({"page": speakers.number}) if speakers.number > 1 else ""
    context = {"speakers": speakers}
    return page(request, "programme/speaker_list.html", edition, context, query=query, canonical_query=query)


@of_edition
def speaker_detail(request: HttpRequest, edition: Edition, number: int, slug: str) -> HttpResponse:
    """An old name in the address leads on to the new one."""
    reader = reader_of(request)
    speaker = queries.speaker_detail(edition, number, reader.language)
    if speaker is None:
        raise Http404
    if slug != speaker.slug:
        return moved("speaker_detail", edition.slug, speaker.number, speaker.slug)
    context = {"speaker": speaker, "node": person_node(picture_of_speaker(edition, speaker, reader))}
    return page(request, "programme/speaker_detail.html", edition, context)
