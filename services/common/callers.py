"""Whether callers wait for this process: background work gives way while there are any."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LATELY: Final = 0.2
"""Seconds after an answer in which the next call is likely: of one caller, or on one stream."""


class Callers:
    """Calls that are being answered now. A stream counts only while it has something to say."""

    __slots__ = ("_clock", "_ended", "_open")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open = 0
        self._ended = clock() - LATELY

    @property
    def about(self) -> bool:
        """Whether a call is open, or one was until just now."""
        return self._open > 0 or self._clock() - self._ended < LATELY

    @contextmanager
    def one(self) -> Iterator[None]:
        """One more, for as long as this lasts."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            self._ended = self._clock()
