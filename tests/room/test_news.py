from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from kit.engine.state import Phase
from kit.room.news import News


class Told:
    """A run's news without its clock: ``round`` is what the clock would do."""

    def __init__(self, phase: Phase) -> None:
        self.phase = phase
        self.news = News("r1", lambda: self.phase)
        self.heard: list[str] = []
        self.stop: list[Callable[[], None]] = [
            self.news.follow(lambda: self.heard.append("phone"), presence=False),
            self.news.follow(lambda: self.heard.append("desk"), presence=True),
        ]

    def round(self) -> list[str]:
        assert self.news._next is not None
        self.news._next.cancel()
        self.heard.clear()
        self.news._tell()
        return self.heard

    @property
    def next_at(self) -> float:
        assert self.news._next is not None
        return self.news._next.when()


@pytest.mark.parametrize("phase", [Phase.PLAY, Phase.HOT_WASH])
async def test_who_comes_and_goes_is_the_desks_news_and_what_happens_does_not_wait_for_it(
    phase: Phase,
) -> None:
    told = Told(phase)
    told.news.soon()
    assert told.round() == ["desk"]
    told.news.soon()
    slow = told.next_at
    told.news.changed()
    assert told.next_at <= asyncio.get_running_loop().time() < slow
    assert told.round() == ["phone", "desk"]
    told.news.close()


async def test_in_the_lobby_a_round_waits_longer_but_for_the_end_of_the_lobby() -> None:
    told = Told(Phase.LOBBY)
    told.news.changed()
    told.round()
    told.news.changed()
    slow = told.next_at
    told.phase = Phase.PLAY
    told.news.changed()
    assert told.next_at < slow
    told.news.close()
