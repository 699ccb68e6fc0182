"""The stack as its commands and tests use it: start, find, kill, restart, stop; and what it refuses."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from kafka import KafkaAdminClient

from sankua.cli.stack.discover import find_stack, running_stacks
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.info import publish, registry
from sankua.cli.stack.ports import free_port
from sankua.cli.stack.servers import LocalKafka
from sankua.cli.stack.stack import Stack
from sankua.cli.stack.supervise import Backoff, tend
from tests.integration.stack.conftest import PROCESS

Make = Callable[..., Stack]


def environment(stack: Stack, service: str) -> dict[str, str]:
    with urllib.request.urlopen(stack.info.services[service].http + "/env", timeout=5) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def test_start_find_and_stop(new_stack: Make, tmp_path: Path, kafka: LocalKafka, topic: str) -> None:
    with new_stack(tmp_path / "a") as stack:
        info = find_stack()
        assert info == stack.info == find_stack(tmp_path / "a")
        assert info.kafka == kafka.bootstrap
        assert info.kafka_pid == 0
        pids = [service.pid for service in info.services.values()]
        assert all(psutil.pid_exists(pid) for pid in pids)
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert running_stacks() == []
    client = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    described = {t["name"]: len(t["partitions"]) for t in client.describe_topics([topic, "case.events.dlq"])}
    client.close()
    assert described == {topic: 12, "case.events.dlq": 1}


def test_services_are_told_all_they_need(
    new_stack: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with new_stack(tmp_path / "a") as stack:
        env = environment(stack, "dispatch")
        info = stack.info
        assert env["SANKUA_INTAKE_PEER"] == info.services["intake"].peer
        assert env["SANKUA_GRPC_PORT"] == str(info.services["dispatch"].grpc_port)
        assert env["SANKUA_KAFKA_BOOTSTRAP"] == info.kafka
        assert env["SANKUA_MONGO_URI"] == info.mongo
        assert env["SANKUA_MONGO_DATABASE"] == info.database("dispatch")
        assert Path(env["SANKUA_CLOCK_FILE"]) == info.clock_file
        assert (Path(env["SANKUA_TLS_DIR"]) / "dispatch.pem").is_file()
        assert "PYTHONDONTWRITEBYTECODE" not in env


def test_a_killed_service_comes_back_where_it_was(new_stack: Make, tmp_path: Path) -> None:
    with new_stack(tmp_path / "a") as stack:
        before = stack.info.services["intake"]
        stack.kill("intake")
        assert stack.dead() == {"intake": -9}
        stack.restart("intake")
        after = find_stack().services["intake"]
        assert stack.dead() == {}
    assert after.pid != before.pid
    assert (after.grpc, after.peer, after.http) == (before.grpc, before.peer, before.http)


def test_ports_and_keys_are_kept_over_restarts(new_stack: Make, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with new_stack(folder) as stack:
        first = {s.name: (s.grpc_port, s.peer_port, s.http_port) for s in stack.info.services.values()}
        keys = {f.name: f.read_bytes() for f in stack.info.tls.iterdir()}
    with new_stack(folder) as stack:
        second = {s.name: (s.grpc_port, s.peer_port, s.http_port) for s in stack.info.services.values()}
        assert {f.name: f.read_bytes() for f in stack.info.tls.iterdir()} == keys
    assert first == second


def test_two_stacks_side_by_side_and_which_is_meant(new_stack: Make, tmp_path: Path) -> None:
    with new_stack(tmp_path / "a"), new_stack(tmp_path / "b") as b:
        with pytest.raises(StackError, match=r"(?s)2 stacks .*--data .*/a.*--data .*/b") as caught:
            find_stack()
        assert caught.value.exit_code == 2
        assert find_stack(tmp_path / "b") == b.info


def test_one_folder_has_one_stack(new_stack: Make, tmp_path: Path) -> None:
    with new_stack(tmp_path / "a"), pytest.raises(StackError, match=r"already \(pid \d+\)"):
        new_stack(tmp_path / "a").start()


def test_no_stack_is_exit_3(own_registry: None, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="no Sankua stack is running") as caught:
        find_stack()
    assert caught.value.exit_code == 3
    with pytest.raises(StackError, match=str(tmp_path)):
        find_stack(tmp_path)


def test_what_a_killed_stack_left_in_the_registry_is_not_found(new_stack: Make, tmp_path: Path) -> None:
    with new_stack(tmp_path / "a") as stack:
        info = stack.info
    publish(info.__class__.from_json({**info.to_json(), "pid": 4194304}))
    (registry() / "broken.json").write_text("{")
    assert running_stacks() == []
    assert list(registry().glob("*.json")) == []


def test_a_service_that_dies_at_start_is_named_with_its_log_and_nothing_stays(
    new_stack: Make, tmp_path: Path
) -> None:
    stack = new_stack(tmp_path / "a", intake=PROCESS, dispatch=[*PROCESS, "--fail"])
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.raises(
        StackError, match=r"(?s)dispatch ended with code 3.*dispatch\.log.*no such key: colour"
    ):
        stack.start()
    assert {child.pid for child in psutil.Process().children(recursive=True)} == before
    assert running_stacks() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SANKUA_PARTITIONS", "0", "SANKUA_PARTITIONS='0'"),
        ("SANKUA_LOG_LEVEL", "LOUD", "SANKUA_LOG_LEVEL='LOUD'"),
        ("SANKUA_CONFIG", "/no/such.yaml", "there is no such file"),
    ],
)
def test_a_value_out_of_range_is_refused_before_anything_starts(
    own_registry: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StackError, match=said) as caught:
        Stack(tmp_path / "a").start()
    assert caught.value.exit_code == 1
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("SANKUA_MONGO_URI", "mongodb://u:secret@127.0.0.1:{}/"), ("SANKUA_KAFKA_BOOTSTRAP", "127.0.0.1:{}")],
)
def test_a_server_that_is_not_there_is_named_without_its_password(
    new_stack: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    port = free_port()
    extra = "?serverSelectionTimeoutMS=300" if "MONGO" in name else ""
    monkeypatch.setenv(name, value.format(port) + extra)
    with pytest.raises(StackError, match=rf"127.0.0.1:{port}") as caught:
        new_stack(tmp_path / "a").start()
    assert caught.value.exit_code == 3
    assert "secret" not in str(caught.value)


def test_the_configuration_file_names_servers(
    new_stack: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kafka: LocalKafka
) -> None:
    file = tmp_path / "sankua.yaml"
    file.write_text(f"kafka_bootstrap: {kafka.bootstrap}\n")
    monkeypatch.delenv("SANKUA_KAFKA_BOOTSTRAP")
    monkeypatch.setenv("SANKUA_CONFIG", str(file))
    with new_stack(tmp_path / "a") as stack:
        assert stack.names == ("intake", "dispatch")
        assert stack.info.kafka == kafka.bootstrap


def test_a_topic_with_other_partitions_is_refused(
    new_stack: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, topic: str
) -> None:
    with new_stack(tmp_path / "a"):
        pass
    monkeypatch.setenv("SANKUA_PARTITIONS", "6")
    with pytest.raises(StackError, match=rf"{topic} has 12 partitions"):
        new_stack(tmp_path / "a").start()


def test_an_unknown_part_is_refused(new_stack: Make, tmp_path: Path) -> None:
    with (
        new_stack(tmp_path / "a") as stack,
        pytest.raises(StackError, match="'cat' is not part of this stack"),
    ):
        stack.kill("cat")


def test_supervision_starts_again_what_ended_and_gives_up_at_the_limit(
    new_stack: Make, tmp_path: Path
) -> None:
    said: list[str] = []
    backoff = Backoff(limit=2)
    with new_stack(tmp_path / "a") as stack:
        for now in (0.0, 100.0, 101.0):  # the calm between the first two ends forgives the first
            stack.kill("intake")
            tend(stack, backoff, said.append, now)
            tend(stack, backoff, said.append, now + 50)
            assert stack.dead() == {}
        stack.kill("intake")
        with pytest.raises(StackError, match="intake ended 3 times, the last time with code -9"):
            tend(stack, backoff, said.append, 102.0)
    assert said[0] == "intake ended with code -9; starting it again in 1 s"
    assert said[1] == "intake is started again"


def test_pauses_grow_up_to_the_longest() -> None:
    backoff = Backoff(limit=6)
    pauses: list[Any] = [backoff.ended("x", now) for now in range(7)]
    assert pauses == [1, 2, 4, 8, 15, 15, None]
