"""The shelf: every exercise in a folder, and for broken ones what is wrong; one bad file harms no other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kit.scenario.model import Exercise, Where
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_exercise, shown_path


@dataclass(frozen=True, slots=True)
class Broken:
    """An exercise that cannot be opened, with the reasons for its author."""

    slug: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be played and what cannot."""

    exercises: tuple[Exercise, ...]
    broken: tuple[Broken, ...] = ()

    def find(self, slug: str) -> Exercise:
        """The exercise with this slug. Raises KeyError."""
        for exercise in self.exercises:
            if exercise.slug == slug:
                return exercise
        raise KeyError(slug)


def read_shelf(root: Path) -> Shelf:
    """All exercises under ``root`` (the folder with ``frame.yaml`` and one folder an exercise).

    The longest first, then by title: mini-exercises come after those that fill a morning. Two exercises
    with one id or slug would mix their runs up, so the second is listed as broken."""
    good: list[Exercise] = []
    broken: list[Broken] = []
    for path in sorted(root.glob("*/scenario.yaml")):
        slug = path.parent.name
        try:
            exercise = read_exercise(path)
        except ScenarioError as error:
            broken.append(Broken(slug, error.problems))
            continue
        twin = next((other for other in good if other.id == exercise.id), None)
        if twin:
            message = f'the id "{exercise.id}" already belongs to {twin.slug}.'
            problem = Problem(
                Where(shown_path(path), 1), message, "Give one of them another id.", rule="names"
            )
            broken.append(Broken(slug, (problem,)))
        else:
            good.append(exercise)
    return Shelf(tuple(sorted(good, key=_place)), tuple(broken))


def _place(exercise: Exercise) -> tuple[int, str]:
    return (-max(form.minutes for form in exercise.forms.values()), exercise.title)
