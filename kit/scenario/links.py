"""What authors say an option brings about, compared with every continuation the walk finds.

The meaning of the words is that of the authors' sheets: *triggers* holds on every continuation,
*may_trigger* on some, *suppresses* on none; *replaces X: Y* means never X and always Y; *opens* means
the option can be open later and another choice here can leave it closed; *closes* means it cannot be
open any more. All under the default dials; an option these do not open is looked at under the first
setting that does.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.scenario.classes import DialClass
from kit.scenario.model import Decision, Exercise, Option
from kit.scenario.outlook import Outlook, Outlooks, outlooks
from kit.scenario.problems import Problem

FULL = "full"


def check_links(exercise: Exercise, classes: tuple[DialClass, ...]) -> list[Problem]:
    """Every declared link that does not hold in the full form."""
    views = _Views(exercise, classes)
    return [
        Problem(option.where, f"{decision.id}.{option.key} {said}", hint, rule="links")
        for decision in exercise.decisions
        for option in decision.options
        for said, hint in _false_claims(decision, option, views.of(decision, option))
    ]


class _Views:
    """Outlooks under the default dials, and under others as far as they are asked for."""

    def __init__(self, exercise: Exercise, classes: tuple[DialClass, ...]) -> None:
        self._exercise = exercise
        self._classes = classes
        self._known: dict[int, Outlooks] = {}

    def of(self, decision: Decision, option: Option) -> Outlooks:
        """The outlooks of the first class of settings in which the option can be chosen."""
        for index, kind in enumerate(self._classes):
            if index not in self._known:
                self._known[index] = outlooks(self._exercise, FULL, kind.sample)
            if (decision.id, option.key) in self._known[index]:
                return self._known[index]
        return {}


def _false_claims(decision: Decision, option: Option, views: Outlooks) -> Iterator[tuple[str, str]]:
    view = views.get((decision.id, option.key))
    if view is None:  # never open: the walk reports it
        return
    yield from _injects(option, view)
    others = [v for (d, key), v in views.items() if d == decision.id and key != option.key]
    for later in option.links.opens:
        if later not in view.open_sometimes:
            yield f"says it opens {later}, but that can never be open afterwards.", "Did you mean closes?"
        elif all(later in other.open_always for other in others):
            yield f"says it opens {later}, but that is open whatever is chosen here.", "Leave it out."
    for later in option.links.closes:
        if later in view.open_sometimes:
            hint = "Leave it out, or mend its condition."
            yield f"says it closes {later}, but that can still be open afterwards.", hint


def _injects(option: Option, view: Outlook) -> Iterator[tuple[str, str]]:
    links = option.links
    for inject in links.triggers:
        if inject not in view.always:
            how = "does not always come" if inject in view.sometimes else "never comes"
            yield f"says it triggers {inject}, but that {how} afterwards.", _instead(inject, view)
    for inject in links.may_trigger:
        if inject not in view.sometimes:
            yield f"says it may trigger {inject}, but that never comes afterwards.", _instead(inject, view)
        elif inject in view.always:
            yield f"says it may trigger {inject}, but that always comes.", _instead(inject, view)
    for inject in links.suppresses:
        if inject in view.sometimes:
            yield f"says it suppresses {inject}, but that can come afterwards.", _instead(inject, view)
    for old, new in links.replaces:
        if old in view.sometimes:
            yield f"says {new} replaces {old}, but {old} can come afterwards.", _instead(old, view)
        if new not in view.always:
            yield f"says {new} replaces {old}, but {new} does not always come.", _instead(new, view)


def _instead(inject: str, view: Outlook) -> str:
    if inject in view.always:
        return "It belongs under triggers."
    if inject in view.sometimes:
        return "It belongs under may_trigger."
    return "It belongs under suppresses."
