"""How pages print texts, dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import translation

from programme.models import Text
from programme.templatetags.texts import clock, dates, day, markdown, moment, text
from programme.text import MARKDOWN_LIMIT

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("plain", "plain"),
        (Text("City", "en"), "City"),
        (Text("Ville", "fr"), '<span lang="fr" dir="ltr">Ville</span>'),
        (Text("مدينة", "ar-ma"), '<span lang="ar-ma" dir="rtl">مدينة</span>'),
        (Text("<b>&", "fr"), '<span lang="fr" dir="ltr">&lt;b&gt;&amp;</span>'),
        (Text("x", '"><b>'), '<span lang="&quot;&gt;&lt;b&gt;" dir="ltr">x</span>'),
        (Text("", "en"), ""),
    ],
)
def test_a_text_is_escaped_and_marked_where_its_language_is_another(value, printed):
    assert text(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Text("*City*", "en"), '<div class="prose"><p><em>City</em></p>\n</div>'),
        (Text("Ville", "fr"), '<div class="prose" lang="fr" dir="ltr"><p>Ville</p>\n</div>'),
        (
            Text("<script>x</script>", "en"),
            '<div class="prose"><p>&lt;script&gt;x&lt;/script&gt;</p>\n</div>',
        ),
        (Text("[x](javascript:x)", "en"), '<div class="prose"><p>[x](javascript:x)</p>\n</div>'),
    ],
)
def test_markdown_is_safe_and_marked_where_its_language_is_another(value, printed):
    assert markdown(value) == printed


def test_a_text_longer_than_any_form_allows_does_not_fail_the_page():
    assert len(markdown(Text("a" * (MARKDOWN_LIMIT + 1), "en"))) < MARKDOWN_LIMIT + 100


def test_the_filters_are_there_in_every_template():
    template = engines["django"].from_string("{{ title|text }}, {{ title }}")
    assert template.render({"title": Text("<Ville>", "fr")}) == (
        '<span lang="fr" dir="ltr">&lt;Ville&gt;</span>, &lt;Ville&gt;'
    )


@pytest.mark.parametrize(
    ("at", "printed"),
    [
        (datetime(2017, 7, 6, 8, tzinfo=UTC), '<time datetime="2017-07-06T10:00+02:00">10:00</time>'),
        (datetime(2017, 3, 26, 0, 30, tzinfo=UTC), '<time datetime="2017-03-26T01:30+01:00">01:30</time>'),
        (datetime(2017, 3, 26, 1, 30, tzinfo=UTC), '<time datetime="2017-03-26T03:30+02:00">03:30</time>'),
        (datetime(2017, 10, 29, 0, 30, tzinfo=UTC), '<time datetime="2017-10-29T02:30+02:00">02:30</time>'),
        (datetime(2017, 10, 29, 1, 30, tzinfo=UTC), '<time datetime="2017-10-29T02:30+01:00">02:30</time>'),
    ],
)
def test_a_time_is_read_on_its_own_zones_clock_with_the_offset_of_its_date(at, printed):
    assert clock(at.astimezone(PARIS)) == printed


def test_days_and_moments_are_said_in_the_language_of_the_page():
    at = datetime(2017, 7, 6, 12, 5, tzinfo=UTC).astimezone(PARIS)
    assert day(at.date()) == '<time datetime="2017-07-06">Thursday 6 July</time>'
    assert moment(at) == '<time datetime="2017-07-06T14:05+02:00">Thursday 6 July 2017, 14:05</time>'
    with translation.override("fr"):
        assert day(at.date()) == '<time datetime="2017-07-06">jeudi 6 juillet</time>'


def test_a_single_day_is_said_once():
    one = date(2017, 7, 5)
    assert dates(one, one) == '<time datetime="2017-07-05">Wednesday 5 July 2017</time>'
