from __future__ import annotations

import pytest

from kit.report.gather import gather
from kit.report.record import Decided, Record
from tests.engine.playing import Play
from tests.report.evening import Evening, record_of


@pytest.fixture(scope="module")
def record(played: Evening) -> Record:
    return record_of(played.exercise, played.records)


def decided(record: Record, id: str, line: int = 1) -> Decided:
    return next(d for d in record.decided if (d.decision, d.line) == (id, line))


def test_each_round_keeps_its_votes_and_how_many_could_vote(record: Record) -> None:
    first, second = decided(record, "B-D1").rounds
    assert [len(first.votes), first.of] == [14, 14]
    assert [len(second.votes), second.of] == [13, 14]
    assert first.closed is not None
    assert second.closed is not None
    assert first.closed.seq < second.closed.seq


def test_what_was_known_is_what_came_before_the_branch(record: Record) -> None:
    seen = [message.ref for message in decided(record, "B-D1").seen if message.kind == "inject"]
    assert seen == ["B1"]


def test_an_inject_taken_back_and_sent_again_stands_twice(record: Record) -> None:
    first, second = (m for m in record.messages if m.ref == "B6")
    assert first.withdrawn is not None
    assert second.withdrawn is None
    assert first.stamp.seq < first.withdrawn.seq < second.stamp.seq


def test_an_inject_written_during_play_is_kept_with_its_words(record: Record) -> None:
    added = next(m for m in record.messages if m.added)
    assert (added.ref, added.sender, added.to) == ("N1", "Driver", ("GB4",))


def test_a_line_holds_only_what_was_decided_on_it(record: Record) -> None:
    on_second = [(d.decision, d.how) for d in record.decided if d.line == 2]
    assert on_second == [("B-D2", "fork"), ("B-D3", "majority")]
    assert [line.number for line in record.lines] == [1, 2]
    assert record.lines[1].why == "What if nobody had been stopped at all?"


def test_a_skipped_step_keeps_its_reason(record: Record) -> None:
    assert [(skip.step, skip.reason) for skip in record.skips] == [("B4", "Time.")]


def test_the_board_knows_its_concerns_and_promises(record: Record) -> None:
    row = next(row for row in record.board if row.id == "r2")
    assert (row.owner, row.by, row.state) == ("Sheriff", "2027-01-18", "promised")
    assert row.promised is not None
    assert sum(item.row == "r2" for item in record.raised) == 2


def test_only_the_last_rating_of_an_evaluator_stands() -> None:
    play = Play().start()
    watcher = play.evaluator()
    play.ask(watcher, "rate", target="B-O1.1", rating="P", why="at first")
    play.ask(watcher, "rate", target="B-O1.1", rating="M", why="on reflection")
    record = record_of(play.exercise, play.records)
    assert [(r.rating, r.why) for r in record.ratings] == [("M", "on reflection")]


def test_a_task_no_longer_seen_is_gone() -> None:
    play = Play().start()
    watcher = play.evaluator()
    for seen in (True, False):
        play.ask(watcher, "see-task", target="B-O1.1", task=0, seen=seen)
    assert record_of(play.exercise, play.records).tasks == ()


def test_a_branch_taken_back_is_not_decided() -> None:
    play = Play().start()
    play.seat("GB1")
    play.until("B-D1").take("a")
    play.facilitate("undo")
    (only,) = record_of(play.exercise, play.records).decided
    assert only.taken is None


def test_stored_events_give_the_same_record(played: Evening, record: Record) -> None:
    assert record_of(played.exercise, played.through_codec()) == record


def test_an_empty_journal_is_refused(played: Evening) -> None:
    with pytest.raises(ValueError, match="journal of run r9 is empty"):
        gather(played.exercise, "r9", [])
