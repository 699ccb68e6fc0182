"""Work that arrives together is done together: the heart of group commit and group load."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - item
O = TypeVar("O")  # noqa: E741 - outcome

_CROWD: Final = 3
"""Items in one round from which on there is a crowd, and the next round waits for more of it."""


class Rounds(Generic[I, O]):
    """Collects items while a round runs, then runs one round with all of them (at most `limit`).

    `run` answers one outcome per item, in order; an exception as outcome is raised to that caller only.
    A caller that gives up does not take its item back: it may still be carried out. In a crowd a round waits
    until it is as large as the last one, `linger` seconds at most: what a round costs hardly depends on its
    size. Few callers never wait, and those who come back together do not wait for others.
    """

    def __init__(
        self, run: Callable[[list[I]], Awaitable[Sequence[O | Exception]]], limit: int, linger: float = 0.0
    ) -> None:
        self._run = run
        self._limit = limit
        self._linger = linger
        self._last = 0
        self._enough: asyncio.Future[None] | None = None
        self._waiting: deque[tuple[I, asyncio.Future[O]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: I) -> O:
        """The item's outcome, after the round that carried it."""
        future: asyncio.Future[O] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._enough is not None and len(self._waiting) >= self._last:
            _settle(self._enough, None)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            if self._linger and _CROWD <= self._last < self._limit:
                await self._gather()
            taken = [self._waiting.popleft() for _ in range(min(self._limit, len(self._waiting)))]
            self._last = len(taken)
            try:
                outcomes: Sequence[O | Exception] = await self._run([item for item, _ in taken])
            except Exception as exc:  # noqa: BLE001 - handed to every caller of the round
                outcomes = [exc] * len(taken)
            except asyncio.CancelledError:
                for _, future in [*taken, *self._waiting]:
                    future.cancel()
                raise
            for (_, future), outcome in zip(taken, outcomes, strict=True):
                _settle(future, outcome)

    async def _gather(self) -> None:
        if len(self._waiting) >= self._last:
            return
        loop = asyncio.get_running_loop()
        self._enough = loop.create_future()
        later = loop.call_later(self._linger, _settle, self._enough, None)
        try:
            await self._enough
        finally:
            later.cancel()
            self._enough = None


def _settle(future: asyncio.Future[O], outcome: O | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
