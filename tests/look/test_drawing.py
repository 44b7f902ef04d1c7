"""Drawings: what is named is drawn, inside its frame, and says nothing to a screen reader."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kit.look.drawing import ARRANGEMENTS, Bar, Days, Glyph, Picture, faults, glyph_names, size, svg

WEEK = Days(
    ("Friday", "Saturday", "Sunday", "Monday", "Tuesday"),
    (Bar("Friday 5 p.m.", "Tuesday 5 p.m.", "Without the weekend", ("Saturday", "Sunday")),),
    "Monday 9 a.m.",
    "The note",
)


def drawn(*glyphs: Glyph) -> str:
    return svg(Picture("row", glyphs))


@pytest.mark.parametrize("name", glyph_names())
def test_every_glyph_makes_a_drawing_that_is_well_formed_hidden_and_without_ids(name: str) -> None:
    text = drawn(Glyph(name, label="A & B", days=WEEK if name == "days" else None))
    root = ET.fromstring(text)
    assert root.get("aria-hidden") == "true"
    assert root.get("focusable") == "false"
    assert " id=" not in text
    assert "A &amp; B" in text


def test_colours_are_ink_one_accent_its_tint_and_paper() -> None:
    every = "".join(drawn(Glyph(name, days=WEEK)) for name in glyph_names())
    assert set(re.findall(r"#[0-9a-f]{3,6}", every)) == {"#07648d", "#e7f2f5", "#ffffff"}


def test_a_clock_shows_its_time() -> None:
    three, nine = drawn(Glyph("clock", at="3 p.m.")), drawn(Glyph("clock", at="9 a.m."))
    assert "M50 50L73 50" in three  # the short hand points right
    assert "M50 50L27 50" in nine
    assert "M50 50L50 16" in three  # the long one up
    assert drawn(Glyph("clock", label="3 p.m.")).startswith(three[:60])


def test_a_bar_leaves_out_the_days_it_skips() -> None:
    text = drawn(Glyph("days", days=WEEK))
    stretches = [tuple(map(float, s)) for s in re.findall(r'd="M([\d.]+) \d+H([\d.]+)v18', text)]
    friday_five, day = 92 * 17 / 24, 92
    assert stretches == [
        (pytest.approx(friday_five, abs=0.1), day),
        (3 * day, pytest.approx(4 * day + friday_five, abs=0.1)),
    ]


def test_a_checklist_has_as_many_boxes_as_asked_for_and_ticks_the_first() -> None:
    text = drawn(Glyph("checklist", count=6, ticked=2))
    assert text.count("h15v15h-15z") == 6
    assert text.count("l5 6 11-15") == 2


@pytest.mark.parametrize("arrange", ARRANGEMENTS)
def test_everything_stays_inside_the_frame(arrange: str) -> None:
    row: Picture = replace(Picture("row", (Glyph("door"), Glyph("clock"))), label="Two")
    picture = Picture(arrange, (row, *(Glyph("bubble", text="Hello"),) * 4))  # type: ignore[arg-type]
    width, height = size(picture)
    at: list[tuple[float, float]] = []

    def walk(node: ET.Element, x: float, y: float) -> None:
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        at.append((x, y))
        for part in node:
            walk(part, x, y)

    walk(ET.fromstring(svg(picture)), 0, 0)
    assert all(0 <= x < width and 0 <= y < height for x, y in at)


@pytest.mark.parametrize(
    ("glyph", "key", "said"),
    [
        (Glyph("fromm"), "draw", 'there is no glyph "fromm"'),
        (Glyph("bubble", inside="cat"), "inside", 'there is no glyph "cat"'),
        (Glyph("key", text="K"), "text", "nothing can stand inside a key"),
        (Glyph("clock", at="25 p.m."), "at", "no time of day"),
        (Glyph("days"), "draw", "needs days"),
        (Glyph("days", days=replace(WEEK, mark="Sunday noonish")), "days", "not on this line"),
    ],
)
def test_what_cannot_be_drawn_is_told(glyph: Glyph, key: str, said: str) -> None:
    ((found, message, _),) = faults(glyph)
    assert found == key
    assert said in message


def test_the_guide_shows_every_glyph_and_its_example_is_one() -> None:
    docs = Path(__file__).parents[2] / "docs"
    shown = set(re.findall(r">([a-z_]+)</text>", (docs / "images" / "drawings.svg").read_text("utf-8")))
    assert shown == set(glyph_names()) - {"days"}, "draw docs/images/drawings.svg anew"
    named = re.findall(r"draw: (\w+)", (docs / "videos.md").read_text("utf-8"))
    assert set(named) <= set(glyph_names())
