"""The stream in, and the loops beside it: due notices, gauges."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sankua.core.events import Event
from services.common.logs import log
from services.common.model import CaseDoc, Part, Reaction
from services.oversight import handlers, store
from services.oversight.domain.history import fold
from services.oversight.domain.standing import Watch, stand
from services.oversight.handlers import Watcher
from services.oversight.metrics import CLOCKLESS, FIRE_LAG, OPEN


class Watching:
    """Oversight's part of the mechanism: remember what clocks read, and when to look again."""

    brief = True

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """See domain.history."""
        return fold(part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """See domain.standing."""
        return stand(doc.case, doc.parts, now, self._watch).fields()

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """Nothing at once: notices fall due by time, and the loop finds them by the index."""
        return ()


async def fire_loop(watcher: Watcher, stopping: asyncio.Event, pause: float, page: int) -> None:
    """Gives due notices until stopped. Downtime is caught up in the first round."""
    while not stopping.is_set():
        given = await handlers.fire(watcher, store.due_pages(watcher.time.now(), page))
        if given:
            log().info("notices given", count=given)
        await rest(stopping, pause)


async def gauge_loop(watcher: Watcher, stopping: asyncio.Event, pause: float) -> None:
    """Keeps the gauges current until stopped."""
    while not stopping.is_set():
        CLOCKLESS.set(await asyncio.to_thread(store.count, {"open": True, "armed": 0}))
        OPEN.set(await asyncio.to_thread(store.count, {"open": True}))
        now = watcher.time.now()
        since = await asyncio.to_thread(store.oldest_due, now)
        FIRE_LAG.set((now - since).total_seconds() if since else 0)
        await rest(stopping, pause)


async def rest(stopping: asyncio.Event, seconds: float) -> None:
    """Waits, or until stopped."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
