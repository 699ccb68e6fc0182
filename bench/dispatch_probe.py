"""Ids tried by an accused office: how long "no such case" takes where there is one and where not."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import grpc
from dispatch_load import OFFICE, until_committed

from sankua.cli.client import connect
from sankua.cli.stack.stack import Stack
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2_grpc import DispatchServiceStub
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

HIDDEN = 20


async def probes(stack: Stack, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of answers about accusations against the office that asks and about none, mixed."""
    known = await until_committed(stack, accuse(stack), HIDDEN)
    hidden: list[float] = []
    missing: list[float] = []
    order = [True, False] * count
    random.Random(1).shuffle(order)
    async with connect(stack.info, "dispatch", roles=("dispatcher",), org=OFFICE) as channel:
        stub = DispatchServiceStub(channel)
        for i, there in enumerate(order):
            case = known[i % len(known)] if there else f"140403-2025-{900000 + i}"
            begun = time.perf_counter()
            try:
                await stub.GetCase(pb.GetCaseRequest(case_id=case), timeout=60)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
            else:
                raise AssertionError(f"{case} was shown to an accused office")
            (hidden if there else missing).append((time.perf_counter() - begun) * 1000)
    return hidden, missing


async def accuse(stack: Stack) -> list[str]:
    """Accusations against the government of the office, registered there."""
    async with connect(stack.info, "intake", roles=("registrar",), org=OFFICE) as channel:
        stub = IntakeServiceStub(channel)
        found = [stub.RegisterCase(_accusation(n), timeout=60) for n in range(HIDDEN)]
        return [str(answer.case_id) for answer in await asyncio.gather(*found)]


def _accusation(number: int) -> Any:
    facts = {"place_of_matter": "140403", "accused_orgs": ["140403"]}
    said = {
        "channel": "ONLINE", "purpose": "ACCUSATION", "registered_by": OFFICE, "title": f"检举{number}",
        "content": f"反映第{number}个问题。" * 12, "petitioner": {"name": "某某", "phone": "13800000000"},
        "facts": facts,
    }  # fmt: skip
    document = {"request_id": f"dispatch-probe-{number}", "registration": said}
    return json_to_message(intake.RegisterCaseRequest, document)
