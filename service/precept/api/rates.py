"""So many requests a second from one address, where the settings say so: a bucket that fills with time."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic

BURST_SECONDS = 10
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the one that was silent longest is forgotten first."""


class Rates:
    """The requests that each address has left; a rate of 0 is no limit."""

    def __init__(self, per_second: float) -> None:
        """Nobody has asked yet."""
        self.per_second = per_second
        self.most = max(1.0, per_second * BURST_SECONDS)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_of(self, address: str) -> int:
        """Count a request; return 0, or the whole seconds after which the next would be taken."""
        if not self.per_second:
            return 0
        now = monotonic()
        left, counted_at = self._left.pop(address, (self.most, now))
        left = min(self.most, left + (now - counted_at) * self.per_second)
        taken = left >= 1
        self._left[address] = (left - 1 if taken else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if taken else max(1, math.ceil((1 - left) / self.per_second))
