"""Intake and dispatch with a topic of their own per test: these tests kill them."""

from __future__ import annotations

import sys
from pathlib import Path

# The contract tests' world and the unit tests' life of a case; pytest finds helpers only beside the test.
sys.path.insert(0, str(Path(__file__).parents[2] / "contract" / "intake"))
sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "dispatch"))

from collections.abc import Iterator

import pytest
from office_world import World

from sankua.cli.stack.servers import LocalKafka, LocalMongo


@pytest.fixture
def world(kafka: LocalKafka, mongo: LocalMongo, topic: str, tmp_path: Path) -> Iterator[World]:
    """Nothing started yet."""
    found = World(kafka.bootstrap, mongo.uri, topic, tmp_path)
    yield found
    found.end()
