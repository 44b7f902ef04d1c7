"""Coverage-guided fuzzing of readers, the codec, the frame parser, forms and ``decide``, with atheris.

    pip install atheris    # no part of the locks: 11 MB, and only whoever runs this needs it
    python tests/hostile/fuzz_coverage.py frames -max_total_time=180

Targets: frames, codec, reader, decide, tickets, lines, texts, form, give, heads. Options are libFuzzer's. It
stops at the first input that breaks a property of ``test_fuzz*.py`` and writes it to a file; such an input
becomes a case there.
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


def targets() -> dict[str, Callable[[bytes], Any]]:
    """What can be fuzzed, by name. Imported here, so that it can be instrumented."""
    from kit.engine.events import EVENTS
    from kit.room.join import BadTicket, Door
    from kit.store.journal import StoreError
    from kit.store.lines import import_lines
    from kit.store.memory import MemoryJournal
    from tests.hostile import test_fuzz as properties
    from tests.scenario import small

    names = sorted(EVENTS)
    door = Door("a secret")

    def codec(data: bytes) -> None:
        if len(data) > 1:
            text = data[2:].decode("utf-8", "replace")
            properties.look_at_row(names[data[0] % len(names)], data[1] % 4, text)

    def reader(data: bytes) -> None:
        tape = Tape(data)
        text = properties.mutated(small.SCENARIO, tape)
        properties.look_at_text(text, small.FRAME, small.PATH)

    def decide(data: bytes) -> None:
        properties.assault("hurricane", Tape(data), max(4, len(data) // 12))

    def tickets(data: bytes) -> None:
        try:
            door.read(data.decode("utf-8", "replace"))
        except BadTicket:
            return
        raise AssertionError(f"a forged ticket was read: {data!r}")

    def lines(data: bytes) -> None:
        journal = MemoryJournal()
        try:
            import_lines(journal, data.decode("utf-8", "surrogateescape").splitlines())
        except StoreError:
            assert journal.runs() == []

    frames = properties.look_at_frame
    return {
        **of_briefings(),
        "frames": frames,
        "codec": codec,
        "reader": reader,
        "decide": decide,
        "tickets": tickets,
        "lines": lines,
    }


def of_briefings() -> dict[str, Callable[[bytes], Any]]:
    """Those that briefings brought, and the heads of requests."""
    from kit.server.headers import from_our_page, is_ours
    from kit.server.pace import neighbours
    from tests.hostile import test_fuzz_briefing as briefings

    def texts(data: bytes) -> None:
        briefings.look_at_briefing_texts(Tape(data))

    def form(data: bytes) -> None:
        briefings.look_at_form(Tape(data))

    def give(data: bytes) -> None:
        briefings.give(Tape(data), max(4, len(data) // 12))

    def heads(data: bytes) -> None:
        text = data.decode("latin-1")
        first, _, second = text.partition("\n")
        is_ours(first, "http://kit.example:8866")
        from_our_page({"Host": first, "Origin": second})
        neighbours(first)

    return {"texts": texts, "form": form, "give": give, "heads": heads}


def seeds() -> dict[str, list[bytes]]:
    """Good inputs to begin with, so that time goes into what lies behind the first check."""
    from kit.engine.codec import encode
    from kit.engine.commands import Role
    from kit.engine.events import EVENTS
    from kit.room.join import Door, Ticket
    from kit.store.journal import Row
    from kit.store.lines import export
    from kit.store.memory import MemoryJournal
    from tests.engine.playing import Play
    from tests.server.conftest import request_frame

    play = Play()
    play.seat("GB8")
    play.start().until("B-D1")
    stored = [(name, encode(record.event)) for record in play.records for name in [record.name]]
    names = sorted(EVENTS)
    journal = MemoryJournal()
    rows = [Row(n, n, "s1", "c", *parts) for n, (_, parts) in enumerate(stored[:5], 1)]
    journal.append("r1", 0, rows)
    journal.put("scenario/x", "text")
    return {
        "frames": [request_frame("comm_msg", {"comm_id": "x", "data": {"method": "custom", "content": {}}})],
        "codec": [bytes((names.index(name), 1)) + parts[2].encode() for name, parts in stored],
        "tickets": [Door("another secret").sign(Ticket("r1", "s1", Role.PLAYER, 3)).encode()],
        "lines": ["\n".join(export(journal, "r1", ["scenario/x"])).encode()],
    }


def main() -> None:
    """Fuzz the target named first until told to stop."""
    try:
        atheris: Any = import_module("atheris")  # no part of the kit
    except ImportError:
        sys.exit("This needs atheris: pip install atheris (Linux or macOS).")
    with atheris.instrument_imports(include=["kit", "itsdangerous", "jupyter_server.services.kernels"]):
        known = targets()
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        sys.exit(f"{__doc__}\nExpected one of {', '.join(known)}.")
    name = sys.argv.pop(1)
    folder = Path(tempfile.mkdtemp(prefix=f"kit-fuzz-{name}-"))
    for number, seed in enumerate(seeds().get(name, ())):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup([*sys.argv, "-print_final_stats=1", str(folder)], known[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
