"""Dead letters: an event that cannot be applied is put aside, with the reason; a breaker counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from services.common.consume.transport import Breaker
from services.common.logs import log
from services.common.metrics import METRICS

Send = Callable[[bytes | None, bytes | None, list[tuple[str, bytes]]], Awaitable[None]]
"""Puts key, value and headers on the dead letter topic; returns when all replicas have it."""


class DeadLetters:
    """Puts records aside. At the `limit`-th in a row it raises Breaker instead: nothing is dropped."""

    def __init__(self, service: str, send: Send, limit: int) -> None:
        self._service = service
        self._send = send
        self._limit = limit
        self._row = 0

    async def put(self, record: Any, raw: Any, error: Exception) -> None:
        """Confirmed by Kafka when it returns. `record` has key, value, partition and offset."""
        self._row += 1
        METRICS.poison_row.set(self._row)
        if self._row >= self._limit:
            raise Breaker(f"{self._row} events in a row could not be applied; the last: {error!r}")
        about = {
            "dlq_error": f"{type(error).__name__}: {error}"[:2000],
            "dlq_service": self._service,
            "dlq_partition": str(record.partition),
            "dlq_offset": str(record.offset),
            "dlq_at": datetime.now(UTC).isoformat(),
        }
        kept = [(k, v) for k, v in raw if not k.startswith("dlq_")]
        await self._send(record.key, record.value, [*kept, *((k, v.encode()) for k, v in about.items())])
        METRICS.dead.inc()
        log().error("dead letter", partition=record.partition, offset=record.offset, error=about["dlq_error"])

    def applied(self) -> None:
        """An event could be applied: the row is broken."""
        if self._row:
            self._row = 0
            METRICS.poison_row.set(0)
