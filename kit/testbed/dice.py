"""Chance that can be repeated: everything that is drawn in a rehearsal comes from one seed."""

from __future__ import annotations

import random


def dice(seed: int, *occasion: object) -> random.Random:
    """A generator of its own for one occasion: the same words give the same throws, in any process."""
    return random.Random("/".join(map(str, (seed, *occasion))))
