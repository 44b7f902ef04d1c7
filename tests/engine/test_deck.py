"""Giving a briefing: slides in step, questions, who may do what, and what nobody may see too early."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kit.engine.commands import COMMANDS, Actor, Command, Role, parse
from kit.engine.decide import BRIEFING, decide
from kit.engine.evolve import fold
from kit.engine.lens import Lens
from kit.engine.refusal import Refused, Request
from kit.engine.state import Phase
from kit.engine.views_deck import briefing_view, slides_view
from kit.engine.views_trainer import trainer_view
from kit.room.patch import differences
from kit.scenario.deck import ATTENDEE
from tests.engine.giving import ANA, BEN, JOIN, Give, started, whole
from tests.engine.playing import DOOR, FACILITATOR, Play
from tests.engine.test_decide import SAMPLES as OF_EXERCISES


@pytest.fixture
def give() -> Give:
    """DET for officers at roll call, with two people."""
    return started()


def refusal(game: Play, actor: Actor, name: str, /, **args: Any) -> str:
    with pytest.raises(Refused) as caught:
        game.ask(actor, name, **args)
    return caught.value.sentence


# -- who may do what -------------------------------------------------------------------------------

SAMPLES: dict[str, dict[str, object]] = {
    "take-seat": {"seat": "x9", "role": "player", "resume": "R", "position": ATTENDEE, "name": "N"},
    "move-seat": {"seat": "s1"},
    "admit": {"seat": "s1"},
    "remove-seat": {"seat": "s2"},
    "add-seat": {"position": ATTENDEE, "name": "N"},
    "step-out": {},
    "come-back": {},
    "start-exercise": {},
    "end-exercise": {},
    "reopen": {},
    "undo": {},
    "announce": {"text": "W"},
    "withdraw": {"item": "m1"},
    "raise": {"kind": "question", "text": "W"},
    "answer": {"raised": "q1", "text": "W"},
    "show": {"what": "slide"},
    "feedback": {"answers": {}},
    "show-slide": {"number": 2},
    "open-question": {"question": "1-k1"},
    "close-question": {},
    "reveal-question": {},
    "answer-question": {"question": "1-k1", "option": "a"},
}
ACTORS = {role: Actor(role, role.value) for role in Role} | {Role.PLAYER: ANA}
STEPS: dict[Phase, tuple[str, ...]] = {
    Phase.LOBBY: (),
    Phase.PLAY: ("start-exercise",),
    Phase.CLOSED: ("start-exercise", "end-exercise"),
}


@pytest.mark.parametrize("phase", STEPS)
def test_every_command_is_answered_or_refused_for_every_role_in_every_phase_as_the_table_says(
    phase: Phase,
) -> None:
    assert set(SAMPLES) == {name for name, kind in COMMANDS.items() if kind in BRIEFING}
    game = Give()
    game.join()
    for step in STEPS[phase]:
        game.facilitate(step)
    for name, args in SAMPLES.items():
        for role, actor in ACTORS.items():
            command: Command = parse(name, args)
            permit = BRIEFING[type(command)]
            request = Request(command, actor, game.now + 1, f"{name}-{role}")
            try:
                decide(game.run, request)
                said = ""
            except Refused as refused:
                said = refused.sentence
            if role not in permit.roles:
                assert said == "Your seat cannot do that."
            elif phase not in permit.phases:
                assert said.startswith("That is not possible")
                assert "exercise" not in said
            else:
                assert not said.startswith(("Your seat", "That is not"))


def test_what_is_for_exercises_only_is_refused_to_everybody_in_a_briefing_and_the_other_way_round(
    give: Give,
) -> None:
    exercise = Play()
    elsewhere: list[tuple[Play, str, dict[str, object]]] = [
        (give, name, OF_EXERCISES[name]) for name in set(OF_EXERCISES) - set(SAMPLES)
    ]
    elsewhere += [(exercise, name, SAMPLES[name]) for name in set(SAMPLES) - set(OF_EXERCISES)]
    for game, name, args in elsewhere:
        for role, actor in ACTORS.items():
            assert refusal(game, actor, name, **args) == "Your seat cannot do that.", (name, role)


def test_the_desk_offers_no_command_of_an_exercise(give: Give) -> None:
    can = set(trainer_view(Lens(give.run), JOIN, {})["can"])
    assert {"show-slide", "open-question", "undo", "end-exercise"} <= can
    assert can.isdisjoint({"deliver", "open-decision", "pause", "open-hot-wash", "edit-report"})


def test_a_roster_with_names_asks_for_one_and_a_briefing_has_no_evaluators() -> None:
    game = Give()
    assert "roster" in refusal(
        game, DOOR, "take-seat", **SAMPLES["take-seat"] | {"role": Role.PLAYER, "name": " "}
    )
    assert "roster" in refusal(game, FACILITATOR, "add-seat", position=ATTENDEE)
    assert "no evaluators" in refusal(
        game, DOOR, "take-seat", seat="e", role=Role.EVALUATOR, resume="R", position="", name="E"
    )
    nameless = Give(names="anonymous")
    nameless.join("Reyes")
    assert nameless.run.seats["s1"].name == ""


# -- slides ----------------------------------------------------------------------------------------


def test_the_first_slide_stands_everywhere_as_soon_as_it_begins(give: Give) -> None:
    for view in (briefing_view(Lens(give.run), "s1"), slides_view(Lens(give.run), JOIN)):
        assert view["slide"] and view["slide"]["number"] == 1


def test_slides_go_forwards_back_and_anywhere_and_phones_keep_those_that_were_shown(give: Give) -> None:
    give.slide(2)
    give.slide(5)
    give.slide(2)
    view = briefing_view(Lens(give.run), "s1")
    assert view["slide"] == {"number": 2, "of": len(give.deck.slides)}
    assert view["earlier"][1]["title"] == give.deck.slides[1].title
    assert [slide["number"] for slide in view["earlier"]] == [1, 2, 5]
    assert give.slide(2) == []
    assert "The last one is 8" in refusal(give, FACILITATOR, "show-slide", number=9)


def test_who_comes_late_sees_the_slide_in_hand_those_before_and_may_answer(give: Give) -> None:
    give.slide(2)
    give.asked("1-k1", (ANA, "a"))
    late = give.join("Lind")
    view = briefing_view(Lens(give.run), late.seat)
    assert [slide["number"] for slide in view["earlier"]] == [1, 2]
    assert view["question"] and view["question"]["status"] == "open"
    give.answer(late, "b")
    assert trainer_view(Lens(give.run), JOIN, {})["live"]["counts"]["b"] == 1  # type: ignore[index]


def test_a_series_says_which_module_is_done_in_hand_and_still_to_come() -> None:
    game = Give("series", "roll_call", "INT/officers/287g", "DET/officers", "CON/commanders")
    game.start()
    number = next(n for n, slide in enumerate(game.deck.slides, 1) if slide.entry == 2)
    game.slide(number)
    view = trainer_view(Lens(game.run), JOIN, {})
    assert [entry["status"] for entry in view["talk"]["entries"]] == ["done", "now", "later"]
    assert view["head"]["module"] == {
        "number": 2,
        "of": 3,
        "title": "How to Respond to an Immigration Detainer",
    }
    assert view["agenda"]["planned"] == sum(entry.minutes for entry in game.deck.entries)


# -- questions -------------------------------------------------------------------------------------


def test_an_answer_may_change_until_the_question_is_closed_and_counts_once_a_seat(give: Give) -> None:
    give.asked("1-k1", (ANA, "a"), (BEN, "b"), (ANA, "b"))
    assert give.answer(ANA, "b") == []
    assert trainer_view(Lens(give.run), JOIN, {})["live"]["counts"] == {"a": 0, "b": 2, "c": 0, "d": 0}  # type: ignore[index]
    give.facilitate("close-question")
    assert "closed" in refusal(give, ANA, "answer-question", question="1-k1", option="c")
    assert "no such choice" in refusal(
        give.asked("1-k1"), ANA, "answer-question", question="1-k1", option="z"
    )
    assert "not been asked" in refusal(give, ANA, "answer-question", question="1-k2", option="a")


def test_the_next_slide_closes_a_question_which_can_then_be_revealed_or_opened_again(give: Give) -> None:
    give.asked("1-k1", (ANA, "a"))
    give.slide(3)
    assert briefing_view(Lens(give.run), "s1")["question"] is None
    assert "closed" in refusal(give, BEN, "answer-question", question="1-k1", option="b")
    give.asked("1-k1", (BEN, "b"))
    assert len(give.run.line.given.asked["1-k1"].answers) == 2
    give.slide(4)
    give.facilitate("reveal-question", question="1-k1")
    question = briefing_view(Lens(give.run), "s1")["question"]
    assert question and (question["status"], question["answer"], question["saved"]) == ("revealed", "b", 2)
    assert "Undo" in refusal(give, FACILITATOR, "open-question", question="1-k1")


def test_opening_a_question_closes_the_one_that_was_open(give: Give) -> None:
    give.asked("1-k1", (ANA, "a")).asked("1-k2")
    assert {id: asked.status for id, asked in give.run.line.given.asked.items()} == {
        "1-k1": "closed",
        "1-k2": "open",
    }


def test_undo_takes_back_a_slide_and_a_reveal_and_no_answer(give: Give) -> None:
    give.slide(2)
    give.asked("1-k1", (ANA, "a"))
    assert "1 person has answered" in refusal(give, FACILITATOR, "undo")
    give.facilitate("reveal-question")
    give.facilitate("undo")
    asked = give.run.line.given.asked["1-k1"]
    assert (asked.status, len(asked.answers)) == ("open", 1)
    give.facilitate("announce", text="Two minutes.")
    give.answer(BEN, "c")
    give.facilitate("undo")
    give.slide(3)
    give.facilitate("undo")
    given = give.run.line.given
    assert (given.number, given.question, list(given.shown)) == (2, "1-k1", [1, 2])
    assert {seat: one.option for seat, one in given.asked["1-k1"].answers.items()} == {"s1": "a", "s2": "c"}


def test_who_stepped_out_is_not_waited_for_and_who_has_no_phone_neither(give: Give) -> None:
    give.facilitate("add-seat", position=ATTENDEE, name="Adams")
    give.ask(BEN, "step-out")
    give.asked("1-k1", (ANA, "a"))
    assert trainer_view(Lens(give.run), JOIN, {})["live"]["of"] == 1  # type: ignore[index]
    assert "stepped out" in refusal(give, BEN, "answer-question", question="1-k1", option="a")


def test_the_form_opens_with_the_last_slide_and_stays_open_after_the_end(give: Give) -> None:
    assert "last slide" in refusal(give, ANA, "feedback", answers={"clear": 4})
    assert briefing_view(Lens(give.run), "s1")["handouts"] == []  # they hold the answers
    give.slide(len(give.deck.slides))
    assert [one["href"] for one in briefing_view(Lens(give.run), "s1")["handouts"]] == [
        "/learn/briefings/det-officers.html"
    ]
    give.ask(ANA, "feedback", answers={"clear": 4})
    give.facilitate("end-exercise")
    give.ask(BEN, "feedback", answers={"clear": 5})
    assert trainer_view(Lens(give.run), JOIN, {})["closing"]["feedback"] == 2  # type: ignore[index]


def test_only_questions_come_from_the_floor_and_only_who_asked_sees_the_answer(give: Give) -> None:
    assert "ask a question" in refusal(give, ANA, "raise", kind="counsel", text="Counsel.")
    give.ask(ANA, "raise", kind="question", text="By fax?")
    give.facilitate("answer", raised=next(iter(give.run.raised)), text="The same boxes.")
    lens = Lens(give.run)
    assert briefing_view(lens, "s1")["mine"]["raised"][0]["answer"] == "The same boxes."
    assert "By fax?" not in json.dumps([briefing_view(lens, "s2"), slides_view(lens, JOIN)])


def test_the_end_closes_what_is_open_and_can_be_taken_back(give: Give) -> None:
    give.asked("1-k1", (ANA, "b"))
    give.facilitate("end-exercise")
    assert give.run.line.given.asked["1-k1"].status == "closed"
    give.facilitate("reopen")
    assert give.run.phase is Phase.PLAY
    give.slide(4)


# -- score and names -------------------------------------------------------------------------------


def told(game: Give) -> dict[str, Any]:
    return briefing_view(Lens(game.run), "s1")["mine"]


@pytest.mark.parametrize("scored", [True, False])
def test_a_score_is_told_after_the_end_and_only_if_the_trainer_chose_one(scored: bool) -> None:
    game = Give(scored=scored)
    game.join("Reyes")
    game.start()
    for question, option in (("1-k1", "b"), ("1-k3", "a"), ("1-p1", "a")):
        game.asked(question, (ANA, option)).facilitate("reveal-question")
    game.asked("1-k2", (ANA, "a"))  # closed by the end, never revealed: it counts for nobody
    assert told(game)["right"] is None
    game.facilitate("end-exercise")
    answer = game.deck.by_id["1-k3"].answer
    right = 1 + (answer == "a")
    assert (told(game)["right"], told(game)["checks"]) == ((right, 2) if scored else (None, None))
    row = trainer_view(Lens(game.run), JOIN, {})["roster"][0]
    assert row["right"] == (right if scored else None)


def test_an_anonymous_briefing_hides_small_counts_and_scores() -> None:
    game = Give(names="anonymous", scored=True)
    people = [game.join() for _ in range(7)]
    game.start()
    game.asked("1-k1", *((who, "b") for who in people[:4]), *((who, "a") for who in people[4:6]))
    game.facilitate("reveal-question")
    shown = briefing_view(Lens(game.run), "s1")["question"]
    results = (shown and shown["results"]) or []
    assert [(row["key"], row["votes"]) for row in results] == [("a", None), ("b", None), ("c", 0), ("d", 0)]
    assert {row["right"] for row in trainer_view(Lens(game.run), JOIN, {})["roster"]} == {None}


# -- the journal -----------------------------------------------------------------------------------


def test_folding_the_stored_text_gives_the_briefing_that_was_given() -> None:
    game = whole(Give("det", "class"))
    game.facilitate("undo")
    game.facilitate("end-exercise")
    assert fold(game.exercise, game.through_codec()) == game.run
    assert len(game.run.line.given.asked) == len(game.deck.questions)


def test_a_command_sent_twice_is_done_once(give: Give) -> None:
    give.asked("1-k1")
    first = give.ask(ANA, "answer-question", "same-id", question="1-k1", option="a")
    give.answer(ANA, "b")
    assert first
    assert give.ask(ANA, "answer-question", "same-id", question="1-k1", option="a") == []
    assert give.run.line.given.asked["1-k1"].answers["s1"].option == "b"


def test_somebody_elses_answer_sends_nothing_to_a_phone(give: Give) -> None:
    give.slide(2)
    give.asked("1-k1", (ANA, "a"))
    before = Lens(give.run)
    was = briefing_view(before, "s1")
    give.answer(BEN, "b")
    now = briefing_view(Lens(give.run, before), "s1")
    assert differences(was, now) == {}
    same = ("head", "lobby", "talk", "slide", "earlier", "question", "answered", "form", "handouts")
    assert [name for name in same if was[name] is not now[name]] == []  # type: ignore[literal-required]


def test_questions_so_far_are_the_very_same_for_everybody_and_own_choices_stand_apart(give: Give) -> None:
    views: list[tuple[Lens, Any, Any]] = []
    for question, slide in (("1-k1", 2), ("1-k3", 3)):
        give.slide(slide)
        give.asked(question, (ANA, "a"), (BEN, "b")).facilitate("reveal-question")
        lens = Lens(give.run, views[-1][0]) if views else Lens(give.run)
        views.append((lens, briefing_view(lens, "s1"), briefing_view(lens, "s2")))
    (_, first, _), (_, ana, ben) = views
    assert ana["answered"] is ben["answered"]
    assert ana["answered"][0] is first["answered"][0], "a card made once is not made again"
    assert [card["id"] for card in ana["answered"]] == ["1-k1", "1-k3"]
    assert (ana["mine"]["answers"], ben["mine"]["answers"]) == (
        {"1-k1": "a", "1-k3": "a"},
        {"1-k1": "b", "1-k3": "b"},
    )
