"""The server of a rehearsal is struck while people play, again and again: killed and started again on the
same port and journal, or one of the other kinds of ``blows``.

When it is struck is drawn from a seed: at which message since the last time, and how many milliseconds after
it was sent, so that kills fall before a command was read, while it is written, and between the disk and the
answer. People's pages come back by themselves. After each blow the witnesses of ``truth`` are heard.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.rehearsal.chaos import Chaos
from kit.rehearsal.play import people_of
from kit.rehearsal.stage import Stage
from kit.trouble import truth
from kit.trouble.blows import KINDS, Blow, Kind, blow
from kit.trouble.means import Means, wrong_words
from kit.trouble.replay import Reporter

SENT = ("sent", "form sent")


@dataclass(slots=True)
class Tally:
    """What happened, over all runs. ``findings`` is empty when everything held."""

    kills: int = 0
    blows: Counter[str] = field(
        default_factory=Counter
    )  # by kind; a kill after a clock jump is none of its own
    unsaved: int = 0  # commands of which people were told that they could not be stored
    in_flight: int = 0  # commands without an answer when the server died
    acknowledged: int = 0  # commands told to be saved, over all runs
    stored_unanswered: int = 0  # in flight, and found in the journal that was left behind
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    looks: int = 0  # how often all pages were compared with the journal and with new pages
    pages: int = 0  # pages compared, in all
    reports: int = 0  # reports compared with one made from the journal alone
    undisturbed: int = 0  # runs whose papers were those of a house that nothing ever befell
    back_in: list[float] = field(default_factory=list)  # seconds from the kill until the server answered
    findings: list[str] = field(default_factory=list)

    def finding(self, text: str) -> None:
        """Write down that something is not as it must be, once."""
        if text not in self.findings:
            self.findings.append(text)


class Killer:
    """Strikes the server of one run, at most so often by kind as ``wanted``, and looks at what is left."""

    def __init__(self, means: Means, chaos: Chaos, tally: Tally, wanted: Mapping[Kind, int]) -> None:
        self.report_every = 5  # looks between two comparisons of reports
        self._server, self._means = means.server, means
        self._chaos, self._tally, self._left = chaos, tally, dict(wanted)
        self._stage: Stage | None = None
        self._blow: Blow | None = None
        self._count = self._number = 0
        self._striking: asyncio.Task[None] | None = None
        self._reporter: Reporter | None = None
        chaos.told.append(self._hear)

    async def between(self, stage: Stage) -> None:
        """Called between the moments of play: look at what the last blow did, and plan the next."""
        self._stage = stage
        if self._striking is not None:
            await self._striking
            self._striking = None
            await self._look(stage)
        kinds = tuple(kind for kind in KINDS if self._left.get(kind, 0) > 0)
        if self._blow is None and kinds:
            self._number += 1
            self._count = 0
            self._blow = blow(self._chaos.seed, self._number, len(stage.script.cast.players), kinds)

    async def close(self) -> None:
        """The run is over: no more blows, and the last one is finished."""
        self._blow = None
        if self._striking is not None:
            await self._striking
        if self._reporter is not None:
            await self._reporter.close()

    def _hear(self, word: str) -> None:
        if self._blow is None or word not in SENT:
            return
        self._count += 1
        if self._count >= self._blow.at:
            planned, self._blow = self._blow, None
            self._striking = asyncio.get_running_loop().create_task(self._strike(planned))

    async def _strike(self, planned: Blow) -> None:
        await asyncio.sleep(planned.after)
        self._tally.blows[planned.kind] += 1
        self._left[planned.kind] -= 1
        match planned.kind:
            case "kill":
                await self._kill(planned.again if self._left["kill"] > 0 else None)
            case "full disk":
                await self._fill(planned)
            case "closed lid":
                await self._means.close_the_lid(planned)
                await self._witness(self._server.folder, living=True)
            case "clock jump":
                self._means.set_the_clock(planned)
                await (
                    self._witness(self._server.folder, living=True)
                    if planned.again is None
                    else self._kill(None)
                )

    async def _kill(self, again: float | None) -> None:
        """Kill the server and start it again; after ``again`` seconds once more."""
        begun = time.monotonic()
        await self._end_it()
        if again is not None:
            await asyncio.sleep(again)
            self._tally.blows["kill"] += 1
            self._left["kill"] -= 1
            await self._end_it()
        await self._server.ready()
        self._tally.back_in.append(time.monotonic() - begun)

    async def _end_it(self) -> None:
        self._server.kill()
        self._tally.kills += 1
        if self._stage is not None:
            self._tally.in_flight += len(self._in_flight(self._stage))
        await self._server.stop()
        await self._witness(self._server.folder)
        if self._means.clock is not None:
            self._means.clock.put_right()
        self._server.spawn()

    async def _fill(self, planned: Blow) -> None:
        with self._means.no_room(planned):
            await asyncio.sleep(planned.lasts)
            if self._stage is not None:
                wrong, told = wrong_words(self._stage)
                self._tally.unsaved += told
                self._tally.findings += wrong
        await self._witness(self._server.folder, living=True)

    def _in_flight(self, stage: Stage) -> set[str]:
        said = [one for person in people_of(stage) for one in person.said]
        return {one.id for one in (*said, *stage.desk.said.values()) if one.outcome in ("", "unsaved")}

    async def _witness(self, folder: Path, *, living: bool = False) -> None:
        """What a struck server left behind, or one that goes on has now, against everything acknowledged."""
        stage = self._stage
        if stage is None:
            return
        told, waiting = truth.acknowledged(stage), self._in_flight(stage)
        faults, rows = await asyncio.to_thread(
            truth.living if living else truth.left_behind, folder, stage.run
        )
        self._tally.findings += faults
        found = truth.against(stage, rows, told)
        self._tally.lost += found.lost
        self._tally.doubled += found.doubled
        self._tally.changed += found.changed
        self._tally.stored_unanswered += len(waiting & {row.command for row in rows})

    async def _look(self, stage: Stage) -> None:
        """Everybody sees the same, and the report is the one that follows from the journal."""
        for text in await truth.differences(stage):
            self._tally.finding(f"{self._after()}: {text}")
        self._tally.looks += 1
        self._tally.pages += 2 * len(people_of(stage)) + 4
        if self._tally.looks % self.report_every == 0:
            await self._compare_reports(stage)

    async def _compare_reports(self, stage: Stage) -> None:
        self._reporter = self._reporter or Reporter(self._server.folder / "replayed")
        problem = await self._reporter.differs(stage)
        self._tally.reports += 1
        if problem:
            self._tally.finding(f"{self._after()}: {problem}")

    def _after(self) -> str:
        done = ", ".join(f"{times} times {kind}" for kind, times in self._tally.blows.items())
        return f"seed {self._chaos.seed}, after {done}"


def counted(tally: Tally) -> dict[str, int]:
    """The counts of a tally for a table."""
    return {
        **{f"blows: {kind}": times for kind, times in tally.blows.items() if kind != "kill"},
        "kills": tally.kills,
        **({"told that it could not be stored": tally.unsaved} if tally.blows["full disk"] else {}),
        "commands in flight at a kill": tally.in_flight,
        "of these in the journal left behind": tally.stored_unanswered,
        "commands acknowledged": tally.acknowledged,
        "all pages compared, times": tally.looks,
        "pages compared": tally.pages,
        "reports compared": tally.reports,
        "runs compared with an undisturbed house": tally.undisturbed,
        "lost": len(tally.lost),
        "doubled": len(tally.doubled),
        "changed": len(tally.changed),
        "findings": len(tally.findings),
    }
