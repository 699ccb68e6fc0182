"""Dispatch under load: `python bench/dispatch.py [--open N] [--offers N] [--lives N] [--rate N]`.

Figures: one inbox page of an organ with many open cases; from an offer until the receiver's stream
shows it; whole lives (register, route, accept, opinion, deliver, conclude) per second. Floor of the page: the
same organ asked with nothing in it, in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from main_job import CALLERS
from pymongo import MongoClient

from sankua.cli.client import connect
from sankua.cli.stack.stack import Stack
from sankua.core.times import parse_time
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2_grpc import DispatchServiceStub
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from services.dispatch.domain import inbox
from services.dispatch.domain.state import Case

OFFICE, LEAD, EMPTY = "140403-xfj", "140403-rsj", "140403-mzj"
TRACE = '{"rule":"R10","facts":{"sector":"wages"},"applied":false}' * 60
"""About as long as the trace of a real decision: a page must not pay for it."""
MARKS = {"page_ms": 50, "stream_ms": 150, "lives": 200}


def request(number: int) -> intake.RegisterCaseRequest:
    """Wages unpaid at the office's place: LAW, so it is handed on by itself."""
    document = {
        "request_id": f"dispatch-bench-{number}",
        "registration": {
            "channel": "ONLINE",
            "purpose": "APPEAL",
            "registered_by": OFFICE,
            "title": f"第{number}件",
            "content": f"反映第{number}个问题。" * 12,
            "petitioner": {"name": "某某", "phone": "13800000000"},
            "facts": {"place_of_matter": "140403", "sector": "wages", "work_place": "140403"},
        },
    }
    return json_to_message(intake.RegisterCaseRequest, document)


def fill(stack: Stack, count: int) -> None:
    """Open cases of one organ, put into dispatch's database as its consumer would leave them."""
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        cases = client[stack.info.database("dispatch")]["cases"]
        for first in range(0, count, 5000):
            cases.insert_many([_stored(n) for n in range(first, min(first + 5000, count))], ordered=False)


def _stored(number: int) -> dict[str, Any]:
    case = f"140403-1999-{number:06}"
    handoff = {
        "handoff_id": "h1", "from_org": OFFICE, "to_org": LEAD, "role": "LEAD", "mode": "FORWARD",
        "state": "DELIVERED", "offered_time": "1999-05-04T10:00:00+08:00",
        "delivered_time": "1999-05-04T10:00:00+08:00",
    }  # fmt: skip
    parts = {
        "intake": {"registered_by": OFFICE, "purpose": "APPEAL"},
        "dispatch": {"state": "OFFERED", "lead": LEAD, "handoffs": [handoff], "trace": TRACE},
    }
    found = Case.read(parts)
    assert found is not None
    return {
        "_id": case,
        "v": 1,
        "pos": {},
        "held": [],
        "state": "OFFERED",
        "lead": LEAD,
        "hops": 0,
        "parts": parts,
        "lists": inbox.lines(case, found),
    }


def percentile(values_found: list[float], percent: float) -> float:
    """Nearest rank."""
    return sorted(values_found)[min(len(values_found) - 1, int(len(values_found) * percent / 100))]


async def pages(stack: Stack, org: str, times: int) -> list[float]:
    """Milliseconds of one page of 100, again and again, each page after the one before."""
    found, token = [], ""
    async with connect(stack.info, "dispatch", roles=("handler",), org=org) as channel:
        stub = DispatchServiceStub(channel)
        for _ in range(times):
            begun = time.perf_counter()
            asked = pb.ListHandoffsRequest(org=org, page_size=100, page_token=token)
            token = (await stub.ListHandoffs(asked, timeout=60)).next_page_token
            found.append((time.perf_counter() - begun) * 1000)
    return found


async def stream(stack: Stack, count: int, rate: int) -> list[float]:
    """Milliseconds from the offer's time to its show in the stream, at a rate of registrations."""
    found: list[float] = []
    async with connect(stack.info, "dispatch", roles=("handler",), org=LEAD) as channel:
        call = DispatchServiceStub(channel).WatchInbox(
            pb.WatchInboxRequest(org=LEAD, only_new=True), timeout=300
        )

        async def read() -> None:
            async for answer in call:
                offered = parse_time(message_to_json(answer.handoff)["offered_time"])
                found.append((time.time() - offered.timestamp()) * 1000)
                if len(found) >= count:
                    return

        reader = asyncio.create_task(read())
        await asyncio.sleep(1)
        await register(stack, 0, count, rate)
        await reader
        call.cancel()
    return found


async def register(stack: Stack, first: int, count: int, rate: int) -> list[str]:
    """Case ids of registrations that begin at an even rate; 0 means as fast as CALLERS callers can."""
    gate = asyncio.Semaphore(CALLERS)
    async with connect(stack.info, "intake", roles=("registrar",), org=OFFICE) as channel:
        stub = IntakeServiceStub(channel)

        async def one(number: int) -> str:
            if rate:
                await asyncio.sleep((number - first) / rate)
            async with gate:
                return str((await stub.RegisterCase(request(number), timeout=120)).case_id)

        return list(await asyncio.gather(*(one(first + n) for n in range(count))))


async def lives(stack: Stack, first: int, count: int) -> float:
    """Whole lives per second, all services on this machine."""
    begun = time.perf_counter()
    cases = await register(stack, first, count, 0)
    async with connect(stack.info, "dispatch", roles=("handler",), org=LEAD) as channel:
        stub, gate = DispatchServiceStub(channel), asyncio.Semaphore(CALLERS)

        async def one(case: str) -> None:
            async with gate:
                await _until_routed(stub, case)
                head = {"case_id": case, "request_id": f"{case}-a"}
                await stub.AcceptHandoff(pb.AcceptHandoffRequest(**head, handoff_id="h1"), timeout=120)
                head["request_id"] = f"{case}-o"
                supported = values.OpinionResult.OPINION_RESULT_SUPPORTED
                await stub.IssueOpinion(pb.IssueOpinionRequest(**head, result=supported), timeout=120)
                head["request_id"] = f"{case}-d"
                await stub.DeliverOpinion(pb.DeliverOpinionRequest(**head), timeout=120)
                head["request_id"] = f"{case}-c"
                await stub.ConcludeCase(pb.ConcludeCaseRequest(**head), timeout=120)

        await asyncio.gather(*map(one, cases))
    return count / (time.perf_counter() - begun)


async def _until_routed(stub: Any, case: str) -> None:
    from grpc.aio import AioRpcError

    while True:
        try:
            await stub.GetCase(pb.GetCaseRequest(case_id=case), timeout=60)
        except AioRpcError:
            await asyncio.sleep(0.1)
        else:
            return


async def measure(stack: Stack, given: argparse.Namespace) -> None:
    await pages(stack, EMPTY, 20)
    floor = await pages(stack, EMPTY, 200)
    await asyncio.to_thread(fill, stack, given.open)
    page = await pages(stack, LEAD, 200)
    shown = await stream(stack, given.offers, given.rate)
    rate = await lives(stack, given.offers, given.lives)
    _say(f"inbox page, {given.open} open", page, f"mark p99 {MARKS['page_ms']}")
    _say("  the same, nothing in it", floor, "")
    _say(f"offered to shown, {given.rate}/s", shown, f"mark p99 {MARKS['stream_ms']}")
    print(f"{'whole lives/s':<32}{rate:<40.0f}mark {MARKS['lives']}")


def _say(name: str, found: list[float], mark: str) -> None:
    text = f"p50 {percentile(found, 50):.1f} ms, p99 {percentile(found, 99):.1f} ms"
    print(f"{name:<32}{text:<40}{mark}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--offers", type=int, default=2000)
    parser.add_argument("--lives", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=200)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(Path(name) / "stack") as stack,
    ):
        asyncio.run(measure(stack, given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
