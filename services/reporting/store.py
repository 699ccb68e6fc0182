"""Reporting's documents and their queries. The only module that knows mongoengine. All calls block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from mongoengine import DynamicDocument, StringField

from services.reporting.domain.rows import DIMENSIONS

PART: Final = "row"
"""The one part of a state document here: the counting row, of all producers."""

Doc = dict[str, Any]


class CaseRow(DynamicDocument):  # type: ignore[misc]
    """State of one case: the mechanism's fields, its row in `parts.row`, and what counts group by."""

    case = StringField(primary_key=True)

    meta: Final = {
        "collection": "cases",
        "auto_create_index": False,
        "indexes": [{"fields": list(DIMENSIONS), "name": "counts"}],
    }


def rows(batch: int) -> Iterator[Doc]:
    """The counting rows of all cases, by case id, streamed."""
    found = CaseRow.objects(__raw__={f"parts.{PART}": {"$exists": True}}).only("case", f"parts.{PART}")
    for doc in found.order_by("case").batch_size(batch).as_pymongo():
        yield doc["parts"][PART]


def counts(by: Sequence[str]) -> list[Doc]:
    """`{"_id": {dimension: value}, "cases": n}` for the registered cases, in the order of the keys.

    Answered from the index alone: no row is fetched.
    """
    return list(CaseRow.objects.aggregate(counts_pipeline(by), hint="counts"))


def counts_pipeline(by: Sequence[str]) -> list[Doc]:
    """The aggregation behind `counts`; it reads indexed fields only."""
    return [
        {"$match": {"org": {"$gte": ""}, "month": {"$gt": ""}}},
        {"$project": {"_id": 0, **dict.fromkeys(DIMENSIONS, 1)}},
        {"$group": {"_id": {name: f"${name}" for name in by}, "cases": {"$sum": 1}}},
        {"$sort": dict.fromkeys((f"_id.{name}" for name in by), 1)},
    ]


def progress() -> tuple[dict[int, int], int, int]:
    """Next offset by partition, cases known, events counted."""
    positions = CaseRow._get_collection().database["positions"]
    offsets = {int(doc["_id"]): int(doc["next"]) for doc in positions.find()}
    total = list(CaseRow.objects.aggregate([{"$group": {"_id": None, "n": {"$sum": "$events"}}}]))
    return offsets, int(CaseRow.objects.count()), int(total[0]["n"]) if total else 0
