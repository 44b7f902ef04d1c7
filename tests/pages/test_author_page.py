"""The notebook as an author opens it: a real kernel, nobody visiting."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kit.pages.author import check_html
from kit.pages.story_graph import edges, figure, nodes
from tests.engine.playing import EXERCISES, exercise_of


async def test_the_exercise_notebook_opens_the_authors_page_in_a_real_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(EXERCISES.parent))  # the kit that is tested, whatever is installed
    notebook = nbformat.read(EXERCISES / "hurricane" / "exercise.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    notebook.cells.append(nbformat.v4.new_code_cell("import sys; print('lark' in sys.modules)"))  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(EXERCISES / "hurricane")}}
    client = NotebookClient(notebook, timeout=600, resources=resources, store_widget_state=True)
    await client.async_execute()
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    pages = [model["state"] for model in state.values() if model["state"].get("page")]
    assert {page["page"] for page in pages} == {"desk", "participant"}
    desk = next(page for page in pages if page["page"] == "desk")
    assert desk["_module"] == ""
    assert "export default" in desk["_esm"]
    assert desk["view"]["msel"][0]["id"] == "M1"
    shown = " ".join(str(model["state"].get("value", "")) for model in state.values())
    assert "Hurricane Odell: the check" in shown
    assert notebook.cells[-1].outputs[0].text == "False\n", "no grammar of web addresses is compiled"
    assert any("_widget_data" in model["state"] for model in state.values())  # the Plotly figure


def test_the_story_graph_has_every_step_and_every_link_its_options_declare() -> None:
    exercise = exercise_of("hurricane")
    ids = {node.id for node in nodes(exercise)}
    assert ids >= set(exercise.steps)
    assert "B-D1.e" in ids
    assert {(e.source, e.target) for e in edges(exercise)} >= {("B-D1.a", "BX1"), ("B-D1.d", "B-D4.e")}
    drawn = {text for trace in figure(exercise)["data"] for text in trace.get("hovertext", [])}
    assert len(drawn) == len(ids)


def test_a_broken_exercise_shows_its_problems_instead(tmp_path: Path) -> None:
    from kit.pages.author import author_page

    (tmp_path / "hurricane").mkdir()
    (tmp_path / "frame.yaml").write_text((EXERCISES / "frame.yaml").read_text("utf-8"), "utf-8")
    text = (EXERCISES / "hurricane" / "scenario.yaml").read_text("utf-8").replace("to: [CB1]", "to: [CB9]", 1)
    (tmp_path / "hurricane" / "scenario.yaml").write_text(text, "utf-8")
    page = author_page("hurricane", tmp_path)
    assert "cannot be read yet" in page.children[0].value
    assert "CB9" in page.children[0].value


async def test_a_briefing_is_checked_and_given_alone_and_a_series_too() -> None:
    from kit.pages.author import author_page
    from kit.pages.author_briefing import walk_alone

    page = author_page("det")
    desk, phone = page.children[-2:]
    assert "roll call 9, class 30" in page.children[0].value
    assert (desk.view["slides"][1]["title"], phone.view["slide"]) == ("Read the form number first", None)
    assert "export default" in phone._esm
    of_series, _ = walk_alone("series", EXERCISES)
    assert len(of_series.view["talk"]["entries"]) == 8


def test_the_check_is_shown_with_its_figures() -> None:
    assert "16,691" in check_html(exercise_of("enforcement_action"))
