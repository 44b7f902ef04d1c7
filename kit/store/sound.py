"""Whether a journal's file is whole, looked at while nobody writes to it: after a crash, on a copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_GAPS = "select run, count(*), min(seq), max(seq) from events group by run"
_TWICE = "select run, command, name, data, count(*) from events group by 1, 2, 3, 4 having count(*) > 1"


def faults(path: Path) -> list[str]:
    """Sentences about everything that is not as it must be; empty for a whole journal.

    SQLite's own check of every page and index; rows of each run numbered 1, 2, 3, ... without gaps; no
    command that stands there twice with the same event."""
    with closing(sqlite3.connect(path)) as journal:
        try:
            return list(_faults(journal))
        except sqlite3.DatabaseError as problem:
            return [f"{path.name} cannot be read: {problem}"]


def copy(path: Path, to: Path) -> None:
    """Copy a journal's file as it is at one moment, also while a server writes to it."""
    with closing(sqlite3.connect(path)) as journal, closing(sqlite3.connect(to)) as other:
        journal.backup(other)


def _faults(journal: sqlite3.Connection) -> Iterator[str]:
    for (said,) in journal.execute("pragma integrity_check"):
        if said != "ok":
            yield f"integrity check: {said}"
    for run, rows, first, last in journal.execute(_GAPS):
        if (first, last) != (1, rows):
            yield f"run {run}: expected rows 1 to {rows}, they are numbered {first} to {last}"
    for run, command, name, _, times in journal.execute(_TWICE):
        yield f"run {run}: the command {command} stands there {times} times as {name}"
