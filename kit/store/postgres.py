"""A journal in PostgreSQL, for several processes and machines that serve the same runs.

The primary key (run, seq) is the only lock, as everywhere. Two connections: one writes, one reads; each
comes back by itself after the server was away. A third listens, when somebody watches. What is told there
are ids only, within the transaction that writes: who hears of a row can read it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kit.store.journal import Batch, Conflict, Row, StoreError, Watcher, check_batches, check_word
from kit.store.postgres_line import AGAIN_AFTER, READING, WRITING, Connection, Line, Patience, dial
from kit.store.postgres_trouble import Away, postgres_trouble

FORMAT = 1
"""The format of the tables that this kit reads and writes."""

PAGE = 500
"""How many rows are held in memory at once when a run is read."""

CHANNEL = "kit_journal"
LONGEST_NOTE = 7_900  # bytes; PostgreSQL's own limit is 8,000
TICK = 0.25  # seconds until a listener that was told to stop does
PATIENCE = 3.0  # seconds for which an append waits for a server that is away, as while it starts anew
HEARTBEAT = 5.0  # seconds after which a listener asks whether anybody is still there
LISTENING = Patience(lock=1.0, statement=2.0, answer=3.0)

_TABLES = (
    """create table kit_events (
        run text collate "C" not null, seq integer not null, at bigint not null, by text not null,
        command text not null, name text not null, version integer not null, data text not null,
        primary key (run, seq)
    )""",
    'create table kit_documents (key text collate "C" primary key, text text not null)',
    "create table kit_format (format integer not null)",
    f"insert into kit_format values ({FORMAT})",
)
_MAKING = 0x54424B4A  # ``TBKJ``: the advisory lock under which tables are made, as two may start at once

T = TypeVar("T")


class PostgresJournal:
    """The journal in the database that ``url`` names; its tables are made if they are not there.

    See ``Journal`` for the methods. Raises ``StoreError`` for a server that is away or does not let the
    kit in, for tables of another format, and for a server that does not wait for its disk.
    """

    def __init__(self, url: str) -> None:
        try:
            asked = conninfo_to_dict(url)
        except psycopg.Error as error:
            raise StoreError(_NO_URL) from error  # not what is wrong with it: it may hold a password
        self._where = _place(asked)
        # Marks our own notes. The number of the server's process would not do: after the server was away,
        # a process that has not written since holds a number that may by now be another's.
        self._name = secrets.token_hex(4)
        self._dial = partial(dial, asked, self._where)
        self._writer = Line(partial(self._dial, WRITING), eager=True)
        self._reader = Line(partial(self._dial, READING))
        try:
            self._do(self._writer, self._claim)
        except BaseException:
            self.close()
            raise

    def _claim(self, connection: Connection) -> None:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (_MAKING,))
            if _value(connection, "select to_regclass('kit_format')::text") is None:
                for statement in _TABLES:
                    connection.execute(statement)
            found = _value(connection, "select max(format) from kit_format")
        if found != FORMAT:
            newer = isinstance(found, int) and found > FORMAT
            raise StoreError((_NEWER if newer else _OLDER).format(self._where, found, FORMAT))
        if _value(connection, "show server_encoding") != "UTF8":
            raise StoreError(_NOT_UTF8.format(self._where))
        if _value(connection, "show fsync") != "on":
            raise StoreError(_NO_SYNC.format(self._where))

    # -- rows ----------------------------------------------------------------------------------------

    def append(self, run: str, after: int, rows: Sequence[Row]) -> None:
        """See ``Journal.append``."""
        self.append_many([(run, after, rows)])

    def append_many(self, batches: Sequence[Batch]) -> None:
        """See ``Journal.append_many``. After a connection was lost on the way it is done once more, and
        while the server is away it is tried for a while: if one of the times before had come through after
        all, that is a ``Conflict``."""
        check_batches(batches)
        until = time.monotonic() + PATIENCE
        while batches:
            try:
                self._do(self._writer, lambda connection: _append(connection, batches, self._name))
                return
            except Away:
                if time.monotonic() >= until:
                    raise
            time.sleep(TICK)

    def read(self, run: str, after: int = 0) -> Iterator[Row]:
        """See ``Journal.read``. Rows are fetched ``PAGE`` at a time, up to what was the last at the call."""
        return self._pages(run, after, self.last(run))

    def _pages(self, run: str, after: int, last: int) -> Iterator[Row]:
        for start in range(after, last, PAGE):
            values = (_escaped(run), start, min(start + PAGE, last))
            for row in self._rows(_READ, values):
                yield _row(*row)

    def runs(self) -> list[str]:
        """See ``Journal.runs``."""
        wanted = "select run from kit_events where seq = 1 order by at, run"
        return [_plain(str(run)) for (run,) in self._rows(wanted, ())]

    def last(self, run: str) -> int:
        """See ``Journal.last``."""
        found = self._rows("select max(seq) from kit_events where run = %s", (_escaped(run),))[0][0]
        return found if isinstance(found, int) else 0

    # -- side documents ------------------------------------------------------------------------------

    def put(self, key: str, text: str) -> None:
        """See ``Journal.put``."""
        self._do(self._writer, lambda c: c.execute(_PUT, (_escaped(key), _escaped(text))))

    def get(self, key: str) -> str | None:
        """See ``Journal.get``."""
        found = self._rows("select text from kit_documents where key = %s", (_escaped(key),))
        return _plain(str(found[0][0])) if found else None

    def keep(self, key: str, text: str) -> str:
        """See ``Journal.keep``."""
        self._do(self._writer, lambda c: c.execute(_KEEP, (_escaped(key), _escaped(text))))
        kept = self.get(key)
        assert kept is not None, "documents are never taken away"
        return kept

    # -- other processes -----------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """See ``Journal.say``."""
        check_word(text)
        self._do(
            self._writer,
            lambda c: c.execute("select pg_notify(%s, %s)", (CHANNEL, f"{self._name} said {text}")),
        )

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """See ``Journal.watch``. A connection of its own, in a thread of its own, that comes back."""
        stop = threading.Event()
        thread = threading.Thread(
            target=self._listen, args=(watcher, stop), name="journal-watch", daemon=True
        )
        thread.start()

        def end() -> None:
            stop.set()
            thread.join()

        return end

    def _listen(self, watcher: Watcher, stop: threading.Event) -> None:
        while not stop.is_set():
            with suppress(StoreError, psycopg.Error), self._dial(LISTENING) as connection:
                connection.execute(f"listen {CHANNEL}")
                watcher.written("", 0)  # whatever was written while nobody listened
                while not stop.is_set():
                    self._hear(connection, watcher, stop)
                    connection.execute("select 1")  # a line that died without a word would be silent for ever
            stop.wait(AGAIN_AFTER)

    def _hear(self, connection: Connection, watcher: Watcher, stop: threading.Event) -> None:
        """Pass on what is told, until it is time for a question."""
        until = time.monotonic() + HEARTBEAT
        while time.monotonic() < until and not stop.is_set():
            for note in connection.notifies(timeout=TICK):
                by, _, what = note.payload.partition(" ")
                if by != self._name:
                    _pass_on(what, watcher)

    def close(self) -> None:
        """See ``Journal.close``."""
        self._writer.close()
        self._reader.close()

    # -- how it is asked -----------------------------------------------------------------------------

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        return self._do(self._reader, lambda c: c.execute(query, values).fetchall())

    def _do(self, line: Line, work: Callable[[Connection], T]) -> T:
        """Have work done on a line; psycopg's errors become sentences."""
        try:
            return line.use(work)
        except psycopg.Error as error:
            raise postgres_trouble(error, self._where, connecting=False) from error


_READ = (
    "select seq, at, by, command, name, version, data from kit_events"
    " where run = %s and seq > %s and seq <= %s order by seq"
)
_LASTS = "select run, max(seq) from kit_events where run = any(%s) group by run"
_ADD = (
    "insert into kit_events select * from unnest(%s::text[], %s::int[], %s::bigint[], %s::text[],"
    " %s::text[], %s::text[], %s::int[], %s::text[])"
)
_PUT = "insert into kit_documents values (%s, %s) on conflict (key) do update set text = excluded.text"
_KEEP = "insert into kit_documents values (%s, %s) on conflict (key) do nothing"


def _append(connection: Connection, batches: Sequence[Batch], by: str) -> None:
    """One transaction, told in the name of ``by``. If somebody else gets in between the look and the
    writing, look again: then it is a ``Conflict`` that names its runs."""
    for _ in range(3):
        try:
            with connection.transaction():
                return _append_all(connection, batches, by)
        except psycopg.errors.UniqueViolation:
            continue
    raise Conflict(run for run, _, _ in batches)


def _append_all(connection: Connection, batches: Sequence[Batch], by: str) -> None:
    runs = sorted({run for run, _, _ in batches})
    found = connection.execute(_LASTS, ([_escaped(run) for run in runs],)).fetchall()
    lasts = {_plain(str(run)): int(str(seq)) for run, seq in found}
    late: list[str] = []
    ends = dict(lasts)
    for run, after, rows in batches:
        if ends.get(run, 0) != after:
            late.append(run)
        ends[run] = ends.get(run, 0) + len(rows)
    if late:
        raise Conflict(late)
    # In the same order in all processes, so that two which write the same runs never wait for each other.
    added = sorted(
        ((run, row) for run, _, rows in batches for row in rows), key=lambda one: (one[0], one[1].seq)
    )
    if added:
        connection.execute(_ADD, [list(column) for column in zip(*map(_fields, added), strict=True)])
        notes = [_note(by, run, ends[run]) for run in runs if ends[run] > lasts.get(run, 0)]
        connection.execute("select pg_notify(%s, note) from unnest(%s::text[]) as note", (CHANNEL, notes))


def _fields(added: tuple[str, Row]) -> tuple[object, ...]:
    run, r = added
    texts = [_escaped(text) for text in (run, r.by, r.command, r.name, r.data)]
    return texts[0], r.seq, r.at, texts[1], texts[2], texts[3], r.version, texts[4]


def _row(*fields: object) -> Row:
    seq, at, by, command, name, version, data = fields
    assert isinstance(seq, int) and isinstance(at, int) and isinstance(version, int)
    texts = [_plain(str(text)) for text in (by, command, name, data)]
    return Row(seq, at, texts[0], texts[1], texts[2], version, texts[3])


def _note(by: str, run: str, seq: int) -> str:
    """What watchers are told; a run whose name is too long for it is not named."""
    note = f"{by} written {seq} {_escaped(run)}"
    return note if len(note.encode()) <= LONGEST_NOTE else f"{by} written 0 "


def _pass_on(note: str, watcher: Watcher) -> None:
    kind, _, rest = note.partition(" ")
    if kind == "said":
        watcher.said(rest)
    elif kind == "written":
        seq, _, run = rest.partition(" ")
        if seq.isdecimal():  # whoever else tells something on this channel must not end the listening
            watcher.written(_plain(run), int(seq))


def _escaped(text: str) -> str:
    """Text as PostgreSQL can keep it: it has no NUL. ESC marks what stands for one, and itself."""
    return text.replace("\x1b", "\x1b1").replace("\0", "\x1b0") if "\0" in text or "\x1b" in text else text


def _plain(text: str) -> str:
    return text.replace("\x1b0", "\0").replace("\x1b1", "\x1b") if "\x1b" in text else text


def _value(connection: Connection, query: str) -> object:
    found = connection.execute(query).fetchone()
    return None if found is None else found[0]


def _place(asked: Mapping[str, object]) -> str:
    """The server and the database in words, without user and password."""
    host = asked.get("host") or asked.get("hostaddr") or "this computer"
    port = f", port {asked['port']}" if asked.get("port") else ""
    return f"The database {asked.get('dbname') or 'of this user'} at {host}{port}"


_NO_URL = "Expected a journal's URL like postgresql://user@host/database, got one that cannot be read."
_NEWER = (
    "{} was written by a newer kit (journal format {}; this kit reads format {})."
    " Use the newer kit, or choose another database with --journal."
)
_OLDER = (
    "{} was written by an older kit (journal format {}; this kit reads format {})."
    " Open it with that kit and save its runs as journal.jsonl, or choose another database with --journal."
)
_NOT_UTF8 = "{} is not kept in UTF-8. Make one with: createdb --encoding=UTF8 --template=template0 NAME."
_NO_SYNC = "{} does not wait for its disk (fsync is off): what it calls saved can be lost. Turn fsync on."
