from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from kit.measurement import capacity
from kit.measurement.capacity import SECOND, grow, main, measured, on_battery, record_of
from kit.measurement.capacity_words import Measured, Sized, sentences
from kit.room.capacity_record import kept
from kit.testbed.serverproc import ROOT

FAST, SLOW = Sized(120, 40.0, 300.0), Sized(250, 190.0, 1210.0)
AIR = {"join": 80_000.0, "inject": 1_000.0, "inject_most": 1_250.0, "decision": 10_000.0}


def said(*seen: Sized, asked: bool = False, **more: Any) -> list[str]:
    return list(sentences(Measured(seen, **more), asked=asked))


async def test_a_small_room_is_measured_for_real() -> None:
    sized = await measured(3)
    assert sized.trouble == ""
    assert sized.inject > 0
    assert sized.vote > 0


async def test_the_room_grows_until_one_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    async def so_many(people: int, folder: Path | None) -> Sized:
        return Sized(people, 10.0 if people < 200 else 160.0, 10.0)

    monkeypatch.setattr(capacity, "measured", so_many)
    assert [one.people for one in await grow(capacity.STEPS)] == [30, 60, 120, 250]


def test_one_sentence_says_how_many_and_how_fast() -> None:
    text = " ".join(said(FAST, SLOW))
    assert text.startswith(
        "This computer carries about 120 participants: with 120 an inject was on every page within 40 ms "
        "and every vote was saved within 300 ms (measured just now over loopback"
    )
    assert "your Wi-Fi is not in this figure" in text
    assert "with 250 an inject was on every page within 190 ms and every vote was saved within 1.2 s" in text


def test_all_steps_carried_is_said_as_at_least() -> None:
    assert said(FAST)[0].startswith("This computer carries at least 120")


def test_a_number_asked_for_is_answered_yes_or_no() -> None:
    assert said(FAST, asked=True)[0].startswith("Yes, this computer carries 120:")
    assert said(SLOW, asked=True)[0].startswith("No, 250 are too many:")


def test_trouble_is_told_and_never_a_yes() -> None:
    broken = Sized(250, 10.0, 10.0, trouble="it did not work: the server ended")
    assert not broken.carried
    assert "it did not work: the server ended" in said(broken, asked=True)[0]
    assert said(broken)[0].startswith("This computer is too slow or too busy")


def test_a_busy_computer_and_a_battery_are_remarked() -> None:
    assert len(said(FAST, asked=True)) == 1
    remarks = said(FAST, asked=True, busy=0.6, battery=True)
    assert "Other programs used 60%" in remarks[1]
    assert "battery" in remarks[2]


def test_what_the_wifi_must_carry_is_worked_out_for_all_who_fit() -> None:
    text = " ".join(said(FAST, SLOW, air=AIR))
    assert "for all 120 together: an inject is 150 kB" in text
    assert "everybody's vote 1.2 MB, joining for the first time 9.6 MB" in text
    assert "within a second the Wi-Fi must really carry 1.2 Mbit/s" in text
    assert "for all to join within a minute, 1.3 Mbit/s" in text


def test_the_record_holds_the_largest_room_that_was_carried() -> None:
    record = record_of(Measured((Sized(60, 30.0, 100.0), FAST, SLOW), 0.1, air=AIR))
    assert (record.people, record.least, record.air) == (120, False, AIR)
    assert [step.people for step in record.steps] == [60, 120, 250]
    assert record_of(Measured((SLOW,))).people == 0
    assert record_of(Measured((FAST,))).least


# -- as the home page starts it ----------------------------------------------------------------------


def test_a_page_hears_each_room_and_the_record_is_kept_beside_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def so_many(people: int, folder: Path | None) -> Sized:
        assert folder == tmp_path, "measured on the disk where votes will be saved"
        return Sized(people, 10.0, 10.0 if people < 100 else 2000.0)

    async def air(*_: int) -> dict[str, float]:
        return AIR

    monkeypatch.setattr(capacity, "measured", so_many)
    monkeypatch.setattr(capacity, "measure_air", air)
    monkeypatch.setattr(capacity, "end_with_the_input", lambda: None)
    assert main(["--tell", "--journal", f"sqlite:///{tmp_path}/kit.kit"]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert lines[:2] == [{"room": 30, "done": 0, "of": 6}, {"room": 60, "done": 1, "of": 6}]
    assert lines[-1] == {"record": {"people": 60}}
    record = kept(tmp_path)
    assert record is not None
    assert (record.people, record.least) == (60, False)


def test_only_one_measures_at_a_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with capacity._alone(tmp_path) as alone:
        assert alone
        assert main(["--tell", "--journal", f"{tmp_path}/kit.kit"]) == 2
    assert json.loads(capfd.readouterr().out) == {"problem": SECOND}


def test_it_ends_with_all_its_servers_and_phones_when_nobody_listens_any_more(tmp_path: Path) -> None:
    program = "import sys; from kit.measurement.capacity import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", program, "--tell", "--journal", f"{tmp_path}/kit.kit"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as of a server in the background
    ) as measuring:  # fmt: skip
        assert measuring.stdout is not None
        measuring.stdout.readline()
        family: list[psutil.Process] = []
        while not family:  # its server is a process of its own
            family = psutil.Process(measuring.pid).children(recursive=True)
            time.sleep(0.05)
        assert measuring.stdin is not None
        measuring.stdin.close()
        measuring.wait(60)
    _, still = psutil.wait_procs(family, 60)
    assert still == []
    assert not list(tmp_path.glob("kit-rehearsal-*"))
    assert kept(tmp_path) is None


def test_a_battery_that_is_used_up_is_seen(tmp_path: Path) -> None:
    assert not on_battery(tmp_path)
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    assert on_battery(tmp_path)


def test_it_needs_nothing_that_only_developers_have() -> None:
    program = "import sys, kit.measurement.capacity; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"psutil", "playwright", "pytest", "hypothesis"} & set(done.stdout.split()) == set()
