from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from kit.facts.base import load_facts
from kit.scenario.check import Check, check_exercise
from kit.scenario.check_text import closing_lines, exercise_lines, exercise_rows
from tests.scenario.small import line_of, read


def check(*changes: tuple[str, str]) -> Check:
    found = check_exercise(read(*changes), load_facts(), date(2026, 7, 1))
    return replace(found, seconds=1.25)


def report_text(found: Check) -> str:
    return "\n".join([*exercise_lines([found]), *closing_lines(found.problems)])


def test_the_report_says_what_was_walked_and_that_nothing_is_wrong() -> None:
    said = report_text(check())
    for piece in (
        "Small Storm (small)",
        "full     15 states, 3 at decisions, widest step 5, 5 paths (default dials)",
        "4 dial settings in 4 classes, 60 states",
        "50 to 52 of 60 minutes",
        "M1 14 of 14, M2 20 of 20",
        "XE1 60%, XE2 40%",
        "1.2 s",
        "No errors.",
    ):
        assert piece in said


def test_the_report_lists_problems_with_file_and_line_and_counts_them() -> None:
    said = report_text(
        check(
            ("text: The streets are full.", "text: The raid."),
            ("title: A rumor", "title: A rumor a b c d e f g"),
        )
    )
    assert (
        f"error    exercises/small/scenario.yaml:{line_of('id: XO2.low')}: XO2.low, opening: “raid”" in said
    )
    assert "1 error to mend before play." in said and "1 warning for your judgement." in said
    assert "proven" not in said


def test_the_same_as_json() -> None:
    rows = exercise_rows([check(("text: The streets are full.", "text: The raid."))])
    (row,) = json.loads(json.dumps(rows))
    assert row["slug"] == "small" and row["ok"] is False
    assert row["problems"][0]["rule"] == "loaded-word" and row["problems"][0]["line"] == line_of(
        "id: XO2.low"
    )
    assert row["forms"][0]["blocks"][0] == {"what": "M1", "planned": 14, "least": 12, "most": 14}
