"""Faust's Kafka transport, changed to hand whole batches to one handler per topic.

Faust keeps group membership, rebalancing, its consumer thread and commits. Agents, streams and tables are not
used: they acknowledge what they have not applied (docs/adr/0003). This rests on internals of faust-streaming
0.15.3 (`getmany`, `perform_seek`, `wait_empty`, `force_commit`, `_getmany`, `_wait_next_records`,
`_commit_offsets`, `_committed_offset`, `_new_consumer_thread`) and aiokafka's `_fetch_max_wait_ms`;
tests/integration/common hold them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from services.common.failures import outlast
from services.common.logs import log
from services.common.metrics import METRICS

PATIENCE = 0.5
"""Seconds that a fetch waits for its slowest batch; then the others go on without that partition."""


FETCH_WAIT_MS = 100
"""Longest wait of a fetch at the broker."""


class Breaker(Exception):
    """Too many events in a row could not be applied: the process stops, no offset moves, nothing is lost."""


class Handler(Protocol):
    """What is done with a batch. `apply` returns only when all of it is durable."""

    async def apply(self, partition: int, records: Sequence[Any]) -> None:
        """Applies the records, or raises: then the same records come again."""

    async def position(self, partition: int) -> int:
        """The offset to go on from."""

    def assigned(self, partitions: Iterable[int]) -> None:
        """The partitions are ours from now on, perhaps anew: nothing cached before holds."""

    def failed(self, error: Breaker) -> None:
        """The process has to stop."""


class BatchThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread with a short wait at the broker.

    One fetch at a time is under way per broker: partitions that were emptied meanwhile wait for its end,
    which Faust sets at 1.5 s when the other partitions are quiet.
    """

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer: Any = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer


class BatchConsumer(driver.Consumer):
    """Gives each partition's fetched records to the handler; one batch at a time per partition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        app: Any = self.app
        self.handler: Handler = app.batch_handler
        self.busy: dict[TP, asyncio.Task[None]] = {}
        self.done: dict[TP, int] = {}
        self._linger: float = app.batch_linger
        self._large: int = app.conf.broker_max_poll_records // 4
        self._again = 0.0

    def _new_consumer_thread(self) -> BatchThread:
        return BatchThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:  # noqa: ASYNC109 - Faust names it
        """Fetches and starts batches. Yields nothing: Faust's own streams get no message."""
        await self._gather()
        records, active = await self._wait_next_records(timeout)
        if records and not self.should_stop:
            if self.flow_active:
                self._pace(sum(map(len, records.values())))
                await self._start(records, active)
            else:
                await self._seek_again()
        nothing: tuple[tuple[TP, Any], ...] = ()
        for item in nothing:
            yield item

    async def _gather(self) -> None:
        """Lets events gather after a small fetch: what a round costs hardly depends on its size.

        An event that comes after a quiet time does not wait, nor does a backlog.
        """
        left = self._again - time.monotonic()
        if left > 0 and self.flow_active:
            await self.sleep(left)

    def _pace(self, count: int) -> None:
        self._again = 0.0 if count >= self._large else time.monotonic() + self._linger

    async def _start(self, records: Mapping[Any, Sequence[Any]], active: set[TP] | None) -> None:
        generation = self.app.consumer_generation_id
        for key, found in records.items():
            tp = TP(key.topic, key.partition)
            if found and (active is None or tp in active):
                task = asyncio.create_task(self._apply(tp, found, generation))
                self.busy[tp] = task
                task.add_done_callback(partial(self._ended, tp))
        if self.busy:
            await asyncio.wait(set(self.busy.values()), timeout=PATIENCE)

    def _ended(self, tp: TP, task: asyncio.Task[None]) -> None:
        if self.busy.get(tp) is task:
            del self.busy[tp]

    async def _seek_again(self) -> None:
        try:
            await self.perform_seek()
        except Exception as exc:  # noqa: BLE001 - a zombie's assignment changes under it; the rebalance seeks anew
            log().warning("seek while flow is inactive", error=repr(exc))

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109
        """Leaves out partitions whose batch is still running: a stalled one does not stall the others."""
        if not self.busy or active_partitions is None:
            return await super()._getmany(active_partitions, timeout)
        free = active_partitions - set(self.busy)
        if not free:
            await asyncio.wait(set(self.busy.values()), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            return {}
        return await super()._getmany(free, 0.05)

    async def _apply(self, tp: TP, records: Sequence[Any], generation: int) -> None:
        delay = 0.1
        oldest = METRICS.unapplied.labels(str(tp.partition))
        oldest.set(records[0].timestamp / 1000)
        while not await self._tried(tp, records):
            if self._left(generation):
                return
            await self.sleep(delay)
            delay = min(delay * 2, 10.0)
            if self._left(generation):
                return
        if self.app.consumer_generation_id == generation:
            self.done[tp] = records[-1].offset + 1
            behind = max(0, self._end(tp) - self.done[tp])
            METRICS.lag.labels(str(tp.partition)).set(behind)
            oldest.set(records[-1].timestamp / 1000 if behind else 0)

    async def _tried(self, tp: TP, records: Sequence[Any]) -> bool:
        try:
            await self.handler.apply(tp.partition, records)
        except Breaker as error:
            self.handler.failed(error)
            return False
        except Exception as exc:  # noqa: BLE001 - whatever it is, the batch is not applied and comes again
            METRICS.batch_retries.inc()
            log().error(
                "batch failed", partition=tp.partition, offset=records[0].offset, error=repr(exc)[:500]
            )
            return False
        return True

    def _left(self, generation: int) -> bool:
        """True where the partition may not be ours any more: the batch stays uncommitted and comes again."""
        return self.suspend_flow.is_set() or self.should_stop or self.app.consumer_generation_id != generation

    def _end(self, tp: TP) -> int:
        return self.highwater(tp) or 0

    async def perform_seek(self) -> None:
        """To the positions stored in MongoDB, which are the truth; Kafka's offsets are for lag tools."""
        await super().perform_seek()
        self.done.clear()
        mine = sorted(self.assignment())
        self.handler.assigned([tp.partition for tp in mine])
        METRICS.lag.clear()
        METRICS.unapplied.clear()
        for tp in mine:
            stored = await outlast("position", partial(self.handler.position, tp.partition))
            await self.seek(tp, stored)
            METRICS.unapplied.labels(str(tp.partition)).set(0)

    async def wait_empty(self) -> None:
        """Before partitions are given back: running batches end first."""
        await self._settle()
        await super().wait_empty()

    async def on_stop(self) -> None:
        """Running batches end first."""
        await self._settle()
        await super().on_stop()

    async def _settle(self) -> None:
        if self.busy:
            await asyncio.wait(set(self.busy.values()), timeout=30)

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commits the offsets after batches that are durable."""
        did = await super().force_commit(topics, start_new_transaction=start_new_transaction)
        moved = {tp: offset for tp, offset in self.done.items() if self._committed_offset.get(tp) != offset}
        if moved:
            did = await self._commit_offsets(moved) or did
        return bool(did)

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust's stall check looks at streams, which are not used; health looks at progress."""


class BatchTransport(driver.Transport):
    """The transport with that consumer."""

    Consumer = BatchConsumer
