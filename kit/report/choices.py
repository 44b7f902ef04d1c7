"""Decisions as they went, the paths not taken, and the lines of a run that went back.

Tallies are read with the dial changes that applied just before each branch, by the same rules the
run was played by (``kit.scenario.story``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from kit.report.aar import DecisionPart, LinePart
from kit.report.pieces import FactLine, Link, Path, Reason, RoundPart, Score, Step
from kit.report.privacy import bars
from kit.report.record import Decided, Line, Message, Round
from kit.report.source import Source
from kit.scenario.model import Decision, DialRule, Option
from kit.scenario.story import Story, holds, rules_now, tally

KNOWN_KINDS = ("inject", "announcement")


def decisions(source: Source) -> tuple[DecisionPart, ...]:
    """Every decision that was opened, line by line, in the order played."""
    return tuple(_part(source, decided) for decided in source.record.decided)


def _part(source: Source, decided: Decided) -> DecisionPart:
    decision = source.exercise.decision(decided.decision)
    rounds = tuple(_rounds(source, decided, decision))
    chosen = next((o for o in decision.options if o.key == decided.option), None)
    withheld = any(bar.votes is None for part in rounds for bar in part.bars)
    last = decided.rounds[-1] if decided.rounds else Round(())
    return DecisionPart(
        id=decision.id,
        line=decided.line,
        anchor=f"d{decided.line}-{decision.id}",
        title=decision.title,
        question=decision.question,
        story=decided.opened.story,
        opened=source.clock(decided.opened.at),
        closed=source.clock(last.closed.at) if last.closed else "",
        rounds=rounds,
        reasons=tuple(_reasons(source, decided, rounds)),
        withheld=withheld,
        option=decided.option,
        option_text=chosen.text if chosen else "",
        how=decided.how,
        why=decided.why,
        consequence=chosen.consequence if chosen else "",
        score=_score(decision, decided.option, decided.before) if chosen else None,
        dial_notes=tuple(_dial_notes(decision, decided)),
        known=known(source, decided, decision),
        seen=tuple(_seen(source, decided)),
        paths=tuple(_path(source, decided, decision, o) for o in decision.options if o.key != decided.option),
        evidence=tuple(_evidence(source, decided)),
    )


def _rounds(source: Source, decided: Decided, decision: Decision) -> Iterator[RoundPart]:
    texts = {option.key: option.text for option in decision.options}
    for number, part in enumerate(decided.rounds, 1):
        counted = source.privacy.counted(counts(decided, part), part.of)
        yield RoundPart(number, bars(counted, texts, decided.option), counted.voted, counted.of)


def counts(decided: Decided, part: Round) -> dict[str, int]:
    """Votes of a round by option, options in order."""
    totals = dict.fromkeys(decided.options, 0)
    for vote in part.votes:
        totals[vote.option] = totals.get(vote.option, 0) + 1
    return totals


def _reasons(source: Source, decided: Decided, rounds: tuple[RoundPart, ...]) -> Iterator[Reason]:
    """The reasons of the last round, an option in turn, each option's by their words: so every view is
    among the first, and neither the order of voting nor a seat can be read off."""
    if not rounds:
        return
    hidden = {bar.option for bar in rounds[-1].bars if bar.votes is None}
    votes = [vote for vote in decided.rounds[-1].votes if vote.reason.strip()]
    votes.sort(key=lambda vote: (vote.option, vote.reason.strip().casefold()))
    by_option = [[vote for vote in votes if vote.option == option] for option in decided.options]
    for turn in zip_longest(*by_option):
        for vote in filter(None, turn):
            option = "" if vote.option in hidden else vote.option
            who = source.privacy.table(vote.seat)
            yield Reason(option, vote.reason.strip(), who, minority=vote.option != decided.option)


def _score(decision: Decision, option: str, story: Story) -> Score:
    found = tally(decision, option, story)
    return Score(found.life, found.trust, found.legal)


def _dial_notes(decision: Decision, decided: Decided) -> Iterator[str]:
    for rule in rules_now(decision, decided.before):
        about = (
            f" (option {rule.option}, closed)"
            if rule.close
            else f" (option {rule.option})"
            if rule.option
            else ""
        )
        yield f"{rule.note}{about}"


def _since(source: Source, decided: Decided) -> tuple[Message, ...]:
    """What was put before people after the decision before this one on the same line."""
    seen = {message.stamp.seq for message in decided.seen}
    earlier = [
        other.taken.seq
        for other in source.record.decided
        if other.taken and other.decision != decided.decision and other.taken.seq in seen
    ]
    last = max(earlier, default=0)
    return tuple(m for m in decided.seen if m.stamp.seq > last and m.kind in KNOWN_KINDS)


def known(source: Source, decided: Decided, decision: Decision) -> tuple[FactLine, ...]:
    """The facts the decision cites, then those of the injects seen since the decision before it."""
    cited = list(decision.cites)
    for message in _since(source, decided):
        if message.kind == "inject" and not message.added:
            cited += source.exercise.inject(message.ref).cites
    return tuple(source.facts(id) for id in dict.fromkeys(cited))


def _seen(source: Source, decided: Decided) -> Iterator[Link]:
    for message in _since(source, decided):
        label = f"{message.ref} {message.title}" if message.title else message.kind
        yield source.link(label, message.stamp)


def _path(source: Source, decided: Decided, decision: Decision, option: Option) -> Path:
    return Path(
        option=option.key,
        text=option.text,
        consequence=option.consequence,
        benefit=option.benefit,
        cost=option.cost,
        score=_score(decision, option.key, decided.before),
        brings=tuple(_brings(source, option)),
        closed=_closed(source, decided, decision, option),
    )


def _brings(source: Source, option: Option) -> Iterator[str]:
    links = option.links
    for verb, steps in (
        ("would bring", links.triggers),
        ("might bring", links.may_trigger),
        ("would stop", links.suppresses),
        ("would open the choice", links.opens),
        ("would close the choice", links.closes),
    ):
        for step in steps:
            title = source.title(step)
            yield f"{verb} {step}" + (f", {title}" if title != step else "")
    for before, after in links.replaces:
        yield f"would put {after} in place of {before}"
    for step, minutes in option.delays:
        yield f"would delay {step} by {minutes} min"


def _closed(source: Source, decided: Decided, decision: Decision, option: Option) -> str:
    """Why an option was not among the choices of this run; "" where it was."""
    if option.key in decided.options:
        return ""
    closing: list[DialRule] = [
        rule for rule in rules_now(decision, decided.before) if rule.close and rule.option == option.key
    ]
    if closing:
        return f"closed by the posture dials ({', '.join(rule.note for rule in closing)})"
    if not holds(option.when, decided.before):
        return option.only_if or "not open as the story stood"
    return "not offered"


def _evidence(source: Source, decided: Decided) -> Iterator[Link]:
    if decided.how == "fork":
        line = next((ln for ln in source.record.lines if ln.number == decided.line), None)
        if line and line.forked:
            yield source.link("went back", line.forked)
    else:
        yield source.link("opened", decided.opened)
        for part in decided.rounds:
            if part.closed:
                yield source.link("voting closed", part.closed)
    if decided.taken:
        yield source.link(f"{decided.option} taken", decided.taken)


# -- lines -----------------------------------------------------------------------------------------


def lines(source: Source) -> tuple[LinePart, ...]:
    """Every line of the story with its tally path, shared decisions included."""
    parts: dict[int, LinePart] = {}
    for line in source.record.lines:
        parts[line.number] = _line(source, line, parts.get(line.parent))
    return tuple(parts.values())


def _line(source: Source, line: Line, parent: LinePart | None) -> LinePart:
    ending = next((end for end in source.exercise.finale.endings if end.id == line.ending), None)
    return LinePart(
        number=line.number,
        parent=line.parent,
        decision=line.decision,
        option=line.option,
        why=line.why,
        steps=tuple(_steps(source, line, parent)),
        ending=ending.title if ending else "",
        held=ending.held if ending else "",
        cost=ending.cost if ending else "",
        link=source.link("went back", line.forked) if line.forked else None,
    )


def _steps(source: Source, line: Line, parent: LinePart | None) -> Iterator[Step]:
    shared = []
    if parent is not None:
        until = [step.decision for step in parent.steps]
        shared = list(parent.steps[: until.index(line.decision)] if line.decision in until else parent.steps)
    yield from shared
    total = shared[-1].total if shared else Score(0, 0, 0)
    mine = [d for d in source.record.decided if d.line == line.number and d.taken]
    for decided in sorted(mine, key=lambda d: d.taken.seq if d.taken else 0):
        decision = source.exercise.decision(decided.decision)
        score = _score(decision, decided.option, decided.before)
        total = Score(total.life + score.life, total.trust + score.trust, total.legal + score.legal)
        yield Step(decided.decision, decision.title, decided.option, score, total)
