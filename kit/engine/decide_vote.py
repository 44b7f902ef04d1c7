"""Decisions: opening, voting, revealing, a second round, and the branch."""

from __future__ import annotations

from kit.engine import commands as c, events as e
from kit.engine.decide_play import _nothing_undecided, _to_come
from kit.engine.progress import on_the_way
from kit.engine.refusal import Refused, Request
from kit.engine.state import Ballot, Run
from kit.scenario.story import open_options

MINUTE = 60_000


def open_decision(run: Run, command: c.OpenDecision, request: Request) -> list[e.Event]:
    """Voting opens on the options that are open on this path."""
    beat = _to_come(run, command.decision, "decision")
    if beat.block != run.line.module:
        raise Refused(f"{beat.id} belongs to another module. Open that module first.")
    _nothing_undecided(run, beat)
    events = on_the_way(run, beat.key)
    decision = run.exercise.decision(beat.id)
    options = tuple(option.key for option in open_options(decision, run.line.story))
    # of a decision's n minutes: 1 to read it, n-4 to talk, 1 to vote, 2 for reveal and consequence
    minutes = max(1, decision.minutes - 3) if command.minutes is None else command.minutes
    closes = request.now + minutes * MINUTE if minutes else None
    return [*events, e.DecisionOpened(decision.id, options, closes)]


def extend(run: Run, command: c.Extend, request: Request) -> list[e.Event]:
    """More time to choose."""
    ballot = _ballot(run, "open")
    base = ballot.closes_at if ballot.closes_at is not None else request.now
    return [e.VotingExtended(ballot.decision, base + command.minutes * MINUTE)]


def cast_vote(run: Run, command: c.CastVote, request: Request) -> list[e.Event]:
    """A vote counts while the voting is open; changing it is another vote, the last one counts."""
    ballot = run.line.ballots.get(command.decision)
    if ballot is None or run.line.decision != command.decision:
        raise Refused("This decision is not open. Your choice was not counted.")
    if ballot.status != "open":
        sentence = "Voting closed at {time}, before your choice arrived. It was not counted."
        raise Refused(sentence, ballot.closed_at)
    if command.round and command.round != len(ballot.rounds):
        raise Refused("A new vote has started. Choose again; your first choice is kept with the first vote.")
    if command.option not in ballot.options:
        raise Refused("Choose one before you save.")
    seat = run.seats[request.actor.seat]
    if seat.stepped_out:
        raise Refused("You stepped out. Come back first, then choose.")
    reason = command.reason.strip()
    before = ballot.votes.get(seat.id)
    if before is not None and (before.option, before.reason) == (command.option, reason):
        return []
    return [e.VoteCast(ballot.decision, len(ballot.rounds), seat.id, command.option, reason)]


def close_voting(run: Run, command: c.CloseVoting, request: Request) -> list[e.Event]:
    """No more votes."""
    ballot = _ballot(run, "open")
    return [e.VotingClosed(ballot.decision, len(run.voters()))]


def reveal(run: Run, command: c.Reveal, request: Request) -> list[e.Event]:
    """Reveal closes the voting too, if it is still open."""
    ballot = _ballot(run, "open", "closed")
    closing = [e.VotingClosed(ballot.decision, len(run.voters()))] if ballot.status == "open" else []
    return [*closing, e.ResultsRevealed(ballot.decision)]


def hide(run: Run, command: c.Hide, request: Request) -> list[e.Event]:
    """The result is taken off the pages."""
    return [e.ResultsHidden(_ballot(run, "revealed").decision)]


def second_round(run: Run, command: c.SecondRound, request: Request) -> list[e.Event]:
    """Everybody votes again."""
    ballot = _ballot(run, "closed", "revealed")
    minutes = 2 if command.minutes is None else command.minutes
    closes = request.now + minutes * MINUTE if minutes else None
    return [e.SecondRoundOpened(ballot.decision, len(ballot.rounds) + 1, closes)]


def take_branch(run: Run, command: c.TakeBranch, request: Request) -> list[e.Event]:
    """The branch: the majority's, or another with a recorded reason."""
    ballot = _ballot(run, "closed", "revealed")
    if command.option not in ballot.options:
        raise Refused(f"Choice {command.option} is not open here; open are {', '.join(ballot.options)}.")
    reason = command.reason.strip()
    leaders = ballot.leaders()
    if leaders == (command.option,):
        return [e.BranchTaken(ballot.decision, command.option, "majority", reason)]
    if not reason:
        raise Refused(_reason_missing(leaders))
    how = "tie" if command.option in leaders else "override"
    return [e.BranchTaken(ballot.decision, command.option, how, reason)]


def _reason_missing(leaders: tuple[str, ...]) -> str:
    if len(leaders) == 1:
        return f"Write a reason of at least one sentence, or go with {leaders[0]}."
    if leaders:
        return f"{' and '.join(leaders)} have the same number of votes. Decide and say why."
    return "Nobody has voted. Decide and say why."


def _ballot(run: Run, *statuses: str) -> Ballot:
    """The decision in hand, in one of these states. Raises Refused."""
    ballot = run.ballot
    if ballot is None:
        raise Refused("No decision is open.")
    if ballot.status not in statuses:
        words = {
            "open": "Voting is still open.",
            "closed": "Voting is closed.",
            "revealed": "The results are revealed already.",
            "taken": "The branch has been taken.",
        }
        raise Refused(words[ballot.status])
    return ballot
