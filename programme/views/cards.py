"""Cards: the pictures that stand for a session, a speaker and the edition where an address of theirs is shared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from programme.cards import draw_card, draw_edition_card
from programme.models import Edition
from programme.queries import cards as queries
from programme.views.editions import of_edition, reader_language


@of_edition
def session_card(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """By its code, in either case."""
    card = queries.card_of_session(edition, code.upper(), reader_language())
    if card is None:
        raise Http404
    return _picture(draw_card(card))


@of_edition
def speaker_card(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    card = queries.card_of_speaker(edition, number, reader_language())
    if card is None:
        raise Http404
    return _picture(draw_card(card))


@of_edition
def edition_card(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _picture(draw_edition_card(queries.card_of_edition(edition, reader_language())))


def _picture(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/png")
