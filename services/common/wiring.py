"""The one place where the mechanism's parts meet."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

from services.common import mongo, restore
from services.common.auditlog import AuditLog
from services.common.auth import Tokens
from services.common.casestore import CaseStore
from services.common.commits import CommitLog
from services.common.consume.batch import Batches
from services.common.consume.dead import DeadLetters
from services.common.consume.loop import ConsumeLoop
from services.common.consume.positions import Positions
from services.common.consume.transport import Breaker
from services.common.edge import Policy
from services.common.failures import outlast
from services.common.grpc_server import GrpcServer, Tls
from services.common.health import Health, Pulse
from services.common.lease import Lease
from services.common.logs import log
from services.common.metrics import METRICS
from services.common.publish import Publisher
from services.common.relay import STATE, Relay
from services.common.service import Runtime, Servicer, ServiceSpec
from services.common.settings import ServiceSettings
from services.common.times import Clock
from services.common.topics import Topic, ensure_topics

_TOPICS_SECONDS: Final = 20.0
HELD_REASONS = ("gap", "cause", "behind", "poison")


@dataclass(frozen=True, slots=True)
class Parts:
    """All that runs."""

    runtime: Runtime
    relay: Relay
    consumer: ConsumeLoop
    server: GrpcServer
    health: Health
    http_port: int
    checks: dict[str, Any]

    def started(self) -> None:
        """From now on ready is what the other checks say: calls are listened for."""
        self.checks.pop("start", None)

    async def gauges(self) -> None:
        """Counts the cases that are held, now and again."""
        states = self.runtime.store.states
        while not self.runtime.stopping.is_set():
            for reason in HELD_REASONS:
                count = await asyncio.to_thread(states.count_documents, {"held.reason": reason})
                METRICS.held.labels(reason).set(count)
            await asyncio.sleep(2)


async def build(
    spec: ServiceSpec,
    stopping: asyncio.Event,
    broken: Callable[[Breaker], None],
    stack: AsyncExitStack,
) -> Parts:
    """Makes the parts, waits for Kafka and MongoDB, and fills what a restore has lost."""
    settings = spec.settings
    tls = Tls(settings.tls_dir, spec.name)
    pulses = {"consume": Pulse(settings.stall_seconds), "relay": Pulse(settings.stall_seconds)}
    checks: dict[str, Any] = {}
    health = Health({k: v for k, v in pulses.items() if spec.produces or k != "relay"}, checks)
    checks["start"] = _missing("still starting")
    http_port = await health.start(settings.host, settings.http_port)
    stack.push_async_callback(health.stop)
    runtime = _runtime(spec, stopping, tls, stack)
    commits = CommitLog(runtime.database["commits"], settings.node, spec.name, settings.commit_round)
    runtime.attach(_store(spec, runtime, commits))
    await _servers(spec, runtime, commits)
    consumer = await _consumer(spec, runtime, broken, pulses["consume"], stack)
    runtime.consumes(consumer.apart)
    server = _grpc(spec, runtime, tls)
    lease = Lease(runtime.database["relay"], STATE, settings.lease_seconds)
    relay = Relay(commits, lease, Publisher(settings.kafka_bootstrap), settings.topic, pulses["relay"].beat)
    checks |= {"mongodb": _mongo_check(runtime), "consume": consumer.missing}
    return Parts(runtime, relay, consumer, server, health, http_port, checks)


def _runtime(spec: ServiceSpec, stopping: asyncio.Event, tls: Tls, stack: AsyncExitStack) -> Runtime:
    settings = spec.settings
    database = mongo.connect(settings.mongo_uri, settings.database(spec.name))
    stack.callback(mongo.disconnect)
    return Runtime(settings, Clock(settings.clock_file), database, stopping, tls.channel)


def _store(spec: ServiceSpec, runtime: Runtime, commits: CommitLog) -> CaseStore:
    states = spec.document._get_collection()
    identity = (spec.settings.node, spec.name)
    store = CaseStore(states, commits, spec.behaviour(runtime), runtime.clock, identity, spec.shared_part)
    store.produces = spec.produces
    return store


async def _servers(spec: ServiceSpec, runtime: Runtime, commits: CommitLog) -> None:
    """Topics and indexes; then what Kafka has and MongoDB has lost."""
    settings = spec.settings
    topics = [
        Topic(settings.topic, settings.partitions, settings.replication),
        Topic(settings.dlq_topic, 1, settings.replication),
    ]
    await outlast("topics", lambda: _topics(settings, topics))
    log().info("starting", done="topics")
    await outlast("indexes", lambda: asyncio.to_thread(_indexes, spec, runtime, commits))
    log().info("starting", done="indexes")
    if (prepare := spec.prepare) is not None:
        await outlast("prepare", lambda: asyncio.to_thread(prepare, runtime))
    if spec.produces:
        await outlast("restore", lambda: _fill(settings, runtime, commits))
        log().info("starting", done="restore")


async def _topics(settings: ServiceSettings, topics: list[Topic]) -> None:
    """TimeoutError where the client does not come back: it is asked again, by another one."""
    asking = asyncio.to_thread(ensure_topics, settings.kafka_bootstrap, topics)
    await asyncio.wait_for(asking, _TOPICS_SECONDS)


def _indexes(spec: ServiceSpec, runtime: Runtime, commits: CommitLog) -> None:
    commits.ensure_indexes()
    runtime.store.states.create_index([("held.reason", 1)], name="held", sparse=True)
    spec.document.ensure_indexes()


async def _fill(settings: ServiceSettings, runtime: Runtime, commits: CommitLog) -> None:
    state = runtime.database["relay"]
    found = await asyncio.to_thread(state.find_one, {"_id": STATE}) or {}
    start = {int(p): int(offset) for p, offset in found.get("published", {}).items()}
    ends = await restore.fill(settings.kafka_bootstrap, settings.topic, commits, start)
    change = {"$max": {f"published.{p}": end for p, end in ends.items()}}
    await asyncio.to_thread(state.update_one, {"_id": STATE}, change, upsert=True)


async def _consumer(
    spec: ServiceSpec,
    runtime: Runtime,
    broken: Callable[[Breaker], None],
    pulse: Pulse,
    stack: AsyncExitStack,
) -> ConsumeLoop:
    settings = spec.settings
    publisher = Publisher(settings.kafka_bootstrap)
    stack.push_async_callback(publisher.stop)

    async def send(key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
        await publisher.send(settings.dlq_topic, [(key, value, headers)])

    dead = DeadLetters(spec.name, send, settings.breaker)
    positions = Positions(runtime.database["positions"])
    limits = (settings.poison_tries, settings.cache_cases)
    batches = Batches(runtime.store, positions, dead, broken, limits, runtime.callers)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"sankua-{spec.name}-"))
    return ConsumeLoop(settings, spec, batches, pulse, folder)


def _grpc(spec: ServiceSpec, runtime: Runtime, tls: Tls) -> GrpcServer:
    settings = spec.settings
    servicers: list[Servicer] = list(spec.servicers(runtime))
    policy = Policy(
        tokens=Tokens(tls.issuer, settings.token_issuer, settings.token_audience),
        permissions={m: roles for s in servicers for m, roles in s.permissions.items()},
        audit=AuditLog(runtime.database["audit"]),
        audited={m: fields for s in servicers for m, fields in s.audited.items()},
        max_deadline=settings.max_deadline,
        max_stream_deadline=settings.max_stream_deadline,
        callers=runtime.callers,
    )
    return GrpcServer(servicers, policy, tls)


def _missing(text: str) -> Callable[[], Any]:
    async def check() -> str:
        return text

    return check


def _mongo_check(runtime: Runtime) -> Callable[[], Any]:
    async def check() -> str:
        try:
            await asyncio.to_thread(mongo.primary, runtime.database)
        except Exception as exc:  # noqa: BLE001 - it is said, and asked again
            return f"primary not reachable: {exc!r}"[:200]
        return ""

    return check
