from __future__ import annotations

from pathlib import Path

import pytest

from kit.scenario.shelf import read_shelf
from tests.scenario.small import FRAME, ROOT, SHIPPED, text


def folder(root: Path, slug: str, scenario: str) -> None:
    (root / slug).mkdir()
    (root / slug / "scenario.yaml").write_text(scenario, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "frame.yaml").write_text(FRAME, "utf-8")
    folder(tmp_path, "small", text())
    return tmp_path


MINI = ("roundtable", "border_engagement", "ngo_committee", "figures_clinic")


def test_the_shipped_shelf_holds_three_exercises_and_then_the_mini_ones_longest_first() -> None:
    shelf = read_shelf(ROOT / "exercises")
    assert [exercise.slug for exercise in shelf.exercises] == [*SHIPPED, *MINI] and shelf.broken == ()


def test_a_broken_exercise_is_listed_with_its_problems_and_the_others_load(root: Path) -> None:
    folder(root, "broken", text(("to: [CX1]", "to: [CX9]"), ("hazard: Storm", "hazard: []")))
    shelf = read_shelf(root)
    assert [exercise.slug for exercise in shelf.exercises] == ["small"]
    (broken,) = shelf.broken
    assert broken.slug == "broken" and len(broken.problems) == 2


def test_a_second_exercise_with_the_same_id_is_broken(root: Path) -> None:
    folder(root, "twin", text(("slug: small", "slug: twin")))
    shelf = read_shelf(root)
    assert len(shelf.exercises) == 1 and "already belongs to small" in str(shelf.broken[0].problems[0])


def test_a_broken_frame_breaks_every_exercise_and_says_so(root: Path) -> None:
    (root / "frame.yaml").write_text(FRAME.replace("limits:", "limit:"), "utf-8")
    shelf = read_shelf(root)
    assert shelf.exercises == () and "frame.yaml" in str(shelf.broken[0].problems[0])


def test_an_empty_folder_is_an_empty_shelf(tmp_path: Path) -> None:
    assert read_shelf(tmp_path).exercises == ()


def test_an_exercise_is_found_by_its_slug(root: Path) -> None:
    shelf = read_shelf(root)
    assert shelf.find("small").title == "Small Storm"
    with pytest.raises(KeyError):
        shelf.find("large")
