from __future__ import annotations

from kit.report.aar import AfterActionReport, DecisionPart
from kit.report.pieces import Score
from tests.engine.playing import Play, exercise_of
from tests.report.evening import SCRIPT, report_of


def part(report: AfterActionReport, id: str, line: int = 1) -> DecisionPart:
    return next(p for p in report.decisions if (p.id, p.line) == (id, line))


def test_a_decision_says_how_it_was_taken_and_why(report: AfterActionReport) -> None:
    ways = [(p.id, p.how) for p in report.decisions[:4]]
    assert ways == [("B-D1", "majority"), ("B-D2", "tie"), ("B-D3", "override"), ("B-D4", "majority")]
    assert part(report, "B-D3").why == "Counsel asked for two forms while the grant is read."


def test_both_rounds_of_a_vote_are_shown(report: AfterActionReport) -> None:
    first, second = part(report, "B-D1").rounds
    assert [bar.votes for bar in first.bars] == [1, 6, 4, 3]
    assert [bar.votes for bar in second.bars] == [0, 9, 2, 2]
    assert (second.voted, second.of) == (13, 14)


def test_only_the_last_rounds_reasons_are_quoted_minority_marked(report: AfterActionReport) -> None:
    reasons = part(report, "B-D1").reasons
    assert [(r.option, r.minority) for r in reasons] == [("b", False), ("c", True)]
    assert all(SCRIPT not in r.text for r in reasons)


def test_what_was_known_carries_badges_of_the_day_of_the_run(report: AfterActionReport) -> None:
    facts = {fact.id: fact for fact in part(report, "B-D1").known}
    assert facts["DIS-08"].style == "historical"
    assert facts["DIS-09"].badge == "UNKNOWN"


def test_the_paths_not_taken_are_all_other_options(report: AfterActionReport) -> None:
    paths = {path.option: path for path in part(report, "B-D1").paths}
    assert list(paths) == ["a", "c", "d", "e"]
    assert "would bring BX1, Federal press office: no such statement made" in paths["a"].brings
    assert "would delay B4 by 120 min" in paths["c"].brings
    assert paths["a"].consequence.startswith("Phones go down")


def test_an_option_that_was_not_open_says_why(report: AfterActionReport) -> None:
    closed = {path.option: path.closed for path in part(report, "B-D1").paths if path.closed}
    assert closed == {"e": "only if a statement exists"}


def test_tallies_follow_the_dials_of_the_run() -> None:
    scores = []
    for dials in ({}, {"P3": "site"}):
        play = Play(dials=dials)
        play.seat("GB1")
        play.start().until("B-D1").take("a")
        scores.append(part(report_of(play), "B-D1").score)
    assert scores == [Score(2, 1, -2), Score(2, 1, 0)]


def test_a_line_that_went_back_shares_what_came_before(report: AfterActionReport) -> None:
    first, second = report.lines
    assert [step.decision for step in second.steps] == ["B-D1", "B-D2", "B-D3"]
    assert second.steps[0] == first.steps[0]
    assert (second.steps[1].option, first.steps[1].option) == ("a", "b")
    assert (second.parent, second.decision, second.why) == (
        1,
        "B-D2",
        "What if nobody had been stopped at all?",
    )


def test_the_running_sums_add_up(report: AfterActionReport) -> None:
    for line in report.lines:
        for name in ("life", "trust", "legal"):
            total = sum(getattr(step.score, name) for step in line.steps)
            assert getattr(line.steps[-1].total, name) == total


def test_the_ending_says_what_held_and_what_it_cost(report: AfterActionReport) -> None:
    endings = {e.title: e for e in exercise_of("hurricane").finale.endings}
    ending = endings[report.lines[0].ending]
    assert (report.lines[0].held, report.lines[0].cost) == (ending.held, ending.cost)
    assert report.lines[1].ending == ""
