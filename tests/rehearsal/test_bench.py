from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pip
import pytest

from kit.measurement import bench, environments, goals, ours, theirs
from kit.measurement.bench_readme import readme, rows
from kit.measurement.bench_table import table
from kit.measurement.contenders import contenders
from kit.measurement.documents import Failed, output
from kit.measurement.environments import NotMeasured, Wanted, environment
from kit.measurement.sizes import QUICK
from kit.testbed.serverproc import ROOT, ServerFailed
from tests.rehearsal.figures_of_a_bench import figures


def line(words: str) -> str:
    return next(line for line in table(figures()) if words in line)


def test_every_figure_stands_beside_the_others_with_its_ratio() -> None:
    assert line("cold visit: to a saved vote").split()[-7:] == [
        "270",
        "<=300",
        "met",
        "1.5x",
        "405",
        "10x",
        "2700",
    ]
    assert line("server memory a participant").split()[-4:] == ["2.0x", "0.13", "600x", "39"]


def test_a_missed_goal_is_said_to_be_missed_in_its_line_and_in_the_list() -> None:
    assert "<=0.03 missed" in line("CPU a raw participant")
    said = {goal.path: word for goal, _, word in goals.verdicts(figures())}
    assert said["ours/cpu_s"] == "missed"
    assert said["documents/ratio"] == "missed"
    assert said["ours/rooms/500/inject/p99"] == "met"


def test_what_was_not_measured_is_no_success() -> None:
    small = {**figures(), "documents": {}, "check": {}}
    said = {goal.path: word for goal, _, word in goals.verdicts(small)}
    assert said["documents/ratio"] == said["check/check_s"] == "not measured"
    assert "\n  not measured" in "\n".join(table(small))


def test_rooms_are_printed_with_what_went_wrong_in_them() -> None:
    text = "\n".join(table(figures()))
    assert "FINDING at 500: P03: something" in text
    assert "oTree 6 could not do 500: it fell" in text
    assert "180 of 180" in line("acknowledged votes stored")


def test_who_could_not_take_part_is_named_with_the_reason() -> None:
    assert line("NOT MEASURED") == "NOT MEASURED: panel: panel could not be installed: no network"


def test_a_busy_machine_is_said_to_be_busy() -> None:
    assert "busy" not in "\n".join(table(figures()))
    busy = {**figures(), "machine": {**figures()["machine"], "load_before": 3.2}}
    assert "load 3.2" in "\n".join(table(busy))


def test_where_somebody_else_is_ahead_of_us_it_is_said() -> None:
    assert line("BEHIND in") == "BEHIND in: transferred, warm, MB (oTree 6)."
    alone = {**figures(), "peers": {"voila": figures()["peers"]["voila"]}}
    assert "Ahead of all of them in every line." in "\n".join(table(alone))


def test_a_visit_that_was_not_made_is_no_figure() -> None:
    assert line("old phone, weak network: cold").split()[-4:] == ["1.0x", "3", "-", "-"]


def test_briefings_and_bytes_are_printed() -> None:
    text = "\n".join(table(figures()))
    assert line("all answer at once").split()[-5:] == ["12", "/", "80", "/", "81"]
    assert line("saved answers stored").split()[-3:] == ["90", "of", "90"]
    assert line("an inject  ").split() == ["an", "inject", "1.1", "4.4", "Mbit/s"]
    assert "States walked: 1,300\n(hurricane 1,234, x 66)." in text
    assert "Check of all 14 briefings: 1.5 s." in text


# -- in the README -----------------------------------------------------------------------------------


def test_the_readmes_tables_come_from_the_figures() -> None:
    text = "\n".join(readme(figures()))
    assert "| first visit, transferred | 0.098 MB | 0.343 MB (3.5x) | 5 MB (51x) |" in text
    assert "| an old phone in a weak network, first visit | 3.0 s | 3.0 s (1.0x) | not measured |" in text
    assert "| a briefing: a slide is on every phone | 80 | - |" in text
    assert "| an inject | 1.1 kB | 4.4 Mbit/s |" in text
    assert "All 450 acknowledged votes and answers of that run were in the journal." in text


def test_every_row_of_the_readmes_tables_is_one_that_the_bench_makes() -> None:
    part = (ROOT / "README.md").read_text("utf-8").split("## How fast")[1].split("\n## ")[0]
    there = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")]
    assert there
    assert [row for row in there if row and row not in rows(figures())] == []


def test_figures_of_an_earlier_run_are_printed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_text(json.dumps(figures()))
    assert bench.main(["--from", str(tmp_path / "old.json"), "--readme"]) == 0
    assert capsys.readouterr().out.splitlines() == list(readme(figures()))


# -- those who cannot take part ----------------------------------------------------------------------


def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As without a network: pip finds no index."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(environments, "RETRIES", 0)


def with_our_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new environment borrows our pip: making its own takes longer than everything else here."""
    run = environments._run

    def borrowing(name: str, command: Sequence[str]) -> str:
        if "venv" not in command:
            return run(name, command)
        said = run(name, [*command, "--without-pip"])
        (packages,) = Path(command[-1]).glob("lib/python*/site-packages")
        (packages / "borrowed.pth").write_text(str(Path(pip.__file__).parents[1]) + "\n")
        return said

    monkeypatch.setattr(environments, "_run", borrowing)


def test_a_package_that_cannot_be_fetched_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable(monkeypatch)
    with_our_pip(monkeypatch)
    (tmp_path / "otree.txt").write_text("otree==6.0.15\n")
    wanted = Wanted(home=tmp_path, pins=tmp_path)
    with pytest.raises(NotMeasured, match=r"otree could not be installed: ERROR.*otree"):
        environment("otree", wanted)
    assert not list(tmp_path.glob(f"*/{environments.DONE}"))  # the next try begins anew


def test_the_quick_form_installs_nothing_and_goes_on_with_stock_voila(tmp_path: Path) -> None:
    there, missing = contenders(Wanted(make=False, home=tmp_path))
    assert [peer.name for peer in there] == ["voila"]
    assert set(missing) == {"otree", "panel"}
    assert "is not installed here" in missing["otree"]
    assert list(tmp_path.iterdir()) == []


async def test_a_contender_that_fails_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async def house(*_: Any) -> dict[str, Any]:
        return dict(figures()["ours"])

    async def pages(*_: Any) -> dict[str, Any]:
        return {"kit": {}, "voila": {}}

    async def fails(*_: Any) -> dict[str, Any]:
        raise ServerFailed("the server ended with 1")

    async def nothing(*_: Any) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(bench, "measure_visits", pages)
    monkeypatch.setattr(ours, "measured", house)
    monkeypatch.setattr(theirs, "measured", fails)
    monkeypatch.setattr(bench, "measure_check", nothing)
    there, _ = contenders(Wanted(make=False, home=Path("/nowhere")))
    done = await bench.measure(QUICK, there, {})
    assert done["missing"] == {"voila": "ServerFailed: the server ended with 1"}
    assert done["peers"] == {}
    assert "NOT MEASURED: voila" in "\n".join(table(done))


async def test_a_command_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"(?s)ended with 3.*no such run"):
        await output(
            [sys.executable, "-c", "import sys; print('no such run', file=sys.stderr); sys.exit(3)"], tmp_path
        )
