"""What the journal alone can do: rows a second, writers beside each other, and who hears of it how soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

from kit.rehearsal.figures import summary
from kit.store.journal import Journal, Row
from kit.store.open import open_journal

A_VOTE = '{"decision":"B-D1","option":"b","reason":"One clause of a reason.","round":1}'
BATCHES = (1, 20, 100)  # votes in one transaction, as group commit makes them of a few or of many voters
WRITERS = (1, 2, 4, 8)
LISTENERS = (1, 8, 32)


def votes(after: int, count: int) -> list[Row]:
    """So many votes, as rows that follow row ``after``."""
    at = time.time_ns() // 1_000_000
    return [
        Row(seq, at, "0ed8c71edbaf8287", f"{seq:032x}", "vote-cast", 1, A_VOTE)
        for seq in range(after + 1, after + count + 1)
    ]


def write_for(journal: Journal, run: str, batch: int, seconds: float) -> list[float]:
    """Append batches for a while; the milliseconds each took."""
    took: list[float] = []
    last, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        rows = votes(last, batch)
        begun = time.perf_counter()
        journal.append(run, last, rows)
        took.append(1000 * (time.perf_counter() - begun))
        last += batch
    return took


def one_writer(url: str, seconds: float) -> dict[str, Any]:
    """Votes a second and milliseconds a transaction, by votes in a transaction."""
    found = {}
    with closing(open_journal(url)) as journal:
        for batch in BATCHES:
            took = write_for(journal, f"one-{batch}", batch, seconds)
            found[str(batch)] = {"votes_a_second": round(batch * len(took) / seconds), "ms": summary(took)}
    return found


def several_writers(url: str, seconds: float) -> dict[str, int]:
    """Transactions a second in all, each of 20 votes and each in a run of its own, by writers."""
    found = {}
    for writers in WRITERS:
        done: list[int] = []
        with ExitStack() as stack:
            journals = [stack.enter_context(closing(open_journal(url))) for _ in range(writers)]

            def work(journal: Journal, run: str, done: list[int] = done) -> None:
                done.append(len(write_for(journal, run, 20, seconds)))

            threads = [
                threading.Thread(target=work, args=(journal, f"w{writers}-{n}"))
                for n, journal in enumerate(journals)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        found[str(writers)] = round(sum(done) / seconds)
    return found


class _Ear:
    """Notes when a row was heard of."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.heard: dict[int, float] = {}

    def written(self, run: str, seq: int) -> None:
        self.ready.set()
        self.heard[seq] = time.perf_counter()

    def said(self, text: str) -> None:
        pass


def hearing(url: str, times: int) -> dict[str, Any]:
    """Milliseconds from a finished append to the last of so many listening processes."""
    found = {}
    for listeners in LISTENERS:
        ears = [_Ear() for _ in range(listeners)]
        with ExitStack() as stack:
            writer = stack.enter_context(closing(open_journal(url)))
            for ear in ears:
                other = stack.enter_context(closing(open_journal(url)))
                stack.callback(other.watch(ear))
                ear.ready.wait()
            sent = {}
            for n in range(times):
                writer.append(f"heard-{listeners}", n, votes(n, 1))
                sent[n + 1] = time.perf_counter()
                _wait_for(ears, n + 1)
            late = [1000 * (max(ear.heard[n] for ear in ears) - at) for n, at in sent.items()]
        found[str(listeners)] = summary([max(0.0, ms) for ms in late])
    return found


def _wait_for(ears: Sequence[_Ear], seq: int) -> None:
    while not all(seq in ear.heard for ear in ears):
        time.sleep(0.0005)
