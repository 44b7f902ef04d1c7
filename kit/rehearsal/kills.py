"""The server is killed while people play, again and again, and started on the same port and journal.

When it dies is drawn from a seed: at which message since the last time, and how many milliseconds after it
was sent, so that kills fall before a command was read, while it is written, and between the disk and the
answer. People's pages come back by themselves. After each kill the witnesses of ``truth`` are heard.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from kit.rehearsal import truth
from kit.rehearsal.cast import dice
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.ledger import Row
from kit.rehearsal.play import people_of
from kit.rehearsal.replay import Reporter
from kit.rehearsal.serverproc import Server
from kit.rehearsal.stage import Stage

LATEST = 0.04  # seconds after a message was sent
AGAIN = 0.15  # share of kills that are followed by another one before the server is ready, or just after
AGAIN_WITHIN = 2.5
SENT = ("sent", "form sent")


@dataclass(frozen=True, slots=True)
class Blow:
    """A kill: at the message number ``at`` (from 1) since the last one, ``after`` seconds; then perhaps
    ``again`` so many seconds after the new start."""

    at: int
    after: float
    again: float | None


def blow(seed: int, number: int, people: int) -> Blow:
    """Kill number ``number`` of a run."""
    throw = dice(seed, "kill", number)
    at = throw.randint(1, people + 2)
    after = throw.choice((0.0, throw.uniform(0, LATEST / 5), throw.uniform(0, LATEST)))
    again = throw.uniform(0, AGAIN_WITHIN) if throw.random() < AGAIN else None
    return Blow(at, after, again)


@dataclass(slots=True)
class Tally:
    """What happened, over all runs. ``findings`` is empty when everything held."""

    kills: int = 0
    in_flight: int = 0  # commands without an answer when the server died
    acknowledged: int = 0  # commands told to be saved, over all runs
    stored_unanswered: int = 0  # in flight, and found in the journal that was left behind
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    looks: int = 0  # how often all pages were compared with the journal and with new pages
    pages: int = 0  # pages compared, in all
    reports: int = 0  # reports compared with one made from the journal alone
    back_in: list[float] = field(default_factory=list)  # seconds from the kill until the server answered
    findings: list[str] = field(default_factory=list)

    def finding(self, text: str) -> None:
        """Write down that something is not as it must be, once."""
        if text not in self.findings:
            self.findings.append(text)


class Killer:
    """Kills the server of one run, ``wanted`` times at most, and looks at what is left."""

    def __init__(self, server: Server, chaos: Chaos, tally: Tally, wanted: int) -> None:
        self.report_every = 5  # kills between two comparisons of reports
        self._server, self._chaos, self._tally, self._wanted = server, chaos, tally, wanted
        self._stage: Stage | None = None
        self._blow: Blow | None = None
        self._count = self._number = self._done = 0
        self._striking: asyncio.Task[None] | None = None
        self._reporter: Reporter | None = None
        chaos.told.append(self._hear)

    async def between(self, stage: Stage) -> None:
        """Called between the moments of play: look at what the last kill did, and plan the next."""
        self._stage = stage
        if self._striking is not None:
            await self._striking
            self._striking = None
            await self._look(stage)
        if self._blow is None and self._done < self._wanted:
            self._number += 1
            self._count = 0
            self._blow = blow(self._chaos.seed, self._number, len(stage.script.cast.players))

    async def close(self) -> None:
        """The run is over: no more kills, and the last one is finished."""
        self._blow = None
        if self._striking is not None:
            await self._striking
        if self._reporter is not None:
            await self._reporter.close()

    def _hear(self, word: str) -> None:
        if self._blow is None or word not in SENT:
            return
        self._count += 1
        if self._count == self._blow.at:
            planned, self._blow = self._blow, None
            loop = asyncio.get_running_loop()
            loop.call_later(planned.after, self._strike)
            self._striking = loop.create_task(self._start_again(planned))

    def _strike(self) -> None:
        self._server.kill()
        self._done += 1
        self._tally.kills += 1
        if self._stage is not None:
            self._tally.in_flight += len(self._in_flight(self._stage))

    def _in_flight(self, stage: Stage) -> set[str]:
        said = [one for person in people_of(stage) for one in person.said]
        return {one.id for one in (*said, *stage.desk.said.values()) if one.outcome in ("", "unsaved")}

    async def _start_again(self, planned: Blow) -> None:
        await asyncio.sleep(planned.after + 0.001)
        begun = time.monotonic()
        await self._server.stop()
        await self._witness()
        self._server.spawn()
        if planned.again is not None and self._done < self._wanted:
            await asyncio.sleep(planned.again)
            self._strike()
            await self._server.stop()
            await self._witness()
            self._server.spawn()
        await self._server.ready()
        self._tally.back_in.append(time.monotonic() - begun)

    async def _witness(self) -> None:
        """What the killed server left behind, against everything acknowledged."""
        stage = self._stage
        if stage is None:
            return
        faults, rows = await asyncio.to_thread(truth.left_behind, self._server.folder, stage.run)
        self._tally.findings += faults
        self._compare(stage, rows)
        stored = {row.command for row in rows}
        self._tally.stored_unanswered += len(self._in_flight(stage) & stored)

    def _compare(self, stage: Stage, rows: list[Row]) -> None:
        found = truth.against(stage, rows)
        self._tally.lost += found.lost
        self._tally.doubled += found.doubled
        self._tally.changed += found.changed

    async def _look(self, stage: Stage) -> None:
        """Everybody sees the same, and the report is the one that follows from the journal."""
        for text in await truth.differences(stage):
            self._tally.finding(f"after kill {self._tally.kills}: {text}")
        self._tally.looks += 1
        self._tally.pages += 2 * len(people_of(stage)) + 4
        if self._tally.looks % self.report_every == 0:
            await self._compare_reports(stage)

    async def _compare_reports(self, stage: Stage) -> None:
        self._reporter = self._reporter or Reporter(self._server.folder / "replayed")
        problem = await self._reporter.differs(stage)
        self._tally.reports += 1
        if problem:
            self._tally.finding(f"after kill {self._tally.kills}: {problem}")


def counted(tally: Tally) -> dict[str, int]:
    """The counts of a tally for a table."""
    return {
        "kills": tally.kills,
        "commands in flight at a kill": tally.in_flight,
        "of these in the journal left behind": tally.stored_unanswered,
        "commands acknowledged": tally.acknowledged,
        "all pages compared, times": tally.looks,
        "pages compared": tally.pages,
        "reports compared": tally.reports,
        "lost": len(tally.lost),
        "doubled": len(tally.doubled),
        "changed": len(tally.changed),
        "findings": len(tally.findings),
    }
