"""Everything a rehearsal has in hand: the facilitator's pages, the people, what was seen and measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.rehearsal.cast import Part
from kit.rehearsal.chaos import PATIENCE, Chaos
from kit.rehearsal.page import OpenPage, Said, decision_mark
from kit.rehearsal.person import Person, together
from kit.rehearsal.script import Played, Script
from kit.testbed.wire import Browser, Manners

FACILITATOR = "facilitator"
NAPS = ("sleep", "leave")  # mishaps that last a while


@dataclass(slots=True)
class Times:
    """Milliseconds, as people wait for them; each list becomes a line of ``figures.json``."""

    join: list[float] = field(default_factory=list)
    slide: list[float] = field(default_factory=list)  # trainer's click to a participant's page
    inject: list[float] = field(default_factory=list)  # facilitator's click to a player's page
    opened: list[float] = field(default_factory=list)  # a decision's or a question's opening, the same way
    reveal: list[float] = field(default_factory=list)
    vote: list[float] = field(default_factory=list)  # a vote or an answer sent to "saved"
    command: list[float] = field(default_factory=list)  # any other command to its answer


@dataclass(slots=True)
class Counts:
    """How far the script has come; what is drawn by number depends on it and on nothing else."""

    injects: int = 0
    decisions: int = 0
    modules: int = 0
    raised: int = 0


@dataclass(slots=True)
class Stage:
    """A rehearsal under way."""

    script: Script
    url: str
    browser: Browser  # the facilitator's
    home: OpenPage
    desk: OpenPage
    screen: OpenPage
    run: str
    pace: float = 0.0
    people: dict[str, Person] = field(default_factory=dict)
    times: Times = field(default_factory=Times)
    counts: Counts = field(default_factory=Counts)
    findings: list[str] = field(default_factory=list)  # what was not as it must be
    kept: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # messages for some positions only
    played: list[Played] = field(default_factory=list)  # decisions of the line in hand
    counsel: dict[str, set[str]] = field(default_factory=dict)  # module -> who called counsel
    module: str = ""
    answers: dict[str, dict[str, str]] = field(default_factory=dict)  # of a briefing: who, question, option
    chaos: Chaos = field(default_factory=Chaos)
    between: list[Callable[[Stage], Awaitable[None]]] = field(default_factory=list)

    async def calm(self) -> None:
        """Between two moments, when everybody is answered: whoever wants to look at everything does."""
        for look in self.between:
            await look(self)

    # -- the facilitator ---------------------------------------------------------------------------

    async def act(self, name: str, args: Mapping[str, Any] | None = None, *, expect: str = "saved") -> Said:
        """The facilitator does something at the desk, and waits for the answer."""
        await asyncio.sleep(self.pace)
        said = await self.desk.do(name, args or {}, expect=expect)
        if said.outcome != expect:
            self.findings.append(f"{name} {args} was {said.outcome}, expected {expect}: {said.why}")
        return said

    def row(self, id: str) -> Mapping[str, Any]:
        """A row of the desk's list of steps. Raises StopIteration for an unknown one."""
        return next(row for row in self.desk.view["msel"] if row["id"] == id)

    def next_row(self) -> Mapping[str, Any] | None:
        """What the desk says is next."""
        return next((row for row in self.desk.view["msel"] if row["status"] == "next"), None)

    def pages(self) -> list[OpenPage]:
        """Every page that is in use."""
        return [self.desk, self.screen, *(person.page for person in self.people.values())]

    def near(self, browser: Browser | None = None) -> Browser:
        """Somebody's browser, the facilitator's by default, at the laptop itself, whatever the network does;
        patient in trouble."""
        manners = Manners(patience=PATIENCE, haste=self.chaos.haste) if self.chaos.on else Manners()
        return Browser(self.url, (browser or self.browser).cookies, manners=manners)

    # -- the people --------------------------------------------------------------------------------

    @property
    def players(self) -> list[Person]:
        """Players who have joined, in the order of their keys."""
        return [p for key, p in sorted(self.people.items()) if p.part.role == "player"]

    @property
    def voters(self) -> list[Person]:
        """Players who have not stepped out."""
        return [person for person in self.players if not person.out]

    @property
    def evaluators(self) -> list[Person]:
        """Evaluators, in the order of their keys."""
        return [p for key, p in sorted(self.people.items()) if p.part.role == "evaluator"]

    async def join(self, parts: Iterable[Part]) -> None:
        """People join at the same time; where the run asks for it, the facilitator lets them in."""
        codes = self.desk.view["join"]
        people = [Person(part, self.chaos.browser(part.key, self.url)) for part in parts]
        await together(*(p.join(codes["code" if p.part.role == "player" else "staff_code"]) for p in people))
        self.people |= {person.key: person for person in people}
        self.times.join += [1000 * person.joined_in for person in people]
        seats = {person.seat for person in people}
        await self.desk.until(lambda v: seats <= {r["seat"] for r in v["roster"]}, "new people on the desk")
        await self._let_in()

    async def _let_in(self) -> None:
        who = self.keys_by_seat()
        waiting = [seat["seat"] for seat in self.desk.view["roster"] if seat["waiting"]]
        for seat in sorted(waiting, key=lambda seat: who.get(seat, "")):
            await self.act("admit", {"seat": seat})
        await together(
            *(p.page.until(lambda v: not v["mine"]["waiting"], "to be let in") for p in self.players)
        )

    def keys_by_seat(self) -> dict[str, str]:
        """Seat id -> who sits there."""
        return {person.seat: key for key, person in self.people.items()}

    async def say(self, person: Person, name: str, args: Mapping[str, Any], *, expect: str = "saved") -> Said:
        """Somebody does something; what comes out otherwise than expected is a finding."""
        number = len(person.said)
        how, nap = self.chaos.mishap(person.key, name, number), self.chaos.nap
        said = person.page.send(name, args, expect=expect)
        said = await person.finish(said, how, nap(person.key, number) if how in NAPS else 0.0)
        if said.outcome != expect:
            self.findings.append(
                f"{person.key}: {name} {dict(args)} was {said.outcome}, expected {expect}: {said.why}"
            )
        if name != "cast-vote":
            self.times.command.append(said.took)
        return said

    # -- what has to reach everybody ---------------------------------------------------------------

    async def reaches(self, mark: str, people: Sequence[Person], times: list[float], since: float) -> None:
        """Wait until a message or a state of the decision stands on everybody's page, and note how long
        it took there. Raises Stuck."""
        await together(*(p.page.until(_has(p.page, mark), f"{mark} on the page") for p in people))
        times += [1000 * (p.page.arrived[mark] - since) for p in people if p.page.arrived[mark] >= since]

    async def decision_reaches(self, times: list[float], since: float) -> None:
        """The decision as it stands on the desk, on everybody's page and on the screen."""
        mark = decision_mark(self.desk.view["head"]["line"], self.desk.view["ballot"])
        await self.reaches(mark, self.players, times, since)
        await self.screen.until(_has(self.screen, mark), f"{mark} on the screen")

    def newest(self, kind: str) -> Mapping[str, Any]:
        """The newest message of a kind on the desk."""
        return next(item for item in reversed(self.desk.view["feed"]) if item["kind"] == kind)

    def finding(self, text: str) -> None:
        """Write down that something is not as it must be."""
        self.findings.append(text)

    def clock(self) -> int:
        """Room time in milliseconds, as the desk shows it."""
        return int(1000 * time.time() + self.desk.ahead)


def _has(page: OpenPage, mark: str) -> Callable[[dict[str, Any]], bool]:
    return lambda _view: mark in page.arrived
