"""From a code to a seat, and from a seat to a ticket.

A ticket says which seat of which run its holder has, signed, so that nobody can write one. It is
stale as soon as the seat has moved to another device: the seat's serial is then higher.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from kit.engine.commands import Actor, MoveSeat, Role, TakeSeat
from kit.engine.state import Phase, Seat
from kit.room.clock import room_time
from kit.room.room import Room
from kit.room.rooms import ALPHABET, Rooms, plain_code

DOOR = Actor(Role.DOOR, "door")
ENTRY_LENGTH = 20  # characters of a form's secret, see ``take_seat``
RESUME_LENGTH = 8  # of 30 signs: 6.6e11 codes, so that guessing needs no lock-out (see SECURITY.md)


class BadTicket(Exception):
    """The ticket was not written by this kit, or its seat is gone; says what to do."""


class NoEntry(Exception):
    """Nobody can be let in with this; ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Ticket:
    """A seat in a run. The facilitator's has an empty run: it is for the whole house."""

    run: str
    seat: str
    role: Role
    serial: int = 0

    @property
    def actor(self) -> Actor:
        """Who the holder is in the run."""
        return Actor(self.role, self.seat, self.serial)


class Door:
    """Signs tickets and reads them again."""

    def __init__(self, secret: str) -> None:
        self._pen = URLSafeSerializer(secret, salt="kit-ticket")

    def sign(self, ticket: Ticket) -> str:
        """The ticket as text for a cookie."""
        return str(self._pen.dumps([ticket.run, ticket.seat, ticket.role.value, ticket.serial]))

    def read(self, text: str) -> Ticket:
        """The ticket in a cookie. Raises BadTicket."""
        try:
            run, seat, role, serial = self._pen.loads(text)
            ticket = Ticket(str(run), str(seat), Role(role), int(serial))
        except (BadSignature, ValueError, TypeError) as problem:
            raise BadTicket("This seat cannot be read. Join again with the code.") from problem
        if self.sign(ticket) != text:  # base64 has several spellings of one signature; a ticket has one
            raise BadTicket("This seat is spelled in another way. Join again with the code.")
        return ticket


def find(rooms: Rooms, typed: str) -> tuple[Room, Role]:
    """The run a typed code leads to, and as what: six digits for players, letters for evaluators.

    Raises NoEntry with the sentence to show."""
    code = plain_code(typed)
    if code.isdigit() and code and len(code) != 6:
        raise NoEntry(f"The code has six digits. You typed {NUMBERS.get(len(code), len(code))}.")
    room = rooms.by_code(code)
    role = Role.PLAYER
    if room is None:
        room, role = rooms.by_staff_code(code), Role.EVALUATOR
    if room is None:
        typed = spaced(code) or "you typed"
        raise NoEntry(f"No exercise or briefing has the code {typed}. Check it and try again.")
    if room.run.phase is Phase.CLOSED:
        ended = room_time(room.run.phase_at["closed"])
        if room.is_briefing:
            raise NoEntry(f"This briefing ended at {ended}. Tell the trainer if you are to be on the roster.")
        raise NoEntry(f"This exercise ended at {ended}. Ask the facilitator for the report.")
    return room, role


NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 7: "seven", 8: "eight", 9: "nine"}


def spaced(code: str) -> str:
    """A code in two halves, as it is printed: "482 913"."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}" if len(code) in (6, 8) else code


async def take_seat(
    room: Room, role: Role, position: str, name: str, *, wait: bool = False, entry: str = ""
) -> Ticket:
    """A new seat; with ``wait`` a player's waits until the facilitator lets it in, whatever the run's
    admission. ``entry``: a secret of the form that was filled in; the same form sent again, by a second tap
    or after a crash, leads to the same seat. Raises Refused or NotSaved as ``Room.submit`` does."""
    form = f"{room.id}/{role.value}/{position}/{name}/{entry}".encode()
    seat = hashlib.sha256(form).hexdigest()[:16] if len(entry) >= ENTRY_LENGTH else secrets.token_hex(8)
    command = TakeSeat(seat, role, new_resume_code(room), position, name, wait)
    await room.submit(command, DOOR, f"door-{seat}")
    return Ticket(room.id, seat, role)


async def resume_seat(rooms: Rooms, typed: str) -> Ticket:
    """The seat with this resume code, on this device from now on.

    Raises NoEntry for a code no seat has."""
    code = plain_code(typed)
    await rooms.ready()
    for room in rooms.live():
        seat = next((s for s in room.run.seats.values() if _is(s, code)), None)
        if seat is not None:
            await room.submit(MoveSeat(seat.id), DOOR, f"door-{secrets.token_hex(8)}")
            moved = room.run.seats[seat.id]
            return Ticket(room.id, seat.id, seat.role, moved.serial)
    hint = " The letter O may be a zero." if "O" in typed.upper() else ""
    raise NoEntry(f"No seat has the code {spaced(code) or 'you typed'}.{hint}")


def _is(seat: Seat, code: str) -> bool:
    # as bytes: compare_digest takes no text beyond ASCII, and anything may be typed
    kept = plain_code(seat.resume).encode()
    return bool(code) and not seat.removed and secrets.compare_digest(kept, code.encode("utf-8", "replace"))


def new_resume_code(room: Room) -> str:
    """Letters and digits that cannot be confused, unlike any other of this run: "7K4M 2QRT"."""
    taken = {seat.resume for seat in room.run.seats.values()}
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(RESUME_LENGTH))
        if spaced(code) not in taken and not code.isdigit():
            return spaced(code)
