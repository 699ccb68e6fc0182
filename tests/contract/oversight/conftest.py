"""Intake and oversight, running for one module of tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from watch_world import WatchWorld

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from sankua.core.times import SHANGHAI


@pytest.fixture(scope="module")
def world(
    kafka: LocalKafka, mongo: LocalMongo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WatchWorld]:
    """Both services, ready, on 10 May 2023, 10:00."""
    folder: Path = tmp_path_factory.mktemp("watch")
    found = WatchWorld(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    found.at(datetime(2023, 5, 10, 10, tzinfo=SHANGHAI))
    try:
        for service in ("intake", "oversight"):
            found.start(service)
        for service in ("intake", "oversight"):
            found.ready(service)
        yield found
    finally:
        found.end()
