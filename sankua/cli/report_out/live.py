"""Asks the running ReportingService for the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import grpc

from sankua.cli.stack.failures import StackError
from sankua.core.errors import Problem, Refused

_SECONDS = 120.0


class Away(StackError):
    """The reporting service does not answer; exit code 3."""


async def ask(period: str, as_of: datetime, by: Sequence[str], data: Path | None) -> str:
    """`report_json` of GetFigures, unchanged. Away: nobody answers; Refused: it refuses."""
    from sankua.cli.client import connect
    from sankua.cli.stack.discover import find_stack
    from sankua.wire.gen.reporting.v1.reporting_service_pb2 import GetFiguresRequest
    from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub

    request = GetFiguresRequest(period=period, by=by)
    request.as_of_time.FromDatetime(as_of)
    async with connect(find_stack(data), "reporting", roles=("auditor",)) as channel:
        try:
            stub = ReportingServiceStub(channel)  # type: ignore[no-untyped-call]
            answer = await stub.GetFigures(request, timeout=_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                raise Away(f"the reporting service cannot be reached: {error.details()}") from error
            raise Refused(Problem("", f"{error.code().name}: {error.details()}")) from error
    return str(answer.report_json)
