"""The completeness test and the counts: each seen to fail on the small module."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.briefing.complete import check_complete
from tests.briefing.small import MODULE, REVIEW, check, line_of, read, rules

TEN = "one two three four five six seven eight nine ten "
ALT = "alt: Six empty boxes."


def said(*changes: tuple[str, str], review: str = REVIEW) -> list[str]:
    return [problem.message for problem in check(*changes, review=review).problems]


def test_the_small_module_is_complete() -> None:
    assert check().problems == ()


SHORT = [
    ((", DET-20, DET-22]\n", ", DET-20]\n"), "DET: 7 key facts."),
    (("  - Stop and call.\n", ""), "DET: 1 aims."),
    (("[A policy., A log., ", "[A log., "), "DET: 7 lines in the policy checklist."),
    (("      - {do: Train., who: Sergeant, by: 45 days}\n", ""), "DET: 4 rows in the planner."),
    (("    - {title: The policy, about: Read yours.}\n", ""), "DET: 3 resources in the packet."),
    (("  - {title: Detainer provisions, about: The regulation., cites: [DET-02, DET-05]}\n", ""),
     "DET: 2 web references."),
    (("  - {then: Training came by film., now: It comes by film and card.}\n", ""),
     "DET: 3 rows in what changed."),
    (("roll_call: 7", "roll_call: 12"), "DET: 12 minutes at roll call."),
    (("    - {ask: What next?, touches: [The six boxes.]}\n", ""),
     "DET: 2 discussion questions for officers, plain."),
    (("    - {ask: Who signs?, touches: [Counsel.]}\n", ""),
     "DET: 1 discussion questions for leaders, plain."),
    (("{id: k4, ask:", "{id: k4, version: plain, ask:"), "DET: 3 check questions in 287g."),
    (("{id: p1, ask:", "{id: p1, for: officers, ask:"), "DET: 0 polls for commanders, plain."),
    (("{id: s2, title:", "{id: s2, for: officers, title:"), "DET: 2 slides for commanders, plain."),
    (("    for: officers\n    sides", "    for: commanders\n    sides"), "DET: no card for officers, plain."),
    (("{a: State law, b: The clerk, c: The caller}", "{a: State law, b: The clerk}"), "k4: 2 options."),
    (('options: ["Yes", "No"]', 'options: ["Yes"]'), "p1: 1 options."),
    (("{id: k1, ask:", "{id: k1, for: officers, ask:"), "s1: asks k1, which is not for commanders."),
    ((ALT, "alt: Boxes."), "s2: the alt text says too little."),
    ((ALT, "alt: An image of six boxes."), "s2: the alt text starts with “An image of six boxe…”."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), SHORT, ids=[message for _, message in SHORT])
def test_what_is_missing_is_told(change: tuple[str, str], message: str) -> None:
    assert message in said(change)


def test_right_answers_are_not_all_the_same_letter() -> None:
    changes = [(f"{old}, why", "answer: a, why") for old in ("answer: b", "answer: c")]
    assert "DET: every right answer is a." in said(*changes)


def test_what_the_plan_of_2012_promises_for_one_module_is_asked_of_it_alone() -> None:
    small = read()
    for key, message in (
        ("INT", "INT: one version only."),
        ("CON", "CON: no State Department job aid is named."),
        ("LAN", "LAN: the I Speak guide is not named."),
        ("OUT", "OUT: no community audience."),
    ):
        found = [problem.message for problem in check_complete(replace(small, key=key))]
        assert message in found
        assert message not in [problem.message for problem in check_complete(small)]


def test_a_second_side_is_for_four_modules_and_a_side_holds_so_many_words() -> None:
    small = read()
    found = [problem.message for problem in check_complete(replace(small, key="PRO"))]
    assert "card: two sides." in found
    full = ("Write the time.", "Write " + TEN * 61)
    (problem,) = [p for p in check(full).problems if p.rule == "complete"]
    assert problem.severity == "warning" and "words on 2 half-letter sides" in problem.message


def test_an_unknown_placeholder_names_the_nearest() -> None:
    (problem,) = check(("[LOCAL: ice-contact]", "[LOCAL: ice-contacts]")).problems
    assert problem.rule == "placeholder" and problem.hint == "Did you mean ice-contact?"
    assert problem.where.line == line_of("[LOCAL: ice-contact]")


REVIEWS = [
    ("  - {gate: 3}\n", "", "gate 3 (Law-enforcement trainer) is missing."),
    ("by: AB, date: 2026-06-01", 'by: AB, date: ""', "gate 1 has initials or a date, but not both."),
    ("2026-06-01}\n  - {gate: 2", "2026-08-01}\n  - {gate: 2", "gate 1 was signed on 2026-08-01, which"),
    ("2026-06-01}\n  - {gate: 2", "2026-02-31}\n  - {gate: 2", "gate 1 was signed on 2026-02-31, which"),
    ("initialled: [DET-19]", "initialled: [DET-99]", "initialled names DET-99, which is not"),
]


@pytest.mark.parametrize(("old", "new", "message"), REVIEWS, ids=[message for *_, message in REVIEWS])
def test_a_review_that_cannot_be_right_is_told(old: str, new: str, message: str) -> None:
    assert old in REVIEW
    found = said(review=REVIEW.replace(old, new, 1))
    assert any(one.startswith(message) for one in found), found


def test_without_a_review_the_module_is_not_ready() -> None:
    assert rules(review="").count("review") == 7


def test_figures_come_with_the_check() -> None:
    found = check(day=date(2026, 11, 22))
    assert found.minutes == (7, 30) and found.gates_open == 6
    assert [(video.version, video.words) for video in found.videos] == [("plain", 482), ("287g", 487)]
    assert found.cards[0].placeholders == ("detainer-law", "supervisor", "ice-contact")
    assert found.cards[0].to_initial == () and check(review="").cards[0].to_initial == ("DET-19",)
    assert sum(found.facts.values()) == 10 and found.facts["unknown"] > 0
    assert MODULE.count("[LOCAL: ") == 5
