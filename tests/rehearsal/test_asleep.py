"""Phones that sleep read nothing, wake up, and show what is so now; the figures say how long it took."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from kit.rehearsal.cast import cast_of
from kit.rehearsal.page import OpenPage
from kit.rehearsal.script import Script
from kit.scenario.model import Exercise
from kit.testbed.serverproc import House
from kit.trouble import asleep
from kit.trouble.cli import main

SLEEPERS = 3


async def test_who_slept_wakes_and_shows_what_is_so_now(
    house: House, exercise: Exercise, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"STEPS": 2, "ANNOUNCEMENTS": 3, "WAKE_WITHIN": 0.1, "GIVEN_UP": 0.0}.items():
        monkeypatch.setattr(asleep, name, value)
    read: list[int] = []
    fall, wake = asleep.fall_asleep, asleep.wake_up

    def falls(page: OpenPage) -> None:
        fall(page)
        read.append(-page.received)

    def wakes(page: OpenPage) -> None:
        read.append(page.received)
        wake(page)

    monkeypatch.setattr(asleep, "fall_asleep", falls)
    monkeypatch.setattr(asleep, "wake_up", wakes)
    lines: list[str] = []
    script = Script(exercise, cast_of(exercise, 2, 0, 7), 7)
    assert await asleep.main(house, script, SLEEPERS, tmp_path, lines.append) == 0, lines
    assert sum(read) == 0, "nobody read anything while they slept"
    told = json.loads((tmp_path / "asleep.json").read_text("utf-8"))
    assert [times["n"] for times in told["back_ms"].values()] == [SLEEPERS, SLEEPERS]
    assert told["news_to_those_awake_ms"]["a short sleep: meanwhile"]["n"] > 0
    assert "No findings." in lines[-1]


async def test_who_does_not_wake_is_a_finding(
    house: House, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"STEPS": 0, "ANNOUNCEMENTS": 1, "WAKE_WITHIN": 0.0, "BACK_WITHIN": 0.1}.items():
        monkeypatch.setattr(asleep, name, value)
    monkeypatch.setattr(asleep, "wake_up", lambda _page: None)
    told = await asleep.night_of(
        house, Script(exercise, cast_of(exercise, 1, 0, 7), 7), 1, lambda _line: None
    )
    assert len(told["findings"]) == 1
    assert "S001 waited 0.1 s for what was said while it slept" in told["findings"][0]


async def test_sleeping_goes_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        await asyncio.to_thread(main, ["hurricane", "--asleep", "3", "--kills", "1", "--out", str(tmp_path)])
    assert "--asleep goes by itself" in capsys.readouterr().err
