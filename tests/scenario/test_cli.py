from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.scenario.cli import main
from tests.scenario.small import FRAME, text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "frame.yaml").write_text(FRAME, "utf-8")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "scenario.yaml").write_text(text(), "utf-8")
    return tmp_path


def test_a_good_shelf_ends_with_zero(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], root) == 0
    said = capsys.readouterr().out
    assert "Small Storm (small)" in said and said.endswith("No errors.\n")


def test_an_error_ends_with_one_and_a_warning_does_not(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "small" / "scenario.yaml"
    path.write_text(text(("title: A rumor", "title: A rumor that goes on and on and on")), "utf-8")
    assert main(["small"], root) == 0
    path.write_text(text(("triggers: [XX1]", "suppresses: [XX1]")), "utf-8")
    assert main(["small"], root) == 1
    assert "It belongs under triggers." in capsys.readouterr().out


def test_a_file_that_does_not_read_is_told_line_by_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "small" / "scenario.yaml").write_text(text(("to: [CX1]", "to: [CX2]"), ("id: X\n", "")), "utf-8")
    assert main(["--json"], root) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert len(row["problems"]) == 2 and row["forms"] == []


def test_an_unknown_exercise_ends_with_two_and_names_the_nearest(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["smal"], root) == 2
    assert "There is no exercise smal. Did you mean small?" in capsys.readouterr().err


def test_a_loaded_word_in_the_frame_is_told_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "frame.yaml").write_text(FRAME.replace("No real cases.", "No raid."), "utf-8")
    assert main([], root) == 1
    assert capsys.readouterr().out.count("“raid”") == 1
