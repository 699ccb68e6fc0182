"""The reporting service as a process on its own Kafka and MongoDB, fed as the three producers feed it."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from pymongo import MongoClient
from typer.testing import CliRunner

from sankua.cli import export, report
from sankua.cli.client import connect
from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions
from sankua.core.events import OFFICE, Event
from sankua.wire import cloudevents
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub
from services.common import commits
from services.common.publish import Publisher

Stream = tuple[str, str, str]


class LiveWorld:
    """A stack whose only service is reporting, and the three logs that `sankua export` reads."""

    def __init__(self, folder: Path) -> None:
        options = StackOptions(
            env={"SANKUA_SESSION_TIMEOUT": "6", "SANKUA_GAUGE_SECONDS": "0.5"},
            services={"reporting": service_command("reporting")},
        )
        self.stack = Stack(folder, options)
        self._app = typer.Typer()
        self._app.callback()(lambda: None)
        report.register(self._app)
        export.register(self._app)

    def commit(self, events: Iterable[Event]) -> None:
        """Each event as a commit of its own in its producer's log."""
        logs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for event in events:
            log = "office_commits" if event.name in OFFICE else "commits"
            made = commits.make([event], f"t:{event.id}", datetime.now(UTC))
            logs[event.producer, log].append(made)
        with MongoClient(self.stack.info.mongo) as client:
            for (producer, log), documents in logs.items():
                client[self.stack.info.database(producer)][log].insert_many(documents)

    def publish(self, events: Sequence[Event]) -> None:
        """Puts events on their topics in this order."""

        async def send() -> None:
            publisher = Publisher(self.stack.info.kafka)
            try:
                for i in range(0, len(events), 2000):
                    topics: dict[str, list[Any]] = defaultdict(list)
                    for e in events[i : i + 2000]:
                        topic = "office.events" if e.name in OFFICE else self.stack.info.topic
                        topics[topic].append((e.case.encode(), cloudevents.encode(e), cloudevents.headers(e)))
                    for topic, records in topics.items():
                        await publisher.send(topic, records)
            finally:
                await publisher.stop()

        asyncio.run(send())

    def counted(self) -> int:
        """Events that reporting has counted."""
        return int(self.call("GetProgress", pb.GetProgressRequest()).events)

    def call(self, method: str, request: Any, **caller: Any) -> Any:
        """One call as an auditor, or as `caller` (roles, org, subject) says."""

        async def ask() -> Any:
            who = {"roles": ("auditor",)} | caller
            async with connect(self.stack.info, "reporting", **who) as channel:
                return await getattr(ReportingServiceStub(channel), method)(
                    request, timeout=60, wait_for_ready=True
                )

        return asyncio.run(ask())

    def wait_for(self, events: int, seconds: float = 90) -> None:
        """Until so many events are counted."""
        until = time.monotonic() + seconds
        while (found := self.counted()) != events:
            assert time.monotonic() < until, f"{found} of {events} counted"
            assert found < events, f"{found} counted, {events} sent"
            time.sleep(0.1)

    def sankua(self, *words: str) -> str:
        """Standard output of a command against this stack."""
        ran = CliRunner().invoke(self._app, [*words])
        assert ran.exit_code == 0, (words, ran.stdout[-2000:], ran.stderr[-2000:])
        return ran.stdout

    def live(self, *words: str) -> str:
        """The same, of the running system."""
        return self.sankua(*words, "--live", "--data", str(self.stack.folder))


def interleaved(events: Iterable[Event], dice: random.Random) -> list[Event]:
    """Some order in which the relays may publish: every stream in order, all else by chance."""
    streams: dict[Stream, deque[Event]] = defaultdict(deque)
    for event in sorted(events, key=lambda e: e.seq):
        streams[event.stream].append(event)
    waiting = list(streams.values())
    found = []
    while waiting:
        chosen = dice.randrange(len(waiting))
        found.append(waiting[chosen].popleft())
        if not waiting[chosen]:
            waiting[chosen] = waiting[-1]
            waiting.pop()
    return found


def repeated(events: Sequence[Event], dice: random.Random) -> Iterator[Event]:
    """Relays that die between sending and noting it: some of what they sent, they send again."""
    for i, event in enumerate(events):
        yield event
        if dice.random() < 0.1:
            yield from events[max(0, i - dice.randrange(1, 6)) : i + 1]
