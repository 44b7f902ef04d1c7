from __future__ import annotations

import re

from kit.report import paper as p
from kit.report.aar import AfterActionReport
from kit.report.export import to_markdown
from kit.report.layout import lay_out
from kit.report.markdown import block, inline


def test_what_people_wrote_stays_text(report: AfterActionReport) -> None:
    text = to_markdown(report).decode()
    assert not re.search(r"(?<!\\)<script", text)
    assert "\\<script\\>" in text


def test_special_characters_are_escaped() -> None:
    assert inline((p.Span("a|b *c* [d](e) #f"),)) == "a\\|b \\*c\\* \\[d\\](e) \\#f"


def test_every_link_has_its_anchor(report: AfterActionReport) -> None:
    text = to_markdown(report).decode()
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    targets = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert targets
    assert targets <= anchors


def test_a_table_has_a_cell_a_column_in_every_row(report: AfterActionReport) -> None:
    for line in to_markdown(report).decode().splitlines():
        if line.startswith("| Critical Transportation"):
            assert line.count(" | ") == 7
    wide = p.Table(
        "c", tuple(p.Column(x) for x in "abc"), (p.Row(((p.Span("x"),), (p.Span("y"),)), covers={1: 2}),)
    )
    assert block(wide).splitlines()[-1] == "| x | y |  |"


def test_every_section_is_there(report: AfterActionReport) -> None:
    text = to_markdown(report).decode()
    for section in lay_out(report).sections:
        assert f"## {section.title}" in text
