from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import date

import pytest

from kit.facts.base import load_facts
from kit.scenario.check import Check, check_exercise, check_frame
from kit.scenario.model import Where
from tests.scenario.small import SHIPPED, read, shipped

TODAY = date(2026, 11, 21)


def check(*changes: tuple[str, str]) -> Check:
    return check_exercise(read(*changes), load_facts(), TODAY)


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_shipped_exercises_have_no_errors(slug: str) -> None:
    assert [str(problem) for problem in check_exercise(shipped(slug), load_facts(), TODAY).errors] == []


def test_a_good_exercise_has_no_problems() -> None:
    assert check().problems == ()


def test_the_figures_are_those_of_all_settings() -> None:
    full, short = check().forms
    assert (full.form, full.settings, full.classes, full.states_all) == ("full", 4, 4, 60)
    assert (full.states, full.at_decisions, full.widest, full.paths) == (15, 3, 5, 5)
    assert (full.minutes, full.least, full.most) == (60, 50, 52)
    assert short.form == "short" and short.endings == {"XE1": 2}


def test_settings_that_are_shown_with_a_warning_are_counted() -> None:
    assert check().warned_settings == 1


def test_every_kind_of_rule_is_part_of_the_check() -> None:
    found = check(
        ("cites: [DIS-01]", "cites: [DIS-99]"),
        ("text: The streets are full.", "text: The raid is full."),
        ("{life: -1, trust: 0, legal: 2}", "{life: -1, trust: 0, legal: 0}"),
        ("keep: XX1}", "keep: X-D1}"),
        ("dials: [P1, P2]", "dials: [P2]"),
        ("[M1, 14], [M2, 20]", "[M1, 11], [M2, 20]"),
        ("title: A rumor", "title: A rumor that goes on and on and on"),
        ("evidence: [X1, X-D1]", "evidence: [XX1]"),
        ("triggers: [XX1]", "suppresses: [XX1]"),
    )
    rules = {problem.rule for problem in found.problems}
    assert rules >= {
        "facts", "loaded-word", "balance", "memory", "dials", "agenda", "minutes", "length", "objectives",
    }  # fmt: skip


def test_problems_come_in_the_order_of_the_file() -> None:
    found = check(("title: Open, when", "title: Open raid, when"), ("text: A storm turns.", "text: A raid."))
    assert [problem.where.line for problem in found.problems] == sorted(p.where.line for p in found.problems)


def test_a_pool_of_processes_finds_the_same() -> None:
    with ProcessPoolExecutor(2) as pool:
        assert check_exercise(read(), load_facts(), TODAY, pool) == check()


def test_the_frame_is_held_to_the_same_words() -> None:
    assert check_frame(read().frame, Where("frame.yaml", 1)) == ()
