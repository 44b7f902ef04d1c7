from __future__ import annotations

import pytest

from kit.scenario.check import walk_all
from kit.scenario.classes import dial_classes
from kit.scenario.model import Exercise
from kit.scenario.reach import check_reach
from tests.scenario.small import read


def said(exercise: Exercise) -> list[str]:
    return [p.message for p in check_reach(exercise, walk_all(exercise, dial_classes(exercise)))]


def test_nothing_is_wrong_with_the_small_exercise() -> None:
    assert said(read()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("when: {word: wide}", 'when: {word: wide, trust: "<=-3"}'), "the inject XX1 can never come"),
        (
            ("when: {P2: jail}, text", 'when: {P2: jail, trust: "<=-3"}, text'),
            "the wording X2.jail can never",
        ),
        (('{id: XO2.low, when: {trust: "<=-1"}', '{id: XO2.low, when: {trust: "<=-3"}'), "opening XO2.low"),
        (('{id: XT.low, when: {trust: "<=-1"}', '{id: XT.low, when: {trust: "<=-3"}'), "the tail XT.low can"),
        (('when: {trust: ">=1"}\n', 'when: {trust: ">=3"}\n'), "the option X-D2.c can never come"),
    ],
)
def test_what_no_dials_can_bring_is_told(change: tuple[str, str], message: str) -> None:
    assert any(message in line for line in said(read(change))), said(read(change))


def test_an_ending_must_be_possible_under_every_setting_and_the_setting_is_named() -> None:
    exercise = read(("title: Open, when: {door: open}", "title: Open, when: {door: open, P1: silent}"))
    (line,) = said(exercise)
    assert line.startswith("the ending XE1 cannot come under") and "P1=requires" in line


def test_a_dead_end_tells_the_story_that_leads_there() -> None:
    exercise = read(("text: The county opens.", 'when: {trust: ">=1"}\n            text: The county opens.'))
    line = next(line for line in said(exercise) if "X-D2 can be reached" in line)
    assert "with only b open" in line and "trust=0" in line and "word=none" in line


def test_a_stand_in_that_is_never_open_is_told_once() -> None:
    lines = said(read(("stand_ins: {X-D2: [c, a]}", "stand_ins: {X-D2: [c]}")))
    assert [line for line in lines if "nothing open" in line and "short form" in line] and len(lines) == 1


def test_an_objective_without_evidence_on_some_path_is_told() -> None:
    assert (
        "nothing of the evidence for X-O1 comes" in said(read(("evidence: [X1, X-D1]", "evidence: [XX1]")))[0]
    )
