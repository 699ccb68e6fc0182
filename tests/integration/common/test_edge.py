"""The gRPC edge of a running toy: who may, until when, how refusals and faults look, audit, drain."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from toy_world import Process, World

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as pb_grpc

pytestmark = pytest.mark.stack
CASE = "140403-2023-000001"


@pytest.fixture
def toy(world: World) -> Process:
    return world.start(SANKUA_MAX_DEADLINE="1.5").ready()


def accept(channel: grpc.Channel, handoff: str = "h1", request: str = "r1") -> int:
    """AcceptHandoff; the version."""
    stub = pb_grpc.DispatchServiceStub(channel)
    message = pb.AcceptHandoffRequest(request_id=request, case_id=CASE, handoff_id=handoff)
    return int(stub.AcceptHandoff(message, timeout=10).version)


def refused(channel: grpc.Channel, handoff: str = "h1") -> grpc.RpcError:
    """How the call fails."""
    with channel, pytest.raises(grpc.RpcError) as caught:
        accept(channel, handoff)
    return caught.value


def peer(world: World, toy: Process, name: str | None) -> grpc.Channel:
    """A channel to the peer port with a service's certificate, or with none."""
    pair = (world.pki.read(f"{name}.key"), world.pki.read(f"{name}.pem")) if name else (None, None)
    tls = grpc.ssl_channel_credentials(world.pki.read("ca.pem"), *pair)
    return grpc.secure_channel(f"localhost:{toy.peer}", tls)


async def test_who_may_call(world: World, toy: Process) -> None:
    past = datetime.now(UTC) - timedelta(seconds=5)
    tokens = {
        "": grpc.StatusCode.UNAUTHENTICATED,
        "not.a.token": grpc.StatusCode.UNAUTHENTICATED,
        world.pki.token("handler", exp=past): grpc.StatusCode.UNAUTHENTICATED,
        world.pki.token("handler", aud="other"): grpc.StatusCode.UNAUTHENTICATED,
        world.pki.token("handler", iss="other"): grpc.StatusCode.UNAUTHENTICATED,
        world.pki.token("handler", grants="all"): grpc.StatusCode.UNAUTHENTICATED,
        world.pki.token("auditor"): grpc.StatusCode.PERMISSION_DENIED,
    }
    for token, code in tokens.items():
        error = await asyncio.to_thread(refused, toy.channel(token))
        assert error.code() == code, error.details()
    with toy.person("handler") as channel:
        assert await asyncio.to_thread(accept, channel) == 1
    with peer(world, toy, "friend") as channel:
        assert await asyncio.to_thread(accept, channel, "h1", "r2") == 2
    denied = await asyncio.to_thread(refused, peer(world, toy, "stranger"))
    assert denied.code() == grpc.StatusCode.PERMISSION_DENIED
    nobody = await asyncio.to_thread(refused, peer(world, toy, None))
    assert nobody.code() == grpc.StatusCode.UNAVAILABLE
    audit = list(world.db()["audit"].find({}, {"_id": 0, "name": 1, "allowed": 1, "request": 1}))
    assert {(a["name"], a["allowed"]) for a in audit} == {
        ("tester", True), ("tester", False), ("friend", True), ("stranger", False),
    }  # fmt: skip
    assert audit[0]["request"].keys() == {"case_id", "request_id"}


async def test_a_method_that_names_no_role_is_closed(world: World, toy: Process) -> None:
    channel = toy.person("handler", "leader", "operator")
    stub = pb_grpc.DispatchServiceStub(channel)
    with channel, pytest.raises(grpc.RpcError) as caught:
        await asyncio.to_thread(stub.GetCase, pb.GetCaseRequest(case_id=CASE), timeout=5)
    assert caught.value.code() == grpc.StatusCode.PERMISSION_DENIED


async def test_refusals_are_rich_faults_say_nothing_and_calls_end_in_time(world: World, toy: Process) -> None:
    error = await asyncio.to_thread(refused, toy.person("handler"), "closed")
    assert error.code() == grpc.StatusCode.FAILED_PRECONDITION
    status = rpc_status.from_call(error)
    bad = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(bad)
    violation = bad.field_violations[0]
    assert (violation.field, violation.description) == ("handoff_id", "this handoff is closed")

    with toy.person("handler") as channel:
        stub = pb_grpc.DispatchServiceStub(channel)
        with pytest.raises(grpc.RpcError) as fault:
            await asyncio.to_thread(stub.ConcludeCase, pb.ConcludeCaseRequest(case_id=CASE), timeout=5)
        assert fault.value.code() == grpc.StatusCode.INTERNAL
        assert "secret" not in fault.value.details()
        error_id = fault.value.details().split()[2].rstrip(";")
        assert error_id in toy.text()
        with pytest.raises(grpc.RpcError) as late:
            await asyncio.to_thread(stub.IssueOpinion, pb.IssueOpinionRequest(case_id="8"))
        assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        assert "longer than the server allows" in late.value.details()
    assert toy.metric('sankua_rpc_total{code="FAILED_PRECONDITION"') == 1


async def test_drain_finishes_the_running_call_and_says_so_first(world: World, toy: Process) -> None:
    with toy.person("handler") as channel:
        health = health_pb2_grpc.HealthStub(channel)
        assert health.Check(health_pb2.HealthCheckRequest(), timeout=5).status == 1
        answers: list[object] = []
        stub = pb_grpc.DispatchServiceStub(channel)
        running = threading.Thread(
            target=lambda: answers.append(stub.IssueOpinion(pb.IssueOpinionRequest(case_id="1.2"), timeout=5))
        )
        states = health.Watch(health_pb2.HealthCheckRequest(), timeout=20)
        assert next(states).status == 1
        running.start()
        await asyncio.sleep(0.3)
        stopping = asyncio.create_task(asyncio.to_thread(toy.stop))
        assert (await asyncio.to_thread(next, states)).status == 2
        assert await stopping == 0
        running.join(5)
        assert len(answers) == 1
