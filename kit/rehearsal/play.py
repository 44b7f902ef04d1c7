"""A whole run, from the facilitator's private link to the after-action report or the roster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.rehearsal.briefing_papers import PAPERS, look_at_papers
from kit.rehearsal.briefing_play import give
from kit.rehearsal.briefing_script import Talk
from kit.rehearsal.cast import LABEL, SPONSOR
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.exercise_play import perform
from kit.rehearsal.page import Stuck, open_page, page_in
from kit.rehearsal.person import Person, together
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.scenario.deck import FORM

Between = Sequence[Callable[[Stage], Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the facilitator sets up. ``date`` is for the documents."""

    form: str = "full"
    names: str = "positions"
    admission: str = "open"
    dials: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    pace: float = 0.0  # seconds before each act of the facilitator
    scored: bool = False  # of a briefing


@dataclass(frozen=True, slots=True)
class Documents:
    """What was taken away after EndEx, as it came. ``report`` of a briefing is its roster."""

    report: bytes
    journal: bytes
    more: Mapping[str, bytes] = field(default_factory=dict)


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
    return stage, await _take_away(stage)


async def _perform(stage: Stage) -> None:
    await stage.calm()
    await gather_people(stage)
    await stage.calm()
    if isinstance(stage.script, Talk):
        await give(stage, stage.script)
    else:
        await perform(stage)
    await stage.calm()
    await together(*(page.leave() for page in stage.pages()))


async def set_up(url: str, key: str, script: Script, wish: Wish, chaos: Chaos | None = None) -> Stage:
    """The private link, the shelf, a new run, its desk and its screen."""
    chaos = chaos or Chaos()
    browser = chaos.browser(FACILITATOR, url)
    answer = await browser.get(f"/desk/{key}")
    if answer.path != "/home":
        raise Stuck(f"the facilitator's private link led to {answer.path} (status {answer.status})")
    home = await page_in(FACILITATOR, browser, answer)
    said = await home.do("create-run", _wished(script, wish))
    if said.outcome != "saved":
        raise Stuck(f"the home page could not create the run: {said.outcome}: {said.why}")
    run = str(said.data["run"])
    await home.leave()  # the shelf's tab becomes the desk
    desk = await open_page(FACILITATOR, browser, f"/run/{run}/desk")
    screen = await open_page("screen", browser, f"/run/{run}/screen")
    return Stage(script, url, browser, home, desk, screen, run, wish.pace, chaos=chaos)


def _wished(script: Script, wish: Wish) -> dict[str, Any]:
    """What is asked of the shelf, as the journal will have it."""
    args: dict[str, Any] = {
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
    if isinstance(script, Talk):
        names = "named" if wish.names == "named" else "anonymous"
        args |= {"form": FORM, "dials": {}, "names": names, "scored": wish.scored, **script.wish}
    return args


async def gather_people(stage: Stage) -> None:
    """Everybody who is in time joins at once; one is seated by hand."""
    cast = stage.script.cast
    await stage.join(part for part in cast.everybody if not part.habits.late)
    for position in cast.by_hand:
        await stage.act("add-seat", {"position": position, "name": stage.script.by_hand})


def _look_at_connections(stage: Stage) -> None:
    """Nobody closed a page's connection but its own person."""
    if stage.chaos.on:
        return
    left = [page for person in people_of(stage) for page in person.pages[:-1]]
    for page in (*stage.pages(), *left):
        stage.findings += [f"{page.who}: the connection of a page was lost{why}" for why in page.endings]


async def _take_away(stage: Stage) -> Documents:
    more = {name: await _take(stage, name) for name in PAPERS if isinstance(stage.script, Talk)}
    documents = Documents(await _take(stage, stage.script.paper), await _take(stage, "journal.jsonl"), more)
    if isinstance(stage.script, Talk):
        look_at_papers(stage, stage.script, more)
    return documents


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
