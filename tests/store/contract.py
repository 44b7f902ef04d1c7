"""What every journal must do, as tests: each store subclasses ``JournalContract`` and says how it is made."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kit.store.journal import LONGEST_WORD, Conflict, Journal, Row, StoreError


def rows(
    first: int, count: int, *, by: str = "s1", data: str = "{}", at: int = 1_795_300_000_000
) -> list[Row]:
    """``count`` rows numbered from ``first``, as one command would record them."""
    return [Row(n, at + n, by, f"c{n}", "vote-cast", 1, data) for n in range(first, first + count)]


class JournalContract:
    """Subclass as ``TestX`` with ``make``; stores that outlive the process test that themselves."""

    def make(self, folder: Path) -> Journal:
        raise NotImplementedError

    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[Journal]:
        journal = self.make(tmp_path)
        yield journal
        journal.close()

    def test_a_new_journal_is_empty(self, journal: Journal) -> None:
        assert journal.runs() == []
        assert journal.last("r1") == 0
        assert list(journal.read("r1")) == []
        assert journal.get("scenario") is None

    def test_rows_come_back_as_they_were(self, journal: Journal) -> None:
        odd = 'quotes " and \\ and \\u0000, café, \U0001f6a8, العربية, line\nend, \0 and 007'
        written = [
            Row(1, 0, "", "", "run-created", 1, odd),
            Row(2, 2**53, "facilitator", "3f0c", "inject-delivered", 12, '{"a": [1, 2.50, null]}'),
            Row(3, 1_795_300_000_000, odd, odd, odd, 0, "007"),
        ]
        journal.append("r1", 0, written)
        assert list(journal.read("r1")) == written

    def test_reading_starts_after_a_row(self, journal: Journal) -> None:
        journal.append("r1", 0, rows(1, 5))
        assert list(journal.read("r1", 3)) == rows(4, 2)
        assert list(journal.read("r1", 5)) == []
        assert list(journal.read("r1", 99)) == []

    def test_rows_read_stay_as_they_were_when_more_are_added(self, journal: Journal) -> None:
        journal.append("r1", 0, rows(1, 2))
        earlier = journal.read("r1")
        journal.append("r1", 2, rows(3, 2))
        assert list(earlier) == rows(1, 2)

    def test_runs_are_kept_apart_and_listed_as_they_began(self, journal: Journal) -> None:
        journal.append("late", 0, rows(1, 2, at=2_000))
        journal.append("early", 0, rows(1, 3, at=1_000))
        journal.append("a-late", 0, rows(1, 1, at=2_000))
        assert journal.runs() == ["early", "a-late", "late"]
        assert [journal.last(run) for run in journal.runs()] == [3, 1, 2]

    @pytest.mark.parametrize("after", [0, 1, 3])
    def test_whoever_does_not_know_the_last_row_is_in_conflict(self, journal: Journal, after: int) -> None:
        journal.append("r1", 0, rows(1, 2))
        with pytest.raises(Conflict) as caught:
            journal.append("r1", after, rows(after + 1, 2, by="slow"))
        assert caught.value.runs == ("r1",)
        assert list(journal.read("r1")) == rows(1, 2)

    def test_after_a_conflict_the_slower_one_rereads_and_appends(self, journal: Journal) -> None:
        journal.append("r1", 0, rows(1, 2))
        with pytest.raises(Conflict):
            journal.append("r1", 1, rows(2, 1, by="slow"))
        journal.append("r1", 2, rows(3, 1, by="slow"))
        assert [row.by for row in journal.read("r1")] == ["s1", "s1", "slow"]

    def test_several_runs_are_appended_in_one_go(self, journal: Journal) -> None:
        journal.append("r1", 0, rows(1, 1))
        journal.append_many([("r1", 1, rows(2, 2)), ("r2", 0, rows(1, 3)), ("r1", 3, rows(4, 1))])
        assert list(journal.read("r1")) == rows(1, 4)
        assert list(journal.read("r2")) == rows(1, 3)

    def test_a_conflict_names_its_runs_and_saves_nothing_so_that_the_others_can_be_sent_again(
        self, journal: Journal
    ) -> None:
        journal.append("r1", 0, rows(1, 2))
        journal.append("r3", 0, rows(1, 1))
        batches = [
            ("r0", 0, rows(1, 1)),
            ("r1", 1, rows(2, 1)),
            ("r2", 0, rows(1, 2)),
            ("r3", 7, rows(8, 1)),
            ("r1", 2, rows(3, 1)),
        ]
        with pytest.raises(Conflict) as caught:
            journal.append_many(batches)
        assert caught.value.runs == ("r1", "r3")
        assert journal.runs() == ["r1", "r3"]
        journal.append_many([batch for batch in batches if batch[0] not in caught.value.runs])
        assert list(journal.read("r2")) == rows(1, 2)

    def test_nothing_to_append_is_nothing(self, journal: Journal) -> None:
        journal.append("r1", 0, [])
        journal.append_many([])
        assert journal.runs() == []

    @pytest.mark.parametrize(
        ("run", "after", "wrong"),
        [
            ("r1", 0, rows(2, 1)),
            ("r1", 0, rows(1, 1) + rows(3, 1)),
            ("r1", -1, rows(0, 1)),
            ("", 0, rows(1, 1)),
            ("r1", 0, rows(1, 1, data='"\ud83d"')),
            ("r1", 0, rows(1, 1, by="\ud83d")),
        ],
    )
    def test_rows_that_cannot_be_kept_are_a_mistake_of_the_caller(
        self, journal: Journal, run: str, after: int, wrong: Sequence[Row]
    ) -> None:
        with pytest.raises(ValueError, match=r"expected a r|not Unicode"):
            journal.append_many([("r0", 0, rows(1, 1)), (run, after, wrong)])
        assert journal.runs() == []

    def test_a_document_is_kept_and_replaced(self, journal: Journal) -> None:
        journal.put("scenario:r1", "title: Odell\n")
        journal.put("secret", "old")
        journal.put("secret", "new ü")
        assert journal.get("secret") == "new ü"
        assert journal.get("scenario:r1") == "title: Odell\n"
        assert journal.runs() == []

    def test_a_document_that_is_not_unicode_is_a_mistake_of_the_caller(self, journal: Journal) -> None:
        with pytest.raises(ValueError, match="surrogate"):
            journal.put("note", "\ud83d")
        assert journal.get("note") is None

    def test_a_document_that_is_there_is_kept_as_it_is(self, journal: Journal) -> None:
        assert journal.keep("secret/tickets", "one") == "one"
        assert journal.keep("secret/tickets", "another") == "one"
        assert journal.get("secret/tickets") == "one"
        with pytest.raises(ValueError, match="surrogate"):
            journal.keep("note", "\ud83d")
        assert journal.get("note") is None

    def test_nobody_hears_of_their_own_rows_as_another_process_s(self, journal: Journal) -> None:
        heard = Listener()
        stop = journal.watch(heard)
        journal.append("r1", 0, rows(1, 1))
        journal.say("a word")
        stop()
        assert [word for word in heard.everything() if word != "written  0"] == []

    def test_a_word_has_its_longest(self, journal: Journal) -> None:
        journal.say("x" * LONGEST_WORD)
        with pytest.raises(ValueError, match="expected at most"):
            journal.say("é" * LONGEST_WORD)

    def test_a_closed_journal_says_so(self, journal: Journal) -> None:
        journal.close()
        journal.close()
        for use in (
            lambda: journal.append("r1", 0, rows(1, 1)),
            lambda: journal.read("r1"),
            journal.runs,
            lambda: journal.last("r1"),
            lambda: journal.put("k", "v"),
            lambda: journal.get("k"),
            lambda: journal.keep("k", "v"),
        ):
            with pytest.raises(StoreError, match="has been closed"):
                use()

    def test_many_threads_writing_one_run_lose_nothing_and_leave_no_gap(self, journal: Journal) -> None:
        people, each = 4, 10
        errors: list[BaseException] = []

        def write(name: str) -> None:
            chance = random.Random(name)
            try:
                for turn in range(each):
                    self.append_at_the_end(journal, name, turn, chance.randint(1, 3))
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=write, args=(f"p{n}",)) for n in range(people)]
        for thread in threads:
            thread.start()
        for _ in range(50):
            seen = list(journal.read("r1"))
            assert [row.seq for row in seen] == list(range(1, len(seen) + 1))
        for thread in threads:
            thread.join()
        assert errors == []
        kept = list(journal.read("r1"))
        assert [row.seq for row in kept] == list(range(1, len(kept) + 1))
        for n in range(people):
            turns = list(dict.fromkeys(row.command for row in kept if row.by == f"p{n}"))
            assert turns == [f"p{n}-{turn}" for turn in range(each)]

    def append_at_the_end(self, journal: Journal, name: str, turn: int, count: int) -> None:
        """As a room does: read where the run ends, append, and after a conflict once more."""
        while True:
            last = journal.last("r1")
            added = [Row(last + n, 1, name, f"{name}-{turn}", "x", 1, "{}") for n in range(1, count + 1)]
            try:
                return journal.append("r1", last, added)
            except Conflict:
                continue


class Listener:
    """Writes down what a journal tells of other processes."""

    def __init__(self) -> None:
        self._heard: queue.Queue[str] = queue.Queue()

    def written(self, run: str, seq: int) -> None:
        self._heard.put(f"written {run} {seq}")

    def said(self, text: str) -> None:
        self._heard.put(f"said {text}")

    def wait_for(self, *wanted: str) -> str:
        """Comes back with the first of these that is heard."""
        while (heard := self._heard.get(timeout=60)) not in wanted:
            pass
        return heard

    def everything(self) -> list[str]:
        """What was heard and not waited for."""
        return [self._heard.get() for _ in range(self._heard.qsize())]


class SharedJournalContract:
    """For stores that several processes may use at once: ``make`` is called twice for one place."""

    def make(self, folder: Path) -> Journal:
        raise NotImplementedError

    @pytest.fixture
    def two(self, tmp_path: Path) -> Iterator[tuple[Journal, Journal]]:
        one, other = self.make(tmp_path), self.make(tmp_path)
        yield one, other
        one.close()
        other.close()

    def test_one_hears_what_the_other_has_written_and_can_read_it(self, two: tuple[Journal, Journal]) -> None:
        one, other = two
        heard = Listener()
        stop = one.watch(heard)
        heard.wait_for("written  0")  # it listens
        other.append_many([("r1", 0, rows(1, 2)), ("r2", 0, rows(1, 1))])
        heard.wait_for("written r2 1", "written  0")
        assert (one.last("r1"), one.last("r2")) == (2, 1)
        stop()
        other.append("r1", 2, rows(3, 1))
        assert "written r1 3" not in heard.everything()

    def test_what_one_keeps_first_is_what_both_keep(self, two: tuple[Journal, Journal]) -> None:
        one, other = two
        assert one.keep("secret", "one") == other.keep("secret", "other") == "one"

    def test_a_watch_outlives_its_journal_without_a_complaint(self, two: tuple[Journal, Journal]) -> None:
        stop = two[0].watch(Listener())
        two[0].close()
        stop()
