from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from kit.scenario import story as rules
from kit.scenario.classes import dial_settings
from kit.scenario.flow import Beat, pass_by
from kit.scenario.graph import Coding, Graph, fields_of, timed
from kit.scenario.model import Exercise
from kit.scenario.story import Story
from tests.scenario.small import SHIPPED, read, shipped


@given(st.data())
def test_a_story_becomes_an_integer_and_the_same_story_again(data: st.DataObject) -> None:
    exercise = shipped("hurricane")
    coding = Coding(exercise, {})
    flags = {flag.id: data.draw(st.sampled_from(flag.values)) for flag in exercise.flags}
    story = Story(coding.start.dials, flags, data.draw(st.integers(-3, 3)))
    assert coding.decode(coding.encode(story)) == story


def test_two_stories_that_differ_never_share_an_integer() -> None:
    exercise = read()
    coding = Coding(exercise, {})
    codes = {
        coding.encode(Story({}, {"word": word, "door": door}, trust))
        for word in exercise.flags[0].values
        for door in exercise.flags[1].values
        for trust in range(-3, 4)
    }
    assert len(codes) == 3 * 2 * 7


def slow_outcomes(exercise: Exercise, form: str, beat: Beat, story: Story) -> dict[str, Story]:
    """What follows a beat by the rules alone, written out as a live run does it; by letter."""
    if not beat.played and beat.kind != "end-of-module":
        return {"": pass_by(exercise, form, beat, story)[0]}
    if beat.kind == "inject":
        inject = exercise.inject(beat.id)
        after = rules.deliver(inject, story) if rules.holds(inject.when, story) else story
        return {"": rules.forget(exercise, beat.id, after)}
    if beat.kind == "decision":
        decision = exercise.decision(beat.id)
        return {
            option.key: rules.forget(exercise, beat.id, rules.choose(decision, option.key, story))
            for option in rules.open_options(decision, story)
        }
    if beat.kind == "end-of-module":
        return {"": rules.forget(exercise, beat.id, story)}
    return {"": story}


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("slug", SHIPPED)
def test_the_fast_graph_moves_exactly_as_the_rules_do(slug: str, form: str) -> None:
    """Random walks under random dials: at every beat the same letters and the same stories after them."""
    exercise = shipped(slug)
    settings = list(dial_settings(exercise))
    for seed in range(25):
        dice = random.Random(seed)
        dials = dice.choice(settings)
        graph, story = Graph(exercise, form, dials), rules.begin(exercise, dials)
        state = graph.start
        for node in graph.nodes:
            moves = {move.choice: state & ~node.mask | move.bits for move in node.moves(state)}
            expected = slow_outcomes(exercise, form, node.beat, story)
            assert {c: graph.coding.decode(s).key() for c, s in moves.items()} == {
                c: s.key() for c, s in expected.items()
            }, (node.beat, dials)
            letter = dice.choice(sorted(moves))
            state, story = moves[letter], expected[letter]


@given(st.integers(min_value=0), st.sampled_from(SHIPPED))
def test_moves_looked_up_for_any_story_are_those_of_the_rules(seed: int, slug: str) -> None:
    """Also for stories no path reaches: what a beat does depends on nothing but the fields it names."""
    dice, exercise = random.Random(seed), shipped(slug)
    dials = dice.choice(list(dial_settings(exercise)))
    graph = Graph(exercise, "full", dials)
    for node in graph.nodes:
        for _ in range(2):
            flags = {flag.id: dice.choice(flag.values) for flag in exercise.flags}
            story = Story(graph.coding.start.dials, flags, dice.randint(-3, 3))
            state = graph.coding.encode(story)
            after = {
                m.choice: graph.coding.decode(state & ~node.mask | m.bits).key() for m in node.moves(state)
            }
            expected = slow_outcomes(exercise, "full", node.beat, story)
            assert after == {letter: story.key() for letter, story in expected.items()}


def test_a_beat_reads_the_flags_of_its_conditions_and_those_it_writes_or_forgets() -> None:
    exercise = read()
    assert fields_of(exercise, Beat("inject", "XX1", "M1")) == {"word", "trust"}
    assert fields_of(exercise, Beat("decision", "X-D2", "M2")) == {"door", "trust"}
    assert fields_of(exercise, Beat("inject", "X1", "M1")) == frozenset()
    assert fields_of(exercise, Beat("end-of-module", "M2", "M2")) == {"door"}
    assert fields_of(exercise, Beat("module", "M2", "M2")) == {"trust"}


def test_minutes_come_from_the_scenario_and_joint_calls_are_cut_in_the_short_form() -> None:
    exercise = read()
    full = {beat.key: minutes for beat, minutes in timed(exercise, exercise.forms["full"])}
    short = {beat.key: minutes for beat, minutes in timed(exercise, exercise.forms["short"])}
    assert (full["M1"], full["X-D1"], full["X2"], full["ending"]) == (2, 8, 6, 5)
    assert (short["X2"], short["X-BR1"], short["X-D2"]) == (3, 2, 0)
    assert short["M2"] == 0, "the bridge stands for the opening"
    assert short["ending"] == 0, "the ending takes what its block leaves"
