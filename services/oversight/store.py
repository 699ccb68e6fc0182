"""Oversight's documents and their queries. The only module that knows mongoengine. All calls block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from mongoengine import DynamicDocument, StringField

Doc = dict[str, Any]


class CaseState(DynamicDocument):  # type: ignore[misc]
    """State of one case: the mechanism's fields, and those of `domain.standing`."""

    case = StringField(primary_key=True)

    meta: Final = {
        "collection": "cases",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["next_fire_at", "_id"], "name": "due"},
            {"fields": ["clocks.org", "clocks.due_at"], "name": "lights"},
            {"fields": ["open", "armed"], "name": "clockless"},
        ],
    }


def due_pages(now: datetime, size: int) -> Iterator[list[str]]:
    """The ids of all cases to be looked at, oldest first, page after page until none is due.

    A page goes on after the last one's end, so that a case that stays due keeps no other one waiting.
    """
    after: Doc = {}
    while page := _due_page({"next_fire_at": {"$lte": now}, **after}, size):
        yield [doc["_id"] for doc in page]
        last = page[-1]
        later = [
            {"next_fire_at": {"$gt": last["next_fire_at"]}},
            {"next_fire_at": last["next_fire_at"], "_id": {"$gt": last["_id"]}},
        ]
        after = {"$or": later}


def _due_page(where: Doc, size: int) -> list[Doc]:
    found = CaseState.objects(__raw__=where).only("case", "next_fire_at").order_by("next_fire_at", "case")
    return list(found.limit(size).as_pymongo())


def refresh(case: str, guard: int, fields: Mapping[str, Any]) -> bool:
    """Puts newly computed query fields beside the state, unless the consume loop was faster.

    They are a function of the parts and the time: `guard` sees to it that they are those of these parts.
    """
    done: int = CaseState.objects(__raw__={"_id": case, "v": guard}).update(__raw__={"$set": dict(fields)})
    return done > 0


def lights(where: Mapping[str, Any], after: Sequence[Any] | None, limit: int) -> list[Doc]:
    """Live clocks with their `case`, soonest due first, by conditions on a clock (see `light_filter`).

    `after` is the place of the last one of the page before: due moment, case, clock, key.
    """
    pipeline: list[Doc] = [
        {"$match": {"clocks": {"$elemMatch": dict(where)}}},
        {"$project": {"clocks": 1}},
        {"$unwind": "$clocks"},
        {"$replaceWith": {"$mergeObjects": ["$clocks", {"case": "$_id"}]}},
        {"$match": dict(where)},
        *([{"$match": _later(after)}] if after else []),
        {"$sort": dict.fromkeys(_PLACE, 1)},
        {"$limit": limit},
    ]
    return [_aware(doc) for doc in CaseState.objects.aggregate(pipeline)]


_PLACE: Final = ("due_at", "case", "clock", "key")


def _later(after: Sequence[Any]) -> Doc:
    """Places after the given one, in the order of `_PLACE`."""
    same = list(zip(_PLACE, after, strict=True))
    return {"$or": [dict(same[:i]) | {name: {"$gt": value}} for i, (name, value) in enumerate(same)]}


def light_filter(orgs: str | None, since: str, now: datetime) -> Doc:
    """Conditions on a live clock: its organ (a regular expression, None: any) and the light it shows by now.

    `since` is the field that says from when on the light shows; empty: any light. Lapsed windows do not fit.
    """
    found: Doc = {"$nor": [{"lapses": True, "due_at": {"$lt": now}}]}
    if since:
        found[since] = {"$lte": now}
    if orgs is not None:
        found["org"] = {"$regex": orgs}
    return found


def count(where: Mapping[str, Any]) -> int:
    """How many cases fit."""
    return int(CaseState.objects(__raw__=dict(where)).count())


def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest due work has been waiting, None where none is due."""
    page = _due_page({"next_fire_at": {"$lte": now}}, 1)
    return _utc(page[0]["next_fire_at"]) if page else None


def _aware(doc: Doc) -> Doc:
    return {k: _utc(v) if isinstance(v, datetime) else v for k, v in doc.items()}


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
