"""Oversight's world with a topic of its own per test: these tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

# The contract tests' world; pytest finds helpers only beside the test.
sys.path.insert(0, str(Path(__file__).parents[2] / "contract" / "oversight"))

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import mongoengine
import pytest
from firing_desk import move
from watch_world import WatchWorld

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from sankua.core.times import SHANGHAI
from services.common import mongo as connection
from services.oversight import store


@pytest.fixture
def world(kafka: LocalKafka, mongo: LocalMongo, topic: str, tmp_path: Path) -> Iterator[WatchWorld]:
    """Nothing started yet."""
    found = WatchWorld(kafka.bootstrap, mongo.uri, topic, tmp_path)
    yield found
    found.end()


@pytest.fixture
def db(mongo: LocalMongo, database: str) -> Iterator[Any]:
    """A database of its own, with the indexes of the cases."""
    found = connection.connect(mongo.uri, database)
    store.OversightState.ensure_indexes()
    yield found
    found.client.drop_database(database)
    mongoengine.disconnect()


@pytest.fixture
def shift(tmp_path: Path) -> Path:
    """The clock stands at 1 March 2023, 10:00, until a test moves it."""
    file = tmp_path / "clock"
    move(file, datetime(2023, 3, 1, 10, tzinfo=SHANGHAI))
    return file
