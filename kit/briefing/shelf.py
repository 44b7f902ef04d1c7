"""The shelf of briefings: every module and series in a folder, and for broken ones what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kit.briefing.frame import Frame
from kit.briefing.model import Module
from kit.briefing.read import BRIEFINGS, read_frame, read_module
from kit.briefing.series import Series, check_series, read_series
from kit.scenario.problems import ScenarioError, in_order
from kit.scenario.shelf import Broken

# The order in which people find them; that of the plan of 2012, then that of the 2015 page.
ORDER = ("INT", "DET", "CON", "PRO", "OUT", "VIC", "RET", "LAN", "TRF", "VAW", "VUL", "LEP", "VER", "SLE")
_T = TypeVar("_T", Module, Series)


@dataclass(frozen=True, slots=True)
class BriefingShelf:
    """What can be presented, what cannot and why."""

    frame: Frame
    modules: tuple[Module, ...]
    series: tuple[Series, ...]
    broken: tuple[Broken, ...] = ()

    def find(self, key: str) -> Module:
        """The module with this key, in capital or small letters. Raises KeyError."""
        return self.by_key[key.upper()]

    @property
    def by_key(self) -> dict[str, Module]:
        """The modules by key."""
        return {module.key: module for module in self.modules}


def read_briefings(root: Path = BRIEFINGS) -> BriefingShelf:
    """All modules and series under ``root``; one bad file harms no other.

    A series with an entry that no module fits is listed as broken. Raises ScenarioError for a bad frame."""
    frame = read_frame(root / "frame.yaml")
    broken: list[Broken] = []
    paths = module_paths(root)
    modules = _readable([(path.parent.name, path) for path in paths.values()], read_module, broken)
    shelved = tuple(sorted(modules, key=lambda module: _place(module.key)))
    by_key = {module.key: module for module in shelved}
    good: list[Series] = []
    for series in _readable([(p.stem, p) for p in series_paths(root)], read_series, broken):
        problems = [p for p in check_series(series, by_key) if p.severity == "error"]
        if problems:
            broken.append(Broken(series.name, in_order(problems)))
        else:
            good.append(series)
    return BriefingShelf(frame, shelved, tuple(good), tuple(broken))


def module_paths(root: Path) -> dict[str, Path]:
    """The module files under a folder by key in small letters, in the order of the shelf."""
    found = {path.parent.name: path for path in root.glob("*/module.yaml")}
    return dict(sorted(found.items(), key=lambda item: _place(item[0].upper())))


def series_paths(root: Path) -> list[Path]:
    """The series files under a folder, by name."""
    return sorted(root.glob("series/*.yaml"))


def _readable(files: list[tuple[str, Path]], read: Callable[[Path], _T], broken: list[Broken]) -> list[_T]:
    found = []
    for name, path in files:
        try:
            found.append(read(path))
        except ScenarioError as error:
            broken.append(Broken(name, error.problems))
    return found


def _place(key: str) -> tuple[int, str]:
    return (ORDER.index(key) if key in ORDER else len(ORDER), key)
