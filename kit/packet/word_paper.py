"""A Word file with the look of our papers: its styles, pages, heads and feet, and the pieces it is made of.

Everything is a real thing of Word: headings are heading styles, lists are lists, tables have header rows; so
it can be edited, and read aloud in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, Literal

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kit.packet.making import said
from kit.packet.parts import Document, Layout, Words

FONT = "Arial"  # on every computer that opens Word files
INK, INK_2 = RGBColor(0x17, 0x17, 0x16), RGBColor(0x4A, 0x4A, 0x44)
BOX = "☐"
_PAGES: dict[Layout, tuple[float, float, float]] = {  # width, height, margin in inches
    "letter": (8.5, 11, 0.8),
    "across": (11, 8.5, 0.6),
    "half": (5.5, 8.5, 0.4),
}
_STYLES = (  # name, points, bold, space before, space after
    ("Normal", 10.5, False, 0, 4),
    ("Title", 24, True, 0, 4),
    ("Subtitle", 11.5, False, 0, 8),
    ("Heading 1", 18, True, 0, 6),
    ("Heading 2", 13, True, 10, 3),
    ("Heading 3", 11, True, 8, 2),
    ("Caption", 10, True, 6, 2),
    ("List Bullet", 10.5, False, 0, 2),
    ("List Number", 10.5, False, 0, 2),
    ("List", 10.5, False, 0, 2),
)
_TABLES = ("Normal Table", "Table Grid")
_LANGUAGES = {"en": "en-US"}
_FULL = 100
Listed = Literal["plain", "steps", "boxes"]


class Paper:
    """A Word file being written, from the first line to the last."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._word = docx.Document()
        self._pages = 0
        self._layout: Layout | None = None
        self._styles()
        self._ids = {str(style.name): str(style.style_id) for style in self._word.styles}
        self._settings()

    def bytes(self) -> bytes:
        """The finished file."""
        body = BytesIO()
        self._word.save(body)
        return body.getvalue()

    def page(self, layout: Layout) -> None:
        """Go on on a fresh page of a layout."""
        self._pages += 1
        first = self._pages == 1
        section = self._word.sections[0] if first else self._word.add_section(WD_SECTION.NEW_PAGE)
        width, height, margin = _PAGES[layout]
        section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Inches(width), Inches(height)
        section.left_margin = section.right_margin = Inches(margin)
        section.top_margin = section.bottom_margin = Inches(margin)
        section.header_distance = section.footer_distance = Inches(margin / 2)
        if layout != self._layout:  # else it goes on with those of the page before
            self._edges(section, layout, width - 2 * margin)
        self._layout = layout

    def heading(self, text: str | Words, level: int, after: str = "") -> Paragraph:
        """A heading; level 0 is the title of the file. ``after``: a word in brackets behind it."""
        line = self._paragraph(f"Heading {level}" if level else "Title")
        self._put(line, text if isinstance(text, Words) else Words((("text", text),)), cites=level > 1)
        if after:
            line.add_run(f" [{after}]")
        return line

    def line(self, words: Words, style: str = "Normal", lead: str = "", *, cites: bool = True) -> Paragraph:
        """A paragraph. ``lead`` stands before it, bold."""
        line = self._paragraph(style)
        if lead:
            line.add_run(f"{lead} ").bold = True
        self._put(line, words, cites=cites)
        return line

    def small(self, words: Words) -> None:
        """A paragraph that stands back."""
        for run in self.line(words, cites=False).runs:
            run.font.size, run.font.color.rgb = Pt(9), INK_2

    def boxed(self, words: Words, lead: str = "") -> None:
        """A paragraph in a frame."""
        line = self.line(words, lead=lead)
        edges = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            edge = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "171716")):
                edge.set(qn(f"w:{key}"), value)
            edges.append(edge)
        properties: Any = line._p.get_or_add_pPr()
        properties.insert_element_before(edges, *_AFTER_BORDERS)

    def listed(self, lines: Iterable[Words], kind: Listed, *, cites: bool = True) -> None:
        """A list: with bullets, with numbers that begin at 1, or with boxes to tick."""
        style = {"plain": "List Bullet", "steps": "List Number", "boxes": "List"}[kind]
        number = self._counting() if kind == "steps" else None
        for words in lines:
            line = self.line(words, style, BOX if kind == "boxes" else "", cites=cites)
            if number is not None:
                properties: Any = line._p.get_or_add_pPr()
                counted = properties.get_or_add_numPr()
                counted.get_or_add_ilvl().val = 0
                counted.get_or_add_numId().val = number

    def table(self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[Words]]) -> Table:
        """A table with a caption and a header row that comes again on each page."""
        self.line(Words((("text", caption),)), "Caption").paragraph_format.keep_with_next = True
        table: Table = self._word.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        for row, cells in zip(table.rows[1:], rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                self._put(cell.paragraphs[0], words)
        for index, row in enumerate(table.rows):
            properties: Any = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if not index:
                properties.append(OxmlElement("w:tblHeader"))
        about: Any = OxmlElement("w:tblCaption")
        about.set(qn("w:val"), caption)
        table._tbl.tblPr.append(about)
        self._paragraph("Normal")
        return table

    def shares(self, table: Table, share: Sequence[int], height: float = 0.0) -> None:
        """Give columns their percent of the width, and rows to write in their least height in inches."""
        section = self._word.sections[-1]
        if section.page_width is None or section.left_margin is None:
            return
        inside = section.page_width - 2 * section.left_margin
        table.autofit = False
        for column, part in zip(table.columns, share, strict=True):
            column.width = int(inside * part / _FULL)
            for cell in column.cells:
                cell.width = int(inside * part / _FULL)
        for row in table.rows[1:] if height else ():
            row.height = Inches(height)

    def cell(self, cell: _Cell, text: str) -> None:
        """A word in the middle of a cell."""
        cell.paragraphs[0].add_run(text)

    def ruled(self, lines: int) -> None:
        """Lines to write on."""
        section = self._word.sections[-1]
        for _ in range(lines):
            line = self._word.add_paragraph("\t")
            if section.page_width is not None and section.left_margin is not None:
                end = section.page_width - 2 * section.left_margin
                line.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
            line.paragraph_format.space_before = Pt(8)

    def _paragraph(self, style: str) -> Paragraph:
        """An empty paragraph; styles by their id, as looking for their names takes most of the time."""
        line: Paragraph = self._word.add_paragraph()
        properties: Any = line._p
        properties.style = self._ids[style]
        return line

    def _put(self, line: Paragraph, words: Words, *, cites: bool = True) -> None:
        for kind, text in words.pieces:
            run = line.add_run(f"[{text}]" if kind == "empty" else text)
            run.bold = True if kind in ("strong", "filled") else None
            run.underline = True if kind == "empty" else None
        if cites and words.cites:
            run = line.add_run(f" ({', '.join(words.cites)})")
            run.bold = False
            ids: Any = run._r
            ids.style = self._ids["Fact ids"]

    def _counting(self) -> int:
        """A list of numbers that begins at 1 again."""
        numbering: Any = self._word.part.numbering_part.element
        style: Any = self._word.styles["List Number"].element
        first = style.pPr.numPr.numId.val
        base = next(num for num in numbering.num_lst if num.numId == first)
        new = numbering.add_num(base.abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _edges(self, section: Section, layout: Layout, width: float) -> None:
        """Head and foot: the title and the day, how old the facts are, the page. A card has its own."""
        for edge in (section.header, section.footer):
            edge.is_linked_to_previous = False
        if layout == "half":
            return
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for line in (head, foot):
            line.paragraph_format.tab_stops.clear_all()
            line.paragraph_format.tab_stops.add_tab_stop(Inches(width), WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(f"{self._document.title}\t{said(self._document.day)}")
        foot.add_run(f"Training, not legal advice. {self._document.status}\tPage ")
        _field(foot, "PAGE")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES")
        for run in (*head.runs, *foot.runs):
            run.font.size, run.font.color.rgb = Pt(9), INK_2

    def _styles(self) -> None:
        styles = self._word.styles
        for name, size, bold, before, after in _STYLES:
            style: Any = styles[name]
            style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
            style.font.color.rgb = INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]
            for key in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{key}"), FONT)
            form = style.paragraph_format
            form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15
        title: Any = styles["Title"].element
        for border in title.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
        for style in [style for style in styles if style.type == WD_STYLE_TYPE.TABLE]:
            if style.name not in _TABLES:
                style.delete()
        ids: Any = styles.add_style("Fact ids", WD_STYLE_TYPE.CHARACTER)
        ids.font.size, ids.font.color.rgb = Pt(9), INK_2

    def _settings(self) -> None:
        document, properties = self._document, self._word.core_properties
        language = _LANGUAGES.get(document.language, document.language)
        made = datetime.combine(document.day, time(), UTC)
        properties.title, properties.subject = f"{document.title}: {document.subtitle}", document.kicker
        properties.author = properties.last_modified_by = "Tabletop and Briefing Kit"
        properties.comments, properties.language = "", language
        properties.created = properties.modified = made
        defaults: Any = self._word.styles.element
        for lang in defaults.iter(qn("w:lang")):
            lang.set(qn("w:val"), language)
        settings: Any = self._word.settings.element
        settings.find(qn("w:zoom")).set(qn("w:percent"), "100")  # the schema wants it, the template lacks it
        for setting in settings.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")  # as Word writes it today; less opens in a mode of its own


# What comes after a border in the properties of a paragraph, as the schema orders them.
_AFTER_BORDERS = (
    *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
    *("w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr", "w:pPrChange"),
)


def _field(line: Paragraph, code: str) -> None:
    """A number that Word counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    shown = deepcopy(line.add_run("1")._r)
    line._p.remove(line.runs[-1]._r)
    field.append(shown)
    line._p.append(field)
