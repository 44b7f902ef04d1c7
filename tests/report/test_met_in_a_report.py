"""What an emergency manager would strike out of a report, mended: it says what the record holds, no more."""

from __future__ import annotations

import re

import pytest

from kit.facts.base import authority, load_facts
from kit.report.aar import AfterActionReport
from kit.report.export import to_markdown
from tests.report.evening import Evening, report_of


@pytest.fixture(scope="module")
def short() -> AfterActionReport:
    """A short form in which one evaluator rated one target, and nothing else."""
    play = Evening(form="short", seats=3)
    play.start().until("B-D1")
    play.vote("bbc")
    play.take("b")
    play.ask(play.watchers[0], "rate", target="B-O2.2", rating="S", why="Dated, and split in two.")
    play.facilitate("open-hot-wash")
    play.facilitate("end-exercise")
    return report_of(play)


def test_a_target_that_was_rated_by_itself_is_told_in_brief(short: AfterActionReport) -> None:
    assert "None of 10 pairs of objective and core capability was rated. 1 single target was rated." in (
        short.summary.text
    )


def test_what_cannot_be_rated_in_a_form_is_not_called_unplayed(short: AfterActionReport) -> None:
    text = to_markdown(short).decode()
    assert "Not rated in this form" in text
    assert "not played in this form" not in text


def test_an_objective_without_notes_says_so_once(short: AfterActionReport) -> None:
    text = to_markdown(short).decode()
    assert "No strength was noted." not in text
    assert text.count("Strengths and areas for improvement") == len(short.objectives)


def test_every_fact_of_a_report_says_what_it_rests_on(report: AfterActionReport) -> None:
    assert [fact.id for fact in report.facts if not fact.cite] == []


def test_only_a_source_document_is_called_one() -> None:
    base = load_facts()
    said = {fact.id: authority(fact, base) for fact in base}
    named = [id for id, words in said.items() if words == "Source document of 2011-2019"]
    assert [id for id in named if "S" not in base.get(id).support] == []
    assert said["OUT-04"] == "No authority is cited: principle"
    assert said["VER-11"] == "Needs a cite-check"
    assert said["VER-12"] == "See DIS-04"
    assert all(re.search(r"\w", words) for words in said.values())
