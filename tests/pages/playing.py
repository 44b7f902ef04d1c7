"""A player's page on the stage, and what a player does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.pages.player_views import BASE, NOW
from tests.pages.stage import Scene, Stage

REASON = "A promise we cannot keep costs more than a cautious line."


def player(view: Mapping[str, Any] = BASE, **more: Any) -> Scene:
    """A player's page with this view."""
    return Scene("participant", view, **more)


async def show(stage: Stage, view: Mapping[str, Any], seq: int = 1) -> None:
    """The kernel sends a whole view."""
    await stage.tell({"kind": "view", "view": view, "seq": seq, "now": NOW})


async def choose_and_write(stage: Stage, letter: str = "b", reason: str = REASON) -> None:
    """Choose an option and type a reason, without saving."""
    await stage.page.locator(f"label[for=vote-{letter}]").click()
    await stage.page.locator("#why").fill(reason)
