"""How events move the story: the half of ``evolve`` that changes the line being played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kit.engine import events as e
from kit.engine.evolve_deck import undone as given_undone
from kit.engine.progress import printed_time
from kit.engine.state import Ballot, Line, Mark, Message, Run, Vote, changed
from kit.scenario.flow import Beat
from kit.scenario.model import Inject, Moment, Wording
from kit.scenario.story import choose, deliver, forget, story_minutes


def _mark(line: Line, key: str, mark: Mark) -> Line:
    return changed(line, marks={**line.marks, key: mark}, held=line.held - {key})


def _say(line: Line, rec: e.Recorded, kind: str, ref: str, **given: object) -> Line:
    """The line with one more message; ``given`` are further fields of Message."""
    message = Message(id=f"m{rec.seq}", kind=kind, seq=rec.seq, at=rec.at, story=line.clock, ref=ref)
    return changed(line, feed=(*line.feed, replace(message, **given)))  # type: ignore[arg-type]


def on_module_opened(run: Run, rec: e.Recorded, event: e.ModuleOpened) -> Line:
    """The module is in hand and its private injects are out."""
    line = _mark(run.line, event.module, Mark("done", rec.at, rec.seq))
    in_hand = event.module if event.wording else line.in_hand  # after a bridge, its words stay in hand
    line = changed(line, module=event.module, module_at=rec.at, in_hand=in_hand, decision="")
    line = changed(line, clock=_opening_clock(run, event.module))
    if event.wording:
        line = _say(line, rec, "opening", event.module, wording=event.wording)
    for private in run.exercise.privates:
        if private.module == event.module:
            line = _say(line, rec, "private", private.id, id=f"m{rec.seq}.{private.id}", to=(private.to,))
    return line


def _opening_clock(run: Run, module: str) -> tuple[int, bool]:
    """A module opens at the time of its first inject that is not a contingency, never earlier than now."""
    for beat in run.line.order:
        ours = beat.kind == "inject" and beat.block == module and beat.id in run.exercise.steps
        if ours and not run.exercise.inject(beat.id).contingency:
            return max(run.line.clock, printed_time(run, beat.id))
    return run.line.clock


def on_inject_delivered(run: Run, rec: e.Recorded, event: e.InjectDelivered) -> Line:
    """The inject is in the feed and its effects apply once."""
    inject = run.step_inject(event.inject)
    at = printed_time(run, inject.id)
    line = _mark(run.line, inject.id, Mark("done", rec.at, rec.seq))
    line = changed(line, clock=at, in_hand=inject.id, due=_without(line.due, inject.id))
    to = inject.to if event.audience == "addressees" else ()
    line = _say(line, rec, "inject", inject.id, wording=event.wording, to=to)
    return changed(line, story=forget(run.exercise, inject.id, deliver(inject, line.story)))


def on_steps_passed(run: Run, rec: e.Recorded, event: e.StepsPassed) -> Line:
    """Passed steps are marked, and what was kept until them is forgotten."""
    line = run.line
    for key in event.steps:
        line = _mark(line, key, Mark("passed", rec.at, rec.seq))
        line = changed(line, story=forget(run.exercise, key.removesuffix("/end"), line.story))
    return line


def on_stood_in(run: Run, rec: e.Recorded, event: e.StoodIn) -> Line:
    """A stand-in sets its flags."""
    line = _mark(run.line, event.decision, Mark("stood-in", rec.at, rec.seq, event.option))
    story = choose(run.exercise.decision(event.decision), event.option, line.story, stand_in=True)
    return changed(line, story=forget(run.exercise, event.decision, story))


def on_step_skipped(run: Run, rec: e.Recorded, event: e.StepSkipped) -> Line:
    """A skipped step has no effect but is over."""
    line = _mark(run.line, event.step, Mark("skipped", rec.at, rec.seq, event.reason))
    line = changed(line, story=forget(run.exercise, event.step, line.story))
    return changed(line, decision="") if line.decision == event.step else line


def on_step_held(run: Run, rec: e.Recorded, event: e.StepHeld) -> Line:
    """The step waits."""
    return changed(run.line, held=run.line.held | {event.step}, due=_without(run.line.due, event.step))


def on_step_released(run: Run, rec: e.Recorded, event: e.StepReleased) -> Line:
    """The step waits no longer."""
    return changed(run.line, held=run.line.held - {event.step})


def on_step_moved(run: Run, rec: e.Recorded, event: e.StepMoved) -> Line:
    """The order has changed."""
    moved = next(beat for beat in run.line.order if beat.key == event.step)
    rest = [beat for beat in run.line.order if beat.key != event.step]
    place = next(i for i, beat in enumerate(rest) if beat.key == event.before)
    moved = replace(moved, block=rest[place].block)
    return changed(run.line, order=(*rest[:place], moved, *rest[place:]))


def on_inject_scheduled(run: Run, rec: e.Recorded, event: e.InjectScheduled) -> Line:
    """The clock has a time for it, or none any more."""
    due = _without(run.line.due, event.inject)
    return changed(run.line, due=due if event.due is None else {**due, event.inject: event.due})


def on_inject_added(run: Run, rec: e.Recorded, event: e.InjectAdded) -> Line:
    """The new inject stands next in the order."""
    line = run.line
    inject = Inject(
        id=event.inject,
        title=event.title,
        at=Moment(line.clock[0], line.clock[1]),
        sender=event.sender,
        channel=event.channel,
        to=event.to,
        minutes=2,
        wordings=(Wording(event.inject, event.text),),
        audience="addressees" if event.to else "everyone",
    )
    place = next(
        (i for i, b in enumerate(line.order) if b.played and b.key not in line.marks), len(line.order)
    )
    beat = Beat("inject", event.inject, line.module)
    order = (*line.order[:place], beat, *line.order[place:])
    return changed(line, order=order, added={**line.added, inject.id: inject})


def on_clock_shifted(run: Run, rec: e.Recorded, event: e.ClockShifted) -> Line:
    """Scenario time has moved."""
    minutes, exact = run.line.clock
    return changed(run.line, shift=run.line.shift + event.minutes, clock=(minutes + event.minutes, exact))


def on_bridge_read(run: Run, rec: e.Recorded, event: e.BridgeRead) -> Line:
    """The bridge is in the feed. It tells of the time it leads to, so that is the time it bears."""
    line = _mark(run.line, event.bridge, Mark("done", rec.at, rec.seq))
    keys = [beat.id for beat in line.order]
    module = next((b.id for b in line.order[keys.index(event.bridge) :] if b.kind == "module"), "")
    line = changed(line, in_hand=event.bridge, decision="", clock=_opening_clock(run, module))
    return _say(line, rec, "bridge", event.bridge)


def on_ending_reached(run: Run, rec: e.Recorded, event: e.EndingReached) -> Line:
    """The ending is in the feed."""
    line = _mark(run.line, "ending", Mark("done", rec.at, rec.seq))
    line = changed(line, in_hand="ending", decision="", ending=event.ending)
    return _say(line, rec, "ending", event.ending, wording=event.tail)


def on_decision_opened(run: Run, rec: e.Recorded, event: e.DecisionOpened) -> Line:
    """A ballot is in hand."""
    ballot = Ballot(event.decision, event.options, "open", rec.at, event.closes_at)
    line = changed(run.line, decision=event.decision, in_hand=event.decision)
    return _with_ballot(line, ballot)


def on_voting_extended(run: Run, rec: e.Recorded, event: e.VotingExtended) -> Line:
    """The ballot closes later."""
    return _with_ballot(run.line, changed(run.line.ballots[event.decision], closes_at=event.closes_at))


def on_vote_cast(run: Run, rec: e.Recorded, event: e.VoteCast) -> Line:
    """The seat's vote of this round."""
    ballot = run.line.ballots[event.decision]
    vote = Vote(event.option, event.reason, rec.at, rec.seq)
    rounds = (*ballot.rounds[:-1], {**ballot.votes, event.seat: vote})
    return _with_ballot(run.line, changed(ballot, rounds=rounds))


def on_voting_closed(run: Run, rec: e.Recorded, event: e.VotingClosed) -> Line:
    """The ballot is closed."""
    ballot = run.line.ballots[event.decision]
    closed = changed(ballot, status="closed", closed_at=rec.at, closes_at=None, of=event.of)
    return _with_ballot(run.line, closed)


def on_results_revealed(run: Run, rec: e.Recorded, event: e.ResultsRevealed) -> Line:
    """The ballot is revealed."""
    return _with_ballot(run.line, changed(run.line.ballots[event.decision], status="revealed"))


def on_results_hidden(run: Run, rec: e.Recorded, event: e.ResultsHidden) -> Line:
    """The ballot is closed but not revealed."""
    return _with_ballot(run.line, changed(run.line.ballots[event.decision], status="closed"))


def on_second_round(run: Run, rec: e.Recorded, event: e.SecondRoundOpened) -> Line:
    """A new round of the ballot."""
    ballot = run.line.ballots[event.decision]
    again = changed(
        ballot, status="open", closes_at=event.closes_at, closed_at=None, rounds=(*ballot.rounds, {})
    )
    return _with_ballot(run.line, again)


def on_branch_taken(run: Run, rec: e.Recorded, event: e.BranchTaken) -> Line:
    """The branch is taken: flags, trust and the clock move, and the consequence is read."""
    line, decision = run.line, run.exercise.decision(event.decision)
    taken = changed(
        line.ballots[event.decision], status="taken", taken=event.option, how=event.how, why=event.why
    )
    line = _with_ballot(
        _mark(line, event.decision, Mark("done", rec.at, rec.seq)), changed(taken, taken_at=rec.at)
    )
    spent = story_minutes(decision, event.option, line.story)
    story = choose(decision, event.option, line.story)
    line = changed(line, clock=_moved_clock(run, spent), story=forget(run.exercise, event.decision, story))
    return _say(line, rec, "consequence", event.decision, wording=event.option)


def _moved_clock(run: Run, spent: int) -> tuple[int, bool]:
    """The clock after a choice took ``spent`` story minutes, never past the next printed inject."""
    minutes, exact = run.line.clock
    if not exact:
        return minutes, exact
    for beat in run.line.order:
        if beat.kind == "inject" and beat.played and beat.key not in run.line.marks:
            upcoming = printed_time(run, beat.id)
            if upcoming[0] >= minutes:
                return min(minutes + spent, upcoming[0]), True
    return minutes + spent, True


def on_announced(run: Run, rec: e.Recorded, event: e.Announced) -> Line:
    """The announcement is in the feed."""
    return _say(run.line, rec, "announcement", event.id, text=event.text, to=event.to)


def on_act_undone(run: Run, rec: e.Recorded, event: e.ActUndone) -> Line:
    """The line as it was before an act, keeping every vote, and its messages marked as taken back."""
    act = next(act for act in run.acts if act.seq == event.of)
    now, before = run.line, act.before
    ballots = {**now.ballots}
    for id in set(now.ballots) - set(before.ballots):
        if id == act.subject:
            del ballots[id]
    if act.subject in before.ballots and act.subject in now.ballots:
        kept = now.ballots[act.subject].rounds[: len(before.ballots[act.subject].rounds)]
        ballots[act.subject] = changed(before.ballots[act.subject], rounds=kept)
    undone = {m.id for m in now.feed if m.seq <= act.seq} - {m.id for m in before.feed}
    feed = tuple(replace(m, withdrawn=True) if m.id in undone else m for m in now.feed)
    return changed(before, ballots=ballots, feed=feed, given=given_undone(now.given, before.given))


def _with_ballot(line: Line, ballot: Ballot) -> Line:
    return changed(line, ballots={**line.ballots, ballot.decision: ballot})


def _without(due: Mapping[str, int], key: str) -> Mapping[str, int]:
    return {k: v for k, v in due.items() if k != key} if key in due else due
