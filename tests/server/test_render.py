from __future__ import annotations

import logging
import os
from dataclasses import replace

import nbformat
import pytest
from playwright.async_api import expect

from kit.settings import Settings
from tests.conftest import OpenWindow
from tests.server.conftest import LITTLE, House, StartHouse, embedded, enter, write_notebook

SLIDER = """
import ipywidgets as widgets
slider = widgets.IntSlider(value=3, max=9, description="Shelters")
double = widgets.Label("6")
slider.observe(lambda change: setattr(double, "value", str(2 * change["new"])), "value")
widgets.VBox([slider, double])
"""


async def test_the_page_carries_its_state_and_not_its_code(house: House) -> None:
    room = await house.run()
    answer = await (await house.player(room)).ask(f"/run/{room.id}")
    text = answer.body.decode()
    state = embedded(answer)
    (model,) = state["models"].values()
    assert model["module"] == house.app.assets.url("little.js")
    assert model["state"]["n"] == 0
    assert "not embedded" not in text
    assert "_esm" not in text
    assert "LayoutModel" not in text
    assert house.app.assets.url("little/word.js") in text  # loaded together with what imports it


async def test_text_in_the_state_cannot_end_its_script(house: House) -> None:
    room = await house.run()
    answer = await (await house.player(room)).ask(f"/run/{room.id}")
    (model,) = embedded(answer)["models"].values()
    assert model["state"]["words"] == "</script><script>alert(1)</script>"
    assert "<script>alert(1)" not in answer.body.decode()


async def test_cells_are_run_once_for_each_visitor_and_leave_the_notebook_alone(house: House) -> None:
    path = write_notebook(house.app.notebooks / "count.ipynb", "seen = globals().get('seen', 0) + 1\nseen")
    before = path.read_bytes()
    facilitator = await house.facilitator()
    for _ in range(2):
        assert b'<pre class="author">1</pre>' in (await facilitator.ask("/notebook/count.ipynb")).body
    assert path.read_bytes() == before


async def test_a_notebook_that_was_changed_is_read_again(house: House) -> None:
    facilitator = await house.facilitator()
    for words in ("before", "after it"):
        path = write_notebook(house.app.notebooks / "words.ipynb", f"{words!r}")
        os.utime(path, ns=(len(words), len(words)))
        assert words.encode() in (await facilitator.ask("/notebook/words.ipynb")).body


async def test_an_authors_text_and_prints_stand_above_the_page(house: House) -> None:
    path = house.app.notebooks / "text.ipynb"
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("## Before you start\n\nBring *water*."),
        nbformat.v4.new_code_cell("'<b>shown as it is</b>'"),
        nbformat.v4.new_code_cell(LITTLE),
    ]
    nbformat.write(notebook, path)
    text = (await (await house.facilitator()).ask("/notebook/text.ipynb")).body.decode()
    assert "Before you start" in text
    assert "<em>water</em>" in text
    assert "&lt;b&gt;shown as it is&lt;/b&gt;" in text
    assert text.index("water") < text.index('class="mount"')


async def test_an_authors_slider_works_in_voilas_own_template_without_the_internet(
    house: House, open_window: OpenWindow
) -> None:
    write_notebook(house.app.notebooks / "slider.ipynb", SLIDER)
    window = await open_window()
    await enter(window, await house.facilitator())
    answer = await window.page.goto(f"{house.base}/notebook/slider.ipynb")
    assert answer is not None
    assert "http://" not in (await answer.text()).replace("http://www.w3.org", "")
    await window.page.locator(".noUi-handle").press("ArrowRight", timeout=20_000)
    await expect(window.page.get_by_text("8", exact=True)).to_be_visible()
    assert len(house.app.kernel_manager) == 1  # its cells ran once, in one kernel


async def test_only_facilitators_get_the_looser_policy(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    write_notebook(house.app.notebooks / "hurricane" / "exercise.ipynb", SLIDER, LITTLE)
    try:
        room = await house.run()
        player = await (await house.player(room)).ask(f"/run/{room.id}")
        desk = await (await house.facilitator()).ask(f"/run/{room.id}/desk")
    finally:
        write_notebook(house.app.notebooks / "hurricane" / "exercise.ipynb", LITTLE)
    assert "unsafe" not in player.headers["Content-Security-Policy"]
    assert b"kit-state" in player.body
    assert "IntSliderModel" in caplog.text
    assert "'unsafe-eval'" in desk.headers["Content-Security-Policy"]
    assert "default-src 'self'" in desk.headers["Content-Security-Policy"]
    assert b"jupyter-config-data" in desk.body


PROCESS = {"kit": {"kernel": "process"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}


async def test_a_notebook_may_ask_for_a_process_if_the_house_allows_it(
    start_house: StartHouse, house_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIT_DATABASE_PASSWORD", "secret")
    house = await start_house(replace(house_settings, processes=True))
    code = "import os\n(os.getppid(), os.environ.get('KIT_DATABASE_PASSWORD'))"
    write_notebook(house.app.notebooks / "process.ipynb", code, **PROCESS)
    answer = await (await house.facilitator()).ask("/notebook/process.ipynb")
    assert answer.code == 200
    assert f"({os.getpid()}, None)" in answer.body.decode().replace("&#x27;", "'")
    assert len(house.app.kernel_manager) == 1


async def test_no_process_is_started_where_the_house_does_not_allow_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    write_notebook(house.app.notebooks / "process.ipynb", "1", **PROCESS)
    answer = await (await house.facilitator()).ask("/notebook/process.ipynb")
    assert answer.code == 500
    assert "start the server with --processes" in caplog.text
    assert len(house.app.kernel_manager) == 0
