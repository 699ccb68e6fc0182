"""Kafka's start-up cache: used where it fits, passed over where it does not, and never needed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sankua.cli.stack import packages, startup_cache
from sankua.cli.stack.servers import LocalKafka


def mapped(pid: int) -> str:
    """The files that a process has mapped into its memory."""
    return Path(f"/proc/{pid}/maps").read_text()


def test_a_broker_starts_from_the_cache_that_was_made(tmp_path: Path) -> None:
    said = startup_cache.make()
    file = packages.startup_cache()
    assert file.name in said
    assert startup_cache.make().endswith("there already")
    broker = LocalKafka(tmp_path / "kafka")
    broker.start()
    try:
        assert str(file) in mapped(broker.pid)
    finally:
        broker.stop()


def test_what_is_no_cache_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = f"{packages.KAFKA.rpartition(':')[2]}.json"
    packages.kafka_jars()
    (tmp_path / "cache" / "kafka").mkdir(parents=True)
    shutil.copy(packages.cache_folder() / "kafka" / listing, tmp_path / "cache" / "kafka" / listing)
    monkeypatch.setenv("SANKUA_CACHE", str(tmp_path / "cache"))
    packages.startup_cache().write_bytes(b"this is no cache")
    broker = LocalKafka(tmp_path / "kafka")
    broker.start()
    try:
        assert broker.running
        assert str(packages.startup_cache()) not in mapped(broker.pid)
    finally:
        broker.stop()


def test_an_older_java_makes_none_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert startup_cache.java_version() >= 17
    (tmp_path / "bin").mkdir()
    (tmp_path / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="21.0.2"\n')
    monkeypatch.setattr(startup_cache, "java", lambda: str(tmp_path / "bin" / "java"))
    assert startup_cache.java_version() == 21
    assert startup_cache.make() == "no start-up cache for Kafka: Java 21 does not write one"
