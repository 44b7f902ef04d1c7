"""The static site as a folder: all there, nothing points elsewhere, one bad text harms no other."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from kit.site import cli
from kit.site.make import Wish, make
from kit.site.texts import Folders
from tests.site.conftest import DAY, EXERCISES, Site, some_briefings

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
        for link in page.links:
            target, _, anchor = link.partition("#")
            there = (site.folder / path).parent / target if target else site.folder / path
            name = Path(re.sub(r"[^/]+/\.\./", "", there.relative_to(site.folder).as_posix())).as_posix()
            if not there.is_file() or (anchor and anchor not in found[name].anchors):
                lost.append(f"{path}: {link}")
    assert lost == []
    assert len(found) > 20


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
    assert cli.main(given, Folders(EXERCISES, briefings)) == 1
    said = capsys.readouterr()
    assert re.search(r"\d+ files in .*, \d+\.\d MB", said.out) and "by double click" in said.out
    assert "supervizor" in said.err and "Did you mean" in said.err
    assert (tmp_path / "out" / "briefings" / "out-community.html").exists()


def test_a_folder_that_cannot_be_written_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    briefings = some_briefings(tmp_path / "briefings", "out")
    assert cli.main(["--out", str(tmp_path / "taken")], Folders(EXERCISES, briefings)) == 1
    assert "Name another folder with --out" in capsys.readouterr().err


def test_the_whole_shelf_has_a_page_for_every_form_of_every_module(tmp_path: Path) -> None:
    made = make(Wish(cli.SHIPPED, tmp_path, DAY, formats=()))
    assert made.problems == []
    names = {path.removesuffix(".html") for path in made.sizes if path.startswith("briefings/")}
    assert {
        "briefings/int-officers-general",
        "briefings/int-officers-287g",
        "briefings/out-community",
    } <= names
    assert len(names) == 31
