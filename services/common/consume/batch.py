"""A batch of one partition: load its cases, apply in order, write results and positions together.

The batches of one fetch run side by side; what they ask of MongoDB at the same time is one round trip.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import chain
from typing import Any, Final, TypeVar

from services.common.callers import Callers
from services.common.casestore import CaseStore
from services.common.consume.apply import Applier
from services.common.consume.dead import DeadLetters
from services.common.consume.positions import Positions
from services.common.consume.record import Seen, see
from services.common.consume.states import put
from services.common.consume.transport import Breaker
from services.common.failures import Transient, is_transient
from services.common.metrics import METRICS
from services.common.model import CaseDoc
from services.common.rounds import Rounds

T = TypeVar("T")

_AT_ONCE: Final = 16
"""Cases whose documents are read, applied and written together; more would only make the locks longer."""
_HELPERS: Final = 2
"""Such groups of one batch under way besides its first: while MongoDB confirms one, the next is applied."""
_ROOM: Final = 8
"""Those besides, of all batches together: many batches fill each other's waiting."""
_ABREAST: Final = 64
"""Cases that are being decided at one time: enough for large rounds of commits, few enough to be held."""
_LANE: Final = 4
"""Those of each batch besides, where others have taken all places, and perhaps wait for something."""
_TOGETHER: Final = 16
"""Batches whose reads or writes go to MongoDB as one."""


class Batches:
    """The handler of the topic. Each document is written with its positions, guarded by its counter.

    A second process that still believes it owns the partition fails at the guard and changes nothing. The
    offset stored per partition only saves reading again: correctness stands on the documents' positions.
    """

    def __init__(
        self,
        store: CaseStore,
        positions: Positions,
        dead: DeadLetters,
        failed: Callable[[Breaker], None],
        limits: tuple[int, int],
        callers: Callers,
    ) -> None:
        self._store = store
        self._positions = positions
        self._dead = dead
        self._failed = failed
        self._callers = callers
        tries, self._cached = limits
        self._applier = Applier(store, dead, tries)
        # Query fields that are also written beside the state, straight after a commit, must not fall back to
        # what they were when an earlier own event returns: such a service takes up all its commits first.
        self._ahead: bool = getattr(store.behaviour, "fields_ahead", False)
        self._cache: OrderedDict[str, CaseDoc] = OrderedDict()
        self._reads: Rounds[list[str], dict[str, CaseDoc]] = Rounds(self._read_round, _TOGETHER)
        self._places: Rounds[list[str], dict[str, dict[str, int]]] = Rounds(self._place_round, _TOGETHER)
        self._refreshes: Rounds[list[CaseDoc], None] = Rounds(self._refresh_round, _TOGETHER)
        self._writes: Rounds[list[CaseDoc], None] = Rounds(self._write_round, _TOGETHER)
        self._room = asyncio.Semaphore(_ROOM)
        self._abreast = asyncio.Semaphore(_ABREAST)
        self._turn = asyncio.Lock()
        self.at: dict[int, int] = {}
        """Next offset of each partition that is ours."""
        self.count = 0
        """Batches applied so far."""

    def assigned(self, partitions: Iterable[int]) -> None:
        """Forgets all documents: another process may have written them meanwhile."""
        self._cache.clear()
        self._positions.forget()
        self.at.clear()

    def failed(self, error: Breaker) -> None:
        """Passes the breaker on to the process."""
        self._failed(error)

    async def position(self, partition: int) -> int:
        """The stored next offset of a partition; 0 where MongoDB has none, whatever Kafka's group says."""
        self.at[partition] = await self._positions.find(partition)
        return self.at[partition]

    async def apply(self, partition: int, records: Sequence[Any]) -> None:
        """Applies a batch; when it returns, its results are durable. Raises: nothing is skipped."""
        with METRICS.batch_seconds.time():
            cases: dict[str, list[Seen]] = {}
            for record in records:
                seen = see(record)
                if seen is None:
                    await self._dead.put(record, record.headers, ValueError("no event: ce_ headers missing"))
                else:
                    cases.setdefault(seen.case, []).append(seen)
            await self._groups(cases)
        self.at[partition] = records[-1].offset + 1
        self._positions.note(partition, self.at[partition])
        self.count += 1

    async def _groups(self, cases: dict[str, list[Seen]]) -> None:
        """In groups, one after the other, and some beside it where there is room; then the first failure.

        A batch never waits for the room of others: a stalled one must not stall them. Every group is tried:
        one that cannot be applied now must not hold up the cases of the others.
        """
        names = sorted(cases)
        left = deque(names[i : i + _AT_ONCE] for i in range(0, len(names), _AT_ONCE))
        lane, outcomes = asyncio.Semaphore(_LANE), list[BaseException | None]()

        async def one() -> None:
            group = {name: cases[name] for name in left.popleft()}
            outcomes.extend(await asyncio.gather(self._cases(group, lane), return_exceptions=True))

        async def work() -> None:
            while left:
                await one()

        async def help_out() -> None:
            while left:
                async with self._room:
                    if left:
                        await one()

        await asyncio.gather(work(), *(help_out() for _ in range(min(_HELPERS, len(left) - 1))))
        _raise_first(outcomes)

    async def _cases(self, cases: dict[str, list[Seen]], lane: asyncio.Semaphore) -> None:
        left = await self._unapplied(cases)
        docs = await self._documents(list(left))
        new = {c: fresh for c, seen in left.items() if (fresh := self._fresh(docs[c].pos, seen))}
        METRICS.skipped.inc(sum(map(len, cases.values())) - sum(map(len, new.values())))
        if not new:
            return
        try:
            async with self._locked(list(new)):
                if behind := [docs[c] for c, seen in new.items() if self._ahead or self._foreign(seen)]:
                    await self._refreshes.submit(behind)
                done: list[CaseDoc] = await _all([self._applied(docs[c], s, lane) for c, s in new.items()])
                await self._writes.submit(done)
        except BaseException:
            for case in new:
                self._cache.pop(case, None)
            raise
        self._keep(done)

    async def _applied(self, doc: CaseDoc, records: Sequence[Seen], lane: asyncio.Semaphore) -> CaseDoc:
        async with lane if self._abreast.locked() else self._abreast:
            if self._callers.about:
                await self._give_way()
            return await self._applier.case(doc, records)

    async def _give_way(self) -> None:
        """One case begins per turn of the loop: a caller's answer takes several turns, and waits for each."""
        async with self._turn:
            await asyncio.sleep(0)

    async def _unapplied(self, cases: dict[str, list[Seen]]) -> dict[str, list[Seen]]:
        """Leaves out cases of which only own events come that were applied when they were made.

        Most own events come back so, in a backlog long after the document has left the memory: the positions
        say it, and the document need not be read.
        """
        asked = [c for c, seen in cases.items() if c not in self._cache and not self._foreign(seen)]
        if not asked:
            return cases
        at = await self._places.submit(asked)
        done = {c for c in asked if c in at and not self._fresh(at[c], cases[c])}
        return {c: seen for c, seen in cases.items() if c not in done}

    def _fresh(self, pos: Mapping[str, int], records: list[Seen]) -> list[Seen]:
        stream = self._store.stream
        return [s for s in records if s.seq > pos.get(stream(s.node, s.producer), 0)]

    def _foreign(self, records: list[Seen]) -> bool:
        return any(self._store.stream(s.node, s.producer) != self._store.producer for s in records)

    async def _documents(self, cases: list[str]) -> dict[str, CaseDoc]:
        absent = [c for c in cases if c not in self._cache]
        found = await self._reads.submit(absent) if absent else {}
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

    async def _read_round(self, groups: list[list[str]]) -> Sequence[dict[str, CaseDoc]]:
        found = await asyncio.to_thread(self._store.read, list(chain.from_iterable(groups)))
        return [found] * len(groups)

    async def _place_round(self, groups: list[list[str]]) -> Sequence[dict[str, dict[str, int]]]:
        found = await asyncio.to_thread(self._store.positions, list(chain.from_iterable(groups)))
        return [found] * len(groups)

    async def _refresh_round(self, batches: list[list[CaseDoc]]) -> Sequence[None]:
        await self._store.refresh(list(chain.from_iterable(batches)))
        return [None] * len(batches)

    async def _write_round(self, batches: list[list[CaseDoc]]) -> Sequence[Exception | None]:
        return await asyncio.to_thread(self._write_all, batches)

    def _write_all(self, batches: list[list[CaseDoc]]) -> list[Exception | None]:
        try:
            self._write(list(chain.from_iterable(batches)))
        except Exception as exc:
            if len(batches) == 1:
                return [exc]
            if is_transient(exc) and not isinstance(exc, Transient):
                raise
            # One batch must not hold up the others: each by itself. Those written just now come again.
            return [self._write_all([batch])[0] for batch in batches]
        return [None] * len(batches)

    def _write(self, docs: Sequence[CaseDoc]) -> None:
        put(self._store.states, [(d.guard, self._store.stored(d)) for d in docs])
        for doc in docs:
            doc.guard += 1


async def _all(work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """All of it to its end, then the first failure: nothing goes on behind a batch that has failed."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    _raise_first(outcomes)
    return [o for o in outcomes if not isinstance(o, BaseException)]


def _raise_first(outcomes: Iterable[object]) -> None:
    """The first failure among outcomes, a breaker before any other."""
    wrong = [o for o in outcomes if isinstance(o, BaseException)]
    for exc in sorted(wrong, key=lambda e: not isinstance(e, Breaker)):
        raise exc
