"""What people see of a decision: the card before the reveal, the result and the reasons after it."""

from __future__ import annotations

from collections.abc import Mapping

from kit.engine import shapes as s
from kit.engine.state import Ballot, Run, Vote
from kit.scenario.model import Position

FEW = 3  # counts below this are not shown in an anonymous run
REASONS_SHOWN = 12
TABLES = {"government": "Government table", "civil": "Civil-society table"}


def card_of(run: Run, ballot: Ballot | None, *, counting: bool = False) -> s.DecisionCard | None:
    """The decision in hand as players may see it: no count by option before the reveal.

    ``counting`` adds how many have saved while voting is open; phones do without, because every vote
    would then be news to every phone."""
    if ballot is None:
        return None
    decision = run.exercise.decision(ballot.decision)
    shown = ballot.status in ("revealed", "taken")
    options = [option for option in decision.options if option.key in ballot.options]
    card: s.DecisionCard = {
        "id": decision.id,
        "title": decision.title,
        "question": decision.question,
        "status": ballot.status,
        "round": len(ballot.rounds),
        "opened_at": ballot.opened_at,
        "closes_at": ballot.closes_at,
        "closed_at": ballot.closed_at,
        "options": [{"key": o.key, "text": o.text, "only_if": o.only_if} for o in options],
        "saved": len(ballot.votes) if counting or ballot.status != "open" else 0,
        "of": ballot.of if ballot.status != "open" else len(run.voters()) if counting else 0,
        "results": bars(run, ballot) if shown else None,
        "reasons": minority_reasons(run, ballot) if shown else [],
        "could_bring": [{"key": o.key, "benefit": o.benefit, "cost": o.cost} for o in options]
        if shown
        else [],
        "taken": taken_of(run, ballot),
    }
    return card


def taken_of(run: Run, ballot: Ballot) -> s.Taken | None:
    """The branch, once taken."""
    if ballot.status != "taken":
        return None
    option = run.exercise.decision(ballot.decision).option(ballot.taken)
    why = "" if ballot.how == "majority" else ballot.why
    return {
        "key": option.key,
        "text": option.text,
        "how": ballot.how,
        "why": why,
        "consequence": option.consequence,
    }


def bars(run: Run, ballot: Ballot, *, exact: bool = False) -> list[s.Bar]:
    """The result as rows. In an anonymous run counts under 3 are hidden, and a second one with a lone one.

    ``exact`` is for the facilitator's own eyes."""
    counts = ballot.counts()
    total = sum(counts.values())
    hidden = set() if exact or run.setup.names != "anonymous" else few(counts)
    leaders = ballot.leaders()
    decision = run.exercise.decision(ballot.decision)
    return [
        {
            "key": key,
            "text": decision.option(key).text,
            "votes": None if key in hidden else votes,
            "share": None if key in hidden else round(100 * votes / total) if total else 0,
            "most": key in leaders and len(hidden) < len(counts),
        }
        for key, votes in counts.items()
    ]


def few(counts: Mapping[str, int]) -> set[str]:
    """The keys to hide: counts from 1 to 2, and the next smallest where one alone could be worked out.

    Where fewer than three have chosen at all every key is hidden: a zero beside it would tell the choice."""
    if 0 < sum(counts.values()) < FEW:
        return set(counts)
    hidden = {key for key, votes in counts.items() if 0 < votes < FEW}
    if len(hidden) == 1:
        rest = sorted((votes, key) for key, votes in counts.items() if key not in hidden and votes)
        hidden |= {rest[0][1]} if rest else set()
    return hidden


def minority_reasons(run: Run, ballot: Ballot) -> list[s.Reason]:
    """Reasons for options that did not lead, without names: a few for each option, the earliest first.

    Hundreds of reasons would be more than anybody reads and a burden on every phone; the report has all."""
    leaders = ballot.leaders()
    by_option: dict[str, list[s.Reason]] = {}
    for seat, vote in sorted(ballot.votes.items(), key=lambda item: item[1].seq):
        minor = vote.option not in leaders or len(leaders) > 1
        if vote.reason and minor and not _lonely(run, ballot, vote):
            reason: s.Reason = {"key": vote.option, "text": vote.reason, "table": table_of(run, seat)}
            by_option.setdefault(vote.option, []).append(reason)
    each = max(2, REASONS_SHOWN // max(1, len(by_option)))
    return [reason for reasons in by_option.values() for reason in reasons[:each]]


def _lonely(run: Run, ballot: Ballot, vote: Vote) -> bool:
    return run.setup.names == "anonymous" and vote.option in few(ballot.counts())


def table_of(run: Run, seat: str) -> str:
    """The table a seat sits at, in words; "" when unknown."""
    position = position_of(run, seat)
    return TABLES.get(position.table, "") if position else ""


def position_of(run: Run, seat: str) -> Position | None:
    """The position a seat plays, or None."""
    found = run.seats.get(seat)
    return run.exercise.positions_by_id.get(found.position) if found else None
