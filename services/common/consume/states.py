"""State documents written as MongoDB does it cheapest: new ones together, the others found by `_id` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.common.commits import DUPLICATE, Doc
from services.common.failures import Transient


def put(states: Collection[Doc], rows: Sequence[tuple[int, Doc]]) -> None:
    """Writes documents, each in the place of the one whose `v` is the guard beside it; 0: there is none yet.

    Transient where another process has written any of them: these stay as it left them. Blocking.
    """
    writes = [_exchange(guard, document) if guard else InsertOne(document) for guard, document in rows]
    try:
        result = states.bulk_write(writes, ordered=False)
    except BulkWriteError as exc:
        errors = (exc.details or {}).get("writeErrors", [])
        if any(e["code"] != DUPLICATE for e in errors):
            raise
        raise Transient("another process writes these cases: read again") from exc
    if result.inserted_count + result.modified_count != len(rows):
        raise Transient("another process has written some of these cases: read again")


def _exchange(guard: int, document: Doc) -> UpdateOne:
    """Found by `_id` alone and compared afterwards: no query is planned for it (docs/adr/0039)."""
    same = {"$eq": ["$v", guard]}
    step: dict[str, Any] = {"$replaceWith": {"$cond": [same, {"$literal": document}, "$$ROOT"]}}
    return UpdateOne({"_id": document["_id"]}, [step])
