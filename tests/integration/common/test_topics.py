"""Topics: made by kafka-python in a process of its own, looked at by aiokafka, never changed."""

from __future__ import annotations

import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiokafka.errors import KafkaError
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from sankua.cli.stack.ports import free_port
from sankua.cli.stack.servers import LocalKafka
from services.common.failures import Transient, is_transient
from services.common.topics import Topic, WrongTopic, ensure_topics, make_apart

pytestmark = pytest.mark.stack


def configs(kafka: LocalKafka, topic: str) -> dict[str, str]:
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    try:
        found = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)], config_filter="all")
    finally:
        admin.close()
    entries = found["topic"][topic]
    return {name: entries[name]["value"] for name in ("retention.ms", "cleanup.policy")}


def test_what_is_missing_is_made_and_kept_for_ever(kafka: LocalKafka) -> None:
    name = f"t{secrets.token_hex(6)}"
    wanted = [Topic(name, 3), Topic(f"{name}.dlq", 1)]
    with ThreadPoolExecutor(3) as services:  # all services start together, and each wants the same
        list(services.map(lambda _: ensure_topics(kafka.bootstrap, wanted), range(3)))
    ensure_topics(kafka.bootstrap, wanted)
    assert configs(kafka, name) == {"retention.ms": "-1", "cleanup.policy": "delete"}


def test_another_number_of_partitions_is_refused_and_named(kafka: LocalKafka) -> None:
    name = f"t{secrets.token_hex(6)}"
    ensure_topics(kafka.bootstrap, [Topic(name, 3)])
    with pytest.raises(WrongTopic, match=f"topic {name} has 3 partitions, SANKUA_PARTITIONS says 4"):
        ensure_topics(kafka.bootstrap, [Topic(name, 4)])


def test_a_broker_that_is_away_or_refuses_is_said_and_waited_for(kafka: LocalKafka) -> None:
    with pytest.raises(KafkaError) as away:
        ensure_topics(f"127.0.0.1:{free_port()}", [Topic("t", 1)])
    assert is_transient(away.value)
    with pytest.raises(Transient, match="topics bad name were not made: InvalidTopic"):
        make_apart(kafka.bootstrap, [Topic("bad name", 1)])


def test_what_a_service_loads_is_without_kafka_python() -> None:
    code = "import sys, services.dispatch.wiring, services.reporting.wiring; print('kafka' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
