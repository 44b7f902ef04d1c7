from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from kit.pages import assets
from kit.pages.assets import STATIC, lab_module, modules, styles
from tests.conftest import OpenWindow
from tests.pages.player_views import PLAY_OPEN

PAGES = sorted(
    path.stem for path in STATIC.glob("*.js") if "export default { render" in path.read_text("utf-8")
)


@pytest.mark.parametrize("page", PAGES)
def test_every_module_comes_after_those_it_imports(page: str) -> None:
    names = [name for name, _ in modules(page)]
    assert names[-1] == f"{page}.js"
    assert names[0] == "vendor/preact-htm.js"
    assert len(names) == len(set(names))


def test_modules_that_import_each_other_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with pytest.raises(ValueError, match=r"a\.js imports itself: a\.js -> b\.js -> a\.js"):
        modules("a")


def test_the_styles_for_jupyterlab_hold_their_one_font_and_ask_for_nothing() -> None:
    text = styles("participant")
    assert text.count("@font-face") == 1
    assert "data:font/woff2;base64," in text
    assert 'url("fonts/' not in text


def test_pinned_files_are_the_ones_that_were_pinned() -> None:
    lock = json.loads((STATIC / "vendor" / "assets.lock").read_text("utf-8"))
    found = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in lock}
    assert found == {name: entry["sha256"] for name, entry in lock.items()}
    shipped = [*(STATIC / "vendor").glob("*.js"), *(STATIC / "fonts").glob("*.woff2")]
    assert {path.relative_to(STATIC).as_posix() for path in shipped} == set(lock)


RISKY = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|<[a-z][^>]*\sstyle=\"|\beval\(|Function\("
)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_module_makes_markup_styles_or_code_of_text(path: Path) -> None:
    assert RISKY.findall(path.read_text("utf-8")) == []


async def test_the_module_for_jupyterlab_draws_the_page_in_a_frame_of_its_own(
    open_window: OpenWindow, stage_address: str
) -> None:
    window = await open_window(viewport={"width": 900, "height": 800})
    await window.page.goto(f"{stage_address}/lab")
    await window.page.evaluate(
        """async ([source, view]) => {
            const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { default: widget } = await import(address);
            const traits = { view, page: "participant", seq: 0 };
            const send = (said) => { window.sent = said; };
            const model = { get: (name) => traits[name], on() {}, off() {}, send };
            await widget.render({ model, el: document.getElementById("cell") });
        }""",
        [lab_module("participant"), PLAY_OPEN],
    )
    frame = window.page.frame_locator("iframe")
    await frame.locator("label[for=vote-b]").click()
    await expect(frame.locator("#vote-b")).to_be_checked()
    await frame.get_by_role("button", name="Save my choice").click()
    await window.page.wait_for_function("window.sent?.args?.option === 'b'")
    assert await window.page.evaluate("getComputedStyle(document.body).margin") == "8px", (
        "JupyterLab's styles stay"
    )
