"""A world for each test of the mechanism."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from toy_world import World

from sankua.cli.stack.servers import LocalKafka, LocalMongo


@pytest.fixture
def world(kafka: LocalKafka, mongo: LocalMongo, topic: str, tmp_path: Path) -> Iterator[World]:
    """Topic, databases and certificates of one test; what it started is killed at its end."""
    found = World(kafka.bootstrap, mongo.uri, topic, tmp_path)
    yield found
    found.end()
