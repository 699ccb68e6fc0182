"""Topics declared as data, and made where they are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiokafka.partitioner import murmur2
from kafka import KafkaAdminClient
from kafka.errors import TopicAlreadyExistsError

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
    admin = KafkaAdminClient(bootstrap_servers=bootstrap, client_id="sankua-topics")
    try:
        there = set(admin.list_topics())
        for topic in topics:
            if topic.name not in there:
                _create(admin, topic)
        found = admin.describe_topics([t.name for t in topics if t.name in there])
        _check({str(t["name"]): len(t["partitions"]) for t in found}, topics)
    finally:
        admin.close()


def _create(admin: KafkaAdminClient, topic: Topic) -> None:
    options = {
        "num_partitions": topic.partitions,
        "replication_factor": topic.replication,
        "configs": dict(topic.config),
    }
    try:
        admin.create_topics({topic.name: options}, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        return  # another service was faster; it declares the same


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
    admin = KafkaAdminClient(bootstrap_servers=bootstrap, client_id="sankua-groups")
    try:
        return len(admin.describe_groups([group])[group]["members"])
    finally:
        admin.close()
