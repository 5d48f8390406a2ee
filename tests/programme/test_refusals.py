"""Refusals carry their sentence, and what the door needs to show it."""

import pytest

from programme.refusals import Clashing, Refused, Stale


class Sentence:
    """Stands for a lazy translation: its words are only known when read."""

    def __init__(self) -> None:
        self.words = "The room is taken."

    def __str__(self) -> str:
        return self.words


def test_a_refusal_reads_as_its_sentence():
    assert str(Refused("The programme is locked.")) == "The programme is locked."


def test_the_sentence_is_translated_when_it_is_read():
    sentence = Sentence()
    refusal = Refused(sentence)
    sentence.words = "La salle est prise."
    assert str(refusal) == "La salle est prise."
    assert refusal.message is sentence


def test_a_refusal_has_no_details_unless_given():
    assert dict(Refused("No.").details) == {}


def test_details_are_a_copy_that_nobody_changes():
    given = {"version": 3}
    refusal = Stale("Somebody else changed it.", details=given)
    given["version"] = 4
    assert refusal.details["version"] == 3
    with pytest.raises(TypeError):
        refusal.details["version"] = 5


def test_clashes_come_as_a_tuple():
    refusal = Clashing("The room is taken.", clashes=["one", "two"], details={"room": 1})
    assert refusal.clashes == ("one", "two")
    assert refusal.details == {"room": 1}
    assert str(refusal) == "The room is taken."


def test_a_stale_save_is_caught_as_a_refusal():
    with pytest.raises(Refused, match=r"^No\.$"):
        raise Stale("No.")


def test_a_clash_is_caught_as_a_refusal():
    with pytest.raises(Refused):
        raise Clashing("No.", clashes=())
