"""A journal in PostgreSQL where somebody falls silent: the server, the line to it, another writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kit.store import postgres
from kit.store.journal import Conflict
from kit.store.postgres import PostgresJournal
from kit.store.postgres_line import WRITING, Connection, Patience
from kit.testbed.database import Database
from kit.testbed.plug import Plug
from tests.store.contract import Listener, rows

ALONE = "idle_in_transaction_session_timeout"


def test_a_writer_that_stands_still_before_its_commit_is_ended_before_others_stop_waiting(url: str) -> None:
    with closing(PostgresJournal(url)) as journal, closing(PostgresJournal(url)) as frozen:

        def begin_and_stand_still(connection: Connection) -> None:
            connection.execute(f"set {ALONE} = '100ms'")
            row = "insert into kit_events values ('r1', 1, 0, '', '', '', 1, '{}')"
            connection.execute(f"begin; {row}")  # in one go: a slow machine must not be idle in between

        (left_alone,) = frozen._rows("select setting::int from pg_settings where name = %s", (ALONE,))[0]
        assert 0 < int(str(left_alone)) < 1000 * WRITING.lock
        frozen._do(frozen._writer, begin_and_stand_still)
        journal.append("r1", 0, rows(1, 1))
        with pytest.raises(Conflict):  # it wakes up, and what it knew is old
            frozen.append("r1", 0, rows(1, 1))
        assert list(frozen.read("r1")) == rows(1, 1)


@pytest.fixture
def plug(database: Database, url: str) -> Iterator[Plug]:
    plug = Plug(database.socket)
    yield plug
    plug.close()


def through(plug: Plug, url: str) -> str:
    """The same journal, by way of a cable."""
    return f"postgresql://kit@{plug.address}/postgres?{url.partition('&')[2]}"


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(plug: Plug, url: str) -> None:
    """Its system confirms every packet, so that no keep-alive helps."""
    with closing(PostgresJournal(through(plug, url))) as journal:
        journal.append("r1", 0, rows(1, 1))
        assert journal._writer._connection is not None
        journal._writer._connection.answer_within = 0.2
        plug.drop()
        journal.append("r1", 1, rows(2, 1))  # on another connection
        assert list(journal.read("r1")) == rows(1, 2)


def test_a_listener_whose_line_died_without_a_word_listens_on_another(
    plug: Plug, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "HEARTBEAT", 0.1)
    monkeypatch.setattr(postgres, "LISTENING", Patience(1.0, 1.0, 0.2))
    with closing(PostgresJournal(through(plug, url))) as deaf, closing(PostgresJournal(url)) as other:
        heard = Listener()
        stop = deaf.watch(heard)
        heard.wait_for("written  0")
        plug.drop()
        other.append("r1", 0, rows(1, 1))
        heard.wait_for("written  0")
        for seq in range(2, 100):  # a machine so slow that the line is taken for dead once more says so, too
            other.append("r1", seq - 1, rows(seq, 1))
            if heard.wait_for(f"written r1 {seq}", "written  0") != "written  0":
                break
        else:
            raise AssertionError("the new line told of no row")
        stop()
