"""How pages print texts, dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import translation

from programme.models import Text
from programme.templatetags.texts import clock, clock_words, dates, day, markdown, moment, text
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
        ("Zoé – 7", "Zoé – 7"),
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


@pytest.mark.parametrize(
    ("page", "value", "printed"),
    [
        ("en", "שרה & דוד", "<bdi>שרה &amp; דוד</bdi>"),
        ("en", Text("Poems (شعر)", "en"), "<bdi>Poems (شعر)</bdi>"),
        ("en", Text("شعر", "ar"), '<span lang="ar" dir="rtl">شعر</span>'),
        ("ar", "C++", "<bdi>C++</bdi>"),
        ("ar", "شعر", "شعر"),
    ],
)
def test_letters_written_the_other_way_leave_the_rest_of_their_line_alone(page, value, printed):
    with translation.override(page):
        assert text(value) == printed


def test_a_table_scrolls_in_a_group_that_the_keyboard_reaches():
    written = Text("| A |\n|---|\n| &lt;table> |\n\n`</table>`", "en")
    group = '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>'
    printed = markdown(written)
    assert printed.startswith(f'<div class="prose">{group}\n<thead>')
    assert (printed.count(group), printed.count("<table>"), printed.count("</table></div>")) == (1, 1, 1)
    assert "<td>&lt;table&gt;</td>" in printed


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
        (datetime(2017, 10, 28, 23, 59, tzinfo=UTC), '<time datetime="2017-10-29T01:59+02:00">01:59</time>'),
        (datetime(2017, 10, 29, 2, tzinfo=UTC), '<time datetime="2017-10-29T03:00+01:00">03:00</time>'),
    ],
)
def test_a_time_is_read_on_its_own_zones_clock_with_the_offset_of_its_date(at, printed):
    assert clock(at.astimezone(PARIS)) == printed


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (datetime(2017, 10, 29, 0, 30, tzinfo=UTC), "Europe/Paris", "02:30 (UTC+2)"),
        (datetime(2017, 10, 29, 1, 30, tzinfo=UTC), "Europe/Paris", "02:30 (UTC+1)"),
        (datetime(2017, 10, 29, 1, 30, tzinfo=UTC), "Europe/London", "01:30 (UTC)"),
        (datetime(2017, 11, 5, 6, 30, tzinfo=UTC), "America/New_York", "01:30 (UTC−5)"),
        (datetime(2017, 11, 5, 5, tzinfo=UTC), "America/St_Johns", "01:30 (UTC−3:30)"),
        (datetime(2017, 4, 1, 15, tzinfo=UTC), "Australia/Lord_Howe", "01:30 (UTC+10:30)"),
    ],
)
def test_a_time_that_the_clocks_show_twice_says_which_it_is(at, zone, words):
    local = at.astimezone(ZoneInfo(zone))
    assert clock_words(local) == words
    assert clock(local) == f'<time datetime="{local.isoformat(timespec="minutes")}">{words}</time>'
    assert f", {words}</time>" in moment(local)


def test_days_and_moments_are_said_in_the_language_of_the_page():
    at = datetime(2017, 7, 6, 12, 5, tzinfo=UTC).astimezone(PARIS)
    assert day(at.date()) == '<time datetime="2017-07-06">Thursday 6 July</time>'
    assert moment(at) == '<time datetime="2017-07-06T14:05+02:00">Thursday 6 July 2017, 14:05</time>'
    with translation.override("fr"):
        assert day(at.date()) == '<time datetime="2017-07-06">jeudi 6 juillet</time>'


def test_a_single_day_is_said_once():
    one = date(2017, 7, 5)
    assert dates(one, one) == '<time datetime="2017-07-05">Wednesday 5 July 2017</time>'
