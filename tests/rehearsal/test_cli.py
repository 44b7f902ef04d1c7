from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from kit.testbed.serverproc import House
from kit.trouble.cli import main


async def test_a_rehearsal_leaves_report_journal_and_figures(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = ["--url", house.url, "--key", house.key, "--out", str(tmp_path / "new")]
    few = ["--participants", "2", "--evaluators", "1", "--form", "short", "--names", "anonymous"]
    assert await asyncio.to_thread(main, ["wildfire", *few, *there]) == 0
    assert "Scripted rehearsal" in (tmp_path / "new" / "report.html").read_text("utf-8")
    figures = json.loads((tmp_path / "new" / "figures.json").read_text("utf-8"))
    lines = (tmp_path / "new" / "journal.jsonl").read_text("utf-8").splitlines()
    assert figures["counts"]["events"] == sum('"seq"' in line for line in lines)
    assert set(figures["latency_ms"]) == {"join", "slide", "inject", "opened", "reveal", "vote", "command"}
    assert "lost: 0" in capsys.readouterr().out


def test_an_exercise_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["huricane", "--out", str(tmp_path)]) == 2
    assert "huricane" in capsys.readouterr().out


def test_a_server_without_its_key_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["hurricane", "--url", "http://127.0.0.1:1", "--out", str(tmp_path)])
    assert "--key" in capsys.readouterr().err


async def test_a_wrong_key_stops_before_anybody_joins(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = ["--url", house.url, "--key", "wrong", "--out", str(tmp_path)]
    assert await asyncio.to_thread(main, ["hurricane", *there]) == 2
    assert "private link led to /desk/wrong (status 403)" in capsys.readouterr().out


def test_a_server_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hurricane", "--url", "http://127.0.0.1:9", "--key", "k", "--out", str(tmp_path)]) == 2
    assert "The rehearsal stopped" in capsys.readouterr().out


def test_a_dial_without_its_setting_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["hurricane", "--dial", "P1", "--out", str(tmp_path)])
    assert "expected --dial P1=requires" in capsys.readouterr().err
