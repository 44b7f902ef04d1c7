from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kit.look.modules import CannotBundle
from kit.server.assets import DEVICES, Assets
from kit.server.render import TEMPLATES
from kit.settings import Settings
from tests.conftest import OpenWindow
from tests.server.conftest import House


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "page.js").write_text(
        'import { html } from "./vendor/tools.js";\nexport * from "./marks.js";\n'
        'const later = import("./later.js");\n// import "./comment-only.js"\nimport "./page.js";\n'
    )
    (tmp_path / "vendor" / "tools.js").write_text('import {\n  a,\n  b,\n} from "../marks.js";\n')
    (tmp_path / "marks.js").write_text("export const a = 1;\n" * 50)
    (tmp_path / "notes.md").write_text("not for browsers")
    return tmp_path


def test_the_version_stands_in_the_path_so_that_imports_carry_it(folder: Path) -> None:
    assets = Assets(folder)
    assert assets.url("page.js") == f"/static/{assets.version}/page.js"
    assert assets.versioned("/static/page.js") == assets.url("page.js")
    assert assets.versioned("/elsewhere/page.js") == "/elsewhere/page.js"


def test_any_changed_file_changes_the_version(folder: Path) -> None:
    before = Assets(folder).version
    (folder / "marks.js").write_text("export const a = 2;")
    assert Assets(folder).version != before


def test_all_modules_of_a_page_are_known_before_it_runs(folder: Path) -> None:
    assets = Assets(folder)
    named = {url.removeprefix(assets.url("")) for url in assets.modules("/static/page.js")}
    assert named == {"page.js", "marks.js", "vendor/tools.js"}
    assert assets.modules(assets.url("page.js")) == assets.modules("/static/page.js")


def test_only_files_for_browsers_are_served(folder: Path) -> None:
    assets = Assets(folder)
    assert "page.js" in assets
    assert "notes.md" not in assets
    assert assets.get("../page.js") is None


async def test_a_versioned_file_is_kept_for_good_and_sent_small(house: House) -> None:
    assets = house.app.assets
    answer = await house.guest().ask(assets.url("host.js"), Accept_Encoding="gzip")
    assert answer.code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")
    host = assets.get("host.js")
    assert host is not None
    assert gzip.decompress(host.packed) == host.body
    assert int(answer.headers["Content-Length"]) == len(host.packed)


@pytest.mark.parametrize("version", ["", "v-000000000000/"])
async def test_a_file_of_another_version_is_asked_for_again(house: House, version: str) -> None:
    answer = await house.guest().ask(f"/static/{version}little.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = await house.guest().ask("/static/little.js", If_None_Match=answer.headers["ETag"])
    assert (again.code, again.body) == (304, b"")


def test_a_page_lies_joined_beside_its_module_and_a_device_beside_its_styles(folder: Path) -> None:
    (folder / "vendor" / "later.js").write_text('import { a } from "../marks.js";\nexport default { a };\n')
    for name in ("tokens", "base", "hand"):
        (folder / f"{name}.css").write_text(f".{name} {{}}\n")
    assets = Assets(folder)
    assert assets.joined("/static/vendor/later.js") == assets.url("vendor/later.joined.js")
    assert assets.joined("/static/page.js") == ""  # it has no default export: it is no page
    assert assets.styles("hand") == [assets.url("hand.joined.css")]
    styles = assets.get("hand.joined.css")
    assert styles is not None
    assert styles.body.split() == [b".tokens", b"{}", b".base", b"{}", b".hand", b"{}"]


def test_modules_in_a_circle_keep_the_server_from_starting(folder: Path) -> None:
    (folder / "desk.js").write_text('import { b } from "./b.js";\nexport default { b };\n')
    (folder / "b.js").write_text('import "./desk.js";\nexport const b = 1;\n')
    with pytest.raises(CannotBundle, match=r"desk\.js imports itself: desk\.js -> b\.js -> desk\.js"):
        Assets(folder)


def test_each_of_our_pages_and_devices_is_joined() -> None:
    static = Settings().static
    assets = Assets(static, TEMPLATES / "kit" / "static")
    pages = [path.stem for path in static.glob("*.js") if "export default {" in path.read_text("utf-8")]
    assert {"participant", "desk", "evaluator", "screen", "home"} <= set(pages)
    assert all(assets.joined(f"/static/{page}.js") for page in pages)
    assert all(assets.styles(device) for device in DEVICES)


async def test_a_joined_page_exports_and_shares_what_its_modules_do(
    open_window: OpenWindow, house: House
) -> None:
    """Every page of ours in a real browser: joined, the same widget as apart."""
    ours = Assets(Settings().static, TEMPLATES / "kit" / "static")
    house.app.assets = ours
    window = await open_window()
    await window.page.goto(f"{house.base}/join")
    for page in ("participant", "desk", "evaluator", "screen", "home"):
        shapes = await window.page.evaluate(
            """(addresses) => Promise.all(addresses.map(async (address) => {
                const module = await import(address);
                return [Object.keys(module), Object.keys(module.default), String(module.default.render)];
            }))""",
            [ours.joined(f"/static/{page}.js"), ours.url(f"{page}.js")],
        )
        assert shapes[0] == shapes[1], page
        assert shapes[0][1] == ["render"]
