from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from playwright.async_api import expect

from kit.server import cells
from kit.settings import Settings
from tests.conftest import OpenWindow
from tests.server.conftest import EXERCISES, LITTLE, House, StartHouse, embedded, enter, write_notebook
from tests.waiting import until

PROCESS: dict[str, Any] = {
    "kit": {"kernel": "process"},
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
}
SLIDER = """
import ipywidgets as widgets
slider = widgets.IntSlider(value=3, max=9, description="Shelters")
double = widgets.Label("6")
slider.observe(lambda change: setattr(double, "value", str(2 * change["new"])), "value")
widgets.VBox([slider, double])
"""

TWO = """
from tests.server.little import Little
other = Little()
other._module = "/static/little/word.js"
other
"""


async def test_the_page_carries_its_state_and_not_its_code(house: House) -> None:
    room = await house.run()
    answer = await (await house.player(room)).ask(f"/run/{room.id}")
    text = answer.body.decode()
    state = embedded(answer)
    (model,) = state["models"].values()
    assert model["module"] == house.app.assets.url("little.joined.js")
    assert model["state"]["n"] == 0
    assert "not embedded" not in text
    assert "_esm" not in text
    assert "LayoutModel" not in text
    assert f'rel="modulepreload" href="{model["module"]}"' in text
    joined = house.app.assets.get("little.joined.js")
    assert joined is not None
    assert b'const word = "Page"' in joined.body  # loaded together with what imports it


async def test_a_page_of_two_modules_gets_each_file_by_itself(house: House) -> None:
    """Joined, what two modules share would run twice."""
    write_notebook(house.app.notebooks / "two.ipynb", LITTLE, TWO)
    text = (await (await house.facilitator()).ask("/notebook/two.ipynb")).body.decode()
    assets = house.app.assets
    assert all(assets.url(name) in text for name in ("host.js", "little.js", "little/word.js"))
    assert "joined.js" not in text


async def test_a_page_asks_for_few_files(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow
) -> None:
    """The real participant's page: itself, the host, one module, one style, one font, the websocket."""
    house = await start_house(replace(house_settings, static=Settings().static, exercises=EXERCISES))
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.goto(f"{house.base}/run/{room.id}")
    await expect(window.page.get_by_role("main")).to_contain_text("You are in")
    await until(lambda: len(window.asked) >= 5 and bool(house.app.sockets))
    await window.page.evaluate("document.fonts.ready")
    named = [url.rsplit("/", 1)[1] for url in window.asked]
    assert named[0] == room.id
    assert sorted(named[1:]) == [
        "hand.joined.css",
        "host.joined.js",
        "participant.joined.js",
        "public-sans-latin-wght-normal.woff2",
    ]


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
    text_cell = "## Before you start\n\nBring *water*."
    cells = ("'<b>shown as it is</b>'", LITTLE)
    write_notebook(house.app.notebooks / "text.ipynb", *cells, markdown=text_cell)
    text = (await (await house.facilitator()).ask("/notebook/text.ipynb")).body.decode()
    assert "Before you start" in text
    assert "<em>water</em>" in text
    assert "&lt;b&gt;shown as it is&lt;/b&gt;" in text
    assert text.index("water") < text.index('class="mount"')


@pytest.mark.parametrize("metadata", [{}, PROCESS], ids=["virtual", "process"])
async def test_an_authors_slider_works_in_voilas_own_template_without_the_internet(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow, metadata: dict[str, Any]
) -> None:
    house = await start_house(replace(house_settings, processes=True))
    write_notebook(house.app.notebooks / "slider.ipynb", SLIDER, **metadata)
    window = await open_window()
    await enter(window, await house.facilitator())
    answer = await window.page.goto(f"{house.base}/notebook/slider.ipynb")
    assert answer is not None
    assert not re.search(r'(?:src|href)="https?:', await answer.text())
    await window.page.locator(".noUi-handle").press("ArrowRight", timeout=60_000)
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


async def test_a_cell_that_never_ends_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cells, "CELL_SECONDS", 1)
    write_notebook(house.app.notebooks / "endless.ipynb", "import asyncio\nawait asyncio.sleep(3600)")
    answer = await (await house.facilitator()).ask("/notebook/endless.ipynb")
    assert answer.code == 500
    assert "expected every cell to end within 1 s" in caplog.text
    assert len(house.app.kernel_manager) == 0


async def test_a_template_that_fails_leaves_nobody_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_what: Any, **_how: Any) -> Any:
        raise KeyError("sheet")

    monkeypatch.setattr(house.app.renderer._exporter.template, "render_async", broken)
    answer = await (await house.facilitator()).ask("/home")
    assert answer.code == 500
    assert b"Something broke on this page, not in the room" in answer.body
    assert "GET /home failed at" in caplog.text
    assert "test_render.py:" in caplog.text
    assert len(house.app.kernel_manager) == 0


async def test_magics_and_displays_of_an_authors_cells_work(house: House) -> None:
    cells = ("%precision 2\n1/3", "from IPython.display import Markdown\ndisplay('shown')\nprint('said')")
    write_notebook(house.app.notebooks / "magic.ipynb", *cells)
    text = (await (await house.facilitator()).ask("/notebook/magic.ipynb")).body.decode()
    assert "shown" in text


CALL = 'from kit.pages import open_page\n\nopen_page("hurricane")'


@pytest.mark.parametrize(
    ("sources", "at_once"),
    [
        ([CALL], True),
        (["from kit.pages import open_page\nopen_page()\n"], True),
        ([CALL, "print(1)"], False),  # whoever adds a cell gets all that a notebook can do
        ([CALL + "\nprint(1)"], False),
        (["import os\n" + CALL], False),
        ([], False),
    ],
)
def test_only_a_notebook_that_is_one_call_of_ours_is_run_without_voilas_executor(
    sources: list[str], at_once: bool
) -> None:
    made = [nbformat.v4.new_code_cell(text) for text in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=made)  # type: ignore[no-untyped-call]
    assert bool(cells.one_call(notebook)) is at_once


async def test_one_call_that_fails_says_where(house: House, caplog: pytest.LogCaptureFixture) -> None:
    path = write_notebook(house.app.notebooks / "hurricane" / "exercise.ipynb", CALL.replace("hurr", "no-h"))
    try:
        room = await house.run()
        answer = await (await house.player(room)).ask(f"/run/{room.id}")
    finally:
        write_notebook(path, LITTLE)
    assert answer.code == 500
    assert "Something broke on this page, not in the room" in answer.body.decode()
    assert re.search(r"hurricane/exercise\.ipynb: \S*pages/__init__\.py:\d+\n", caplog.text)
    assert "This notebook is for 'no-hicane'" in caplog.text
    assert len(house.app.kernel_manager) == 0


def test_the_shipped_notebooks_are_one_call_each_and_hold_no_outputs() -> None:
    paths = [EXERCISES / "home.ipynb", *EXERCISES.glob("*/exercise.ipynb")]
    assert len(paths) == 1 + len(list(EXERCISES.glob("*/scenario.yaml")))
    for path in paths:
        (cell,) = json.loads(path.read_text())["cells"]
        assert "".join(cell["source"]).startswith("from kit.pages import open_page\n\nopen_page("), path
        assert (cell["outputs"], cell["execution_count"]) == ([], None), path
