from __future__ import annotations

import json

import nbformat

from kit.report.aar import AfterActionReport
from kit.report.export import to_notebook
from kit.report.notebook import PLOTLY


def test_the_notebook_is_valid_and_needs_nothing_run(report: AfterActionReport) -> None:
    node = nbformat.reads(to_notebook(report).decode(), as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(node)
    assert all(not cell.source for cell in node.cells if cell.cell_type == "code")


def test_each_section_is_a_cell_and_each_figure_an_output(report: AfterActionReport) -> None:
    plain = json.loads(to_notebook(report))
    sections = [cell for cell in plain["cells"] if cell["cell_type"] == "code"]
    figures = [o for cell in sections for o in cell["outputs"] if PLOTLY in o["data"]]
    assert sections[0]["metadata"]["kit"]["title"] == "In brief"
    assert len(figures) == 4
    assert all(figure["data"]["text/plain"] for figure in figures)
