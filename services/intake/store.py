"""Intake's documents: states, the vault, case numbers. The only mongoengine import."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import mongoengine as me
from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from services.common.casestore import CaseStore
from services.common.failures import outlast
from services.common.rounds import Rounds
from services.intake.domain.case_ids import case_id

Doc = dict[str, Any]
_DURABLE: Final = WriteConcern("majority", j=True)
_MAJORITY: Final = ReadConcern("majority")


class CaseState(me.Document):  # type: ignore[misc]
    """The state document of a registered matter (登记)."""

    case = me.StringField(primary_key=True)
    v = me.IntField()
    pos = me.DictField()
    held = me.ListField()
    parts = me.DictField()
    office = me.StringField()
    stands = me.StringField()
    meta = {  # noqa: RUF012 - mongoengine reads it so
        "collection": "cases",
        "strict": False,
        "auto_create_index": False,
        "indexes": [{"fields": ["office", "stands"], "name": "office"}],
    }


class RefTaken(Exception):
    """Another matter's entry stands at this reference, as may be after a restore: draw another number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One vault document: `wrapped` is the case's data key, absent on amendments."""

    ref: str
    case: str
    request_digest: str
    sealed: bytes
    wrapped: bytes = b""
    key_id: str = ""
    source_ref: str = ""


class Vault:
    """Encrypted text, identity and accused organs. Only adds; an entry that no commit names is harmless."""

    def __init__(self, database: Database[Doc]) -> None:
        options: Any = {"write_concern": _DURABLE, "read_concern": _MAJORITY}
        self._entries: Collection[Doc] = database.get_collection("vault", **options)
        self._rounds: Rounds[Entry, None] = Rounds(self._put_round, limit=500)

    async def put(self, entry: Entry) -> None:
        """Writes an entry, majority and journaled, with those that wait beside it. Never overwrites."""
        await self._rounds.submit(entry)

    async def get(self, ref: str) -> Entry | None:
        """The entry with this reference."""
        found = await asyncio.to_thread(self._entries.find_one, {"_id": ref})
        if found is None:
            return None
        return Entry(**{("ref" if name == "_id" else name): value for name, value in found.items()})

    async def drop(self, ref: str) -> None:
        """Takes back an entry that no commit names."""
        await asyncio.to_thread(self._entries.delete_one, {"_id": ref})

    async def _put_round(self, entries: list[Entry]) -> Sequence[Exception | None]:
        return await outlast("vault", lambda: asyncio.to_thread(self._put, entries))

    def _put(self, entries: list[Entry]) -> list[Exception | None]:
        documents = [_document(e) for e in entries]
        try:
            self._entries.insert_many(documents, ordered=False)
        except BulkWriteError as exc:
            details = exc.details or {}
            if details.get("writeConcernErrors") or any(e["code"] != 11000 for e in details["writeErrors"]):
                raise
            return self._sort_out(entries, {e["index"] for e in details["writeErrors"]})
        return [None] * len(entries)

    def _sort_out(self, entries: list[Entry], refused: set[int]) -> list[Exception | None]:
        # There already: our own write whose answer was lost, or another matter's with this number.
        refs = [entries[i].ref for i in refused]
        there = {e["_id"]: e["sealed"] for e in self._entries.find({"_id": {"$in": refs}}, {"sealed": 1})}
        return [
            RefTaken(e.ref) if i in refused and there.get(e.ref) != e.sealed else None
            for i, e in enumerate(entries)
        ]


def _document(entry: Entry) -> Doc:
    fields = {k: v for k, v in asdict(entry).items() if v and k != "ref"}
    return {"_id": entry.ref, **fields}


class Serials:
    """Draws case numbers in blocks, one counter document per series; numbers left at stop are gaps."""

    def __init__(self, database: Database[Doc], block: int) -> None:
        self._counters: Collection[Doc] = database.get_collection("serials", write_concern=_DURABLE)
        self._block = block
        self._ranges: dict[str, list[int]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def next_case(self, series: str) -> str:
        """A case id that nobody else was given."""
        async with self._locks.setdefault(series, asyncio.Lock()):
            numbers = self._ranges.get(series)
            if not numbers:
                last = await outlast("serials", lambda: asyncio.to_thread(self._draw, series))
                numbers = self._ranges[series] = list(range(last, last - self._block, -1))
            return case_id(series, numbers.pop())

    def _draw(self, series: str) -> int:
        counter: Any = self._counters.find_one_and_update(
            {"_id": series},
            {"$inc": {"last": self._block}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(counter["last"])


class Known:
    """Looks up which requests were answered before, many with one query."""

    def __init__(self, store: CaseStore) -> None:
        self._commits = store.log.collection.with_options(read_concern=_MAJORITY)
        self._rounds: Rounds[str, str] = Rounds(self._round, limit=500)

    async def case_of(self, dedup: str) -> str:
        """The case that a request made or changed; empty where it is new."""
        return await self._rounds.submit(dedup)

    async def _round(self, dedups: list[str]) -> Sequence[str]:
        cases = await outlast("requests", lambda: asyncio.to_thread(self._find, dedups))
        return [cases.get(dedup, "") for dedup in dedups]

    def _find(self, dedups: list[str]) -> dict[str, str]:
        found = self._commits.find({"dedup": {"$in": dedups}}, {"dedup": 1, "case": 1})
        return {c["dedup"]: c["case"] for c in found}
