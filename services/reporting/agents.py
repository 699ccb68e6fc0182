"""The stream in: every event grows the row of its case. And the gauges beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sankua.core.counting import CountingRules
from sankua.core.events import Event
from services.common.model import CaseDoc, Part, Reaction
from services.reporting import store
from services.reporting.domain.rows import grown, values
from services.reporting.metrics import CASES


class Counting:
    """Reporting's part of the mechanism: one row per case, independent of how the producers interleave."""

    brief = True

    def __init__(self, rules: CountingRules) -> None:
        self._rules = rules

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """See sankua.core.counting."""
        return grown(part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """What counts group by; `now` plays no part."""
        return values(doc.parts.get(store.PART, {}), self._rules) | {"events": doc.version}

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """Nothing: reporting owns no facts."""
        return ()


async def gauge_loop(stopping: asyncio.Event, pause: float) -> None:
    """Keeps the gauges current until stopped."""
    while not stopping.is_set():
        found = await asyncio.to_thread(store.counts, ("state",))
        CASES.clear()
        for doc in found:
            CASES.labels(doc["_id"]["state"]).set(doc["cases"])
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)
