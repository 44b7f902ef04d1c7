from __future__ import annotations

import pytest

from kit.scenario.balance import check_balance, check_dial_rules, check_memory
from tests.scenario.small import SHIPPED, line_of, read, shipped, text


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_shipped_choices_are_real_ones(slug: str) -> None:
    exercise = shipped(slug)
    assert [*check_balance(exercise), *check_memory(exercise), *check_dial_rules(exercise)] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{life: 2, trust: 2, legal: -2}", "{life: 2, trust: 2, legal: 0}"), "X-D1.a has no minus"),
        (("{life: -1, trust: 0, legal: 2}", "{life: -1, trust: 0, legal: 0}"), "X-D1.b has no plus"),
        (("            only_if: only if trust holds\n", ""), "X-D2.c has a condition but no words"),
    ],
)
def test_an_option_without_a_plus_a_minus_or_words_is_told(change: tuple[str, str], message: str) -> None:
    found = check_balance(read(change))
    assert any(message in problem.message for problem in found), found


def test_an_option_that_another_beats_in_everything_is_told() -> None:
    better = ("tally: {life: 1, trust: -1, legal: 0}", "tally: {life: 1, trust: 0, legal: -1}")
    worse = ("tally: {life: -1, trust: 0, legal: 1}", "tally: {life: 1, trust: -1, legal: -1}")
    slower = ("story_minutes: 1\n", "story_minutes: 9\n")
    (found,) = check_balance(read(better, worse, slower))
    assert found.message == "X-D2.b is never better than a: not in a tally, not in story time."
    assert found.where.line == line_of("text: It stays shut.", text(better, worse, slower))


def test_being_quicker_is_enough_to_stand() -> None:
    better = ("tally: {life: 1, trust: -1, legal: 0}", "tally: {life: 1, trust: 0, legal: -1}")
    worse = ("tally: {life: -1, trust: 0, legal: 1}", "tally: {life: 1, trust: -1, legal: -1}")
    assert check_balance(read(better, worse)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("title: Open, when: {door: open}", "title: Open, when: {word: wide}"),
            "nothing ever reads the flag door",
        ),
        (("keep: XX1}", "keep: X-D1}"), "XX1 reads the flag word, but it is forgotten after X-D1"),
        (("set: {word: bound}", "set: {word: none}"), "nothing ever sets word to bound"),
        (("keep: M2}", "keep: X2}"), "X-D2 sets the flag door, but it is forgotten after X2"),
    ],
)
def test_memory_that_does_nothing_is_told(change: tuple[str, str], message: str) -> None:
    found = [problem.message for problem in check_memory(read(change))]
    assert any(message in line for line in found), found


def test_a_dial_rule_that_changes_nothing_in_particular_is_told() -> None:
    (found,) = check_dial_rules(read(("option: b, tally", "tally")))
    assert "names no option" in found.message


def test_a_rule_may_only_look_at_dials_of_the_exercise() -> None:
    (found,) = check_dial_rules(read(("dials: [P1, P2]", "dials: [P2]")))
    assert "looks at P1" in found.message
