"""A calendar or rule file changed: running clocks are computed anew, and each moved due day says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.common.model import CaseDoc, NewEvent
from services.oversight.domain.reproject import Marked, moved
from services.oversight.handlers.watcher import Watcher
from services.oversight.metrics import REPROJECTED

Take = Callable[[int], Sequence[Marked]]
Drop = Callable[[Sequence[str]], None]


async def reproject(watcher: Watcher, take: Take, drop: Drop, changed: Mapping[str, Any]) -> int:
    """Works off all marked cases; how many due days moved. Harmless when done again: see `dedup`."""
    count = 0
    while marks := await asyncio.to_thread(take, 200):
        found = await asyncio.gather(*(_one(watcher, mark, changed) for mark in marks))
        rows = [row for _, row in found]
        await asyncio.to_thread(watcher.refresh, rows)
        await asyncio.to_thread(drop, [mark.case for mark in marks])
        count += sum(number for number, _ in found)
    return count


async def _one(
    watcher: Watcher, mark: Marked, changed: Mapping[str, Any]
) -> tuple[int, tuple[str, int, dict[str, Any]]]:
    cases = watcher.cases
    async with cases.lock(mark.case):
        doc = await cases.load(mark.case)

        def decide(now: CaseDoc) -> list[NewEvent]:
            return [
                NewEvent("ClockReprojected", data, watcher.time.now(), office)
                for office, data in moved(mark, now.parts, watcher.time.now(), watcher.watch, changed)
            ]

        done = await cases.decide(doc, f"reproject:{mark.case}@{watcher.watch.version}", decide)
        count = len(done.events) if done.created else 0
        REPROJECTED.inc(count)
        return count, watcher.row(doc, watcher.stand(doc))
