"""Intake's documents: states, the vault, case numbers. The only mongoengine import."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import mongoengine as me
from pymongo import IndexModel, ReturnDocument
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from services.common.casestore import CaseStore
from services.common.failures import Transient, outlast
from services.common.rounds import Rounds
from services.intake.domain.case_ids import case_id

Doc = dict[str, Any]
_DURABLE: Final = WriteConcern("majority", j=True)
_MAJORITY: Final = ReadConcern("majority")


class IntakeState(me.Document):  # type: ignore[misc]
    """The state document of a registered matter (登记)."""

    case = me.StringField(primary_key=True)
    v = me.IntField()
    pos = me.DictField()
    held = me.ListField()
    parts = me.DictField()
    office = me.StringField()
    stands = me.StringField()
    untold = me.IntField()
    meta = {  # noqa: RUF012 - mongoengine reads it so
        "collection": "cases",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            {"fields": ["office", "stands"], "name": "office"},
            {"fields": ["untold"], "name": "untold", "sparse": True},
        ],
    }


class RefTaken(Exception):
    """Another matter's entry stands at this reference, as may be after a restore: draw another number."""


class ClaimTaken(Exception):
    """A matter of the same person with the same text holds the claim (同人同事): `case`, and since when."""

    def __init__(self, case: str, ref: str, since: datetime | None) -> None:
        super().__init__(case)
        self.case, self.ref, self.since = case, ref, since


@dataclass(frozen=True, slots=True)
class Entry:
    """One vault document: `wrapped` is the case's data key, absent on amendments and once destroyed.

    `claims` and `people` are digests under the index key. A claim is one person with one text, and unique.
    `by` is who registered, `destroyed` says when, by whom and why the key was destroyed.
    """

    ref: str
    case: str
    request_digest: str = ""
    sealed: bytes = b""
    wrapped: bytes = b""
    key_id: str = ""
    source_ref: str = ""
    claims: Sequence[str] = ()
    people: Sequence[str] = ()
    by: str = ""
    at: datetime | None = None
    destroyed: Mapping[str, Any] = field(default_factory=dict)
    todo: int = 0
    """1 where the index of alike matters has still to take it in."""


class Vault:
    """Encrypted text, identity and accused organs. Only adds; an entry that no commit names is harmless."""

    def __init__(self, database: Database[Doc]) -> None:
        options: Any = {"write_concern": _DURABLE, "read_concern": _MAJORITY}
        self._entries: Collection[Doc] = database.get_collection("vault", **options)
        self._rounds: Rounds[Entry, None] = Rounds(self.put_all, limit=500)
        self.written = 0
        """Entries that this process has written so far."""

    async def put(self, entry: Entry) -> None:
        """Writes an entry, majority and journaled, with those that wait beside it. Never overwrites."""
        await self._rounds.submit(entry)

    async def put_all(self, entries: list[Entry]) -> list[Exception | None]:
        """As `put`, for many in a round of their own: for each None, ClaimTaken or RefTaken, in order."""
        refused = await outlast("vault", lambda: asyncio.to_thread(self._put, entries))
        self.written += refused.count(None)
        return refused

    async def get(self, ref: str) -> Entry | None:
        """The entry with this reference."""
        found = await asyncio.to_thread(self._entries.find_one, {"_id": ref})
        if found is None:
            return None
        return Entry(**{("ref" if name == "_id" else name): value for name, value in found.items()})

    def ensure_indexes(self) -> None:
        """One claim for one case, people for look-up, what the index of alike matters lacks. Blocking."""
        self._entries.create_indexes(
            [
                IndexModel([("claims", 1)], name="claims", unique=True, sparse=True),
                IndexModel([("people", 1)], name="people", sparse=True),
                IndexModel([("todo", 1)], name="todo", sparse=True),
            ]
        )

    async def release(self, ref: str) -> None:
        """Gives up the claims of an entry, for a later matter of the same person and text."""
        await asyncio.to_thread(self._entries.update_one, {"_id": ref}, {"$unset": {"claims": ""}})

    async def destroy(self, case: str, record: Mapping[str, Any]) -> bool:
        """Takes key, text, claims and marks out of all entries of a case; False where done before."""
        return await asyncio.to_thread(self._destroy, case, dict(record))

    def _destroy(self, case: str, record: Doc) -> bool:
        # Amendments first: the entry with the key is the mark that all is done.
        ref = f"vault/{case}"
        beside = {"_id": {"$gt": f"{ref}/", "$lt": f"{ref}0"}}
        gone = dict.fromkeys(("sealed", "request_digest"), "")
        self._entries.update_many(beside, {"$unset": gone})
        gone |= dict.fromkeys(("wrapped", "key_id", "claims", "people", "source_ref", "todo"), "")
        change: Doc = {"$unset": gone, "$set": {"destroyed": record}}
        done = self._entries.update_one({"_id": ref, "destroyed": {"$exists": False}}, change)
        return bool(done.modified_count)

    async def wrapped_by_others(self, key_id: str, limit: int) -> list[Entry]:
        """Entries whose key another master key wrapped."""
        return await asyncio.to_thread(self._others, key_id, limit)

    def _others(self, key_id: str, limit: int) -> list[Entry]:
        found = self._entries.find(_not_by(key_id), {"wrapped": 1, "key_id": 1, "case": 1}).limit(limit)
        return [Entry(e["_id"], e["case"], "", b"", e["wrapped"], e["key_id"]) for e in found]

    async def rewrap(self, entry: Entry, wrapped: bytes, key_id: str) -> bool:
        """Puts a key wrapped anew in place of the old, unless somebody was faster or destroyed it."""
        change = {"$set": {"wrapped": wrapped, "key_id": key_id}}
        where = {"_id": entry.ref, "wrapped": entry.wrapped}
        return bool((await asyncio.to_thread(self._entries.update_one, where, change)).modified_count)

    async def count_others(self, key_id: str) -> int:
        """How many keys another master key wrapped."""
        return await asyncio.to_thread(self._entries.count_documents, _not_by(key_id))

    async def drop(self, ref: str) -> None:
        """Takes back an entry that no commit names."""
        await asyncio.to_thread(self._entries.delete_one, {"_id": ref})

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
            self._refusal(e, e.ref in there) if i in refused and there.get(e.ref) != e.sealed else None
            for i, e in enumerate(entries)
        ]

    def _refusal(self, entry: Entry, there: bool) -> Exception:
        if there:
            return RefTaken(entry.ref)
        kept = {"case": 1, "at": 1}
        holder = self._entries.find_one({"claims": {"$in": list(entry.claims)}}, kept)
        if holder is None:
            raise Transient(f"{entry.ref}: the claim was given up just now, or waits for a majority")
        return ClaimTaken(holder["case"], holder["_id"], holder.get("at"))


def _not_by(key_id: str) -> Doc:
    # Reads all entries: rotation is rare, and an index for it would be paid for by every registration.
    return {"key_id": {"$exists": True, "$ne": key_id}}


def fields_of(value: Any) -> Doc:
    """Fields of a frozen dataclass by name, not copied: `asdict` copies deeply, at ten times the cost."""
    return {name: getattr(value, name) for name in value.__slots__}


def _document(entry: Entry) -> Doc:
    fields = {k: v for k, v in fields_of(entry).items() if v and k != "ref"}
    if entry.wrapped:
        fields |= {"at": datetime.now(UTC), "todo": 1}
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
        if numbers := self._ranges.get(series):
            return case_id(series, numbers.pop())
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
