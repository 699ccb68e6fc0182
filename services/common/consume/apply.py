"""One case through one batch: place each event in its stream, fold it, react to it, or hold it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, Literal

from sankua.core.events import parse_event_id
from services.common.casestore import CaseStore
from services.common.consume.dead import DeadLetters
from services.common.consume.record import POISON, Seen, again
from services.common.consume.transport import Breaker
from services.common.failures import is_transient
from services.common.metrics import METRICS
from services.common.model import CaseDoc

Place = Literal["ready", "done", "gap", "cause", "behind"]
_FIRST_WAIT: Final = 0.1


class Failed(Exception):
    """This event could not be applied; the cause is chained."""

    def __init__(self, seen: Seen, error: Exception) -> None:
        super().__init__(repr(error))
        self.seen = seen
        self.error = error


def place(doc: CaseDoc, seen: Seen, stream: str, own: bool, cause: tuple[str, int] | None) -> Place:
    """Where an event stands: `ready` to apply, `done` before, or what it waits for.

    Own events are not held: this service made them, and loading takes them from its own commits. `cause` is
    the stream and seq of the event it rests on.
    """
    if seen.seq <= doc.pos.get(stream, 0):
        return "done"
    for held in doc.held:
        if (held["stream"], held["seq"]) == (stream, seen.seq):
            # The same record again, or a dead letter that comes back by `retry` further on.
            retried = held["reason"] == POISON and seen.offset > held["offset"]
            return "ready" if retried else "done"
    if not own and any(held["reason"] == POISON for held in doc.held):
        return "behind"
    if seen.seq > doc.pos.get(stream, 0) + 1:
        return "gap"
    return "cause" if cause and doc.pos.get(cause[0], 0) < cause[1] else "ready"


class Applier:
    """Applies events to the documents of their cases; does not write the documents."""

    def __init__(self, store: CaseStore, dead: DeadLetters, tries: int) -> None:
        self._store = store
        self._dead = dead
        self._tries = tries

    async def case(self, doc: CaseDoc, records: Sequence[Seen]) -> CaseDoc:
        """The document after these events, in order. What cannot be applied is put aside and holds the case.

        Replay changes nothing: positions skip what is folded, `dedup` answers what is decided. After a
        failure the document is read anew, because a half-done fold may have changed it.
        """
        poison: dict[tuple[str, int, int], Exception] = {}
        failures: dict[tuple[str, int, int], int] = {}
        while True:
            try:
                for seen in records:
                    await self._step(doc, seen, poison)
            except Failed as failed:
                key = self._key(failed.seen)
                failures[key] = failures.get(key, 0) + 1
                if failures[key] >= self._tries:
                    await self._dead.put(failed.seen, failed.seen.raw, failed.error)
                    poison[key] = failed.error
                else:
                    await asyncio.sleep(_FIRST_WAIT * 2 ** (failures[key] - 1))
                doc = await self._store.load(doc.case)
            else:
                return doc

    def _key(self, seen: Seen) -> tuple[str, int, int]:
        return self._stream(seen), seen.seq, seen.offset

    def _stream(self, seen: Seen) -> str:
        return self._store.stream(seen.node, seen.producer)

    async def _step(self, doc: CaseDoc, seen: Seen, poison: dict[Any, Exception]) -> None:
        stream = self._stream(seen)
        own = stream == self._store.producer
        if own and seen.seq > doc.pos.get(stream, 0) + 1:
            await self._store.refresh([doc])
        where = self._place(doc, seen)
        if where == "done":
            METRICS.skipped.inc()
        elif where != "ready":
            doc.held.append(seen.held(stream, where))
        elif poison and self._key(seen) in poison:
            doc.held = [h for h in doc.held if (h["stream"], h["seq"]) != (stream, seen.seq)]
            doc.held.append(seen.held(stream, POISON))
        else:
            await self._apply(doc, seen, own)
            if doc.held:
                await self._drain(doc, poison)

    def _place(self, doc: CaseDoc, seen: Seen) -> Place:
        stream = self._stream(seen)
        return place(doc, seen, stream, stream == self._store.producer, self._cause(seen))

    def _cause(self, seen: Seen) -> tuple[str, int] | None:
        if not seen.cause:
            return None
        try:
            case, node, producer, seq = parse_event_id(seen.cause)
        except ValueError:
            return None
        return (self._store.stream(node, producer), seq) if case == seen.case else None

    async def _apply(self, doc: CaseDoc, seen: Seen, own: bool) -> None:
        stream = self._stream(seen)
        if not seen.known:
            doc.pos[stream] = seen.seq
            METRICS.unknown.inc()
        else:
            await self._known(doc, seen, own)
        if doc.held:
            doc.held = [h for h in doc.held if (h["stream"], h["seq"]) != (stream, seen.seq)]
        METRICS.applied.inc()
        self._dead.applied()

    async def _known(self, doc: CaseDoc, seen: Seen, own: bool) -> None:
        try:
            event = seen.event(brief=self._store.behaviour.brief)
            self._store.apply(doc, event)
            if own:
                return
            for reaction in await self._store.behaviour.react(doc, event):
                await self._store.decide(doc, reaction.dedup, reaction.decide, cause=event.id)
        except Breaker:
            raise
        except Exception as exc:
            if is_transient(exc):
                raise
            raise Failed(seen, exc) from exc

    async def _drain(self, doc: CaseDoc, poison: dict[Any, Exception]) -> None:
        """Applies what waited, in the order in which it came, as far as it goes."""
        if any(h["reason"] == POISON for h in doc.held):
            return
        moved = True
        while moved:
            moved = False
            waiting, doc.held = doc.held, []
            for i, held in enumerate(waiting):
                seen = again(held)
                where = self._place(doc, seen)
                if where in ("gap", "cause"):
                    doc.held.append(held | {"reason": where})
                    continue
                if where == "ready" and self._key(seen) in poison:
                    doc.held += [seen.held(held["stream"], POISON), *waiting[i + 1 :]]
                    return
                if where == "ready":
                    await self._apply(doc, seen, own=False)
                moved = True
