"""Who of several processes does a thing that only one should do: a lease in MongoDB, with a fence."""

from __future__ import annotations

import os
import secrets
import socket
import time
from typing import Any, Final

from pymongo import ReturnDocument
from pymongo.collection import Collection

_NOW: Final = "$$NOW"


class Lease:
    """A lease on one document, timed by MongoDB's clock, so that the processes' clocks do not matter.

    `fence` rises with each change of owner: a write of an owner that has lost the lease is refused by it.
    All methods block.
    """

    def __init__(self, collection: Collection[dict[str, Any]], name: str, seconds: float) -> None:
        self._collection = collection
        self._name = name
        self._seconds = seconds
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._until = 0.0
        self.fence = 0

    def claim(self) -> dict[str, Any] | None:
        """Takes or prolongs it; the document where it is ours now, None where another has it."""
        asked = time.monotonic()
        free = {
            "$or": [{"owner": self._owner}, {"until": None}, {"$expr": {"$lt": ["$until", _NOW]}}],
        }
        found = self._collection.find_one_and_update(
            {"_id": self._name} | free,
            [{"$set": self._change()}],
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            # Another's, or not there yet: MongoDB refuses $expr in an upsert, so it is made apart.
            self._collection.update_one({"_id": self._name}, {"$setOnInsert": {"fence": 0}}, upsert=True)
            self._until = 0.0
            return None
        self.fence = int(found["fence"])
        self._until = asked + self._seconds
        return dict(found)

    def _change(self) -> dict[str, Any]:
        ours = {"$eq": ["$owner", self._owner]}
        fence = {"$ifNull": ["$fence", 0]}
        return {
            "fence": {"$cond": [ours, fence, {"$add": [fence, 1]}]},
            "owner": self._owner,
            "until": {"$add": [_NOW, int(self._seconds * 1000)]},
        }

    @property
    def held(self) -> bool:
        """True while the lease is surely ours; from the moment it was asked for, not granted."""
        return time.monotonic() < self._until

    @property
    def due(self) -> bool:
        """True when it should be prolonged: two thirds of it are left no more."""
        return time.monotonic() > self._until - self._seconds * 2 / 3

    def store(self, change: dict[str, Any]) -> bool:
        """Writes to the lease's document; False, and nothing written, where the lease went to another."""
        found = self._collection.find_one_and_update(
            {"_id": self._name, "owner": self._owner, "fence": self.fence},
            change,
            return_document=ReturnDocument.AFTER,
        )
        return found is not None

    def release(self) -> None:
        """Gives it back at once, so that the next owner need not wait."""
        self._collection.update_one({"_id": self._name, "owner": self._owner}, {"$set": {"until": None}})
        self._until = 0.0
