"""PDFs: tagged, named, in reading order, on the right paper; and what is said when none can be made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest

from kit.briefing.read import BRIEFINGS
from kit.packet.browser import MISSING, Browser, BrowserError
from kit.packet.cli import main
from kit.packet.document import card_documents, module_document
from kit.packet.html import to_html
from kit.packet.make import Order, Places, jobs_in, make_all
from kit.packet.parts import Document, SlideNote
from tests.packet.hand import DAY, EXERCISES, all_cards, cards, filled, making, shipped, small

SHIPPED = Places(EXERCISES, BRIEFINGS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as found:
        yield found


@pytest.fixture(scope="module")
def packet() -> Document:
    return small("commanders")  # a little of everything


@pytest.fixture(scope="module")
def printed(browser: Browser, packet: Document, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pdf(browser, packet, tmp_path_factory.mktemp("pdf"))


def pdf(browser: Browser, document: Document, folder: Path) -> bytes:
    page = folder / "page.html"
    page.write_bytes(to_html(document, printing=True)[0])
    return browser.pdf(page)


def read(body: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body))


def tags(node: object) -> Iterator[str]:
    """The kinds of everything in the tree of structure, in reading order."""
    node = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
    if isinstance(node, list):
        for part in node:
            yield from tags(part)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from tags(node.get("/K"))


def text(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(body).pages).split())


def test_a_pdf_is_tagged_and_says_its_title_and_language(printed: bytes, packet: Document) -> None:
    reader = read(printed)
    root: Any = reader.root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata and reader.metadata.title == f"{packet.title}: {packet.subtitle}"
    assert reader.metadata.creator == "Tabletop and Briefing Kit"


def test_its_headings_begin_with_one_h1_and_leave_out_no_level(printed: bytes, packet: Document) -> None:
    levels = [int(tag[2]) for tag in tags(read(printed).root_object["/StructTreeRoot"]) if tag[:2] == "/H"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(2) >= len(packet.sheets)


def test_tables_lists_and_links_are_tagged_as_what_they_are(printed: bytes) -> None:
    found = set(tags(read(printed).root_object["/StructTreeRoot"]))
    assert {"/Table", "/TR", "/TH", "/TD", "/Caption", "/L", "/LI", "/P", "/Link"} <= found


def test_its_text_is_read_in_the_order_of_the_packet(printed: bytes, packet: Document) -> None:
    said, at = text(printed), 0
    for sheet in packet.sheets[:-1]:
        at = said.index(sheet.title, at)
        for block in sheet.blocks:
            if isinstance(block, SlideNote):  # two columns: what is seen, then what is said
                for words in (*block.points, *block.notes):
                    at = said.index(" ".join(str(words).split()), at)
    outline = [item.title for item in read(printed).outline[0:1] if not isinstance(item, list)]
    assert outline == [packet.title]


def test_it_has_real_fonts_and_no_address_of_this_computer(printed: bytes, tmp_path: Path) -> None:
    pages: Any = read(printed).pages
    fonts = {
        str(font.get_object()["/Subtype"]) for page in pages for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"/Type0"}  # a variable font would come as /Type3, as drawings
    assert b"file:" not in printed and str(tmp_path.parent.parent).encode() not in printed


def test_every_card_is_exactly_its_sides_of_half_letter(browser: Browser, tmp_path: Path) -> None:
    body = pdf(browser, all_cards(filled()), tmp_path)
    pages = [tuple(map(float, page.mediabox[2:])) for page in read(body).pages]
    assert pages == [(396.0, 612.0)] * sum(card.sides for _, _, card in cards())


def test_a_card_says_in_words_what_it_also_shows_by_shape(browser: Browser, tmp_path: Path) -> None:
    (card,) = card_documents(module_document(shipped("det"), "officers", "", making()))
    said = text(pdf(browser, card, tmp_path))
    assert "REVIEW COPY" in said and "UNKNOWN" in said and "What not to do" in said


def test_where_pipes_cannot_be_had_a_file_is_printed_by_a_browser_of_its_own(tmp_path: Path) -> None:
    (card,) = card_documents(module_document(shipped("det"), "officers", "", making()))
    with Browser(piped=False) as alone:
        reader = read(pdf(alone, card, tmp_path))
    root: Any = reader.root_object
    assert len(reader.pages) == 2 and root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    with pytest.raises(BrowserError, match="could not print"), Browser(Path("/bin/false"), piped=False) as no:
        no.pdf(tmp_path / "page.html")


def test_packets_and_cards_become_files_and_are_not_printed_twice(tmp_path: Path) -> None:
    order = Order(SHIPPED, DAY, tmp_path / "out", "officers", format="pdf")
    (first,) = make_all(order, [jobs_in(SHIPPED)["lan"]])
    assert set(first.files) == {"lan-officers.pdf", "lan-officers-card.pdf"} and not first.problems
    (again,) = make_all(order, [jobs_in(SHIPPED)["lan"]])
    assert not again.fresh and again.files == first.files
    assert sorted(path.name for path in order.out.iterdir()) == [*sorted(first.files), "packs-pdf.json"]


def test_without_a_browser_a_sentence_says_so_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kit.packet.browser.PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    given = ["LAN", "--audience", "officers", "--format", "all", "--out", str(tmp_path / "out")]
    assert main(given, SHIPPED, tmp_path / "agency.yaml") == 1
    assert capsys.readouterr().err.count(MISSING) == 1
    made = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert ".html" in made and ".pdf" not in made


def test_a_program_that_is_no_browser_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match="did not start"), Browser(Path("/bin/true")) as wrong:
        wrong.pdf(tmp_path / "page.html")
