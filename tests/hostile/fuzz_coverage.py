"""Coverage-guided fuzzing of readers, the codec, the frame parser, forms and ``decide``, with atheris.

    pip install atheris    # no part of the locks: 11 MB, and only whoever runs this needs it
    python tests/hostile/fuzz_coverage.py frames -max_total_time=180

Targets: frames, codec, reader, decide, tickets, lines, texts, form, give, heads. Options are libFuzzer's.
It stops at the first input that breaks a property of ``test_fuzz*.py`` or ``looks.py``, or takes more than
30 s or 2 GB, and writes it to a file; such an input becomes a case there.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

Look = Callable[[bytes], Any]


class Tape(random.Random):
    """Dice that read their throws from bytes, so that the fuzzer can learn which throws matter."""

    def __new__(cls, _data: bytes) -> Tape:
        return super().__new__(cls)

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data, self._at = data, 0

    @property
    def empty(self) -> bool:
        """Whether all bytes were read; after that every throw is the lowest."""
        return self._at >= len(self._data)

    def getrandbits(self, k: int) -> int:
        """The next ``k`` bits of the tape."""
        size = (k + 7) // 8
        piece = self._data[self._at : self._at + size].ljust(size, b"\0")
        self._at += size
        return int.from_bytes(piece, "little") & ((1 << k) - 1)

    def random(self) -> float:
        """A throw between 0 and 1."""
        return self.getrandbits(16) / 2**16


def frames() -> Look:
    """A frame of the websocket protocol. Of Jupyter only what takes it apart is watched."""
    from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

    if "atheris" in sys.modules:  # not where tests look at the seeds alone
        sys.modules["atheris"].instrument_func(deserialize_msg_from_ws_v1)
    from tests.hostile.test_fuzz import look_at_frame

    return look_at_frame


def codec() -> Look:
    """A row of the journal. msgspec reads it, in C, where no coverage guides: so each row is nearly right,
    with the fields of its event, and most of them of the right kind."""
    from tests.hostile.looks import drawn_row, look_at_row

    return lambda data: look_at_row(*drawn_row(Tape(data)))


def lines() -> Look:
    """A journal.jsonl."""
    from tests.hostile.looks import look_at_lines

    return lambda data: look_at_lines(data.decode("utf-8", "surrogateescape"))


def reader() -> Look:
    """A scenario that was hurt."""
    from tests.hostile import test_fuzz as properties
    from tests.scenario import small

    def look(data: bytes) -> None:
        text = properties.mutated(small.SCENARIO, Tape(data))
        properties.look_at_text(text, small.FRAME, small.PATH)

    return look


def decide() -> Look:
    """An exercise in which anybody asks for anything."""
    from tests.hostile.test_fuzz import assault

    return lambda data: assault("hurricane", Tape(data), max(4, len(data) // 12))


def tickets() -> Look:
    """A ticket that nobody signed."""
    from kit.room.join import BadTicket, Door

    door = Door("a secret")

    def look(data: bytes) -> None:
        try:
            door.read(data.decode("utf-8", "replace"))
        except BadTicket:
            return
        raise AssertionError(f"a forged ticket was read: {data!r}")

    return look


def texts() -> Look:
    """A briefing's files that were hurt."""
    from tests.hostile.test_fuzz_briefing import look_at_briefing_texts

    return lambda data: look_at_briefing_texts(Tape(data))


def form() -> Look:
    """An agency's form."""
    from tests.hostile.test_fuzz_briefing import look_at_form

    return lambda data: look_at_form(Tape(data))


def give() -> Look:
    """A briefing in which anybody asks for anything."""
    from tests.hostile import test_fuzz_briefing as briefings

    return lambda data: briefings.give(Tape(data), max(4, len(data) // 12))


def heads() -> Look:
    """The names of hosts and origins in a request's head."""
    from kit.server.headers import from_our_page, is_ours
    from kit.server.pace import neighbours

    def look(data: bytes) -> None:
        first, _, second = data.decode("latin-1").partition("\n")
        is_ours(first, "http://kit.example:8866")
        from_our_page({"Host": first, "Origin": second})
        neighbours(first)

    return look


TARGETS: dict[str, Callable[[], Look]] = {
    each.__name__: each for each in (frames, codec, reader, decide, tickets, lines, texts, form, give, heads)
}
"""What can be fuzzed, by name. Each imports its own things when it is called, and nothing else: what is
watched takes many times as long to import, and all of it together minutes."""


def seeds(name: str) -> list[bytes]:
    """Good inputs for a target to begin with, so that time goes into what lies behind the first check."""
    match name:
        case "frames":
            from tests.server.conftest import request_frame

            custom = {"comm_id": "x", "data": {"method": "custom", "content": {}}}
            return [request_frame("comm_msg", custom)]
        case "tickets":
            from kit.engine.commands import Role
            from kit.room.join import Door, Ticket

            return [Door("another secret").sign(Ticket("r1", "s1", Role.PLAYER, 3)).encode()]
        case "lines":
            return [_lines().encode()]
    return []


def _stored() -> list[tuple[str, int, str]]:
    """The rows of the first part of a run: name, version, text."""
    from kit.engine.codec import encode
    from tests.engine.playing import Play

    play = Play()
    play.seat("GB8")
    play.start().until("B-D1")
    return [encode(record.event) for record in play.records]


def _lines() -> str:
    from kit.store.journal import Row
    from kit.store.lines import export
    from kit.store.memory import MemoryJournal

    journal = MemoryJournal()
    rows = [Row(n, n, "s1", "c", *parts) for n, parts in enumerate(_stored()[:5], 1)]
    journal.append("r1", 0, rows)
    journal.put("scenario/x", "text")
    return "\n".join(export(journal, "r1", ["scenario/x"]))


def main() -> None:
    """Fuzz the target named first until told to stop."""
    try:
        atheris: Any = import_module("atheris")  # no part of the kit
    except ImportError:
        sys.exit("This needs atheris: pip install atheris (Linux or macOS).")
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"{__doc__}\nExpected one of {', '.join(TARGETS)}.")
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["kit", "itsdangerous"]):
        look = TARGETS[name]()
    folder = Path(tempfile.mkdtemp(prefix=f"kit-fuzz-{name}-"))
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], "-timeout=30", *sys.argv[1:], "-print_final_stats=1", str(folder)], look)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
