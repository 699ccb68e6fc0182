"""Topics declared as data, and made where they are missing.

By aiokafka, which consumes and publishes anyway: kafka-python beside it costs every service 8 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, KafkaTimeoutError, NoError, TopicAlreadyExistsError, for_code
from aiokafka.partitioner import murmur2

T = TypeVar("T")
_PATIENCE: Final = 15.0
"""Seconds that a new topic may take until every partition has a leader, and a group until it has a broker."""

_FOR_EVER: Final = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
"""Never compacted: the key is the case, compaction would erase its history. Never aged: times may be old."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it has to be."""

    name: str
    partitions: int
    replication: int = 1
    config: Mapping[str, str] = field(default_factory=lambda: dict(_FOR_EVER))


class WrongTopic(Exception):
    """A topic exists with another number of partitions: keys would go elsewhere. The text names it."""


def ensure_topics(bootstrap: str, topics: Sequence[Topic]) -> None:
    """Creates the topics that are missing. WrongTopic where one exists with other partitions. Blocking."""
    _ask(bootstrap, "sankua-topics", lambda admin: _ensure(admin, topics))


async def _ensure(admin: Any, topics: Sequence[Topic]) -> None:
    there = set(await admin.list_topics())
    for topic in topics:
        if topic.name not in there:
            await _create(admin, topic)
    known = [t.name for t in topics if t.name in there]
    found = await admin.describe_topics(known) if known else []
    _check({str(t["topic"]): len(t["partitions"]) for t in found}, topics)


async def _create(admin: Any, topic: Topic) -> None:
    wanted = NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=dict(topic.config))
    answer = await admin.create_topics([wanted])
    for _, code, *said in answer.topic_errors:
        error = for_code(code)
        # Another service may have been faster; it declares the same.
        if error not in (NoError, TopicAlreadyExistsError):
            raise error(f"topic {topic.name}: {said}")
    until = asyncio.get_running_loop().time() + _PATIENCE
    while not _led(await admin.describe_topics([topic.name])):
        if asyncio.get_running_loop().time() > until:
            raise KafkaTimeoutError(f"topic {topic.name} was made, and has no leader yet")
        await asyncio.sleep(0.05)


def _led(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every partition can be written to."""
    partitions = [p for t in found if not t["error_code"] for p in t["partitions"]]
    return bool(partitions) and all(not p["error_code"] and p["leader"] >= 0 for p in partitions)


def _ask(bootstrap: str, name: str, ask: Callable[[Any], Awaitable[T]]) -> T:
    async def work() -> T:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id=name)
        try:
            await admin.start()
            return await ask(admin)
        finally:
            await admin.close()

    with ThreadPoolExecutor(1) as own:  # whoever calls may have a loop that runs
        return own.submit(lambda: asyncio.run(work())).result()


def _check(found: Mapping[str, int], topics: Sequence[Topic]) -> None:
    for topic in topics:
        count = found.get(topic.name, topic.partitions)
        if count != topic.partitions:
            raise WrongTopic(
                f"topic {topic.name} has {count} partitions, SANKUA_PARTITIONS says {topic.partitions}: "
                "set the variable to the topic's number; it is never changed later"
            )


def partition_of(key: bytes, partitions: int) -> int:
    """Kafka's murmur2 partitioner, named here because clients differ in their default."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


def group_members(bootstrap: str, group: str) -> int:
    """How many processes are in a consumer group; a killed one counts until its session ends. Blocking."""
    return _ask(bootstrap, "sankua-groups", lambda admin: _members(admin, group))


async def _members(admin: Any, group: str) -> int:
    """Waits for a coordinator: the first question about any group makes a broker elect one."""
    until = asyncio.get_running_loop().time() + _PATIENCE
    while True:
        try:
            return await _counted(admin, group)
        except KafkaError as error:
            if not error.retriable or asyncio.get_running_loop().time() > until:
                raise
        await asyncio.sleep(0.2)


async def _counted(admin: Any, group: str) -> int:
    (answer,) = await admin.describe_consumer_groups([group])
    ((code, _, _, _, _, members, *_),) = answer.groups
    if (error := for_code(code)) is not NoError:
        raise error(f"group {group}")
    return len(members)
