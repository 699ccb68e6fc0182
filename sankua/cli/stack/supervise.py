"""Keep a stack up: start again what ends by itself, after growing pauses; give up when it does not help."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sankua.cli.stack.failures import StackError
from sankua.cli.stack.stack import Stack

CALM_SECONDS: Final = 60.0
"""A part that ran so long without ending has recovered: its count starts anew."""


@dataclass
class Backoff:
    """When to start a part again. Pure: the caller says what time it is (monotonic seconds)."""

    limit: int = 5
    first: float = 1.0
    longest: float = 15.0
    _ends: dict[str, list[float]] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    def ended(self, name: str, now: float) -> float | None:
        """The part ended: how long to wait before it is started, None when it ended too often."""
        ends = self._ends.setdefault(name, [])
        if ends and now - ends[-1] > CALM_SECONDS:
            ends.clear()
        ends.append(now)
        if len(ends) > self.limit:
            return None
        pause = min(self.first * 2.0 ** (len(ends) - 1), self.longest)
        self._due[name] = now + pause
        return pause

    def waiting(self, name: str) -> bool:
        """Whether its next start is settled already."""
        return name in self._due

    def due(self, now: float) -> list[str]:
        """The parts to start now; they are no longer waiting."""
        names = [name for name, moment in self._due.items() if moment <= now]
        for name in names:
            del self._due[name]
        return names


def supervise(stack: Stack, say: Callable[[str], None], pause: float = 0.5) -> None:
    """Run until interrupted (KeyboardInterrupt comes through). StackError when a part keeps ending."""
    backoff = Backoff()
    while True:
        tend(stack, backoff, say, time.monotonic())
        time.sleep(pause)


def tend(stack: Stack, backoff: Backoff, say: Callable[[str], None], now: float) -> None:
    """One round: note what ended, start what is due."""
    for name, code in stack.dead().items():
        if backoff.waiting(name):
            continue
        pause = backoff.ended(name, now)
        if pause is None:
            raise StackError(f"{name} ended {backoff.limit + 1} times, the last time with code {code}; "
                             f"logs: {stack.folder}", exit_code=1)  # fmt: skip
        say(f"{name} ended with code {code}; starting it again in {pause:.0f} s")
    for name in backoff.due(now):
        stack.restart(name, ready=False)
        say(f"{name} is started again")
