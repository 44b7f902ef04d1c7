"""The completeness test of a module (section 9 of the editorial page) and the counts of the format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from kit.briefing.frame import Frame
from kit.briefing.lines import words
from kit.briefing.model import Module, Scene, Slide, Where
from kit.briefing.passages import pieces
from kit.scenario.problems import Problem, did_you_mean

WORDS_A_SIDE = 300  # of half-letter paper, in type that can still be read at arm's length
TWO_SIDES = ("DET", "CON", "VIC", "RET")
SLIDES = {"officers": (4, 6), "commanders": (3, 5), "community": (3, 6)}
_PICTURE = re.compile(
    r"(?i)(?:an? )?(?:image|picture|photo|drawing|graphic|slide) (?:of|that|with|showing)\b"
)


def check_complete(module: Module) -> Iterator[Problem]:
    """What a module lacks, or has too much of; counted for every audience and version."""
    for message, hint in dict.fromkeys(_missing(module)):
        yield Problem(module.where, f"{module.key}: {message}", hint, rule="complete")
    yield from _uneven(module)
    yield from _alts(module)
    yield from _cards(module)


def check_placeholders(module: Module, frame: Frame) -> Iterator[Problem]:
    """Every placeholder is one that agencies are asked for."""
    for piece in pieces(module):
        for key in piece.line.locals:
            if key not in frame.placeholders:
                message = f"{piece.id}, {piece.part}: there is no placeholder [LOCAL: {key}]."
                hint = did_you_mean(key, frame.placeholders) or "The list is in briefings/frame.yaml."
                yield Problem(piece.line.where, message, hint, rule="placeholder")


def check_review(module: Module, frame: Frame, today: date) -> Iterator[Problem]:
    """The review log: a line for every gate, and signatures that can be right."""
    review = module.review
    needed = {gate.key: gate for gate in frame.gates_for("modules")}
    known = {gate.gate for gate in review.gates}
    for key, gate in needed.items():
        if key not in known:
            message = f"gate {key} ({gate.title}) is missing."
            yield Problem(review.where, message, "List it, with by and date empty.", rule="review")
    for signed in review.gates:
        if bool(signed.by) != bool(signed.date):
            message = f"gate {signed.gate} has initials or a date, but not both."
            yield Problem(signed.where, message, "Write both, or neither.", rule="review")
        elif signed.date and not _past(signed.date, today):
            message = f"gate {signed.gate} was signed on {signed.date}, which is no day until today."
            yield Problem(signed.where, message, "Write it like 2026-11-22.", rule="review")
        elif signed.outdated:
            message = (
                f"gate {signed.gate} was signed by {signed.by} on {signed.date}; the text has changed since."
            )
            yield Problem(signed.where, message, "Have it read again.", "warning", "review")


def _past(day: str, today: date) -> bool:
    try:
        return date.fromisoformat(day) <= today
    except ValueError:
        return False


def _missing(module: Module) -> Iterator[tuple[str, str]]:
    for audience, version in module.cuts:
        cut = module.of(audience, version)
        yield from _counts(cut)
        yield from _cut_counts(cut, audience, version)
    yield from _own(module)


def _counts(module: Module) -> Iterator[tuple[str, str]]:
    packet = module.packet
    for name, count, least, most in (
        ("aims", len(module.aim), 2, 4),
        ("lines in the policy checklist", len(packet.checklist), 8, 12),
        ("rows in the planner", len(packet.planner.rows), 5, 8),
        ("columns in the log", len(packet.log.columns), 3, 14),
        ("resources in the packet", len(packet.resources), 4, 8),
        ("web references", len(module.references), 3, 10),
        ("rows in what changed", len(module.changed), 4, 8),
        ("minutes at roll call", module.minutes.roll_call, 5, 10),
    ):
        if not least <= count <= most:
            yield f"{count} {name}.", f"{least} to {most}."
    if len(set(module.key_facts)) < 8:
        yield f"{len(set(module.key_facts))} key facts.", "8 or more."


def _cut_counts(cut: Module, audience: str, version: str) -> Iterator[tuple[str, str]]:
    name = f" for {audience}" + (f", {version}" if version else "")
    least, most = SLIDES[audience]
    if not least <= len(cut.slides) <= most:
        yield f"{len(cut.slides)} slides{name}.", f"{least} to {most}."
    if not 1 <= len(cut.polls) <= 3:
        yield f"{len(cut.polls)} polls{name}.", "1 to 3."
    if len(cut.check) < 2:
        yield f"{len(cut.check)} check questions{name}.", "At least 2 an audience."
    for group, wanted in (("officers", 3), ("leaders", 2)):
        count = len(cut.discussion.groups[group])
        if count != wanted:
            said = f", {version}" if version else ""
            yield f"{count} discussion questions for {group}{said}.", f"Exactly {wanted}."
    if audience in ("officers", "community") and not cut.cards:
        yield f"no card{name}.", "A job aid is what people keep."


def _own(module: Module) -> Iterator[tuple[str, str]]:
    """What the source documents promise for one module, and the totals over audiences."""
    for version in module.versions or (None,):
        key = version.key if version else ""
        checks = {question.id for question in module.check if question.version in ("", key)}
        if not 4 <= len(checks) <= 6:
            said = f" in {key}" if key else ""
            yield f"{len(checks)} check questions{said}.", "4 to 6."
    wanted: dict[str, tuple[Callable[[Module], bool], str, str]] = {
        "INT": (_two_versions, "one version only.", "general and 287g, as the plan of 2012 promises."),
        "CON": (
            _state_aids,
            "no State Department job aid is named.",
            "It belongs under references.",
        ),
        "LAN": (_i_speak, "the I Speak guide is not named.", "It belongs under references or resources."),
        "OUT": (_community, "no community audience.", "audiences: [officers, commanders, community]."),
    }
    if module.key in wanted:
        has, message, hint = wanted[module.key]
        if not has(module):
            yield message, hint


def _two_versions(module: Module) -> bool:
    return {version.key for version in module.versions} >= {"general", "287g"}


def _state_aids(module: Module) -> bool:
    said = (f"{r.publisher} {r.title}" for r in (*module.references, *module.packet.resources))
    return any("State" in text for text in said)


def _i_speak(module: Module) -> bool:
    said = (f"{r.title} {r.about.text}" for r in (*module.references, *module.packet.resources))
    return any("i speak" in text.lower() for text in said)


def _community(module: Module) -> bool:
    return "community" in module.audiences


def _uneven(module: Module) -> Iterator[Problem]:
    """Questions that cannot be asked as they are written."""
    for question in module.check:
        if not 3 <= len(question.options) <= 4:
            yield _at(question.where, f"{question.id}: {len(question.options)} options.", "Three or four.")
    for poll in module.polls:
        if not 2 <= len(poll.options) <= 5:
            yield _at(poll.where, f"{poll.id}: {len(poll.options)} options.", "Two to five.")
    answers = [question.answer for question in module.check]
    if len(answers) >= 4 and len(set(answers)) == 1:
        message = f"{module.key}: every right answer is {answers[0]}."
        yield _at(module.check[0].where, message, "Whoever guesses will notice; move some.")
    asked = {question.id: question.audiences for question in module.check}
    asked |= {poll.id: poll.audiences for poll in module.polls}
    for slide in module.slides:
        audiences = asked.get(slide.ask, ())
        strangers = [who for who in slide.audiences or module.audiences if audiences and who not in audiences]
        if strangers:
            message = f"{slide.id}: asks {slide.ask}, which is not for {' and '.join(strangers)}."
            yield _at(slide.where, message, "Give the question the same audiences.")


def _alts(module: Module) -> Iterator[Problem]:
    shown: list[Scene | Slide] = [*module.storyboard, *module.slides]
    for node in shown:
        if len(words(node.alt)) < 3 or node.alt.strip(".").lower() == node.title.strip(".").lower():
            yield _at(node.where, f"{node.id}: the alt text says too little.", "Say what the picture shows.")
        elif _PICTURE.match(node.alt):
            message = f"{node.id}: the alt text starts with “{node.alt[:20]}…”."
            yield _at(node.where, message, "Every picture is one; start with what is seen.")


def _cards(module: Module) -> Iterator[Problem]:
    for card in module.cards:
        if card.sides == 2 and module.key not in TWO_SIDES:
            yield _at(card.where, f"{card.id}: two sides.", f"Only {', '.join(TWO_SIDES)} may use the back.")
        count = sum(len(words(line.text)) for line in card.lines)
        if count > WORDS_A_SIDE * card.sides:
            message = f"{card.id}: {count} words on {card.sides} half-letter side{'s' * (card.sides > 1)}."
            yield _at(card.where, message, f"More than {WORDS_A_SIDE} a side are hard to read.", "warning")


def _at(where: Where, message: str, hint: str, severity: str = "error") -> Problem:
    return Problem(where, message, hint, "warning" if severity == "warning" else "error", "complete")
