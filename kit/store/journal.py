"""What a store of runs promises, whatever it is made of.

A run is a list of rows numbered 1, 2, 3, ... without gaps. The key (run, seq) is the only lock:
whoever appends says after which row, and somebody who was slower gets ``Conflict``, rereads and
decides again. The store never looks inside ``Row.data``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """One recorded fact of a run, as it stands on disk."""

    seq: int
    """Its number in the run, from 1, without gaps."""
    at: int
    """When it was recorded, in milliseconds since 1970 (UTC)."""
    by: str
    """Who caused it: a seat's id, ``facilitator``, ``clock`` or ``door``."""
    command: str
    """The id of the command it answers; several rows may share one."""
    name: str
    """The event's stable name, in kebab-case."""
    version: int
    """The version of the event's shape, so that a later kit can read an earlier row."""
    data: str
    """The event itself as JSON text."""


Batch = tuple[str, int, Sequence[Row]]
"""(run, after, rows): the rows to add to a run, and the last row the writer knew of."""


CLOSED = "The journal has been closed."


class Conflict(Exception):
    """Somebody else has written to ``runs`` since the caller last read them; nothing was saved.

    Reread those runs and decide again. After ``append_many``, ``runs`` names every run that was in
    the way; the batches of the other runs can be sent again at once.
    """

    def __init__(self, runs: Iterable[str]) -> None:
        self.runs = tuple(dict.fromkeys(runs))
        super().__init__(f"already written to by somebody else: {', '.join(self.runs)}")


class StoreError(Exception):
    """The store cannot do its work; ``sentence`` says why, and what to do, to a facilitator."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Watcher(Protocol):
    """Who wants to hear of other processes on the same journal. Called from a thread of the store's."""

    def written(self, run: str, seq: int) -> None:
        """Another process has appended to a run, up to row ``seq``. A run ``""`` may be any, or several."""

    def said(self, text: str) -> None:
        """Another process has called ``say``."""


LONGEST_WORD = 7_000
"""Bytes of one ``say``: PostgreSQL passes on less than 8,000."""


class Journal(Protocol):
    """Rows of many runs, append-only, and a few side documents.

    Every method may be called from any thread. Appending waits for the disk, so a live room does it
    in a worker thread; reading is quick and sees only what was appended completely.
    All methods raise ``StoreError`` when the store itself fails, and after ``close``.
    """

    def append(self, run: str, after: int, rows: Sequence[Row]) -> None:
        """Add ``rows`` (numbered ``after + 1``, ``after + 2``, ...) to a run; on disk on return.

        All or nothing. Raises ``Conflict`` if the run's last row is not ``after``, and
        ``ValueError`` if the rows are numbered otherwise or hold text that is not Unicode.
        """

    def append_many(self, batches: Sequence[Batch]) -> None:
        """Add batches (run, after, rows) of several runs in one go: one wait for the disk, not many.

        All or nothing, over all batches. If any is in conflict, none is saved, and the ``Conflict``
        names all runs that were in the way: the caller sends the rest again without them. Batches
        of one run count in their order, each after the one before it.
        """

    def read(self, run: str, after: int = 0) -> Iterator[Row]:
        """The rows of a run that follow ``after``, in order; none for a run nobody has begun."""

    def runs(self) -> list[str]:
        """All runs, the first begun first."""

    def last(self, run: str) -> int:
        """The number of the run's last row, 0 for a run nobody has begun."""

    def put(self, key: str, text: str) -> None:
        """Keep a side document (a run's scenario text, the server's secret), replacing an earlier one.

        On disk on return. Raises ``ValueError`` for text that is not Unicode.
        """

    def get(self, key: str) -> str | None:
        """The side document of that key, or None."""

    def keep(self, key: str, text: str) -> str:
        """Keep a side document unless there is one of that key; returns the one that is kept.

        So two processes that start at once agree on the house's secrets. Otherwise as ``put``.
        """

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have ``watcher`` told what other processes append and say. Returns what ends it.

        What it hears are hints: they may come late, doubled, or of the caller's own rows; whoever gets
        one reads. After a time in which hints could be lost it is told ``written("", 0)``.
        """

    def say(self, text: str) -> None:
        """Tell the watchers in other processes a few words that need not be kept, if there is a way.

        Raises ``ValueError`` for more than ``LONGEST_WORD`` bytes.
        """

    def close(self) -> None:
        """Let go of files and connections; closing twice does no harm."""


def check_batches(batches: Sequence[Batch]) -> None:
    """Raise ``ValueError`` for what no store could keep: wrong numbering, text that is not Unicode.

    Done before anything is written, so that it is the same mistake in every store. Half of a
    surrogate pair (``"\\ud83d"``), which JSON from a browser can hold, is such text.
    """
    for run, after, rows in batches:
        if not run or after < 0:
            raise ValueError(f"expected a run's name and a row number from 0, got {run!r} and {after}")
        for expected, row in enumerate(rows, after + 1):
            if row.seq != expected:
                raise ValueError(f"run {run}: expected a row numbered {expected}, got {row.seq}")
            _check_text(run, row)


def check_word(text: str) -> None:
    """Raise ``ValueError`` for words that are too long to be said, or not Unicode."""
    if (size := len(text.encode())) > LONGEST_WORD:
        raise ValueError(f"expected at most {LONGEST_WORD} bytes to say, got {size}")


def _check_text(run: str, row: Row) -> None:
    try:
        f"{run}{row.by}{row.command}{row.name}{row.data}".encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"run {run}, row {row.seq}: text that is not Unicode ({error})") from error
