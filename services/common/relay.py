"""The relay: commits to Kafka, in MongoDB's order, by one process of a service at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from services.common.changes import Changes, history_lost
from services.common.commits import CommitLog, Doc
from services.common.failures import is_transient
from services.common.lease import Lease
from services.common.logs import log
from services.common.metrics import METRICS
from services.common.publish import Publisher, encoded

_BATCH: Final = 250
_WAIT: Final = 0.5
_LINGER: Final = 0.02
"""Least time between two reads of commits, s: what came meanwhile goes out together."""
_KEEP: Final = 0.5
"""Seconds between two writes of token and offsets: what is younger is published again after a crash."""
STATE: Final = "relay"
"""The document that holds lease, resume token and published offsets."""


class LeaseLost(Exception):
    """Another process is the relay now."""


class Relay:
    """Follows the commits and publishes each, key = case, before the next of that case.

    The resume token is stored after Kafka's acknowledgement: after a crash the last half second is published
    again, with the same ids. Where the token is gone, or at the very first start, everything is published
    anew: right, only slower, because consumers skip what they have. `metered` is False for a second relay of
    the same process: the gauges speak of the first.
    """

    def __init__(
        self,
        commits: CommitLog,
        lease: Lease,
        publisher: Publisher,
        topic: str,
        beat: Callable[[], None],
        metered: bool = True,
    ) -> None:
        self._commits = commits
        self._lease = lease
        self._publisher = publisher
        self._topic = topic
        self._oldest: datetime | None = None
        self._ends: dict[int, int] = {}
        self._kept = 0.0
        self._beat = beat
        self._metered = metered
        if metered:
            METRICS.relay_lag.set_function(self._lag)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping` is set: leads while it holds the lease, waits for it otherwise."""
        try:
            while not stopping.is_set():
                await self._turn(stopping)
        finally:
            self._leads(0)
            await _calmly("release", lambda: asyncio.to_thread(self._lease.release))
            await self._publisher.stop()

    def _leads(self, whether: int) -> None:
        if self._metered:
            METRICS.relay_leader.set(whether)

    async def _turn(self, stopping: asyncio.Event) -> None:
        try:
            state = await asyncio.to_thread(self._lease.claim)
            if state is not None:
                self._leads(1)
                await self._lead(state, stopping)
        except LeaseLost:
            log().warning("relay: lease lost")
        except Exception as exc:
            if not is_transient(exc):
                raise
            log().warning("relay: waiting", error=repr(exc)[:300])
        self._leads(0)
        self._beat()
        await _wait(stopping, 0.5)

    async def _lead(self, state: Doc, stopping: asyncio.Event) -> None:
        stream = Changes(self._commits.collection, _BATCH)
        try:
            await self._follow(stream, state.get("token"), stopping)
        finally:
            await asyncio.to_thread(stream.close)

    async def _follow(self, stream: Changes, token: Any, stopping: asyncio.Event) -> None:
        found = await self._open(stream, token)
        self._kept = 0.0
        while True:
            begun = time.monotonic()
            await self._publish(found)
            ends = stopping.is_set()
            if ends or begun - self._kept >= _KEEP:
                await self._keep(stream.token)
                self._kept = begun
            if ends:
                return
            await asyncio.sleep(max(0.0, begun + _LINGER - time.monotonic()) if found else 0)
            found = await asyncio.to_thread(stream.next, _WAIT)

    async def _open(self, stream: Changes, token: Any) -> list[Doc]:
        try:
            found = await asyncio.to_thread(stream.open, token)
        except Exception as exc:
            if token is None or not history_lost(exc):
                raise
            log().warning("relay: place in MongoDB's log is gone, publishing all commits again")
            await asyncio.to_thread(stream.close)
            token, found = None, await asyncio.to_thread(stream.open, None)
        if token is None:
            # The stream is open already: what is committed meanwhile comes after, perhaps twice.
            await self._publish_all()
        return found

    async def _publish_all(self) -> None:
        cursor = self._commits.everything()
        while commits := await asyncio.to_thread(_take, cursor, _BATCH):
            await self._publish(commits)

    async def _publish(self, commits: Sequence[Doc]) -> None:
        if not commits:
            self._oldest = None
            return
        self._oldest = aware(min(c["at"] for c in commits))
        await self._prolong()
        records = [
            (c["case"].encode(), e["value"], encoded(e["headers"])) for c in commits for e in c["events"]
        ]
        ends = await self._publisher.send(self._topic, records)
        METRICS.published.inc(len(records))
        for partition, end in ends.items():
            self._ends[partition] = max(end, self._ends.get(partition, 0))
        self._oldest = None

    async def _keep(self, token: Any) -> None:
        await self._prolong()
        published = {f"published.{p}": end for p, end in self._ends.items()}
        await self._stored({"$set": {"token": token}, **({"$max": published} if published else {})})
        self._ends.clear()
        self._beat()

    async def _prolong(self) -> None:
        if self._lease.due and await asyncio.to_thread(self._lease.claim) is None:
            raise LeaseLost
        if not self._lease.held:
            raise LeaseLost

    async def _stored(self, change: Doc) -> None:
        if not await asyncio.to_thread(self._lease.store, change):
            raise LeaseLost

    def _lag(self) -> float:
        return 0.0 if self._oldest is None else (datetime.now(UTC) - self._oldest).total_seconds()


def _take(cursor: Any, count: int) -> list[Doc]:
    return list(islice(cursor, count))


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


async def _calmly(what: str, action: Callable[[], Any]) -> None:
    """At the very end: a server that is away must not keep the process from ending."""
    try:
        await action()
    except Exception as exc:
        if not is_transient(exc):
            raise
        log().warning("at stop", what=what, error=repr(exc)[:300])


def aware(moment: datetime) -> datetime:
    """The moment with its zone: change streams give times without one, which MongoDB keeps in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
