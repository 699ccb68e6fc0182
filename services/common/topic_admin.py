"""Topics made by kafka-python: `python -m services.common.topic_admin BOOTSTRAP`, told as JSON on input.

A process of its own, because what is loaded for this one question stays loaded (see `topics`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Final

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from services.common.topics import Topic

_PATIENCE_MS: Final = 10_000


def create(bootstrap: str, topics: Sequence[Topic]) -> None:
    """Makes the topics; one that is there already is left as it is. KafkaError. Blocking."""
    hosts = [host.strip() for host in bootstrap.split(",")]
    admin = KafkaAdminClient(
        bootstrap_servers=hosts, client_id="sankua-topics", bootstrap_timeout_ms=_PATIENCE_MS
    )
    try:
        for topic in topics:
            _create(admin, topic)
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


def main() -> int:
    """0 where all topics are there; else 1, and on standard error why."""
    try:
        create(sys.argv[1], [Topic(**given) for given in json.load(sys.stdin)])
    except (KafkaError, OSError, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - the parent reads it
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
