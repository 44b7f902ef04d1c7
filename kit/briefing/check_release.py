"""What stands between each card and its release, spelled out: ``build.py check briefings --release``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from kit.briefing.agency import Profile, Rules, read_profile, release, version_for
from kit.briefing.check_all import Places
from kit.briefing.model import Module
from kit.briefing.read import read_frame, read_module
from kit.briefing.shelf import module_paths
from kit.facts.base import FactBase
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame


def release_lines(
    places: Places, names: Sequence[str], facts: FactBase, today: date
) -> tuple[list[str], bool]:
    """The cards of the modules named, each with all that is missing; and whether all may be handed out.

    What cannot be read is left out here: the check itself says what is wrong with it."""
    try:
        rules = Rules(read_frame(places.briefings / "frame.yaml"), facts, today)
    except ScenarioError:
        return [], False
    profile = _profile(places, rules)
    held = [found for module in _modules(places, names) for found in _held(module, profile, rules)]
    ready = sum(not missing for _, missing in held)
    lines = [f"{ready} of {len(held)} cards may be handed out."]
    for title, missing in held:
        count = "1 thing is missing" if len(missing) == 1 else f"{len(missing)} things are missing"
        lines.append(f"{title}: {count if missing else 'ready'}")
        lines += [f"  - {one}" for one in missing]
    return lines, ready == len(held)


def _held(module: Module, profile: Profile, rules: Rules) -> Iterator[tuple[str, list[str]]]:
    """The cards that fit the agency, each with what keeps it from release."""
    for card in module.cards:
        if card.version in ("", version_for(module, profile)):
            obstacles = release(card, profile, module.review, rules)
            yield f"{module.key} {card.title}", list(map(str, obstacles))


def _modules(places: Places, names: Sequence[str]) -> Iterator[Module]:
    for key, path in module_paths(places.briefings).items():
        if key in names:
            with suppress(ScenarioError):
                yield read_module(path)


def _profile(places: Places, rules: Rules) -> Profile:
    """The agency's values; none where the file is missing or broken."""
    with suppress(ScenarioError):
        if places.agency.exists():
            dials = read_exercise_frame(places.exercises / "frame.yaml").dials
            return read_profile(places.agency, rules.frame, dials)
    return Profile()
