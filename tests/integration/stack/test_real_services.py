"""The services and the JSON door on the stack's own servers: up, in the registry, reachable, gone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest

from sankua.cli.client import connect, grants_for, mint
from sankua.cli.stack.config import DOOR, SERVICES
from sankua.cli.stack.discover import find_stack
from sankua.cli.stack.info import ServiceInfo, StackInfo
from sankua.cli.stack.ports import free_port
from sankua.cli.stack.stack import NICENESS, Stack, StackOptions, with_door
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

pytestmark = pytest.mark.timeout(300)  # servers start several times; a loaded machine is slow

SLOWEST = 150.0
"""Seconds; the mark is 20 with nothing else running. The bench measures it, this test only wants it up."""


@pytest.mark.stack
async def test_all_four_come_up_know_the_caller_and_go(
    tmp_path: Path, own_registry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SANKUA_KAFKA_BOOTSTRAP", "SANKUA_MONGO_URI"):
        monkeypatch.delenv(name, raising=False)
    began = time.monotonic()
    with Stack(tmp_path / "data", StackOptions(services=with_door())) as stack:
        assert time.monotonic() - began < SLOWEST
        info = find_stack()
        assert tuple(info.services) == (*SERVICES, DOOR)
        for service in info.services.values():
            assert "sankua_ready" in metrics(service)
        # Counted from here: the tests themselves may run at a lower priority.
        given = {n: psutil.Process(s.pid).nice() - psutil.Process().nice() for n, s in info.services.items()}
        assert given == {name: NICENESS.get(name, 0) for name in given}
        assert 0 == given["intake"] < given["dispatch"] < given["oversight"] < given["reporting"]
        pids = [info.kafka_pid, info.mongo_pid, *(s.pid for s in info.services.values())]
        assert await code_of_empty_registration(stack, "registrar") is grpc.StatusCode.INVALID_ARGUMENT
        assert await code_of_empty_registration(stack, "operator") is grpc.StatusCode.PERMISSION_DENIED
        assert not (info.tls / "door.key").exists()
        through_the_door(f"http://{info.services[DOOR].grpc}", info)
        the_command(info)
        stack.kill("intake")
        assert status(f"{info.services[DOOR].http}/readyz") == 503
        assert status(f"{info.services[DOOR].http}/livez") == 200
        stack.restart("intake")
        assert await code_of_empty_registration(stack, "registrar") is grpc.StatusCode.INVALID_ARGUMENT
    assert not any(map(psutil.pid_exists, pids))


def metrics(service: ServiceInfo) -> str:
    with urllib.request.urlopen(f"{service.http}/metrics", timeout=5) as answer:
        text: str = answer.read().decode()
    return text


async def code_of_empty_registration(stack: Stack, role: str) -> grpc.StatusCode:
    async with connect(stack.info, "intake", roles=[role], org="140403-xfj") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await IntakeServiceStub(channel).RegisterCase(intake.RegisterCaseRequest(), timeout=15)
    return refused.value.code()


def through_the_door(address: str, info: StackInfo) -> None:
    """A portal registers a matter and follows it, with nothing but HTTP and a token."""
    assert status(f"{info.services[DOOR].http}/readyz") == 200
    token = mint(info.tls, grants_for(["140403-xfj"], ["registrar", "portal"]))
    matter = {
        "channel": "ONLINE", "purpose": "APPEAL", "registered_by": "140403-xfj", "anonymous": True,
        "facts": {"place_of_matter": "140403", "sector": "wages"}, "content": "厂里拖欠工资,请人社局处理。",
    }  # fmt: skip
    asked = json.dumps({"request_id": "door-1", "registration": matter}).encode()
    receipt = call(f"{address}/api/v1/cases", token, asked)
    assert receipt["created"]
    track = f"{address}/api/v1/cases/{receipt['case_id']}/track?query_code={receipt['query_code']}"
    assert call(track, token)["status"] == "open"
    said = metrics(info.services[DOOR])
    assert 'sankua_door_requests_total{operation="RegisterCase",status="200"} 1.0' in said
    assert 'sankua_door_seconds_count{operation="TrackCase"} 1.0' in said
    assert "sankua_relay_leader" not in said  # it has no relay: a zero would be an alarm
    assert receipt["case_id"] not in said


def the_command(info: StackInfo) -> None:
    """`sankua door` finds the running stack by itself, serves it, and ends well with Ctrl-C."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "sankua.cli.main", "door", "--port", str(port)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        assert process.stderr.readline().strip() == f"http://127.0.0.1:{port}/api/v1/openapi.json"
        end = time.monotonic() + 60
        while status(f"http://127.0.0.1:{port}/livez") != 200:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.05)
        token = mint(info.tls, grants_for(["140403-xfj"], ["registrar"]))
        document = call(f"http://127.0.0.1:{port}/api/v1/openapi.json", token)
        assert "/api/v1/cases" in document["paths"]
        assert status(f"http://127.0.0.1:{port}/api/v1/cases/140403-2026-999999") == 401
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, process.stderr.read()
    finally:
        process.kill()
        process.communicate()


def call(url: str, token: str, body: bytes | None = None) -> Any:
    kind = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, kind), timeout=30) as answer:
        return json.load(answer)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
