"""Who read or changed what, when and why: a log that is only added to, each record holding the last."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from sankua.core.auditchain import GENESIS, linked
from services.common.failures import outlast
from services.common.rounds import Rounds

Doc = dict[str, Any]
_DUPLICATE: Final = 11000
_NUMBERED: Final = {"_id": {"$type": "number"}}


class AuditLog:
    """Appends records to one collection, `_id` = their number; several processes may share it.

    The unique number is the concurrency control: of two that want the same place one is refused and takes
    the next, naming the other's hash. Nothing here changes or deletes a record.
    """

    def __init__(self, collection: Collection[Doc], limit: int = 500) -> None:
        self._records = collection.with_options(
            write_concern=WriteConcern("majority", j=True), read_concern=ReadConcern("majority")
        )
        self._rounds: Rounds[Doc, None] = Rounds(self._round, limit)
        self._last: tuple[int, str] | None = None

    async def append(self, record: Mapping[str, Any]) -> None:
        """Writes one record, durable before this returns, together with those that wait beside it."""
        await self._rounds.submit({"at": _now(), "key": secrets.token_hex(8), **record})

    async def _round(self, records: list[Doc]) -> Sequence[None]:
        begun = (await asyncio.to_thread(self.head))[0] if self._last is None else self._last[0]
        await outlast("audit", lambda: asyncio.to_thread(self._write, records, begun))
        return [None] * len(records)

    def _write(self, records: list[Doc], begun: int) -> None:
        # After an answer that was lost some may be there already: told by their keys, never written twice.
        keys = [r["key"] for r in records]
        known = (
            set()
            if self._last is not None
            else {d["key"] for d in self._records.find({"_id": {"$gt": begun}, "key": {"$in": keys}})}
        )
        rest = [r for r in records if r["key"] not in known]
        while rest:
            number, head = self._last or self.head()
            self._last = None  # known again only after a write that went well
            chained = _chained(rest, number, head)
            try:
                self._records.insert_many([{"_id": c["n"], **c} for c in chained], ordered=True)
            except BulkWriteError as exc:
                error = (exc.details or {}).get("writeErrors", [{}])[0]
                if error.get("code") != _DUPLICATE:
                    raise
                rest = rest[error["index"] :]
            else:
                self._last = chained[-1]["n"], chained[-1]["hash"]
                return

    def head(self) -> tuple[int, str]:
        """Number and hash of the last record; 0 and the start of the chain where there is none. Blocking."""
        last = self._records.find_one(_NUMBERED, sort=[("_id", -1)])
        return (0, GENESIS) if last is None else (int(last["n"]), str(last["hash"]))

    def records(self) -> Iterator[Doc]:
        """All records in order, as they are hashed. Blocking."""
        for found in self._records.find(_NUMBERED).sort("_id", 1):
            yield {k: v for k, v in found.items() if k != "_id"}


def _chained(records: list[Doc], number: int, head: str) -> list[Doc]:
    chained: list[Doc] = []
    for record in records:
        number += 1
        chained.append(linked(record, number, head))
        head = chained[-1]["hash"]
    return chained


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
