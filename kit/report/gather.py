"""From a run's journal to the Record a report is drafted from: the only file here that knows the engine.

The state after the last event says what stands (what was undone is gone from it); one walk over the
events adds what the state does not keep: the number, room time, story time and line of each event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kit.engine import events as e
from kit.engine.evolve import advance, create
from kit.engine.state import Ballot, Line, Message as Said, NoteTaken, Run
from kit.report import record as r
from kit.scenario.clock import story_label
from kit.scenario.model import Exercise, Wording

TURNS = {
    e.BriefingStarted: "briefing",
    e.ExerciseStarted: "play",
    e.PlayPaused: "pause",
    e.PlayResumed: "resume",
    e.ModuleOpened: "module",
    e.HotWashOpened: "hot-wash",
    e.ExerciseEnded: "closed",
    e.ExerciseReopened: "reopened",
    e.ClockShifted: "clock",
    e.LineForked: "fork",
    e.ActUndone: "undo",
}


@dataclass
class Walk:
    """What one pass over the events notes down; keys are what the state can be looked up by."""

    stamps: dict[int, r.Stamp] = field(default_factory=dict)
    first: dict[str, r.Stamp] = field(default_factory=dict)  # "kind id" -> its first event
    last: dict[str, r.Stamp] = field(default_factory=dict)  # "kind id" -> its latest event
    closed: dict[tuple[int, str, int], tuple[int, int]] = field(
        default_factory=dict
    )  # earlier rounds: (of, at)
    turns: list[r.Turn] = field(default_factory=list)
    withdrawn: dict[str, r.Stamp] = field(default_factory=dict)  # message id, or "m<seq>" of an undone act
    events: int = 0

    def note(self, key: str, stamp: r.Stamp) -> None:
        """Remember an event under a key."""
        self.first.setdefault(key, stamp)
        self.last[key] = stamp


def gather(exercise: Exercise, run_id: str, events: Iterable[e.Recorded]) -> r.Record:
    """The record of a run.

    Raises ValueError when there are no events or the first is not the creation of a run."""
    walk = Walk()
    run: Run | None = None
    for recorded in events:
        before = run
        run = advance(run, recorded) if run is not None else create(exercise, recorded)
        _note(walk, before, run, recorded)
    if run is None:
        raise ValueError(f"The journal of run {run_id} is empty: expected run-created as its first event.")
    return _record(run_id, run, walk)


def _note(walk: Walk, before: Run | None, run: Run, rec: e.Recorded) -> None:
    event = rec.event
    stamp = r.Stamp(rec.seq, rec.at, story_label(run.exercise.clock, *run.line.clock), run.line.number)
    walk.stamps[rec.seq] = stamp
    walk.events += 1
    for key in _keys(event, rec, run):
        walk.note(key, stamp)
    kind = TURNS.get(type(event))
    if kind:
        walk.turns.append(r.Turn(stamp, kind, *_turn_words(event)))
    if isinstance(event, e.MessageWithdrawn):
        walk.withdrawn[event.item] = stamp
    elif isinstance(event, e.ActUndone):
        walk.withdrawn[f"m{event.of}"] = stamp
    elif isinstance(event, e.SecondRoundOpened) and before is not None:
        ballot = before.line.ballots[event.decision]
        walk.closed[run.line.number, event.decision, len(ballot.rounds) - 1] = (
            ballot.of,
            ballot.closed_at or 0,
        )


def _keys(event: e.Event, rec: e.Recorded, run: Run) -> Iterator[str]:
    """Under which keys an event can be found again; ``at`` in a key makes it unique where ids repeat."""
    match event:
        case e.DecisionOpened() | e.VotingClosed() | e.BranchTaken():
            yield f"{rec.name} {event.decision} {rec.at}"
        case e.TaskSeen():
            yield f"task {event.seat} {event.target}/{event.task}"
        case e.TargetRated():
            yield f"rating {event.seat} {event.target}"
        case e.RatingSettled():
            yield f"settled {event.target}"
        case e.ActionSeen():
            yield f"action {event.step} {event.index}"
        case e.ObservationMade() | e.RemarkMade() | e.Raised() | e.RaisedAnswered() | e.NoteMade():
            yield f"{rec.name} {event.id}"
        case e.ConcernGrouped() | e.CommitmentMade():
            yield f"{rec.name} {event.row}"
        case e.SeatTaken() | e.FeedbackGiven():
            yield f"{rec.name} {event.seat}"
        case e.LineForked():
            yield f"fork {event.line}"


def _turn_words(event: e.Event) -> tuple[str, str]:
    """What a turn is about and what was said about it."""
    match event:
        case e.ModuleOpened():
            return event.module, ""
        case e.ClockShifted():
            return "", str(event.minutes)
        case e.LineForked():
            return event.decision, event.why
        case e.ActUndone():
            return str(event.of), ""
    return "", ""


def _record(run_id: str, run: Run, walk: Walk) -> r.Record:
    setup = run.setup
    lines = sorted((*run.lines, run.line), key=lambda line: line.number)
    messages = _messages(run, lines, walk)
    return r.Record(
        setup=r.Setup(
            run_id, setup.form, setup.dials, setup.name, setup.sponsor, setup.date, setup.place, setup.names
        ),
        seats=tuple(_seats(run, walk)),
        turns=tuple(walk.turns),
        messages=tuple(sorted(messages.values(), key=lambda m: m.stamp.seq)),
        skips=tuple(_skips(lines, walk)),
        decided=tuple(_decided(run, lines, messages, walk)),
        stand_ins=tuple(_stand_ins(lines, walk)),
        lines=tuple(_line(run, line, walk) for line in lines),
        observations=tuple(_observations(run, walk)),
        tasks=tuple(_tasks(run, walk)),
        actions={key: walk.last[f"action {key[0]} {key[1]}"] for key in run.actions_seen},
        ratings=tuple(_ratings(run, walk)),
        settled=tuple(_settled(run, walk)),
        raised=tuple(_raised(run, walk)),
        board=tuple(_board(run, walk)),
        notes=tuple(_as_notes(run.notes.values(), "note-made", walk)),
        remarks=tuple(_as_notes(run.remarks.values(), "remark-made", walk)),
        feedback=tuple(
            r.Feedback(walk.last[f"feedback-given {seat}"], seat, answers)
            for seat, (_, answers) in run.feedback.items()
        ),
        edits=run.edits,
        events=walk.events,
    )


def _seats(run: Run, walk: Walk) -> Iterator[r.Seat]:
    for seat in run.seats.values():
        if not seat.waiting:
            joined = walk.first[f"seat-taken {seat.id}"]
            yield r.Seat(seat.id, str(seat.role), seat.position, seat.name, joined, seat.removed)


# -- what was put before people --------------------------------------------------------------------


def _messages(run: Run, lines: list[Line], walk: Walk) -> dict[str, r.Message]:
    """All messages of all lines by id; a line that was forked shares the messages before the fork."""
    found: dict[str, r.Message] = {}
    for line in lines:
        for said in line.feed:
            if said.id not in found or said.withdrawn:
                found[said.id] = _message(run, line, said, walk)
    return found


def _message(run: Run, line: Line, said: Said, walk: Walk) -> r.Message:
    stamp = walk.stamps[said.seq]
    withdrawn = walk.withdrawn.get(said.id) or walk.withdrawn.get(f"m{said.seq}") if said.withdrawn else None
    at = r.Stamp(stamp.seq, stamp.at, story_label(run.exercise.clock, *said.story), stamp.line)
    if said.kind != "inject":
        title, text = _words(run.exercise, said)
        return r.Message(at, said.kind, said.ref, title, text, to=said.to, withdrawn=withdrawn)
    inject = line.added[said.ref] if said.ref in line.added else run.exercise.inject(said.ref)
    return r.Message(
        walk.stamps[said.seq],
        "inject",
        inject.id,
        inject.title,
        _worded(inject.wordings, said.wording),
        inject.sender,
        inject.channel,
        said.to or inject.to,
        inject.contingency,
        said.ref in line.added,
        withdrawn,
    )


def _worded(wordings: tuple[Wording, ...], id: str) -> str:
    return next((w.text for w in wordings if w.id == id), wordings[-1].text if wordings else "")


def _words(exercise: Exercise, said: Said) -> tuple[str, str]:
    """The title and text of a message that is not an inject."""
    match said.kind:
        case "opening":
            module = exercise.modules_by_id[said.ref]
            return module.title, _worded(module.openings, said.wording)
        case "private":
            return "", next((p.text for p in exercise.privates if p.id == said.ref), "")
        case "bridge":
            bridges = (b for form in exercise.forms.values() for b in form.bridges)
            return "", next((b.text for b in bridges if b.id == said.ref), "")
        case "consequence":
            decision = exercise.decision(said.ref)
            return decision.title, decision.option(said.wording).consequence
        case "ending":
            ending = next(end for end in exercise.finale.endings if end.id == said.ref)
            tail = next((t.text for t in exercise.finale.tails if t.id == said.wording), "")
            return ending.title, " ".join(part for part in (ending.text, tail) if part)
    return "", said.text


def _skips(lines: list[Line], walk: Walk) -> Iterator[r.Skip]:
    seen: set[tuple[int, str]] = set()
    for line in lines:
        for step, mark in line.marks.items():
            if mark.status == "skipped" and (mark.seq, step) not in seen:
                seen.add((mark.seq, step))
                yield r.Skip(walk.stamps[mark.seq], step, mark.note)


def _stand_ins(lines: list[Line], walk: Walk) -> Iterator[r.StandIn]:
    seen: set[int] = set()
    for line in lines:
        for step, mark in line.marks.items():
            if mark.status == "stood-in" and mark.seq not in seen:
                seen.add(mark.seq)
                yield r.StandIn(walk.stamps[mark.seq], step, mark.note)


# -- decisions -------------------------------------------------------------------------------------


def _decided(run: Run, lines: list[Line], messages: dict[str, r.Message], walk: Walk) -> Iterator[r.Decided]:
    for line in lines:
        turn = run.turns.get((line.parent, line.forked_at))
        for ballot in sorted(line.ballots.values(), key=lambda b: b.opened_at):
            inherited = (
                turn is not None and ballot.decision in turn.ballots and ballot.decision != line.forked_at
            )
            if not inherited:
                yield _one_decided(run, line, ballot, messages, walk)


def _one_decided(
    run: Run, line: Line, ballot: Ballot, messages: dict[str, r.Message], walk: Walk
) -> r.Decided:
    before = run.turns.get((line.number, ballot.decision), line)
    taken = walk.last.get(f"branch-taken {ballot.decision} {ballot.taken_at}") if ballot.taken else None
    return r.Decided(
        decision=ballot.decision,
        line=line.number,
        opened=walk.last[f"decision-opened {ballot.decision} {ballot.opened_at}"],
        options=ballot.options,
        rounds=tuple(_rounds(line, ballot, walk)),
        before=before.story,
        seen=tuple(messages[said.id] for said in before.feed if not said.withdrawn),
        taken=taken,
        option=ballot.taken,
        how=ballot.how,
        why=ballot.why,
    )


def _rounds(line: Line, ballot: Ballot, walk: Walk) -> Iterator[r.Round]:
    for index, cast in enumerate(ballot.rounds):
        of, closed_at = ballot.of, ballot.closed_at
        if index < len(ballot.rounds) - 1:
            known = [walk.closed.get((n, ballot.decision, index)) for n in (line.number, line.parent)]
            of, closed_at = next((k for k in known if k), (0, None))
        votes = tuple(r.Vote(seat, v.option, v.reason, walk.stamps[v.seq]) for seat, v in cast.items())
        yield r.Round(votes, of, walk.last.get(f"voting-closed {ballot.decision} {closed_at}"))


def _line(run: Run, line: Line, walk: Walk) -> r.Line:
    return r.Line(
        number=line.number,
        parent=line.parent,
        decision=line.forked_at,
        option=line.ballots[line.forked_at].taken if line.forked_at in line.ballots else "",
        why=line.why,
        forked=walk.first.get(f"fork {line.number}"),
        ending=line.ending,
        trust=line.story.trust,
        story=story_label(run.exercise.clock, *line.clock),
    )


# -- evaluation and talk ---------------------------------------------------------------------------


def _observations(run: Run, walk: Walk) -> Iterator[r.Observation]:
    for o in run.observations.values():
        stamp = walk.first[f"observation-made {o.id}"]
        yield r.Observation(stamp, o.id, o.seat, o.kind, o.text, o.target, o.task, o.ref)


def _tasks(run: Run, walk: Walk) -> Iterator[r.TaskSeen]:
    for seat, seen in run.tasks_seen.items():
        for key in seen:
            target, _, index = key.rpartition("/")
            yield r.TaskSeen(walk.last[f"task {seat} {key}"], seat, target, int(index))


def _ratings(run: Run, walk: Walk) -> Iterator[r.RatingGiven]:
    for seat, mine in run.ratings.items():
        for target, given in mine.items():
            yield r.RatingGiven(walk.last[f"rating {seat} {target}"], seat, target, given.rating, given.why)


def _settled(run: Run, walk: Walk) -> Iterator[r.RatingSettled]:
    for target, given in run.settled.items():
        yield r.RatingSettled(walk.last[f"settled {target}"], target, given.rating, given.why)


def _as_notes(notes: Iterable[NoteTaken], name: str, walk: Walk) -> Iterator[r.Note]:
    for note in notes:
        yield r.Note(walk.first[f"{name} {note.id}"], note.id, note.seat, note.kind, note.text)


def _raised(run: Run, walk: Walk) -> Iterator[r.Raised]:
    for item in run.raised.values():
        answered = walk.last.get(f"raised-answered {item.id}")
        stamp = walk.first[f"raised {item.id}"]
        yield r.Raised(
            stamp, item.id, item.seat, item.position, item.kind, item.text, item.answer, answered, item.row
        )


def _board(run: Run, walk: Walk) -> Iterator[r.BoardRow]:
    for row in run.board.values():
        yield r.BoardRow(
            stamp=walk.first[f"concern-grouped {row.id}"],
            id=row.id,
            concern=row.text,
            owner=row.owner,
            answer=row.answer,
            authority=row.authority,
            what=row.what,
            by=row.by,
            state=row.state,
            promised=walk.last.get(f"commitment-made {row.id}") if row.what else None,
        )
