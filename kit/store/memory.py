"""A journal that lives as long as the process: for tests, rehearsals and trying things out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from kit.store.journal import CLOSED, Batch, Conflict, Row, StoreError, Watcher, check_batches, check_word


class MemoryJournal:
    """Keeps every promise of ``Journal`` but the one about the disk."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}
        self._documents: dict[str, str] = {}
        self._lock = threading.Lock()
        self._closed = False

    def append(self, run: str, after: int, rows: Sequence[Row]) -> None:
        """See ``Journal.append``."""
        self.append_many([(run, after, rows)])

    def append_many(self, batches: Sequence[Batch]) -> None:
        """See ``Journal.append_many``."""
        check_batches(batches)
        with self._lock:
            self._check_open()
            grown: dict[str, list[Row]] = {}
            late: list[str] = []
            for run, after, rows in batches:
                own = grown.setdefault(run, [])
                if len(self._rows.get(run, ())) + len(own) != after:
                    late.append(run)
                own.extend(rows)
            if late:
                raise Conflict(late)
            for run, own in grown.items():
                if own:
                    self._rows.setdefault(run, []).extend(own)

    def read(self, run: str, after: int = 0) -> Iterator[Row]:
        """See ``Journal.read``."""
        with self._lock:
            self._check_open()
            return iter(self._rows.get(run, [])[after:])

    def runs(self) -> list[str]:
        """See ``Journal.runs``."""
        with self._lock:
            self._check_open()
            return sorted(self._rows, key=lambda run: (self._rows[run][0].at, run))

    def last(self, run: str) -> int:
        """See ``Journal.last``."""
        with self._lock:
            self._check_open()
            return len(self._rows.get(run, ()))

    def put(self, key: str, text: str) -> None:
        """See ``Journal.put``."""
        f"{key}{text}".encode()
        with self._lock:
            self._check_open()
            self._documents[key] = text

    def get(self, key: str) -> str | None:
        """See ``Journal.get``."""
        with self._lock:
            self._check_open()
            return self._documents.get(key)

    def keep(self, key: str, text: str) -> str:
        """See ``Journal.keep``."""
        f"{key}{text}".encode()
        with self._lock:
            self._check_open()
            return self._documents.setdefault(key, text)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """See ``Journal.watch``. No other process can see this memory."""
        return lambda: None

    def say(self, text: str) -> None:
        """See ``Journal.say``. Nobody is there to hear it."""
        check_word(text)
        self._check_open()

    def close(self) -> None:
        """See ``Journal.close``."""
        self._closed = True

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(CLOSED)
