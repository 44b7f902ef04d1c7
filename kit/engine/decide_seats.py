"""Seats: joining, being let in, moving to another device, stepping out."""

from __future__ import annotations

from kit.engine import commands as c, events as e
from kit.engine.refusal import Refused, Request
from kit.engine.state import Run, Seat

SEATS_MAX = 2000


def take_seat(run: Run, command: c.TakeSeat, request: Request) -> list[e.Event]:
    """A new seat for a player or evaluator."""
    if command.seat in run.seats:
        raise Refused("This seat is taken. Choose another position.")
    if sum(not seat.removed for seat in run.seats.values()) >= SEATS_MAX:  # closing seats makes room again
        raise Refused(f"This exercise is full: it has {SEATS_MAX} seats.")
    if command.role not in (c.Role.PLAYER, c.Role.EVALUATOR):
        raise Refused("Only players and evaluators take seats.")
    player = command.role is c.Role.PLAYER
    if player and command.position not in run.exercise.positions_by_id:
        raise Refused("Choose a position first.")
    return [
        e.SeatTaken(
            seat=command.seat,
            role=command.role,
            position=command.position if player else "",
            name=kept_name(run, command.role, command.name),
            resume=command.resume,
            waiting=player and (command.wait or run.setup.admission == "approve"),
        )
    ]


def kept_name(run: Run, role: c.Role, name: str) -> str:
    """The name as the run records it: players' names only where the facilitator chose names.

    Evaluators sign their notes, except in an anonymous run."""
    if run.setup.names == "named" or (role is c.Role.EVALUATOR and run.setup.names != "anonymous"):
        return " ".join(name.split())
    return ""


def move_seat(run: Run, command: c.MoveSeat, request: Request) -> list[e.Event]:
    """The seat is on another device from now on."""
    return [e.SeatMoved(_seat(run, command.seat).id)]


def admit(run: Run, command: c.Admit, request: Request) -> list[e.Event]:
    """A waiting player comes in."""
    seat = _seat(run, command.seat)
    return [e.SeatAdmitted(seat.id)] if seat.waiting else []


def remove_seat(run: Run, command: c.RemoveSeat, request: Request) -> list[e.Event]:
    """A seat is closed."""
    return [e.SeatRemoved(_seat(run, command.seat).id)]


def add_seat(run: Run, command: c.AddSeat, request: Request) -> list[e.Event]:
    """A seat for somebody without a device."""
    if command.position not in run.exercise.positions_by_id:
        raise Refused("Choose a position for the seat.")
    seat = command.seat or f"hand-{len(run.seats) + 1}"
    if seat in run.seats:
        raise Refused("This seat is taken.")
    name = kept_name(run, c.Role.PLAYER, command.name)
    return [e.SeatTaken(seat, c.Role.PLAYER, command.position, name, command.resume, by_hand=True)]


def change_position(run: Run, command: c.ChangePosition, request: Request) -> list[e.Event]:
    """Another position, before play."""
    if command.position not in run.exercise.positions_by_id:
        raise Refused("There is no such position in this exercise.")
    if run.seats[request.actor.seat].position == command.position:
        return []
    return [e.PositionChanged(request.actor.seat, command.position)]


def step_out(run: Run, command: c.StepOut, request: Request) -> list[e.Event]:
    """Out of the story for a while."""
    return [] if run.seats[request.actor.seat].stepped_out else [e.SteppedOut(request.actor.seat)]


def come_back(run: Run, command: c.ComeBack, request: Request) -> list[e.Event]:
    """Back in the story."""
    return [e.CameBack(request.actor.seat)] if run.seats[request.actor.seat].stepped_out else []


def _seat(run: Run, id: str) -> Seat:
    seat = run.seats.get(id)
    if seat is None or seat.removed:
        raise Refused("There is no such seat.")
    return seat
