from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kit.rehearsal import capacity
from kit.rehearsal.capacity import Sized, grow, measured, on_battery, sentences
from kit.rehearsal.serverproc import ROOT

FAST, SLOW = Sized(120, 40.0, 300.0), Sized(250, 190.0, 1210.0)


async def test_a_small_room_is_measured_for_real() -> None:
    sized = await measured(3)
    assert sized.trouble == ""
    assert sized.inject > 0
    assert sized.vote > 0


async def test_the_room_grows_until_one_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    async def so_many(people: int) -> Sized:
        return Sized(people, 10.0 if people < 200 else 160.0, 10.0)

    monkeypatch.setattr(capacity, "measured", so_many)
    assert [one.people for one in await grow(capacity.STEPS)] == [30, 60, 120, 250]


def test_one_sentence_says_how_many_and_how_fast() -> None:
    said = " ".join(sentences([FAST, SLOW], asked=False))
    assert said.startswith(
        "This computer carries about 120 participants: with 120 an inject was on every page within 40 ms "
        "and every vote was saved within 300 ms (measured just now over loopback"
    )
    assert "your Wi-Fi is not in this figure" in said
    assert "with 250 an inject was on every page within 190 ms and every vote was saved within 1.2 s" in said


def test_all_steps_carried_is_said_as_at_least() -> None:
    assert next(sentences([FAST], asked=False)).startswith("This computer carries at least 120")


def test_a_number_asked_for_is_answered_yes_or_no() -> None:
    assert next(sentences([FAST], asked=True)).startswith("Yes, this computer carries 120:")
    assert next(sentences([SLOW], asked=True)).startswith("No, 250 are too many:")


def test_trouble_is_told_and_never_a_yes() -> None:
    broken = Sized(250, 10.0, 10.0, trouble="it did not work: the server ended")
    assert not broken.carried
    assert "it did not work: the server ended" in next(sentences([broken], asked=True))
    assert next(sentences([broken], asked=False)).startswith("This computer is too slow or too busy")


def test_a_busy_computer_and_a_battery_are_remarked() -> None:
    assert len(list(sentences([FAST], asked=True))) == 1
    said = list(sentences([FAST], asked=True, busy=0.6, battery=True))
    assert "Other programs used 60%" in said[1]
    assert "battery" in said[2]


def test_a_battery_that_is_used_up_is_seen(tmp_path: Path) -> None:
    assert not on_battery(tmp_path)
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    assert on_battery(tmp_path)


def test_it_needs_nothing_that_only_developers_have() -> None:
    program = "import sys, kit.rehearsal.capacity; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"psutil", "playwright", "pytest", "hypothesis"} & set(done.stdout.split()) == set()
