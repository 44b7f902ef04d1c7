"""A run of an exercise, from the briefing to EndEx: all that is played once people are in."""

from __future__ import annotations

from kit.rehearsal.cast import Part
from kit.rehearsal.deciding import decide, fork
from kit.rehearsal.moments import bridge, inject, module
from kit.rehearsal.page import Stuck
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.dice import dice

MOMENTS_MAX = 600  # more steps than any exercise has, with all its forks


async def perform(stage: Stage) -> None:
    """Play the exercise. Raises Stuck where it cannot go on."""
    await stage.act("start-briefing")
    await _change_seats(stage)
    await stage.act("start-exercise")
    await play(stage)
    await hot_wash(stage)
    await stage.calm()
    await end(stage)


async def _change_seats(stage: Stage) -> None:
    """During the briefing somebody changes to a position that is still free, if one is."""
    taken = {person.part.position for person in stage.people.values()}
    free = [p.id for p in stage.script.exercise.positions if p.id not in taken]
    if free and len(stage.players) > 2:
        person = stage.players[-1]
        position = dice(stage.script.seed, "change").choice(free)
        await stage.say(person, "change-position", {"position": position})
        old = person.part
        person.part = Part(old.key, old.role, position, old.name, old.habits)


MOMENTS = {"module": module, "bridge": bridge, "inject": inject, "decision": decide}


async def play(stage: Stage) -> None:
    """Row after row of the desk's list, until nothing is next."""
    gone_back = not stage.script.forks
    for _ in range(MOMENTS_MAX):
        await stage.calm()
        row = stage.next_row()
        if row is None and gone_back:
            return
        if row is None:
            gone_back = True
            await _once_more(stage)
            continue
        stage.module = row["module"] or stage.module
        if row["kind"] in MOMENTS:
            await MOMENTS[row["kind"]](stage, row)
        else:
            await stage.act("finish")
            await stage.reaches(stage.newest("ending")["id"], stage.players, [], 0.0)
    raise Stuck(f"after {MOMENTS_MAX} steps the desk still shows a next one: {row}")


async def _once_more(stage: Stage) -> None:
    """After the ending: back to the last decision, with another branch, and to the end again."""
    last = stage.played[-1]
    others = [key for key in last.options if key != last.taken]
    if others:
        option = dice(stage.script.seed, "last fork").choice(others)
        await fork(stage, last, option, "What if we had chosen otherwise in the end?")


# -- the end -----------------------------------------------------------------------------------------


async def hot_wash(stage: Stage) -> None:
    """Remarks and feedback from everybody, ratings from the evaluators, then the tallies."""
    await stage.act("open-hot-wash")
    players = stage.players
    await together(*(p.page.until(lambda v: v["hotwash"]["open"], "the hot wash") for p in players))
    if any(person.view["hotwash"]["tallies"] is not None for person in players):
        stage.finding("a player's page held the tallies before the facilitator showed them")
    await together(*(_remember(stage, p) for p in players), *(_rate(stage, e) for e in stage.evaluators))
    await stage.act("show-tallies", {"shown": True})
    await together(
        *(p.page.until(lambda v: v["hotwash"]["tallies"] is not None, "the tallies") for p in players)
    )


async def _remember(stage: Stage, person: Person) -> None:
    """One person's remarks and feedback; the first remark is mended once."""
    for kind, text in stage.script.remarks(person.part):
        await stage.say(person, "remark", {"kind": kind, "text": text})
    first = person.view["mine"]["remarks"][0]
    if dice(stage.script.seed, "mend", person.key).random() < 0.3:
        await stage.say(
            person, "remark", {"id": first["id"], "kind": first["kind"], "text": f"{first['text']}."}
        )
    await stage.say(person, "feedback", {"answers": stage.script.feedback(person.part)})


async def _rate(stage: Stage, person: Person) -> None:
    """An evaluator rates the targets and capabilities that this form asks for."""
    by_id = stage.script.exercise.targets
    for objective in person.view["guide"]:
        letters = []
        for asked in objective["targets"] if objective["rated"] else ():
            target = by_id[asked["id"]][1]
            seen = sum(1 for key in person.view["seen"] if key.rpartition("/")[0] == target.id)
            letter, why = stage.script.rating(person.part, target, seen)
            letters.append(letter)
            await stage.say(person, "rate", {"target": target.id, "rating": letter, "why": why})
        given = [letter for letter in letters if letter != "-"]
        for capability in objective["capabilities"] if given else ():
            where = f"{objective['id']}/{capability}"
            await stage.say(
                person, "rate", {"target": where, "rating": max(given, key="PSMU".index), "why": ""}
            )


async def end(stage: Stage) -> None:
    """EndEx, ratings that differ settled, a remark that comes too late refused."""
    await stage.act("end-exercise")
    closed = lambda v: v["head"]["phase"] == "closed"  # noqa: E731  one condition, three times
    await together(
        *(p.page.until(closed, "EndEx") for p in stage.people.values()), stage.screen.until(closed, "EndEx")
    )
    await stage.say(
        stage.players[0], "remark", {"kind": "strength", "text": "Sent after EndEx."}, expect="refused"
    )
    closing = stage.desk.view["closing"] or {"differ": []}
    for differ in sorted(closing["differ"], key=lambda d: str(d["target"])):
        letters = sorted({given["rating"] for given in differ["ratings"]})
        letter = dice(stage.script.seed, "settle", differ["target"]).choice(letters)
        why = f"Settled among {', '.join(letters)} after both had spoken."
        await stage.act("settle-rating", {"target": differ["target"], "rating": letter, "why": why})
    _look_where_messages_went(stage)


def _look_where_messages_went(stage: Stage) -> None:
    """What was for some positions only was never on another player's page, nor on the screen."""
    for item, positions in stage.kept:
        others = [p for p in stage.players if p.part.position not in positions]
        pages = [(p.key, page) for p in others for page in p.pages]
        for who, page in [*pages, ("the screen", stage.screen)]:
            if item in page.items:
                stage.finding(f"{who} got the message {item}, which was for {', '.join(positions)} only")
