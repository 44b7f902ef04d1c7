"""How a blow other than a kill befalls a server: its disk is full, its clock is set, its lid is closed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kit.rehearsal.play import people_of
from kit.rehearsal.stage import Stage
from kit.room.room import NotSaved
from kit.testbed.serverproc import Server
from kit.trouble.blows import ASLEEP, Blow
from kit.trouble.full import full_disk, quota
from kit.trouble.odd_clock import JUMPS, OddClock, jump

PARTLY = 6_000  # bytes that a quota may still let through: a page of the journal and a half
NOTHING = "Nothing of this step was saved."


@dataclass(frozen=True, slots=True)
class Means:
    """``small``: the server's folder is a small disk. ``clock``: None where the clock is left alone."""

    server: Server
    clock: OddClock | None = None
    small: bool = False

    def no_room(self, blow: Blow) -> AbstractContextManager[None]:
        """While it lasts, the disk is full: for root by turns with a quota."""
        if self.small and blow.share < 0.5:
            return full_disk(self.server)
        return quota(self.server, int(blow.share * PARTLY))

    async def close_the_lid(self, blow: Blow) -> None:
        """Hold the server still; when it goes on, some minutes have passed on its clocks."""
        os.kill(self.server.pid, signal.SIGSTOP)
        await asyncio.sleep(blow.lasts)
        if self.clock is not None:
            self.clock.sleep(ASLEEP * blow.share)
        os.kill(self.server.pid, signal.SIGCONT)

    def set_the_clock(self, blow: Blow) -> None:
        """Forth or back by hours, or to before midnight or a change of summer time, in the past."""
        assert self.clock is not None
        shown = time.time() + self.clock.wall
        self.clock.set_forth(jump(JUMPS[int(blow.share * len(JUMPS)) % len(JUMPS)], blow.share, shown))


def wrong_words(stage: Stage) -> tuple[list[str], int]:
    """Who was told of a full disk in other words than they must be; and how many were told."""
    pages = {person.key: person.page for person in people_of(stage)}
    unsaved = [
        (who, one) for who, page in pages.items() for one in page.said.values() if one.outcome == "unsaved"
    ]
    found = [f"{who} was told: {one.why}" for who, one in unsaved if one.why != NotSaved.outside]
    desk = [one for one in stage.desk.said.values() if one.outcome == "unsaved"]
    found += [f"the desk was told: {one.why}" for one in desk if NOTHING not in one.why]
    return found, len(unsaved) + len(desk)
