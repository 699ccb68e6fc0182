"""What waits, counted now and again, and shown as gauges; held to a share of time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from typing import Final, TypeVar

from services.common.service import Runtime
from services.common.times import Clock
from services.dispatch import counts
from services.dispatch.counts import Waiting
from services.dispatch.metrics import (
    COUNT_SECONDS,
    MATTERS,
    OPEN_DISPUTES,
    OTHER,
    PAIRS,
    PINGPONG,
    WAITING,
    WAITING_ORGS,
)

T = TypeVar("T")
SHARE: Final = 0.04
"""Most of one processor's time that counting takes, however much waits: then the figures are older."""


@dataclass(frozen=True, slots=True)
class Gauges:
    """One tour after another: organ by organ, with rests between, so that no count is a long one."""

    clock: Clock
    seconds: float

    async def run(self, runtime: Runtime) -> None:
        """Until the service stops."""

        async def rest(seconds: float) -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(runtime.stopping.wait(), seconds)

        while not runtime.stopping.is_set():
            begun = time.monotonic()
            await self.count(rest)
            await rest(max(0.0, begun + self.seconds - time.monotonic()))

    async def count(self, rest: Callable[[float], Awaitable[None]] | None = None) -> None:
        """One tour. `rest` is given seconds to wait after each part; without it there is no rest."""
        begun, now = time.monotonic(), self.clock.now().astimezone(UTC)

        async def part(what: Callable[[], T]) -> T:
            started = time.monotonic()
            found = await asyncio.to_thread(what)
            if rest is not None:
                await rest((time.monotonic() - started) * (1 / SHARE - 1))
            return found

        found: Waiting = Counter()
        org = await part(lambda: counts.next_org(""))
        while org:
            found.update(await part(lambda org=org: counts.waiting(org, now)))  # type: ignore[misc]
            org = await part(lambda org=org: counts.next_org(org))  # type: ignore[misc]
        found.update(await part(lambda: counts.secret_waiting(now)))
        _show_waiting(found)
        _show_hops(await part(counts.hops))
        _show_pairs(await part(counts.pairs))
        for rung, count in (await part(counts.rungs)).items():
            OPEN_DISPUTES.labels(rung).set(count)
        COUNT_SECONDS.set(time.monotonic() - begun)


def _show_waiting(found: Waiting) -> None:
    """Beyond WAITING_ORGS organs, those with the least are one: the labels stay bounded."""
    by_org: Counter[str] = Counter()
    for (org, _, _), count in found.items():
        by_org[org] += count
    named = {org for org, _ in by_org.most_common(WAITING_ORGS)}
    WAITING.clear()
    for (org, kind, age), count in found.items():
        WAITING.labels(org if org in named else OTHER, kind, age).inc(count)


def _show_hops(found: dict[str, int]) -> None:
    for label, count in found.items():
        MATTERS.labels(label).set(count)


def _show_pairs(found: Counter[str]) -> None:
    named = dict(found.most_common(PAIRS))
    PINGPONG.clear()
    for pair, count in named.items():
        first, second = pair.split("|")
        PINGPONG.labels(first, second).set(count)
    rest = found.total() - sum(named.values())
    if rest:
        PINGPONG.labels(OTHER, OTHER).set(rest)
