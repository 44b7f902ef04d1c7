"""How fast somebody may go on: a bucket that fills by itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """``size`` tries at once, ``rate`` more a second. Time is passed in, in seconds of any one clock."""

    size: float
    rate: float
    left: float = field(init=False)
    at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.left = self.size

    def take(self, now: float) -> float:
        """Use one try. Returns how many seconds to wait first: 0 while tries are left."""
        self._fill(now)
        self.left -= 1
        return 0.0 if self.left >= 0 else -self.left / self.rate

    def spend(self, now: float) -> bool:
        """Use one try if one is left, and say whether one was: who goes on all the same, does not have
        to wait the longer for it."""
        self._fill(now)
        some = self.left >= 1
        self.left -= some
        return some

    def empty(self, now: float) -> bool:
        """Whether no try is left now."""
        self._fill(now)
        return self.left < 1

    def full(self, now: float) -> bool:
        """Whether all tries are there: nothing is to be remembered."""
        self._fill(now)
        return self.left >= self.size

    def _fill(self, now: float) -> None:
        if self.at is not None:
            self.left = min(self.size, self.left + max(0.0, now - self.at) * self.rate)
        self.at = now
