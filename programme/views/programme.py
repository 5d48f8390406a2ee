"""The programme: a day at a time, all that passes the filters, or what a search finds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from festapp.clock import now
from programme.filters import ALL_DAYS, ProgrammeFilter
from programme.models import Edition
from programme.pages import keep, pass_on
from programme.queries.editions import current_release
from programme.queries.paging import page_number
from programme.queries.programme import day_to_show, days_of, on_board, published_programme, tabs_of
from programme.queries.results import results_of
from programme.queries.showings import Showing, by_day, public_slots
from programme.queries.tracks import TrackEntry, track_list
from programme.views.editions import of_edition, page, reader_language

MOST_IN_LEGEND = 8


@of_edition
def programme(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The day asked for; where none is, today's, or all days if something else is asked for."""
    language, moment = reader_language(), now()
    showings = published_programme(edition, language)
    filters = ProgrammeFilter(request.GET, queryset=public_slots(edition), edition=edition, showings=showings)
    kept = filters.keep(showings)
    days = days_of(showings)
    shown = _day_of(filters, days, edition.day_of(moment))
    on_the_day = [showing for showing in kept if shown in (None, showing.day)]
    counted: Sequence[Showing] = kept
    context: dict[str, Any]
    if filters.words:
        number = page_number(request.GET.get("page"))
        results = results_of(edition, filters.words, kept, language, day=shown, page=number)
        counted = [showing for showing in kept if showing.code in results.codes]
        context = {"results": results, "count": results.count}
    else:
        context = _listed(filters, shown, on_the_day) | {
            "tracks": _legend(edition, language) if shown and not filters.narrowing else (),
            "release": current_release(edition, language),
        }
    context |= {
        "filters": filters,
        "form": filters.form_shown(shown),
        "tabs": tabs_of(
            days, counted, shown=shown, query_of=lambda day: filters.query_with(day=day.isoformat())
        ),
        "all_days": filters.query_with(day=ALL_DAYS),
        "other_view": filters.query_with(view=None if filters.is_list else "list", day=shown),
        "shown": shown,
    }
    only_day = filters.query if filters.chosen.keys() == {"day"} else ""
    response = page(
        request, "programme/programme.html", edition, context, query=filters.query, canonical_query=only_day
    )
    if filters.refused or filters.words:
        return pass_on(response)
    return keep(response, until=None if "day" in filters.chosen else _until(edition, days, moment))


def _legend(edition: Edition, language: str) -> Sequence[TrackEntry]:
    """A festival's few questions; a hundred tracks would hide the programme."""
    tracks = track_list(edition, language)
    return tracks if len(tracks) <= MOST_IN_LEGEND else ()


def _listed(filters: ProgrammeFilter, shown: date | None, showings: Sequence[Showing]) -> dict[str, Any]:
    """One day as a board where it is not asked for as a list, or all days."""
    days = list(by_day(showings))
    board = None
    if shown and days and not filters.is_list:
        days[0], board = on_board(days[0])
    return {"days": days, "board": board, "count": len({showing.code for showing in showings})}


def _day_of(filters: ProgrammeFilter, days: tuple[date, ...], today: date) -> date | None:
    asked = filters.chosen.get("day")
    if asked:
        return None if asked == ALL_DAYS else date.fromisoformat(asked)
    return day_to_show(days, today) if days and not filters.narrowing else None


def _until(edition: Edition, days: Sequence[date], moment: datetime) -> datetime | None:
    """From then on another day may be shown."""
    today = edition.day_of(moment)
    return edition.day_bounds(today)[1] if days and today <= days[-1] else None
