"""The books of the demonstration are compared when every service has seen everything, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from sankua.cli.demo_run.ledger import Commits
from sankua.cli.stack.servers import LocalMongo
from sankua.core.events import PRODUCERS

NOW = datetime(2023, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def client(mongo: LocalMongo) -> Iterator[MongoClient[dict[str, Any]]]:
    names = [f"sankua_{name}" for name in PRODUCERS]
    with MongoClient[dict[str, Any]](mongo.uri) as found:
        yield found
        for name in names:
            found.drop_database(name)


def test_what_each_service_has_applied_is_counted_over_all_streams(
    client: MongoClient[dict[str, Any]], mongo: LocalMongo
) -> None:
    for behind, name in enumerate(PRODUCERS):
        client[f"sankua_{name}"]["cases"].insert_many(
            [
                {"_id": "140403-2023-00000001", "pos": {"intake": 2, "dispatch": 3 - behind}},
                {"_id": "140403-2023-00000002", "pos": {"intake": 1}},
            ]
        )
    books = Commits(mongo.uri)
    assert books.applied() == [6, 5, 4]
    client["sankua_oversight"]["cases"].delete_many({})
    assert books.applied() == [6, 5, 0]
    books.close()


def test_what_is_due_in_oversight_or_dispatch_is_waited_for(
    client: MongoClient[dict[str, Any]], mongo: LocalMongo
) -> None:
    late, later = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    books = Commits(mongo.uri)
    assert books.due(NOW) == 0
    client["sankua_oversight"]["cases"].insert_many([{"next_fire_at": late}, {"next_fire_at": later}])
    assert books.due(NOW) == 1
    client["sankua_dispatch"]["cases"].insert_many([{"wake": late}, {"wake": None}, {"state": "ROUTED"}])
    assert books.due(NOW) == 2
    books.close()
