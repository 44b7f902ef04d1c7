"""A journal in one file, the default: SQLite with a write-ahead log, synced at every append.

Two connections: one writes, under a lock, from whichever thread; the other reads and so never sees
half of an append. The file says what it is in its header (``application_id``) and which format it
has (``user_version``), so that no other program's database is taken for a journal or touched.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kit.store.journal import Batch, Conflict, Row, StoreError, Watcher, check_batches, check_word
from kit.store.trouble import NOT_OURS, file_trouble, sqlite_trouble

KIT_FILE = 0x54424B4A
"""``TBKJ``, the mark of a kit journal in a SQLite file's header."""

FORMAT = 1
"""The format this kit reads and writes."""

PAGE = 500
"""How many rows are held in memory at once when a run is read."""

LOOK_EVERY = 0.25
"""Seconds between two looks whether another process has written to the file, while somebody watches."""

_TABLES = (
    """create table events (
        run text not null, seq integer not null, at integer not null, by text not null,
        command text not null, name text not null, version integer not null, data text not null,
        primary key (run, seq)
    ) without rowid""",
    "create table documents (key text primary key, text text not null) without rowid",
    f"pragma application_id = {KIT_FILE}",
    f"pragma user_version = {FORMAT}",
)


class SqliteJournal:
    """The journal in ``path``, which is made if it is not there; see ``Journal`` for the methods.

    ``patience`` is how many seconds to wait for another program that holds the file. Raises
    ``StoreError`` for a file that is not a journal, of another format, in use, or not writable.
    """

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self._path = path
        self._patience = patience
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        _touch(path)
        with self._told():
            self._writer = self._connect()
            try:
                self._claim()
                self._reader = self._connect()
            except BaseException:
                self._writer.close()
                raise
            self._reader.execute("pragma query_only = on")

    def append(self, run: str, after: int, rows: Sequence[Row]) -> None:
        """See ``Journal.append``."""
        self.append_many([(run, after, rows)])

    def append_many(self, batches: Sequence[Batch]) -> None:
        """See ``Journal.append_many``."""
        check_batches(batches)
        with self._writing, self._told(), _transaction(self._writer):
            late = [run for run, after, rows in batches if not self._added(run, after, rows)]
            if late:
                raise Conflict(late)

    def _added(self, run: str, after: int, rows: Sequence[Row]) -> bool:
        """Add one batch within the transaction; False if the run does not end at ``after``."""
        if _last(self._writer, run) != after:
            return False
        self._writer.executemany(
            "insert into events values (?, ?, ?, ?, ?, ?, ?, ?)",
            [(run, r.seq, r.at, r.by, r.command, r.name, r.version, r.data) for r in rows],
        )
        return True

    def read(self, run: str, after: int = 0) -> Iterator[Row]:
        """See ``Journal.read``. Rows are fetched ``PAGE`` at a time, up to what was the last at the call."""
        return self._pages(run, after, self.last(run))

    def _pages(self, run: str, after: int, last: int) -> Iterator[Row]:
        wanted = (
            "select seq, at, by, command, name, version, data from events"
            " where run = ? and seq > ? and seq <= ? order by seq"
        )
        for start in range(after, last, PAGE):
            with self._reading, self._told():
                end = min(start + PAGE, last)
                found = self._reader.execute(wanted, (run, start, end)).fetchall()
            yield from (Row(*fields) for fields in found)

    def runs(self) -> list[str]:
        """See ``Journal.runs``."""
        with self._reading, self._told():
            found = self._reader.execute("select run from events where seq = 1 order by at, run")
            return [run for (run,) in found]

    def last(self, run: str) -> int:
        """See ``Journal.last``."""
        with self._reading, self._told():
            return _last(self._reader, run)

    def put(self, key: str, text: str) -> None:
        """See ``Journal.put``."""
        with self._writing, self._told(), _transaction(self._writer):
            self._writer.execute("insert or replace into documents values (?, ?)", (key, text))

    def get(self, key: str) -> str | None:
        """See ``Journal.get``."""
        with self._reading, self._told():
            found = self._reader.execute("select text from documents where key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def keep(self, key: str, text: str) -> str:
        """See ``Journal.keep``."""
        with self._writing, self._told(), _transaction(self._writer):
            self._writer.execute("insert or ignore into documents values (?, ?)", (key, text))
            kept = self._writer.execute("select text from documents where key = ?", (key,))
            return str(kept.fetchone()[0])

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """See ``Journal.watch``. SQLite tells nobody, but counts what other connections have written."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=(watcher, stop), name="journal-watch", daemon=True)
        thread.start()

        def end() -> None:
            stop.set()
            thread.join()

        return end

    def _look(self, watcher: Watcher, stop: threading.Event) -> None:
        before = -1
        while not stop.is_set():
            try:
                with self._writing, self._told():
                    now = _number(self._writer, "pragma data_version")  # the writer's own do not count
            except StoreError:
                now = before  # closed, or in trouble: whoever writes will say so
            if now != before:
                watcher.written("", 0)
            before = now
            stop.wait(LOOK_EVERY)

    def say(self, text: str) -> None:
        """See ``Journal.say``. A file has nobody who would pass it on: nothing is told."""
        check_word(text)

    def close(self) -> None:
        """See ``Journal.close``. The last to close folds the write-ahead log into the file."""
        with self._reading, self._writing, self._told():
            self._reader.close()
            self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        connection.execute("pragma synchronous = full")
        connection.execute("pragma fullfsync = on")  # macOS: wait for the disk, not for its cache
        return connection

    def _claim(self) -> None:
        """Make sure the file is a journal of our format; an empty file becomes one, in one step.

        Format before write-ahead log: so the mark stands in the file itself from its first moment.
        """
        with _transaction(self._writer):
            mark = _number(self._writer, "pragma application_id")
            tables = _number(self._writer, "select count(*) from sqlite_master")
            if mark == 0 and tables == 0:
                for statement in _TABLES:
                    self._writer.execute(statement)
            elif mark != KIT_FILE:
                raise StoreError(NOT_OURS.format(path=self._path))
            version = _number(self._writer, "pragma user_version")
        if version != FORMAT:
            raise StoreError((_NEWER if version > FORMAT else _OLDER).format(self._path, version, FORMAT))
        mode = self._writer.execute("pragma journal_mode = wal").fetchone()[0]
        if mode != "wal":
            raise StoreError(_NO_LOG.format(self._path))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.Error as error:
            raise sqlite_trouble(error, self._path, self._patience) from error


_NEWER = (
    "{} was written by a newer kit (journal format {}; this kit reads format {})."
    " Use the newer kit, or choose another file with --journal."
)
_OLDER = (
    "{} was written by an older kit (journal format {}; this kit reads format {})."
    " Open it with that kit and save its runs as journal.jsonl, or choose another file with --journal."
)
_NO_LOG = (
    "{} lies on a drive that cannot keep a journal safely, such as a network drive."
    " Choose a file on this computer's own disk with --journal."
)


def _touch(path: Path) -> None:
    """Make the file and its folder if need be, readable by its owner only: it holds names."""
    try:
        for folder in reversed([path.parent, *path.parent.parents]):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                _sync(folder.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise file_trouble(error, path) from error


def _sync(folder: Path) -> None:
    """Wait until the disk has the names in a folder. SQLite does so for its own files; a new folder's name
    must not be lost with the power, or all that is in it is. Windows does not open folders, and a folder
    that may be written and not read cannot be asked."""
    if os.name == "posix" and os.access(folder, os.R_OK):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it, or, after any exception, nothing of it."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _last(connection: sqlite3.Connection, run: str) -> int:
    return _number(connection, "select coalesce(max(seq), 0) from events where run = ?", run)


def _number(connection: sqlite3.Connection, query: str, *values: str) -> int:
    with closing(connection.execute(query, values)) as found:
        return int(found.fetchone()[0])
