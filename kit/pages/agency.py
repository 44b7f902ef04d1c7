"""The agency page: what only this agency knows, what is still missing, and reviewers' initials.

Plain forms on the facilitator's computer; ``agency.yaml`` and each module's ``review.yaml`` are the truth.
Nothing here knows how it is served: a page is a template's name and its words, a form's answer an address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from kit.briefing.agency import Profile, Rules, Value, gaps, read_profile
from kit.briefing.agency_edit import changed, typed
from kit.briefing.edit import write_whole
from kit.briefing.frame import Frame, Placeholder, PlaceholderGroup
from kit.briefing.model import LOCAL
from kit.briefing.passages import pieces
from kit.briefing.review import one_line
from kit.briefing.shelf import BriefingShelf
from kit.facts.base import load_facts
from kit.pages.agency_review import cards_of, module_page, module_row, sign
from kit.room.briefings import Briefings
from kit.scenario.frame import Dial
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame, read_text

Fields = Mapping[str, Sequence[str]]
DIALS = "dials"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: which template draws it, and its words. ``status`` as in HTTP."""

    template: str
    words: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True, slots=True)
class State:
    """The house as it is now. ``broken``: what is wrong with agency.yaml; then nothing is filled."""

    shelf: BriefingShelf
    dials: Sequence[Dial]
    profile: Profile
    rules: Rules
    broken: tuple[str, ...] = ()


class AgencyPage:
    """The pages under ``/agency``. ``today``: the clock of the house."""

    def __init__(self, house: Briefings, exercises: Path, today: Callable[[], date]) -> None:
        self._house, self._exercises, self._today = house, exercises, today
        self._file = house.folder.parent / "agency.yaml"
        self._one = Lock()  # forms come in threads; each reads, changes and writes a file

    def page(self, kind: str, key: str, saved: str = "") -> Shown:
        """The page of an address: the overview (""), a group of values, the dials, or a module's review.

        Raises LookupError for an address that is none."""
        try:
            state = self._state()
        except ScenarioError as error:
            return _unreadable(error)
        if kind == "":
            return self._overview(state, saved)
        if kind == "values":
            group = _group(state.shelf.frame, key)
            return self._form(state, group, {}, {}, saved=saved)
        if kind == DIALS and not key:
            return self._dials_form(state, saved)
        if kind == "review":
            return Shown("agency_review.html", {**module_page(_module(state, key), state), "saved": saved})
        raise LookupError(kind)

    def save(self, kind: str, key: str, fields: Fields) -> str | Shown:
        """Take a form: the address to go on to, or the form again with what is wrong.

        Raises LookupError, and OSError when a file cannot be written."""
        with self._one:
            try:
                return self._take(self._state(), kind, key, fields)
            except ScenarioError as error:
                return _unreadable(error)

    def _take(self, state: State, kind: str, key: str, fields: Fields) -> str | Shown:
        if kind == "review":
            return self._sign(state, key, fields)
        if state.broken:
            return self._overview(state, "")
        plain = {name: values[-1] for name, values in fields.items() if values}
        if kind == "values":
            return self._save_group(state, _group(state.shelf.frame, key), plain)
        if kind == DIALS and not key:
            return self._save_dials(state, plain)
        raise LookupError(kind)

    def _state(self) -> State:
        shelf = self._house.shelf()
        dials = read_frame(self._exercises / "frame.yaml").dials
        rules = Rules(shelf.frame, load_facts(), self._today())
        try:
            profile = read_profile(self._file, shelf.frame, dials) if self._file.exists() else Profile()
        except ScenarioError as error:
            return State(shelf, dials, Profile(), rules, tuple(map(str, error.problems)))
        return State(shelf, dials, profile, rules)

    # -- the overview ------------------------------------------------------------------------------

    def _overview(self, state: State, saved: str) -> Shown:
        frame = state.shelf.frame
        rows = [module_row(module, state) for module in state.shelf.modules]
        words = {
            "groups": [_progress(group, state) for group in frame.placeholder_groups],
            "dials": [_setting(dial, state.profile) for dial in state.dials],
            "modules": rows,
            "ready": sum(row["ready"] for row in rows),
            "cards": sum(row["cards"] for row in rows),
            "broken": state.broken,
            "exists": self._file.exists(),
            "saved": saved,
            "days": frame.verify_again_after_days,
        }
        return Shown("agency.html", words)

    # -- a group of values -------------------------------------------------------------------------

    def _form(
        self,
        state: State,
        group: PlaceholderGroup,
        given: Mapping[str, str],
        wrong: Mapping[str, str],
        *,
        saved: str = "",
        clash: bool = False,
    ) -> Shown:
        """The form of a group: the file's values, or what was typed (``given``) where that did not do."""
        frame = state.shelf.frame
        used = _uses(state)
        places = [frame.placeholders[key] for key in group.placeholders if key in frame.placeholders]
        groups = frame.placeholder_groups
        at = groups.index(group)
        words = {
            "group": group,
            "number": at + 1,
            "of": len(groups),
            "before": groups[at - 1].key if at else "",
            "after": groups[at + 1].key if at + 1 < len(groups) else "",
            "places": [_field(place, state, given, wrong, used.get(place.key, [])) for place in places],
            "seen": _seen(group, state.profile),
            "wrong": len(wrong),
            "clash": clash,
            "saved": saved,
            "broken": state.broken,
            "today": state.rules.today.isoformat(),
        }
        return Shown("agency_values.html", words, 422 if wrong else 409 if clash else 200)

    def _save_group(self, state: State, group: PlaceholderGroup, fields: Mapping[str, str]) -> str | Shown:
        frame = state.shelf.frame
        sent = [key for key in group.placeholders if key in fields]  # half a form erases nothing
        places = [frame.placeholders[key] for key in sent]
        values, wrong = typed(places, fields, state.rules.today)
        if wrong:
            return self._form(state, group, fields, wrong)
        if fields.get("seen", "") != _seen(group, state.profile):
            return self._form(state, group, fields, {}, clash=True)
        self._write(state, values, {})
        after = fields.get("after", "")
        if after in {one.key for one in frame.placeholder_groups}:
            return f"/agency/values/{after}?saved={group.key}"
        return (
            f"/agency?saved={group.key}"
            if "done" in fields
            else f"/agency/values/{group.key}?saved={group.key}"
        )

    # -- dials -------------------------------------------------------------------------------------

    def _dials_form(self, state: State, saved: str, wrong: str = "") -> Shown:
        words = {
            "dials": [_setting(dial, state.profile) for dial in state.dials],
            "saved": saved,
            "wrong": wrong,
            "broken": state.broken,
        }
        return Shown("agency_dials.html", words, 422 if wrong else 200)

    def _save_dials(self, state: State, fields: Mapping[str, str]) -> str | Shown:
        chosen = {}
        for dial in state.dials:
            setting = fields.get(dial.id, state.profile.dials.get(dial.id, dial.default))
            if setting not in {value.key for value in dial.values}:
                return self._dials_form(
                    state, "", f"{dial.title} has no such setting. Choose one of the list."
                )
            chosen[dial.id] = setting
        self._write(state, {}, chosen)
        return "/agency?saved=dials"

    def _write(self, state: State, values: Mapping[str, Value], dials: Mapping[str, str]) -> None:
        written = read_text(self._file) if self._file.exists() else ""
        text = changed(written, values, dials, state.shelf.frame, state.dials)
        write_whole(self._file, text, mode=0o600)  # it holds contacts and the interpreter's code

    # -- reviews -----------------------------------------------------------------------------------

    def _sign(self, state: State, key: str, fields: Fields) -> str | Shown:
        module = _module(state, key)
        path = self._house.folder / module.key.lower() / "review.yaml"
        said = sign(module, path, fields, state.rules.today)
        if not said:
            return f"/agency/review/{module.key.lower()}?saved=review"
        given = {name: one_line(values[-1], 400) for name, values in fields.items() if values}
        words = {**module_page(module, state), "wrong": said, "given": given}
        words["chosen"] = [*fields.get("gate", ()), *fields.get("fact", ())]
        return Shown("agency_review.html", {**words, "saved": ""}, 422)


def _unreadable(error: ScenarioError) -> Shown:
    words = {"title": "The briefings cannot be read", "sentence": str(error.problems[0]), "again": False}
    return Shown("agency_trouble.html", words, 500)


def _group(frame: Frame, key: str) -> PlaceholderGroup:
    for group in frame.placeholder_groups:
        if group.key == key:
            return group
    raise LookupError(key)


def _module(state: State, key: str) -> Any:
    try:
        return state.shelf.find(key)
    except KeyError:
        raise LookupError(key) from None


def _progress(group: PlaceholderGroup, state: State) -> dict[str, Any]:
    missing = len(_missing(group.placeholders, state))
    return {"key": group.key, "title": group.title, "of": len(group.placeholders), "missing": missing}


def _missing(keys: Sequence[str], state: State) -> tuple[str, ...]:
    """Those that something waits for; what no briefing prints may stay open."""
    found = (gap.key for gap in gaps(keys, state.profile, state.rules))
    return tuple(key for key in found if key in _needed(state))


def _needed(state: State) -> frozenset[str]:
    """The placeholders that stand anywhere in a briefing, or in a sentence that stands on every card."""
    lines = [str(sentence) for sentence in state.shelf.frame.sentences.values()]
    standing = {key for sentence in lines for key in LOCAL.findall(sentence)}
    modules = state.shelf.modules
    return frozenset(standing | {key for m in modules for piece in pieces(m) for key in piece.line.locals})


def _setting(dial: Dial, profile: Profile) -> dict[str, Any]:
    chosen = profile.dials.get(dial.id, dial.default)
    labels = {value.key: value.label for value in dial.values}
    return {
        "id": dial.id,
        "title": dial.title,
        "values": [{"key": value.key, "label": value.label} for value in dial.values],
        "chosen": chosen,
        "label": labels.get(chosen, chosen),
        "own": dial.id in profile.dials,
    }


def _field(
    place: Placeholder, state: State, given: Mapping[str, str], wrong: Mapping[str, str], used: list[str]
) -> dict[str, Any]:
    value = state.profile.values.get(place.key, Value(""))
    gap = next(iter(gaps([place.key], state.profile, state.rules)), None)
    return {
        "key": place.key,
        "label": place.label,
        "help": place.help,
        "kind": place.kind,
        "value": given.get(place.key, value.text),
        "verified": given.get(f"{place.key}.verified", str(value.verified or "")),
        "citation": given.get(f"{place.key}.citation", value.citation),
        "wrong": wrong.get(place.key, ""),
        "gap": str(gap) if gap and value.text else "",
        "used": used,
        "optional": place.key not in _needed(state),
    }


def _uses(state: State) -> dict[str, list[str]]:
    """The modules on whose cards a placeholder stands, by its key."""
    found: dict[str, list[str]] = {}
    for module in state.shelf.modules:
        keys = {key for card in cards_of(module, state.profile) for key in card.placeholders}
        for key in sorted(keys):
            found.setdefault(key, []).append(module.key)
    return found


def _seen(group: PlaceholderGroup, profile: Profile) -> str:
    """A mark of the values a form was drawn with, so that nobody overwrites what they have not seen."""
    values = [str(profile.values.get(key, Value(""))) for key in group.placeholders]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:12]
