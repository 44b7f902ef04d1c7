"""The static site as a folder: all there, nothing points elsewhere, one bad text harms no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from kit.scenario.model import Decision, Exercise, Inject
from kit.site import alone_page, cli
from kit.site.make import Wish, make
from kit.site.outline import Outline
from kit.site.texts import Folders, read_texts
from tests.engine.playing import exercise_of
from tests.site.conftest import DAY, Site, some_briefings, some_exercises

ELSEWHERE = re.compile(rb"//[a-z0-9-]+(?:\.[a-z0-9-]+)+|@import|url\((?![\"']?(?:data:|fonts/))", re.I)
NAMESPACES = (b"http://www.w3.org/", b"https://www.w3.org/")


class Links(HTMLParser):
    """The links, sources and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [
            given[name] or "" for name in ("href", "src", "poster") if name in given and tag != "use"
        ]
        if "id" in given:
            assert given["id"] not in self.anchors, f"two things are called {given['id']}"
            self.anchors.add(given["id"] or "")
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(tag)


def pages(site: Site) -> dict[str, Links]:
    found = {}
    for path in sorted(site.folder.rglob("*.html")):
        links = Links()
        links.feed(path.read_text("utf-8"))
        found[path.relative_to(site.folder).as_posix()] = links
    return found


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor_that_are_there(site: Site) -> None:
    found = pages(site)
    lost = []
    for path, page in found.items():
        for link in (link for link in page.links if not link.startswith("data:")):
            target, _, anchor = link.partition("#")
            there = (site.folder / path).parent / target if target else site.folder / path
            name = Path(re.sub(r"[^/]+/\.\./", "", there.relative_to(site.folder).as_posix())).as_posix()
            if not there.is_file() or (anchor and anchor not in found[name].anchors):
                lost.append(f"{path}: {link}")
    assert lost == []
    assert len(found) > 15


def test_every_page_has_one_first_heading_and_skips_no_level(site: Site) -> None:
    for path, page in pages(site).items():
        if path.startswith("files/"):
            continue
        assert page.headings.count("h1") == 1, path
        levels = [int(heading[1]) for heading in page.headings]
        assert all(b <= a + 1 for a, b in pairwise(levels)), path


def test_no_byte_of_the_site_names_an_address_elsewhere(site: Site) -> None:
    for path in site.folder.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".css", ".js"):
            body = path.read_bytes()
            for known in NAMESPACES:
                body = body.replace(known, b"")
            assert [found[0][:80] for found in [ELSEWHERE.search(body)] if found] == [], path


def test_styles_and_fonts_stand_once_beside_the_pages_not_inside_them(site: Site) -> None:
    for path in site.folder.glob("briefings/*.html"):
        body = path.read_text("utf-8")
        assert "<style" not in body and " style=" not in body and "base64" not in body, path
        assert len(body) < 130_000, path


def test_a_broken_module_is_named_with_its_line_and_the_rest_is_made(site: Site) -> None:
    assert any("vic/module.yaml" in problem and "sermon" in problem for problem in site.made.problems)
    assert not list(site.folder.glob("briefings/vic-*"))
    assert (site.folder / "briefings" / "det-officers.html").exists()
    assert "their texts cannot be read: vic" in (site.folder / "index.html").read_text("utf-8")


def test_the_command_says_what_the_site_weighs_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    briefings = some_briefings(tmp_path / "briefings", "out")
    agency = tmp_path / "agency.yaml"
    agency.write_text("format: 1\nvalues:\n  supervizor: somebody\n")
    given = ["--out", str(tmp_path / "out"), "--date", "2026-07-01", "--agency", str(agency)]
    assert cli.main(given, Folders(tmp_path / "none", briefings)) == 1
    assert "Nothing can be made" in capsys.readouterr().err
    assert cli.main(given, Folders(some_exercises(tmp_path / "exercises"), briefings)) == 1
    said = capsys.readouterr()
    assert re.search(r"\d+ files in .*, \d+\.\d MB", said.out) and "by double click" in said.out
    assert "supervizor" in said.err and "Did you mean" in said.err
    assert (tmp_path / "out" / "briefings" / "out-community.html").exists()


def refuse(*what: object) -> bytes:
    """Stands for making a table when none should be made."""
    raise RuntimeError("made once only")


def test_tables_of_an_exercise_that_nobody_changed_are_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercises = some_exercises(tmp_path / "exercises", "figures_clinic")
    wish = Wish(Folders(exercises, some_briefings(tmp_path / "briefings")), tmp_path / "out", DAY, formats=())
    assert make(wish).problems == []
    table = (tmp_path / "out" / "exercises" / "figures-clinic.table.js").read_bytes()
    monkeypatch.setattr(alone_page, "table_script", refuse)
    assert make(wish).problems == []
    assert (tmp_path / "out" / "exercises" / "figures-clinic.table.js").read_bytes() == table
    text = exercises / "figures_clinic" / "scenario.yaml"
    text.write_text(text.read_text().replace("title: Figures Clinic", "title: Figures Again"))
    assert ["made once only" in problem for problem in make(wish).problems] == [True]


def test_videos_that_were_made_are_taken_along_and_play_in_their_page(tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    for name in ("det-video.mp4", "det-video.vtt", "det-video-poster.png", "other.mp4"):
        (videos / name).write_bytes(b"WEBVTT\n" if name.endswith("vtt") else b"not a real one")
    folders = Folders(some_exercises(tmp_path / "exercises"), some_briefings(tmp_path / "briefings", "det"))
    made = make(Wish(folders, tmp_path / "out", DAY, formats=(), videos=videos))
    copied = {path.name for path in (tmp_path / "out" / "videos").iterdir()}
    assert copied == {"det-video.mp4", "det-video.vtt", "det-video-poster.png"}
    assert {f"videos/{name}" for name in copied} <= set(made.sizes)
    page = (tmp_path / "out" / "briefings" / "det-officers.html").read_text("utf-8")
    assert '<source src="../videos/det-video.mp4" type="video/mp4">' in page and "data:text/vtt" in page
    assert "media-src 'self' file: data:" in page.replace("&#39;", "'")


def test_a_folder_that_cannot_be_written_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    briefings = some_briefings(tmp_path / "briefings", "out")
    assert (
        cli.main(
            ["--out", str(tmp_path / "taken")], Folders(some_exercises(tmp_path / "exercises"), briefings)
        )
        == 1
    )
    assert "Name another folder with --out" in capsys.readouterr().err


def staff_texts(exercise: Exercise) -> dict[str, str]:
    """Everything in an exercise that is for facilitators and evaluators only."""
    found: dict[str, str] = {}
    for step in exercise.steps.values():
        expected = step.expected if isinstance(step, Inject) else ()
        found |= {f"expected {step.id} {n}": text for n, text in enumerate(expected)}
        if isinstance(step, Decision):
            talk = step.talk
            answers = (part for pair in talk.if_asked for part in pair)
            texts = (*talk.points, talk.missed, *answers, *(rule.text for rule in step.dials))
            found |= {f"talk {step.id} {n}": text for n, text in enumerate(texts)}
    for objective in exercise.objectives:
        found[f"watch {objective.id}"] = objective.watch_for
        for target in objective.targets:
            found |= {f"task {target.id} {n}": text for n, text in enumerate((target.text, *target.tasks))}
    for module in exercise.modules:
        found[f"key issues {module.id}"] = module.key_issues
    found |= {f"overall {n}": text for n, text in enumerate(exercise.expected_overall)}
    return {where: text for where, text in found.items() if len(text) > 12}


@pytest.mark.parametrize("slug", ["ngo_committee", "figures_clinic"])
def test_no_byte_beside_an_exercise_is_for_facilitators_or_evaluators(site: Site, slug: str) -> None:
    exercise = exercise_of(slug)
    told = set(player_texts(exercise))
    hidden = {where: text for where, text in staff_texts(exercise).items() if text not in told}
    assert len(hidden) > 10
    for path in site.folder.glob(f"exercises/{slug.replace('_', '-')}*"):
        body = unescape(path.read_text("utf-8"))
        leaked = [
            where for where, text in hidden.items() if json.dumps(text, ensure_ascii=False)[1:-1] in body
        ]
        leaked += [word for word in ('"life"', '"legal"', '"tally"', '"cites"', '"expected"') if word in body]
        assert leaked == [], path.name


def written(text: str) -> str:
    """A text as it stands inside JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def player_texts(exercise: Exercise) -> Iterator[str]:
    """What players read of an exercise sooner or later."""
    for inject in exercise.injects:
        yield from (wording.text for wording in inject.wordings)
    for decision in exercise.decisions:
        for option in decision.options:
            yield from (option.text, option.consequence, option.benefit, option.cost)


def test_the_whole_shelf_has_a_page_for_every_form_of_every_module_and_exercise() -> None:
    outline = Outline(read_texts(cli.SHIPPED, DAY))
    for path, page in outline.pages.items():
        assert b"<h1" in page(), path
    names = {Path(path).stem for path in outline.pages if path.startswith("briefings/")}
    assert {"int-officers-general", "int-officers-287g", "out-community"} <= names
    assert outline.texts.problems == () and len(names) == 31
    assert {"exercises/hurricane.html", "exercises/hurricane-full.html"} <= set(outline.pages)
    assert set(outline.tables) == {
        path.replace(".html", ".table.js") for path in outline.pages if path.startswith("exercises/")
    }
    assert not any(path.startswith("exercises/") for path in Outline(outline.texts, staff=False).pages)
