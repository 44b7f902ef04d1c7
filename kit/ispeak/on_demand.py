"""One file of the guide, made when somebody opens it by its name."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from kit.briefing.agency import Profile, Rules, read_profile
from kit.briefing.read import read_frame
from kit.facts.base import load_facts
from kit.ispeak.guide import guide_for
from kit.ispeak.languages import read_languages
from kit.ispeak.make import PAGES
from kit.ispeak.sounds import FOLDER, read_sounds
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame


def guide_page(name: str, briefings: Path, exercises: Path, day: date) -> bytes:
    """A file of the guide (see ``PAGES``) with the values of the agency beside the briefings.

    Values that cannot be read leave the placeholders empty. Raises KeyError for another name,
    ScenarioError if the texts cannot be read."""
    rules = Rules(read_frame(briefings / "frame.yaml"), load_facts(), day)
    profile, agency = Profile(), briefings.parent / "agency.yaml"
    with suppress(ScenarioError):
        if agency.exists():
            profile = read_profile(agency, rules.frame, read_exercise_frame(exercises / "frame.yaml").dials)
    languages = read_languages()
    sounds, _ = read_sounds(briefings.parent / FOLDER, languages.ids)
    return PAGES[name](guide_for(profile, rules, languages=languages, sounds=sounds))
