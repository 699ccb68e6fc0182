"""What the handlers answer, as protobuf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sankua.core.counting.drill import CaseBehind
from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb

Moment = (
    pb.GetFiguresRequest
    | pb.GetBehindRequest
    | pb.ListCasesRequest
    | pb.GetLedgerRequest
    | pb.GetCaseFileRequest
    | pb.GetArticle41Request
)


def moment(request: Moment) -> datetime | None:
    """The moment asked for, None for now."""
    return request.as_of_time.ToDatetime(SHANGHAI) if request.HasField("as_of_time") else None


def moments(request: pb.GetDifferencesRequest) -> tuple[datetime, datetime]:
    """The two moments. Refused, naming the field, where one is absent."""
    absent = [name for name in ("from_time", "to_time") if not request.HasField(name)]
    if absent:
        raise Refused(*(Problem(name, "missing: a moment to compare at") for name in absent))
    return request.from_time.ToDatetime(SHANGHAI), request.to_time.ToDatetime(SHANGHAI)


def counts_message(found: Iterable[Mapping[str, Any]]) -> pb.GetCountsResponse:
    """Counts in the order given."""
    return pb.GetCountsResponse(counts=[pb.Count(key=doc["_id"], cases=doc["cases"]) for doc in found])


def changes_message(
    by: Sequence[str], found: Mapping[tuple[str, ...], int], whole: bool
) -> pb.WatchCountsResponse:
    """Counts that are new, in the order given."""
    counts = [pb.Count(key=dict(zip(by, key, strict=True)), cases=cases) for key, cases in found.items()]
    return pb.WatchCountsResponse(counts=counts, whole=whole)


def cases_message(found: Iterable[CaseBehind], token: str) -> pb.ListCasesResponse:
    """Cases in the order given."""
    cases = [
        pb.CaseBehind(
            case_id=case.case,
            amount=case.amount,
            registered_by=case.registered_by,
            lead=case.lead,
            state=case.state,
            since=case.since,
            registered_at=case.registered_at,
        )
        for case in found
    ]
    return pb.ListCasesResponse(cases=cases, next_page_token=token)


def progress_message(offsets: Mapping[int, int], cases: int, events: int) -> pb.GetProgressResponse:
    """Progress by partition, in the order of partitions."""
    partitions = [pb.PartitionProgress(partition=p, next_offset=n) for p, n in sorted(offsets.items())]
    return pb.GetProgressResponse(partitions=partitions, cases=cases, events=events)
