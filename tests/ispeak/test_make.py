"""What stands in the three files: rows that may be seen, what the agency says, nothing from outside."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kit.briefing.agency import Profile, Value, profile_from_text
from kit.briefing.read import BRIEFINGS
from kit.ispeak.cli import EXERCISES, main
from kit.ispeak.guide import dialled
from kit.ispeak.languages import LANGUAGES, read_languages
from kit.ispeak.make import PAGES, plain
from kit.ispeak.on_demand import guide_page
from kit.scenario.problems import ScenarioError
from tests.ispeak.hand import DAY, guide, initialled, profile, rules, signed


@pytest.mark.parametrize("name", PAGES)
def test_no_byte_of_a_row_that_waits_for_a_native_reader_is_in_any_file(name: str) -> None:
    found = read_languages()
    held = [words.text for row in found.rows if not row.shown(DAY) for words in row.say]
    made = PAGES[name](guide()).decode()
    assert len(held) == 22 and [text for text in held if text in made or plain(text) in made] == []
    assert all(words.text in made for row in found.shown(DAY) for words in row.say)
    notes = re.findall(r'note: "(.*)"', LANGUAGES.read_text("utf-8"))
    assert len(notes) > 25 and not [note for note in notes if note in made]


@pytest.mark.parametrize("name", PAGES)
def test_a_row_is_printed_once_it_is_initialled(name: str) -> None:
    made = PAGES[name](guide(languages=initialled("km"))).decode()
    assert "ខ្ញុំនិយាយភាសាខ្មែរ" in made and "I Speak khmer" in made and "I Speak thai" not in made


@pytest.mark.parametrize("name", PAGES)
def test_every_file_says_that_identification_comes_before_interpretation(name: str) -> None:
    said = re.sub(r"<[^>]+>", " ", PAGES[name](guide()).decode())
    assert "Identification first, interpretation second" in said and "It does not interpret." in said


@pytest.mark.parametrize("name", PAGES)
def test_a_file_asks_nobody_for_anything(name: str) -> None:
    made = PAGES[name](guide()).decode()
    assert "default-src 'none'" in unescape(made)
    assert not re.findall(r"https?://|//[a-z]+\.|@import|src=|url\(\"(?!data:)", made)


def test_the_only_number_is_the_agencys_own() -> None:
    number = re.compile(r"tel:[^\"]*|\(\d{3}\) \d{3}-\d{4}")
    for make in PAGES.values():
        assert number.findall(make(guide(Profile())).decode()) == []
        assert number.findall(make(guide(public=True)).decode()) == []
    assert set(number.findall(PAGES["i-speak-phone.html"](guide()).decode())) == {
        "tel:5550100199",
        "(555) 010-0199",
    }


def test_an_empty_line_says_so_and_a_public_file_keeps_line_and_code_to_the_agency() -> None:
    for make in PAGES.values():
        assert (
            "[LOCAL: Interpreter line]</span> not filled in by your agency yet"
            in make(guide(Profile())).decode()
        )
        made = make(guide(public=True)).decode()
        assert "invented code 4" not in made and "Dispatch" not in made


def test_free_and_papers_are_said_only_if_the_agencys_policy_makes_them_true() -> None:
    free, papers = "It is free.", "It is not a check of your papers."
    assert guide(Profile()).promises == ("We will call an interpreter.",)
    assert guide().promises[1:] == (free, papers)
    assert papers not in guide(profile(taskforce=True)).promises
    for make in PAGES.values():
        assert papers not in make(guide(profile(taskforce=True))).decode()


def test_yes_or_no_is_all_such_a_setting_takes() -> None:
    with pytest.raises(ScenarioError, match="neither yes nor no"):
        profile_from_text(
            'format: 1\nvalues: {interpreter-free: "maybe"}\n', Path("agency.yaml"), rules().frame, ()
        )


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Dispatch, or (555) 010-0199 at any hour", "5550100199"),
        ("+1 555 010 0199", "+15550100199"),
        ("5550100199 or 5550100188", ""),
        ("Channel 3, since 2026", ""),
        ("Dispatch", ""),
    ],
)
def test_a_telephone_dials_only_a_number_that_is_not_in_doubt(said: str, number: str) -> None:
    assert dialled(said) == number


def test_languages_heard_most_come_first_and_an_unknown_one_is_named() -> None:
    heard = Value("Spanish, Khmer, Elvish; vi, Spanish")
    made = guide(Profile({"languages-heard": heard}))
    assert [row.name for row in made.heard] == ["Spanish", "Vietnamese"]
    assert [warning.split("“")[1].split("”")[0] for warning in made.warnings] == ["Khmer", "Elvish"]


def test_it_is_a_review_copy_until_readers_and_agency_have_done_their_part() -> None:
    assert {obstacle.kind for obstacle in guide(Profile()).obstacles} == {"placeholder", "fact", "review"}
    assert "43 sentences" in guide().obstacles[-1].message
    ready = guide(languages=initialled())
    assert ready.obstacles == () and ready.review == ""
    assert all(
        b"REVIEW COPY" not in make(ready) and b"Review copy" not in make(ready) for make in PAGES.values()
    )
    assert all(b"Review copy. Not for use on duty." in make(guide()) for make in PAGES.values())


def test_what_an_agency_writes_is_text_and_no_markup() -> None:
    evil = Value('</script><script>alert("x")</script>', DAY)
    given = Profile(
        {"interpreter-line": evil, "interpreter-code": evil, "asl-interpreter": evil, "counsel": evil}
    )
    for make in PAGES.values():
        assert "<script>alert" not in make(guide(given)).decode()


def test_one_command_makes_three_files(tmp_path: Path, capsys: Any) -> None:
    none = tmp_path / "none.yaml"
    assert main(["--out", str(tmp_path / "out"), "--date", str(DAY)], none) == 0
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()}
    assert sizes.keys() == PAGES.keys() and all(size < 300_000 for size in sizes.values())
    assert "For review only" in capsys.readouterr().out


def test_recordings_are_taken_along_and_one_that_cannot_be_used_is_named(tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "i-speak-sounds"
    folder.mkdir()
    files = {"mam.mp3": 90, "es.wav": 90, "mum.mp3": 9, "quc.txt": 9, "ar.ogg": 400_001, "mam.wav": 9}
    for name, size in files.items():
        (folder / name).write_bytes(b"s" * size)
    assert main(["--out", str(tmp_path), "--date", str(DAY)], tmp_path / "agency.yaml") == 0
    said = capsys.readouterr().err
    for why in (
        "mum.mp3 is left out: there is no language mum.",
        "quc.txt is left out: a recording is a file of the kinds .mp3",
        "ar.ogg is left out: it is larger than 400 kB.",
        "mam.wav is left out: there are two recordings",
    ):
        assert why in said
    made = (tmp_path / "i-speak-phone.html").read_text()
    assert made.count("<audio ") == 2 and 'src="data:audio/mpeg;base64,c3Nz' in made and "Mam, spoken" in made
    assert b"<audio" not in (tmp_path / "i-speak-card.html").read_bytes()


def test_card_and_poster_are_printed_as_tagged_pdf_or_it_says_why_not(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    none = tmp_path / "none.yaml"
    assert main(["--out", str(tmp_path), "--date", str(DAY), "--pdf"], none) == 0
    for name, pages in (("i-speak-card.pdf", 2), ("i-speak-poster.pdf", 1)):
        made = (tmp_path / name).read_bytes()
        assert b"/StructTreeRoot" in made and b"/Lang (en)" in made
        assert len(re.findall(rb"/Type /Page\b(?!s)", made)) == pages
    monkeypatch.setattr("kit.packet.browser.PROGRAMS", ())
    monkeypatch.setattr("kit.packet.browser.PLACES", ())
    assert main(["--out", str(tmp_path), "--date", str(DAY), "--pdf"], none) == 1
    assert "No Chromium, Chrome or Edge is on this computer" in capsys.readouterr().err


def test_a_file_is_made_on_demand_with_the_agencys_values_or_without_broken_ones(tmp_path: Path) -> None:
    (tmp_path / "briefings").mkdir()
    shutil.copy(BRIEFINGS / "frame.yaml", tmp_path / "briefings")
    where = (tmp_path / "briefings", EXERCISES, DAY)
    assert b"not filled in by your agency yet" in guide_page("i-speak-card.html", *where)
    agency = tmp_path / "agency.yaml"
    agency.write_text("format: 1\nvalues: {interpreter-code: invented code 4}\n")
    assert b"invented code 4" in guide_page("i-speak-card.html", *where)
    agency.write_text("format: 1\nvalues: {interpreter-kode: invented code 4}\n")
    assert b"invented code 4" not in guide_page("i-speak-phone.html", *where)
    with pytest.raises(KeyError):
        guide_page("i-speak.html", *where)


def test_release_makes_nothing_and_says_what_is_missing(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out"
    assert main(["--out", str(out), "--date", str(DAY), "--release"], tmp_path / "none.yaml") == 1
    said = capsys.readouterr().err
    assert (
        not out.exists()
        and "Interpreter line (interpreter-line) is empty" in said
        and "Review gate 6" in said
    )


def test_a_broken_profile_is_named_and_the_files_are_made_without_it(tmp_path: Path, capsys: Any) -> None:
    broken = tmp_path / "agency.yaml"
    broken.write_text("format: 1\nvalues: {interpreter-lime: x}\n")
    assert main(["--out", str(tmp_path / "out"), "--date", str(DAY)], broken) == 1
    assert (
        "Did you mean interpreter-line?" in capsys.readouterr().err
        and len(list((tmp_path / "out").iterdir())) == 3
    )


def test_broken_rows_and_a_folder_that_cannot_be_written_are_named(tmp_path: Path, capsys: Any) -> None:
    rows, none = tmp_path / "languages.yaml", tmp_path / "none.yaml"
    rows.write_text("format: 1\nrows: [\n")
    assert main([], none, rows) == 1 and "languages.yaml:" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["--out", str(tmp_path / "file" / "out")], none) == 1
    assert "Name another folder with --out." in capsys.readouterr().err


def test_the_check_counts_rows_and_names_initials_that_do_not_count(tmp_path: Path, capsys: Any) -> None:
    none = tmp_path / "none.yaml"
    assert main(["--check"], none) == 0
    assert "64 rows, 44 may be seen and printed, 20 wait for a native reader." in capsys.readouterr().out
    rows = tmp_path / "languages.yaml"
    rows.write_text(
        signed(LANGUAGES.read_text("utf-8"), "km")
        .replace("name: Khmer", "name: Khmer ")
        .replace('read: "ខ្ញុំ', 'read: "ខ្ញ')
    )
    assert main(["--check", "--date", str(DAY)], none, rows) == 0
    assert "Khmer: the initials AB do not count." in capsys.readouterr().out


def test_native_readers_get_a_sheet_with_all_rows_and_their_initials_let_a_row_out(
    tmp_path: Path, capsys: Any
) -> None:
    none, rows = tmp_path / "none.yaml", tmp_path / "languages.yaml"
    rows.write_text(LANGUAGES.read_text("utf-8"))
    assert main(["--sheet", "--out", str(tmp_path)], none, rows) == 0
    sheet = (tmp_path / "i-speak-review.html").read_text()
    assert all(words.text in sheet for row in read_languages().rows for words in row.say)
    assert (
        "FOR REVIEW ONLY" in sheet
        and "I Speak khmer" in sheet
        and not (tmp_path / "i-speak-card.html").exists()
    )
    assert main(["--sign", "AB", "--rows", "hi", "sr", "--date", str(DAY)], none, rows) == 0
    assert "Kept in languages.yaml: hi, sr, read by AB on 2026-07-01." in capsys.readouterr().out
    found = read_languages(rows)
    assert {row.id for row in found.rows if row.read_by(DAY) == "AB"} == {"hi", "sr"}
    assert {row.id for row in found.shown(DAY)} - {row.id for row in read_languages().shown(DAY)} == {"hi"}
    comments = [line for line in LANGUAGES.read_text("utf-8").splitlines() if line.strip().startswith("#")]
    assert [line for line in rows.read_text().splitlines() if line.strip().startswith("#")] == comments
    assert main(["--sign", "", "--rows", "hi", "sr"], none, rows) == 0
    assert rows.read_text() == LANGUAGES.read_text("utf-8")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["--sign", "Anne Example", "--rows", "hi"], "Write your initials"),
        (["--sign", "AB"], "Name the rows that were read"),
        (["--sign", "AB", "--rows", "hindi"], "There is no row hindi."),
    ],
)
def test_initials_that_cannot_be_kept_are_told_why(
    wish: list[str], said: str, tmp_path: Path, capsys: Any
) -> None:
    rows = tmp_path / "languages.yaml"
    rows.write_text(LANGUAGES.read_text("utf-8"))
    assert main(wish, tmp_path / "none.yaml", rows) == 2
    assert said in capsys.readouterr().err and rows.read_text() == LANGUAGES.read_text("utf-8")
