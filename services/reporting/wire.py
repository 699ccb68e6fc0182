"""What the handlers answer, as protobuf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sankua.core.times import SHANGHAI
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb


def moment(request: pb.GetFiguresRequest) -> datetime | None:
    """The moment asked for, None for now."""
    return request.as_of_time.ToDatetime(SHANGHAI) if request.HasField("as_of_time") else None


def counts_message(found: Iterable[Mapping[str, Any]]) -> pb.GetCountsResponse:
    """Counts in the order given."""
    return pb.GetCountsResponse(counts=[pb.Count(key=doc["_id"], cases=doc["cases"]) for doc in found])


def progress_message(offsets: Mapping[int, int], cases: int, events: int) -> pb.GetProgressResponse:
    """Progress by partition, in the order of partitions."""
    partitions = [pb.PartitionProgress(partition=p, next_offset=n) for p, n in sorted(offsets.items())]
    return pb.GetProgressResponse(partitions=partitions, cases=cases, events=events)
