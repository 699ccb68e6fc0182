"""The stream in: every event grows the row of its case. And beside it the gauges, the lamps and the board."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sankua.core.counting import CountingBooks, CountingRules, Period
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.core.events import Event
from sankua.core.times import local_date
from services.common.model import CaseDoc, Part, Reaction
from services.common.times import Clock
from services.reporting import store
from services.reporting.domain.backlog import Level, age, by_level, rest
from services.reporting.domain.hidden import HiddenFigures, hidden_figures
from services.reporting.domain.rows import grown, values
from services.reporting.handlers import Watching
from services.reporting.metrics import (
    ANSWERS,
    BACKLOG,
    CASES,
    CLOCKLESS,
    COUNTED,
    DAYS,
    HIDDEN,
    HOPS,
    LIGHTS,
    OBJECTIONS,
    OLDEST,
    OLDEST_ANSWER,
    OVERDUE,
    PING_PONG,
    UNLIT,
    UPHELD,
)
from services.reporting.queries import LiveTable, Marker

LAMPS_AT_ONCE: Final = 200
"""Nobody else computes meanwhile (some 70 ms), and live counters are to be less than a second old."""


class Counting:
    """Reporting's part of the mechanism: one row per case, independent of how the producers interleave."""

    brief = True

    def __init__(self, rules: CountingRules) -> None:
        self._rules = rules
        self.folded = 0
        """Events counted since the start of the process."""

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """See sankua.core.counting."""
        self.folded += 1
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


class YearGauges:
    """What rates hide, of the year so far, as metrics; from the table as it is, no row is asked."""

    def __init__(self, time: Clock, books: CountingBooks, table: LiveTable) -> None:
        self._time = time
        self._books = books
        self._table = table

    async def loop(self, stopping: asyncio.Event, seconds: float) -> None:
        """Keeps the gauges current until stopped."""
        while not stopping.is_set():
            now = self._time.now()
            today = local_date(now)
            frame = Frame.of(Period(today.replace(month=1, day=1), today), now, self._books)
            sums = Tally(frame)
            if await self._table.glance(sums):
                _show(hidden_figures(sums.numbers(), frame.rules.percentiles))
            await _pause(stopping, seconds)


def _show(found: HiddenFigures) -> None:
    shown = (
        (HOPS, found.hops),
        (DAYS, found.days),
        (OBJECTIONS, found.objections),
        (UPHELD, found.upheld),
        (HIDDEN, found.hidden),
        (PING_PONG, found.pairs),
    )
    for metric, labelled in shown:
        metric.clear()
        for labels, value in labelled.items():
            metric.labels(*labels).set(value)


class Lamplighter:
    """Makes, beside the stream, the lamp and the marks of each case that has changed; see queries.Marker.

    While the stream is busy it works a tenth of the time: what it makes then is soon out of date again, and
    events come first.
    """

    def __init__(self, marker: Marker, folded: Callable[[], int]) -> None:
        self._marker = marker
        self._folded = folded

    async def loop(self, stopping: asyncio.Event, seconds: float) -> None:
        """Lights what is unlit until stopped; done again after a restart, it gives the same."""
        seen = self._folded()
        while not stopping.is_set():
            began = time.monotonic()
            done = await asyncio.to_thread(self._marker.round, LAMPS_AT_ONCE)
            took = time.monotonic() - began
            UNLIT.set(done)
            busy, seen = self._folded() != seen, self._folded()
            await _pause(stopping, rest(took, busy, done < LAMPS_AT_ONCE, seconds))


async def board_loop(watching: Watching, stopping: asyncio.Event) -> None:
    """Keeps the board current while somebody watches. What was missed in a break is read anew."""
    while not stopping.is_set():
        if watching.watchers:
            with suppress(LookupError):  # the cases were exchanged: what is shown is read anew
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
