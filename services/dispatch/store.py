"""Dispatch's documents and the queries on them. The only mongoengine import."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import mongoengine as me

from services.dispatch.domain import inbox


class InboxEntry(me.EmbeddedDocument):  # type: ignore[misc]
    """One handoff as the index sees it."""

    org = me.StringField()
    state = me.StringField()
    key = me.StringField()


class CaseState(me.Document):  # type: ignore[misc]
    """The state document of a case, with the inbox entries of its handoffs: one write for both."""

    case = me.StringField(primary_key=True)
    v = me.IntField()
    pos = me.DictField()
    held = me.ListField()
    parts = me.DictField()
    state = me.StringField()
    lead = me.StringField()
    inbox = me.EmbeddedDocumentListField(InboxEntry)
    meta = {  # noqa: RUF012 - mongoengine reads it so
        "collection": "cases",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            {"fields": ["inbox.org", "inbox.state", "inbox.key"], "name": "inbox"},
            {"fields": ["state"], "name": "state"},
        ],
    }


async def inbox_keys(org: str, states: Sequence[str], after: str, limit: int) -> list[str]:
    """Keys of an organ's handoffs after a key, oldest first, as of what has been consumed."""
    return await asyncio.to_thread(_inbox_keys, org, states, after, limit)


def _inbox_keys(org: str, states: Sequence[str], after: str, limit: int) -> list[str]:
    wanted: dict[str, Any] = {"org": org, "key": {"$gt": after, "$lt": inbox.OPEN_END}}
    if states:
        wanted["state"] = {"$in": list(states)}
    entry = {f"inbox.{name}": condition for name, condition in wanted.items()}
    found = CaseState.objects(__raw__={"inbox": {"$elemMatch": wanted}}).aggregate(
        [
            {"$unwind": "$inbox"},
            {"$match": entry},
            {"$sort": {"inbox.key": 1}},
            {"$limit": limit},
            {"$project": {"_id": 0, "key": "$inbox.key"}},
        ]
    )
    return [row["key"] for row in found]
