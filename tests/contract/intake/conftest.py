"""Intake and dispatch, running for one module of tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_world import World

from sankua.cli.stack.servers import LocalKafka, LocalMongo


@pytest.fixture(scope="module")
def world(kafka: LocalKafka, mongo: LocalMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both services, ready; killed and dropped at the end."""
    folder: Path = tmp_path_factory.mktemp("offices")
    found = World(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    try:
        for service in ("intake", "dispatch"):
            found.start(service)
        for service in ("intake", "dispatch"):
            found.ready(service)
        yield found
    finally:
        found.end()
