"""Who may do what, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from kit.engine.commands import COMMANDS, Actor, Command, Role, parse
from kit.engine.decide import BRIEFING, PERMITS, decide
from kit.engine.refusal import Refused, Request
from kit.engine.state import Phase
from tests.engine.playing import FACILITATOR, Play


@pytest.fixture
def play() -> Play:
    game = Play()
    game.seat("GB8")
    game.seat("GB2")
    return game.start()


def opened(game: Play) -> Play:
    """The first decision is open: B-D1."""
    return game.until("B-D1")


def vote(game: Play, seat: str, option: str, reason: str = "") -> None:
    game.ask(Actor(Role.PLAYER, seat), "cast-vote", decision="B-D1", option=option, reason=reason)


def refusal(game: Play, actor: Actor, name: str, **args: Any) -> str:
    with pytest.raises(Refused) as caught:
        game.ask(actor, name, **args)
    return caught.value.sentence


def test_every_command_has_a_permit_but_those_that_are_for_the_house() -> None:
    of_house = {COMMANDS["create-run"], COMMANDS["measure-capacity"]}
    assert set(COMMANDS.values()) - set(PERMITS) - set(BRIEFING) == of_house


SAMPLES: dict[str, dict[str, object]] = {
    "take-seat": {"seat": "x9", "role": "player", "resume": "R", "position": "GB1"},
    "move-seat": {"seat": "s1"},
    "admit": {"seat": "s1"},
    "remove-seat": {"seat": "s2"},
    "add-seat": {"position": "GB1"},
    "change-position": {"position": "GB3"},
    "step-out": {},
    "come-back": {},
    "start-briefing": {},
    "start-exercise": {},
    "pause": {},
    "resume": {},
    "open-hot-wash": {},
    "show-tallies": {},
    "end-exercise": {},
    "reopen": {},
    "open-module": {"module": "M1"},
    "deliver": {"inject": "B1"},
    "skip": {"step": "B1"},
    "hold": {"step": "B1"},
    "release": {"step": "B1"},
    "move": {"step": "B2", "before": "B1"},
    "schedule": {"inject": "B1", "at": None},
    "add-inject": {"title": "T", "text": "W"},
    "shift-clock": {"minutes": 5},
    "bridge": {"id": "B-BR1"},
    "finish": {},
    "fork": {"decision": "B-D1", "option": "a"},
    "undo": {},
    "open-decision": {"decision": "B-D1"},
    "extend": {"minutes": 1},
    "cast-vote": {"decision": "B-D1", "option": "a"},
    "close-voting": {},
    "reveal": {},
    "hide": {},
    "second-round": {},
    "take-branch": {"option": "a"},
    "announce": {"text": "W"},
    "withdraw": {"item": "m1"},
    "raise": {"kind": "question", "text": "W"},
    "answer": {"raised": "q1", "text": "W"},
    "group": {"concern": "q1"},
    "own": {"row": "r1", "owner": "W"},
    "commit": {"row": "r1", "what": "W"},
    "settle": {"row": "r1", "state": "done"},
    "note": {"text": "W"},
    "see-action": {"step": "B1", "index": 0},
    "show": {"what": "lobby"},
    "observe": {"kind": "note", "text": "W"},
    "see-task": {"target": "B-O1.1", "task": 0},
    "rate": {"target": "B-O1.1", "rating": "S"},
    "settle-rating": {"target": "B-O1.1", "rating": "S", "why": "W"},
    "remark": {"kind": "strength", "text": "W"},
    "feedback": {"answers": {}},
    "edit-report": {"key": "k", "text": "W"},
}


def in_phase(phase: Phase) -> Play:
    game = Play()
    game.seat("GB8")
    game.seat("GB2")
    game.evaluator()
    for name, then in (
        ("start-briefing", Phase.BRIEFING),
        ("start-exercise", Phase.PLAY),
        ("open-hot-wash", Phase.HOT_WASH),
        ("end-exercise", Phase.CLOSED),
    ):
        if game.run.phase is phase:
            break
        game.facilitate(name)
        assert game.run.phase is then
    return game


ACTORS = {role: Actor(role, role.value) for role in Role} | {
    Role.PLAYER: Actor(Role.PLAYER, "s1"),
    Role.EVALUATOR: Actor(Role.EVALUATOR, "e3"),
}


@pytest.mark.parametrize("phase", Phase)
def test_every_command_is_answered_or_refused_for_every_role_in_every_phase_as_the_table_says(
    phase: Phase,
) -> None:
    assert set(SAMPLES) == {name for name, kind in COMMANDS.items() if kind in PERMITS}
    game = in_phase(phase)
    for name, args in SAMPLES.items():
        for role, actor in ACTORS.items():
            command: Command = parse(name, args)
            permit = PERMITS[type(command)]
            request = Request(command, actor, game.now + 1, f"{name}-{role}")
            if role in permit.roles and phase in permit.phases:
                try:
                    decide(game.run, request)
                except Refused as refused:
                    assert refused.sentence not in ("Your seat cannot do that.",)
                    assert "not possible" not in refused.sentence
            else:
                with pytest.raises(Refused) as caught:
                    decide(game.run, request)
                wrong_role = role not in permit.roles
                expected = "Your seat cannot do that." if wrong_role else "That is not possible"
                assert caught.value.sentence.startswith(expected)


def test_a_player_who_holds_no_seat_is_refused(play: Play) -> None:
    assert "no such seat" in refusal(play, Actor(Role.PLAYER, "nobody"), "step-out")


def test_an_evaluator_cannot_vote_by_calling_himself_a_player(play: Play) -> None:
    evaluator = play.evaluator()
    opened(play)
    claim = Actor(Role.PLAYER, evaluator.seat)
    assert "no such seat" in refusal(play, claim, "cast-vote", decision="B-D1", option="a")


def test_a_waiting_player_does_nothing_until_let_in() -> None:
    game = Play(admission="approve")
    seat = game.seat("GB8")
    assert "one by one" in refusal(game, seat, "raise", kind="question", text="May I come in?")
    game.facilitate("admit", seat=seat.seat)
    assert game.ask(seat, "raise", kind="question", text="Thank you.")


def test_the_same_command_twice_is_done_once(play: Play) -> None:
    opened(play)
    seat = Actor(Role.PLAYER, "s1")
    first = play.ask(seat, "cast-vote", command_id="one", decision="B-D1", option="a")
    again = play.ask(seat, "cast-vote", command_id="one", decision="B-D1", option="b")
    assert len(first) == 1
    assert again == []
    assert play.run.ballot is not None
    assert play.run.ballot.votes["s1"].option == "a"


def test_the_last_vote_of_a_seat_counts(play: Play) -> None:
    opened(play)
    vote(play, "s1", "a")
    vote(play, "s1", "b", "I changed my mind.")
    assert play.run.ballot is not None
    assert play.run.ballot.counts() == {"a": 0, "b": 1, "c": 0, "d": 0}


def test_a_late_vote_is_refused_with_the_time_voting_closed(play: Play) -> None:
    opened(play)
    play.facilitate("close-voting")
    closed_at = play.now
    with pytest.raises(Refused) as caught:
        vote(play, "s1", "a")
    assert caught.value.sentence == "Voting closed at {time}, before your choice arrived. It was not counted."
    assert caught.value.at == closed_at


def test_a_closed_option_cannot_be_chosen(play: Play) -> None:
    opened(play)  # B-D1.e needs a federal statement (P3), and there is none
    assert refusal(play, Actor(Role.PLAYER, "s1"), "cast-vote", decision="B-D1", option="e")


def test_a_branch_against_the_majority_needs_a_reason(play: Play) -> None:
    opened(play)
    vote(play, "s1", "b")
    vote(play, "s2", "b")
    play.facilitate("reveal")
    said = refusal(play, FACILITATOR, "take-branch", option="c")
    assert said == "Write a reason of at least one sentence, or go with b."
    play.facilitate("take-branch", option="c", reason="We want to see what four lost hours do.")
    ballot = play.run.line.ballots["B-D1"]
    assert (ballot.taken, ballot.how) == ("c", "override")


def test_a_tie_needs_a_reason(play: Play) -> None:
    opened(play)
    vote(play, "s1", "a")
    vote(play, "s2", "b")
    play.facilitate("reveal")
    assert "same number of votes" in refusal(play, FACILITATOR, "take-branch", option="a")
    play.facilitate("take-branch", option="a", reason="Read aloud first.")
    assert play.run.line.ballots["B-D1"].how == "tie"


def test_a_second_round_starts_empty_and_keeps_the_first(play: Play) -> None:
    opened(play)
    vote(play, "s1", "a")
    play.facilitate("reveal")
    play.facilitate("second-round")
    ballot = play.run.ballot
    assert ballot is not None
    assert (ballot.status, len(ballot.votes), ballot.rounds[0]["s1"].option) == ("open", 0, "a")


def test_a_vote_for_the_first_round_does_not_count_in_the_second(play: Play) -> None:
    opened(play)
    play.facilitate("reveal")
    play.facilitate("second-round")
    seat = Actor(Role.PLAYER, "s1")
    assert "new vote" in refusal(play, seat, "cast-vote", decision="B-D1", option="a", round=1)


def test_counsel_is_called_once_a_module_and_again_in_the_next(play: Play) -> None:
    play.until("B1")
    seat = Actor(Role.PLAYER, "s1")
    play.ask(seat, "raise", kind="counsel", text="Meanwhile we open the door.")
    assert "used it" in refusal(play, seat, "raise", kind="counsel", text="Again.")
    play.until("M2")
    assert play.ask(seat, "raise", kind="counsel", text="Meanwhile we wait.")


def test_an_inject_of_a_later_module_waits_for_its_module(play: Play) -> None:
    play.until("B1")
    assert "Open that module first" in refusal(play, FACILITATOR, "deliver", inject="B6")


def test_a_contingency_inject_whose_condition_fails_cannot_be_delivered(play: Play) -> None:
    opened(play).take("b")
    assert "does not come on this path" in refusal(play, FACILITATOR, "deliver", inject="BX1")


def test_opening_the_next_module_asks_for_the_decisions_of_this_one(play: Play) -> None:
    play.until("B1")
    assert "B-D1 has not been decided" in refusal(play, FACILITATOR, "open-module", module="M2")


def test_leaving_a_module_skips_what_was_not_delivered_without_effect(play: Play) -> None:
    play.until("B4")
    play.facilitate("hold", step="B5")
    play.facilitate("open-module", module="M2")
    assert play.run.line.marks["B5"].status == "skipped"


def test_undo_takes_a_delivery_back_and_everybody_sees_that(play: Play) -> None:
    play.until("B1")
    before = play.run.line.story
    play.facilitate("undo")
    assert play.run.line.story == before
    assert "B1" not in play.run.line.marks
    assert play.run.line.feed[-1].withdrawn
    assert play.next() == "deliver"


def test_undo_is_refused_once_people_have_voted(play: Play) -> None:
    opened(play)
    vote(play, "s1", "a")
    assert "1 people have voted" in refusal(play, FACILITATOR, "undo")


def test_undoing_a_close_keeps_every_vote(play: Play) -> None:
    opened(play)
    vote(play, "s1", "a")
    play.facilitate("close-voting")
    play.facilitate("undo")
    vote(play, "s2", "b")
    ballot = play.run.ballot
    assert ballot is not None
    assert ballot.status == "open"
    assert set(ballot.votes) == {"s1", "s2"}


def test_undoing_a_branch_gives_the_story_back_as_it_was(play: Play) -> None:
    opened(play)
    story = play.run.line.story
    play.take("a")
    assert play.run.line.story != story
    play.facilitate("undo")
    assert play.run.line.story == story
    assert play.run.ballot is not None
    assert play.run.ballot.status == "revealed"


def test_going_back_restores_the_state_and_keeps_both_lines(play: Play) -> None:
    opened(play).take("a")
    at_turn = play.run.turns[1, "B-D1"].story
    play.until("B-D3")
    played = play.run.line
    play.take("a")
    play.facilitate("fork", decision="B-D1", option="c", why="What if we had waited?")
    line = play.run.line
    assert (line.number, line.parent, line.forked_at) == (2, 1, "B-D1")
    assert play.run.lines[0].marks.keys() >= played.marks.keys()
    assert line.story.flags["shelter_word"] == "late"
    assert at_turn.flags["shelter_word"] == "none"
    assert line.ballots["B-D1"].how == "fork"
    assert play.next() == "deliver"  # BX2 comes now, as c makes it
    assert play.run.line.in_hand == "BX2"


def test_going_back_to_the_branch_that_was_taken_is_refused(play: Play) -> None:
    opened(play).take("a")
    assert "took a already" in refusal(play, FACILITATOR, "fork", decision="B-D1", option="a")


def test_a_pause_moves_what_is_due(play: Play) -> None:
    opened(play)
    assert play.run.ballot is not None
    closes = play.run.ballot.closes_at
    assert closes is not None
    play.facilitate("pause")
    play.now += 60_000
    play.facilitate("resume")
    assert play.run.ballot.closes_at == closes + 61_000


def test_names_are_not_recorded_where_the_run_keeps_positions_only(play: Play) -> None:
    seat = play.seat("GB1", name="Somebody")
    assert play.run.seats[seat.seat].name == ""


def test_a_stand_in_of_the_short_form_sets_flags_and_adds_no_tally() -> None:
    game = Play("enforcement_action", "short")
    game.seat("GA1")
    game.start().until("A-D2").take("d")
    trust = game.run.line.story.trust
    game.until("A-BR1")
    assert game.run.line.module == "M3"  # the bridge leads into it
    assert game.run.line.marks["A-D4"].note == "a"
    assert game.run.line.marks["A-D3"].note == "d"
    assert game.run.line.story.flags["kids"] == "forms"
    assert game.run.line.story.trust == trust


def test_undoing_a_bridge_takes_back_the_module_it_opened_too() -> None:
    game = Play("enforcement_action", "short")
    game.seat("GA1")
    game.start().until("A-D2").take("d")
    before = game.run.line
    game.next()
    assert (game.run.line.in_hand, game.run.line.module) == ("A-BR1", "M3")
    game.facilitate("undo")
    assert game.run.line.module == before.module
    assert game.run.line.marks == before.marks
    assert game.run.line.story == before.story
    assert all(m.withdrawn for m in game.run.line.feed[len(before.feed) :])
    assert game.next() == "bridge"
