"""How far each partition has been applied, as MongoDB keeps it: it only saves reading again."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.common.commits import DUPLICATE
from services.common.failures import outlast

_EVERY: Final = 0.5
"""Seconds between two writes: what is not written yet is read again after a crash, and skipped."""


class Positions:
    """Next offsets by partition. Noted at once, written together now and again.

    An offset is noted after the documents of its batch are durable, so the stored one is never ahead of them.
    Where documents and positions are exchanged for others together (an `epoch` of their own tells), what was
    noted of the former ones is not written over them: it would be ahead, and events between would be lost.
    """

    def __init__(self, collection: Collection[dict[str, Any]]) -> None:
        self._collection = collection
        self._noted: dict[int, tuple[int, Any]] = {}
        self._epochs: dict[int, Any] = {}
        self._writer: asyncio.Task[None] | None = None

    async def find(self, partition: int) -> int:
        """The stored next offset of a partition; 0 where there is none, whatever Kafka's group says."""
        found = await asyncio.to_thread(self._collection.find_one, {"_id": partition})
        self._epochs[partition] = found.get("epoch") if found else None
        return 0 if found is None else int(found["next"])

    def note(self, partition: int, offset: int) -> None:
        """All before this offset is durable."""
        self._noted[partition] = (offset, self._epochs.get(partition))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_soon())

    def forget(self) -> None:
        """What is not written any more: the partitions may be another's now."""
        self._noted.clear()

    async def flush(self) -> None:
        """Writes what is noted; waits for a MongoDB that is away."""
        noted, self._noted = self._noted, {}
        if noted:
            await outlast("positions", lambda: asyncio.to_thread(self._write, noted))

    async def _write_soon(self) -> None:
        while self._noted:
            await asyncio.sleep(_EVERY)
            await self.flush()

    def _write(self, noted: dict[int, tuple[int, Any]]) -> None:
        writes = [
            UpdateOne(_of(partition, epoch), {"$set": {"next": offset}}, upsert=True)
            for partition, (offset, epoch) in noted.items()
        ]
        try:
            self._collection.bulk_write(writes, ordered=False)
        except BulkWriteError as exc:
            # There, and of another epoch: an upsert finds the place taken.
            errors = (exc.details or {}).get("writeErrors", [])
            if not errors or any(e["code"] != DUPLICATE for e in errors):
                raise


def _of(partition: int, epoch: Any) -> dict[str, Any]:
    """The position of a partition in this very epoch; the one that is noted, whatever is found meanwhile."""
    return {"_id": partition, "epoch": {"$exists": False} if epoch is None else epoch}
