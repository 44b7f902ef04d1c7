"""What stands on the wall: the facilitator may choose it, and the room moving on takes it along again."""

from __future__ import annotations

import pytest

from kit.engine.lens import Lens
from kit.engine.views import screen_view
from tests.engine.playing import Play


def on_the_wall(play: Play) -> str:
    return screen_view(Lens(play.run), {"code": "482913"})["show"]


def test_the_way_in_that_was_put_on_the_wall_in_the_lobby_is_gone_when_play_starts() -> None:
    play = Play()
    play.facilitate("show", what="lobby", scheme="light")
    play.start()
    play.next()
    assert on_the_wall(play) == "situation"
    assert play.run.screen == ("", "light"), "dark or lit stays as it was chosen"


@pytest.mark.parametrize(("upto", "act"), [("B1", "open-decision"), ("B-D1", "deliver"), ("B-D3", "bridge")])
def test_the_board_leaves_the_wall_when_something_new_is_put_before_everybody(upto: str, act: str) -> None:
    play = Play(form="short").start().until(upto)
    if play.run.ballot is not None:
        play.take(play.run.ballot.options[0])
    play.facilitate("show", what="board", scheme="dark")
    assert on_the_wall(play) == "board"
    assert play.next() == act
    assert on_the_wall(play) != "board"


def test_every_page_shows_the_hot_wash_and_the_end_also_the_wall() -> None:
    play = Play().start()
    play.facilitate("show", what="board", scheme="dark")
    play.facilitate("open-hot-wash")
    assert on_the_wall(play) == "hot-wash"
    play.facilitate("show", what="board", scheme="dark")
    play.facilitate("end-exercise")
    assert on_the_wall(play) == "closed"


def test_talk_votes_and_a_message_to_few_leave_the_chosen_board_on_the_wall() -> None:
    play = Play(form="short")
    player = play.seat("GB2")
    play.start().until("B-D1")
    assert play.run.ballot is not None
    play.facilitate("show", what="board", scheme="dark")
    play.ask(player, "cast-vote", decision="B-D1", option=play.run.ballot.options[0], reason="Short.")
    play.ask(player, "raise", kind="question", text="Who holds the list?")
    play.facilitate("reveal")
    play.take(play.run.ballot.options[0])
    play.facilitate("deliver", inject="B3", audience="addressees")
    assert on_the_wall(play) == "board"


def test_a_bridge_bears_the_time_it_tells_of() -> None:
    play = Play(form="short").start().until("B-BR1")
    bridge = next(item for item in Lens(play.run).feed("") if item["kind"] == "bridge")
    assert bridge["story"].startswith("Thu"), "twenty hours after landfall, as its words say"
