"""What a reader types into the search, as terms: words, phrases, and what must not be there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from programme.text import clean_line

LONGEST = 200  # characters of what was typed; what is beyond is left out
MOST = 20  # terms; further ones are left out
SHORTEST_BEGINNING = 3  # letters; what begins with one or two is nearly everything

QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
TOKEN = re.compile(r'(?P<minus>(?<!\S)[-−])?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
APOSTROPHE = "['’ʼ]"
ELISION = re.compile(rf"(?<![\w'’ʼ])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu){APOSTROPHE}", re.IGNORECASE)
POSSESSIVE = re.compile(rf"{APOSTROPHE}s$", re.IGNORECASE)

# Not searched for: they are in every text. Folded. Those that name a thing as well are left out of the list
# (« son », « or », « été », « car », « pas », "will", "can"): they stand in the index as any word.
FRENCH = """
a ai as au aux avec ce ces cet cette dans de des du elle elles en est et eux il ils j je l la le les leur leurs lui
m ma mais me mes moi mon n ne ni nos notre on ont ou par pour qu que qui s sa se ses si sont sur t ta te tes toi tu
un une vos votre vous y
"""
ENGLISH = """
am an and are at be been but by did do does for from had has have he her him his how i if in into is it its my of
our she so than that the their them then there these they this those to us was we were what when where which who
whom with you your
"""
STOP_WORDS = frozenset(f"{FRENCH} {ENGLISH}".split())


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a session must have, or must not.

    `beginning` is the same as a tsquery whose last word may go on, "" where it may not. `joined` is what was
    hyphenated, written as one word.
    """

    phrase: str
    beginning: str = ""
    joined: str = ""
    is_excluded: bool = False


def terms_of(line: str) -> tuple[Term, ...]:
    """The terms of a cleaned line, each once; () where nothing can be searched for. The last word may go on."""
    terms = list(dict.fromkeys(_terms(line)))[:MOST]
    return () if all(term.is_excluded for term in terms) else tuple(terms)


def cleaned(typed: str) -> str:
    """One line of at most LONGEST characters, whatever was sent."""
    return clean_line(clean_line(typed[: 4 * LONGEST])[:LONGEST])


@lru_cache(maxsize=10_000)
def is_stop_word(word: str) -> bool:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)) in STOP_WORDS


def _terms(line: str) -> Iterator[Term]:
    tokens = list(TOKEN.finditer(line.translate(QUOTES)))
    for number, token in enumerate(tokens, start=1):
        plain, is_excluded = token["plain"], token["minus"] is not None
        words = _words(token["phrase"] if plain is None else _bare(plain))
        if all(map(is_stop_word, words)):
            continue
        may_go_on = number == len(tokens) and plain is not None and not is_excluded
        yield Term(
            phrase=" ".join(words),
            beginning=_beginning(words) if may_go_on else "",
            joined="".join(words) if plain is not None and len(words) > 1 and "-" in plain else "",
            is_excluded=is_excluded,
        )


def _bare(word: str) -> str:
    """« l’eau » is looked for as "eau", "festival's" as "festival"."""
    return POSSESSIVE.sub("", ELISION.sub(" ", word))


def _words(text: str) -> list[str]:
    """Runs of letters, marks and digits: what separates them here separates them in the index too."""
    return "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text).split()


def _beginning(words: list[str]) -> str:
    """There is no quote in a word that it could end."""
    if len(words[-1]) < SHORTEST_BEGINNING:
        return ""
    return " <-> ".join(f"'{word}'" for word in words) + ":*"
