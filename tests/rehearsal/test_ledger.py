"""The checker must itself be able to fail: each kind of damage is done once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kit.rehearsal.ledger import Comparison, Row, compare, rows_in, story
from kit.rehearsal.page import Said

VOTE = {"decision": "B-D1", "option": "a", "reason": "Because. ", "round": 0}
CAST = {
    "type": "vote-cast",
    "decision": "B-D1",
    "option": "a",
    "reason": "Because.",
    "round": 1,
    "seat": "s1",
}


def said(id: str, outcome: str = "saved") -> Said:
    return Said(id, "cast-vote", VOTE, 0.0, outcome)


ROWS = [
    Row(1, 0, "door", "door-1", "seat-taken", {"seat": "s1", "resume": "7K4 M2Q"}),
    Row(2, 0, "facilitator", "f1", "decision-opened", {"decision": "B-D1"}),
    Row(3, 0, "s1", "v1", "vote-cast", CAST),
    Row(4, 0, "clock", "clock-3", "voting-closed", {"decision": "B-D1"}),
]
SAID = {"P01": [said("v1")], "facilitator": [Said("f1", "open-decision", {"decision": "B-D1"}, 0.0, "saved")]}
SEATS = {"P01": "s1", "facilitator": "facilitator"}


def check(rows: list[Row], **other: list[Said]) -> Comparison:
    return compare(rows, {**SAID, **other}, SEATS)


def test_a_journal_that_holds_everything_once_is_clean() -> None:
    assert check(ROWS).clean


def test_a_vote_that_is_missing_is_lost() -> None:
    found = check([row for row in ROWS if row.name != "vote-cast"])
    assert len(found.lost) == 1
    assert "cast-vote" in found.lost[0]
    assert not found.clean


def test_a_vote_that_stands_there_twice_is_doubled() -> None:
    assert len(check([*ROWS, replace(ROWS[2], seq=5)]).doubled) == 1


@pytest.mark.parametrize("change", [{"option": "b"}, {"reason": "Because"}])
def test_a_vote_that_was_stored_otherwise_is_changed(change: dict[str, str]) -> None:
    rows = [*ROWS[:2], replace(ROWS[2], data={**CAST, **change}), ROWS[3]]
    assert len(check(rows).changed) == 1


def test_a_vote_under_another_seat_is_changed() -> None:
    rows = [*ROWS[:2], replace(ROWS[2], by="s2"), ROWS[3]]
    assert "under s2" in check(rows).changed[0]


def test_a_refused_vote_in_the_journal_was_not_asked_for() -> None:
    assert len(check(ROWS, P01=[said("v1", "refused")]).unasked) == 1


def test_a_row_nobody_sent_was_not_asked_for() -> None:
    assert len(check([*ROWS, Row(5, 0, "s1", "v9", "vote-cast", CAST)]).unasked) == 1


def test_a_refused_command_without_a_row_is_as_it_must_be() -> None:
    assert check(ROWS, P01=[said("v1"), said("v2", "refused")]).clean


def lines(rows: list[Row], announced: int) -> str:
    head = {"kit": "journal", "format": 1, "run": "r", "documents": 1, "rows": announced}
    texts = [head, {"key": "scenario/1", "text": "..."}]
    fields = ("seq", "at", "by", "command", "name", "data")
    body = [{name: getattr(row, name) for name in fields} for row in rows]
    return "\n".join(json.dumps(line) for line in [*texts, *body]) + "\n"


def test_a_journal_file_is_read_without_its_documents() -> None:
    assert rows_in(lines(ROWS, 4)) == ROWS


def test_a_journal_file_that_was_cut_short_is_said_to_be() -> None:
    with pytest.raises(ValueError, match="cut short"):
        rows_in(lines(ROWS[:3], 4))


def test_a_file_that_is_no_journal_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match=r"expected a journal\.jsonl"):
        rows_in('{"a": 1}\n')


def test_a_story_does_not_tell_who_was_quicker_on_the_wire() -> None:
    other = Row(9, 0, "s2", "v2", "vote-cast", {**CAST, "seat": "s2", "option": "b"})
    one, two = [*ROWS[:3], other, ROWS[3]], [*ROWS[:2], other, *ROWS[2:]]
    names = {"s1": "P01", "s2": "P02"}
    assert story(one, names) == story(two, names)


def test_a_story_tells_when_the_facilitator_came_in_between() -> None:
    later = [ROWS[0], ROWS[2], ROWS[1], ROWS[3]]
    assert story(ROWS, {"s1": "P01"}) != story(later, {"s1": "P01"})


def test_a_story_has_people_in_it_and_no_codes() -> None:
    told = "\n".join(story(ROWS, {"s1": "P01"}))
    assert "P01 vote-cast" in told
    assert "s1" not in told
    assert "7K4" not in told
