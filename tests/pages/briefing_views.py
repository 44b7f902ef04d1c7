"""What people, the trainer and the wall see in each state of a briefing: the detainer module for officers at
roll call, really given by the engine. ``PHONES``, ``DESKS`` and ``WALLS`` hold the views by state."""

from __future__ import annotations

from datetime import date
from typing import Any

from kit.briefing.agency import Profile
from kit.briefing.live import House, choice_of, make_deck
from kit.briefing.read import BRIEFINGS, read_frame, read_module
from kit.briefing.shelf import BriefingShelf
from kit.engine.commands import Actor
from kit.engine.lens import Lens
from kit.engine.views_deck import briefing_view, slides_view
from kit.engine.views_trainer import trainer_view
from kit.pages.briefing import cited
from kit.pages.desk import facts_shown
from kit.pages.trainer import documents_of
from kit.scenario.deck import FORM, briefing_of
from tests.engine.playing import Play

View = dict[str, Any]

SECTIONS = ("earlier", "slide", "notes", "question", "live", "answered")
DAY = date(2026, 6, 2)
NOW = 1_790_000_300_000  # five minutes after the run was made
QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21">'
    '<path d="M1 1h5v5H1zM15 1h5v5h-5zM1 15h5v5H1zM9 9h3v3H9z"/></svg>'
)
JOIN = {
    "address": "192.168.1.20:8866", "link": "http://192.168.1.20:8866/join?code=482913", "code": "482 913",
    "staff_code": "", "qr": QR, "screen_link": "/run/r1/screen?pass=x", "starts": "",
}  # fmt: skip
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" fill="none" stroke="currentColor" '
    'stroke-width="4"><rect x="30" y="20" width="100" height="140"/><rect x="190" y="20" width="100" '
    'height="140"/><text x="80" y="60" text-anchor="middle" font-size="20" fill="currentColor" '
    'stroke="none">I-247A</text><script>window.hacked = 1</script></svg>'
)
NAMES = ("R. Okafor", "D. Lind", "A. Reyes", "M. Adams", "J. Bello", "K. Novak", "S. Haddad", "T. Moreau")
QUESTION = "1-k1"


class Talk:
    """A briefing that the engine alone gives; ``phone``, ``desk`` and ``wall`` are what its pages draw."""

    def __init__(self, setting: str = "roll_call", **setup: Any) -> None:
        shelf = BriefingShelf(
            read_frame(BRIEFINGS / "frame.yaml"), (read_module(BRIEFINGS / "det/module.yaml"),), ()
        )
        house = House(shelf, Profile())
        choice = choice_of("det", ("DET/officers/",), setting, house)
        given = {"names": "named", "scored": True, "entries": ("DET/officers/",), "setting": setting, **setup}
        self.play = Play("det", FORM, exercise=briefing_of(make_deck(choice, house), "det"), **given)
        self.seats: list[Actor] = []

    def gather(self, *names: str) -> Talk:
        """People join, one after the other."""
        self.seats += [self.play.seat("participant", name) for name in names]
        return self

    def do(self, name: str, /, **args: Any) -> Talk:
        """The trainer does something."""
        self.play.facilitate(name, **args)
        return self

    def answer(self, letters: str, question: str = QUESTION) -> Talk:
        """The first people answer, one letter each."""
        for seat, option in zip(self.seats, letters, strict=False):
            self.play.ask(seat, "answer-question", question=question, option=option)
        return self

    def phone(self, seat: int = 0, **sections: Any) -> View:
        """One person's view, changed in these places."""
        return _with_facts({**briefing_view(Lens(self.play.run), self.seats[seat].seat), **sections})

    def desk(self, **sections: Any) -> View:
        """The trainer's view."""
        here = {seat.seat: 1 for seat in self.seats[:-1]} | {"screen": 1}
        view: View = {**trainer_view(Lens(self.play.run), JOIN, here), **sections}
        if view["closing"]:
            papers = documents_of("r1", view["closing"]["documents"])
            view["closing"] = {**view["closing"], "documents": papers}
        return _with_facts(view)

    def wall(self, **sections: Any) -> View:
        """The screen's view."""
        join = {key: JOIN[key] for key in ("address", "link", "code", "qr", "starts")}
        return _with_facts({**slides_view(Lens(self.play.run), join), **sections})


def _with_facts(view: View) -> View:
    ids = dict.fromkeys(id for section in SECTIONS for id in cited(view.get(section)))
    return {**view, "facts": facts_shown(tuple(ids), DAY)}


def mine(view: View, **changes: Any) -> View:
    """A phone's view, changed in what belongs to its seat."""
    return {**view, "mine": {**view["mine"], **changes}}


def drawn(view: View) -> View:
    """The same with a picture on its slide: a phone's stands among those shown so far, the wall's alone."""
    picture = {"picture": DRAWING, "alt": "One form, marked I-247A."}
    if "earlier" not in view:
        return {**view, "slide": {**view["slide"], **picture}}
    return {**view, "earlier": [*view["earlier"][:-1], {**view["earlier"][-1], **picture}]}


PHONES: dict[str, View] = {}
DESKS: dict[str, View] = {}
WALLS: dict[str, View] = {}


def _keep(talk: Talk, name: str) -> None:
    PHONES[name], DESKS[name], WALLS[name] = talk.phone(), talk.desk(), talk.wall()


def _give() -> None:
    """A whole briefing, with a look at every state on the way."""
    talk = Talk().gather(*NAMES)
    _keep(talk, "lobby")
    talk.do("add-seat", position="participant", name="Q. Rivera").do("start-exercise")
    _keep(talk, "title")
    _keep(talk.do("show-slide", number=2), "slide")
    PHONES["drawn"], WALLS["drawn"] = drawn(talk.phone()), drawn(talk.wall())
    talk.do("open-question", question=QUESTION)
    _keep(talk, "open")
    talk.answer("bbabcbb")
    PHONES["saved"], DESKS["counted"], WALLS["counted"] = talk.phone(), talk.desk(), talk.wall()
    _keep(talk.do("close-question", question=QUESTION), "closed")
    PHONES["unanswered"] = talk.phone(7)
    _keep(talk.do("reveal-question", question=QUESTION), "right")
    PHONES["wrong"] = talk.phone(2)
    talk.play.ask(talk.seats[0], "raise", kind="question", text="Who keeps the copy of the form?")
    raised = next(iter(talk.play.run.raised))
    talk.do("answer", raised=raised, text="The folder, and the person.")
    talk.play.ask(talk.seats[0], "raise", kind="question", text="What if the fax is cut off?")
    talk.do("announce", text="Cards are at the door.").do("show-slide", number=3)
    _keep(talk, "later")
    last = len(talk.desk()["slides"])
    for number in range(4, last + 1):
        talk.do("show-slide", number=number)
    _keep(talk, "last")
    _keep(talk.do("end-exercise"), "ended")


def _vary() -> None:
    talk = Talk("class", names="anonymous", scored=False, admission="approve").gather("", "", "")
    PHONES["door"], DESKS["door"] = talk.phone(), talk.desk()
    for seat in talk.seats:
        talk.do("admit", seat=seat.seat)
    talk.do("start-exercise")
    rows = talk.desk()["slides"]
    poll = next(row for row in rows if row["asks"].endswith("-p1"))
    talk.do("show-slide", number=poll["number"]).do("open-question", question=poll["asks"])
    talk.answer("abc", poll["asks"]).do("reveal-question", question=poll["asks"])
    PHONES["few"], DESKS["few"], WALLS["few"] = talk.phone(), talk.desk(), talk.wall()
    for kind in ("scene", "discussion"):
        number = next(row["number"] for row in rows if row["kind"] == kind)
        _keep(talk.do("show-slide", number=number), kind)
    WALLS["late join"] = talk.do("show", what="lobby", scheme="light").wall()
    DESKS["late join"] = talk.desk()
    view = PHONES["slide"]
    PHONES["removed"], PHONES["moved"] = mine(view, removed=True), mine(view, moved=True)
    PHONES["out"] = mine(view, stepped_out=True)


_give()
_vary()
