"""Play: phases, the order of injects, the scenario clock, going back."""

from __future__ import annotations

from kit.engine import commands as c, events as e
from kit.engine.evolve import evolve
from kit.engine.progress import beat_of, comes, next_beat, on_the_way
from kit.engine.refusal import Refused, Request
from kit.engine.state import Run
from kit.scenario.flow import ENDING, Beat
from kit.scenario.story import ending, open_options, tail, wording

ADDED_MAX = 100


def start_briefing(run: Run, command: c.StartBriefing, request: Request) -> list[e.Event]:
    """Welcome and ground rules begin."""
    return [e.BriefingStarted()]


def start_exercise(run: Run, command: c.StartExercise, request: Request) -> list[e.Event]:
    """StartEx."""
    return [e.ExerciseStarted()]


def pause(run: Run, command: c.Pause, request: Request) -> list[e.Event]:
    """The clocks stop."""
    return [] if run.paused_at is not None else [e.PlayPaused()]


def resume(run: Run, command: c.Resume, request: Request) -> list[e.Event]:
    """The clocks run."""
    return [e.PlayResumed()] if run.paused_at is not None else []


def open_module(run: Run, command: c.OpenModule, request: Request) -> list[e.Event]:
    """A module begins; what its predecessor did not play is skipped."""
    beat = _to_come(run, command.module, "module")
    _nothing_undecided(run, beat)
    events = on_the_way(run, beat.key, leave_module=True)
    module = run.exercise.modules_by_id[command.module]
    story = _story_after(run, events, request)
    chosen = wording(module.openings, story.line.story).id if module.openings else ""
    return [*events, e.ModuleOpened(module.id, chosen)]


def deliver(run: Run, command: c.Deliver, request: Request) -> list[e.Event]:
    """An inject goes out, in the wording the story calls for."""
    beat = _to_come(run, command.inject, "inject")
    _not_voting(run)
    if beat.block != run.line.module:
        raise Refused(f"{beat.id} belongs to {_module_words(run, beat.block)}. Open that module first.")
    inject = run.step_inject(beat.id)
    if not comes(run, beat, run.line.story):
        raise Refused(f"{beat.id} does not come on this path: its condition does not hold.")
    audience = command.audience or inject.audience
    if audience not in ("everyone", "addressees"):
        raise Refused("An inject goes to everyone or to its addressees.")
    events = on_the_way(run, beat.key)
    story = _story_after(run, events, request).line.story
    return [*events, e.InjectDelivered(inject.id, wording(inject.wordings, story).id, audience)]


def skip(run: Run, command: c.Skip, request: Request) -> list[e.Event]:
    """A step is left out."""
    beat = _to_come(run, command.step)
    if beat.kind == "module":
        raise Refused("A module cannot be skipped. Open the next one instead.")
    if beat.kind == "decision":
        _not_voting(run)
        if not command.reason.strip():
            raise Refused(f"Say why {beat.id} is skipped. The reason goes into the report.")
    return [*on_the_way(run, beat.key), e.StepSkipped(beat.key, command.reason.strip())]


def hold(run: Run, command: c.Hold, request: Request) -> list[e.Event]:
    """A step waits."""
    beat = _to_come(run, command.step)
    if beat.kind not in ("inject", "decision"):
        raise Refused("Only injects and decisions can be held.")
    return [] if beat.key in run.line.held else [e.StepHeld(beat.key)]


def release(run: Run, command: c.Release, request: Request) -> list[e.Event]:
    """A held step takes its place again."""
    return [e.StepReleased(command.step)] if command.step in run.line.held else []


def move(run: Run, command: c.Move, request: Request) -> list[e.Event]:
    """A step is played earlier or later within its module."""
    step, before = _to_come(run, command.step), _to_come(run, command.before)
    if step.kind not in ("inject", "decision") or step.key == before.key:
        raise Refused("Only injects and decisions can be moved, and only before another step.")
    if before.block != step.block:
        raise Refused("A step stays in its module. Deliver it there, or skip it.")
    return [e.StepMoved(step.key, before.key)]


def schedule(run: Run, command: c.Schedule, request: Request) -> list[e.Event]:
    """The clock is to deliver an inject."""
    beat = _to_come(run, command.inject, "inject")
    if command.at is not None and command.at <= request.now:
        raise Refused("That time is past. Choose a later one, or deliver it now.")
    return [e.InjectScheduled(beat.id, command.at)]


def add_inject(run: Run, command: c.AddInject, request: Request) -> list[e.Event]:
    """The facilitator's own inject becomes the next one."""
    if not command.title.strip() or not command.text.strip():
        raise Refused("An inject needs a title and its words.")
    if not run.line.module:
        raise Refused("Open a module first; an inject belongs to a module.")
    if len(run.line.added) >= ADDED_MAX:
        raise Refused(f"{ADDED_MAX} injects were added already.")
    _known_positions(run, command.to)
    id = f"N{len(run.line.added) + 1}"
    words = (command.title.strip(), command.text.strip(), command.sender.strip(), command.channel.strip())
    return [e.InjectAdded(id, *words, command.to)]


def shift_clock(run: Run, command: c.ShiftClock, request: Request) -> list[e.Event]:
    """The scenario clock moves."""
    return [e.ClockShifted(command.minutes)] if command.minutes else []


def read_bridge(run: Run, command: c.ReadBridge, request: Request) -> list[e.Event]:
    """The bridge of a short form is read."""
    beat = _to_come(run, command.id, "bridge")
    _nothing_undecided(run, beat)
    events = [*on_the_way(run, beat.key), e.BridgeRead(beat.id)]
    return [*events, *_module_after(_story_after(run, events, request))]


def _module_after(run: Run) -> list[e.Event]:
    """The module a bridge leads to begins with the bridge's words instead of its own opening."""
    following = next_beat(run)
    if following is None or following.kind != "module":
        return []
    return [*on_the_way(run, following.key, leave_module=True), e.ModuleOpened(following.id, "")]


def finish(run: Run, command: c.Finish, request: Request) -> list[e.Event]:
    """The ending is read."""
    beat = _to_come(run, ENDING, "ending")
    _nothing_undecided(run, beat)
    events = on_the_way(run, beat.key, leave_module=True)
    story = _story_after(run, events, request).line.story
    last = tail(run.exercise, story)
    return [*events, e.EndingReached(ending(run.exercise, story).id, last.id if last else "")]


def fork(run: Run, command: c.Fork, request: Request) -> list[e.Event]:
    """Back to a decision with all its state, and on with another branch (a new line)."""
    parent = command.line or run.line.number
    turn = run.turns.get((parent, command.decision))
    if turn is None:
        raise Refused(f"{command.decision} has not been decided on line {parent}. Choose one that has.")
    line = run.line if parent == run.line.number else next((x for x in run.lines if x.number == parent), None)
    taken = line.ballots[command.decision].taken if line and command.decision in line.ballots else ""
    options = [o.key for o in open_options(run.exercise.decision(command.decision), turn.story)]
    if command.option not in options:
        raise Refused(f"Choice {command.option} is not open here; open are {', '.join(options)}.")
    if command.option == taken:
        raise Refused(f"Line {parent} took {taken} already. Choose another branch.")
    number = max([run.line.number, *(x.number for x in run.lines)]) + 1
    why = command.why.strip()
    forked = e.LineForked(number, parent, command.decision, command.option, why)
    return [forked, e.BranchTaken(command.decision, command.option, "fork", why)]


def undo(run: Run, command: c.Undo, request: Request) -> list[e.Event]:
    """Take back the last act, unless people have already voted on it."""
    if not run.acts:
        raise Refused("There is nothing to take back.")
    act = run.acts[-1]
    ballot = run.line.ballots.get(act.subject)
    if act.name in ("decision-opened", "second-round-opened") and ballot is not None and ballot.votes:
        raise Refused(f'This cannot be undone: {len(ballot.votes)} people have voted. Use "Go back" instead.')
    return [e.ActUndone(act.seq)]


def open_hot_wash(run: Run, command: c.OpenHotWash, request: Request) -> list[e.Event]:
    """Play is over."""
    _not_voting(run)
    return [e.HotWashOpened()]


def show_tallies(run: Run, command: c.ShowTallies, request: Request) -> list[e.Event]:
    """The tallies are shown or hidden."""
    return [e.TalliesShown(command.shown)]


def end_exercise(run: Run, command: c.EndExercise, request: Request) -> list[e.Event]:
    """EndEx."""
    return [e.ExerciseEnded()]


def reopen(run: Run, command: c.Reopen, request: Request) -> list[e.Event]:
    """Back from the end to the hot wash."""
    return [e.ExerciseReopened()]


def _to_come(run: Run, key: str, kind: str = "") -> Beat:
    """The beat with this key, which must not have been played. Raises Refused."""
    beat = beat_of(run.line, key)
    if beat is None or not beat.played or (kind and beat.kind != kind):
        raise Refused(f"There is no {kind or 'step'} {key} in this form of the exercise.")
    mark = run.line.marks.get(key)
    if mark is not None:
        words = {"done": "was played already", "skipped": "was skipped"}.get(
            mark.status, "did not come on this path"
        )
        raise Refused(f"{key} {words}.")
    return beat


def _nothing_undecided(run: Run, beat: Beat) -> None:
    """Leaving a module asks for its decisions first."""
    _not_voting(run)
    for earlier in run.line.order:
        if earlier.key == beat.key:
            return
        if earlier.kind == "decision" and earlier.played and earlier.key not in run.line.marks:
            raise Refused(f"{earlier.id} has not been decided. Take a branch, or skip it with a reason.")


def _not_voting(run: Run) -> None:
    if run.ballot is not None and run.ballot.status != "taken":
        raise Refused(f"{run.ballot.decision} is in hand. Take a branch first, or undo its opening.")


def _module_words(run: Run, module: str) -> str:
    found = run.exercise.modules_by_id.get(module)
    return f"{module}: {found.title}" if found else module


def _known_positions(run: Run, to: tuple[str, ...]) -> None:
    unknown = [id for id in to if id not in run.exercise.positions_by_id]
    if unknown:
        raise Refused(f"There is no position {', '.join(unknown)} in this exercise.")


def _story_after(run: Run, events: list[e.Event], request: Request) -> Run:
    """The run as it will be after these events, to choose the wording that fits then."""

    for event in events:
        run = evolve(run, e.Recorded(run.seq + 1, request.now, "", "", event))
    return run


def next_command(run: Run) -> tuple[str, dict[str, object]] | None:
    """What the facilitator's Next would send: the command name and its arguments."""
    beat = next_beat(run)
    if beat is None:
        return None
    args: dict[str, tuple[str, dict[str, object]]] = {
        "module": ("open-module", {"module": beat.id}),
        "inject": ("deliver", {"inject": beat.id}),
        "decision": ("open-decision", {"decision": beat.id}),
        "bridge": ("bridge", {"id": beat.id}),
        "ending": ("finish", {}),
    }
    return args[beat.kind]
