"""A whole service from outside: it starts, reacts, answers, and drains."""

from __future__ import annotations

import asyncio

import grpc
import pytest
from toy_world import World, eventually, registered

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as pb_grpc
from services.common.commits import LARGEST

pytestmark = pytest.mark.stack


def accept(channel: grpc.Channel, case: str, request: str, handoff: str = "h1", **call: object) -> int:
    """AcceptHandoff; the version."""
    stub = pb_grpc.DispatchServiceStub(channel)
    message = pb.AcceptHandoffRequest(request_id=request, case_id=case, handoff_id=handoff)
    return int(stub.AcceptHandoff(message, timeout=10, **call).version)


async def test_event_in_effects_out_and_commands_beside(world: World) -> None:
    toy = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(30)))
    cases = world.db()["cases"]
    eventually(lambda: cases.count_documents({"total": 3}) == 30, say=toy.text)
    found = await world.events("dispatch")
    assert len(found) == 60
    assert {e.causation_id for e in found} == {f"140403-2023-{n:06}/intake/1" for n in range(30)}
    case = "140403-2023-000003"
    with toy.person("handler") as channel:
        assert await asyncio.to_thread(accept, channel, case, "r1") == 3
        assert await asyncio.to_thread(accept, channel, case, "r1") == 3
        with pytest.raises(grpc.RpcError) as large:
            await asyncio.to_thread(accept, channel, case, "r2", "h" * (LARGEST + 1))
        assert large.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert "HandoffAccepted" in large.value.details()
        assert str(LARGEST) in large.value.details()
    assert world.db()["commits"].count_documents({"case": case}) == 2
    eventually(lambda: (cases.find_one({"_id": case}) or {})["total"] == 4)
    assert toy.stop() == 0


async def test_a_fault_in_the_background_ends_the_process_with_its_reason(world: World) -> None:
    toy = world.start(TOY_FAULT="yes")
    assert toy.popen.wait(40) == 1
    assert "a fault in the background" in toy.text()
