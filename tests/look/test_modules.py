"""A page's modules joined in one file do what they do apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest
from playwright.async_api import Route

from kit.look.modules import CannotBundle, bundle, in_order
from tests.conftest import OpenWindow

FILES = {
    "page.js": (
        'import "./note.js";\n'
        "import {\n  one,\n  two as second,\n} from './numbers.js';\n"
        'import { fe as tag, Count } from "./all.js";\n'
        'const local = "page";\n'
        "note(local);\n"
        "const said = () => [one, second, tag(), new Count().up(), typeof twice, this === undefined];\n"
        "export default { said };\n"
    ),
    "note.js": "globalThis.order = [];\nglobalThis.note = (name) => order.push(name);\nnote('note');\n",
    "numbers.js": (
        'import { double } from "./vendor/tool.js";\n'
        'const local = "numbers";\n'
        "note(local);\n"
        "export const one = double(0.5);\n"
        "export const two = double(one);\n"
    ),
    "all.js": (
        "import './note.js';\n"
        'export * from "./vendor/tool.js";\n'
        'export * from "./numbers.js";\n'
        'note("all");\n'
        "export class Count { up() { return two_(); } }\n"
        "const two_ = () => 2;\n"
    ),
    "vendor/tool.js": (
        'var a="tag";note("tool");const e=()=>a;function twice(x){return 2*x}'
        "export{e as fe,twice as double};\n"
    ),
}


def joined(files: Mapping[str, str], entry: str = "page.js") -> str:
    return bundle(entry, files.get)


async def run(open_window: OpenWindow, text: str) -> object:
    """What the default export says, and in which order the modules ran, in a real browser."""
    window = await open_window()
    kinds = {"page": ("text/html", "<!doctype html>"), "joined.js": ("text/javascript", text)}
    for name, (kind, body) in kinds.items():
        answer = partial(_answer, content_type=kind, body=body)
        await window.page.route(f"http://127.0.0.1/{name}", answer)
    await window.page.goto("http://127.0.0.1/page")
    return await window.page.evaluate(
        """async () => {
            const { default: page } = await import("/joined.js");
            return { said: page.said(), order };
        }"""
    )


async def _answer(route: Route, **what: str) -> None:
    await route.fulfill(**what)  # type: ignore[arg-type]


async def test_joined_modules_run_once_each_after_those_they_import(open_window: OpenWindow) -> None:
    assert await run(open_window, joined(FILES)) == {
        "said": [1, 2, "tag", 2, "undefined", True],
        "order": ["note", "tool", "numbers", "all", "page"],
    }


def test_a_module_comes_after_all_it_imports() -> None:
    assert in_order("page.js", FILES.get) == ["note.js", "vendor/tool.js", "numbers.js", "all.js", "page.js"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"page.js": 'import "./b.js";', "b.js": 'import "./page.js";'}, "page.js -> b.js -> page.js"),
        ({"page.js": 'import "./gone.js";'}, "gone.js is imported by page.js, and there is no such file"),
        ({"page.js": 'import { x } from "somewhere";'}, "imports 'somewhere': expected a file of ours"),
        (
            {"page.js": 'import { b } from "./a.js";', "a.js": "export const a = 1;"},
            "page.js imports b from a.js, which does not export it",
        ),
        ({"page.js": "export let a = 1;"}, "'export let a = 1;' cannot be joined"),
        ({"page.js": "export default function page() {}"}, "cannot be joined"),
        ({"page.js": 'import all from "./a.js";', "a.js": ""}, "cannot be joined"),
        ({"page.js": 'const a = import("./a.js");', "a.js": ""}, "cannot be joined"),
        ({"page.js": "const here = import.meta.url;"}, "cannot be joined"),
        ({"page.js": "export const a = 1;\nexport { b as a };"}, "exports a twice"),
    ],
    ids=["circle", "no file", "not ours", "no such name", "let", "named", "all", "later", "meta", "twice"],
)
def test_what_cannot_be_joined_is_said_in_words(files: dict[str, str], words: str) -> None:
    with pytest.raises(CannotBundle) as problem:
        joined(files)
    assert words in str(problem.value)
    assert "page.js" in str(problem.value)


def test_notes_for_readers_of_a_file_are_not_sent_to_phones_and_a_licence_is() -> None:
    text = (
        "/* What this is,\n   in two lines. */\n/*! MIT, somebody */\n"
        "const a = 1; /* stays: it may be a string */\n"
    )
    kept = joined({"page.js": text})
    assert "in two lines" not in kept
    assert "/*! MIT, somebody */" in kept
    assert "const a = 1; /* stays" in kept
