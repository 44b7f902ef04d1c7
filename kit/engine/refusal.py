"""A request to the engine, and its refusal."""

from __future__ import annotations

from dataclasses import dataclass

from kit.engine.commands import Actor, Command


@dataclass(frozen=True, slots=True)
class Request:
    """A command with who asks, when (milliseconds since the epoch) and under which id."""

    command: Command
    actor: Actor
    now: int
    id: str


class Refused(Exception):
    """The command is not possible; ``sentence`` tells a person why and what to do.

    ``{time}`` in the sentence stands for ``at``: the engine knows no time zone, whoever shows it does."""

    def __init__(self, sentence: str, at: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.at = at
