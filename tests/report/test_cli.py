from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from kit.engine.events import Recorded
from kit.report import cli
from kit.scenario.model import Exercise
from tests.engine.giving import Give
from tests.report.evening import Evening


@pytest.fixture
def load(played: Evening) -> cli.Load:
    def one(journal: str, run: str) -> tuple[Exercise, Iterable[Recorded]]:
        if run != "r1":
            raise LookupError(f"There is no run {run} in {journal}; it has r1.")
        return played.exercise, played.records

    return one


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.html", b"<!doctype html>"), ("a.md", b"*Hurricane"), ("a.json", b"{"), ("a.ipynb", b"{")],
)
def test_the_ending_of_the_file_says_the_format(
    load: cli.Load, tmp_path: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert cli.main(["r1", "--out", str(out)], load) == 0
    assert out.read_bytes().startswith(begins)
    assert f"{out} (" in capsys.readouterr().out


def test_the_format_can_be_said(load: cli.Load, tmp_path: Path) -> None:
    out = tmp_path / "report.txt"
    assert cli.main(["r1", "--out", str(out), "--format", "json", "--zone", "America/New_York"], load) == 0
    assert json.loads(out.read_text("utf-8"))["timeline"][0]["time"] == "07:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["r2", "--out", "x.html"], "There is no run r2 in"),
        (["r1", "--out", "x.pdf"], "--out ends in .pdf; write it as one of html, md, json, ipynb."),
        (["r1", "--out", "x.html", "--zone", "Mars/Base"], "There is no time zone 'Mars/Base'"),
        (["r1", "--out", "nowhere/x.json"], "nowhere"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    load: cli.Load,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments, load) == 1
    assert said in capsys.readouterr().err


def test_of_a_briefing_it_is_the_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    game = Give(name="Night shift")
    game.join("Reyes")
    out = tmp_path / "roster.csv"
    assert cli.main(["r1", "--out", str(out)], lambda journal, run: (game.exercise, game.records)) == 0
    assert ",Reyes," in out.read_text("utf-8-sig")
    out = tmp_path / "roster.md"
    assert cli.main(["r1", "--out", str(out)], lambda journal, run: (game.exercise, game.records)) == 1
    assert "write it as one of csv, html" in capsys.readouterr().err
