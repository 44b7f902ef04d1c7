"""A whole run, from the facilitator's private link to the after-action report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.rehearsal.cast import LABEL, SPONSOR, Part, dice
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.deciding import decide, fork
from kit.rehearsal.moments import bridge, inject, module
from kit.rehearsal.page import Stuck, open_page
from kit.rehearsal.people import Person, together
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage

Between = Sequence[Callable[[Stage], Awaitable[None]]]
MOMENTS_MAX = 600  # more steps than any exercise has, with all its forks


@dataclass(frozen=True, slots=True)
class Wish:
    """What the facilitator sets up. ``date`` is for the documents."""

    form: str = "full"
    names: str = "positions"
    admission: str = "open"
    dials: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    pace: float = 0.0  # seconds before each act of the facilitator


@dataclass(frozen=True, slots=True)
class Documents:
    """What was taken away after EndEx, as it came."""

    report: bytes
    journal: bytes


async def rehearse(
    url: str, key: str, script: Script, wish: Wish, chaos: Chaos | None = None, *, between: Between = ()
) -> tuple[Stage, Documents]:
    """Play a run on the server at ``url``; where play cannot go on, that is a finding.

    ``between`` is called between the moments of play. Raises Stuck or ConnectionError when there is not
    even a run."""
    stage = await set_up(url, key, script, wish, chaos)
    stage.between += between
    try:
        await _perform(stage)
    except (Stuck, ConnectionError) as problem:
        stage.finding(f"play stopped: {problem}")
    finally:
        for page in stage.pages():
            page.hang_up()
    _look_at_connections(stage)
    return stage, Documents(await _take(stage, "report.html"), await _take(stage, "journal.jsonl"))


async def _perform(stage: Stage) -> None:
    await stage.calm()
    await gather_people(stage)
    await stage.calm()
    await stage.act("start-briefing")
    await _change_seats(stage)
    await stage.act("start-exercise")
    await play(stage)
    await hot_wash(stage)
    await stage.calm()
    await end(stage)
    await stage.calm()
    await together(*(page.leave() for page in stage.pages()))


async def set_up(url: str, key: str, script: Script, wish: Wish, chaos: Chaos | None = None) -> Stage:
    """The private link, the shelf, a new run, its desk and its screen."""
    chaos = chaos or Chaos()
    browser = chaos.browser(FACILITATOR, url)
    answer = await browser.get(f"/desk/{key}")
    if answer.path != "/home":
        raise Stuck(f"the facilitator's private link led to {answer.path} (status {answer.status})")
    home = await open_page(FACILITATOR, browser, "/home")
    args = {
        "slug": script.exercise.slug,
        "form": wish.form,
        "dials": dict(wish.dials),
        "name": f"{script.exercise.title} {LABEL}",
        "sponsor": SPONSOR,
        "date": wish.date,
        "place": "Loopback",
        "admission": wish.admission,
        "names": wish.names,
    }
    said = await home.do("create-run", args)
    if said.outcome != "saved":
        raise Stuck(f"the home page could not create the run: {said.outcome}: {said.why}")
    run = str(said.data["run"])
    await home.leave()  # the shelf's tab becomes the desk
    desk = await open_page(FACILITATOR, browser, f"/run/{run}/desk")
    screen = await open_page("screen", browser, f"/run/{run}/screen")
    return Stage(script, url, browser, home, desk, screen, run, wish.pace, chaos=chaos)


async def gather_people(stage: Stage) -> None:
    """Everybody who is in time joins at once; one is seated by hand."""
    cast = stage.script.cast
    await stage.join(part for part in cast.everybody if not part.habits.late)
    for position in cast.by_hand:
        await stage.act("add-seat", {"position": position, "name": ""})


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


def _look_at_connections(stage: Stage) -> None:
    """Nobody closed a page's connection but its own person."""
    if stage.chaos.on:
        return
    left = [page for person in people_of(stage) for page in person.pages[:-1]]
    for page in (*stage.pages(), *left):
        stage.findings += [f"{page.who}: the connection of a page was lost{why}" for why in page.endings]


def _look_where_messages_went(stage: Stage) -> None:
    """What was for some positions only was never on another player's page, nor on the screen."""
    for item, positions in stage.kept:
        others = [p for p in stage.players if p.part.position not in positions]
        pages = [(p.key, page) for p in others for page in p.pages]
        for who, page in [*pages, ("the screen", stage.screen)]:
            if item in page.items:
                stage.finding(f"{who} got the message {item}, which was for {', '.join(positions)} only")


async def _take(stage: Stage, name: str) -> bytes:
    answer = await stage.near().get(f"/run/{stage.run}/{name}")
    if answer.status != 200:
        stage.finding(f"{name} could not be fetched: status {answer.status}: {answer.text[:200]}")
        return b""
    return answer.body


def people_of(stage: Stage) -> Sequence[Person]:
    """Everybody with a seat, in the order of their keys."""
    return [*stage.players, *stage.evaluators]


def everything_said(stage: Stage) -> dict[str, list[Any]]:
    """Every command of everybody, by who sent it."""
    said: dict[str, list[Any]] = {person.key: person.said for person in people_of(stage)}
    return {**said, FACILITATOR: [*stage.home.said.values(), *stage.desk.said.values()]}
