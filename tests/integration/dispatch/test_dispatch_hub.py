"""The stream of an inbox on a real MongoDB: own commits at once, other replicas' by the log, each once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from dispatch_office import PLACE, Office, person

from sankua.cli.stack.servers import LocalMongo
from services.common import mongo as connection
from services.dispatch.store import DispatchState
from services.dispatch.watch import Hub, Watch

pytestmark = pytest.mark.stack
LEAD = f"{PLACE}-rsj"
FACTS = {"purpose": "APPEAL", "place_of_matter": PLACE, "sector": "wages", "work_place": PLACE}
SOON = 20.0


class Replicas:
    """Two replicas of dispatch on one database; the first one's hub is watched."""

    def __init__(self, uri: str, name: str) -> None:
        self.here, self.there = Office(uri, name), Office(uri, name)
        self.hub = Hub()
        self.stopping = asyncio.Event()
        self.watch = Watch(self.here.queries, self.hub)

    async def run(self) -> None:
        runtime: Any = SimpleNamespace(store=self.here.store, stopping=self.stopping)
        await self.hub.follow(runtime)

    @asynccontextmanager
    async def watching(self, only_new: bool) -> AsyncIterator[list[str]]:
        """Case ids as somebody of LEAD sees them, while the block runs."""
        found: list[str] = []
        begun = asyncio.Event()

        async def read() -> None:
            stream = self.watch.inbox(LEAD, only_new, person([(LEAD, "handler")]))
            waiting = asyncio.create_task(self.hub.opened())
            waiting.add_done_callback(lambda _: begun.set())
            async for case, _ in stream:
                found.append(case)

        reader = asyncio.create_task(read())
        await asyncio.wait_for(begun.wait(), SOON)
        yield found
        reader.cancel()
        await asyncio.wait({reader})


@pytest.fixture
async def pair(mongo: LocalMongo) -> AsyncIterator[Replicas]:
    name = f"t{secrets.token_hex(6)}"
    connection.connect(mongo.uri, name)
    DispatchState.ensure_indexes()
    found = Replicas(mongo.uri, name)
    running = asyncio.create_task(found.run())
    yield found
    found.stopping.set()
    await asyncio.wait_for(running, SOON)
    found.here.client.drop_database(name)
    for office in (found.here, found.there):
        office.client.close()
    connection.disconnect()


async def until(check: Any) -> None:
    async with asyncio.timeout(SOON):
        while not check():  # noqa: ASYNC110 - there is nothing to wait on but what was seen
            await asyncio.sleep(0.02)


def case(number: int) -> str:
    return f"{PLACE}-2023-{number:06}"


async def test_each_handoff_comes_once_whichever_replica_made_it(pair: Replicas):
    async with pair.watching(only_new=True) as seen:
        for number in range(6):
            office = (pair.here, pair.there)[number % 2]
            await office.register(case(number), dict(FACTS))
        await until(lambda: len(seen) >= 6)
        # A last one by the log: what came before it has come both ways by then.
        await pair.there.register(case(7), dict(FACTS))
        await until(lambda: case(7) in seen)
        assert sorted(seen) == [*map(case, range(6)), case(7)]


async def test_own_commits_are_told_before_the_log_tells_them(pair: Replicas):
    async with pair.watching(only_new=True) as seen:
        events = asyncio.Event()
        pair.here.store.listeners.append(lambda _: events.set())
        await pair.here.register(case(1), dict(FACTS))
        assert events.is_set()
        await asyncio.sleep(0)  # the reader's turn; no command to MongoDB lies between
        assert seen == [case(1)]


async def test_what_waited_before_comes_first_and_once(pair: Replicas):
    pair.here.consume([await pair.here.register(case(1), dict(FACTS))])
    async with pair.watching(only_new=False) as seen:
        await pair.there.register(case(2), dict(FACTS))
        await until(lambda: len(seen) >= 2)
        assert seen == [case(1), case(2)]


async def test_the_log_is_read_while_somebody_watches_and_again_when_somebody_comes(pair: Replicas):
    async with pair.watching(only_new=True):
        assert pair.hub._open.is_set()
    await until(lambda: not pair.hub._open.is_set())
    assert not pair.hub._watchers
    await pair.there.register(case(1), dict(FACTS))
    async with pair.watching(only_new=True) as seen:
        await pair.there.register(case(2), dict(FACTS))
        await until(lambda: seen)
        assert seen == [case(2)]


async def test_who_watches_is_ended_where_the_service_stops(pair: Replicas):
    queue_ended = asyncio.Event()

    async def read() -> None:
        async for _ in pair.watch.inbox(LEAD, True, person([(LEAD, "handler")])):
            pass
        queue_ended.set()

    reader = asyncio.create_task(read())
    await asyncio.wait_for(pair.hub.opened(), SOON)
    pair.stopping.set()
    await asyncio.wait_for(queue_ended.wait(), SOON)
    await reader
