"""The offices' own events (通报、专项): few, so each process reads all of them and keeps them in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from sankua.core.counting.rows import OFFICE_EVENTS, Row, fold
from services.common.consume.record import see
from services.common.logs import log
from services.reporting.metrics import OFFICE_UNREADABLE

_WAIT_MS: Final = 500
_RECORDS: Final = 1000


class Offices:
    """The counting rows of organs, from the first event on. A repeated event changes nothing."""

    def __init__(self, bootstrap: str, topic: str, partitions: int) -> None:
        self._bootstrap = bootstrap
        self._parts = [TopicPartition(topic, number) for number in range(partitions)]
        self._rows: dict[str, Row] = {}
        self._at: dict[Any, int] = {}
        self._ends: Any = None
        self._moved = asyncio.Condition()

    async def loop(self, stopping: asyncio.Event) -> None:
        """Reads until stopped; after a failure that passes, from the first event again."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, group_id=None, enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign(self._parts)
            self._at = dict(await consumer.beginning_offsets(self._parts))
            for part, first in self._at.items():
                consumer.seek(part, first)
            self._ends = consumer.end_offsets
            await self._tell()
            while not stopping.is_set():
                found = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_RECORDS)
                for part, records in found.items():
                    for record in records:
                        self._take(record)
                    self._at[part] = records[-1].offset + 1
                if found:
                    await self._tell()
        finally:
            self._ends = None
            await self._tell()
            await consumer.stop()

    def _take(self, record: Any) -> None:
        """What cannot be read is said and passed over: it is about no case, and holds nothing up."""
        seen = see(record)
        try:
            if seen is None:
                raise ValueError("its headers name no place in a stream")
            if seen.name in OFFICE_EVENTS:
                event = seen.event(brief=True)
                self._rows[event.case] = fold(self._rows.get(event.case), event)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this one record's fault
            OFFICE_UNREADABLE.inc()
            place = {"partition": record.partition, "offset": record.offset}
            log().error(
                "an office's event cannot be read; it is not counted", error=repr(error)[:300], **place
            )

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def rows(self) -> Mapping[str, Row]:
        """The rows of organs with every event in them that was on the topic before this call."""
        while True:
            async with self._moved:
                await self._moved.wait_for(lambda: self._ends is not None)
            asking = self._ends
            ends = await asking(self._parts) if asking is not None else {}
            await self._until_read(asking, ends)
            if asking is not None and self._ends is asking:
                return dict(self._rows)

    async def _until_read(self, asking: Any, ends: Mapping[Any, int]) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._ends is not asking or self._reached(ends))

    def _reached(self, ends: Mapping[Any, int]) -> bool:
        return all(self._at[part] >= end for part, end in ends.items())
