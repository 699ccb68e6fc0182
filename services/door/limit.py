"""A token bucket per caller: so many requests at once, so many per second on average."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Final

_MOST_CALLERS: Final = 10_000


class Limiter:
    """Buckets of callers; of very many callers the longest silent are forgotten, which only helps them."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str, now: float) -> int:
        """0 where the caller may go on; else the seconds after which to come again. `now` is in seconds."""
        left, since = self._buckets.pop(caller, (float(self._burst), now))
        left = min(self._burst, left + max(0.0, now - since) * self._rate)
        may = left >= 1
        self._buckets[caller] = (left - 1 if may else left, now)
        if len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0 if may else max(1, math.ceil((1 - left) / self._rate))


class Proved:
    """Tokens (by digest) that intake has taken; of very many the longest unused are forgotten."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, token: str) -> bool:
        return token in self._tokens

    def note(self, token: str, good: bool) -> None:
        """What intake said of a token: a good one has a bucket of its own until it is refused."""
        self._tokens.pop(token, None)
        if good:
            self._tokens[token] = None
        if len(self._tokens) > _MOST_CALLERS:
            self._tokens.popitem(last=False)
