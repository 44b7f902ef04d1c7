from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.facts.base import load_facts
from kit.pages.home_cards import asked_of_dials, card, changes, dial_cards, paper_rows, warning_cards
from kit.scenario.model import ALWAYS, Condition, Exercise, Test
from kit.scenario.read import read_exercise

EXERCISES = Path(__file__).parents[2] / "exercises"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def hurricane() -> Exercise:
    return read_exercise(EXERCISES / "hurricane" / "scenario.yaml")


def test_a_card_counts_what_is_in_an_exercise(hurricane: Exercise) -> None:
    made = card(hurricane, load_facts(), TODAY)
    assert (made["positions"], made["decisions"], made["objectives"]) == (12, 9, 6)
    full, short = made["forms"]
    assert (full["minutes"], full["decisions"], full["calls"]) == (210, 9, 2)
    assert short["played"] == ["B-D1", "B-D3", "B-D7", "B-D8"]
    assert sum(made["facts"].values()) > 40


def test_the_page_gets_no_flag_and_every_dial(hurricane: Exercise) -> None:
    dials = {dial["id"] for dial in dial_cards(hurricane.frame)}
    asked = [row["when"] for row in [*changes(hurricane), *warning_cards(hurricane)]]
    assert {key for when in asked for key in when["all"]} <= dials
    assert {row["decision"] for row in changes(hurricane)} >= {"B-D1", "B-D6", "B-D8"}


def test_a_rule_that_closes_a_choice_says_which(hurricane: Exercise) -> None:
    closed = [row for row in changes(hurricane) if row["closes"]]
    assert [(row["decision"], row["closes"], row["when"]["all"]) for row in closed] == [
        ("B-D6", "d", {"P4": ["may"]})
    ]


def test_conditions_keep_only_what_dials_decide(hurricane: Exercise) -> None:
    dial, flag = Test("P1", ("requires",)), Test("jail", ("here",))
    asked = {"all": {"P1": ["requires"]}, "any": []}
    assert asked_of_dials(ALWAYS, hurricane) is None
    assert asked_of_dials(Condition((flag,)), hurricane) is None
    assert asked_of_dials(Condition((dial, flag)), hurricane) == asked
    either = Condition(any_of=(Condition((dial,)), Condition((dial,))))
    assert asked_of_dials(either, hurricane) == {"all": {}, "any": [asked, asked]}
    may_hold_anyway = Condition((dial,), any_of=(Condition((dial,)), Condition((flag,))))
    assert asked_of_dials(may_hold_anyway, hurricane) == asked


def test_the_papers_list_every_step_of_the_longest_form(hurricane: Exercise) -> None:
    rows = paper_rows(hurricane)
    steps = {row["id"] for row in rows}
    assert steps >= {step for _, ids in hurricane.played("full") for step in ids}
    short = {row["id"] for row in rows if "short" in row["forms"]}
    assert short == {step for _, ids in hurricane.played("short") for step in ids}
