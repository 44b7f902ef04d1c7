from __future__ import annotations

import pytest

from kit.scenario.conditions import in_words
from tests.scenario.small import read


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{word: wide}", "word is wide"),
        ("{word: [wide, bound]}", "word is wide or bound"),
        ("{word: wide, P1: silent}", "word is wide; P1 (State law) is says nothing"),
        ('{trust: ">=1"}', "the trust level is 1 or more"),
        ('{trust: [">=-1", "<=1"]}', "the trust level is -1 or more and 1 or less"),
        ("{any: [{word: wide}, {P2: jail}]}", "(word is wide) or (P2 (Agreement) is jail model)"),
    ],
)
def test_a_condition_in_words(when: str, words: str) -> None:
    exercise = read(("when: {word: wide}", f"when: {when}"))
    assert in_words(exercise.inject("XX1").when, exercise) == words


def test_always_needs_no_words() -> None:
    exercise = read()
    assert in_words(exercise.inject("X1").when, exercise) == ""
