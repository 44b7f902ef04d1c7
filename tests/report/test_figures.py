from __future__ import annotations

import re
from collections.abc import Iterator

import plotly.graph_objects as go
import pytest

from kit.report import figures
from kit.report.aar import AfterActionReport
from kit.report.charts import feedback_chart, tally_chart, timeline_chart, votes_chart
from kit.report.export import LOOK
from kit.report.paper import Chart
from tests.report.evening import SCRIPT

MAKERS = (timeline_chart, votes_chart, tally_chart, feedback_chart)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


@pytest.fixture(scope="module")
def charts(report: AfterActionReport) -> list[Chart]:
    made = [maker(report) for maker in MAKERS]
    assert all(made)
    return [chart for chart in made if chart]


def test_plotly_knows_every_field(charts: list[Chart]) -> None:
    for chart in charts:
        go.Figure(chart.figure)


def test_every_chart_has_words_and_a_table(charts: list[Chart]) -> None:
    for chart in charts:
        assert chart.caption
        assert len(chart.alt) > 40
        assert chart.table.rows


def test_colours_are_the_tokens_of_the_look(charts: list[Chart]) -> None:
    css = (LOOK / "tokens.css").read_text("utf-8").split(':root[data-scheme="dark"]')[0]
    for name, value in figures.TOKENS.items():
        assert re.search(rf"--{name}:\s*{value};", css), name
    used = {text for chart in charts for text in strings(chart.figure) if re.fullmatch(r"#[0-9a-f]{6}", text)}
    assert used <= set(figures.TOKENS.values())


def test_the_branch_taken_is_solid_and_the_others_are_not(report: AfterActionReport) -> None:
    chart = votes_chart(report)
    assert chart is not None
    bands = chart.figure["data"]
    first = [
        (band["text"][0], band["marker"]["pattern"]["shape"][0], band["marker"]["color"][0]) for band in bands
    ]
    assert first[1] == ("b 69%", "", figures.INK)
    assert all(shape and colour != figures.INK for text, shape, colour in (first[2], first[3]) if text)


def test_kinds_on_the_timeline_differ_by_shape() -> None:
    assert len({symbol for symbol, _, _ in figures.MARKS.values()}) == len(figures.MARKS)
    assert len({dash for _, _, dash in figures.TALLIES.values()}) == 3


def test_two_lines_keep_their_votes_apart(report: AfterActionReport) -> None:
    chart = votes_chart(report)
    assert chart is not None
    names = chart.figure["data"][0]["y"]
    assert len(names) == len(set(names))


def test_plotly_shows_what_people_wrote_as_text() -> None:
    figure = figures.votes([(SCRIPT, [figures.Share("a", 100, True, SCRIPT)])], [SCRIPT])
    assert not any("<script" in text or "<img" in text for text in strings(figure))


def test_nothing_moves(charts: list[Chart]) -> None:
    for chart in charts:
        assert "frames" not in chart.figure
        assert not {"transition", "updatemenus", "sliders"} & set(chart.figure["layout"])


def test_no_votes_no_chart() -> None:
    assert figures.votes([], [])["data"] == []
