"""What a recorded fact is; ``events`` lists them all."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True):
    """The base of all events."""


def name_of(event: Event) -> str:
    """The stored name of an event."""
    return str(type(event).__struct_config__.tag)


class Recorded(msgspec.Struct, frozen=True):
    """An event with where and when it stands in the journal: ``at`` in milliseconds since the epoch.

    ``by`` is a seat id, or facilitator, clock or door; ``command`` the id of the command it answers."""

    seq: int
    at: int
    by: str
    command: str
    event: Event

    @property
    def name(self) -> str:
        """The event's stored name."""
        return name_of(self.event)
