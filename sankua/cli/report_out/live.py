"""Asks the running ReportingService."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import grpc

from sankua.cli.stack.failures import StackError
from sankua.core.errors import Problem, Refused
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb

T = TypeVar("T")
_SECONDS = 120.0


class Away(StackError):
    """The reporting service does not answer; exit code 3."""


@asynccontextmanager
async def _service(data: Path | None) -> AsyncIterator[Any]:
    """The service of the running stack. Away: nobody answers; Refused: it refuses."""
    from sankua.cli.client import connect
    from sankua.cli.stack.discover import find_stack
    from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub

    async with connect(find_stack(data), "reporting", roles=("auditor",)) as channel:
        try:
            yield ReportingServiceStub(channel)  # type: ignore[no-untyped-call]
        except grpc.aio.AioRpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                raise Away(f"the reporting service cannot be reached: {error.details()}") from error
            raise Refused(Problem("", f"{error.code().name}: {error.details()}")) from error


async def ask(period: str, as_of: datetime, by: Sequence[str], data: Path | None) -> str:
    """`report_json` of GetFigures, unchanged. Away: nobody answers; Refused: it refuses."""
    request = pb.GetFiguresRequest(period=period, by=by)
    request.as_of_time.FromDatetime(as_of)
    async with _service(data) as service:
        return str((await service.GetFigures(request, timeout=_SECONDS)).report_json)


async def ask_behind(period: str, as_of: datetime, data: Path | None) -> str:
    """`behind_json` of GetBehind, unchanged. Away, Refused as above."""
    request = pb.GetBehindRequest(period=period)
    request.as_of_time.FromDatetime(as_of)
    async with _service(data) as service:
        return str((await service.GetBehind(request, timeout=_SECONDS)).behind_json)


async def ask_document(what: str, asked: tuple[str, datetime], data: Path | None) -> str:
    """`ledger`, `article41` (of a period) or `case_file` (of a case) as JSON. Away, Refused as above."""
    call = {"ledger": "GetLedger", "article41": "GetArticle41", "case_file": "GetCaseFile"}[what]
    about = "case_id" if what == "case_file" else "period"
    request = getattr(pb, f"{call}Request")(**{about: asked[0]})
    request.as_of_time.FromDatetime(asked[1])
    async with _service(data) as service:
        return str(getattr(await getattr(service, call)(request, timeout=_SECONDS), f"{what}_json"))


async def ask_differences(period: str, moments: Sequence[datetime], data: Path | None) -> str:
    """`differences_json` of GetDifferences, unchanged. Away, Refused as above."""
    request = pb.GetDifferencesRequest(period=period)
    request.from_time.FromDatetime(min(moments))
    request.to_time.FromDatetime(max(moments))
    async with _service(data) as service:
        return str((await service.GetDifferences(request, timeout=_SECONDS)).differences_json)


async def ask_cases(
    question: tuple[str, datetime, str], where: Mapping[str, str], data: Path | None
) -> list[pb.CaseBehind]:
    """All pages of ListCases for (period, as-of, figure). Away, Refused as above."""
    period, as_of, figure = question
    request = pb.ListCasesRequest(period=period, figure=figure, where=where, page_size=1000)
    request.as_of_time.FromDatetime(as_of)
    found: list[pb.CaseBehind] = []
    async with _service(data) as service:
        while True:
            page = await service.ListCases(request, timeout=_SECONDS)
            found.extend(page.cases)
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token


def answered(call: Coroutine[Any, Any, T]) -> T:
    """The answer to one question; who cannot be reached is named on standard error, exit 3."""
    import asyncio

    from sankua.cli.stack.failures import reported

    with reported():
        return asyncio.run(call)
