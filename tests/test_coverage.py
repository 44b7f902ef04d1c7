"""``docs/coverage.md`` keeps its word: every line is there, every proof is a test, the rest says why."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.test_seeds import NAMED, test_what_the_documents_name_stands_where_people_read_it as named

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "coverage.md"
MODULES = ("INT", "DET", "CON", "PRO", "OUT", "VIC", "RET", "LAN")
KEYS = [
    *(f"A{n}" for n in range(1, 16)),
    *(f"B{n}" for n in range(1, 4)),
    *MODULES,
    *(f"D{n}" for n in range(1, 34)),
    *(f"EF{n}" for n in range(1, 7)),
]
NAMING = f"tests/test_seeds.py::{named.__name__}"


@dataclass(frozen=True)
class Line:
    key: str
    what: str
    state: str
    why: str

    @property
    def proofs(self) -> list[str]:
        return re.findall(r"`([^`]+::[^`]+)`", self.why)


def lines(text: str) -> list[Line]:
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [Line(*row) for row in cells if row[0] != "line"]


COVERED = lines(TABLE.read_text("utf-8"))
each_line = pytest.mark.parametrize("line", COVERED, ids=lambda line: line.key)


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """The names of the tests in a file, as it is written."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def wrong(line: Line) -> list[str]:
    """What is wrong with a line, in sentences."""
    if line.state == "not built":
        says = len(line.why.split()) >= 4 and not line.proofs
        return [] if says else [f"{line.key} is not built and does not say why in a few words"]
    if line.state != "built":
        return [f'{line.key} is "{line.state}"; it can be built or not built']
    found = [] if line.proofs else [f"{line.key} is called built without a test"]
    for proof in line.proofs:
        path, _, name = proof.partition("::")
        if not (ROOT / path).is_file() or name not in names_of_tests(path):
            found.append(f"{line.key} names {proof}, which is no test")
        if proof == NAMING and line.key not in NAMED:
            found.append(f"{line.key} leans on {proof}, which says nothing of it")
    return found


def test_every_line_of_the_list_is_there_once_and_in_order() -> None:
    assert [line.key for line in COVERED] == KEYS


@each_line
def test_a_built_line_names_tests_that_exist_and_another_says_why(line: Line) -> None:
    assert wrong(line) == []


def test_the_counts_are_those_of_the_table() -> None:
    built = sum(line.state == "built" for line in COVERED)
    assert f"\n{built} of {len(COVERED)} lines are built.\n" in TABLE.read_text("utf-8")


def test_whatever_the_documents_name_has_a_line() -> None:
    assert set(NAMED) <= set(KEYS)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| D1 | x | built | `tests/test_coverage.py::test_that_is_not_there` |", "is no test"),
        ("| D1 | x | built | `tests/nowhere.py::test_x` |", "is no test"),
        ("| D1 | x | built | it works |", "without a test"),
        (f"| A4 | x | built | `{NAMING}` |", "says nothing of it"),
        ("| D1 | x | not built | later |", "does not say why"),
        ("| D1 | x | nearly | soon, we think so |", "can be built or not built"),
    ],
)
def test_a_line_that_proves_nothing_is_found(row: str, said: str) -> None:
    (line,) = lines(row)
    assert said in " ".join(wrong(line))
