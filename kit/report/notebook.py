"""A paper as a Jupyter notebook: a cell a section, its blocks as outputs, figures as Plotly data.

It opens in JupyterLab as it is (nothing needs to run), and it is what nbconvert draws the page from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.report import html
from kit.report.paper import Block, Chart, Paper, Section

PLOTLY = "application/vnd.plotly.v1+json"


def notebook(paper: Paper) -> dict[str, Any]:
    """The notebook as plain data, format 4.5."""
    kit = {
        "title": paper.title,
        "kicker": paper.kicker,
        "subtitle": paper.subtitle,
        "running": list(paper.running),
        "limits": paper.limits,
        "language": paper.language,
    }
    cells = [_markdown("title", f"# {paper.kicker}: {paper.title}\n\n{paper.subtitle}")]
    for section in paper.sections:
        cells.append(_markdown(f"{section.id}-head", f"## {section.title}"))
        cells.append(_section(section))
    metadata = {"kit": kit, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _markdown(id: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": text}


def _section(section: Section) -> dict[str, Any]:
    about = {
        "id": section.id,
        "title": section.title,
        "across": section.across,
        "sheet": section.sheet,
        "ruled": section.ruled,
    }
    return {
        "cell_type": "code",
        "id": section.id,
        "metadata": {"kit": about, "jupyter": {"source_hidden": True}},
        "execution_count": None,
        "source": "",
        "outputs": list(_outputs(section.blocks)),
    }


def _outputs(blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    """Runs of blocks as one piece of HTML; a chart as its own output, with its figure beside its HTML."""
    run: list[str] = []
    for block in blocks:
        if isinstance(block, Chart):
            if run:
                yield _output({"text/html": "\n".join(run)})
                run = []
            yield _output(
                {PLOTLY: dict(block.figure), "text/html": str(html.draw(block)), "text/plain": block.alt}
            )
        else:
            run.append(str(html.draw(block)))
    if run:
        yield _output({"text/html": "\n".join(run)})


def _output(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}
