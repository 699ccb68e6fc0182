"""Stacks whose services are small real processes; the servers are the session's, named by configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from sankua.cli.stack.stack import Stack, StackOptions

PROCESS = [sys.executable, str(Path(__file__).with_name("service_process.py"))]


@pytest.fixture
def own_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No stack of the person who runs the tests is seen."""
    monkeypatch.setenv("SANKUA_STATE", str(tmp_path / "state"))


@pytest.fixture
def new_stack(
    own_registry: None, kafka: LocalKafka, mongo: LocalMongo, topic: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Stack]:
    """A function that makes a stack on a folder, with intake and dispatch (or what is given)."""
    monkeypatch.setenv("SANKUA_KAFKA_BOOTSTRAP", kafka.bootstrap)
    monkeypatch.setenv("SANKUA_MONGO_URI", mongo.uri)
    monkeypatch.setenv("SANKUA_TOPIC", topic)

    def make(folder: Path, **services: list[str]) -> Stack:
        return Stack(folder, StackOptions(services=services or {"intake": PROCESS, "dispatch": PROCESS}))

    return make
