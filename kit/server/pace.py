"""How fast somebody may go on, for wrong codes and for floods of messages."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from kit.room.pace import Bucket


class Paces:
    """A bucket for each key, an address say. Buckets that are full again are forgotten; when too many are
    not, the oldest quarter goes, so that no flood of addresses fills the memory or takes the time."""

    MOST = 4096

    def __init__(self, size: float, rate: float) -> None:
        self._size, self._rate = size, rate
        self._buckets: dict[str, Bucket] = {}

    def of(self, key: str, now: float) -> Bucket:
        """The bucket of a key."""
        if key not in self._buckets and len(self._buckets) >= self.MOST:
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.full(now)}
            for name in list(self._buckets)[: max(0, len(self._buckets) - self.MOST * 3 // 4)]:
                del self._buckets[name]
        return self._buckets.setdefault(key, Bucket(self._size, self._rate))


class Guesses:
    """Wrong codes, by address and of all addresses together.

    Nobody is locked out: a right code always gets in. While there are too many wrong ones, from its
    address or in all, a new player waits until the facilitator lets them in, so that guessing is worth
    nothing. One address has 60 at once and one more every two seconds: 7,260 in a four-hour evening of
    the 900,000 codes, one chance in 124; all addresses together 240 and one a second, one chance in 61.
    """

    def __init__(self) -> None:
        self._by_address = Paces(60.0, 0.5)
        self._all = Bucket(240.0, 1.0)

    def wrong(self, address: str, now: float) -> bool:
        """Count a wrong code. Returns whether it was one too many."""
        own, all_ = self._by_address.of(neighbours(address), now).spend(now), self._all.spend(now)
        return not (own and all_)

    def too_many(self, address: str, now: float) -> bool:
        """Whether there have been too many wrong codes, from this address or in all."""
        return self._by_address.of(neighbours(address), now).empty(now) or self._all.empty(now)


def neighbours(address: str) -> str:
    """What one person may have all of: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))
