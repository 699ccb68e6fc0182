"""Waiting for a server that went away: with back-off, within bounds, and saying so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 2.0


class Unreachable(Exception):
    """A server that is needed did not answer for as long as one was ready to wait. Exit code 3."""


@dataclass
class Patience:
    """Counts the time without any progress over all calls; `limit` seconds of it end the import.

    One server that is down must not end an import in which others still move.
    """

    limit: float
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    _moved: float = field(init=False)
    _said: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._moved = self.clock()

    def moved(self) -> None:
        """Something was done: the count starts again."""
        self._moved = self.clock()

    async def pause(self, attempt: int, service: str, why: str) -> None:
        """Waits before attempt `attempt` + 1. Unreachable where `limit` is used up."""
        stuck = self.clock() - self._moved
        if stuck > self.limit:
            raise Unreachable(f"{service}: {why}; nothing moved for {stuck:.0f} s")
        if stuck > 2 and self.clock() - self._said > 5:
            self._said = self.clock()
            self.say(f"{service}: {why}; trying again, {self.limit - stuck:.0f} s left")
        await asyncio.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt, 10)))
