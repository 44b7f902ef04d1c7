"""The timeline: everything that happened, one entry an event, each an anchor the findings lead back to.

Votes of single people, joins and edits are left out; results stand with the decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.report.aar import Entry
from kit.report.record import Decided, Message, Observation, Stamp, Turn
from kit.report.source import Source
from kit.report.words import HOW, RAISED, plural, sentence

Draft = tuple[Stamp, str, str, str, str, str, str]  # stamp, lane, kind, ref, title, text, link

KINDS = {
    "strength": "Strength",
    "improve": "Area for improvement",
    "note": "Note",
}
MESSAGES = {
    "inject": "Inject",
    "private": "Private inject",
    "bridge": "Bridge",
    "announcement": "Announcement",
    "ending": "Ending",
}
TURNS = {
    "briefing": "The briefing began",
    "play": "StartEx: play began",
    "pause": "Play was paused",
    "resume": "Play went on",
    "hot-wash": "The hot wash began",
    "closed": "EndEx: the exercise ended",
    "reopened": "The exercise was reopened",
}


def chronicle(source: Source) -> tuple[Entry, ...]:
    """All entries in the order of the journal. The first of an event has its number as id, ``e12``."""
    drafts = sorted(
        (
            *_turns(source),
            *_messages(source),
            *_decisions(source),
            *_notes(source),
            *_ratings(source),
            *_talk(source),
        ),
        key=lambda draft: draft[0].seq,
    )
    taken: dict[int, int] = {}
    entries = []
    for stamp, lane, kind, ref, title, text, link in drafts:
        count = taken[stamp.seq] = taken.get(stamp.seq, 0) + 1
        id = f"e{stamp.seq}" if count == 1 else f"e{stamp.seq}-{count}"
        when = (stamp.at, source.local(stamp.at), source.clock(stamp.at), stamp.story, stamp.line)
        entries.append(Entry(id, *when, lane, kind, ref, title, text, link))
    return tuple(entries)


def _turns(source: Source) -> Iterator[Draft]:
    by_seq = {m.stamp.seq: m for m in source.record.messages if m.kind == "opening"}
    for turn in source.record.turns:
        if turn.kind == "module":
            yield _module(source, turn, by_seq.get(turn.stamp.seq))
        elif turn.kind == "fork":
            line = next((ln for ln in source.record.lines if ln.forked == turn.stamp), None)
            title = f"Went back to {turn.ref}: line {line.number if line else turn.stamp.line} begins"
            yield turn.stamp, "decision", "fork", turn.ref, title, turn.text, ""
        elif turn.kind == "clock":
            title = f"The story clock was moved by {turn.text} min"
            yield turn.stamp, "room", "clock", "", title, "", ""
        elif turn.kind in TURNS:
            yield turn.stamp, "room", turn.kind, "", TURNS[turn.kind], "", ""


def _module(source: Source, turn: Turn, opening: Message | None) -> Draft:
    modules = [module.id for module in source.exercise.modules]
    number = modules.index(turn.ref) + 1 if turn.ref in modules else 0
    title = source.exercise.modules_by_id[turn.ref].title if number else turn.ref
    text = opening.text if opening else ""
    return turn.stamp, "room", "module", turn.ref, f"Module {number}: {title}", text, ""


def _messages(source: Source) -> Iterator[Draft]:
    for message in source.record.messages:
        if message.kind in MESSAGES:
            title = message.title or MESSAGES[message.kind]
            lane = "room" if message.kind in ("announcement", "bridge") else "story"
            text = " ".join(part for part in (_route(source, message), message.text) if part)
            yield message.stamp, lane, message.kind, message.ref, title, text, ""
        if message.withdrawn and message.kind in (*MESSAGES, "opening"):
            title = f"{message.title or MESSAGES.get(message.kind, message.ref)}: taken back"
            yield message.withdrawn, "room", "withdrawn", message.ref, title, "", f"e{message.stamp.seq}"
    for skip in source.record.skips:
        title = f"{source.title(skip.step)}: skipped"
        yield skip.stamp, "story", "skipped", skip.step, title, skip.reason, ""


def _route(source: Source, message: Message) -> str:
    """ "From camp residents, messages, to Sheriff." in front of an inject's own words."""
    known = source.exercise.positions_by_id
    to = ", ".join(known[id].short or known[id].title for id in message.to if id in known)
    if len(message.to) == len(known):
        to = "everyone"
    sender = ", ".join(part for part in (message.sender, message.channel) if part)
    route = " to ".join(part for part in (sender, to) if part) if sender else f"to {to}" if to else ""
    return sentence(route)


def _decisions(source: Source) -> Iterator[Draft]:
    for decided in source.record.decided:
        title, link = source.title(decided.decision), f"d{decided.line}-{decided.decision}"
        if decided.how != "fork":
            yield decided.opened, "decision", "opened", decided.decision, f"{title}: voting opened", "", link
            yield from _rounds(source, decided, title, link)
        if decided.taken:
            yield _taken(source, decided, title, link)
    for stand_in in source.record.stand_ins:
        title = f"{source.title(stand_in.decision)}: not played, {stand_in.option} stood in"
        text = source.option_text(stand_in.decision, stand_in.option)
        yield stand_in.stamp, "decision", "stand-in", stand_in.decision, title, text, ""


def _rounds(source: Source, decided: Decided, title: str, link: str) -> Iterator[Draft]:
    for number, part in enumerate(decided.rounds, 1):
        if part.closed is None:
            continue
        counts = dict.fromkeys(decided.options, 0)
        for vote in part.votes:
            counts[vote.option] = counts.get(vote.option, 0) + 1
        shown = source.privacy.counted(counts, part.of)
        again = f" (round {number})" if len(decided.rounds) > 1 else ""
        text = "" if shown.voted is None else f"{shown.voted} of {shown.of or '?'} voted."
        heading = f"{title}: voting closed{again}"
        yield part.closed, "decision", "voting-closed", decided.decision, heading, text, link


def _taken(source: Source, decided: Decided, title: str, link: str) -> Draft:
    decision = source.decision(decided.decision)
    consequence = ""
    if decision is not None and decided.option in {o.key for o in decision.options}:
        consequence = decision.option(decided.option).consequence
    why = f"Reason: {decided.why}" if decided.why else ""
    how = sentence(f"taken {HOW.get(decided.how, decided.how)}")
    text = " ".join(part for part in (how, why, consequence) if part)
    assert decided.taken is not None
    return (
        decided.taken,
        "decision",
        "taken",
        decided.decision,
        f"{title}: {decided.option} taken",
        text,
        link,
    )


def _notes(source: Source) -> Iterator[Draft]:
    for o in source.record.observations:
        about = " ".join(part for part in (o.target, task_text(source, o), o.ref and f"({o.ref})") if part)
        title = f"{KINDS.get(o.kind, 'Note')}, {source.privacy.evaluator(o.seat)}"
        text = f"{o.text} [{about}]" if about else o.text
        yield o.stamp, "note", o.kind, o.ref, title, text, ""
    for seen in source.record.tasks:
        title = f"Critical task seen, {source.privacy.evaluator(seen.seat)}"
        yield (
            seen.stamp,
            "note",
            "task",
            seen.target,
            title,
            f"{seen.target}: {_task(source, seen.target, seen.task)}",
            "",
        )
    for note in source.record.notes:
        yield note.stamp, "talk", "facilitator-note", "", "Facilitator's note", note.text, ""


def task_text(source: Source, observation: Observation) -> str:
    """The critical task an observation is tied to, "" if none."""
    return "" if observation.task is None else _task(source, observation.target, observation.task)


def _task(source: Source, target: str, index: int) -> str:
    found = source.exercise.targets.get(target)
    tasks = found[1].tasks if found else ()
    return tasks[index] if 0 <= index < len(tasks) else f"task {index + 1}"


def _ratings(source: Source) -> Iterator[Draft]:
    for given in source.record.ratings:
        title = f"{given.target} rated {given.rating}, {source.privacy.evaluator(given.seat)}"
        yield given.stamp, "rating", "rated", given.target, title, given.why, ""
    for settled in source.record.settled:
        title = f"{settled.target} settled as {settled.rating}"
        yield settled.stamp, "rating", "settled", settled.target, title, settled.why, ""


def _talk(source: Source) -> Iterator[Draft]:
    record, privacy = source.record, source.privacy
    for item in record.raised:
        who = privacy.who(item.seat)
        title = ", ".join(part for part in (RAISED.get(item.kind, item.kind), who) if part)
        yield item.stamp, "talk", f"raised-{item.kind}", item.id, title, item.text, ""
        if item.answered:
            yield item.answered, "talk", "answered", item.id, "Answer", item.answer, f"e{item.stamp.seq}"
    for row in record.board:
        yield row.stamp, "talk", "concern", row.id, "Concern on the board", row.concern, ""
        if row.promised:
            text = f"{row.owner or 'No owner'}: {row.what}" + (f", by {row.by}" if row.by else "")
            yield row.promised, "talk", "commitment", row.id, "Commitment", text, ""
    for remark in record.remarks:
        title = ", ".join(
            p for p in (f"Hot wash: {KINDS[remark.kind].lower()}", privacy.who(remark.seat)) if p
        )
        yield remark.stamp, "talk", f"remark-{remark.kind}", remark.id, title, remark.text, ""
    if record.feedback:
        last = max((form.stamp for form in record.feedback), key=lambda stamp: stamp.seq)
        title = f"Feedback: {plural(privacy.few(len(record.feedback)), 'form')}"
        yield last, "room", "feedback", "", title, "", ""
