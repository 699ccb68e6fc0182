"""Oversight's world with a topic of its own per test: these tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

# The contract tests' world; pytest finds helpers only beside the test.
sys.path.insert(0, str(Path(__file__).parents[2] / "contract" / "oversight"))

from collections.abc import Iterator

import pytest
from watch_world import WatchWorld

from sankua.cli.stack.servers import LocalKafka, LocalMongo


@pytest.fixture
def world(kafka: LocalKafka, mongo: LocalMongo, topic: str, tmp_path: Path) -> Iterator[WatchWorld]:
    """Nothing started yet."""
    found = WatchWorld(kafka.bootstrap, mongo.uri, topic, tmp_path)
    yield found
    found.end()
