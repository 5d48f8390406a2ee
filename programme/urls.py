"""Every public address of an edition, on one screen."""

from datetime import date

from django.urls import path, register_converter

from programme.models.edition import RESERVED
from programme.views.cards import edition_card, session_card, speaker_card
from programme.views.changes import change_list
from programme.views.colours import edition_colours
from programme.views.exports import (
    day_calendar,
    room_calendar,
    schedule_csv,
    schedule_ics,
    schedule_json,
    schedule_jsonld,
    schedule_xml,
    session_calendar,
    track_calendar,
)
from programme.views.home import home
from programme.views.now import now
from programme.views.pages import page_detail
from programme.views.partners import partner_list
from programme.views.previews import preview, session_preview
from programme.views.programme import programme
from programme.views.releases import release_feed
from programme.views.rooms import room_detail
from programme.views.sessions import session_detail
from programme.views.sitemap import edition_sitemap
from programme.views.speakers import speaker_detail, speaker_list
from programme.views.tracks import track_detail, track_list
from programme.views.venues import venue_detail, venue_list


class CodeConverter:
    """A session's code, in either case: people type it."""

    regex = "[A-Za-z0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """A day such as 2017-07-06, in a century in which editions are held; what is no day is no address."""

    regex = "(?:19|20|21|22)[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class EditionConverter:
    """An edition's address; never the first part of an address of another kind, which has no language in front."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})/)[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")
register_converter(DayConverter, "day")
register_converter(EditionConverter, "edition")

urlpatterns = [
    path("<edition:edition>/", home, name="home"),
    path("<edition:edition>/programme/", programme, name="programme"),
    path("<edition:edition>/now/", now, name="now"),
    path("<edition:edition>/changes/", change_list, name="change_list"),
    path("<edition:edition>/sessions/<code:code>/", session_detail, name="session_by_code"),
    path("<edition:edition>/sessions/<code:code>-<slug:slug>/", session_detail, name="session_detail"),
    path("<edition:edition>/speakers/", speaker_list, name="speaker_list"),
    path("<edition:edition>/speakers/<int:number>-<slug:slug>/", speaker_detail, name="speaker_detail"),
    path("<edition:edition>/tracks/", track_list, name="track_list"),
    path("<edition:edition>/tracks/<slug:slug>/", track_detail, name="track_detail"),
    path("<edition:edition>/rooms/<slug:slug>/", room_detail, name="room_detail"),
    path("<edition:edition>/venues/", venue_list, name="venue_list"),
    path("<edition:edition>/venues/<slug:slug>/", venue_detail, name="venue_detail"),
    path("<edition:edition>/partners/", partner_list, name="partner_list"),
    path("<edition:edition>/pages/<slug:slug>/", page_detail, name="page_detail"),
    path("<edition:edition>/schedule.xml", schedule_xml, name="schedule_xml"),
    path("<edition:edition>/schedule.json", schedule_json, name="schedule_json"),
    path("<edition:edition>/schedule.csv", schedule_csv, name="schedule_csv"),
    path("<edition:edition>/schedule.jsonld", schedule_jsonld, name="schedule_jsonld"),
    path("<edition:edition>/schedule.ics", schedule_ics, name="schedule_ics"),
    path("<edition:edition>/days/<day:day>.ics", day_calendar, name="day_calendar"),
    path("<edition:edition>/tracks/<slug:slug>.ics", track_calendar, name="track_calendar"),
    path("<edition:edition>/rooms/<slug:slug>.ics", room_calendar, name="room_calendar"),
    path("<edition:edition>/sessions/<code:code>.ics", session_calendar, name="session_calendar"),
    path("<edition:edition>/releases.atom", release_feed, name="release_feed"),
    path("<edition:edition>/sitemap.xml", edition_sitemap, name="edition_sitemap"),
    path("<edition:edition>/card.png", edition_card, name="edition_card"),
    path("<edition:edition>/sessions/<code:code>.png", session_card, name="session_card"),
    path("<edition:edition>/speakers/<int:number>.png", speaker_card, name="speaker_card"),
    path("<edition:edition>/colours-<slug:tag>.css", edition_colours, name="edition_colours"),
    path("<edition:edition>/preview/", preview, name="preview"),
    path("<edition:edition>/preview/sessions/<code:code>/", session_preview, name="session_preview"),
]
