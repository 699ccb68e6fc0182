"""The inbox as a stream: handoffs reach those who watch their organ as soon as they are committed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.times import format_time
from services.common import commits
from services.common.auth import Principal
from services.common.changes import Changes
from services.common.service import Runtime
from services.dispatch.domain import inbox
from services.dispatch.domain.state import Handoff
from services.dispatch.metrics import WATCHERS
from services.dispatch.queries import Queries, check_own

BEHIND: Final = 10_000
"""Handoffs that a watcher may be behind; then its stream ends and it lists again."""
_BATCH: Final = 500
_WAIT: Final = 0.5

Found = tuple[str, Handoff]


class Hub:
    """One change stream of the commits for all watchers of a process: every replica sees every commit."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._open = asyncio.Event()

    async def follow(self, runtime: Runtime) -> None:
        """Reads commits until the service stops. What was missed before it began, a watcher has listed."""
        stream = Changes(runtime.store.log.collection, _BATCH)
        try:
            found = await asyncio.to_thread(stream.open, None)
            self._open.set()
            while not runtime.stopping.is_set():
                self._tell(found)
                found = await asyncio.to_thread(stream.next, _WAIT)
        finally:
            self._open.clear()
            self._end_all()
            await asyncio.to_thread(stream.close)

    @contextmanager
    def watch(self, org: str) -> Iterator[asyncio.Queue[str]]:
        """A queue of keys of an organ's new handoffs; an empty text ends it."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._watchers[org].add(queue)
        WATCHERS.inc()
        try:
            yield queue
        finally:
            WATCHERS.dec()
            self._watchers[org].discard(queue)
            if not self._watchers[org]:
                del self._watchers[org]

    async def opened(self) -> None:
        """Returns once commits are being read."""
        await self._open.wait()

    def _tell(self, found: Iterable[dict[str, Any]]) -> None:
        for commit in found if self._watchers else ():
            for event in commits.events_of(commit):
                if event.name == "HandoffOffered" and event.data["to_org"] in self._watchers:
                    key = _key(format_time(event.time), event.case, event.data)
                    for queue in self._watchers[event.data["to_org"]]:
                        queue.put_nowait(key)

    def _end_all(self) -> None:
        """The stream broke or the service stops: whoever watches asks again and gets what was missed."""
        for queues in self._watchers.values():
            for queue in queues:
                queue.put_nowait("")


def _key(time: str, case: str, data: Any) -> str:
    handoff = Handoff(
        data["handoff_id"], data["from_org"], data["to_org"], data["role"], data["mode"], "", time
    )
    return inbox.key(case, handoff)


class Watch:
    """The stream of one organ's inbox."""

    def __init__(self, queries: Queries, hub: Hub) -> None:
        self._queries = queries
        self._hub = hub

    async def inbox(self, org: str, only_new: bool, who: Principal) -> AsyncIterator[Found]:
        """First the handoffs that wait for an answer, then each new one, each at least once.

        Ends where the service stops; Refused (STATE) where the caller reads too slowly: it asks again.
        """
        inbox.check_page(org, 0, "")
        check_own(org, who)
        await self._hub.opened()
        with self._hub.watch(org) as queue:
            shown: set[str] = set()
            if not only_new:
                async for case_id, handoff in self._waiting(org, who):
                    shown.add(inbox.key(case_id, handoff))
                    yield case_id, handoff
            while key := await queue.get():
                if queue.qsize() > BEHIND:
                    raise Refused(
                        Problem("", "the reader is too slow; list the inbox, watch again"), code="STATE"
                    )
                if key in shown:
                    continue
                case_id, found = await self._queries.handoff(key)
                if found is not None:
                    yield case_id, found

    async def _waiting(self, org: str, who: Principal) -> AsyncIterator[Found]:
        where = {"state": sorted(inbox.ANSWERABLE)}
        token = ""
        while True:
            page = await self._queries.handoffs(org, where, inbox.LARGEST_PAGE, token, who)
            for item in page.items:
                yield item
            token = page.token
            if not token:
                return
