"""Calls of oversight's campaigns as a supervisor of one organ: refusals with their fields, all pages."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import grpc
from google.rpc import error_details_pb2  # type: ignore[import-untyped]
from grpc_status import rpc_status

from sankua.cli.client import connect
from sankua.cli.stack.discover import find_stack
from sankua.cli.stack.failures import StackError
from sankua.core.errors import Problem, Refused
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb
from sankua.wire.gen.oversight.v1.oversight_service_pb2_grpc import OversightServiceStub

T = TypeVar("T")
Json = dict[str, Any]
Call = Callable[[str, Mapping[str, Any]], Coroutine[Any, Any, Json]]
"""Method and request to the answer, all in JSON form."""
SECONDS: Final = 30.0
PART: Final = 1000
"""Cases of one call: a longer list goes in parts, each of which is done within the time of a call."""
_AWAY: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def run(org: str, data: Path | None, work: Callable[[Call], Coroutine[Any, Any, T]]) -> T:
    """Does some calls as a supervisor of `org`. StackError: nobody answers; Refused: it is refused."""
    return asyncio.run(_run(org, data, work))


async def _run(org: str, data: Path | None, work: Callable[[Call], Coroutine[Any, Any, T]]) -> T:
    async with connect(find_stack(data), "oversight", ("supervisor",), org) as channel:
        stub = OversightServiceStub(channel)  # type: ignore[no-untyped-call]

        async def call(name: str, asked: Mapping[str, Any]) -> Json:
            request = json_to_message(getattr(pb, f"{name}Request"), asked)
            try:
                return message_to_json(await getattr(stub, name)(request, timeout=SECONDS))
            except grpc.aio.AioRpcError as error:
                raise _said(error) from error

        return await work(call)


def _said(error: grpc.aio.AioRpcError) -> Exception:
    if error.code() in _AWAY:
        return StackError(f"the oversight service cannot be reached: {error.details()}")
    status = rpc_status.from_call(cast(grpc.Call, error))
    bad = error_details_pb2.BadRequest()
    found = [
        Problem(v.field, v.description)
        for detail in (status.details if status else ())
        if detail.Unpack(bad)
        for v in bad.field_violations
    ]
    return Refused(*found or [Problem("", f"{error.code().name}: {error.details()}")])


def request_id(*said: Any) -> str:
    """An id that follows from what is asked: the same command again is the same request."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return f"cli-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


async def pages(call: Call, name: str, asked: Mapping[str, Any], field: str) -> list[Json]:
    """Every entry of a list, page after page."""
    found: list[Json] = []
    token = ""
    while True:
        page = await call(name, {**asked, "page_size": PART, "page_token": token})
        found += page.get(field, [])
        if not (token := page.get("next_page_token", "")):
            return found


async def enrol(call: Call, about: Mapping[str, Any], cases: Sequence[str], lines: Sequence[str]) -> Json:
    """Cases one by one, or the lines of a list file: in parts; a refused row keeps its own number."""
    found: Json = {"enrolled": 0, "there": 0, "refused": []}
    for first, ways in _parts(cases, lines):
        answer = await call("EnrolCases", {**about, **ways, "request_id": request_id(about, ways)})
        found["enrolled"] += answer.get("enrolled", 0)
        found["there"] += answer.get("there", 0)
        found["refused"] += [{**row, "row": row["row"] + first} for row in answer.get("refused", [])]
    return found


def _parts(cases: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[int, Json]]:
    """How much to add to a row's number, and the request's part."""
    for i in range(0, len(cases), PART):
        yield i, {"case_ids": list(cases[i : i + PART])}
    for i in range(0, len(lines), PART):
        # Only the first line of the file may be a heading: every further part gets one of its own.
        head = ["case_id"] if i else []
        yield i - len(head), {"list_file": "\n".join(head + list(lines[i : i + PART]))}
