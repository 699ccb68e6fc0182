"""One real Kafka and one real MongoDB per test session, started when the first test asks for them."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from tests.honest import pytest_sessionfinish, pytest_terminal_summary
from tests.leakscan import pytest_configure

# Speed is measured in bench/, never asserted: a busy machine is no failure of a property.
settings.register_profile("sankua", deadline=None)
settings.load_profile("sankua")

__all__ = ["pytest_configure", "pytest_sessionfinish", "pytest_terminal_summary"]


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where the session's servers keep their data. Not under pytest's base folder, which is kept."""
    with tempfile.TemporaryDirectory(prefix="sankua-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def kafka(server_folder: Path) -> Iterator[LocalKafka]:
    """The session's broker; a test that kills it starts it again."""
    server = LocalKafka(server_folder / "kafka")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mongo(server_folder: Path) -> Iterator[LocalMongo]:
    """The session's mongod, a replica set of one; a test that kills it starts it again."""
    server = LocalMongo(server_folder / "mongo")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def topic() -> str:
    """A topic name that no other test uses; the topic is not created."""
    return f"t{secrets.token_hex(6)}.events"


@pytest.fixture
def database() -> str:
    """A database name that no other test uses."""
    return f"t{secrets.token_hex(6)}"
