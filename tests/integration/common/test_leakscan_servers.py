"""The leak scan on a real broker and a real MongoDB: headers, dead letters and documents are read."""

from __future__ import annotations

import pytest
from kafka import KafkaProducer
from pymongo import MongoClient

from services.common.topics import Topic, ensure_topics
from tests.leaks import Scan

pytestmark = pytest.mark.stack
NAME, PLACE, TEXT = "令狐听雨", "望江楼东侧", "水泵房三年没有检修"


def test_a_word_in_a_header_a_trace_a_document_is_found(kafka, mongo, topic, database):
    ensure_topics(kafka.bootstrap, [Topic(topic, 2, 1), Topic(f"{topic}.dlq", 1, 1)])
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap, compression_type="gzip")
    clean = [("ce_traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    producer.send(topic, key=b"140403-2026-000001", value=b"fine", headers=clean)
    producer.send(topic, key=b"k", value=b"fine", headers=[("ce_tracestate", NAME.encode())])
    producer.send(f"{topic}.dlq", key=b"k", value=b'{"trace": ["%s"]}' % PLACE.encode())
    producer.close()
    with MongoClient(mongo.uri) as client:
        client[database]["audit"].insert_many([{"purpose": "fine"}, {"purpose": {"deep": [TEXT]}}])
        scan = Scan("servers", [NAME, PLACE, TEXT])
        scan.topics(kafka.bootstrap, [topic, f"{topic}.dlq", "no.such.topic"])
        scan.documents(mongo.uri, [database, "no_such_database"])
        client.drop_database(database)
    assert sorted(scan.found) == [
        (f"documents of {database}.audit", TEXT),
        (f"events of {topic}", NAME),
        (f"events of {topic}.dlq", PLACE),
    ]
    assert scan.looked == {"events": 3, "documents": 1}


def test_servers_that_are_away_end_no_run(tmp_path):
    scan = Scan("away", [NAME])
    scan.metrics("x", "http://127.0.0.1:1/metrics")
    scan.logs(tmp_path)
    assert (scan.found, dict(scan.looked)) == ([], {})
    assert scan.away[0].startswith("metrics of x: ")
