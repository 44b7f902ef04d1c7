from __future__ import annotations

import json
import random
import time
from datetime import UTC, timedelta, timezone

import msgspec
import pytest

from kit.facts.base import load_facts
from kit.pages.desk import texts_of
from kit.report.aar import SCHEMA, AfterActionReport
from kit.report.cited import facts_on
from kit.report.draft import draft, editable
from kit.report.export import HERE
from kit.report.make import report_of as whole_report
from tests.engine.playing import SLUGS, Play
from tests.report.evening import DAY, Evening, evening, record_of, report_from, report_of


def test_every_section_has_something_to_say(report: AfterActionReport) -> None:
    sections = (
        report.overview,
        report.table1,
        report.definitions,
        report.objectives,
        report.unplaced,
        report.decisions,
        report.timeline,
        report.lines,
        report.disagreements,
        report.concerns,
        report.raised,
        report.remarks,
        report.plan,
        report.participants,
        report.roles,
        report.feedback.rows,
        report.msel,
        report.facts,
        report.fiction,
        report.dials,
        report.limits,
    )
    assert all(sections)


def test_the_overview_has_the_rows_of_hseep(report: AfterActionReport) -> None:
    assert [row.label for row in report.overview] == [
        "Exercise name",
        "Exercise dates",
        "Scope",
        "Mission areas",
        "Core capabilities",
        "Objectives",
        "Threat or hazard",
        "Scenario",
        "Sponsor",
        "Participating organizations",
        "Point of contact",
    ]


def test_the_same_journal_gives_the_same_report(played: Evening, report: AfterActionReport) -> None:
    assert report_from(played.exercise, played.through_codec()) == report


def test_the_summary_counts_what_the_record_holds(report: AfterActionReport) -> None:
    text = report.summary.text
    assert "14 players in 12 positions took 10 decisions and went back once" in text
    assert "8 decisions followed the majority" in text
    assert "broke a tie once and took another branch with a reason once" in text
    assert "2 evaluators wrote 6 timed notes: 1 strength, 4 areas for improvement and 1 other note" in text
    assert "Of 2 concerns on the joint calls, 1 got an owner, 1 a commitment" in text
    assert f"Appendix A drafts {len(report.plan)} corrective actions" in text


def test_peoples_words_replace_the_draft_and_survive_another_export() -> None:
    play = evening()
    before = report_of(play)
    finding = before.objectives[0].areas[0].text.key
    edits = {
        "summary": "We met, and it was good.",
        finding: "Two camps are on no map.",
        "overview.contact": "The desk",
    }
    after = report_of(play, edits)
    assert (after.summary.text, after.summary.edited) == ("We met, and it was good.", True)
    assert after.summary.drafted == before.summary.drafted
    assert after.objectives[0].areas[0].text.text == "Two camps are on no map."
    assert {w.key for w in editable(after)} == {w.key for w in editable(before)}
    assert [w.text for w in editable(report_of(play)) if w.edited] == [
        w.text for w in editable(after) if w.edited
    ]


def test_an_emptied_text_is_the_draft_again() -> None:
    play = evening()
    report_of(play, {"summary": "Mine."})
    again = report_of(play, {"summary": "  "})
    assert not again.summary.edited
    assert again.summary.text == again.summary.drafted


def test_keys_of_editable_texts_are_unique(report: AfterActionReport) -> None:
    keys = [words.key for words in editable(report)]
    assert len(keys) == len(set(keys))


def test_what_the_desk_lets_people_edit_is_in_the_report(played: Evening, report: AfterActionReport) -> None:
    offered = {str(item["key"]) for item in texts_of(played.run)}
    assert offered <= {words.key for words in editable(report)}


def test_a_report_stays_a_draft_until_people_say_final() -> None:
    play = evening()
    assert report_of(play).status == "draft"
    assert report_of(play, {"status": "final"}).status == "final"


def test_clock_times_are_printed_in_the_zone_asked_for(played: Evening) -> None:
    record = record_of(played.exercise, played.records)
    west = timezone(timedelta(hours=-5))
    facts = facts_on(load_facts(), DAY)
    there = draft(record, played.exercise, facts, west)
    here = draft(record, played.exercise, facts, UTC)
    assert (here.timeline[0].time, there.timeline[0].time) == ("12:00", "07:00")


def test_without_a_zone_clock_times_are_those_of_this_machine(
    played: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        report = whole_report("r1", played.exercise, played.records)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert report.timeline[0].time == "07:00"


def test_a_run_nobody_played_has_a_report_too() -> None:
    play = Play()
    report = whole_report("r1", play.exercise, play.records, zone=UTC)
    assert dict(report.letters)["-"] == len(report.table1)
    assert "0 players" in report.summary.text
    assert all(row.status == "did not come" for row in report.msel)


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_and_form_gives_a_whole_report(slug: str, form: str) -> None:
    play = Play(slug, form)
    play.seat_all()
    play.start().play_out(random.Random(7))
    report = whole_report("r1", play.exercise, play.records, zone=UTC)
    assert all(part.option for part in report.decisions)
    assert report.lines[0].ending
    rated = play.exercise.forms[form].rated
    assert all(row.playable for row in report.table1) or bool(rated)


def test_the_shape_of_the_data_is_the_one_published() -> None:
    """Who reads report.json relies on kit/report/aar.schema.json: raise SCHEMA if a meaning changes."""
    published = json.loads((HERE / "aar.schema.json").read_text("utf-8"))
    assert json.loads(json.dumps(msgspec.json.schema(AfterActionReport))) == published
    assert SCHEMA == "kit.aar/1"
