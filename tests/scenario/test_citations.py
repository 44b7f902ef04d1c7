from __future__ import annotations

from datetime import date

import pytest

from kit.facts.base import load_facts
from kit.scenario.citations import badge_counts, check_citations, facts_behind
from tests.scenario.small import SHIPPED, line_of, read, shipped


def said(*changes: tuple[str, str]) -> list[str]:
    return [str(problem) for problem in check_citations(read(*changes), load_facts())]


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_fact_of_the_shipped_exercises_exists_and_none_is_told_wrongly(slug: str) -> None:
    assert check_citations(shipped(slug), load_facts()) == []


def test_a_fact_that_does_not_exist_is_told_with_the_nearest() -> None:
    (line,) = said(("cites: [DIS-01]", "cites: [DIS-99]"))
    assert "X1 cites DIS-99, which is not in the fact base. Did you mean DIS-" in line
    assert line.startswith(f"exercises/small/scenario.yaml:{line_of('- inject: X1')}:")


def test_a_fact_named_in_a_text_must_exist_too() -> None:
    assert "names DIS-98" in said(("The county (DIS-01).", "The county (DIS-98)."))[0]


def test_a_rescinded_rule_must_be_told_as_over() -> None:
    (line,) = said(("missed: The drivers.", "missed: Churches are protected (OUT-08)."))
    assert "OUT-08 (RESCINDED) is told as if it still held" in line
    assert said(("missed: The drivers.", "missed: The memo was rescinded (OUT-08).")) == []
    assert said(("missed: The drivers.", "missed: No national rule now (OUT-08).")) == []


def test_an_unverified_fact_may_not_stand_in_a_text_players_read() -> None:
    assert "unverified" in said(("text: The streets are full.", "text: The streets are full (DIS-09)."))[0]
    assert said(("missed: The drivers.", "missed: None was found (DIS-09).")) == []


def test_the_facts_behind_an_exercise_are_counted_by_the_badge_they_wear_on_a_day() -> None:
    facts = load_facts()
    assert facts_behind(read(), facts) == ("DIS-01", "OUT-04")
    early = badge_counts(shipped("hurricane"), facts, date(2026, 7, 1))
    late = badge_counts(shipped("hurricane"), facts, date(2030, 1, 1))
    assert sum(early.values()) == sum(late.values()) > 40
    assert late["unknown"] > early["unknown"] and "inforce" not in late
