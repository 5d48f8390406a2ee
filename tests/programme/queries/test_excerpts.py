"""Where a text is cut around what was searched for."""

import pytest

from programme.models import Text
from programme.queries.excerpts import LENGTH, Excerpt, around, plain, whole

PHARE = frozenset({("fr", "phare")})


def test_only_whole_words_of_the_texts_language_are_marked():
    marked = whole(Text("Un phare, des phares, l’aérophare", "fr"), PHARE)
    assert marked.parts == (("Un ", False), ("phare", True), (", des phares, l’aérophare", False))
    assert whole(Text("phare", "en"), PHARE).parts == (("phare", False),)


def test_a_short_text_is_whole_and_an_empty_one_is_nothing():
    assert around(Text("Un phare.", "fr"), PHARE) == whole(Text("Un phare.", "fr"), PHARE)
    assert around(Text("", "fr"), PHARE) == Excerpt(parts=(), language="fr")
    assert not around(Text("", "fr"), PHARE)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("mot " * 200, "mot mot", "mot mot…"),  # nothing marked
        ("phare " + "mot " * 200, "phare mot", "mot mot…"),
        ("mot " * 200 + "phare", "…mot mot", "mot phare"),
        ("mot " * 100 + "phare " + "mot " * 100, "…mot mot", "mot mot…"),
        (
            "mot " * 60 + "phare " + "mot " * 100 + "phare mot phare phare",
            "…mot mot",
            "phare mot phare phare",
        ),
        ("x" * 10_000, "xxx", "xxx…"),
        ("x" * 1_000 + " phare " + "x" * 1_000, "…phare xxx", "xxx…"),
    ],
)
def test_a_long_text_is_cut_at_words_where_the_most_are_marked(text, begins, ends):
    excerpt = around(Text(text.strip(), "fr"), PHARE)
    assert str(excerpt).startswith(begins)
    assert str(excerpt).endswith(ends)
    assert len(str(excerpt)) <= LENGTH + 2
    assert any(is_hit for _text, is_hit in excerpt.parts) == ("phare" in text)


def test_of_a_description_its_beginning_is_read_without_markup():
    assert plain(Text("# Titre\n\n**gras** [lien](https://example.org)", "fr")) == "Titre gras lien"
    assert len(plain(Text("mot " * 5_000, "fr"))) < 4_001
