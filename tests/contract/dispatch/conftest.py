"""The same two services as for intake's contract; pytest finds helpers only beside the test."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "intake"))

import secrets
from collections.abc import Iterator

import pytest
from office_world import World

from sankua.cli.stack.servers import LocalKafka, LocalMongo


@pytest.fixture(scope="module")
def world(kafka: LocalKafka, mongo: LocalMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both services, ready; killed and dropped at the end."""
    found = World(
        kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", tmp_path_factory.mktemp("offices")
    )
    try:
        for service in ("intake", "dispatch"):
            found.start(service)
        for service in ("intake", "dispatch"):
            found.ready(service)
        yield found
    finally:
        found.end()
