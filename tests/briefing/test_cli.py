from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.briefing.check_all import Places
from kit.briefing.cli import main as command
from tests.briefing.small import REVIEW, ROOT, text as module_text
from tests.scenario.small import FRAME, text

Told = pytest.CaptureFixture[str]
SERIES = "format: 1\ntitle: One\nabout: One.\nsetting: class\naudience: officers\nmodules: [DET]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Exercises and briefings, one of each, and a series."""
    for folder in ("exercises/small", "briefings/det", "briefings/series"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "exercises/frame.yaml").write_text(FRAME, "utf-8")
    (tmp_path / "exercises/small/scenario.yaml").write_text(text(), "utf-8")
    shared = (ROOT / "briefings/frame.yaml").read_text("utf-8")
    (tmp_path / "briefings/frame.yaml").write_text(shared, "utf-8")
    (tmp_path / "briefings/det/module.yaml").write_text(module_text(), "utf-8")
    (tmp_path / "briefings/det/review.yaml").write_text(REVIEW, "utf-8")
    (tmp_path / "briefings/series/one.yaml").write_text(SERIES, "utf-8")
    return tmp_path


def main(names: list[str], root: Path) -> int:
    return command(names, Places(root / "exercises", root / "briefings", root / "agency.yaml"))


def test_a_good_shelf_ends_with_zero(root: Path, capsys: Told) -> None:
    assert main([], root) == 0
    said = capsys.readouterr().out
    assert "Small Storm (small)" in said and "Immigration Detainer (det)" in said
    assert "One (one): DET, 30 minutes in class" in said and said.endswith("No errors.\n")


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("det", "(det)", "(small)"),
        ("DET", "(det)", "(small)"),
        ("briefings", "(one)", "(small)"),
        ("exercises", "(small)", "(det)"),
        ("small", "(small)", "(one)"),
        ("one", "(one)", "(det)"),
    ],
)
def test_only_what_is_named_is_checked(
    root: Path, capsys: Told, name: str, there: str, not_there: str
) -> None:
    assert main([name], root) == 0
    said = capsys.readouterr().out
    assert there in said and not_there not in said


def test_an_error_ends_with_one_and_a_warning_does_not(root: Path, capsys: Told) -> None:
    path = root / "exercises/small/scenario.yaml"
    path.write_text(text(("title: A rumor", "title: A rumor that goes on and on and on")), "utf-8")
    assert main(["small"], root) == 0
    path.write_text(text(("triggers: [XX1]", "suppresses: [XX1]")), "utf-8")
    assert main(["small"], root) == 1
    assert "It belongs under triggers." in capsys.readouterr().out


def test_a_briefing_with_an_error_ends_with_one(root: Path, capsys: Told) -> None:
    path = root / "briefings/det/module.yaml"
    path.write_text(module_text(("[DET-04, DET-05]\n", "[DET-94]\n")), "utf-8")
    assert main(["det"], root) == 1
    assert "names DET-94, which is not in the fact base." in capsys.readouterr().out


def test_a_file_that_does_not_read_is_told_line_by_line(root: Path, capsys: Told) -> None:
    broken = text(("to: [CX1]", "to: [CX2]"), ("id: X\n", ""))
    (root / "exercises/small/scenario.yaml").write_text(broken, "utf-8")
    broken = module_text(("kind: module", "kind: book"), ("answer: a,", "answer: z,"))
    (root / "briefings/det/module.yaml").write_text(broken, "utf-8")
    assert main(["--json", "small", "det"], root) == 1
    exercise, briefing = json.loads(capsys.readouterr().out)
    assert len(exercise["problems"]) == 2 and exercise["forms"] == []
    assert [problem["file"] for problem in briefing["problems"]] == ["briefings/det/module.yaml"] * 2
    assert briefing["kind"] == "briefing" and briefing["ok"] is False


def test_a_broken_module_breaks_its_series_and_nothing_else(root: Path, capsys: Told) -> None:
    (root / "briefings/det/module.yaml").write_text("format: 1\n", "utf-8")
    assert main([], root) == 1
    said = capsys.readouterr().out
    assert "one: there is no module DET that can be used." in said and "(small)" in said


def test_a_broken_frame_of_the_briefings_is_told_once(root: Path, capsys: Told) -> None:
    (root / "briefings/frame.yaml").write_text("format: 1\n", "utf-8")
    assert main(["briefings"], root) == 1
    assert capsys.readouterr().out.count("briefings/frame.yaml:1") == 1


@pytest.mark.parametrize(
    ("name", "nearest"), [("smal", "small"), ("DTE", "det"), ("briefing", "briefings"), ("on", "one")]
)
def test_an_unknown_name_ends_with_two_and_names_the_nearest(
    root: Path, capsys: Told, name: str, nearest: str
) -> None:
    assert main([name], root) == 2
    said = capsys.readouterr().err
    assert f"There is no exercise or briefing {name}. Did you mean {nearest}?" in said


def test_a_loaded_word_in_a_frame_is_told_once(root: Path, capsys: Told) -> None:
    (root / "exercises/frame.yaml").write_text(FRAME.replace("No real cases.", "No raid."), "utf-8")
    shared = root / "briefings/frame.yaml"
    shared.write_text(shared.read_text("utf-8").replace("one program.", "one roundup."), "utf-8")
    assert main([], root) == 1
    said = capsys.readouterr().out
    assert said.count("“raid”") == 1 and said.count("“roundup”") == 1


def test_an_agency_that_has_filled_nothing_in_is_told_kindly(root: Path, capsys: Told) -> None:
    assert main(["agency"], root) == 0
    said = capsys.readouterr().out
    assert "Agency profile: there is no agency.yaml yet; 0 of 1 cards may be released" in said


def test_release_lists_all_that_keeps_a_card_in_the_house_and_fails_on_it(root: Path, capsys: Told) -> None:
    assert main(["det", "--release"], root) == 1
    said = capsys.readouterr().out
    assert "0 of 1 cards may be handed out." in said
    assert "  - State law on detainers (detainer-law) is empty. Whether and how long" in said
    assert "  - Review gate 9 is open: Expiry date set." in said
    assert main(["small", "--release"], root) == 0
    assert "0 of 0 cards may be handed out." in capsys.readouterr().out


def test_what_a_profile_lacks_is_no_error_and_what_is_wrong_in_it_is(root: Path, capsys: Told) -> None:
    path = root / "agency.yaml"
    path.write_text("format: 1\nvalues:\n  supervisor: The shift sergeant\n", "utf-8")
    assert main(["agency"], root) == 0
    said = capsys.readouterr().out
    assert "Agency profile: 1 of 45 placeholders filled" in said
    assert "DET Detainer card: the profile lacks detainer-law, ice-contact, counsel; 6 reviews" in said
    path.write_text("format: 1\nvalues:\n  supervizor: The shift sergeant\n", "utf-8")
    assert main(["agency"], root) == 1
    assert "  error    agency.yaml:3: there is no placeholder" in capsys.readouterr().out


def test_an_empty_folder_is_said_to_hold_nothing(tmp_path: Path, capsys: Told) -> None:
    assert main(["exercises"], tmp_path) == 0
    assert capsys.readouterr().out == "There is nothing to check.\n"
