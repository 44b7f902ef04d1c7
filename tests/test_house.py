"""The house rules that a program can check: sizes, names, and what must never be in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def files() -> list[Path]:
    """What is, or is about to be, in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def functions() -> Iterator[tuple[str, FunctionNode]]:
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, FunctionNode):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def length(node: FunctionNode) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_400_lines() -> None:
    own = [path for path in files() if path.suffix in (".py", ".js") and "vendor" not in path.parts]
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in own}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert [f"{where}: {length(node)}" for where, node in functions() if length(node) > 60] == []


def test_functions_are_short() -> None:
    lengths = sorted(length(node) for _, node in functions())
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[len(lengths) * 9 // 10] <= 30


VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers", "stuff", "tools"}


def test_every_file_name_is_a_noun_with_one_meaning() -> None:
    assert [str(path.relative_to(ROOT)) for path in files() if path.stem.lower() in VAGUE] == []


def test_the_kit_is_one_level_deep() -> None:
    deep = [path for path in python_files() if path.is_relative_to(ROOT / "kit")]
    assert [str(path) for path in deep if len(path.relative_to(ROOT).parts) > 3] == []


def test_every_test_is_collected_or_imported_by_one_that_is() -> None:
    tests = {path for path in python_files() if path.is_relative_to(ROOT / "tests")}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in tests)
    lost = []
    for path in tests:
        name = path.stem
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        package, _, _ = module.rpartition(".")
        imported = rf"(from|import) {re.escape(module)}\b|from {re.escape(package)} import .*\b{name}\b"
        if not (name.startswith("test_") or name in ("conftest", "__init__") or re.search(imported, texts)):
            lost.append(module)
    assert lost == []


def test_no_two_tests_of_one_file_have_the_same_name() -> None:
    twins = []
    for path in python_files():
        for scope in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(scope, ast.Module | ast.ClassDef):
                names = [node.name for node in scope.body if isinstance(node, FunctionNode)]
                twins += [
                    f"{path.name}: {n}" for n in set(names) if n.startswith("test_") and names.count(n) > 1
                ]
    assert twins == []


ASKED_ONCE = {
    "is_visible", "is_hidden", "is_enabled", "is_disabled", "is_checked", "count", "inner_text",
    "text_content", "input_value", "get_attribute", "all_inner_texts", "all_text_contents",
}  # fmt: skip


def hasty(text: str) -> Iterator[int]:
    """Lines of assertions that ask a page what it shows at this moment. What a page shows after an act comes
    when it has drawn, on a busy machine late: Playwright's ``expect`` waits for it, and so does
    ``Stage.words`` in tests/pages."""
    for asserted in ast.walk(ast.parse(text)):
        for node in ast.walk(asserted.test) if isinstance(asserted, ast.Assert) else ():
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                asked = node.value.func
                if isinstance(asked, ast.Attribute) and asked.attr in ASKED_ONCE:
                    yield node.lineno


def test_no_test_asks_a_page_once_what_it_will_show() -> None:
    tests = [path for path in python_files() if path.is_relative_to(ROOT / "tests")]
    found = {path.relative_to(ROOT): list(hasty(path.read_text(encoding="utf-8"))) for path in tests}
    assert [f"{path}:{line}" for path, lines in found.items() for line in lines] == []


def test_a_hasty_question_is_found_however_it_is_asked() -> None:
    for asked in ("await b.is_visible()", "not await b.is_hidden()", "'a' in (await b.inner_text()).split()"):
        assert list(hasty(f"async def f(b):\n    assert {asked}")) == [2]
    for asked in ("[1].count(1)", "await b.said()", "len(await b.texts()) == 2"):
        assert list(hasty(f"async def f(b):\n    await expect(b).to_be_visible()\n    assert {asked}")) == []


PLACES = re.compile(r"(?<![\w.:/-])/(work|root|tmp|usr/local)/")
HOSTS = re.compile(
    r"pypi\.org|pythonhosted|npmjs\.|yarnpkg|unpkg\.com|jsdelivr|cdnjs|anaconda\.|debian\.org|crates\.io"
    r"|golang\.org|googleapis|gstatic|esm\.sh"
)
TEXT = {".py", ".js", ".mjs", ".css", ".html", ".j2", ".md", ".yaml", ".yml", ".toml", ".in", ".lock"}
TEXT |= {".json", ".ipynb", ".txt", ".svg", ""}


def lines_of_text() -> Iterator[tuple[str, str]]:
    """Every line we wrote ourselves, with its place."""
    for path in files():
        own = path.suffix in TEXT or path.suffix == ""
        if own and path.name != "LICENSE" and "fonts" not in path.parts and path != Path(__file__):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("unwanted", [PLACES, HOSTS], ids=["machine paths", "registry hosts"])
def test_the_repository_names_no_machine_and_no_registry(unwanted: re.Pattern[str]) -> None:
    assert [f"{where}: {m[0]}" for where, line in lines_of_text() if (m := unwanted.search(line))] == []


def test_the_patterns_find_what_they_are_for() -> None:
    # put together here, so that this file names no machine and no registry either
    for text in ("cd {}work/main", "open('{}tmp/x')", "PATH={}root/bin"):
        assert PLACES.search(text.format("/"))
    for text in ("https://pypi{}org/simple", "registry.npmjs{}org"):
        assert HOSTS.search(text.format("."))
    for text in ("exercises/work/x", "/home", "/run/7/desk", "sqlite:///runs.kit"):
        assert not PLACES.search(text)
