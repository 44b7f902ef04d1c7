from __future__ import annotations

from kit.scenario.model import Where
from kit.scenario.problems import Problem, ScenarioError, did_you_mean, in_order


def test_the_nearest_name_is_offered_or_the_whole_short_list_or_nothing() -> None:
    assert did_you_mean("GB9", ["GB1", "GB8", "CB1"]) == "Did you mean GB8?"
    assert did_you_mean("zebra", ["a", "b"]) == "Known here: a, b."
    assert did_you_mean("zebra", [f"n{n}" for n in range(40)]) == ""
    assert did_you_mean("zebra", []) == ""


def test_problems_come_by_file_and_line_and_each_once() -> None:
    late, early = Problem(Where("b.yaml", 2), "two"), Problem(Where("a.yaml", 9), "one")
    assert in_order([late, early, late]) == (early, late)


def test_an_error_prints_every_problem() -> None:
    error = ScenarioError(
        [Problem(Where("a.yaml", 1), "this.", "Do that."), Problem(Where("a.yaml", 2), "that.")]
    )
    assert str(error) == "a.yaml:1: this. Do that.\na.yaml:2: that."
