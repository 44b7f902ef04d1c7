"""What each role sees: proved by looking for everything it must not see, at every step of whole runs."""

from __future__ import annotations

import json
import random

import pytest

from kit.engine.commands import Actor, Role
from kit.engine.lens import Lens
from kit.engine.results import few
from kit.engine.state import Run
from kit.engine.views import evaluator_view, player_view, screen_view
from kit.engine.views_desk import desk_view
from tests.engine.playing import SLUGS, Play


def secrets_of(run: Run, position: str) -> dict[str, str]:
    """Every text a player in this position must not see now, and where it comes from."""
    exercise, line = run.exercise, run.line
    shown = {m.ref for m in line.feed} | {m.wording for m in line.feed}
    hidden: dict[str, str] = {}
    for decision in exercise.decisions:
        talk = decision.talk
        for text in (*talk.points, talk.missed, *(a for _, a in talk.if_asked)):
            hidden[f"talk {decision.id}: {text}"] = text
        for rule in decision.dials:
            hidden[f"dial {rule.note}"] = rule.text
        taken = line.ballots[decision.id].taken if decision.id in line.ballots else ""
        for option in decision.options:
            if option.key != taken:
                hidden[f"consequence {decision.id}.{option.key}"] = option.consequence
        if decision.id not in line.ballots:
            hidden[f"question {decision.id}"] = decision.question
    for inject in exercise.injects:
        for wording in inject.wordings:
            if wording.id not in shown or inject.id not in shown:
                hidden[f"inject {wording.id}"] = wording.text
    for private in exercise.privates:
        if private.to != position or private.id not in shown:
            hidden[f"private {private.id}"] = private.text
    for module in exercise.modules:
        hidden[f"key issues {module.id}"] = module.key_issues
        for opening in module.openings:
            if opening.id not in shown:
                hidden[f"opening {opening.id}"] = opening.text
    for ending in exercise.finale.endings:
        if ending.id not in shown:
            hidden[f"ending {ending.id}"] = ending.text
    for objective in exercise.objectives:
        hidden[f"watch for {objective.id}"] = objective.watch_for
    hidden |= {f"observation {o.id}": o.text for o in run.observations.values()}
    hidden |= {f"note {n.id}": n.text for n in run.notes.values()}
    return {where: text for where, text in hidden.items() if len(text) > 12}


def said_elsewhere(run: Run, text: str, position: str) -> bool:
    """Two wordings of one inject may share their words; what was lawfully shown is no leak."""
    lens = Lens(run)
    return any(text in item["text"] for item in lens.feed(position))


def assert_no_leak(play: Play) -> None:
    run = play.run
    lens = Lens(run)
    for seat in list(run.players())[:4]:
        page = json.dumps(player_view(lens, seat.id), ensure_ascii=False)
        for where, text in secrets_of(run, seat.position).items():
            if json.dumps(text, ensure_ascii=False)[1:-1] in page:
                assert said_elsewhere(run, text, seat.position), f"{where} is on the page of {seat.position}"
        assert_votes_secret(run, seat.id, page)
    wall = json.dumps(screen_view(lens, {"code": "482913"}), ensure_ascii=False)
    for where, text in secrets_of(run, "").items():
        if json.dumps(text, ensure_ascii=False)[1:-1] in wall:
            assert said_elsewhere(run, text, ""), f"{where} is on the screen"
    assert_votes_secret(run, "", wall)


def assert_votes_secret(run: Run, seat: str, page: str) -> None:
    """Before the reveal nobody's reason but one's own; never the tallies or other people's seats."""
    ballot = run.ballot
    if ballot is not None and ballot.status in ("open", "closed"):
        for other in ballot.votes:
            if other != seat:
                assert f"secret reason of {other} " not in page
    assert '"life"' not in page
    for somebody in run.seats.values():
        if somebody.id != seat:
            assert f'"{somebody.id}"' not in page
            assert somebody.resume not in page


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("form", ["full", "short"])
def test_no_player_or_screen_sees_what_is_not_for_them_at_any_step(slug: str, form: str) -> None:
    game = Play(slug, form, dials={"P1": "restricts", "P2": "taskforce", "P3": "site"})
    game.seat_all()
    evaluator = game.evaluator()
    game.start()

    def look(play: Play) -> None:
        if len(play.run.observations) < 3:
            play.ask(evaluator, "observe", kind="improve", text="The evaluator wrote this down.")
            play.facilitate("note", text="The facilitator wrote this down.")
        assert_no_leak(play)

    game.play_out(random.Random(11), look)


def test_the_leak_test_finds_a_leak() -> None:
    game = Play()
    game.seat("GB8")
    game.start().until("B-D1")
    page = json.dumps(desk_view(Lens(game.run), {}, {}), ensure_ascii=False)
    found = [
        w for w, t in secrets_of(game.run, "GB8").items() if json.dumps(t, ensure_ascii=False)[1:-1] in page
    ]
    assert any(where.startswith("talk B-D1") for where in found)


def test_a_private_inject_reaches_its_position_and_no_other() -> None:
    game = Play()
    mine, other = game.seat("GB8"), game.seat("GB2")
    game.start().until("M1")
    private = next(p for p in game.exercise.privates if p.to == "GB8" and p.module == "M1")
    lens = Lens(game.run)
    seen = [item for item in player_view(lens, mine.seat)["feed"] if item["only"]]
    assert [item["text"] for item in seen] == [private.text]
    assert private.text not in json.dumps(player_view(lens, other.seat))


def test_an_inject_to_its_addressees_only_is_not_on_other_pages_or_the_screen() -> None:
    game = Play()
    mine, other = game.seat("CB1"), game.seat("GB2")
    game.start().until("M1")
    game.facilitate("deliver", inject="B1", audience="addressees")
    lens = Lens(game.run)
    text = game.exercise.inject("B1").wordings[0].text
    assert any(item["text"] == text for item in player_view(lens, mine.seat)["feed"])
    assert text not in json.dumps(player_view(lens, other.seat), ensure_ascii=False)
    assert text not in json.dumps(screen_view(lens, {}), ensure_ascii=False)


def test_a_waiting_player_sees_no_story() -> None:
    game = Play(admission="approve")
    seat = game.seat("GB8")
    game.start().until("B-D1")
    view = player_view(Lens(game.run), seat.seat)
    assert (view["feed"], view["decision"], view["situation"]) == ([], None, None)


def test_an_evaluator_sees_only_their_own_notes_and_no_tallies_or_live_counts() -> None:
    game = Play()
    game.seat("GB8")
    one, two = game.evaluator(), game.evaluator()
    game.start().until("B-D1")
    game.ask(one, "observe", kind="strength", text="One saw it.")
    game.ask(two, "rate", target="B-O1.1", rating="M", why="Two says why.")
    game.ask(
        Actor(Role.PLAYER, "s1"), "cast-vote", decision="B-D1", option="a", reason="secret reason of s1 "
    )
    mine = json.dumps(evaluator_view(Lens(game.run), two.seat))
    assert "One saw it." not in mine
    assert "Two says why." in mine
    assert "secret reason" not in mine
    assert '"life"' not in mine
    assert "Two says why." not in json.dumps(evaluator_view(Lens(game.run), one.seat))


def test_tallies_are_on_no_players_page_until_the_facilitator_shows_them() -> None:
    game = Play()
    seat = game.seat("GB8")
    game.start().until("B-D1").take("b")
    game.facilitate("open-hot-wash")
    assert player_view(Lens(game.run), seat.seat)["hotwash"]["tallies"] is None
    game.facilitate("show-tallies")
    tallies = player_view(Lens(game.run), seat.seat)["hotwash"]["tallies"]
    assert tallies is not None
    assert [row["decision"] for row in tallies] == ["B-D1"]


def test_a_page_in_play_carries_neither_what_was_read_before_nor_what_is_asked_at_the_end() -> None:
    game = Play()
    seat = game.seat("GB8")
    lens = Lens(game.run)
    assert player_view(lens, seat.seat)["lobby"]["ground_rules"]
    game.start()
    lens = Lens(game.run, lens)
    view = player_view(lens, seat.seat)
    assert not any(view["lobby"].values())
    assert not view["hotwash"]["form"]
    game.facilitate("open-hot-wash")
    assert player_view(Lens(game.run, lens), seat.seat)["hotwash"]["form"]


def test_a_moved_position_in_an_anonymous_run_hides_small_counts() -> None:
    assert few({"a": 5, "b": 1, "c": 4, "d": 0}) == {"b", "c"}  # b alone could be worked out from the total
    assert few({"a": 5, "b": 1, "c": 2}) == {"b", "c"}
    assert few({"a": 5, "b": 0}) == set()
    assert few({"a": 1, "b": 0, "c": 0}) == {"a", "b", "c"}  # zeros beside it would tell whose it is
    assert few({"a": 0, "b": 0}) == set()


def test_small_counts_and_their_reasons_are_hidden_in_an_anonymous_run() -> None:
    game = Play(names="anonymous")
    for _ in range(5):
        game.seat("GB8")
    game.start().until("B-D1")
    for n in range(1, 6):
        option = "a" if n < 5 else "b"
        reason = f"reason {n}"
        game.ask(Actor(Role.PLAYER, f"s{n}"), "cast-vote", decision="B-D1", option=option, reason=reason)
    game.facilitate("reveal")
    card = player_view(Lens(game.run), "s1")["decision"]
    assert card is not None
    assert card["results"] is not None
    assert {bar["key"]: bar["votes"] for bar in card["results"]} == {"a": None, "b": None, "c": 0, "d": 0}
    assert card["reasons"] == []


def test_the_facilitators_hot_wash_script_is_on_no_players_page() -> None:
    game = Play()
    seat = game.seat("GB8")
    game.start().facilitate("open-hot-wash")
    page = json.dumps(player_view(Lens(game.run), seat.seat), ensure_ascii=False)
    desk = json.dumps(desk_view(Lens(game.run), {}, {}), ensure_ascii=False)
    for line in game.exercise.frame.hot_wash:
        said = json.dumps(line, ensure_ascii=False)[1:-1]
        assert said not in page
        assert said in desk


def test_what_did_not_change_is_the_very_same_object_so_that_pages_send_nothing() -> None:
    game = Play()
    one, two = game.seat("GB8"), game.seat("GB2")
    game.start().until("B-D1")
    before = Lens(game.run)
    old = player_view(before, one.seat)
    game.ask(two, "cast-vote", decision="B-D1", option="a")
    after = Lens(game.run, before)
    new = player_view(after, one.seat)
    assert [name for name in old if old[name] is not new[name]] == []  # type: ignore[literal-required]
    assert player_view(after, two.seat)["mine"]["vote"] is not None
