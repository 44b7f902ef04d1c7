from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from kit.report import html, paper as p
from tests.report.evening import SCRIPT

WORDS = (p.Span(SCRIPT), p.Span(SCRIPT, "link", '#x" onclick="y'), p.Span(SCRIPT, "badge", style="inforce"))
TABLE = p.Table(
    SCRIPT, (p.Column(SCRIPT), p.Column("b")), (p.Row((WORDS, WORDS), id='r"1'),), kind="sentences"
)
BLOCKS: tuple[p.Block, ...] = (
    p.Heading(3, SCRIPT, 'h"1', WORDS, WORDS),
    p.Para(WORDS),
    p.Bullets((WORDS,)),
    p.Quotes(((SCRIPT, WORDS),)),
    TABLE,
    p.Result(SCRIPT, (p.Votes("a", SCRIPT, "3", "50%", 50, True, True),), SCRIPT),
    p.Tallies(1, 0, -2),
    p.Pair((p.Para(WORDS),), (p.Para(WORDS),)),
    p.Chart("c", SCRIPT, SCRIPT, {"data": [{"text": [SCRIPT]}]}, TABLE),
    p.Replay(SCRIPT, SCRIPT, ({"text": SCRIPT},)),
)


class Tags(HTMLParser):
    """Which elements and handlers a piece of HTML really has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script" or dict(attrs).get("type") != "application/json":
            self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_a_script_in_any_text_comes_out_as_text(block: p.Block) -> None:
    found = Tags(str(html.draw(block)))
    assert not {"script", "img"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]


def test_every_kind_of_block_is_drawn() -> None:
    assert {type(block) for block in BLOCKS} == set(p.Block.__args__)


def test_data_cannot_end_its_script_element() -> None:
    text = str(html.script_json({"a": "</script><!--<script>&\u2028"}))
    assert not any(char in text for char in "<>&\u2028")
    assert json.loads(text) == {"a": "</script><!--<script>&\u2028"}


def test_a_row_is_named_by_its_head_column() -> None:
    table = p.Table("c", (p.Column("a"), p.Column("b")), (p.Row(((p.Span("x"),), (p.Span("y"),))),), head=1)
    drawn = str(html.draw(table))
    assert '<th scope="row">y</th>' in drawn
    assert '<th scope="col">a</th>' in drawn


def test_a_wide_cell_covers_its_columns() -> None:
    columns = tuple(p.Column(name) for name in "abcd")
    row = p.Row(((p.Span("x"),), (p.Span("wide"),), (p.Span("z"),)), covers={1: 2})
    assert '<td colspan="2">wide</td>' in str(html.draw(p.Table("c", columns, (row,))))
