"""Dispatch's documents and the queries on them. The only mongoengine import."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import mongoengine as me

from services.dispatch.domain import inbox


class InboxEntry(me.EmbeddedDocument):  # type: ignore[misc]
    """One handoff as the index sees it."""

    org = me.StringField()
    state = me.StringField()
    key = me.StringField()


class DutyEntry(me.EmbeddedDocument):  # type: ignore[misc]
    """One thing that waits for an organ, as the index sees it."""

    org = me.StringField()
    kind = me.StringField()
    key = me.StringField()


class DispatchState(me.Document):  # type: ignore[misc]
    """The state document of a case, with the inbox entries of its handoffs: one write for both."""

    case = me.StringField(primary_key=True)
    v = me.IntField()
    pos = me.DictField()
    held = me.ListField()
    parts = me.DictField()
    state = me.StringField()
    lead = me.StringField()
    wake = me.DateTimeField()
    hops = me.IntField()
    pingpong = me.BooleanField()
    inbox = me.EmbeddedDocumentListField(InboxEntry)
    duties = me.EmbeddedDocumentListField(DutyEntry)
    meta = {  # noqa: RUF012 - mongoengine reads it so
        "collection": "cases",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            {"fields": ["inbox.org", "inbox.state", "inbox.key"], "name": "inbox"},
            {"fields": ["duties.org", "duties.kind", "duties.key"], "name": "duties"},
            {"fields": ["state"], "name": "state"},
            {"fields": ["wake"], "name": "wake", "sparse": True},
            {"fields": ["hops"], "name": "hops", "partialFilterExpression": {"hops": {"$gt": 0}}},
            {"fields": ["pingpong"], "name": "pingpong", "partialFilterExpression": {"pingpong": True}},
        ],
    }


STATES: Final = (
    "OFFERED", "DELIVERED", "ACCEPTED", "OBJECTED", "KEPT", "DISPUTED", "BOUND", "RELEASED", "REFUSED",
    "PASSED_ON",
)  # fmt: skip
KINDS: Final = (
    "ANSWER", "OBJECTION", "AGREE", "DECIDE", "CONFIRM", "REFUSED", "UNDELIVERED", "ACKNOWLEDGE", "REVIEW",
)  # fmt: skip


async def inbox_keys(org: str, where: Mapping[str, Any], after: str, limit: int) -> list[str]:
    """Keys of an organ's handoffs after a key, oldest first, as of what has been consumed."""
    rest = {name: where[name] for name in ("role", "from") if where.get(name)}
    states = where.get("state") or STATES
    return await asyncio.to_thread(_keys, "inbox", ("state", states), {"org": org, **rest}, (after, limit))


async def duty_keys(org: str, kinds: Sequence[str], after: str, limit: int) -> list[str]:
    """Keys of what waits for an organ after a key, oldest first, as of what has been consumed."""
    return await asyncio.to_thread(_keys, "duties", ("kind", kinds or KINDS), {"org": org}, (after, limit))


async def due(now: datetime, limit: int) -> list[str]:
    """Cases that something has to be done in by itself, earliest first."""
    return await asyncio.to_thread(_due, now, limit)


def _due(now: datetime, limit: int) -> list[str]:
    found = DispatchState.objects(wake__lte=now).order_by("wake").limit(limit).only("case").as_pymongo()
    return [doc["_id"] for doc in found]


def _keys(
    array: str, by: tuple[str, Iterable[str]], rest: Mapping[str, Any], page: tuple[str, int]
) -> list[str]:
    name, values = by
    after, limit = page
    found = [_in_order(array, {**rest, name: value}, after, limit) for value in values]
    return list(heapq.merge(*found))[:limit]


def _in_order(array: str, wanted: Mapping[str, Any], after: str, limit: int) -> list[str]:
    """The first keys of entries like this. Reads no more than `limit` documents, however many there are.

    A sort on an array's field would read all of them (the server sorts by the whole array); the hinted index
    is read in its order, and within one organ and state that is the order of the keys.
    """
    entry = {**wanted, "key": {"$gt": after, "$lt": inbox.OPEN_END}}
    collection = DispatchState._get_collection()
    found = collection.find({array: {"$elemMatch": entry}}, {array: 1}).hint(array).limit(limit)
    mine = [[e["key"] for e in doc[array] if _fits(e, wanted, after)] for doc in found]
    keys = sorted(key for keys in mine for key in keys)
    if len(mine) < limit:
        return keys
    # A document shows at its first key: what lies behind the last document's may have others before it.
    last = max(min(keys) for keys in mine)
    return [key for key in keys if key <= last]


def _fits(entry: Mapping[str, Any], wanted: Mapping[str, Any], after: str) -> bool:
    return entry["key"] > after and all(entry.get(name) == value for name, value in wanted.items())


async def count_duties() -> list[dict[str, Any]]:
    """What waits, by organ and kind: how many, and the oldest key."""
    return await asyncio.to_thread(_count_duties)


def _count_duties() -> list[dict[str, Any]]:
    group = {"_id": {"org": "$duties.org", "kind": "$duties.kind"}, "keys": {"$push": "$duties.key"}}
    stages: list[dict[str, Any]] = [
        {"$match": {"duties.org": {"$gt": ""}}},
        {"$unwind": "$duties"},
        {"$group": group},
    ]
    return list(DispatchState.objects.aggregate(stages, allowDiskUse=True))


async def count_shuffled() -> tuple[dict[str, int], int]:
    """Cases by number of hops (1, 2, 3+), and cases between two organs."""
    return await asyncio.to_thread(_count_shuffled)


def _count_shuffled() -> tuple[dict[str, int], int]:
    hops = {str(n): DispatchState.objects(hops=n).count() for n in (1, 2)}
    return {**hops, "3+": DispatchState.objects(hops__gte=3).count()}, DispatchState.objects(
        pingpong=True
    ).count()
