"""How fast somebody may go on: a bucket that fills by itself, for wrong codes and for floods of messages."""

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

    def give_back(self) -> None:
        """The try was a good one and does not count."""
        self.left = min(self.size, self.left + 1)

    def full(self, now: float) -> bool:
        self._fill(now)
        return self.left >= self.size

    def _fill(self, now: float) -> None:
        if self.at is not None:
            self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now


class Paces:
    """A bucket for each key, an address say. Buckets that are full again are forgotten."""

    MOST = 4096

    def __init__(self, size: float, rate: float) -> None:
        self._size, self._rate = size, rate
        self._buckets: dict[str, Bucket] = {}

    def of(self, key: str, now: float) -> Bucket:
        if key not in self._buckets and len(self._buckets) >= self.MOST:
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.full(now)}
        return self._buckets.setdefault(key, Bucket(self._size, self._rate))
