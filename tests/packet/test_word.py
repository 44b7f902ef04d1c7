"""Word files: everything the HTML says, as real headings, lists and tables, in the same order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kit.packet.document import card_documents, module_document
from kit.packet.html import to_html
from kit.packet.parts import Document, FactEntry, words_in
from kit.packet.word import to_docx
from tests.packet.hand import making, shipped


def packet(key: str = "det", audience: str = "commanders", version: str = "") -> Document:
    return module_document(shipped(key), audience, version, making())


@pytest.fixture(scope="module")
def made() -> Document:
    return packet()


@pytest.fixture(scope="module")
def word(made: Document) -> WordFile:
    return opened(made)


def opened(document: Document) -> WordFile:
    return docx.Document(io.BytesIO(to_docx(document)))


def texts(word: WordFile) -> Iterator[str]:
    """Everything in the file, in reading order."""
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells)


def flat(text: str) -> str:
    return " ".join(text.split())


def levels(word: WordFile) -> list[tuple[int, str]]:
    named = ((str(line.style.name) if line.style else "", line.text) for line in word.paragraphs)
    return [(int(name[-1]), text) for name, text in named if name.startswith("Heading")]


def test_all_that_is_said_stands_in_the_file_and_in_order(made: Document, word: WordFile) -> None:
    whole, at = flat("\n".join(texts(word))), 0
    for sheet in made.sheets:
        at = whole.index(flat(sheet.title), at)
        for words in words_in(sheet.blocks):
            assert flat(str(words)) in whole, words
    last = [block for block in made.sheets[-1].blocks if isinstance(block, FactEntry)]
    for entry in last:
        at = whole.index(f"{entry.id} {flat(entry.title)}", at)
        assert whole.startswith(entry.badge.word, at + len(f"{entry.id} {flat(entry.title)} "))


def test_headings_are_headings_and_leave_out_no_level(made: Document, word: WordFile) -> None:
    found = levels(word)
    assert [text for level, text in found if level == 1] == [sheet.title for sheet in made.sheets]
    assert found[0][0] <= 2
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(found))
    assert word.paragraphs[0].style and word.paragraphs[0].style.name == "Title"


def test_tables_have_a_caption_and_a_header_row_that_comes_again(word: WordFile) -> None:
    assert len(word.tables) >= 5
    for table in word.tables:
        first: Any = table.rows[0]._tr
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(cell.text for cell in table.rows[0].cells)


def test_numbers_begin_again_in_each_list_of_steps(word: WordFile) -> None:
    lists: dict[int, list[str]] = {}
    for line in word.paragraphs:
        properties: Any = line._p.pPr
        if line.style and line.style.name == "List Number":
            lists.setdefault(properties.numPr.numId.val, []).append(line.text)
    scenes = shipped("det").of("commanders").storyboard
    assert [len(lines) for lines in lists.values()] == [len(scene.narration) for scene in scenes]


def test_boxes_to_tick_are_signs_that_can_be_replaced(word: WordFile) -> None:
    boxes = [line.text for line in word.paragraphs if line.text.startswith("☐ ")]
    assert len(boxes) >= len(shipped("det").packet.checklist)


def test_each_page_says_its_title_how_old_the_facts_are_and_its_number(
    made: Document, word: WordFile
) -> None:
    for section in word.sections:
        foot, head = section.footer.paragraphs[0], section.header.paragraphs[0]
        assert head.text.startswith(made.title)
        assert made.status in foot.text and "Training, not legal advice." in foot.text
        fields = [node.get(qn("w:instr")) for node in foot._p.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
    assert WD_ORIENT.LANDSCAPE in {section.orientation for section in word.sections}


def test_the_file_says_its_title_its_language_and_nobody(made: Document, word: WordFile) -> None:
    properties = word.core_properties
    assert properties.title == f"{made.title}: {made.subtitle}"
    assert properties.language == "en-US"
    assert properties.author == "Tabletop and Briefing Kit" and not properties.comments
    assert properties.created and properties.created.date() == made.day


def test_a_card_is_half_a_letter_sheet_and_says_its_badges_in_words() -> None:
    (card,) = card_documents(packet(audience="officers"))
    word = opened(card)
    assert {(round(s.page_width or 0), round(s.page_height or 0)) for s in word.sections} == {
        (round(5.5 * 914400), round(8.5 * 914400))
    }
    assert len(word.sections) == 2
    whole = "\n".join(texts(word))
    assert whole.count("REVIEW COPY.") == 2 and "What not to do [UNKNOWN]" in whole
    assert "[Supervisor]" in whole and "(DET-" not in whole  # facts stand at the end of a card


def test_an_empty_placeholder_is_seen() -> None:
    (card,) = card_documents(packet(audience="officers"))
    runs = [run for line in opened(card).paragraphs for run in line.runs if run.text == "[Supervisor]"]
    assert runs and all(run.underline for run in runs)


def test_the_parts_of_the_file_are_all_there_and_well_formed(made: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(made))) as zipped:
        assert zipped.testzip() is None
        names = set(zipped.namelist())
        rels = zipped.read("word/_rels/document.xml.rels").decode()
        targets = re.findall(r'Target="([^"]+)"', rels)
        assert all(f"word/{target}" in names or target.startswith("..") for target in targets)
        assert b"http://schemas.openxmlformats.org" in zipped.read("word/document.xml")
        settings = zipped.read("word/settings.xml").decode()
    assert re.search(r'compatibilityMode"[^>]*w:val="15"', settings)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in ("style", "nav", "title", "svg")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("style", "nav", "title", "svg")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.said.append(data)


@pytest.mark.parametrize(("key", "audience"), [("out", "community"), ("con", "officers")])
def test_word_and_html_say_the_same_words(key: str, audience: str) -> None:
    document = packet(key, audience)
    parser = _Text()
    parser.feed(to_html(document)[0].decode())
    html = set(re.findall(r"[A-Za-z]{4,}", " ".join(parser.said)))
    word = set(re.findall(r"[A-Za-z]{4,}", " ".join(texts(opened(document)))))
    assert html - word <= {"Skip", "packet", "Contents"}
