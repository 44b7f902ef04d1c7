"""An agency's values changed by a form: what may be typed, and the file with it (``agency.yaml``).

The file is the truth and people edit it by hand too, so a change puts single values into its text and
leaves all else, comments included, as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kit.briefing.agency import Profile, Value, profile_from_text, profile_text, value_text
from kit.briefing.edit import add_entry, put
from kit.briefing.frame import Frame, Placeholder
from kit.briefing.review import one_line
from kit.scenario.frame import Dial

LONGEST = 400  # characters of a value; a card has room for far fewer


def typed(
    places: Sequence[Placeholder], fields: Mapping[str, str], today: date
) -> tuple[dict[str, Value], dict[str, str]]:
    """The values of a form's fields, and what is wrong with some of them: key -> sentence.

    A field is named by its placeholder; the day by ``<key>.verified``, the citation by ``<key>.citation``."""
    values, wrong = {}, {}
    for place in places:
        said = one_line(fields.get(place.key, ""), LONGEST)
        if place.kind == "yes_no" and said not in ("", "yes", "no"):
            wrong[place.key] = "Choose yes or no, or leave it open."
        citation = one_line(fields.get(f"{place.key}.citation", ""), LONGEST) if place.kind == "rule" else ""
        day = None
        if place.kind == "contact":
            day, wrong_day = _day(fields.get(f"{place.key}.verified", "").strip(), today)
            if wrong_day:
                wrong[place.key] = wrong_day
        values[place.key] = Value(said, day, citation)
    return values, wrong


def changed(
    written: str, values: Mapping[str, Value], dials: Mapping[str, str], frame: Frame, known: Sequence[Dial]
) -> str:
    """The text of ``agency.yaml`` with these values and settings in it. ``written``: "" for a new file.

    Raises ScenarioError if the text was broken before."""
    text = written or profile_text(Profile(), frame, known)
    before = profile_from_text(text, Path("agency.yaml"), frame, known)
    for id, setting in dials.items():
        if before.dials.get(id) != setting:
            text = _put(text, "dials", id, setting, "")
    for key, value in values.items():
        if before.values.get(key, Value("")) != value:
            place = frame.placeholders[key]
            text = _put(text, "values", key, value_text(place, value), f"{place.label}. {place.help}")
    wanted = Profile({**before.values, **values}, {**before.dials, **dials})
    return text if _same(text, wanted, frame, known) else profile_text(wanted, frame, known)


def _put(text: str, section: str, key: str, value: str, comment: str) -> str:
    try:
        return put(text, [section, key], value)
    except KeyError:
        pass
    try:
        return add_entry(text, section, key, value, comment)
    except KeyError:  # no dials yet
        return f"{text.rstrip()}\n\n{section}:\n  {key}: {value}\n"


def _same(text: str, wanted: Profile, frame: Frame, known: Sequence[Dial]) -> bool:
    """Whether a text that was changed by hand's rules reads as it should; if not, it is written anew."""
    found = profile_from_text(text, Path("agency.yaml"), frame, known)
    filled = {key: value for key, value in wanted.values.items() if value != Value("")}
    return {k: v for k, v in found.values.items() if v != Value("")} == filled and found.dials == wanted.dials


def _day(said: str, today: date) -> tuple[date | None, str]:
    if not said:
        return None, ""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None, f"“{said[:40]}” is not a day. Write it like {today}."
    return day, f"{day} is still to come. Write the day on which somebody tried it." if day > today else ""
