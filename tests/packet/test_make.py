"""Packets as files: what is made, what is not made again, what goes wrong without stopping the rest."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.briefing.read import BRIEFINGS
from kit.packet.cli import main
from kit.packet.make import MANIFEST, Job, Order, Outcome, Places, fingerprint_of, jobs_in, make_all
from kit.packet.order import FORMATS
from tests.packet.hand import DAY, EXERCISES


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two modules and a series, to be changed at will."""
    root = tmp_path / "briefings"
    for key in ("det", "int"):
        shutil.copytree(BRIEFINGS / key, root / key)
    shutil.copy(BRIEFINGS / "frame.yaml", root)
    (root / "series").mkdir()
    (root / "series" / "two.yaml").write_text(
        "format: 1\ntitle: Two\nabout: Both.\nsetting: class\naudience: officers\nmodules: [INT, DET]\n"
    )
    return Places(EXERCISES, root)


def order(places: Places, tmp_path: Path, audience: str = "") -> Order:
    return Order(places, DAY, tmp_path / "out", audience)


def made(order: Order, *, workers: int = 1) -> dict[str, Outcome]:
    jobs = jobs_in(order.places).values()
    return {outcome.job: outcome for outcome in make_all(order, jobs, workers=workers)}


def run(places: Places, tmp_path: Path, *words: str) -> int:
    given = [*words, "--out", str(tmp_path / "out"), "--date", DAY.isoformat()]
    return main(given, places, tmp_path / "agency.yaml")


def test_what_has_not_changed_is_not_made_again(places: Places, tmp_path: Path) -> None:
    asked = order(places, tmp_path, audience="officers")
    first = made(asked)
    assert all(outcome.fresh for outcome in first.values())
    assert set(first["det"].files) == {"det-officers.html", "det-officers-card.html"}
    assert not any(outcome.fresh for outcome in made(asked).values())
    review = places.briefings / "int" / "review.yaml"
    review.write_text(review.read_text().replace("log: []", "log: [{date: 2026-06-01, by: AB, text: Read.}]"))
    (asked.out / "det-officers-card.html").write_text("edited by hand")
    assert {job for job, outcome in made(asked).items() if outcome.fresh} == {"int", "two", "det"}


def test_another_day_another_agency_and_a_release_are_made_anew(places: Places, tmp_path: Path) -> None:
    job = jobs_in(places)["det"]
    agency = tmp_path / "agency.yaml"
    agency.write_text("format: 1\nvalues: {supervisor: A}\n")
    orders = [
        order(places, tmp_path),
        Order(places, DAY + timedelta(1), tmp_path),
        Order(places, DAY, tmp_path, release=True),
        Order(places, DAY, tmp_path, agency=agency),
    ]
    assert len({fingerprint_of(job, asked) for asked in orders}) == len(orders)
    before = fingerprint_of(job, orders[-1])
    agency.write_text("format: 1\nvalues: {supervisor: B}\n")
    assert fingerprint_of(job, orders[-1]) != before


def test_several_processes_make_the_same_files_as_one(places: Places, tmp_path: Path) -> None:
    def files(folder: str, workers: int) -> dict[str, dict[str, str]]:
        asked = Order(places, DAY, tmp_path / folder, audience="commanders")
        return {job: outcome.files for job, outcome in made(asked, workers=workers).items() if job != "two"}

    assert files("a", 1) == files("b", 2)


def test_a_manifest_that_cannot_be_read_costs_only_time(places: Places, tmp_path: Path) -> None:
    asked = order(places, tmp_path, audience="commanders")
    made(asked)
    (asked.out / MANIFEST).write_text('{"det": 7}')
    assert all(outcome.fresh for outcome in made(asked).values())


def test_a_broken_module_is_named_with_its_line_and_the_rest_is_made(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = places.briefings / "det" / "module.yaml"
    path.write_text(path.read_text().replace("kind: module", "kind: [module"))
    assert run(places, tmp_path, "all", "--audience", "officers") == 1
    said = capsys.readouterr().err
    assert "det/module.yaml:" in said and "There is no" not in said
    assert (tmp_path / "out" / "int-officers-general.html").exists()
    assert not (tmp_path / "out" / "det-officers.html").exists()


def test_an_unknown_name_is_said_with_the_nearest_and_the_known_one_is_made(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(places, tmp_path, "dett", "DET", "--audience", "commanders") == 2
    assert "There is no briefing or series dett. Did you mean det?" in capsys.readouterr().err
    assert (tmp_path / "out" / "det-commanders.html").exists()
    assert run(places, tmp_path, "xyz") == 2


def test_a_release_refuses_with_the_list_and_makes_the_other_pieces(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(places, tmp_path, "DET", "--audience", "officers", "--release") == 1
    said = capsys.readouterr().err
    assert said.startswith("Not released: 1 card. Everything else is made.\nDET card: Detainer card\n")
    assert "  - Supervisor (supervisor) is empty." in said and "  - Review gate 1 is open" in said
    assert "REVIEW COPY" not in (tmp_path / "out" / "det-officers.html").read_text()
    assert not (tmp_path / "out" / "det-officers-card.html").exists()


def test_a_broken_profile_is_said_and_the_cards_stay_empty(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = tmp_path / "agency.yaml"
    agency.write_text("format: 1\nvalues: {supervisr: The sergeant}\n")
    assert run(places, tmp_path, "DET", "--audience", "officers") == 1
    assert "agency.yaml:2: there is no placeholder" in capsys.readouterr().err
    assert "[Supervisor]" in (tmp_path / "out" / "det-officers-card.html").read_text()
    agency.write_text("format: 1\ndials: {P2: jail}\nvalues: {supervisor: The desk sergeant}\n")
    assert run(places, tmp_path, "DET", "INT", "--audience", "officers") == 0
    assert "The desk sergeant" in (tmp_path / "out" / "det-officers-card.html").read_text()
    made = {path.name for path in (tmp_path / "out").glob("int-*.html")}
    assert made == {"int-officers-287g.html", "int-officers-287g-card-287g.html"}


def test_an_audience_a_module_does_not_have_is_said(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(places, tmp_path, "DET", "--audience", "community") == 1
    assert "det has nothing for community." in capsys.readouterr().err
    assert run(places, tmp_path, "all", "--audience", "commanders", "--version", "287g") == 0


def test_a_folder_that_cannot_be_written_is_said(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file")
    assert run(places, tmp_path, "DET") == 1
    assert "Name another folder with --out." in capsys.readouterr().err


def test_a_job_needs_its_text(tmp_path: Path, places: Places) -> None:
    gone = Job("gone", (tmp_path / "gone" / "module.yaml",))
    (outcome,) = make_all(order(places, tmp_path), [gone])
    assert not outcome.files and "gone/module.yaml" in outcome.problems[0]


def test_all_formats_are_made_by_one_command_and_each_remembers_for_itself(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("DET", "--audience", "officers", "--format", "all")
    assert run(places, tmp_path, *given) == 0
    said = capsys.readouterr().out
    assert [line.split(":")[0] for line in said.splitlines()[:5]] == list(FORMATS)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {
        *(f"det-officers.{ending}" for ending in ("html", "pdf", "docx")),
        *(f"det-officers-card.{ending}" for ending in ("html", "pdf", "docx")),
        *("det-officers-deck.html", "det-officers-deck.pdf", "det-officers-scorm12.zip"),
        *("packs.json", *(f"packs-{format}.json" for format in FORMATS[1:])),
    }
    (tmp_path / "out" / "det-officers.docx").write_bytes(b"edited by hand")
    assert run(places, tmp_path, *given) == 0
    again = capsys.readouterr().out.splitlines()
    assert [" 0 of 1 made" in line for line in again[:5]] == [format != "docx" for format in FORMATS]


def test_another_mark_to_pass_makes_lessons_anew(places: Places, tmp_path: Path) -> None:
    job = jobs_in(places)["det"]
    marks = (replace(order(places, tmp_path), format="scorm12", mastery=mark) for mark in (0, 80))
    assert len({fingerprint_of(job, asked) for asked in marks}) == 2


def test_what_is_no_percentage_is_said(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(places, tmp_path, "DET", "--format", "scorm12", "--mastery", "eighty")
    assert "write a number from 0 to 100" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["docx", "slides", "scorm12"])
def test_a_broken_module_leaves_the_rest_of_every_format(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    path = places.briefings / "int" / "module.yaml"
    path.write_text(path.read_text().replace("kind: module", "kind: [module"))
    more = ("--audience", "officers", "--format", format, "--browser", str(tmp_path / "none"))
    assert run(places, tmp_path, "INT", "DET", *more) == 1
    assert "int/module.yaml:" in capsys.readouterr().err
    assert list((tmp_path / "out").glob("det-officers*"))
