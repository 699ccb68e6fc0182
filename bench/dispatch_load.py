"""What bench/dispatch.py does to dispatch: cases in bulk, pages, the stream, whole lives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from grpc.aio import AioRpcError
from main_job import CALLERS, backlog, commits, until_routed
from pymongo import AsyncMongoClient, MongoClient, WriteConcern

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

OFFICE, LEAD, EMPTY, HELPER = "140403-xfj", "140403-rsj", "140403-mzj", "140403-jyj"
TRACE = '{"rule":"R10","facts":{"sector":"wages"},"applied":false}' * 25
"""About as long as the trace of a real decision: a page must not pay for it."""
LIFE_CALLS = 5
"""Commands of a whole life: register, accept, opinion, deliver, conclude."""


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


def fill(stack: Stack, count: int, over: bool) -> None:
    """Cases of one organ, put into dispatch's database as its consumer leaves them; `over`: concluded."""
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        database = client[stack.info.database("dispatch")]
        for first in range(0, count, 5000):
            numbers = range(first, min(first + 5000, count))
            database["cases"].insert_many([stored(n, over) for n in numbers], ordered=False)
            if over:
                database["commits"].insert_many([committed(n) for n in numbers], ordered=False)


def name_of(number: int, over: bool) -> str:
    """The case id of a case that was put in."""
    return f"140403-{1990 + number // 1_000_000 + 5 * over}-{number % 1_000_000:06}"


def stored(number: int, over: bool = False) -> dict[str, Any]:
    """One state document: open and waiting for LEAD, or concluded."""
    case = name_of(number, over)
    handoff = {
        "handoff_id": "h1", "from_org": OFFICE, "to_org": LEAD, "role": "LEAD", "mode": "FORWARD",
        "state": "ACCEPTED" if over else "DELIVERED", "offered_time": "1999-05-04T10:00:00+08:00",
        "delivered_time": "1999-05-04T10:00:00+08:00",
    }  # fmt: skip
    state = "CONCLUDED" if over else "OFFERED"
    own = {"state": state, "lead": LEAD, "handoffs": [handoff], "trace": TRACE}
    parts = {"intake": {"registered_by": OFFICE, "purpose": "APPEAL"}, "dispatch": own}
    found = Case.read(parts)
    assert found is not None
    return {
        "_id": case,
        "v": 1,
        "pos": {"dispatch": 7 if over else 3},
        "held": [],
        "state": state,
        "lead": LEAD,
        "hops": 0,
        "parts": parts,
        "lists": inbox.lines(case, found),
    }


def committed(number: int) -> dict[str, Any]:
    """The commit behind it, so that the log is as long as the cases are many."""
    case = name_of(number, True)
    return {
        "_id": f"{case}//dispatch/1", "case": case, "node": "", "producer": "dispatch", "first": 1, "n": 7,
        "dedup": f"evt:{case}/intake/1", "at": datetime.now(UTC), "events": [],
    }  # fmt: skip


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


async def stream(stack: Stack, org: str, count: int, offers: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds from each offer's time to its show in the organ's stream, while `offers` makes them."""
    found: list[tuple[float, Any]] = []
    async with connect(stack.info, "dispatch", roles=("handler",), org=org) as channel:
        call = DispatchServiceStub(channel).WatchInbox(
            pb.WatchInboxRequest(org=org, only_new=True), timeout=300
        )

        async def read() -> None:
            async for answer in call:
                found.append((time.time(), answer.handoff))
                if len(found) >= count:
                    return

        reader = asyncio.create_task(read())
        await asyncio.sleep(1)
        await offers()
        await reader
        call.cancel()
    # Read out afterwards: the receiver's own work is not the stream's.
    offered = [parse_time(message_to_json(handoff)["offered_time"]) for _, handoff in found]
    return [(seen - at.timestamp()) * 1000 for (seen, _), at in zip(found, offered, strict=True)]


async def offer(stack: Stack, cases: Sequence[str], rate: int) -> None:
    """The office brings HELPER into each case, at an even rate: handoffs, and nothing else goes on."""
    async with connect(stack.info, "dispatch", roles=("dispatcher",), org=OFFICE) as channel:
        stub = DispatchServiceStub(channel)

        async def one(number: int, case: str) -> None:
            await asyncio.sleep(number / rate)
            head = {"case_id": case, "request_id": f"{case}-h", "role": values.Role.ROLE_SUPPORT}
            await stub.OfferHandoff(pb.OfferHandoffRequest(**head, to_org=HELPER), timeout=120)

        await asyncio.gather(*(one(n, case) for n, case in enumerate(cases)))


async def inserts(stack: Stack, count: int, rate: int) -> list[float]:
    """The stream's floor: milliseconds of one bare insert, confirmed like a commit, at the same rate."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(stack.info.mongo)
    rows = client["floor"].get_collection("rows", write_concern=WriteConcern("majority", j=True))
    found: list[float] = []

    async def one(number: int) -> None:
        await asyncio.sleep(number / rate)
        begun = time.perf_counter()
        await rows.insert_one({"value": b"x" * 1500})
        found.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*map(one, range(count)))
    await client.drop_database("floor")
    await client.close()
    return found


async def register(stack: Stack, first: int, count: int, rate: int) -> list[str]:
    """Case ids of registrations that begin at an even rate; 0 means as fast as CALLERS callers can."""
    gate, requests = asyncio.Semaphore(CALLERS), [request(first + n) for n in range(count)]
    async with connect(stack.info, "intake", roles=("registrar",), org=OFFICE) as channel:
        stub = IntakeServiceStub(channel)

        async def one(number: int) -> str:
            if rate:
                await asyncio.sleep(number / rate)
            async with gate:
                return str((await stub.RegisterCase(requests[number], timeout=120)).case_id)

        return list(await asyncio.gather(*map(one, range(count))))


async def lives(stack: Stack, first: int, count: int) -> float:
    """Whole lives per second, all services on this machine."""
    begun = time.perf_counter()
    cases = await register(stack, first, count, 0)
    async with connect(stack.info, "dispatch", roles=("handler",), org=LEAD) as channel:
        stub, gate = DispatchServiceStub(channel), asyncio.Semaphore(CALLERS)

        async def one(case: str) -> None:
            async with gate:
                await _until_routed(stub, case)
                await finish(stub, case)

        await asyncio.gather(*map(one, cases))
    return count / (time.perf_counter() - begun)


async def finish(stub: Any, case: str) -> None:
    """From acceptance to conclusion."""
    head = {"case_id": case, "request_id": f"{case}-a"}
    await stub.AcceptHandoff(pb.AcceptHandoffRequest(**head, handoff_id="h1"), timeout=120)
    head["request_id"] = f"{case}-o"
    supported = values.OpinionResult.OPINION_RESULT_SUPPORTED
    await stub.IssueOpinion(
        pb.IssueOpinionRequest(**head, result=supported, basis=["《信访工作条例》第三十二条"]), timeout=120
    )
    head["request_id"] = f"{case}-d"
    await stub.DeliverOpinion(pb.DeliverOpinionRequest(**head), timeout=120)
    head["request_id"] = f"{case}-c"
    await stub.ConcludeCase(pb.ConcludeCaseRequest(**head), timeout=120)


async def _until_routed(stub: Any, case: str) -> None:
    while True:
        try:
            await stub.GetCase(pb.GetCaseRequest(case_id=case), timeout=60)
        except AioRpcError:
            await asyncio.sleep(0.1)
        else:
            return


async def until_committed(stack: Stack, work: Awaitable[list[str]], more: int) -> list[str]:
    """What `work` gives, once dispatch has made `more` commits beyond those before it."""
    before = await asyncio.to_thread(commits, stack, "dispatch")
    found = await work
    await until_routed(stack, before + more)
    return found


async def routed_backlog(stack: Stack, count: int) -> tuple[int, float, float]:
    """See main_job.backlog; matters that dispatch routes by itself."""
    return await backlog(stack, count, lambda: register(stack, 20_000_000, count, 0), alone=True)
