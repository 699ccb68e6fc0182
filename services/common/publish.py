"""Putting records on Kafka: idempotent, acknowledged by all replicas, by the murmur2 partitioner."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.common.failures import is_transient
from services.common.topics import partition_of

Headers = Sequence[tuple[str, bytes]]


class Publisher:
    """A producer that is made when it is needed and made anew after a failure.

    Not compressed: kafka-python reads lz4 only with a package that is not among ours, and the command line
    and operators' tools read this topic with it.

    A failed round leaves it unknown which of its records are on Kafka: the caller sends the round again, and
    consumers skip what they have.
    """

    def __init__(self, bootstrap: str, compression: str | None = None) -> None:
        self._bootstrap = bootstrap
        self._compression = compression
        self._producer: Any = None
        self._lock = asyncio.Lock()

    async def send(
        self, topic: str, records: Sequence[tuple[bytes | None, bytes | None, Headers]]
    ) -> dict[int, int]:
        """Sends (key, value, headers) in this order and waits for all. Partition to its next offset."""
        async with self._lock:
            try:
                return await self._send(topic, records)
            except (KafkaError, OSError, TimeoutError, asyncio.CancelledError):
                await self._drop()
                raise

    async def _send(self, topic: str, records: Sequence[Any]) -> dict[int, int]:
        producer = await self._ready()
        count = len(await producer.partitions_for(topic))
        futures = [
            await producer.send(
                topic, value=value, key=key, headers=list(headers), partition=partition_of(key or b"", count)
            )
            for key, value, headers in records
        ]
        return _ends(await asyncio.gather(*futures))

    async def _ready(self) -> Any:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                enable_idempotence=True,
                acks="all",
                compression_type=self._compression,
                linger_ms=2,
                max_batch_size=262144,
                request_timeout_ms=15000,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _drop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            await asyncio.wait_for(producer.stop(), 5)
        except Exception as exc:
            if not is_transient(exc):
                raise

    async def stop(self) -> None:
        """Closes the connection."""
        async with self._lock:
            await self._drop()


def _ends(found: Sequence[Any]) -> dict[int, int]:
    ends: dict[int, int] = {}
    for meta in found:
        ends[meta.partition] = max(meta.offset + 1, ends.get(meta.partition, 0))
    return ends


def encoded(headers: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Headers as stored in a commit, for Kafka."""
    return [(name, text.encode()) for name, text in headers.items()]
