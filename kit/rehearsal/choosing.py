"""How somebody makes a choice on a page, a vote or an answer: sent, sent again, sent from the wrong device.

What is chosen and when is the script's; what happens to the commands on their way is here, the same for an
exercise and for a briefing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.rehearsal.person import Person
from kit.rehearsal.stage import NAPS, Stage

Args = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choosing:
    """What one person chooses, one after the other; the last choice counts.

    ``command`` carries each; ``early``: what a first, hurried tap would send, if it may; ``reload``: the page
    is loaded again before the last answer came; ``twice``: the last one is sent again under the same id."""

    command: str
    choices: Sequence[Args]
    early: Args | None
    reload: bool = False
    twice: bool = False


async def choose(stage: Stage, person: Person, choosing: Choosing) -> None:
    """Send all choices, each until it is saved."""
    if choosing.early is not None and stage.chaos.hurries(person.key, len(person.said)):
        # "Save" tapped twice, as two commands: the second takes the place of the first, stored or not
        person.page.send(choosing.command, choosing.early).replaced = True
    for number, args in enumerate(choosing.choices, 1):
        last = number == len(choosing.choices)
        id = await _send(stage, person, choosing.command, args, reload=choosing.reload and last)
        if choosing.twice and last:
            await _once_more(stage, person, id)


async def _send(stage: Stage, person: Person, command: str, args: Args, *, reload: bool) -> str:
    """One choice, until it is answered. Returns the id it went under."""
    said = person.page.send(command, args)
    before = len(person.said)
    how = "reload" if reload else stage.chaos.mishap(person.key, "vote", before)
    said = await person.finish(said, how, stage.chaos.nap(person.key, before) if how in NAPS else 0.0)
    if not how:
        stage.times.vote.append(said.took)
    if said.outcome != "saved":
        stage.finding(f"{person.key}: {command} {dict(args)} was {said.outcome}: {said.why}")
    return said.id


async def _once_more(stage: Stage, person: Person, id: str) -> None:
    """The same command again: it must be answered again and stored once (the journal is compared)."""
    said = person.page.said[id]
    at, said.outcome = said.at, ""
    person.page.send(said.name, said.args, id=id)
    await person.page.answer(said)
    if said.outcome != "saved" or said.at != at:
        stage.finding(f"{person.key}: {said.name} sent twice was {said.outcome} at {said.at}, before at {at}")


async def move_away(
    stage: Stage, person: Person, command: str, args: tuple[Args, Args], left: Callable[[Any], bool]
) -> bool:
    """Somebody goes on with another device. ``args``: what is sent just before, from the old one, if there
    is chaos (it is saved, or refused because the seat has moved), and what the old one tries afterwards, in
    vain. ``left`` holds of what the old one shows then. Returns whether the first was saved."""
    sent = person.page.send(command, args[0]) if stage.chaos.people else None
    old = await person.move()
    if sent is not None:
        await old.answer(sent)
        sent.expect = sent.outcome if "moved" in sent.why else "saved"
    await old.until(lambda v: v["mine"]["moved"] and left(v), "the old device to say that its seat moved")
    said = await old.do(command, args[1], expect="refused")
    if said.outcome != "refused":
        stage.finding(f"{person.key}: {command} from the device left behind was {said.outcome}")
    await old.leave()
    return sent is not None and sent.outcome == "saved"
