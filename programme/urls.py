"""Every public address of an edition, on one screen."""

from django.urls import path, register_converter

from programme.views.home import home
from programme.views.pages import page_detail
from programme.views.previews import preview, session_preview
from programme.views.programme import programme
from programme.views.rooms import room_detail
from programme.views.sessions import session_detail
from programme.views.speakers import speaker_detail, speaker_list
from programme.views.tracks import track_detail


class CodeConverter:
    """A session's code, in either case: people type it."""

    regex = "[A-Za-z0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("<slug:edition>/", home, name="home"),
    path("<slug:edition>/programme/", programme, name="programme"),
    path("<slug:edition>/sessions/<code:code>/", session_detail, name="session_by_code"),
    path("<slug:edition>/sessions/<code:code>-<slug:slug>/", session_detail, name="session_detail"),
    path("<slug:edition>/speakers/", speaker_list, name="speaker_list"),
    path("<slug:edition>/speakers/<int:number>-<slug:slug>/", speaker_detail, name="speaker_detail"),
    path("<slug:edition>/tracks/<slug:slug>/", track_detail, name="track_detail"),
    path("<slug:edition>/rooms/<slug:slug>/", room_detail, name="room_detail"),
    path("<slug:edition>/pages/<slug:slug>/", page_detail, name="page_detail"),
    path("<slug:edition>/preview/", preview, name="preview"),
    path("<slug:edition>/preview/sessions/<code:code>/", session_preview, name="session_preview"),
]
