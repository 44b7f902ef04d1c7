"""Group commit: what is asked to be stored while the disk is busy is stored together, in one go.

An answer is given only when the rows are on disk. Five hundred votes at once become a few
transactions, because everything that arrives during one wait for the disk shares the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from kit.store.journal import Batch, Conflict, Journal, Row

Waiting = tuple[Batch, "asyncio.Future[None]"]


class Writer:
    """Stores rows in the order they were asked for, off the event loop, one transaction at a time."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None
        self._disk = ThreadPoolExecutor(1, "journal")

    def write(self, run: str, after: int, rows: Sequence[Row]) -> asyncio.Future[None]:
        """Store rows that follow row ``after`` of a run; the future is done when they are on disk.

        It may raise Conflict or StoreError, and then nothing of it is stored. Of one run all that was asked
        for and not yet answered fails at the same moment, so that the newest tells of all."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(((run, after, rows), done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return done

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._store(batch)

    async def _store(self, batch: list[Waiting]) -> None:
        """One transaction; runs that were in the way are told, and the others sent again."""
        loop = asyncio.get_running_loop()
        while batch:
            try:
                rows = [asked for asked, _ in batch]
                await loop.run_in_executor(self._disk, self._journal.append_many, rows)
            except Conflict as conflict:
                self._fail(batch, set(conflict.runs), conflict)
                batch = [w for w in batch if w[0][0] not in conflict.runs]
                continue
            except Exception as problem:
                self._fail(batch, {w[0][0] for w in batch}, problem)
                return
            for _, done in batch:
                if not done.done():
                    done.set_result(None)
            return

    def _fail(self, batch: list[Waiting], runs: set[str], problem: BaseException) -> None:
        """Tell who waits for these runs; also who came later, because they counted on what now fails."""
        later = [w for w in self._waiting if w[0][0] in runs]
        self._waiting = [w for w in self._waiting if w[0][0] not in runs]
        for (run, _, _), done in (*batch, *later):
            if run in runs and not done.done():
                done.set_exception(problem)

    async def close(self) -> None:
        """Finish what was asked for, then let go of the thread."""
        if self._task is not None:
            await self._task
        self._disk.shutdown()
