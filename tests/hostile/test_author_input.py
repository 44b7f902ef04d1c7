"""Scenario files, journals and folders from somebody who means harm."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from kit.facts.base import load_facts
from kit.pages.home import count_paths
from kit.room.rooms import Rooms
from kit.scenario import walk as walking
from kit.scenario.check import walk_all
from kit.scenario.classes import dial_classes
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_exercise, read_text
from kit.scenario.shelf import read_shelf
from kit.scenario.source import PROBLEMS_LIMIT, SIZE_LIMIT, parse
from kit.scenario.walk import TooWide, walk
from kit.store.journal import StoreError
from kit.store.lines import export, import_lines
from kit.store.memory import MemoryJournal
from tests.hostile.conftest import EXERCISES, Tried
from tests.scenario.small import FRAME, SCENARIO, read

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
)
TEXTS: dict[str, str] = {
    "a thousand million laughs": LAUGHS,
    "an anchor in itself": "a: &a [*a]\n",
    "a merge": "a: &a {x: 1}\nb: {<<: *a}\n",
    "a Python object": "a: !!python/object/apply:os.system ['touch hostile-was-here']\n",
    "a Python name": "a: !!python/name:os.system\n",
    "a tag of its own": "a: !evil {x: 1}\n",
    "a tag directive": "%TAG ! tag:yaml.org,2002:python/\n---\na: !name:os.system\n",
    "binary": "a: !!binary aGVsbG8=\n",
    "deep lists": "a: " + "[" * 50_000,
    "deep mappings": "a: " + "{b: " * 50_000,
    "deep by indentation": "".join(f"{' ' * n}a:\n" for n in range(900)),
    "deep keys": "? " * 20_000 + "a",
    "very many keys": "".join(f"k{n}: 1\n" for n in range(150_000)),
    "one key very often": "a: 1\n" * 150_000,
    "very many aliases": "a: &a 1\nb: [" + "*a, " * 200_000 + "]\n",
    "very many documents": "---\na: 1\n" * 100_000,
    "a very long line": "a: " + "x" * 1_900_000,
    "a very long key": "x" * 1_000_000 + ": 1\n",
    "a file too large": "a: " + "x" * SIZE_LIMIT,
    "a number of a million digits": "a: " + "9" * 1_000_000,
    "a NUL": "a: \x00\n",
    "half a character": "a: \ud800\n",
    "a line of its own kind": "a: x\u2028b: y\n",
    "tabs": "\ta: 1\n",
    "nothing": "",
    "a list": "- a\n- b\n",
    "a word": "hello",
    "only a comment": "# " + "x" * 100_000,
    "an unclosed quote": 'a: "' + "x" * 100_000,
    "escapes": 'a: "' + "\\U0001F600" * 50_000 + '"\n',
    "not a time": "a: 2026-13-45\nb: 1:2:3:4\n",
    "special floats": "a: .inf\nb: .nan\nc: 1e999999\n",
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_hostile_text_is_refused_with_file_and_line_or_read_as_plain_values(
    tried: Tried, what: str
) -> None:
    tried("author texts")
    try:
        found = parse(TEXTS[what], "exercises/evil/scenario.yaml")
    except ScenarioError as error:
        assert 1 <= len(error.problems) <= PROBLEMS_LIMIT + 1
        assert all(str(problem).startswith("exercises/evil/scenario.yaml:") for problem in error.problems)
        assert max(len(str(problem)) for problem in error.problems) < 3_000_000
    else:
        assert all(
            type(value) in (str, int, float, bool, type(None)) or value is not None
            for value in found.values()
        )
    assert not Path("hostile-was-here").exists()


def test_a_file_that_names_ten_thousand_unknown_things_is_answered(tried: Tried) -> None:
    """Every unknown name was compared with every known one: minutes for one file."""
    flags = "".join(f"  flag{n}: {{values: [a, b], keep: M2}}\n" for n in range(5_000))
    unknown = ", ".join(f"floo{n}: a" for n in range(5_000))
    with pytest.raises(ScenarioError):
        read(("  door: {", f"{flags}  door: {{"), ("when: {word: wide}", f"when: {{{unknown}}}"))
    tried("author texts")


def wide(decisions: int) -> tuple[tuple[str, str], ...]:
    """A story whose every decision sets a flag that is never forgotten: 2 to the power of their number."""
    flags = "".join(f"  f{n}: {{values: [x, y], keep: M2}}\n" for n in range(10, 10 + decisions))
    one = SCENARIO[
        SCENARIO.index("      - decision: X-D2") : SCENARIO.index("          c:\n            text: Neighbors")
    ]
    steps = "".join(
        one.replace("X-D2", f"X-D{n}")
        .replace("{door: open}", f"{{f{n}: x}}")
        .replace("{door: shut}", f"{{f{n}: y}}")
        for n in range(10, 10 + decisions)
    )
    stand_ins = "".join(f"X-D{n}: [a], " for n in range(10, 10 + decisions))
    return (
        ("  door: {", f"{flags}  door: {{"),
        ("      - decision: X-D1\n", f"{steps}      - decision: X-D1\n"),
        ("stand_ins: {", f"stand_ins: {{{stand_ins}"),
    )


def test_a_story_with_a_million_million_branches_is_refused_in_a_sentence(tried: Tried) -> None:
    exercise = read(*wide(40))
    with pytest.raises(TooWide) as caught:
        walk(exercise, "full", {})
    tried("stories too wide")
    (problem,) = caught.value.problems
    assert str(problem).startswith("exercises/small/scenario.yaml:")
    assert "more than 20,000 states side by side" in str(problem)
    assert count_paths(exercise) == {}, "the home page still shows the shelf"
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems


def test_a_story_that_only_dials_make_too_wide_is_refused_as_well(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = read(*wide(3))
    classes = dial_classes(exercise)
    assert walk_all(exercise, classes)
    monkeypatch.setattr("kit.scenario.check.MOST_IN_ALL", 50)
    with pytest.raises(TooWide, match="walks have some"):
        walk_all(exercise, classes)
    tried("stories too wide")


@pytest.mark.parametrize("slug", ["hurricane", "enforcement_action", "wildfire"])
def test_the_shipped_exercises_are_far_from_the_limits(slug: str) -> None:
    exercise = read_exercise(EXERCISES / slug / "scenario.yaml")
    defaults = {dial.id: dial.default for dial in exercise.frame.dials}
    widest = max(walk(exercise, form, defaults).widest for form in exercise.forms)
    assert widest * 10 < walking.MOST_AT_ONCE


# -- folders -----------------------------------------------------------------------------------------


def shelf_with(folder: Path) -> Path:
    (folder / "frame.yaml").write_text(FRAME)
    (folder / "small").mkdir()
    (folder / "small" / "scenario.yaml").write_text(SCENARIO)
    (folder / "evil").mkdir()
    return folder / "evil" / "scenario.yaml"


@pytest.mark.parametrize(
    "what", ["pipe", "device", "loop", "nowhere", "folder", "passwd", "bytes", "huge", "no rights"]
)
async def test_one_hostile_file_on_the_shelf_harms_no_other(tried: Tried, tmp_path: Path, what: str) -> None:
    path = shelf_with(tmp_path)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "bytes":
        path.write_bytes(b"slug: \xff\xfe\x00evil\n")
    elif what == "huge":
        with path.open("wb") as file:
            file.truncate(2**34)
    elif what == "no rights":
        path.write_text(SCENARIO)
        path.chmod(0)
    else:
        target = {
            "device": "/dev/zero",
            "loop": str(path),
            "nowhere": "/nowhere/x.yaml",
            "passwd": "/etc/passwd",
        }
        path.symlink_to(target[what])
    tried("hostile folders")
    shelf = read_shelf(tmp_path)
    assert [one.slug for one in shelf.exercises] == ["small"]
    assert [broken.slug for broken in shelf.broken] == ([] if what in ("loop", "nowhere") else ["evil"])
    assert all("root:" not in str(problem) for broken in shelf.broken for problem in broken.problems)
    rooms = Rooms(MemoryJournal(), tmp_path)
    assert list(rooms.shelf) == ["small"]
    await rooms.close()


def test_a_device_is_never_read(tried: Tried) -> None:
    with pytest.raises(ScenarioError, match="this is no file"):
        read_text(Path("/dev/zero"))
    tried("hostile folders")


# -- journals of others ------------------------------------------------------------------------------

HEAD = {"kit": "journal", "format": 1, "run": "r1", "documents": 0, "rows": 1}
ROW = {"seq": 1, "at": 1, "by": "x", "command": "c", "name": "n", "version": 1, "data": {}}


def lines(*parts: object) -> list[str]:
    return [part if isinstance(part, str) else json.dumps(part) for part in parts]


JOURNALS: dict[str, list[str]] = {
    "nothing": [],
    "no JSON": ["{"],
    "deep JSON": ["[" * 100_000],
    "a number as a head": ["1"],
    "a head alone": lines(HEAD),
    "more rows than said": lines(HEAD, ROW, ROW),
    "a row before the first": lines(HEAD, {**ROW, "seq": 0}),
    "a row from beyond": lines(HEAD, {**ROW, "seq": 2**70}),
    "a time beyond time": lines(HEAD, {**ROW, "at": 10**400}),
    "a version that is true": lines(HEAD, {**ROW, "version": True}),
    "half a character": lines(HEAD, '{"seq":1,"at":1,"by":"\\ud800","command":"c","name":"n","version":1,"data":{}}'),  # noqa: E501
    "deep data": lines(HEAD, json.dumps(ROW).replace("{}", "[" * 50_000 + "]" * 50_000)),
    "a minus": lines({**HEAD, "documents": -5, "rows": 1}, ROW),
    "a secret of the house": lines({**HEAD, "documents": 1}, {"key": "secret/tickets", "text": "known"}, ROW),
    "the private link": lines({**HEAD, "documents": 1}, {"key": "secret/desk", "text": "known"}, ROW),
    "a document anywhere": lines({**HEAD, "documents": 1}, {"key": "x" * 10_000, "text": "known"}, ROW),
    "no run": lines({**HEAD, "run": ""}, ROW),
}  # fmt: skip


@pytest.mark.parametrize("what", JOURNALS)
def test_a_hostile_journal_is_refused_whole(tried: Tried, what: str) -> None:
    journal = MemoryJournal()
    with pytest.raises(StoreError):
        import_lines(journal, JOURNALS[what])
    tried("hostile journals")
    assert journal.runs() == []
    assert journal.get("secret/tickets") is None
    assert journal.get("secret/desk") is None
    assert list(export(journal, "r1"))[1:] == []


def test_facts_cannot_be_replaced_by_an_exercise() -> None:
    assert load_facts().facts
