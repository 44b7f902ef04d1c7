from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from kit.measurement.plot import Frame, _apart, draw, series
from tests.rehearsal.figures_of_a_bench import figures

SVG = "{http://www.w3.org/2000/svg}"


def drawn(given: dict[str, Any] | None = None) -> ET.Element:
    return ET.fromstring(draw(given or figures()))


def test_a_line_for_everybody_who_was_measured_ours_first() -> None:
    lines = list(series(figures()))
    assert [line.name for line in lines] == ["This kit", "oTree 6"]  # Voila had no room
    assert lines[0].points == ((30, 80.0), (500, 80.0))
    assert lines[1].failed == (500,)


def test_a_screen_reader_hears_every_value() -> None:
    about = drawn().findtext(f"{SVG}desc") or ""
    assert "This kit: 30 participants 80 ms, 500 participants 80 ms." in about
    assert "oTree 6: 30 participants 200 ms, 500 not done." in about


def test_lines_differ_without_colour() -> None:
    paths = [path for path in drawn().iter(f"{SVG}path") if path.get("stroke-width") in ("3", "1.6")]
    lines = [path for path in paths if path.get("fill") == "none"]
    assert len({path.get("stroke-dasharray") for path in lines}) == len(lines) == 2


def test_nothing_is_fetched_from_elsewhere() -> None:
    text = draw(figures())
    assert text.count("http") == 1  # the name of SVG itself
    assert "<script" not in text
    assert "@import" not in text


def test_both_axes_are_logarithmic() -> None:
    frame = Frame((10, 1000), (1, 100))
    assert frame.x(100) - frame.x(10) == frame.x(1000) - frame.x(100)
    assert frame.y(1) > frame.y(10) > frame.y(100)


def test_labels_do_not_lie_on_each_other() -> None:
    placed = _apart([100.0, 101.0, 300.0])
    assert placed[1] - placed[0] >= 20
    assert placed[2] >= placed[1] + 20
