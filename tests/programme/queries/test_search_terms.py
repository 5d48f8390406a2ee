"""What is read in the words that somebody typed."""

import unicodedata

import pytest
from django.db import connection

from programme.queries.search_terms import MOST, Term, cleaned, terms_of


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("ville", [Term("ville", "'ville':*")]),
        ("ville eau", [Term("ville"), Term("eau", "'eau':*")]),
        ("ville ia", [Term("ville"), Term("ia")]),
        ("ville ville", [Term("ville"), Term("ville", "'ville':*")]),
        ("l’art de l'eau", [Term("art"), Term("eau", "'eau':*")]),
        ("aujourd’hui", [Term("aujourd hui", "'aujourd' <-> 'hui':*")]),
        ("co-conception", [Term("co conception", "'co' <-> 'conception':*", "coconception")]),
        ("et/ou", []),
        ("rock/folk", [Term("rock folk", "'rock' <-> 'folk':*")]),
        ('"le droit à la ville"', [Term("le droit à la ville")]),
        ("« le droit", [Term("le droit")]),
        ("ville -eau", [Term("ville"), Term("eau", is_excluded=True)]),
        ('ville -"droit à"', [Term("ville"), Term("droit à", is_excluded=True)]),
        ("-eau", []),
        ("un-deux", [Term("un deux", "'un' <-> 'deux':*", "undeux")]),
        ("rock'n'roll", [Term("rock n roll", "'rock' <-> 'n' <-> 'roll':*")]),
        ("festival's", [Term("festival", "'festival':*")]),
    ],
)
def test_a_line_is_read_as_terms(line, terms):
    assert terms_of(line) == tuple(terms)


def test_what_is_too_much_is_left_out():
    assert len(terms_of(" ".join(f"mot{number}" for number in range(40)))) == MOST
    assert cleaned(" mot " * 100_000) == " ".join(["mot"] * 50)
    assert cleaned("a\x00\ud800\u202eb") == "ab"


@pytest.mark.django_db
def test_what_separates_words_here_separates_them_in_the_index():
    common = [chr(number) for number in range(0x20, 0x2100)]
    separators = [sign for sign in common if unicodedata.category(sign)[0] in "PSZ"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sign, festapp_vector('', 'aa' || sign || 'bb')::text FROM unnest(%s::text[]) AS sign",
            [separators],
        )
        wrong = [sign for sign, vector in cursor.fetchall() if vector != "'aa':1 'bb':2"]
    assert wrong == []
