"""The stream in: every event grows the row of its case. And beside it the gauges, the lamps and the board."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import ClockBook, compute
from sankua.core.counting import CountingRules
from sankua.core.counting.facts import EVER, facts
from sankua.core.counting.life import Life
from sankua.core.events import Event
from services.common.model import CaseDoc, Part, Reaction
from services.common.times import Clock
from services.reporting import store
from services.reporting.domain.backlog import Level, age, by_level, lamp
from services.reporting.domain.rows import grown, values
from services.reporting.handlers import Watching
from services.reporting.metrics import (
    ANSWERS,
    BACKLOG,
    CASES,
    CLOCKLESS,
    COUNTED,
    LIGHTS,
    OLDEST,
    OLDEST_ANSWER,
    OVERDUE,
    UNLIT,
)

_LAMPS_AT_ONCE: Final = 1000


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


class Gauges:
    """The backlog as metrics, counted anew in each round."""

    def __init__(self, time: Clock, level: Level) -> None:
        self._time = time
        self._level = level

    async def loop(self, stopping: asyncio.Event, seconds: float) -> None:
        """Keeps the gauges current until stopped."""
        while not stopping.is_set():
            now = self._time.now()
            await self._states()
            await self._backlog(now)
            await self._answers(now)
            await self._lights(now)
            COUNTED.inc()
            await _pause(stopping, seconds)

    async def _states(self) -> None:
        found = await asyncio.to_thread(store.counts, ("state",))
        CASES.clear()
        for doc in found:
            CASES.labels(doc["_id"]["state"]).set(doc["cases"])

    async def _backlog(self, now: datetime) -> None:
        found = await asyncio.to_thread(store.backlog, now)
        oldest: dict[tuple[str, str], float] = {}
        BACKLOG.clear()
        for doc in found:
            key = doc["_id"]
            level = self._level(key["on"])
            BACKLOG.labels(level, key["on"], key["state"], key["age"]).set(doc["cases"])
            place = (level, key["state"])
            oldest[place] = max(age(doc["since"], now), oldest.get(place, 0.0))
        OLDEST.clear()
        for place, seconds in oldest.items():
            OLDEST.labels(*place).set(seconds)

    async def _answers(self, now: datetime) -> None:
        found = by_level(await asyncio.to_thread(store.waits), self._level)
        ANSWERS.clear()
        OLDEST_ANSWER.clear()
        for waiting in found:
            labels = (waiting.kind, waiting.rung, waiting.by_level, waiting.on_level)
            ANSWERS.labels(*labels).set(waiting.cases)
            OLDEST_ANSWER.labels(*labels).set(age(waiting.since, now))

    async def _lights(self, now: datetime) -> None:
        found = await asyncio.to_thread(store.lights, now)
        LIGHTS.clear()
        OVERDUE.clear()
        for doc in found:
            place = (self._level(doc["_id"]), doc["_id"])
            for name in ("GREEN", "YELLOW", "RED"):
                LIGHTS.labels(*place, name).set(doc[name])
            OVERDUE.labels(*place).set(doc["overdue"])
        CLOCKLESS.set(sum(doc["bare"] for doc in found))


class Lamplighter:
    """Computes, beside the stream, when the light of each open case turns; by the one clock engine."""

    def __init__(self, time: Clock, clocks: ClockBook, rules: CountingRules) -> None:
        self._time = time
        self._clocks = clocks
        self._rules = rules

    async def loop(self, stopping: asyncio.Event, seconds: float) -> None:
        """Lights what is unlit until stopped; done again after a restart, it gives the same."""
        while not stopping.is_set():
            done = await asyncio.to_thread(self._round)
            UNLIT.set(done)
            if done < _LAMPS_AT_ONCE:
                await _pause(stopping, seconds)

    def _round(self) -> int:
        found = store.unlit(_LAMPS_AT_ONCE)
        store.set_lamps((row["case"], guard, self._lamp(row)) for guard, row in found)
        return len(found)

    def _lamp(self, row: Part) -> dict[str, Any]:
        life = Life(row["case"], facts(row, EVER), self._rules)
        return lamp(compute(life.clock_events(), self._time.now(), self._clocks))


async def board_loop(watching: Watching, stopping: asyncio.Event) -> None:
    """Keeps the board current while somebody watches. What was missed in a break is read anew."""
    while not stopping.is_set():
        if watching.watchers:
            await _follow(watching, stopping)
        await _pause(stopping, 0.1, watching.wanted)


async def _follow(watching: Watching, stopping: asyncio.Event) -> None:
    with store.watched() as changes:
        watching.board.start(await asyncio.to_thread(lambda: list(changes.whole())))
        watching.ready.set()
        try:
            while watching.watchers and not stopping.is_set():
                for case, key in await asyncio.to_thread(changes.next):
                    watching.board.put(case, key)
        finally:
            watching.ready.clear()
            watching.board.start(())


async def _pause(stopping: asyncio.Event, seconds: float, *others: asyncio.Event) -> None:
    """Waits, but not longer than until the stop or another event."""
    waiting = [asyncio.ensure_future(event.wait()) for event in (stopping, *others)]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
