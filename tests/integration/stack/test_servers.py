"""The two servers come back: after SIGKILL, on the same data, at the same port or a new one."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from pymongo import MongoClient

from sankua.cli.stack.failures import StackError
from sankua.cli.stack.ports import PortBook, free_port
from sankua.cli.stack.servers import LocalKafka, LocalMongo
from services.common.topics import Topic, ensure_topics

pytestmark = pytest.mark.timeout(300)  # servers start several times; a loaded machine is slow


def listen(port: int) -> socket.socket:
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", port))
    taken.listen()
    return taken


def send(bootstrap: str, topic: str, *values: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    futures = [producer.send(topic, value) for value in values]
    for future in futures:
        future.get(timeout=20)
    producer.close()


def everything(bootstrap: str, topic: str) -> list[bytes]:
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=15000
    )
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    end = consumer.end_offsets([place])[place]
    found: list[bytes] = []
    while len(found) < end:
        found.append(next(consumer).value)
    consumer.close()
    return found


def documents(uri: str, database: str) -> list[dict[str, Any]]:
    with MongoClient(uri) as client:
        return list(client[database].cases.find({}, sort=[("_id", 1)]))


def test_kafka_keeps_acknowledged_records_through_sigkill_and_a_new_port(tmp_path: Path) -> None:
    server = LocalKafka(tmp_path)
    server.start()
    try:
        ensure_topics(server.bootstrap, [Topic("case.events", 1)])
        send(server.bootstrap, "case.events", b"one", b"two")
        before = server.bootstrap
        server.kill()
        assert not server.running
        server.start()
        assert server.bootstrap == before
        assert everything(server.bootstrap, "case.events") == [b"one", b"two"]
        server.stop()
        with listen(int(before.partition(":")[2])):
            second = LocalKafka(tmp_path)
            second.start()
            try:
                assert second.bootstrap != before
                assert [n for n in second.notes if before.partition(":")[2] in n]
                assert everything(second.bootstrap, "case.events") == [b"one", b"two"]
                send(second.bootstrap, "case.events", b"three")
                assert everything(second.bootstrap, "case.events")[-1] == b"three"
            finally:
                second.stop()
    finally:
        server.stop()
    assert not second.running


def test_mongod_keeps_majority_writes_through_sigkill_and_a_new_port(tmp_path: Path, database: str) -> None:
    server = LocalMongo(tmp_path)
    server.start()
    try:
        with MongoClient(server.uri, w="majority") as client:
            client[database].cases.insert_many([{"_id": 1}, {"_id": 2}])
        before = server.uri
        server.kill()
        server.start()
        assert server.uri == before
        assert documents(server.uri, database) == [{"_id": 1}, {"_id": 2}]
        server.stop()
        with listen(PortBook(tmp_path / "ports.json").take("mongod")):
            second = LocalMongo(tmp_path)
            second.start()
            try:
                assert second.uri != before
                assert len(second.notes) == 1
                assert documents(second.uri, database) == [{"_id": 1}, {"_id": 2}]
            finally:
                second.stop()
    finally:
        server.stop()


def test_mongod_is_a_replica_set_with_transactions_and_change_streams(
    mongo: LocalMongo, database: str
) -> None:
    with MongoClient(mongo.uri) as client:
        cases = client[database].cases
        cases.insert_one({"_id": 0})
        with cases.watch() as stream:
            with client.start_session() as session, session.start_transaction():
                cases.insert_one({"_id": 1}, session=session)
            assert next(stream)["documentKey"] == {"_id": 1}


def test_kafka_makes_no_topic_by_itself(kafka: LocalKafka, topic: str) -> None:
    client = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    assert topic not in client.list_topics()
    ensure_topics(kafka.bootstrap, [Topic(topic, 12)])
    (described,) = client.describe_topics([topic])
    assert len(described["partitions"]) == 12
    client.close()


@pytest.mark.parametrize("server", [LocalKafka, LocalMongo])
def test_a_fixed_port_that_is_taken_is_named_with_its_holder(
    tmp_path: Path, server: type[LocalKafka]
) -> None:
    port = free_port()
    with listen(port), pytest.raises(StackError, match=rf"port {port} for .* is taken by .*pid"):
        server(tmp_path, port).start()


def test_starting_twice_is_refused(mongo: LocalMongo, kafka: LocalKafka) -> None:
    assert mongo.running
    with pytest.raises(StackError, match="taken by"):
        mongo.launch()
    with pytest.raises(StackError, match="taken by"):
        kafka.launch()
    assert mongo.running
    assert kafka.running
