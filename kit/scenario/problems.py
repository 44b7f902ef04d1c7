"""What can be wrong in an author's text, said so that the author can mend it: file, line, what, hint."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kit.scenario.model import Where

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``rule`` is a short stable name, so that a list can be filtered or silenced."""

    where: Where
    message: str
    hint: str = ""
    severity: Severity = "error"
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message} {self.hint}".rstrip()


class ScenarioError(Exception):
    """A text that cannot be used as it stands; ``problems`` holds everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Pass through a pool of processes, which the check's walks do."""
        return type(self), (self.problems,)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without repetitions, by file and line."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.where.path, p.where.line, p.message)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "Did you mean GB8?", or the whole list where it is short, or nothing."""
    names = list(itertools.islice(known, 500))  # comparing all with all takes minutes in a hostile file
    close = difflib.get_close_matches(word[:80], names, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    if 0 < len(names) <= 12:
        return f"Known here: {', '.join(names)}."
    return ""
