from __future__ import annotations

from kit.report.aar import AfterActionReport, PlanRow
from kit.report.words import PLAN_COLUMNS, TO_COMPLETE
from tests.report.evening import evening, report_of


def by_source(report: AfterActionReport, source: str) -> list[PlanRow]:
    return [row for row in report.plan if row.source == source]


def test_the_columns_are_those_of_hseep() -> None:
    assert [title for _, title in PLAN_COLUMNS] == [
        "Core capability",
        "Issue or area for improvement",
        "Corrective action",
        "Capability element",
        "Primary responsible organization",
        "Organization POC",
        "Start date",
        "Completion date",
    ]


def test_areas_commitments_and_remarks_become_rows(report: AfterActionReport) -> None:
    assert [len(by_source(report, s)) for s in ("area", "commitment", "remark")] == [4, 1, 2]


def test_no_owner_date_or_action_is_made_up(report: AfterActionReport) -> None:
    for row in (*by_source(report, "area"), *by_source(report, "remark")):
        columns = (row.action, row.element, row.organization, row.contact, row.start, row.completion)
        assert {column.text for column in columns} == {TO_COMPLETE}


def test_a_commitment_brings_its_owner_and_day(report: AfterActionReport) -> None:
    (row,) = by_source(report, "commitment")
    assert (row.organization.text, row.completion.text) == ("Sheriff", "2027-01-18")
    assert row.action.text == "Write who holds the list, for what, and until when"
    assert row.capability.text == TO_COMPLETE


def test_a_time_of_the_story_is_no_completion_date() -> None:
    play = evening()
    play.facilitate("commit", row="r2", what="Write who holds the list", by="Fri 18:00")
    (row,) = by_source(report_of(play), "commitment")
    assert row.completion.text == TO_COMPLETE
    assert row.action.text == "Write who holds the list (promised in play: by Fri 18:00)"


def test_the_same_remark_of_two_people_is_one_row(report: AfterActionReport) -> None:
    row = next(r for r in by_source(report, "remark") if "map" in r.issue.text)
    assert len(row.evidence) == 2


def test_an_area_has_the_capabilities_of_its_objective(report: AfterActionReport) -> None:
    assert by_source(report, "area")[0].capability.text == "Critical Transportation; Mass Care Services"


def test_people_fill_leave_out_and_add_rows() -> None:
    play = evening()
    first, second, *_ = report_of(play).plan
    edits = {
        first.action.key: "Add all camps to the map.",
        f"plan.{second.id}.omit": "said twice",
        "plan.added.drill.issue": "Nobody had the radio plan.",
        "plan.added.drill.organization": "County 911",
    }
    report = report_of(play, edits)
    assert report.plan[0].action.text == "Add all camps to the map."
    assert second.id not in {row.id for row in report.plan}
    assert report.left_out == 1
    (added,) = by_source(report, "added")
    assert (added.issue.text, added.organization.text) == ("Nobody had the radio plan.", "County 911")


def test_a_finding_someone_reworded_is_reworded_in_the_plan() -> None:
    play = evening()
    finding = report_of(play).objectives[0].areas[0]
    report = report_of(play, {finding.text.key: "Two camps are on no map."})
    assert report.plan[0].issue.text == "Two camps are on no map."
