"""Values put into an agency's own file: what was typed, nothing else, and never half."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.briefing.agency import Profile, Value, profile_from_text
from kit.briefing.agency_edit import changed, typed
from kit.briefing.edit import write_whole
from kit.briefing.read import read_frame
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame
from tests.briefing.small import ROOT

FRAME = read_frame()
DIALS = read_exercise_frame(ROOT / "exercises" / "frame.yaml").dials
DAY = date(2026, 7, 1)
BY_HAND = """\
format: 1
# our own remark
dials: {P2: jail}   # signed in 2020
values:
  supervisor: "Watch sergeant"  # asked on 3 May
  counsel: County counsel
  interpreter-line:
    value: Dispatch, channel 3
    verified: 2026-01-05
  # the clock comes from counsel's letter
  detainer-clock: {value: "48 hours", citation: ""}
  records:
# the end
"""


def read(text: str) -> Profile:
    return profile_from_text(text, Path("agency.yaml"), FRAME, DIALS)


def test_one_value_is_changed_and_every_other_sign_of_the_file_stays() -> None:
    text = changed(BY_HAND, {"supervisor": Value('Shift "B" commander: night')}, {}, FRAME, DIALS)
    assert text == BY_HAND.replace('"Watch sergeant"', '"Shift \\"B\\" commander: night"')


def test_values_of_every_kind_and_form_can_be_changed_and_new_ones_come_with_their_help() -> None:
    new = {
        "interpreter-line": Value("Dispatch", DAY),
        "detainer-clock": Value("48 hours", None, "County Order 4"),
        "records": Value("Front desk"),
        "interpreter-free": Value("yes"),
    }
    text = changed(BY_HAND, new, {"P2": "none", "P1": "requires"}, FRAME, DIALS)
    found = read(text)
    assert {key: found.values[key] for key in new} == new
    assert (
        found.dials == {"P2": "none", "P1": "requires"}
        and found.values["supervisor"].text == "Watch sergeant"
    )
    comments = ("# our own remark", "# signed in 2020", "# asked on 3 May", "# the clock comes", "# the end")
    assert all(comment in text for comment in comments)
    assert "  # “It is free”. Write yes if" in text


def test_an_emptied_value_is_empty_and_a_new_file_has_the_help_of_all() -> None:
    assert read(changed(BY_HAND, {"counsel": Value("")}, {}, FRAME, DIALS)).values["counsel"].text == ""
    fresh = changed("", {"counsel": Value("County counsel")}, {}, FRAME, DIALS)
    assert read(fresh).values["counsel"].text == "County counsel"
    assert all(f"# {place.label}. {place.help}" in fresh for place in FRAME.placeholders.values())


@pytest.mark.parametrize("values", ["{}", "{supervisor: x, counsel: }", "{\n    supervisor: x\n  }"])
def test_values_in_one_line_are_written_out(values: str) -> None:
    text = changed(
        f"format: 1\nvalues: {values}\n", {"records": Value("Desk")}, {"P1": "silent"}, FRAME, DIALS
    )
    found = read(text)
    assert found.values["records"].text == "Desk" and found.dials == {"P1": "silent"}
    assert ("supervisor" in values) == ("supervisor" in found.values)


def test_what_no_rule_of_editing_can_keep_is_written_anew_and_no_value_is_lost() -> None:
    odd = 'format: 1\n"values":\n  ? supervisor\n  : |\n    x\n  records: y\n'
    found = read(changed(odd, {"supervisor": Value("Sergeant")}, {}, FRAME, DIALS))
    assert (found.values["supervisor"].text, found.values["records"].text) == ("Sergeant", "y")


def test_a_broken_file_is_not_written_into() -> None:
    with pytest.raises(ScenarioError, match="there is no placeholder"):
        changed("format: 1\nvalues: {supervizor: x}\n", {}, {}, FRAME, DIALS)


def test_what_is_typed_is_checked_by_kind_and_set_on_one_line() -> None:
    places = [FRAME.placeholders[key] for key in ("supervisor", "support", "status-rule", "interpreter-free")]
    fields = {
        "supervisor": "  Watch\r\n sergeant\x00 ",
        "support": "Peer line",
        "support.verified": "2026-06-30",
        "status-rule": "Not asked",
        "status-rule.citation": "Order 4.12",
        "interpreter-free": "no",
    }
    values, wrong = typed(places, fields, DAY)
    assert wrong == {} and values == {
        "supervisor": Value("Watch sergeant"),
        "support": Value("Peer line", date(2026, 6, 30)),
        "status-rule": Value("Not asked", None, "Order 4.12"),
        "interpreter-free": Value("no"),
    }
    _, wrong = typed(places, {"support.verified": "2026-07-02", "interpreter-free": "maybe"}, DAY)
    assert (
        wrong["support"].startswith("2026-07-02 is still to come")
        and "yes or no" in wrong["interpreter-free"]
    )
    assert "is not a day" in typed(places, {"support.verified": "30.6.26"}, DAY)[1]["support"]


def test_every_placeholder_is_asked_for_once() -> None:
    asked = [key for group in FRAME.placeholder_groups for key in group.placeholders]
    assert sorted(asked) == sorted(FRAME.placeholders) and len(asked) == len(set(asked))


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "agency.yaml"
    path.write_text("old")
    path.chmod(0o600)
    write_whole(path, "new")
    assert path.read_text() == "new" and path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "link.yaml").symlink_to(path)
    write_whole(tmp_path / "link.yaml", "newer")
    assert path.read_text() == "newer" and (tmp_path / "link.yaml").is_symlink()
    (tmp_path / "link.yaml").unlink()
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "newer" and [found.name for found in tmp_path.iterdir()] == ["agency.yaml"]
