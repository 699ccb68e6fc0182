"""Reporting's documents and their queries. The only module that knows mongoengine. All calls block."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Final

from mongoengine import DynamicDocument, StringField
from pymongo import WriteConcern
from pymongo.errors import OperationFailure

from services.common.changes import Stream, history_lost
from services.reporting.domain.backlog import OLDER, cutoffs
from services.reporting.domain.board import Key, key_of
from services.reporting.domain.rows import DIMENSIONS

PART: Final = "row"
"""The one part of a state document here: the counting row, of all producers."""

Doc = dict[str, Any]
NEXT: Final = "cases_next"
"""Where a rebuild writes, beside what is shown."""
_OPEN: Final = {"open": True}
_POSITIONS: Final = "positions"
_REBUILD: Final = "rebuild"
_AWAIT: Final = 0.5
_AT_ONCE: Final = 5000


class CaseRow(DynamicDocument):  # type: ignore[misc]
    """State of one case: the mechanism's fields, its row in `parts.row`, and what counts group by.

    `lit`, `lamp` and `marks` are put there afterwards, and go with the next write of the row: what is `lit`
    under a version is what that version makes of the row.
    """

    case = StringField(primary_key=True)

    meta: Final = {
        "collection": "cases",
        "auto_create_index": False,
        "indexes": [
            {"fields": list(DIMENSIONS), "name": "counts"},
            {"fields": ["open", "lit"], "name": "standing"},
        ],
    }


def rows(batch: int, after: str = "") -> Iterator[Doc]:
    """The counting rows of all cases after this id, by case id, streamed."""
    where: Doc = {f"parts.{PART}": {"$exists": True}} | ({"_id": {"$gt": after}} if after else {})
    found = CaseRow.objects(__raw__=where).only("case", f"parts.{PART}")
    for doc in found.order_by("case").batch_size(batch).as_pymongo():
        yield doc["parts"][PART]


def rows_of(cases: Sequence[str], batch: int) -> Iterator[Doc]:
    """The counting rows of these cases, those that are there, in no order."""
    for i in range(0, len(cases), batch):
        where = {"_id": {"$in": list(cases[i : i + batch])}, f"parts.{PART}": {"$exists": True}}
        for doc in CaseRow._get_collection().find(where, {f"parts.{PART}": 1}, batch_size=batch):
            yield doc["parts"][PART]


def row(case: str) -> Doc | None:
    """The counting row of one case; None where it is not known."""
    found = CaseRow._get_collection().find_one({"_id": case}, {f"parts.{PART}": 1}) or {}
    kept: Doc | None = found.get("parts", {}).get(PART)
    return kept


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


def backlog(now: datetime) -> list[Doc]:
    """`{"_id": {"on", "state", "age"}, "cases", "since"}` of the open cases; `since` is the oldest."""
    bands = [{"case": {"$gt": ["$since", after]}, "then": name} for name, after in cutoffs(now)]
    key = {"on": "$on", "state": "$state", "age": {"$switch": {"branches": bands, "default": OLDER}}}
    group = {"_id": key, "cases": {"$sum": 1}, "since": {"$min": "$since"}}
    return list(CaseRow.objects.aggregate([{"$match": _OPEN}, {"$group": group}], hint="standing"))


def waits() -> list[Doc]:
    """`{"_id": {"kind", "rung", "by", "on"}, "cases", "since"}`: what waits for an answer, and whose."""
    key = {name: f"$waits.{name}" for name in ("kind", "rung", "by", "on")}
    group = {"_id": key, "cases": {"$sum": 1}, "since": {"$min": "$waits.since"}}
    steps = [{"$match": _OPEN}, {"$project": {"waits": 1}}, {"$unwind": "$waits"}, {"$group": group}]
    return list(CaseRow.objects.aggregate(steps, hint="standing"))


def lights(now: datetime) -> list[Doc]:
    """`{"_id": org, "GREEN", "YELLOW", "RED", "overdue", "bare"}` of the open cases that are lit."""

    def since(name: str) -> Doc:
        return {"$and": [{"$ne": [{"$type": f"$lamp.{name}"}, "missing"]}, {"$lte": [f"$lamp.{name}", now]}]}

    red = {"$or": [since("red"), since("overdue")]}
    light = {"$cond": [red, "RED", {"$cond": [since("yellow"), "YELLOW", "GREEN"]}]}
    fields = {"org": 1, "light": light, "overdue": since("overdue"), "bare": "$lamp.bare"}
    sums = {
        name: {"$sum": {"$cond": [{"$eq": ["$light", name]}, 1, 0]}} for name in ("GREEN", "YELLOW", "RED")
    }
    sums |= {name: {"$sum": {"$cond": [f"${name}", 1, 0]}} for name in ("overdue", "bare")}
    steps = [
        {"$match": _OPEN | {"lit": {"$gt": ""}}},
        {"$project": fields},
        {"$group": {"_id": "$org", **sums}},
    ]
    return list(CaseRow.objects.aggregate(steps, hint="standing"))


class Changes:
    """Keys of cases as they are written, by whatever process; see `watched`."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def whole(self) -> Iterator[tuple[str, Key]]:
        """All registered cases as they are now; changes since `watched` come all the same."""
        fields = dict.fromkeys(DIMENSIONS, 1)
        for doc in CaseRow._get_collection().find({"month": {"$gt": ""}}, fields):
            if (key := key_of(doc)) is not None:
                yield doc["_id"], key

    def next(self) -> list[tuple[str, Key | None]]:
        """What has been written since, as soon as there is something; waits a little for the first one.

        LookupError where the cases were exchanged, or the stream has lost its place: read them anew.
        """
        try:
            changes = self._stream.next(_AWAIT)
        except OperationFailure as error:
            if not history_lost(error):
                raise
            raise LookupError(str(error)) from error
        return [
            (change["documentKey"]["_id"], key_of(change.get("fullDocument") or {})) for change in changes
        ]


@contextmanager
def watched() -> Iterator[Changes]:
    """Opens the stream of changes first, so that nothing is missed between it and the first look."""
    fields = {f"fullDocument.{name}": 1 for name in DIMENSIONS}
    kinds = ["insert", "replace", "delete", "invalidate"]
    steps: list[Doc] = [
        {"$match": {"operationType": {"$in": kinds}}},
        {"$project": {"documentKey": 1, "operationType": 1, **fields}},
    ]
    states = CaseRow._get_collection()
    with closing(Stream(states.database, states.name, steps, _AT_ONCE)) as stream:
        stream.open(None)
        yield Changes(stream)


def progress() -> tuple[dict[int, int], int, int]:
    """Next offset by partition, cases known, events counted."""
    positions = CaseRow._get_collection().database[_POSITIONS]
    offsets = {int(doc["_id"]): int(doc["next"]) for doc in positions.find()}
    total = list(CaseRow.objects.aggregate([{"$group": {"_id": None, "n": {"$sum": "$events"}}}]))
    return offsets, int(CaseRow.objects.count()), int(total[0]["n"]) if total else 0


def forget_next(database: Any) -> None:
    """Throws an unfinished rebuild away."""
    for name in (_REBUILD, NEXT, f"{_POSITIONS}_next"):
        database.drop_collection(name)


def put_next(into: Any, documents: Sequence[Doc]) -> None:
    """State documents of a rebuild. Their order does not matter; durable with `finish_next`."""
    if documents:
        into.insert_many(documents, ordered=False)


def finish_next(database: Any, ends: Mapping[int, int]) -> None:
    """Indexes, positions, and at last the mark that these figures are to be shown."""
    create = database[NEXT].create_index
    create([(name, 1) for name in DIMENSIONS], name="counts")
    create([("open", 1), ("lit", 1)], name="standing")
    create([("held.reason", 1)], name="held", sparse=True)
    epoch = secrets.token_hex(8)  # so that nobody writes over them what he noted of the former cases
    positions = [{"_id": partition, "next": end, "epoch": epoch} for partition, end in ends.items()]
    if positions:
        database[f"{_POSITIONS}_next"].insert_many(positions)
    durable = database.get_collection(_REBUILD, write_concern=WriteConcern("majority", j=True))
    durable.insert_one({"_id": "ready"})


def rebuilt(database: Any) -> bool:
    """Whether a finished rebuild waits to be shown."""
    return database[_REBUILD].find_one({"_id": "ready"}) is not None


def swap(database: Any) -> None:
    """Shows the figures of a finished rebuild. Only while nobody consumes.

    Each step is one rename; a start that died in between goes on where it stopped.
    """
    for name in (CaseRow._meta["collection"], _POSITIONS):
        if f"{name}_next" in database.list_collection_names():
            database[f"{name}_next"].rename(name, dropTarget=True)
    database.drop_collection(_REBUILD)
