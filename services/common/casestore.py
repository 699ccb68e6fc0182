"""Load, decide, commit: the path of every command, and the state documents behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from pymongo.collection import Collection

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.wire import codec
from services.common import commits
from services.common.commits import CommitLog, Doc, Stamp, Stored, Taken
from services.common.metrics import METRICS
from services.common.model import Behaviour, CaseDoc, Decide, Executed, NewEvent, Reaction
from services.common.rounds import Rounds
from services.common.times import Clock

__all__ = ["Behaviour", "CaseDoc", "CaseStore", "Decide", "Executed", "NewEvent", "Reaction"]

AT_ONCE: Final = timedelta(seconds=10)
"""Within this span a fact counts as recorded when it happened: callers read the clock a little earlier."""
Row = tuple[str, int, str, NewEvent]
"""Case, own position, `dedup` and event: what `place` commits."""
Placed = Stored | Taken | Exception
_MECHANISM: Final = ("_id", "v", "pos", "held", "parts")


class CaseStore:
    """State of cases: the stored document plus own commits that it has not seen yet.

    Only the consume loop writes state documents; commands write commits. `shared_part` puts the events of all
    producers in one part of that name, for a fold that does not mind how they interleave.
    """

    def __init__(
        self,
        states: Collection[dict[str, Any]],
        log: CommitLog,
        behaviour: Behaviour,
        clock: Clock,
        identity: tuple[str, str],
        shared_part: str = "",
    ) -> None:
        self.states = states
        self.log = log
        self.behaviour = behaviour
        self.clock = clock
        self.node, self.producer = identity
        self._shared_part = shared_part
        self.produces = True
        """False for a service that only reads: it has no commits to take up, and does not look for any."""
        self.listeners: list[Callable[[Sequence[Event]], None]] = []
        """Told the events of each commit that this process made, once; for metrics."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loads: Rounds[str, CaseDoc] = Rounds(self._load_round, limit=200)

    def lock(self, case: str) -> asyncio.Lock:
        """Serialises this process's work on one case; between processes the commit's `_id` does."""
        return self._locks.setdefault(case, asyncio.Lock())

    async def load(self, case: str) -> CaseDoc:
        """The state, own commits included; empty where the case is not known. Nobody shares it."""
        return await self._loads.submit(case)

    async def execute(self, case: str, dedup: str, decide: Decide) -> Executed:
        """Load, decide, commit; decided again when somebody else was faster.

        A repeated `dedup` answers with the stored events and created=False. No events: nothing is stored.
        Raises Refused from `decide`.
        """
        async with self.lock(case):
            return await self.decide(await self.load(case), dedup, decide, keep=False)

    async def create(
        self,
        case: str,
        dedup: str,
        new: Sequence[NewEvent],
        write: Callable[[Doc], Awaitable[Stored | Taken]],
    ) -> Executed | None:
        """The first commit of a case that the caller has just numbered. None: the number is in use.

        `write` is the log's `append`, or first writes what the commit rests on. A repeated `dedup` answers
        with the stored events.
        """
        events = self._events(CaseDoc(case), new, "")
        outcome = await write(commits.make(events, dedup, datetime.now(UTC)))
        if isinstance(outcome, Taken):
            METRICS.conflicts.inc()
            return None
        if not outcome.ours:
            return _repeated(outcome.doc)
        self._tell(events)
        return Executed(events, True, events[-1].seq)

    async def find(self, dedup: str) -> Executed | None:
        """What was done under this `dedup`, if anything."""
        stored = await self.log.find(dedup)
        return None if stored is None else _repeated(stored)

    async def decide(
        self, doc: CaseDoc, dedup: str, decide: Decide, cause: str = "", *, keep: bool = True
    ) -> Executed:
        """Decides on `doc`, which takes up the new events if it is kept. The caller holds the lock."""
        while True:
            try:
                new = decide(doc)
            except Refused:
                # A command that is repeated after its effect is often no longer allowed: it was done.
                done = await self.find(dedup)
                if done is None:
                    raise
                return done
            if not new:
                return await self.find(dedup) or Executed([], False, doc.pos.get(self.producer, 0))
            events = self._events(doc, new, cause)
            outcome = await self.log.append(commits.make(events, dedup, datetime.now(UTC)))
            if isinstance(outcome, Stored) and outcome.ours:
                for event in events if keep else ():
                    self.apply(doc, event)
                self._tell(events)
                return Executed(events, True, events[-1].seq)
            if isinstance(outcome, Stored):
                await self.refresh([doc])
                return _repeated(outcome.doc)
            METRICS.conflicts.inc()
            await self.refresh([doc])

    def _tell(self, events: Sequence[Event]) -> None:
        for listener in self.listeners:
            listener(events)

    async def place(self, rows: Sequence[Row]) -> list[Placed]:
        """Commits one event for each case, in one round and without loading.

        The events' data has to be in normal form; rows that share a NewEvent share its encoding. Another
        commit at the next place gives `Taken`: whoever asked loads and decides. At most one row for a case:
        else a gap could be left.
        """
        at, now = datetime.now(UTC), self.clock.now()
        stamps: dict[int, Stamp] = {}
        made = []
        for case, pos, dedup, new in rows:
            stamp = stamps.get(id(new))
            if stamp is None:
                event = self._event(case, new, pos + 1, (new.causation_id, now), new.data)
                stamp = stamps[id(new)] = Stamp(event)
            made.append(stamp.commit(case, pos + 1, dedup, at))
        return await self.log.append_all(made)

    def apply(self, doc: CaseDoc, event: Event) -> None:
        """Folds the next event of its stream into `doc`."""
        stream = self.stream(event.node, event.producer)
        part = self._shared_part or stream
        doc.parts[part] = self.behaviour.fold(event.producer, doc.parts.get(part, {}), event)
        doc.pos[stream] = event.seq

    def stream(self, node: str, producer: str) -> str:
        """Key of a stream in `pos` and `parts`: the producer, `<node>/<producer>` of another deployment."""
        return producer if node == self.node else f"{node}/{producer}"

    async def refresh(self, docs: Sequence[CaseDoc]) -> None:
        """Takes up own commits that the documents have not seen."""
        if not self.produces:
            return
        found = await asyncio.to_thread(self.log.after, {d.case: d.pos.get(self.producer, 0) for d in docs})
        self._take_up({d.case: d for d in docs}, found)

    def stored(self, doc: CaseDoc) -> dict[str, Any]:
        """The document as it is written, guard raised by one."""
        extra = self.behaviour.fields(doc, self.clock.now())
        wrong = [name for name in extra if name in _MECHANISM]
        if wrong:
            raise ValueError(f"fields() may not name {wrong}: they are the mechanism's")
        return {
            "_id": doc.case,
            "v": doc.guard + 1,
            "pos": doc.pos,
            "held": doc.held,
            "parts": doc.parts,
            **extra,
        }

    def read(self, cases: Sequence[str]) -> dict[str, CaseDoc]:
        """The stored documents of these cases, empty ones for new cases. Blocking."""
        found = {d["_id"]: d for d in self.states.find({"_id": {"$in": list(cases)}})}
        return {case: _doc(case, found.get(case)) for case in cases}

    def positions(self, cases: Sequence[str]) -> dict[str, dict[str, int]]:
        """How far the stored documents of these cases are, by stream; without those not there. Blocking."""
        found = self.states.find({"_id": {"$in": list(cases)}}, {"pos": 1})
        return {doc["_id"]: doc["pos"] for doc in found}

    async def _load_round(self, cases: list[str]) -> Sequence[CaseDoc | Exception]:
        return await asyncio.to_thread(self._load_all, cases)

    def _load_all(self, cases: list[str]) -> list[CaseDoc]:
        once = list(dict.fromkeys(cases))
        docs = self.read(once)
        self._take_up(docs, self.log.after({c: d.pos.get(self.producer, 0) for c, d in docs.items()}))
        return [docs[case] if cases.index(case) == i else self._again(case) for i, case in enumerate(cases)]

    def _again(self, case: str) -> CaseDoc:
        """A document of its own for a second caller: each changes the one it got."""
        return self._load_all([case])[0]

    def _take_up(self, docs: dict[str, CaseDoc], found: Sequence[dict[str, Any]]) -> None:
        for commit in found:
            doc = docs[commit["case"]]
            for event in commits.events_of(commit):
                if event.seq > doc.pos.get(self.producer, 0):
                    self.apply(doc, event)

    def _events(self, doc: CaseDoc, new: Sequence[NewEvent], cause: str) -> list[Event]:
        now = self.clock.now()
        last = doc.pos.get(self.producer, 0)
        return [
            self._event(doc.case, n, last + i, (n.causation_id or cause, now), _normal(n))
            for i, n in enumerate(new, start=1)
        ]

    def _event(
        self, case: str, new: NewEvent, seq: int, known: tuple[str, datetime], data: Mapping[str, Any]
    ) -> Event:
        cause, now = known
        return Event(
            name=new.name,
            case=case,
            seq=seq,
            producer=self.producer,
            time=new.time,
            recorded=new.time if abs(now - new.time) <= AT_ONCE else now,
            source=new.source,
            node=self.node,
            causation_id=cause,
            data=data,
        )


def _repeated(commit: dict[str, Any]) -> Executed:
    events = commits.events_of(commit)
    return Executed(events, False, events[-1].seq)


def _normal(new: NewEvent) -> dict[str, Any]:
    """The data as Kafka will give it back, so that a fold of today and a replay see the same."""
    data, problems = codec.check(new.name, new.data)
    if problems:
        raise ValueError(f"{new.name}: " + "; ".join(map(str, problems)))
    return data


def _doc(case: str, stored: dict[str, Any] | None) -> CaseDoc:
    if stored is None:
        return CaseDoc(case)
    return CaseDoc(case, stored["parts"], stored["pos"], stored["held"], stored["v"])


def no_such_case(case: str) -> Refused:
    """The refusal for a case that is not known."""
    return Refused(Problem("case_id", f"{case}: no such case"), code="NOT_FOUND")
