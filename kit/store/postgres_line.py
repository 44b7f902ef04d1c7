"""Connections to PostgreSQL that nobody waits for longer than they can spare, and that come back.

What the server promises to end in time (``lock_timeout`` and its like) it cannot end when it stands still
itself, with a disk that does not answer, say; its system goes on to confirm every packet, so that keep-alives
find nothing wrong. So each answer has its time here, too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

from kit.store.journal import CLOSED, StoreError
from kit.store.postgres_trouble import postgres_trouble

AGAIN_AFTER = 0.5  # seconds between two tries to reach a server that is away

_CONNECTING: Mapping[str, int | str] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "application_name": "kit",
}
"""How long to wait for a server that says nothing at all; what the URL says itself goes first."""

_SESSION = (
    "select set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false),"
    " set_config('idle_in_transaction_session_timeout', '3s', false), set_config('timezone', 'UTC', false),"
    " set_config('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local')"
    " then 'on' else current_setting('synchronous_commit') end, false)"
)
"""A transaction that is left alone, as its process stands still, ends before others stop waiting for it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for somebody else's lock, for a statement, and for an answer of whatever kind."""

    lock: float
    statement: float
    answer: float


WRITING = Patience(4.0, 6.0, 8.0)
READING = Patience(2.0, 3.0, 4.0)

T = TypeVar("T")


class Connection(psycopg.Connection[tuple[object, ...]]):
    """A connection that is closed when an answer does not come within ``answer_within`` seconds."""

    answer_within = WRITING.answer

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """See psycopg. Raises OperationalError, and the connection is closed, after too long a silence."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, self.answer_within)
        except psycopg.Error as error:
            if time.monotonic() - begun < self.answer_within:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer for {self.answer_within:g} s") from error


def dial(url: Mapping[str, Any], where: str, patience: Patience) -> Connection:
    """A new connection. Raises StoreError, which names the server as ``where``."""
    try:
        connection = Connection.connect(**{**_CONNECTING, **url}, autocommit=True)
        try:
            connection.answer_within = patience.answer
            connection.execute(_SESSION, (_ms(patience.lock), _ms(patience.statement)))
        except BaseException:
            connection.close()
            raise
    except psycopg.Error as error:
        raise postgres_trouble(error, where, connecting=True) from error
    return connection


def _ms(seconds: float) -> str:
    return f"{round(1000 * seconds)}ms"


class Line:
    """A connection for one thread at a time, which is opened when it is used and not there. ``eager``: a
    server that hangs is asked again soon, as whoever waits is one, and stores for many."""

    def __init__(self, dial: Callable[[], Connection], *, eager: bool = False) -> None:
        self._dial = dial
        self._eager = eager
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._closed = False
        self._away: tuple[float, StoreError] | None = None  # until when nobody tries, and why

    def use(self, work: Callable[[Connection], T]) -> T:
        """Do ``work``; once more if the connection had broken before or on the way."""
        with self._lock:
            if self._closed:
                raise StoreError(CLOSED)
            fresh = self._connection is None
            connection = self._connected()
            try:
                return work(connection)
            except psycopg.Error:
                if not connection.closed:
                    raise
                connection.close()  # it broke; now it is let go of
                self._connection = None
                if fresh:
                    raise
            return work(self._connected())

    def _connected(self) -> Connection:
        """The connection. A server that was away a moment ago is not asked again at once: one that lets
        everybody wait for seconds is asked no longer than it is left alone."""
        if self._connection is not None:
            return self._connection
        begun = time.monotonic()
        if self._away is not None and begun < self._away[0]:
            raise self._away[1]
        try:
            self._connection = self._dial()
        except StoreError as trouble:
            now = time.monotonic()
            rest = AGAIN_AFTER if self._eager else max(AGAIN_AFTER, now - begun)
            self._away = now + rest, trouble
            raise
        return self._connection

    def close(self) -> None:
        """Let go of it, for good."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
