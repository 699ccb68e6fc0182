"""A batch of one partition: load its cases, apply in order, write results and positions together."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.common.casestore import CaseStore
from services.common.commits import DUPLICATE
from services.common.consume.apply import Applier
from services.common.consume.dead import DeadLetters
from services.common.consume.record import Seen, see
from services.common.consume.transport import Breaker
from services.common.failures import Transient
from services.common.metrics import METRICS
from services.common.model import CaseDoc

_AT_ONCE: Final = 500
"""Cases applied side by side; more would only make the locks longer."""


class Batches:
    """The handler of the topic. Each document is written with its positions, guarded by its counter.

    A second process that still believes it owns the partition fails at the guard and changes nothing. The
    offset stored per partition only saves reading again: correctness stands on the documents' positions.
    """

    def __init__(
        self,
        store: CaseStore,
        positions: Collection[dict[str, Any]],
        dead: DeadLetters,
        failed: Callable[[Breaker], None],
        limits: tuple[int, int],
    ) -> None:
        self._store = store
        self._positions = positions
        self._dead = dead
        self._failed = failed
        tries, self._cached = limits
        self._applier = Applier(store, dead, tries)
        self._cache: OrderedDict[str, CaseDoc] = OrderedDict()
        self.at: dict[int, int] = {}
        """Next offset of each partition that is ours."""
        self.count = 0
        """Batches applied so far."""

    def assigned(self, partitions: Iterable[int]) -> None:
        """Forgets all documents: another process may have written them meanwhile."""
        self._cache.clear()
        self.at.clear()

    def failed(self, error: Breaker) -> None:
        """Passes the breaker on to the process."""
        self._failed(error)

    async def position(self, partition: int) -> int:
        """The stored next offset of a partition; 0 where MongoDB has none, whatever Kafka's group says."""
        found = await asyncio.to_thread(self._positions.find_one, {"_id": partition})
        self.at[partition] = 0 if found is None else int(found["next"])
        return self.at[partition]

    async def apply(self, partition: int, records: Sequence[Any]) -> None:
        """Applies a batch; when it returns, results and positions are durable. Raises: nothing is skipped."""
        with METRICS.batch_seconds.time():
            cases: dict[str, list[Seen]] = {}
            for record in records:
                seen = see(record)
                if seen is None:
                    await self._dead.put(record, record.headers, ValueError("no event: ce_ headers missing"))
                else:
                    cases.setdefault(seen.case, []).append(seen)
            names = sorted(cases)
            for i in range(0, len(names), _AT_ONCE):
                await self._cases({name: cases[name] for name in names[i : i + _AT_ONCE]})
            await self._store_position(partition, records[-1].offset + 1)
        self.at[partition] = records[-1].offset + 1
        self.count += 1

    async def _cases(self, cases: dict[str, list[Seen]]) -> None:
        docs = await self._documents(list(cases))
        new = {c: fresh for c, seen in cases.items() if (fresh := self._fresh(docs[c], seen))}
        METRICS.skipped.inc(sum(map(len, cases.values())) - sum(map(len, new.values())))
        if not new:
            return
        try:
            async with self._locked(list(new)):
                await self._refresh([docs[c] for c, seen in new.items() if self._foreign(seen)])
                done = await _all([self._applier.case(docs[c], seen) for c, seen in new.items()])
                await asyncio.to_thread(self._write, done)
        except BaseException:
            for case in new:
                self._cache.pop(case, None)
            raise
        self._keep(done)

    def _fresh(self, doc: CaseDoc, records: list[Seen]) -> list[Seen]:
        stream = self._store.stream
        return [s for s in records if s.seq > doc.pos.get(stream(s.node, s.producer), 0)]

    def _foreign(self, records: list[Seen]) -> bool:
        return any(self._store.stream(s.node, s.producer) != self._store.producer for s in records)

    async def _refresh(self, docs: list[CaseDoc]) -> None:
        if docs:
            await self._store.refresh(docs)

    async def _documents(self, cases: list[str]) -> dict[str, CaseDoc]:
        absent = [c for c in cases if c not in self._cache]
        found = await asyncio.to_thread(self._store.read, absent) if absent else {}
        return {c: found[c] if c in found else self._cache[c] for c in cases}

    def _keep(self, docs: Iterable[CaseDoc]) -> None:
        for doc in docs:
            self._cache[doc.case] = doc
            self._cache.move_to_end(doc.case)
        while len(self._cache) > self._cached:
            self._cache.popitem(last=False)

    @asynccontextmanager
    async def _locked(self, cases: list[str]) -> AsyncIterator[None]:
        """In order of their names, so that two batches never wait for each other in a circle."""
        async with AsyncExitStack() as stack:
            for case in sorted(cases):
                await stack.enter_async_context(self._store.lock(case))
            yield

    def _write(self, docs: Sequence[CaseDoc]) -> None:
        writes = [
            ReplaceOne({"_id": d.case, "v": d.guard}, self._store.stored(d), upsert=d.guard == 0)
            for d in docs
        ]
        try:
            result = self._store.states.bulk_write(writes, ordered=False)
        except BulkWriteError as exc:
            errors = (exc.details or {}).get("writeErrors", [])
            if any(e["code"] != DUPLICATE for e in errors):
                raise
            raise Transient("another process writes these cases: read again") from exc
        if result.matched_count + result.upserted_count != len(docs):
            raise Transient("another process has written some of these cases: read again")
        for doc in docs:
            doc.guard += 1

    async def _store_position(self, partition: int, offset: int) -> None:
        change = {"$set": {"next": offset}}
        await asyncio.to_thread(self._positions.update_one, {"_id": partition}, change, upsert=True)


async def _all(work: Sequence[Any]) -> list[CaseDoc]:
    """All of it to its end, then the first failure: nothing goes on behind a batch that has failed."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    wrong = [o for o in outcomes if isinstance(o, BaseException)]
    for exc in sorted(wrong, key=lambda e: not isinstance(e, Breaker)):
        raise exc
    return [o for o in outcomes if isinstance(o, CaseDoc)]
