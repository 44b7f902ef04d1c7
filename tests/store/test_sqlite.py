from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kit.store.journal import Journal, Row, StoreError
from kit.store.sqlite import FORMAT, KIT_FILE, PAGE, SqliteJournal
from kit.trouble import full
from tests.store.contract import JournalContract, SharedJournalContract, rows

NOT_OURS = "is not a kit journal. Choose another file with --journal, or move it away."
ROOT = Path(__file__).parents[2]


class TestSqliteJournal(SharedJournalContract, JournalContract):
    def make(self, folder: Path) -> Journal:
        return SqliteJournal(folder / "runs.kit")


@contextmanager
def opened(path: Path, patience: float = 0.05) -> Iterator[SqliteJournal]:
    with closing(SqliteJournal(path, patience=patience)) as journal:
        yield journal


def sentence_on_opening(path: Path) -> str:
    with pytest.raises(StoreError) as caught, opened(path):
        pass
    assert str(path) in caught.value.sentence
    return caught.value.sentence


def test_a_long_run_is_read_whole_whatever_the_page(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.kit") as journal:
        journal.append("r1", 0, rows(1, 2 * PAGE + 1))
        assert list(journal.read("r1")) == rows(1, 2 * PAGE + 1)
        assert list(journal.read("r1", PAGE - 1)) == rows(PAGE, PAGE + 2)
        reading = journal.read("r1", PAGE)
        journal.append("r1", 2 * PAGE + 1, rows(2 * PAGE + 2, 1))
        assert list(reading) == rows(PAGE + 1, PAGE + 1)


def program(source: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that has kit to import, and prints."""
    command = [sys.executable, "-c", source, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_what_was_appended_is_there_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.kit") as journal:
        journal.append("r1", 0, rows(1, 3))
        journal.put("secret", "s")
    with opened(tmp_path / "runs.kit") as journal:
        assert list(journal.read("r1")) == rows(1, 3)
        assert journal.get("secret") == "s"


APPEND_FOR_EVER = """
import sys
from pathlib import Path
from kit.store.journal import Row
from kit.store.sqlite import SqliteJournal

journal = SqliteJournal(Path(sys.argv[1]))
turn = 0
while True:
    batches = []
    for run in ("r1", "r2", "r3"):
        last = journal.last(run)
        rows = [Row(last + n, turn, run, str(turn), "x", 1, "x" * 3000) for n in (1, 2)]
        batches.append((run, last, rows))
    journal.append_many(batches)
    turn += 1
    print(turn, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 40, 400])
def test_after_kill_9_everything_acknowledged_is_there(tmp_path: Path, acknowledged: int) -> None:
    with program(APPEND_FOR_EVER, str(tmp_path / "runs.kit")) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < acknowledged:
            pass
        writer.kill()
        said = [acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))]
    with opened(tmp_path / "runs.kit") as journal:
        kept = {run: list(journal.read(run)) for run in ("r1", "r2", "r3")}
        turns = {run: len(found) // 2 for run, found in kept.items()}
        assert len(set(turns.values())) == 1, "a batch of several runs is kept whole or not at all"
        assert max(said) <= turns["r1"] <= max(said) + 1
        for found in kept.values():
            assert [row.seq for row in found] == list(range(1, len(found) + 1))
        journal.append("r1", len(kept["r1"]), rows(len(kept["r1"]) + 1, 1))


def test_an_append_waits_for_the_disk(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.kit") as journal:
        writer = journal._writer
        assert writer.execute("pragma journal_mode").fetchone() == ("wal",)
        assert writer.execute("pragma synchronous").fetchone() == (2,)


class Halting(tuple[Row, ...]):
    """Rows that stop in the middle of being written until told to go on."""

    halfway = threading.Event()
    go_on = threading.Event()
    journal: SqliteJournal

    def __iter__(self) -> Iterator[Row]:
        yield from super().__iter__()
        if self.journal._writer.in_transaction:
            self.halfway.set()
            assert self.go_on.wait(60)


def test_while_an_append_is_under_way_readers_see_nothing_of_it_and_other_writers_wait(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "runs.kit") as journal, ThreadPoolExecutor(2) as threads:
        journal.append("r1", 0, rows(1, 1))
        slow = Halting(rows(2, 3))
        slow.journal = journal
        first = threads.submit(journal.append, "r1", 1, slow)
        assert slow.halfway.wait(60)
        second = threads.submit(journal.append, "r2", 0, rows(1, 1))
        assert wait([second], timeout=0.1).not_done
        assert (journal.last("r1"), journal.runs()) == (1, ["r1"])
        slow.go_on.set()
        first.result()
        second.result()
        assert (journal.last("r1"), journal.last("r2")) == (4, 1)


def test_two_processes_may_read_and_write_one_file(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.kit") as one, opened(tmp_path / "runs.kit") as other:
        one.append("r1", 0, rows(1, 1))
        other.append("r1", 1, rows(2, 1))
        assert list(one.read("r1")) == rows(1, 2)


def test_the_file_is_made_with_its_folder_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "runs.kit"
    with opened(path) as journal:
        journal.append("r1", 0, rows(1, 1))
        modes = {found.name: found.stat().st_mode & 0o077 for found in path.parent.iterdir()}
    assert modes == {"runs.kit": 0, "runs.kit-wal": 0, "runs.kit-shm": 0}


def test_the_file_says_what_it_is_from_its_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "runs.kit"
    with opened(path):
        header = path.read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == KIT_FILE
    assert int.from_bytes(header[60:64], "big") == FORMAT


def test_a_creation_cut_short_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "runs.kit").touch()
    with opened(tmp_path / "runs.kit") as journal:
        journal.append("r1", 0, rows(1, 1))


@pytest.mark.parametrize("content", [b"Dear team,\n", b"\0" * 5000, b"SQLite format 3\0", b"PK\3\4" * 400])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "minutes.docx"
    path.write_bytes(content)
    assert sentence_on_opening(path) == f"{path} {NOT_OURS}"
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "bookmarks.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"pragma journal_mode = {mode}")
        other.execute("create table events (run, seq)")
    content = path.read_bytes()
    assert sentence_on_opening(path) == f"{path} {NOT_OURS}"
    assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("version", "sentence"),
    [(FORMAT + 1, "was written by a newer kit"), (FORMAT - 1, "was written by an older kit")],
)
def test_another_format_is_refused_with_both_numbers(tmp_path: Path, version: int, sentence: str) -> None:
    path = tmp_path / "runs.kit"
    with opened(path):
        pass
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"pragma user_version = {version}")
    told = sentence_on_opening(path)
    assert sentence in told
    assert f"(journal format {version}; this kit reads format {FORMAT})" in told


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program that has begun to write and does not go on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield


def test_a_file_that_another_program_holds_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "runs.kit"
    with opened(path):
        pass
    with held(path):
        assert "is in use by another program" in sentence_on_opening(path)


def test_an_append_while_another_program_holds_the_file_saves_nothing_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "runs.kit") as journal:
        with held(tmp_path / "runs.kit"), pytest.raises(StoreError, match=r"for 0\.05 seconds"):
            journal.append("r1", 0, rows(1, 2))
        assert journal.last("r1") == 0
        journal.append("r1", 0, rows(1, 2))


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert sentence_on_opening(tmp_path).startswith(f"{tmp_path} is a folder.")


def test_a_name_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").touch()
    assert "does not work" in sentence_on_opening(tmp_path / "plan.txt" / "runs.kit")


OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from kit.store.journal import StoreError
from kit.store.sqlite import SqliteJournal

if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    SqliteJournal(Path(sys.argv[1])).close()
except StoreError as error:
    print(error.sentence)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("there", [False, True])
def test_a_read_only_folder_is_named_as_such(open_folder: Path, there: bool) -> None:
    path = open_folder / "runs.kit"
    if there:
        with opened(path):
            pass
        path.chmod(0o666)
    open_folder.chmod(0o555)
    with program(OPEN_AS_NOBODY, str(path)) as other:
        said = other.communicate()[0]
    open_folder.chmod(0o755)
    assert said.startswith(f"{path} cannot be written: the file or its folder is read-only for you.")


def test_a_journal_that_may_grow_no_more_says_so_saves_nothing_and_goes_on_later(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.kit") as journal:
        journal.append("r1", 0, rows(1, 1))
        pages = journal._writer.execute("pragma page_count").fetchone()[0]
        journal._writer.execute(f"pragma max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="The disk is full"):
            journal.append_many([("r2", 0, rows(1, 1)), ("r1", 1, rows(2, 1, data="x" * 100_000))])
        assert journal.runs() == ["r1"]
        journal._writer.execute("pragma max_page_count = 100000")
        journal.append("r1", 1, rows(2, 1, data="x" * 100_000))
        assert list(journal.read("r1")) == rows(1, 1) + rows(2, 1, data="x" * 100_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB; needs the right to mount one."""
    with full.small_disk(tmp_path, "400k") as allowed:
        if not allowed:
            pytest.skip("only root can make a small disk")
        yield tmp_path


def test_on_a_full_disk_what_was_acknowledged_stays_and_the_rest_is_refused(small_disk: Path) -> None:
    with opened(small_disk / "runs.kit") as journal:
        acknowledged = 0
        with pytest.raises(StoreError, match=r"The disk is full: .* Nothing of this step was saved"):
            while True:
                journal.append("r1", acknowledged, rows(acknowledged + 1, 1, data="x" * 5_000))
                acknowledged += 1
        assert acknowledged > 10
        assert journal.last("r1") == acknowledged
    with opened(small_disk / "runs.kit") as journal:
        assert [row.seq for row in journal.read("r1")] == list(range(1, acknowledged + 1))


@pytest.mark.parametrize("left", [0, 4_096, 12_288, 40_960])
def test_a_journal_cannot_be_made_on_a_full_disk(small_disk: Path, left: int) -> None:
    (small_disk / "filler").write_bytes(b"x" * (400 * 1024 - left))
    assert "The disk is full" in sentence_on_opening(small_disk / "runs.kit")


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "runs.kit"
    with opened(path) as journal:
        journal.append("r1", 0, rows(1, 40, data="x" * 2_000))
    content = bytearray(path.read_bytes())
    content[4_096:] = b"\xff" * (len(content) - 4_096)
    path.write_bytes(content)
    with opened(path) as journal, pytest.raises(StoreError, match="is damaged") as caught:
        journal.read("r1")
    assert str(path) in caught.value.sentence
