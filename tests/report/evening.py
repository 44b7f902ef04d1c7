"""One evening of Hurricane Odell, played through the engine: everything a report has to tell.

Fourteen players and two evaluators play the short way through three modules. There is a second vote, a
branch against the majority, a tie, a skipped inject, one written during play, one taken back, a joint
call with concerns, a line that was left and one that went back, ratings that differ, a hot wash, feedback.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

from kit.engine.commands import Actor
from kit.engine.events import Recorded
from kit.facts.base import load_facts
from kit.report.aar import AfterActionReport
from kit.report.cited import facts_on
from kit.report.draft import draft
from kit.report.gather import gather
from kit.report.record import Record
from kit.scenario.model import Exercise
from tests.engine.playing import Play

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
DAY = date(2026, 12, 9)
MINUTE = 60_000


class Evening(Play):
    """A play with people in it; ``wait`` lets room time pass."""

    def __init__(self, *, form: str = "full", names: str = "positions", seats: int = 14) -> None:
        super().__init__(
            "hurricane",
            form,
            names=names,
            sponsor="Tamarind County Emergency Management",
            place="Tamarind County, EOC room",
        )
        self.now = 1_796_817_600_000  # 9 December 2026, 12:00 UTC
        positions = [position.id for position in self.exercise.positions]
        self.players = [self.seat(positions[i % len(positions)], f"Player {i + 1}") for i in range(seats)]
        self.watchers = [self.evaluator("First Watcher"), self.evaluator("Second Watcher")]

    def wait(self, minutes: float) -> None:
        self.now += round(minutes * MINUTE)

    def vote(self, votes: str, reasons: Sequence[str] = ()) -> None:
        """A letter a player, in the order of the seats; "-" does not vote."""
        ballot = self.run.ballot
        assert ballot is not None
        for place, option in enumerate(votes):
            if option != "-":
                reason = reasons[place] if place < len(reasons) else ""
                self.ask(
                    self.players[place], "cast-vote", decision=ballot.decision, option=option, reason=reason
                )

    def decide(self, votes: str, option: str, reason: str = "") -> None:
        """The decision in hand from its votes to its branch."""
        self.wait(5)
        self.vote(votes)
        self.facilitate("close-voting")
        self.wait(1)
        self.facilitate("reveal")
        self.wait(2)
        self.facilitate("take-branch", option=option, reason=reason)

    def note(
        self, who: int, kind: str, text: str, target: str = "", ref: str = "", task: int | None = None
    ) -> None:
        self.ask(self.watchers[who], "observe", kind=kind, text=text, target=target, ref=ref, task=task)

    def rate(self, who: int, target: str, rating: str, why: str) -> None:
        self.ask(self.watchers[who], "rate", target=target, rating=rating, why=why)

    def advance(self, id: str, minutes: float = 2) -> None:
        """Play on until this step is in hand, undecided decisions by their first open option."""
        while self.run.line.in_hand != id:
            self.wait(minutes)
            if self.run.ballot is not None and self.run.ballot.status != "taken":
                first = self.run.ballot.options[0]
                self.decide(first * len(self.players), first)
            elif not self.next():
                raise AssertionError(f"{id} never came")


def evening(*, form: str = "full", names: str = "positions", seats: int = 14) -> Evening:
    """The whole evening, played."""
    play = Evening(form=form, names=names, seats=seats)
    play.facilitate("start-briefing")
    play.wait(20)
    play.facilitate("start-exercise")
    _module_one(play)
    _module_two(play)
    _rest(play)
    _after(play)
    return play


def _module_one(play: Evening) -> None:
    play.advance("B1")
    play.ask(play.players[1], "raise", kind="question", text="Is the federal statement public?")
    play.facilitate("answer", raised=next(iter(play.run.raised)), text="Not that anyone here knows.")
    play.advance("B-D1")
    play.note(
        0,
        "strength",
        "The PIO separated what the county does from what it does not control.",
        "B-O2.2",
        "B-D1",
        1,
    )
    play.note(1, "improve", "No one could say whether a federal statement exists.", "B-O3.1", "B-D1")
    play.wait(4)
    play.vote("abbbbbbccccddd", ["", "", "People need a sentence we can keep.", "", "", "", "", SCRIPT])
    play.facilitate("close-voting")
    play.facilitate("reveal")
    play.wait(1)
    play.facilitate("second-round", minutes=3)
    reasons = [
        "",
        "It is true and stays true.",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "One statement with three logos travels faster.",
    ]
    play.vote("bbbbbbbbbccdd-", reasons)
    play.facilitate("close-voting")
    play.facilitate("reveal")
    play.wait(2)
    play.facilitate("take-branch", option="b")
    play.ask(play.watchers[0], "see-task", target="B-O2.2", task=0, seen=True)
    play.advance("B2")
    play.facilitate(
        "add-inject",
        title="A bus driver calls",
        text="The driver at stop 4 asks who may ride.",
        sender="Driver",
        channel="radio",
        to=["GB4"],
    )
    play.facilitate("deliver", inject="N1")
    play.advance("B-D2")
    play.decide("aaaaabbbbbcc--", "b", "Five and five; danger only is easier to explain.")
    play.advance("B-D3")
    play.decide("aaaaaaaaabbbcc", "c", "Counsel asked for two forms while the grant is read.")
    play.note(1, "improve", "The door form was printed before its questions had a keeper.", "B-O4.1", "B3", 0)
    play.facilitate("announce", text="Break after the next inject.")
    play.facilitate("skip", step="B4", reason="Time.")


def _module_two(play: Evening) -> None:
    play.advance("B6")
    play.facilitate("undo")
    play.advance("B6")
    play.note(0, "improve", "Bus routes skip two camps that are on no map.", "B-O1.3", "B6")
    play.note(1, "improve", "Creole audio came 90 minutes after English.", "B-O2.1", "B6")
    play.advance("B-D4")
    play.facilitate("pause")
    play.wait(5)
    play.facilitate("resume")
    play.decide("bbbbbbbbbbbbcc", "b")


def _rest(play: Evening) -> None:
    play.advance("B11")
    for place, text in (
        (4, "Where do people sleep tonight?"),
        (5, "Will the list be shared?"),
        (9, "Will the list be shared?"),
    ):
        play.ask(play.players[place], "raise", kind="concern", text=text)
    ids = [item.id for item in play.run.raised.values() if item.kind == "concern"]
    play.facilitate("group", concern=ids[0], row="", text="Where people sleep tonight")
    play.facilitate("group", concern=ids[1], row="", text="Who sees the list of people rescued")
    play.facilitate("group", concern=ids[2], row="r2")
    play.facilitate(
        "own", row="r2", owner="Sheriff", answer="Counts only, until the rule is written.", authority=True
    )
    play.facilitate(
        "commit", row="r2", what="Write who holds the list, for what, and until when", by="2027-01-18"
    )
    play.facilitate("own", row="r1", owner="State recovery office", answer="Theirs to say.", authority=False)
    play.note(0, "note", "The call ran four minutes over.", "", "B11")
    play.ask(play.players[2], "raise", kind="authority", text="Federal boats are not ours to send.")
    play.facilitate("note", text="Ask the coalition to join earlier next time.")
    play.advance("ending")
    play.facilitate("fork", decision="B-D2", option="a", why="What if nobody had been stopped at all?")
    play.wait(3)
    play.advance("B-D3")
    play.decide("aaaaaaaaaabbbb", "a")


def _after(play: Evening) -> None:
    play.facilitate("open-hot-wash")
    for place, (kind, text) in enumerate(
        (
            ("strength", "One sentence for the whole county."),
            ("improve", "Say who owns the map."),
            ("improve", "Say who owns the map."),
            ("improve", SCRIPT),
        )
    ):
        play.ask(play.players[place], "remark", kind=kind, text=text)
    play.rate(0, "B-O2.2", "P", "Dated, and within the hour.")
    play.rate(1, "B-O2.2", "S", "Dated, but the drivers heard it last.")
    play.rate(0, "B-O1/Mass Care Services", "S", "One rule at six doors, late at one.")
    play.rate(0, "B-O1/Critical Transportation", "M", "Two camps had no bus.")
    play.rate(1, "B-O1/Critical Transportation", "S", "Found and sent within the hour.")
    play.rate(0, "B-O3.1", "S", "Asked in writing; the silence was not published.")
    play.rate(1, "B-O6.1", "P", "A clear answer.")
    for place, player in enumerate(play.players[:12]):
        answers: dict[str, int | str] = {
            "structured": 4 + place % 2,
            "plausible": 3 + place % 3,
            "prepared": 2 + place % 3,
        }
        if place < 2:
            answers["better"] = ("More time for the call.", SCRIPT)[place]
        play.ask(player, "feedback", answers=answers)
    play.facilitate(
        "settle-rating",
        target="B-O1/Critical Transportation",
        rating="M",
        why="Both saw the two camps without a bus.",
    )
    play.facilitate("end-exercise")


def short_evening() -> Evening:
    """The short form with six people and a little of everything a page shows."""
    play = Evening(form="short", seats=6)
    play.facilitate("start-exercise")
    play.advance("B-D1")
    play.wait(4)
    play.vote("abbbc-", ["", "People need a sentence we can keep.", "", "", SCRIPT])
    play.facilitate("close-voting")
    play.facilitate("reveal")
    play.facilitate("take-branch", option="b")
    play.note(0, "strength", "Two sentences were kept apart.", "B-O2.2", "B-D1", 1)
    play.note(1, "improve", "Drivers heard it last.", "B-O2.2", "B-D1")
    play.ask(play.players[1], "raise", kind="concern", text="Who sees the list?")
    play.facilitate("group", concern=next(iter(play.run.raised)), row="", text="Who sees the list")
    play.facilitate("own", row="r1", owner="Sheriff", answer="Counts only.", authority=True)
    play.facilitate("commit", row="r1", what="Write the rule", by="2027-01-18")
    play.facilitate("fork", decision="B-D1", option="a", why="What if we had promised?")
    play.facilitate("open-hot-wash")
    play.ask(play.players[0], "remark", kind="improve", text="Say who owns the map.")
    play.rate(0, "B-O2.2", "P", "Dated.")
    play.rate(1, "B-O2.2", "S", "Not to drivers.")
    play.rate(0, "B-O3/Operational Coordination", "M", "Asked in writing.")
    play.ask(play.players[0], "feedback", answers={"structured": 4, "better": SCRIPT})
    play.facilitate("end-exercise")
    return play


def report_of(play: Play, edits: dict[str, str] | None = None) -> AfterActionReport:
    """The report of a play, after people edited some texts."""
    for key, text in (edits or {}).items():
        play.facilitate("edit-report", key=key, text=text)
    return report_from(play.exercise, play.records)


def report_from(exercise: Exercise, records: Sequence[Recorded]) -> AfterActionReport:
    return draft(record_of(exercise, records), exercise, facts_on(load_facts(), DAY), UTC)


def record_of(exercise: Exercise, records: Sequence[Recorded]) -> Record:
    return gather(exercise, "r1", records)


__all__ = ["SCRIPT", "Actor", "Evening", "evening", "record_of", "report_from", "report_of", "short_evening"]
