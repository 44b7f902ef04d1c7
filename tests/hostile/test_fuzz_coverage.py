"""The coverage-guided fuzzer's targets hold for its seeds, cut and flipped; they need no atheris for that."""

from __future__ import annotations

import random

from tests.hostile.conftest import Tried
from tests.hostile.fuzz_coverage import TARGETS, Tape, seeds


def test_every_target_bears_its_seeds_and_what_is_left_of_them(tried: Tried) -> None:
    dice = random.Random(9)
    for name, made in TARGETS.items():
        look = made()
        for seed in [*seeds(name)[:8], b"", dice.randbytes(60)]:
            cut = seed[: dice.randrange(len(seed) + 1)]
            changed = bytes(byte ^ (dice.random() < 0.05) for byte in seed)
            for data in (seed, cut, changed):
                look(data)
                tried("seeds of the fuzzer")


def test_the_same_tape_gives_the_same_throws_and_then_only_zeros() -> None:
    one, two = Tape(b"\x07\xff\x10"), Tape(b"\x07\xff\x10")
    assert [one.randrange(100) for _ in range(5)] == [two.randrange(100) for _ in range(5)]
    assert one.empty
    assert one.random() == 0
