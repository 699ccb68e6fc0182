"""The consume loop as one thing to start, to watch and to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from services.common import restore
from services.common.consume.app import build
from services.common.consume.batch import Batches
from services.common.failures import outlast
from services.common.health import Pulse
from services.common.service import ServiceSpec
from services.common.settings import ServiceSettings


class ConsumeLoop:
    """A Faust application around the batches. It starts when Kafka is there, and not before."""

    def __init__(
        self, settings: ServiceSettings, spec: ServiceSpec, batches: Batches, pulse: Pulse, folder: str
    ) -> None:
        self._settings = settings
        self._batches = batches
        self._pulse = pulse
        self._ends: dict[int, int] = {}
        linger = spec.linger if settings.linger_seconds is None else settings.linger_seconds
        self._build = partial(build, settings, f"{settings.topic}.{spec.name}", batches, folder, linger)
        self._app: Any = None
        self._apart = False

    async def start(self, stack: AsyncExitStack) -> None:
        """Joins the group. How far the topic reaches now is how far ready has to be."""
        settings = self._settings
        self._ends = await outlast("ends", lambda: restore.ends(settings.kafka_bootstrap, settings.topic))
        await self.join_when_there(stack)

    async def join_when_there(self, stack: AsyncExitStack) -> None:
        """Joins, again and again until the broker is there: it may go between any two steps of a start."""
        stack.push_async_callback(self._leave)
        await outlast("group", self._join)

    async def apart(self, work: Callable[[], Awaitable[None]]) -> None:
        """Leaves the group, does `work` while nothing is consumed here, and joins again whatever came of it.

        Running batches end first. After it everything is read from where the stored positions say.
        """
        self._apart = True
        try:
            await self._leave()
            await work()
        finally:
            await outlast("group", self._join)
            self._apart = False

    async def _leave(self) -> None:
        if self._app is not None:
            await self._app.stop()

    async def _join(self) -> None:
        """One try, with an application of its own: Faust cannot start one twice."""
        self._app = self._build()
        try:
            await self._app.start()
        except BaseException:
            await self._app.stop()
            raise

    async def watch(self, stopping: asyncio.Event) -> None:
        """Beats while batches end or nothing is there to do. RuntimeError where Faust has crashed."""
        seen = -1
        while not stopping.is_set():
            if not self._apart and (self._app.crashed or self._app.should_stop):
                raise RuntimeError(f"the consumer ended by itself: {self._app.crash_reason!r}")
            if self._apart or not self._app.consumer.busy or self._batches.count != seen:
                self._pulse.beat()
            seen = self._batches.count
            await asyncio.sleep(0.5)

    async def missing(self) -> str:
        """What is missing to be ready: partitions, or events that were there at the start."""
        if not self._batches.at:
            return "no partitions assigned"
        behind = {
            partition: self._ends.get(partition, 0) - at
            for partition, at in self._batches.at.items()
            if at < self._ends.get(partition, 0)
        }
        return f"events behind, by partition: {behind}" if behind else ""
