from __future__ import annotations

import pytest

from kit.engine.commands import parse
from kit.rehearsal.cast import cast_of
from kit.rehearsal.script import WAYS, Played, Script
from kit.scenario.model import Exercise


@pytest.fixture
def script(exercise: Exercise) -> Script:
    return Script(exercise, cast_of(exercise, 12, 2, 7), 7, forks=True)


def test_every_way_to_handle_an_inject_comes_in_turn(script: Script) -> None:
    inject = next(i for i in script.exercise.injects if i.contingency and 0 < len(i.to) < 12)
    ways = [script.way(number, inject) for number in range(3 * len(WAYS))]
    assert sorted(way for way in ways if way) == sorted(WAYS)
    assert ways.count("") == 2 * len(WAYS)


def test_an_inject_that_must_come_is_never_left_out(script: Script) -> None:
    must = next(i for i in script.exercise.injects if not i.contingency)
    assert "leave-out" not in {script.way(number, must) for number in range(60)}


def test_the_majority_needs_no_reason_and_everything_else_has_one(script: Script) -> None:
    decision = script.exercise.decisions[0]
    for number in range(10):
        option, why = script.branch(decision, ["b"], ["a", "b", "c"], number)
        assert bool(why) == (option != "b") == (script.manner(number) == "override")
    option, why = script.branch(decision, ["a", "c"], ["a", "b", "c"], 0)
    assert option in ("a", "c")
    assert why
    assert script.branch(decision, [], ["a", "b"], 0)[1]  # nobody voted


def test_counsel_a_second_time_in_a_module_is_known_to_be_refused(script: Script) -> None:
    decision = script.exercise.decisions[0]
    everybody = {part.key for part in script.cast.players}
    raised = [r for n in range(60) for r in script.raises(decision, n, script.cast.players, everybody)]
    assert {r.refused for r in raised if r.kind == "counsel"} == {True}
    assert {r.refused for r in raised if r.kind != "counsel"} == {False}


def test_a_question_of_the_sheet_is_answered_from_the_sheet(script: Script) -> None:
    question, answer = next(d for d in script.exercise.decisions if d.talk.if_asked).talk.if_asked[0]
    assert script.answer(question) == answer


def test_going_back_never_takes_the_branch_that_was_taken(script: Script) -> None:
    decision = script.exercise.decisions[0]
    keys = tuple(option.key for option in decision.options)
    forks = [script.fork([Played(decision.id, key, keys)], number) for number in range(20) for key in keys]
    assert any(forks)
    assert all(fork[0].taken != fork[1] for fork in forks if fork)


def test_without_forks_nobody_goes_back(exercise: Exercise) -> None:
    script = Script(exercise, cast_of(exercise, 4, 1, 7), 7)
    keys = tuple(option.key for option in exercise.decisions[0].options)
    assert not any(script.fork([Played(exercise.decisions[0].id, "a", keys)], n) for n in range(20))


def test_everything_that_is_said_fits_into_a_command(exercises: dict[str, Exercise]) -> None:
    for exercise in exercises.values():
        script = Script(exercise, cast_of(exercise, 30, 3, 5), 5)
        for part in script.cast.players:
            parse("feedback", {"answers": script.feedback(part)})
            for kind, text in script.remarks(part):
                parse("remark", {"kind": kind, "text": text})
        for number, step in enumerate(exercise.steps.values()):
            for one in script.raises(step, number, script.cast.players, set()):
                parse("raise", {"kind": one.kind, "text": one.text})
            for note in script.notes(script.cast.evaluators[0], step.id, number):
                parse("observe", {"kind": note.kind, "text": note.text, "target": note.target})


def test_an_evaluator_rates_from_what_was_seen(script: Script) -> None:
    target = script.targets()[0]
    evaluator = script.cast.evaluators[0]
    assert script.rating(evaluator, target, len(target.tasks))[0] == "P"
    assert script.rating(evaluator, target, 1)[0] in ("S", "M")
    assert {script.rating(e, t, 0)[0] for e in script.cast.evaluators for t in script.targets()} == {"U", "-"}
