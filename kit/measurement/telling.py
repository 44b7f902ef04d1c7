"""What it costs the server to tell others of a transaction, by who listens, and where.

PostgreSQL wakes whoever listens to anything in the same database, and each looks for itself whether it was
meant. So a channel for each run spares the network and the listeners, and not the server.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from kit.measurement.journal import votes
from kit.store.open import open_journal
from kit.store.postgres import CHANNEL
from kit.testbed.database import Database
from kit.testbed.usage import usage_of

LISTENERS = (2, 8, 32)
PLACES = {  # where the listeners are: what they listen to, in which database
    "same channel": (CHANNEL, "postgres"),
    "other channels": ("another", "postgres"),
    "another database": (CHANNEL, "elsewhere"),
}


def told(database: Database, times: int) -> dict[str, Any]:
    """Microseconds of the server's processor time for a transaction of one vote."""
    database.ask("create database elsewhere template template0")
    found: dict[str, Any] = {"nobody": _each(database, "told-nobody", times)}
    for place, (channel, where) in PLACES.items():
        found[place] = {}
        for count in LISTENERS:
            with _listening(database, channel, where, count):
                run = f"told-{place}-{count}"
                found[place][str(count)] = _each(database, run, times)
    return found


def _each(database: Database, run: str, times: int) -> int:
    with closing(open_journal(database.url())) as journal:
        journal.append(run, 0, votes(0, 1))
        before = usage_of(database.pid).cpu
        for after in range(1, times + 1):
            journal.append(run, after, votes(after, 1))
        time.sleep(0.2)  # whoever was woken looks, and sleeps again
        return round(1e6 * (usage_of(database.pid).cpu - before) / times)


@contextmanager
def _listening(database: Database, channel: str, where: str, count: int) -> Iterator[None]:
    clients: list[subprocess.Popen[str]] = []
    try:
        for _ in range(count):
            clients.append(database.hold(f"listen {channel}", where))
        yield
    finally:
        for client in clients:
            client.kill()
            client.communicate()
