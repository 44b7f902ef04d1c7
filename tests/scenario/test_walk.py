"""The walk must find what the authors counted when the branches were written (content, section 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.scenario import story as rules
from kit.scenario.flow import flow
from kit.scenario.model import Exercise
from kit.scenario.walk import Walk, walk
from tests.scenario.small import SHIPPED, read, shipped
from tests.scenario.test_graph import slow_outcomes

# states, at decisions, widest step, paths: full form, default dials
FULL = {
    "enforcement_action": (16_691, 1_071, 1_460, 86_349),
    "hurricane": (9_569, 899, 999, 227_373),
    "wildfire": (4_552, 600, 343, 119_385),
}
SHORT_STATES = {"enforcement_action": 1_555, "hurricane": 982, "wildfire": 798}
SHARES = {  # percent of paths per ending
    "enforcement_action": {"AE1": 20, "AE2": 28, "AE3": 30, "AE4": 22},
    "hurricane": {"BE1": 25, "BE2": 24, "BE3": 17, "BE4": 33},
    "wildfire": {"CE1": 35, "CE2": 23, "CE3": 20, "CE4": 23},
}


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_full_form_has_the_states_and_paths_its_authors_counted(slug: str) -> None:
    found = walk(shipped(slug), "full", {})
    assert (found.states, found.at_decisions, found.widest, found.paths) == FULL[slug]
    shares = {id: round(100 * n / found.paths) for id, n in found.endings.items()}
    assert shares == SHARES[slug]


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_short_form_has_the_states_its_authors_counted(slug: str) -> None:
    assert walk(shipped(slug), "short", {}).states == SHORT_STATES[slug]


@pytest.mark.parametrize("slug", SHIPPED)
def test_nothing_gets_stuck_and_every_objective_is_met(slug: str) -> None:
    for form in ("full", "short"):
        found = walk(shipped(slug), form, {})
        assert found.dead_ends == () and found.unmet == frozenset()


def by_hand(exercise: Exercise, form: str, dials: dict[str, str]) -> tuple[int, int, int, int]:
    """States, states at decisions, widest step and paths by the plain rules, without the fast graph."""
    story = rules.begin(exercise, dials)
    layer = {story.key(): (story, 1)}
    states = at_decisions = widest = 0
    for beat in flow(exercise, form):
        if beat.kind in ("inject", "decision", "end-of-module"):
            states, widest = states + len(layer), max(widest, len(layer))
        at_decisions += len(layer) if beat.kind == "decision" and beat.played else 0
        after: dict[tuple[tuple[str, ...], int], tuple[rules.Story, int]] = {}
        for story, paths in layer.values():
            for next_story in slow_outcomes(exercise, form, beat, story).values():
                key = next_story.key()
                after[key] = (next_story, paths + after.get(key, (story, 0))[1])
        layer = after
    return states, at_decisions, widest, sum(paths for _, paths in layer.values())


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("dials", [{}, {"P1": "requires"}, {"P1": "requires", "P2": "jail"}])
def test_the_fast_walk_finds_what_the_plain_rules_find(form: str, dials: dict[str, str]) -> None:
    found = walk(read(), form, dials)
    expected = by_hand(read(), form, dials)
    assert (found.states, found.at_decisions, found.widest, found.paths) == expected


def test_the_fast_walk_agrees_on_a_shipped_exercise_under_other_dials() -> None:
    exercise, dials = shipped("wildfire"), {"P2": "taskforce", "P3": "site", "P4": "may"}
    found = walk(exercise, "full", dials)
    assert (found.states, found.at_decisions, found.widest, found.paths) == by_hand(exercise, "full", dials)


def blocks(found: Walk) -> dict[str, tuple[int, int]]:
    return {block.what: (block.least, block.most) for block in found.blocks}


def test_minutes_are_those_of_the_shortest_and_the_longest_path() -> None:
    found = walk(read(), "full", {})
    assert blocks(found) == {"M1": (12, 14), "M2": (20, 20)}
    assert (found.least, found.most) == (50, 52), "with welcome and hot wash, without the reserve"


def test_a_bridge_counts_in_the_block_it_leads_to_and_the_ending_takes_the_rest() -> None:
    found = walk(read(), "short", {})
    assert blocks(found) == {"M1": (12, 14), "M2": (16, 16)}
    assert found.ending_minutes == 16 - 2 - 3


def test_what_was_seen_is_told_by_kind() -> None:
    seen = walk(read(), "full", {"P1": "requires"}).seen
    assert seen["inject"] == {"X1", "XX1", "X2"}
    assert seen["wording"] == {"X1", "XX1", "X2"}, "X2.jail needs P2"
    assert seen["option"] == {"X-D1.a", "X-D1.b", "X-D2.a", "X-D2.b", "X-D2.c"}
    assert seen["opening"] == {"XO1", "XO2.low", "XO2"}
    assert seen["private"] == {"XP.GX1"}


def test_a_decision_with_one_open_option_is_a_dead_end() -> None:
    exercise = read(
        ("text: The county opens.", 'when: {trust: ">=1"}\n            text: The county opens.'),
    )
    (dead,) = walk(exercise, "full", {}).dead_ends
    assert (dead.decision, dead.open, dead.trust) == ("X-D2", ("b",), 0)
    assert ("word", "none") in dead.flags


def test_a_stand_in_that_is_not_open_is_a_dead_end() -> None:
    exercise = read(("stand_ins: {X-D2: [c, a]}", "stand_ins: {X-D2: [c]}"))
    (dead,) = walk(exercise, "short", {}).dead_ends
    assert dead.decision == "X-D2" and dead.open == ()


def test_an_objective_that_some_path_gives_no_evidence_for_is_named() -> None:
    exercise = read(("evidence: [X1, X-D1]", "evidence: [XX1]"))
    assert walk(exercise, "full", {}).unmet == {"X-O1"}
    assert walk(read(("evidence: [X1, X-D1]", "evidence: [XP.GX1]")), "full", {}).unmet == frozenset()


def test_paths_that_meet_in_one_state_keep_the_worst_of_both() -> None:
    """After XX1 both choices stand at trust 0: the longer minutes and the missing evidence must live on."""
    exercise = read(
        ("effects: {trust: -1}", "effects: {trust: -2}"), ("evidence: [X1, X-D1]", "evidence: [XX1]")
    )
    found = walk(exercise, "full", {})
    assert found.unmet == {"X-O1"}
    assert blocks(found)["M1"] == (12, 14) and (found.least, found.most) == (50, 52)


def test_only_what_can_be_rated_must_be_met_in_the_short_form() -> None:
    exercise = read(("evidence: [X1, X-D1]", "evidence: [X-D2]"))
    assert walk(exercise, "short", {}).unmet == {"X-O1"}, "a stand-in is no evidence"
    rated = read(("evidence: [X1, X-D1]", "evidence: [X-D2]"), ("rated: [X-O1, X-O1.1]", "rated: [X-O1.1]"))
    assert walk(rated, "short", {}).unmet == frozenset()


def test_changing_one_rule_changes_the_figures() -> None:
    """The table above is no tautology: a single tally of one option moves it."""
    exercise = shipped("wildfire")
    first, *rest = exercise.decisions
    options = tuple(replace(o, tally=replace(o.tally, trust=o.tally.trust + 1)) for o in first.options)
    changed = replace(exercise, decisions=(replace(first, options=options), *rest))
    assert walk(changed, "full", {}).states != FULL["wildfire"][0]
