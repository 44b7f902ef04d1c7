"""Does it fit: agendas add up, no path is longer than its block, texts can be read aloud in their minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kit.scenario.graph import leaves_out
from kit.scenario.model import Exercise, Form
from kit.scenario.passages import Passage, passages
from kit.scenario.problems import Problem
from kit.scenario.walk import Walk

# Most words of a text that is read aloud or on a phone. At 140 words a minute an inject of 80 words takes
# 35 seconds, which leaves the rest of its two minutes to one reaction.
WORD_LIMITS = {
    "title": 8,
    "question": 25,
    "option": 45,
    "benefit": 15,
    "cost": 15,
    "condition": 20,
    "consequence": 80,
    "inject": 80,
    "private inject": 60,
    "opening": 90,
    "bridge": 90,
    "position": 70,
    "ending": 130,
    "tail": 50,
    "target": 90,
}
DECISION_WORDS = 150  # question and all options together, read aloud in about one minute
SENTENCE_MEAN = 20
LEAST_ENDING = 4  # minutes a short form must leave to its ending and discussion
_SENTENCE = re.compile(r"[.!?][”\"’)]*\s+")


def check_agenda(exercise: Exercise) -> list[Problem]:
    """Agendas that do not add up, and decisions a form neither plays nor stands in for."""
    return [problem for form in exercise.forms.values() for problem in _agenda(exercise, form)]


def _agenda(exercise: Exercise, form: Form) -> Iterator[Problem]:
    total = sum(item.minutes for item in form.agenda)
    if total != form.minutes:
        message = f"the agenda of the {form.name} form adds up to {total} minutes, not {form.minutes}."
        yield Problem(form.where, message, "Change a block, or use slack.", rule="agenda")
    if not form.modules:
        yield Problem(
            form.where, f"the {form.name} form plays no module.", "Put one on its agenda.", rule="agenda"
        )
    played = {step for steps in form.steps.values() for step in steps}
    for decision in exercise.decisions:
        if decision.id not in played and not form.stand_ins.get(decision.id):
            message = f"the {form.name} form leaves out {decision.id} without a stand-in."
            hint = "Add it to stand_ins, with the letters to try in order."
            yield Problem(form.where, message, hint, rule="agenda")
    for decision_id in form.stand_ins:
        if decision_id in played:
            message = f"the {form.name} form plays {decision_id} and has a stand-in for it."
            yield Problem(form.where, message, "Drop one of the two.", rule="agenda")


def check_minutes(exercise: Exercise, walks: Iterable[Walk]) -> list[Problem]:
    """Blocks whose longest path does not fit, over all walks of all forms; each block once."""
    over: dict[tuple[str, str], tuple[int, int]] = {}
    for walk in walks:
        for block in walk.blocks:
            most = max(block.most, over.get((walk.form, block.what), (0, 0))[0])
            over[walk.form, block.what] = (most, block.planned)
    problems = []
    for (form, what), (most, planned) in over.items():
        where = exercise.forms[form].where
        if most > planned:
            message = f"{what} takes up to {most} minutes in the {form} form, but its block has {planned}."
            problems.append(Problem(where, message, "Lengthen the block, or shorten steps.", rule="minutes"))
    problems += _endings(exercise, walks)
    return problems


def _endings(exercise: Exercise, walks: Iterable[Walk]) -> Iterator[Problem]:
    for form in exercise.forms.values():
        left = [walk.ending_minutes for walk in walks if walk.form == form.name]
        if leaves_out(exercise, form) and left and min(left) < LEAST_ENDING:
            message = f"the {form.name} form leaves {min(left)} minutes to its ending and discussion."
            yield Problem(form.where, message, f"Leave at least {LEAST_ENDING}.", "warning", "minutes")


def check_lengths(exercise: Exercise) -> list[Problem]:
    """Texts too long for the minute they are read in, and sentences that are long on the whole."""
    texts = list(passages(exercise))
    found = [problem for passage in texts for problem in _length(passage)]
    for decision in exercise.decisions:
        words = len(decision.question.split()) + sum(len(option.text.split()) for option in decision.options)
        if words > DECISION_WORDS:
            message = (
                f"{decision.id}: question and options have {words} words; read aloud that is over a minute."
            )
            hint = f"At most {DECISION_WORDS}."
            found.append(Problem(decision.where, message, hint, "warning", "length"))
    mean = mean_sentence(p.text for p in texts if p.readers == "players")
    if mean > SENTENCE_MEAN:
        message = f"sentences have {mean:.0f} words on average."
        found.append(Problem(exercise.where, message, f"At most {SENTENCE_MEAN}.", "warning", "length"))
    return found


def mean_sentence(texts: Iterable[str]) -> float:
    """Words a sentence, on average."""
    sentences = [s for text in texts for s in _SENTENCE.split(text) if s.strip()]
    return sum(len(s.split()) for s in sentences) / len(sentences) if sentences else 0.0


def _length(passage: Passage) -> Iterator[Problem]:
    limit = WORD_LIMITS.get(passage.part)
    words = len(passage.text.split())
    if limit and words > limit:
        message = f"{passage.id}, {passage.part}: {words} words."
        yield Problem(
            passage.where, message, f"At most {limit}, so that it can be read aloud.", "warning", "length"
        )
