"""Topics declared as data, looked at by every service at its start, and made where they are missing.

Looked at by aiokafka, which consumes and publishes anyway; made by kafka-python in a process of its own
(`topic_admin`): loaded beside aiokafka it costs every service 8 MB for as long as it runs.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, KafkaTimeoutError, NoError, for_code
from aiokafka.partitioner import murmur2

from services.common.failures import Transient

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


Make = Callable[[str, Sequence[Topic]], None]
"""Makes topics at a bootstrap; blocking."""


def make_apart(bootstrap: str, topics: Sequence[Topic]) -> None:
    """Makes topics by kafka-python in a process of its own. Transient where that fails. Blocking."""
    command = [sys.executable, "-m", "services.common.topic_admin", bootstrap]
    given = json.dumps([asdict(topic) for topic in topics])
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
        raise Transient(f"topics {', '.join(t.name for t in topics)} were not made: {said[-1]}")


def ensure_topics(bootstrap: str, topics: Sequence[Topic], make: Make = make_apart) -> None:
    """Makes the topics that are missing. WrongTopic where one exists with other partitions. Blocking."""
    there = _ask(bootstrap, "sankua-topics", lambda admin: admin.list_topics())
    if missing := [topic for topic in topics if topic.name not in there]:
        make(bootstrap, missing)
    found = _ask(bootstrap, "sankua-topics", lambda admin: _when_led(admin, [t.name for t in topics]))
    _check({str(t["topic"]): len(t["partitions"]) for t in found}, topics)


async def _when_led(admin: Any, names: list[str]) -> Sequence[Mapping[str, Any]]:
    """The topics, once every partition has a leader."""
    until = asyncio.get_running_loop().time() + _PATIENCE
    while not _led(found := await admin.describe_topics(names)):
        if asyncio.get_running_loop().time() > until:
            raise KafkaTimeoutError(f"not all partitions of {', '.join(names)} have a leader")
        await asyncio.sleep(0.05)
    return list(found)


def _led(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every partition can be written to."""
    partitions = [p for t in found for p in t["partitions"]]
    return (
        bool(partitions)
        and all(not t["error_code"] for t in found)
        and all(not p["error_code"] and p["leader"] >= 0 for p in partitions)
    )


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
