"""How a page prints what was searched for."""

from django.template import engines
from django.utils import translation

from programme.queries.excerpts import Excerpt


def printed(*parts, language="fr", reader="fr"):
    template = engines["django"].from_string("{% load highlights %}{{ excerpt|highlighted }}")
    with translation.override(reader):
        return template.render({"excerpt": Excerpt(parts=parts, language=language)})


def test_hits_are_marked_and_everything_is_escaped():
    assert printed(("<b>L’", False), ("<mark>eau</mark>", True), (" & moi", False)) == (
        "&lt;b&gt;L’<mark>&lt;mark&gt;eau&lt;/mark&gt;</mark> &amp; moi"
    )


def test_another_language_than_the_pages_is_told():
    assert printed(("Ville", True), reader="en") == '<span lang="fr" dir="ltr"><mark>Ville</mark></span>'
    assert printed(("مدينة", True), language="ar") == '<span lang="ar" dir="rtl"><mark>مدينة</mark></span>'


def test_a_name_is_of_no_language_and_keeps_its_direction_to_itself():
    assert printed(("Ana", True), language="") == "<mark>Ana</mark>"
    assert (
        printed(("منى", False), (" ", False), ("حاتم", True), language="")
        == "<bdi>منى <mark>حاتم</mark></bdi>"
    )


def test_an_empty_excerpt_is_nothing():
    assert printed() == ""
