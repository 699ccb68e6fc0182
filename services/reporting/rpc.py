"""Calls in: figures for those who answer for them, progress also for operators."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.gen.reporting.v1 import reporting_service_pb2_grpc as pb_grpc
from services.common.auth import principal
from services.common.service import Servicer
from services.reporting import handlers, store, wire
from services.reporting.handlers import Counter, Page, Watching

NAME: Final = "sankua.reporting.v1.ReportingService"
_PEOPLE: Final = frozenset({"registrar", "dispatcher", "handler", "supervisor", "leader", "auditor"})
_READERS: Final = _PEOPLE | {"service:intake", "service:dispatch", "service:oversight"}
PERMISSIONS: Final = {
    f"/{NAME}/GetFigures": _READERS,
    f"/{NAME}/GetBehind": _READERS,
    f"/{NAME}/GetCounts": _READERS,
    f"/{NAME}/WatchCounts": _READERS,
    f"/{NAME}/GetArticle41": _READERS,
    # These name cases: for people only, each sees those that his grants cover.
    f"/{NAME}/GetDifferences": _PEOPLE,
    f"/{NAME}/ListCases": _PEOPLE,
    f"/{NAME}/GetLedger": _PEOPLE,
    f"/{NAME}/GetCaseFile": _PEOPLE,
    # How far it has counted says nothing about a case.
    f"/{NAME}/GetProgress": _READERS | {"operator", "importer"},
}
AUDITED: Final = {
    f"/{NAME}/GetDifferences": ("period",),
    f"/{NAME}/ListCases": ("period", "figure", "page_token"),
    f"/{NAME}/GetLedger": ("period",),
    f"/{NAME}/GetCaseFile": ("case_id",),
}


class Reporting(pb_grpc.ReportingServiceServicer):
    """ReportingService. Its figures are counts; only lists name cases, and those as far as rights go."""

    def __init__(self, counter: Counter, watching: Watching) -> None:
        self._counter = counter
        self._watching = watching

    async def GetFigures(self, request: pb.GetFiguresRequest, context: Any) -> pb.GetFiguresResponse:  # noqa: N802
        """The report of a period as of a moment."""
        text = await handlers.figures(
            self._counter,
            request.period,
            wire.moment(request),
            tuple(request.by),
            handlers.named_for(principal()),
        )
        return pb.GetFiguresResponse(report_json=text)

    async def GetBehind(self, request: pb.GetBehindRequest, context: Any) -> pb.GetBehindResponse:  # noqa: N802
        """What rates hide."""
        named = handlers.named_for(principal())
        text = await handlers.hidden(self._counter, request.period, wire.moment(request), named)
        return pb.GetBehindResponse(behind_json=text)

    async def GetDifferences(  # noqa: N802
        self, request: pb.GetDifferencesRequest, context: Any
    ) -> pb.GetDifferencesResponse:
        """What changed between two moments, and why."""
        text = await handlers.compared(self._counter, request.period, wire.moments(request), principal())
        return pb.GetDifferencesResponse(differences_json=text)

    async def ListCases(self, request: pb.ListCasesRequest, context: Any) -> pb.ListCasesResponse:  # noqa: N802
        """The cases behind a figure."""
        as_of = wire.moment(request) or self._counter.time.now()
        asked = handlers.question(request.period, as_of, request.figure, request.where)
        page = Page.asked(request.page_size, request.page_token)
        return wire.cases_message(*await handlers.cases(self._counter, asked, page, principal()))

    async def GetLedger(self, request: pb.GetLedgerRequest, context: Any) -> pb.GetLedgerResponse:  # noqa: N802
        """The ledger of a period."""
        text = await handlers.lines(self._counter, request.period, wire.moment(request), principal())
        return pb.GetLedgerResponse(ledger_json=text)

    async def GetCaseFile(  # noqa: N802
        self, request: pb.GetCaseFileRequest, context: Any
    ) -> pb.GetCaseFileResponse:
        """One case's whole file."""
        text = await handlers.whole_file(self._counter, request.case_id, wire.moment(request), principal())
        return pb.GetCaseFileResponse(case_file_json=text)

    async def GetArticle41(  # noqa: N802
        self, request: pb.GetArticle41Request, context: Any
    ) -> pb.GetArticle41Response:
        """The fixed set of figures."""
        named = handlers.named_for(principal())
        text = await handlers.fixed_figures(self._counter, request.period, wire.moment(request), named)
        return pb.GetArticle41Response(article41_json=text)

    async def GetCounts(self, request: pb.GetCountsRequest, context: Any) -> pb.GetCountsResponse:  # noqa: N802
        """Registered cases by lead organ, state, sector and month."""
        by = handlers.wanted(tuple(request.by))
        return wire.counts_message(await asyncio.to_thread(store.counts, by))

    async def WatchCounts(  # noqa: N802
        self, request: pb.WatchCountsRequest, context: Any
    ) -> AsyncIterator[pb.WatchCountsResponse]:
        """The same, live."""
        by = handlers.wanted(tuple(request.by))
        async for found, whole in handlers.watch(self._watching, by):
            yield wire.changes_message(by, found, whole)

    async def GetProgress(self, request: pb.GetProgressRequest, context: Any) -> pb.GetProgressResponse:  # noqa: N802
        """How far the stream has been counted."""
        return wire.progress_message(*await asyncio.to_thread(store.progress))


def servicer(counter: Counter, watching: Watching) -> Servicer:
    """The service with its permissions."""
    add = pb_grpc.add_ReportingServiceServicer_to_server
    return Servicer(NAME, add, Reporting(counter, watching), PERMISSIONS, AUDITED)
