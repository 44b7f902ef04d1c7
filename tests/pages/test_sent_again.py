"""How soon a page tries again what the journal could not take."""

from __future__ import annotations

import pytest

from tests.pages.conftest import OpenStage
from tests.pages.player_views import PLAY_OPEN
from tests.pages.playing import choose_and_write, player

_WATCHED = """() => {
  const real = window.setTimeout;
  window.waits = [];
  window.setTimeout = (work, ms, ...more) => { waits.push(ms); return real(work, ms, ...more); };
}"""
"""What the page plans from now on."""


@pytest.mark.parametrize(("took", "again"), [(0, 5000), (3000, 2000), (4500, 1000), (11_000, 1000)], ids=str)
async def test_the_longer_the_journal_took_to_refuse_the_sooner_it_is_asked_again(
    open_stage: OpenStage, took: int, again: int
) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save my choice").click()
    assert len(await stage.sent()) == 1
    await stage.page.evaluate(_WATCHED)
    await stage.pass_time(took)
    await stage.answer("unsaved", why="The journal hangs.")
    assert again in await stage.page.evaluate("() => waits")
    assert {1000, 2000, 5000} & set(await stage.page.evaluate("() => waits")) == {again}
