"""The way in: code, position, seat. Plain forms that work without JavaScript.

Step one asks for a code, step two for a position (players) or a name (evaluators), and the answer to
step two carries the ticket. Every step can be sent again; nothing is kept until a seat is taken.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from typing import Any

from kit.room.join import RESUME_LENGTH, NoEntry, Ticket, find, resume_seat, take_seat
from kit.room.room import Room
from kit.room.rooms import plain_code
from kit.server.answer import Page, seat_cookie

log = logging.getLogger("kit.server")

TOO_MANY = (
    "Many wrong codes came from your network or others. Look at the big screen and type the code once "
    "more: the right one works."
)

BRIEFING_HINTS = {
    "named": "The trainer sees your name, and the roster keeps it.",
    "anonymous": "This briefing keeps no names.",
}

TABLES = {"government": "Government table", "civil": "Civil-society table"}
NAME_HINTS = {
    "named": "The facilitator sees your name, and the record keeps it.",
    "positions": "This run records positions only.",
    "anonymous": "This run keeps no names.",
}
NAME_LENGTH = 80


class Entrance(Page):
    """What joining and resuming share: fields, the pace of tries, and errors at their field."""

    def field(self, name: str) -> str:
        return self.get_argument(name, "").strip()[:200]

    def wrong(self, sentence: str) -> str:
        """Note a wrong code. Returns what its person is told; one too many also gets another status."""
        if self.kit.guesses.wrong(self.address, time.monotonic()):
            log.warning("many wrong codes, now from %s: new players wait for the facilitator", self.address)
            self.set_status(429)
            return TOO_MANY
        return sentence

    @property
    def guessed_at(self) -> bool:
        """Whether somebody is trying codes out, so that a right one may be a guess."""
        return self.kit.guesses.too_many(self.address, time.monotonic())

    def seat(self, ticket: Ticket) -> None:
        self.give_ticket(seat_cookie(ticket.run), ticket)
        self.turn_to(f"/run/{ticket.run}")

    def ask(self, template: str, *, error: str = "", **fields: Any) -> None:
        """Show a form. With an error it is shown again, marked at its field; the answer then says 422."""
        if error and self.get_status() == 200:
            self.set_status(422)
        self.show(template, error=error, learn=self.kit.learning is not None, **fields)


class Join(Entrance):
    """``/join``: GET shows the first step, or with ``?code=`` the second; POST goes on."""

    async def get(self) -> None:
        code = self.field("code")
        if code:
            await self.second_step(code)
        else:
            self.ask("join.html", code="")

    async def post(self) -> None:
        code = self.field("code")
        plain = plain_code(code)
        if "step" in self.request.body_arguments:
            await self.take(code)
        elif plain.isascii() and plain.isdigit():
            # The answer to a form is one that Back and Reload cannot show again; this page they can.
            # Only digits, which stand on the wall: longer codes get people in, and are no part of an address.
            self.turn_to(f"/join?code={plain}")
        else:
            await self.second_step(code)

    async def second_step(self, code: str) -> None:
        """From the code to the choice of a position, or to the seat this browser has already."""
        found = await self.find(code)
        if isinstance(found, Ticket):
            self.seat(found)
        elif found is not None and self.sits_in(*found):
            self.turn_to(f"/run/{found[0].id}")
        elif found is not None:
            self.ask_position(*found, code)

    async def find(self, code: str) -> tuple[Room, Any] | Ticket | None:
        """The room and the role a code stands for, or the ticket of a seat taken back with its resume
        code. None: the form was shown again with the error."""
        await self.kit.rooms.ready(plain_code(code))
        try:
            return find(self.kit.rooms, code)
        except NoEntry as why:
            moving = self.request.method == "POST" and not plain_code(code).isdigit()
            try:
                ticket = await self.resumed(code) if moving else None
            except Exception as problem:
                self.ask("join.html", error=sentence(problem), code=code)
                return None
            if ticket is None:
                error = self.wrong(why.sentence) if code else "Type the code first."
                self.ask("join.html", error=error, code=code)
            return ticket

    async def resumed(self, code: str) -> Ticket | None:
        """The seat with this resume code. One of an older kit is short enough to be guessed, so it gets
        nobody in while somebody is guessing."""
        if self.guessed_at and len(plain_code(code)) < RESUME_LENGTH:
            return None
        try:
            return await resume_seat(self.kit.rooms, code)
        except NoEntry:
            return None

    def sits_in(self, room: Room, role: Any) -> bool:
        """Whether this browser holds a seat of this role here that is still its own."""
        ticket = self.ticket(seat_cookie(room.id))
        seat = room.run.seats.get(ticket.seat) if ticket and ticket.run == room.id else None
        return bool(
            ticket and seat and not seat.removed and (seat.role, seat.serial) == (role, ticket.serial)
        )

    async def take(self, code: str) -> None:
        """The second step's answer: take the seat."""
        found = await self.find(code)
        if isinstance(found, Ticket):
            self.seat(found)
        if found is None or isinstance(found, Ticket):
            return
        room, role = found
        position, name = self.field("position"), self.field("name")[:NAME_LENGTH]
        try:
            entry = self.field("entry")
            ticket = await take_seat(room, role, position, name, wait=self.guessed_at, entry=entry)
        except Exception as problem:
            self.ask_position(room, role, code, error=sentence(problem), chosen=position, name=name)
            return
        self.seat(ticket)

    def ask_position(self, room: Room, role: Any, code: str, **more: Any) -> None:
        names = room.run.setup.names
        fields: dict[str, Any] = {
            "title": room.exercise.title,
            "code": code,
            "chosen": "",
            "name": "",
            "entry": self.field("entry") or secrets.token_urlsafe(16),
            **more,
        }
        if role.value == "evaluator":
            self.ask("evaluator.html", ask_name=names != "anonymous", **fields)
            return
        fields["one_by_one"] = room.run.setup.admission == "approve"
        if room.is_briefing:
            fields |= {"title": room.run.setup.name, "name_hint": BRIEFING_HINTS.get(names, "")}
            place = room.exercise.positions[0].id
            self.ask("briefing.html", ask_name=names == "named", position=place, **fields)
            return
        fields |= {
            "tables": _tables(room),
            "ask_name": names == "named",
            "name_hint": NAME_HINTS.get(names, ""),
        }
        self.ask("position.html", **fields)


class Resume(Entrance):
    """``/resume``: back to a seat, from another device, with the code the seat shows."""

    def get(self) -> None:
        self.ask("resume.html", code="")

    async def post(self) -> None:
        code = self.field("code")
        try:
            if self.guessed_at and len(plain_code(code)) < RESUME_LENGTH:
                raise NoEntry(TOO_MANY)  # one of an older kit is short enough to be guessed
            ticket = await resume_seat(self.kit.rooms, code)
        except Exception as problem:
            said = sentence(problem)
            said = self.wrong(said) if isinstance(problem, NoEntry) and code else said
            self.ask("resume.html", error=said if code else "Type the code first.", code=code)
            return
        self.seat(ticket)


def sentence(problem: Exception) -> str:
    """What a room says when it refuses, or cannot store it. Anything else goes on as it came."""
    said = getattr(problem, "outside", None) or getattr(problem, "sentence", None)
    if not isinstance(said, str):
        raise problem
    return said


def _tables(room: Room) -> list[dict[str, Any]]:
    """The positions by table, each with how many are there."""
    taken = Counter(seat.position for seat in room.run.seats.values() if not seat.removed)
    return [
        {
            "title": title,
            "positions": [
                {"id": position.id, "title": position.title, "here": taken[position.id]}
                for position in room.exercise.positions
                if position.table == table
            ],
        }
        for table, title in TABLES.items()
    ]
