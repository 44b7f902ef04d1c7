"""Who may import whom; the table itself is in ``pyproject.toml``, under ``tool.importlinter``."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KIT = ROOT / "kit"
PACKAGES = sorted(path.parent.name for path in KIT.glob("*/__init__.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"


def test_no_package_imports_what_the_table_forbids() -> None:
    # in a process of its own, because it silences the loggers of the process it runs in
    done = subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_table_names_every_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    limited = {name for contract in contracts for name in contract.get("source_modules", [])}
    assert {f"kit.{package}" for package in PACKAGES} <= limited


LOADED = """
import importlib, pkgutil, sys
import {package}

for module in pkgutil.iter_modules({package}.__path__, "{package}."):
    importlib.import_module(module.name)
print("\\n".join(sys.modules))
"""
PURE = ("kit.engine", "kit.scenario", "kit.briefing", "kit.facts")
NOT_FOR_ROOM = {"IPython", "ipykernel", "ipywidgets", "anywidget", "voila", "tornado", "plotly",
                "jupyter_server", "jupyter_client", "nbformat", "nbconvert"}  # fmt: skip
NOT_FOR_PURE = NOT_FOR_ROOM | {"sqlite3", "asyncio"}


@pytest.mark.parametrize(
    ("package", "unwanted"), [*((package, NOT_FOR_PURE) for package in PURE), ("kit.room", NOT_FOR_ROOM)]
)
def test_importing_the_rules_loads_nothing_that_serves_draws_or_stores(
    package: str, unwanted: set[str]
) -> None:
    command = [sys.executable, "-c", LOADED.format(package=package)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert f"{package}.__init__" in loaded or package in loaded
    assert loaded & unwanted == set()


def test_the_kit_itself_imports_nothing() -> None:
    assert list(imports(KIT / "__init__.py")) == []


def packages_in(path: Path) -> set[str]:
    return {line.split(">")[0].split("[")[0].strip() for line in path.read_text().splitlines()}


def test_the_kit_imports_only_what_requirements_in_names() -> None:
    run, develop, postgres, video = (
        packages_in(ROOT / f"requirements{kind}.in") for kind in ("", "-dev", "-postgres", "-video")
    )
    origin = packages_distributions()
    missing: dict[str, str] = {}
    more = {"store": postgres, "video": video}
    more |= dict.fromkeys(("testbed", "rehearsal", "trouble", "measurement"), develop)
    for path in KIT.rglob("*.py"):
        named = run | more.get(path.parent.name, set())
        for module in imports(path):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top == "kit":
                continue
            dists = {name.lower().replace("_", "-") for name in origin.get(top, [top])}
            if not dists & named:
                missing.setdefault(top, str(path.relative_to(ROOT)))
    assert missing == {}


CLOCKS = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


@pytest.mark.parametrize(
    "package",
    [
        "facts",
        "scenario",
        "briefing",
        "engine",
        "store",
        "room",
        "pages",
        "report",
        "packet",
        "ispeak",
        "look",
        "video",
        "site",
        "engagement",
    ],
)
def test_only_the_rooms_clock_reads_the_time(package: str) -> None:
    """A command line and an author's preview may ask which day it is: somebody started them now."""
    readers = {
        path.name
        for path in (KIT / package).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    }
    assert readers - {"cli.py", "author.py"} == ({"clock.py"} if package == "room" else set())
