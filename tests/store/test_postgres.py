from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from kit.store import postgres
from kit.store.journal import LONGEST_WORD, Conflict, Journal, Row, StoreError
from kit.store.open import open_journal
from kit.store.postgres import FORMAT, PAGE, PostgresJournal, _append
from kit.store.postgres_line import Connection
from kit.testbed.database import SECRET, Database, own_database
from tests.store.contract import JournalContract, Listener, SharedJournalContract, rows

ROOT = Path(__file__).parents[2]


class TestPostgresJournal(SharedJournalContract, JournalContract):
    @pytest.fixture(autouse=True)
    def at(self, url: str) -> None:
        self.url = url

    def make(self, folder: Path) -> Journal:
        return PostgresJournal(self.url)


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg.connect(url, autocommit=True)) as other:
        found = other.execute(statement)
        return found.fetchall() if found.description else []


def sentence_on_opening(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        PostgresJournal(url).close()
    return caught.value.sentence


def test_a_url_opens_it(url: str) -> None:
    for spelled in (url, url.replace("postgresql:", "postgres:"), url.replace("postgresql:", "PostgreSQL:")):
        with closing(open_journal(spelled)) as journal:
            assert isinstance(journal, PostgresJournal)


def test_a_long_run_is_read_whole_whatever_the_page(url: str) -> None:
    with closing(PostgresJournal(url)) as journal:
        journal.append("r1", 0, rows(1, 2 * PAGE + 1))
        assert list(journal.read("r1")) == rows(1, 2 * PAGE + 1)
        reading = journal.read("r1", PAGE)
        journal.append("r1", 2 * PAGE + 1, rows(2 * PAGE + 2, 1))
        assert list(reading) == rows(PAGE + 1, PAGE + 1)


def test_an_append_waits_for_the_disk_even_where_the_server_would_not(database: Database, url: str) -> None:
    with closing(PostgresJournal(f"{url}%20-csynchronous_commit%3Doff")) as journal:
        journal.append("r1", 0, rows(1, 1))
        connection = journal._writer._connection
        assert connection is not None
        assert connection.execute("show synchronous_commit").fetchone() == ("on",)
        assert connection.execute("show fsync").fetchone() == ("on",)


def test_a_server_that_does_not_wait_for_its_disk_is_refused() -> None:
    with own_database({"fsync": "off"}) as careless:
        assert "fsync is off): what it calls saved can be lost" in sentence_on_opening(careless.url())


APPEND_FOR_EVER = """
import sys
from kit.store.journal import Row
from kit.store import postgres

postgres.PATIENCE = 0.0
journal = postgres.PostgresJournal(sys.argv[1])
turn = 0
while True:
    batches = []
    for run in ("r1", "r2"):
        last = journal.last(run)
        batches.append((run, last, [Row(last + n, turn, run, str(turn), "x", 1, "x" * 3000) for n in (1, 2)]))
    journal.append_many(batches)
    turn += 1
    print(turn, flush=True)
"""


@contextmanager
def appending_for_ever(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", APPEND_FOR_EVER, url]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as writer:
        yield writer


def turns_kept(journal: Journal) -> int:
    """How often both runs were written to; they are kept whole, without a gap, and as one."""
    kept = {run: [row.seq for row in journal.read(run)] for run in ("r1", "r2")}
    assert kept["r1"] == kept["r2"] == list(range(1, len(kept["r1"]) + 1))
    return len(kept["r1"]) // 2


def test_after_kill_9_of_the_writer_everything_acknowledged_is_there(url: str) -> None:
    with appending_for_ever(url) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < 40:
            pass
        writer.kill()
        said = [40, *(int(line) for line in writer.stdout if line.endswith("\n"))]
    with closing(PostgresJournal(url)) as journal:
        assert max(said) <= turns_kept(journal) <= max(said) + 1


def test_after_the_servers_power_is_cut_everything_acknowledged_is_there_and_writing_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.0)
    with own_database() as cut:
        journal = PostgresJournal(cut.url())
        with appending_for_ever(cut.url()) as writer:
            assert writer.stdout is not None and writer.stderr is not None
            while int(writer.stdout.readline()) < 40:
                pass
            cut.stop(how=signal.SIGQUIT)
            said = [40, *(int(line) for line in writer.stdout if line.endswith("\n"))]
            assert "cannot be reached" in writer.stderr.read()
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            journal.append("r3", 0, rows(1, 1))
        assert "Nothing of this step was saved. The kit goes on trying" in caught.value.sentence
        with pytest.raises(StoreError, match="cannot be reached"):
            journal.last("r1")
        cut.start()
        eventually(lambda: journal.append("r3", 0, rows(1, 1)))
        assert max(said) <= turns_kept(journal) <= max(said) + 1
        journal.close()


def test_a_server_that_was_restarted_between_two_steps_is_not_noticed(database: Database, url: str) -> None:
    with closing(PostgresJournal(url)) as journal:
        journal.append("r1", 0, rows(1, 1))
        database.stop(how=signal.SIGINT)
        database.start()
        journal.append("r1", 1, rows(2, 1))
        assert list(journal.read("r1")) == rows(1, 2)


def test_a_listener_comes_back_after_a_restart_and_says_that_anything_may_have_changed(
    database: Database, url: str
) -> None:
    with closing(PostgresJournal(url)) as one, closing(PostgresJournal(url)) as other:
        heard = Listener()
        stop = one.watch(heard)
        heard.wait_for("written  0")
        database.stop(how=signal.SIGINT)
        database.start()
        heard.wait_for("written  0")
        other.append("r1", 0, rows(1, 2))
        heard.wait_for("written r1 2")
        stop()


def test_whoever_has_got_the_number_of_our_server_process_after_a_restart_is_heard(url: str) -> None:
    """In a container the numbers begin again with the database; ours stays known until the next writing."""
    with closing(PostgresJournal(url)) as one:
        heard = Listener()
        stop = one.watch(heard)
        heard.wait_for("written  0")
        one.append("ours", 0, rows(1, 1))
        one._do(one._writer, lambda c: _append(c, [("theirs", 0, rows(1, 1))], "another"))
        assert heard.wait_for("written ours 1", "written theirs 1") == "written theirs 1"
        stop()


def test_whatever_else_is_told_on_the_channel_does_not_end_the_listening(url: str) -> None:
    with closing(PostgresJournal(url)) as one, closing(PostgresJournal(url)) as other:
        heard = Listener()
        stop = one.watch(heard)
        heard.wait_for("written  0")
        for odd in ("", "x", "x written", "x written many r1", "written 7 r1", "x said"):
            ask(url, f"select pg_notify('kit_journal', '{odd}')::text")
        other.append("r1", 0, rows(1, 1))
        heard.wait_for("written r1 1")
        stop()


def test_an_answer_that_was_lost_on_the_way_is_a_conflict_and_not_a_second_row(url: str) -> None:
    """The connection breaks after the commit and before its answer; what was sent is there, once."""
    with closing(PostgresJournal(url)) as journal:
        journal.append("r1", 0, rows(1, 1))
        sent: list[int] = []

        def append_and_lose_the_answer(connection: Connection) -> None:
            sent.append(connection.info.backend_pid)
            _append(connection, [("r1", 1, rows(2, 1))], journal._name)
            connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        with pytest.raises(Conflict):
            journal._do(journal._writer, append_and_lose_the_answer)
        assert len(set(sent)) == 2
        assert journal.last("r1") == 2


def eventually(work: object) -> None:
    """Do it as soon as the server is back."""
    for _ in range(600):
        try:
            work()  # type: ignore[operator]
            return
        except StoreError:
            threading.Event().wait(0.1)
    raise AssertionError("the journal did not come back")


def test_two_who_write_several_runs_in_different_order_do_not_wait_for_each_other(url: str) -> None:
    with closing(PostgresJournal(url)) as one, closing(PostgresJournal(url)) as other:
        lost: list[BaseException] = []

        def write(journal: Journal, runs: list[str]) -> None:
            done = 0
            try:
                while done < 30:
                    try:
                        journal.append_many(
                            [(run, (at := journal.last(run)), rows(at + 1, 1)) for run in runs]
                        )
                        done += 1
                    except Conflict:
                        continue
            except BaseException as error:
                lost.append(error)

        writing = [
            threading.Thread(target=write, args=(one, ["a", "b"])),
            threading.Thread(target=write, args=(other, ["b", "a"])),
        ]
        for thread in writing:
            thread.start()
        for thread in writing:
            thread.join()
        assert lost == []
        assert (one.last("a"), one.last("b")) == (60, 60)


def test_two_who_start_at_once_make_the_tables_once_and_agree_on_the_secret(url: str) -> None:
    agree = (
        "import secrets, sys; from kit.store.postgres import PostgresJournal;"
        " print(PostgresJournal(sys.argv[1]).keep('secret/tickets', secrets.token_hex()))"
    )
    command = [sys.executable, "-c", agree, url]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("version", "sentence"),
    [(FORMAT + 1, "was written by a newer kit"), (FORMAT - 1, "was written by an older kit")],
)
def test_another_format_is_refused_with_both_numbers(url: str, version: int, sentence: str) -> None:
    PostgresJournal(url).close()
    ask(url, f"update kit_format set format = {version}")
    told = sentence_on_opening(url)
    assert sentence in told
    assert f"(journal format {version}; this kit reads format {FORMAT})" in told


def test_a_wrong_password_is_said_without_repeating_it(database: Database) -> None:
    database.ask(f"create role guest login password '{SECRET}'")
    told = sentence_on_opening(database.url(user="guest", password="geheim"))
    assert "does not let the kit in" in told
    assert "geheim" not in told
    assert "Check the user and the password" in told


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda url: url.replace("/postgres?", "/elsewhere?"), "is not there"),
        (lambda url: url.replace("kit@", "stranger@"), "does not let the kit in"),
        (lambda url: "postgresql://kit@/db?host=/nowhere-at-all", "cannot be reached"),
        (lambda url: "postgresql://kit:geheim@db/x?no=such", "Expected a journal's URL"),
        (lambda url: f"{url}%20-cdefault_transaction_read_only%3Don", "can only be read"),
    ],
)
def test_what_stands_in_the_way_is_said_in_words(url: str, change: object, sentence: str) -> None:
    told = sentence_on_opening(change(url))  # type: ignore[operator]
    assert sentence in told
    assert "geheim" not in told


def test_a_user_who_may_not_write_is_told(database: Database, url: str) -> None:
    PostgresJournal(url).close()
    schema = url.rpartition("%3D")[2]
    database.ask("create role reader login")
    database.ask(f"grant usage on schema {schema} to reader")
    database.ask(f"grant select on all tables in schema {schema} to reader")
    with closing(PostgresJournal(url.replace("kit@", "reader@"))) as journal:
        with pytest.raises(StoreError, match="does not allow the kit to write"):
            journal.append("r1", 0, rows(1, 1))
        assert journal.last("r1") == 0


def test_a_writer_that_was_stopped_in_the_middle_is_not_waited_for_for_ever(url: str) -> None:
    """Another process has written a row and is frozen before its commit: the wait ends with a sentence."""
    with closing(PostgresJournal(url)) as journal, closing(psycopg.connect(url)) as frozen:
        frozen.execute("insert into kit_events values ('r1', 1, 0, '', '', '', 1, '{}')")
        journal._writer.use(lambda c: c.execute("set lock_timeout = '50ms'"))
        with pytest.raises(StoreError, match="held up by somebody else for too long"):
            journal.append("r1", 0, rows(1, 1))
        frozen.rollback()
        journal.append("r1", 0, rows(1, 1))


def test_a_full_disk_is_said_and_nothing_is_half_saved(url: str) -> None:
    """The error is made by the server, as it would be; a real full disk would stop the other tests."""
    with closing(PostgresJournal(url)) as journal:
        ask(
            url,
            "create function full_disk() returns trigger language plpgsql as"
            " $$ begin if new.seq = 2 then raise exception using errcode = '53100',"
            " message = 'could not extend file'; end if; return new; end $$",
        )
        ask(url, "create trigger f before insert on kit_events for each row execute function full_disk()")
        with pytest.raises(StoreError, match=r"The disk of The database postgres at .* is full"):
            journal.append("r1", 0, rows(1, 3))
        assert journal.last("r1") == 0


def test_rows_can_be_read_by_people_with_psql(database: Database, url: str) -> None:
    with closing(PostgresJournal(url)) as journal:
        journal.append("r1", 0, [Row(1, 5, "s1", "c1", "note", 1, json.dumps({"text": "café"}))])
        journal.append("r2", 0, [Row(1, 5, "a\0b\x1bc", "c1", "note", 1, "\x1b0")])
        assert next(journal.read("r2")).by == "a\0b\x1bc"
        assert next(journal.read("r2")).data == "\x1b0"
    assert ask(url, "select data::json ->> 'text' from kit_events where run = 'r1'") == [("café",)]


def test_a_run_with_a_name_that_is_too_long_to_be_told_is_still_told_of(url: str) -> None:
    with closing(PostgresJournal(url)) as one, closing(PostgresJournal(url)) as other:
        heard = Listener()
        stop = one.watch(heard)
        heard.wait_for("written  0")
        other.append("r" * 2_000, 0, rows(1, 1))
        heard.wait_for(f"written {'r' * 2_000} 1")
        other.say("x" * LONGEST_WORD)
        heard.wait_for(f"said {'x' * LONGEST_WORD}")
        stop()
