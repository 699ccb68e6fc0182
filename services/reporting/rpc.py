"""Calls in: figures for those who answer for them, progress also for operators."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.gen.reporting.v1 import reporting_service_pb2_grpc as pb_grpc
from services.common.service import Servicer
from services.reporting import handlers, store, wire
from services.reporting.handlers import Counter

NAME: Final = "sankua.reporting.v1.ReportingService"
_READERS: Final = frozenset(
    {"registrar", "dispatcher", "handler", "supervisor", "leader", "auditor"}
    | {"service:intake", "service:dispatch", "service:oversight"}
)
PERMISSIONS: Final = {
    f"/{NAME}/GetFigures": _READERS,
    f"/{NAME}/GetCounts": _READERS,
    # How far it has counted says nothing about a case.
    f"/{NAME}/GetProgress": _READERS | {"operator", "importer"},
}


class Reporting(pb_grpc.ReportingServiceServicer):
    """ReportingService. Its figures are counts; no answer names a case."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def GetFigures(self, request: pb.GetFiguresRequest, context: Any) -> pb.GetFiguresResponse:  # noqa: N802
        """The report of a period as of a moment."""
        text = await handlers.figures(self._counter, request.period, wire.moment(request), tuple(request.by))
        return pb.GetFiguresResponse(report_json=text)

    async def GetCounts(self, request: pb.GetCountsRequest, context: Any) -> pb.GetCountsResponse:  # noqa: N802
        """Registered cases by lead organ, state, sector and month."""
        by = handlers.wanted(tuple(request.by))
        return wire.counts_message(await asyncio.to_thread(store.counts, by))

    async def GetProgress(self, request: pb.GetProgressRequest, context: Any) -> pb.GetProgressResponse:  # noqa: N802
        """How far the stream has been counted."""
        return wire.progress_message(*await asyncio.to_thread(store.progress))


def servicer(counter: Counter) -> Servicer:
    """The service with its permissions."""
    return Servicer(NAME, pb_grpc.add_ReportingServiceServicer_to_server, Reporting(counter), PERMISSIONS)
