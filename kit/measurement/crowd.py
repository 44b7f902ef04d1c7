"""Scripted people in processes of their own, so that the one who measures does not wait for them.

A process hosts one *host*: an object whose asynchronous methods are called by name from outside and whose
answers come back. Moments are seconds of ``time.monotonic``, which is one clock for all processes of a
computer. How much processor time the people took is counted, because they share it with the server.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

ENDS_WITHIN = 10.0


class CrowdFailed(Exception):
    """Something the people were asked to do went wrong; the text is theirs."""


class Crowd:
    """People in other processes. ``ask`` lets all of them do something; made by ``crowd``."""

    def __init__(self, members: Sequence[tuple[BaseProcess, Connection]]) -> None:
        self._members = members

    async def ask(self, name: str, *given: Any) -> list[Any]:
        """Call a method of every host at the same moment; returns their answers, in order.

        Raises CrowdFailed with the first trouble, after all have answered."""
        for _, line in self._members:
            line.send((name, given))
        heard = await asyncio.gather(*(asyncio.to_thread(_hear, line) for _, line in self._members))
        for good, answer in heard:
            if not good:
                raise CrowdFailed(answer)
        return [answer for _, answer in heard]

    async def everything(self, name: str, *given: Any) -> list[Any]:
        """As ``ask``, for answers that are lists: all of them in one."""
        return [item for answer in await self.ask(name, *given) for item in answer]

    async def spent(self) -> float:
        """Processor seconds of these processes so far."""
        return float(sum(await self.ask("spent")))


def _hear(line: Connection) -> tuple[bool, Any]:
    try:
        good, answer = line.recv()
    except (EOFError, OSError):
        return False, "a process of scripted people ended by itself"
    return bool(good), answer


def processes_for(people: int) -> int:
    """How many processes for so many people: one core stays with the server, and few need only one."""
    return max(1, min((os.cpu_count() or 2) - 1, 4, people // 100))


@asynccontextmanager
async def crowd(make: Callable[..., object], shares: Sequence[Sequence[Any]]) -> AsyncIterator[Crowd]:
    """One process a share; ``make(*share)`` makes its host there. All are ended afterwards.

    ``make`` is a class or function of a module: it is found there again by the other process."""
    context = get_context("spawn")
    members: list[tuple[BaseProcess, Connection]] = []
    try:
        for share in shares:
            here, there = context.Pipe()
            process: BaseProcess = context.Process(
                target=_host, args=(there, make, tuple(share)), daemon=True
            )
            process.start()
            there.close()
            members.append((process, here))
        yield Crowd(members)
    finally:
        for process, line in members:
            line.close()  # its end of the line: the process leaves by itself
            await asyncio.to_thread(process.join, ENDS_WITHIN)
            if process.is_alive():
                process.kill()
                await asyncio.to_thread(process.join)


def _host(line: Connection, make: Callable[..., object], share: Sequence[Any]) -> None:
    """The other process: does what it is asked until the line is closed."""
    asyncio.run(_serve(line, make(*share)))


async def _serve(line: Connection, host: object) -> None:
    while True:
        try:
            name, given = await asyncio.to_thread(line.recv)
        except (EOFError, OSError):
            return
        try:
            answer = time.process_time() if name == "spent" else await getattr(host, name)(*given)
            line.send((True, answer))
        except Exception as problem:  # whatever it is, whoever asked must hear of it
            line.send((False, f"{type(problem).__name__}: {problem}"))


def shared_out(things: Sequence[Any], among: int) -> list[list[Any]]:
    """Things dealt out like cards; the first has one more when it does not come out even."""
    return [list(things[n::among]) for n in range(among)]
