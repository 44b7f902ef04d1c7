from __future__ import annotations

import json
import re

import msgspec
from hypothesis import given, strategies as st

from kit.report.aar import AfterActionReport
from kit.report.export import to_html, to_markdown
from kit.report.privacy import FEWEST, Privacy
from kit.report.record import Record, Setup
from tests.engine.playing import exercise_of
from tests.report.evening import Evening, evening, report_of


def privacy(names: str) -> Privacy:
    return Privacy(Record(Setup("r", "full", {}, "", "", "", "", names)), exercise_of("hurricane"))


votes = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12), min_size=2, max_size=5)


@given(votes)
def test_nothing_shown_of_an_anonymous_vote_gives_a_small_count_away(counts: dict[str, int]) -> None:
    shown = privacy("anonymous").counted(counts, 40)
    assert all(shown.votes[k] == (n if n >= FEWEST else None) for k, n in counts.items())
    if any(0 < n < FEWEST for n in counts.values()):
        assert (shown.voted, shown.of) == (None, None)
        assert set(shown.shares.values()) == {None}


@given(votes)
def test_a_run_that_is_not_anonymous_shows_every_count(counts: dict[str, int]) -> None:
    shown = privacy("positions").counted(counts, 40)
    assert shown.votes == counts
    assert shown.voted == sum(counts.values())


def test_an_anonymous_report_has_no_small_number_of_people_anywhere(anonymous: AfterActionReport) -> None:
    bars = [bar for part in anonymous.decisions for r in part.rounds for bar in r.bars]
    assert any(bar.votes is None for bar in bars)
    assert all(bar.votes is None or bar.votes >= FEWEST for bar in bars)
    assert [row.count for row in anonymous.concerns] == [None, None]
    assert all(remark.count is None for remark in anonymous.remarks)
    assert all(row.count is None for row in anonymous.participants)


def test_an_anonymous_vote_below_three_shows_neither_total_nor_shares(anonymous: AfterActionReport) -> None:
    hidden = [r for part in anonymous.decisions for r in part.rounds if r.voted is None]
    assert hidden
    assert all(bar.share is None for r in hidden for bar in r.bars)


def test_an_anonymous_report_names_no_seat_and_signs_with_no_position(anonymous: AfterActionReport) -> None:
    signed = {part.who for part in anonymous.raised} | {part.who for part in anonymous.remarks}
    assert signed <= {"", "Government table", "Civil-society table"}
    assert all(not row.origin for row in anonymous.concerns)
    data = msgspec.json.encode(anonymous).decode()
    assert not re.search(r"Player \d|First Watcher|Second Watcher", data)
    assert not re.search(r'"s\d{1,2}"', data)


def test_a_reason_for_a_rare_choice_does_not_say_which(anonymous: AfterActionReport) -> None:
    first = anonymous.decisions[0]
    reasons = {reason.text: reason.option for reason in first.reasons}
    assert reasons["One statement with three logos travels faster."] == ""
    assert reasons["It is true and stays true."] == "b"


def test_figures_and_replay_of_an_anonymous_run_hide_the_same(anonymous: AfterActionReport) -> None:
    page = to_html(anonymous).decode()
    moments = next(
        json.loads(m) for m in re.findall(r'<script type="application/json">(\[.*?)</script>', page)
    )
    shown = [o["votes"] for m in moments if "decision" in m for o in m["decision"]["options"] if o["votes"]]
    assert "fewer than 3" in shown
    assert not {"0", "1", "2"} & set(shown)
    assert 'id="chart-votes"' not in page  # in every decision some option has fewer than three


def test_feedback_of_two_people_is_not_shown_in_an_anonymous_run(anonymous: AfterActionReport) -> None:
    better = next(row for row in anonymous.feedback.comments if row.key == "better")
    assert better.comments == ()
    assert anonymous.feedback.withheld
    assert anonymous.feedback.forms == 12


def test_names_stand_in_appendix_b_and_nowhere_else() -> None:
    named = report_of(evening(names="named"))
    assert named.participants[0].names == ("Player 1", "Player 13")
    text = to_markdown(named).decode()
    outside = text.split('<a id="participants">')[0]
    assert "Player 1" not in outside


def test_without_names_no_name_is_printed(played: Evening, report: AfterActionReport) -> None:
    assert all(row.names == () for row in report.participants)
    assert b"Player 1" not in to_markdown(report)


def test_reasons_are_signed_by_table_only(report: AfterActionReport) -> None:
    signed = {reason.who for part in report.decisions for reason in part.reasons}
    assert signed == {"Government table", "Civil-society table"}
