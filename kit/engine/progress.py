"""Where a line stands in the order of play: what comes next, and what passes by on the way there."""

from __future__ import annotations

from collections.abc import Iterator

from kit.engine.events import Event, StepSkipped, StepsPassed, StoodIn
from kit.engine.state import Line, Run
from kit.scenario.flow import Beat, pass_by
from kit.scenario.story import Story, holds


def beat_of(line: Line, key: str) -> Beat | None:
    """The beat with this key, or None."""
    return next((beat for beat in line.order if beat.key == key), None)


def comes(run: Run, beat: Beat, story: Story) -> bool:
    """Whether a beat is played at all if play reaches it with this story."""
    if not beat.played:
        return False
    return beat.kind != "inject" or holds(run.step_inject(beat.id).when, story)


def pending(run: Run) -> Iterator[tuple[Beat, bool]]:
    """The beats still to come, in order, and whether each would be played as things stand.

    The story is carried over beats nobody plays (stand-ins of a short form), not over open decisions."""
    line, story = run.line, run.line.story
    for beat in line.order:
        if beat.key in line.marks:
            continue
        if not beat.played:
            story, _ = pass_by(run.exercise, run.setup.form, beat, story)
        yield beat, comes(run, beat, story)


def next_beat(run: Run) -> Beat | None:
    """What the facilitator would play next: the first beat that comes and is not held."""
    return next((beat for beat, coming in pending(run) if coming and beat.key not in run.line.held), None)


def on_the_way(run: Run, key: str, *, leave_module: bool = False) -> list[Event]:
    """What passes by when the beat ``key`` is played: stand-ins, and steps whose condition fails.

    With ``leave_module``, steps that would have come are skipped, because their module is over."""
    events: list[Event] = []
    passed: list[str] = []
    line, story = run.line, run.line.story

    def flush() -> None:
        if passed:
            events.append(StepsPassed(tuple(passed)))
            passed.clear()

    for beat in line.order:
        if beat.key == key:
            break
        if beat.key in line.marks:
            continue
        if comes(run, beat, story):
            if leave_module and beat.kind in ("inject", "decision", "bridge"):
                flush()
                events.append(StepSkipped(beat.key, "The module ended before it was played."))
            continue
        if beat.played and beat.key in line.held:
            continue
        story, letter = pass_by(run.exercise, run.setup.form, beat, story)
        if letter:
            flush()
            events.append(StoodIn(beat.id, letter))
        else:
            passed.append(beat.key)
    flush()
    return events


def printed_time(run: Run, id: str) -> tuple[int, bool]:
    """The scenario time printed on an inject: as written, plus the story's delays and clock shifts."""
    at = run.step_inject(id).at
    if id in run.line.added:
        return run.line.clock
    delay = (run.line.story.delays or {}).get(id, 0)
    return at.minutes + (delay + run.line.shift if at.exact else 0), at.exact
