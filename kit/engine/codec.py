"""Events to stored text and back. A journal row keeps the event's stable name, its version and JSON.

A row written by an older version is brought up to date here, step by step, when it is read; rows
themselves never change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kit.engine.events import EVENTS, Event, name_of

# Stored version of each event name that is not 1, and how to bring the version before it up to date.
VERSIONS: Mapping[str, int] = {}
UPCASTS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}

_encoder = msgspec.json.Encoder()


class UnknownEvent(ValueError):
    """A journal row this version of the kit cannot read."""


def encode(event: Event) -> tuple[str, int, str]:
    """The stored name, version and JSON text of an event."""
    name = name_of(event)
    return name, VERSIONS.get(name, 1), _encoder.encode(event).decode()


def decode(name: str, version: int, data: str) -> Event:
    """The event a row holds.

    Raises UnknownEvent for a name or version that a newer kit wrote, or text that is not the event."""
    kind = EVENTS.get(name)
    current = VERSIONS.get(name, 1)
    if kind is None or version > current:
        raise UnknownEvent(
            f"The journal holds {name!r} version {version}, which this version of the kit does not know. "
            "Open it with the version that wrote it, or a newer one."
        )
    try:
        if version == current:
            return msgspec.json.decode(data, type=kind)
        fields: dict[str, Any] = msgspec.json.decode(data)
        for step in range(version, current):
            fields = UPCASTS[name, step](fields)
        return msgspec.convert(fields, kind)
    except KeyError:
        raise UnknownEvent(f"The journal holds {name!r} version {version}, which never was.") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as problem:
        raise UnknownEvent(f"The journal's {name!r} event is damaged: {problem}.") from problem
