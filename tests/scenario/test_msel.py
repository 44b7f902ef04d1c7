from __future__ import annotations

import pytest

from kit.scenario.flow import flow
from kit.scenario.msel import COLUMNS, msel, row
from tests.scenario.small import SHIPPED, read, shipped


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_step_of_a_form_stands_in_its_list_once_and_in_order(slug: str, form: str) -> None:
    exercise = shipped(slug)
    entries = msel(exercise, form)
    played = [beat.id for beat in flow(exercise, form) if beat.played and beat.kind in ("inject", "decision")]
    assert [entry.step for entry in entries if entry.step in exercise.steps] == played
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry.synopsis and entry.text and entry.to and entry.method for entry in entries)


def test_an_inject_fills_the_columns_of_the_doctrine() -> None:
    private, rumor, decision, quoted, *_ = msel(read(), "full")
    assert row(rumor) == (
        "2", "Wed 19:10", "A rumor", "Neighbors", "Neighbors", "messages", "Verify.", "X-O1",
        "Public Information and Warning", "", "", "contextual", "Facts: DIS-01.",
    )  # fmt: skip
    assert len(row(rumor)) == len(COLUMNS)
    assert (private.kind, private.to, private.text) == ("contextual", ("Manager",), "The list is old.")
    assert (decision.kind, decision.synopsis, decision.targets) == (
        "decision",
        "Decision: The sentence",
        ("X-O1.1",),
    )
    assert decision.tasks == ("verify", "write") and decision.expected == ("A dated sentence.",)
    assert quoted.kind == "contingency" and "Only if word is wide." in quoted.notes


def test_options_with_a_condition_say_it() -> None:
    last = msel(read(), "full")[-1]
    assert last.notes == ("Options a, b, c (only if trust holds).",)


def test_a_step_for_all_positions_goes_to_all_and_other_wordings_are_named() -> None:
    call = next(entry for entry in msel(read(), "full") if entry.step == "X2")
    assert call.to == ("all",) and call.time == "Day 1" and call.text == "Nobody stands at the door."
    assert call.notes == ("Wording X2.jail if P2 (Agreement) is jail model.",)


def test_a_joint_call_is_shorter_in_the_short_form() -> None:
    def minutes(form: str) -> int:
        return next(entry.minutes for entry in msel(read(), form) if entry.step == "X2")

    assert (minutes("full"), minutes("short")) == (6, 3)


def test_a_delay_moves_the_printed_time() -> None:
    def time(delays: dict[str, int]) -> str:
        return next(e.time for e in msel(shipped("hurricane"), "full", delays) if e.step == "B4")

    assert (time({}), time({"B4": 120})) == ("Tue 01:10", "Tue 03:10")


def test_a_form_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        msel(read(), "long")
