"""Dispatch's documents and the lists on them. The only mongoengine import."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import mongoengine as me

from services.dispatch.domain import inbox


class DispatchState(me.Document):  # type: ignore[misc]
    """The state document of a case, with the lists that it stands in: one write for all."""

    case = me.StringField(primary_key=True)
    v = me.IntField()
    pos = me.DictField()
    held = me.ListField()
    parts = me.DictField()
    state = me.StringField()
    lead = me.StringField()
    wake = me.DateTimeField()
    hops = me.IntField()
    rung = me.StringField()
    secret = me.BooleanField()
    pairs = me.ListField(me.StringField())
    lists = me.ListField(me.StringField())
    meta = {  # noqa: RUF012 - mongoengine reads it so
        "collection": "cases",
        "strict": False,
        "auto_create_index": False,
        # Each of these is kept up at every write: there is none that no question needs.
        "indexes": [
            {"fields": ["lists"], "name": "lists"},
            {"fields": ["wake"], "name": "wake", "sparse": True},
            {"fields": ["hops"], "name": "hops", "partialFilterExpression": {"hops": {"$gt": 0}}},
            {"fields": ["rung"], "name": "rung", "sparse": True},
            {"fields": ["secret"], "name": "secret", "sparse": True},
            {"fields": ["pairs"], "name": "pairs", "sparse": True},
        ],
    }


_SHOWN: Final = {"lists": 1, "pos": 1, "secret": 1, "parts.dispatch.handoffs": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its key, and its case's own position and handoffs as they are stored.

    `secret`: it is an ACCUSATION.
    """

    key: str
    case: str
    pos: int
    handoffs: Sequence[Mapping[str, Any]]
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines after a key, oldest first: of the lists that begin so, and of cases with such a handoff."""

    lists: Sequence[str]
    after: str
    limit: int
    handoff: Mapping[str, Any] | None = None


def rows(wanted: Wanted, producer: str) -> list[Row]:
    """The lines, as of what has been consumed. Blocking. Reads one page, however long the list is."""
    found = [_in_order(start, wanted, producer) for start in wanted.lists]
    return list(heapq.merge(*found, key=lambda row: row.key))[: wanted.limit]


def _in_order(start: str, wanted: Wanted, producer: str) -> list[Row]:
    """The first lines of one list.

    A sort on an array's field would read all of it (the server sorts by the whole array); the hinted index is
    read in its order, and within one list that is the order of the keys.
    """
    where: dict[str, Any] = {"lists": {"$elemMatch": between(start, wanted.after)}}
    if wanted.handoff:
        where["parts.dispatch.handoffs"] = {"$elemMatch": dict(wanted.handoff)}
    collection = DispatchState._get_collection()
    docs = list(collection.find(where, _SHOWN).hint("lists").limit(wanted.limit))
    after = start + wanted.after
    mine = [[line for line in doc["lists"] if line > after and line.startswith(start)] for doc in docs]
    # A document shows at its first line: what lies behind the last document's may have others before it.
    last = max(map(min, mine)) if len(docs) == wanted.limit else start + inbox.OPEN_END
    found = [
        Row(line[len(start) :], doc["_id"], doc["pos"].get(producer, 0), _handoffs(doc), "secret" in doc)
        for doc, lines in zip(docs, mine, strict=True)
        for line in lines
        if line <= last
    ]
    return sorted(found, key=lambda row: row.key)


def between(start: str, after: str = "") -> dict[str, str]:
    """The lines of one list after a key, as a condition."""
    return {"$gt": start + after, "$lt": start + inbox.OPEN_END}


def _handoffs(doc: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = doc.get("parts", {}).get("dispatch", {}).get("handoffs", ())
    return found


def due(now: datetime, limit: int) -> list[str]:
    """Cases that something has to be done in by itself, earliest first. Blocking."""
    found = DispatchState.objects(wake__lte=now).order_by("wake").limit(limit).only("case").as_pymongo()
    return [doc["_id"] for doc in found]
