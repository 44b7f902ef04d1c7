"""What the check says about facts: named, told as sure as they are, and never left out."""

from __future__ import annotations

import pytest

from kit.briefing.claims import claim
from tests.briefing.small import check, line_of, rules

PLACE = '        lines: ["Look at our law. [LOCAL: detainer-law] [DET-19]", Write the time.]'
LINE = "Write the time."

# A sentence that states something of the law, and is an error without a fact behind it.
LAW = [
    "Federal law requires notice.",
    "The regulation counts the hours differently.",
    "Courts disagree on whether a jail may hold at all.",
    "Under 8 U.S.C. 1373 nobody may stop it.",
    "The Fourth Amendment applies here.",
    "Officers must tell the consulate.",
    "Form I-247A asks for a hold.",
    "State law decides much of it.",
    "Keeping papers is illegal in some cases.",
    "Title VI still stands.",
    "A judge signed it, so the court has decided.",
]
# One that speaks of something people could look up: worth a look.
LOOKED_UP = [
    "It began in 2008.",
    "It was signed on 4 March.",
    "About 40 percent were released.",
    "ICE takes custody.",
    "A detainer is a paper.",
    "Some refugees have no card.",
    "E-Verify is run by somebody else.",
]
# Questions, orders, speech and stories.
HARMLESS = [
    "What does the law say?",
    "Ask counsel what the law requires.",
    "Don’t hold anyone on a detainer alone.",
    "Never promise a visa.",
    "If the warrant is attached, read it.",
    "Box 3: check the warrant.",
    "So follow the policy.",
    "Before you act on a detainer, call.",
    "He says: “The law requires it.”",
    "The clerk opens the folder.",
    "Tell your supervisor.",
]


@pytest.mark.parametrize("said", LAW)
def test_a_sentence_on_the_law_claims(said: str) -> None:
    assert claim(said)[1] == "error"


@pytest.mark.parametrize("said", LOOKED_UP)
def test_a_sentence_on_an_agency_a_date_or_a_figure_may_claim(said: str) -> None:
    assert claim(said)[1] == "warning"


@pytest.mark.parametrize("said", HARMLESS)
def test_a_question_an_order_speech_or_a_story_claims_nothing(said: str) -> None:
    assert claim(said) == ("", "")


def test_a_noun_at_the_start_is_not_taken_for_an_order() -> None:
    assert claim("Name checks can show a civil warrant.")[1] == "warning"
    assert claim("State law requires it.")[1] == "error"


def test_a_checklist_may_say_what_to_have() -> None:
    assert claim("A written policy on what the law requires.", "checklist") == ("", "")
    assert claim("A written policy is what the law requires.")[1] == "error"


def test_a_claim_without_a_fact_is_an_error_on_its_line() -> None:
    (problem,) = check((LINE, "Federal law requires it.")).problems
    assert problem.rule == "no-fact" and problem.severity == "error"
    assert problem.where.line == line_of(PLACE)


def test_a_fact_or_a_placeholder_behind_it_is_enough() -> None:
    for behind in ('"Federal law requires it. [DET-02]"', '"State law says [LOCAL: detainer-law]"'):
        assert rules((LINE, behind)) == []


def test_a_standing_sentence_of_the_frame_is_said_as_it_is() -> None:
    said = "Courts disagree on this point. Your area may have a ruling we do not list."
    assert rules((LINE, said)) == []


def test_lines_that_may_claim_are_told_together_once() -> None:
    lines = ("It began in 2008.", "ICE takes custody.")
    (problem,) = check((LINE, f"{lines[0]}, {lines[1]}")).problems
    assert problem.severity == "warning" and "(“2008”)" in problem.message and "(“ICE”)" in problem.message


def test_a_heading_a_question_an_option_and_the_situation_claim_nothing() -> None:
    for change in (
        ("title: Six boxes", "title: The law requires six boxes"),
        ("b: Nobody", "b: The law requires nobody"),
        ("an invented jail.", "an invented jail. The law requires it."),
        ("do: Train.", "do: The law requires training."),
    ):
        assert "no-fact" not in rules(change)


def test_an_unknown_fact_names_the_nearest() -> None:
    (problem,) = [p for p in check(("no hold. [DET-20]", "no hold. [DET-94]")).problems if p.rule == "facts"]
    assert "DET-94" in problem.message and "Did you mean DET-" in problem.hint


@pytest.mark.parametrize("key", ["key_facts: [DET-02, ", "cites: [DET-04]}\n  - {title: Form I-247G"])
def test_an_unknown_fact_in_a_list_is_told_too(key: str) -> None:
    assert "facts" in rules((key, key.replace("DET-0", "DET-9", 1)))


def test_what_is_over_is_never_told_as_if_it_held() -> None:
    (problem,) = check((LINE, '"Plan for languages. [LAN-02]"')).problems
    assert problem.rule == "fact-over" and problem.severity == "error"
    assert rules((LINE, '"Until 2025 an order asked for plans. [LAN-02]"')) == []


def test_what_changed_may_tell_in_its_first_column_what_held() -> None:
    assert (
        rules(("EO 13166 asked agencies to plan. [LAN-02]", "EO 13166 asks agencies to plan. [LAN-02]")) == []
    )
    late = ("It is gone. [LAN-02]", "Agencies plan. [LAN-02]")
    assert rules(late) == ["fact-over"]


def test_an_unverified_fact_stands_only_behind_a_question() -> None:
    assert rules((LINE, '"They cover every place. [INT-06]"')) == ["fact-blocked"]
    assert rules(("{ask: What first?,", '{ask: "Is it everywhere? [INT-06]",')) == []


def test_where_courts_split_a_line_says_so() -> None:
    assert rules((LINE, '"A hold is a new arrest. [DET-09]"')) == ["fact-contested"]
    assert rules((LINE, '"Some courts call a hold a new arrest. [DET-09]"')) == []


def test_what_is_unknown_is_not_told_as_certain_on_a_card() -> None:
    assert rules((LINE, '"Claims go to ICE at once. [DET-17]"')) == ["fact-unknown"]
    assert rules((LINE, '"Claims went to ICE; we could not confirm it. [DET-17]"')) == []


def test_a_key_fact_that_no_line_leans_on_is_told() -> None:
    assert rules(("DET-20, DET-22]", "DET-20, DET-22, DET-18]")) == ["key-fact"]
