from __future__ import annotations

from kit.engine.commands import Actor
from kit.report.aar import AfterActionReport, SummaryRow
from kit.report.pieces import TargetPart
from tests.engine.playing import Play
from tests.report.evening import report_of


def row(report: AfterActionReport, objective: str, capability: str) -> SummaryRow:
    return next(r for r in report.table1 if (r.objective, r.capability) == (objective, capability))


def target(report: AfterActionReport, id: str) -> TargetPart:
    return next(t for o in report.objectives for t in o.targets if t.id == id)


def rated(*ratings: tuple[str, str], play_to: str = "B-D2") -> tuple[Play, list[Actor]]:
    """A play up to a step, with one evaluator a rating."""
    play = Play().start()
    play.seat("GB1")
    watchers = [play.evaluator() for _ in ratings]
    play.until(play_to)
    for watcher, (key, letter) in zip(watchers, ratings, strict=True):
        play.ask(watcher, "rate", target=key, rating=letter, why=f"said {letter}")
    return play, watchers


def test_a_capability_shows_the_letter_its_evaluator_gave(report: AfterActionReport) -> None:
    assert row(report, "B-O1", "Mass Care Services").verdict.letter == "S"


def test_ratings_of_targets_are_listed_and_never_added_up(report: AfterActionReport) -> None:
    found = row(report, "B-O3", "Operational Coordination")
    assert found.verdict.letter == ""
    assert [(t.id, t.letter) for t in found.targets] == [("B-O3.1", "S")]


def test_different_letters_leave_no_letter_until_people_settle_it() -> None:
    play, _ = rated(("B-O1.2", "P"), ("B-O1.2", "M"))
    play.until("B-D2").take("a")
    verdict = target(report_of(play), "B-O1.2").verdict
    assert (verdict.state, verdict.letter) == ("differ", "")
    assert [(g.evaluator, g.letter) for g in verdict.given] == [("Evaluator 1", "P"), ("Evaluator 2", "M")]
    play.facilitate("open-hot-wash")
    play.facilitate("settle-rating", target="B-O1.2", rating="M", why="The log was missing.")
    settled = report_of(play)
    assert target(settled, "B-O1.2").verdict.letter == "M"
    assert [(d.key, d.settled, len(d.given)) for d in settled.disagreements] == [("B-O1.2", "M", 2)]


def test_the_same_letters_of_several_evaluators_agree() -> None:
    play, _ = rated(("B-O1.2", "S"), ("B-O1.2", "S"))
    play.take("a")
    verdict = target(report_of(play), "B-O1.2").verdict
    assert (verdict.state, verdict.letter) == ("agreed", "S")


def test_a_rating_without_evidence_is_not_shown() -> None:
    play, _ = rated(("B-O6.1", "P"), play_to="B-D1")
    report = report_of(play)
    verdict = target(report, "B-O6.1").verdict
    assert (verdict.state, verdict.letter) == ("unsupported", "")
    assert any("B-O6.1" in point and "nothing in the record" in point for point in report.to_settle)


def test_a_capability_without_any_evidence_is_not_rated() -> None:
    play, _ = rated(play_to="B-D1")
    assert row(report_of(play), "B-O6", "Economic Recovery").verdict.state == "none"


def test_evidence_that_nobody_rated_is_told_apart_from_none() -> None:
    play, (watcher,) = rated(("B-O1.1", "-"))
    play.take("a")
    report = report_of(play)
    assert row(report, "B-O1", "Mass Care Services").verdict.state == "unrated"
    play.ask(watcher, "rate", target="B-O1/Mass Care Services", rating="-", why="saw too little")
    assert row(report_of(play), "B-O1", "Mass Care Services").verdict.state == "none"


def test_a_p_with_mostly_areas_for_improvement_is_pointed_out() -> None:
    play, (watcher,) = rated(("B-O1.2", "P"))
    for text in ("No rule was written.", "Nobody read the log."):
        play.ask(watcher, "observe", kind="improve", text=text, target="B-O1.2", ref="B-D2")
    assert any(p.startswith("B-O1.2: rated P, while most notes") for p in report_of(play).to_settle)


def test_a_note_without_a_target_goes_where_the_guide_looks_if_only_one_objective_does(
    report: AfterActionReport,
) -> None:
    play, (watcher,) = rated(("B-O1.2", "S"))
    play.ask(watcher, "observe", kind="strength", text="A reason before each stop.", target="", ref="B2")
    placed = report_of(play)
    assert [f.text.text for f in placed.objectives[0].strengths] == ["A reason before each stop."]
    assert [f.text.text for f in report.unplaced] == ["The call ran four minutes over."]


def test_a_finding_leads_to_its_note_and_to_what_it_is_tied_to(report: AfterActionReport) -> None:
    area = report.objectives[0].areas[0]
    anchors = {entry.id: entry for entry in report.timeline}
    note, inject = (anchors[link.anchor] for link in area.evidence)
    assert (note.kind, inject.kind, inject.ref) == ("improve", "inject", "B6")
    assert inject.kind != "withdrawn"


def test_tasks_say_who_saw_them(report: AfterActionReport) -> None:
    tasks = target(report, "B-O2.2").tasks
    assert [bool(task.seen) for task in tasks] == [True, False, False, False]
    assert tasks[0].seen[0].label.endswith("Evaluator 1")
