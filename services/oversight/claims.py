"""Due work in the documents: found by index, oldest first; once told, no longer due. All calls block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import bson
from pymongo import UpdateMany, WriteConcern
from pymongo.database import Database

from sankua.core.times import SHANGHAI
from services.common.lease import Lease
from services.oversight.domain.ready import Entry
from services.oversight.domain.standing import SLOTS
from services.oversight.store import OversightState, utc

Doc = dict[str, Any]
_SOON: Final = WriteConcern(1, j=False)
_ANY_SLOT: Final[Doc] = {"slot": {"$in": list(range(SLOTS))}}


def leases(database: Database[Doc], seconds: float) -> list[Lease]:
    """A claim for each slot. Nobody waits for the disk: a claim that is lost costs a race, and no more."""
    slots = database.get_collection("slots", write_concern=_SOON)
    return [Lease(slots, f"slot-{n}", seconds) for n in range(SLOTS)]


def few_lease(database: Database[Doc], seconds: float) -> Lease:
    """The claim on all that is due while it is little. Whoever has it keeps it."""
    return Lease(database.get_collection("slots", write_concern=_SOON), "few", seconds)


def many_due(now: datetime, count: int) -> bool:
    """Whether in so many cases at least something is due. Read from the index alone."""
    where: Doc = {**_ANY_SLOT, "next_fire_at": {"$lte": now}}
    return int(OversightState._get_collection().count_documents(where, limit=count)) >= count


def due_slots(now: datetime) -> list[int]:
    """The slots with due work, the one that waits longest first."""
    return [slot for _, slot in _oldest(now)]


def _oldest(now: datetime) -> list[tuple[datetime, int]]:
    pages = [(slot, _due_page({"slot": slot, "next_fire_at": {"$lte": now}}, 1)) for slot in range(SLOTS)]
    return sorted((doc["next_fire_at"], slot) for slot, page in pages for doc in page)


def due_pages(now: datetime, size: int, slot: int | None = None) -> Iterator[list[Doc]]:
    """All cases (of one slot) in which something is due, oldest first, page after page until none is.

    Each with what was made ready of it (`domain.ready`). A page goes on after the last one's end, so that a
    case that stays due keeps no other one waiting.
    """
    only: Doc = _ANY_SLOT if slot is None else {"slot": slot}
    page = _due_page({**only, "next_fire_at": {"$lte": now}}, size)
    while page:
        yield page
        if len(page) < size:
            return  # what falls due from here on is the next round's
        at, last = page[-1]["next_fire_at"], page[-1]["_id"]
        # Two queries, for each of which the index has a place to begin: very many may be due at one moment.
        page = _due_page({**only, "next_fire_at": at, "_id": {"$gt": last}}, size)
        if len(page) < size:
            page += _due_page({**only, "next_fire_at": {"$gt": at, "$lte": now}}, size - len(page))


_DUE: Final = dict.fromkeys(("v", "next_fire_at", "own", "book", "ready", "look_at", "until", "items"), 1)


def _due_page(where: Doc, size: int) -> list[Doc]:
    states = OversightState._get_collection()
    # With the zone that days are counted in, no moment has to be turned to it one by one.
    here = states.codec_options.with_options(tz_aware=True, tzinfo=SHANGHAI)
    found = states.with_options(codec_options=here).find(where, _DUE)
    return list(found.sort([("next_fire_at", 1), ("_id", 1)]).limit(size).batch_size(size + 1))


def advance_all(entries: Sequence[Entry]) -> int:
    """What was told of these cases is no longer due; how many were written.

    Nothing is written where the document, or the entry, was changed meanwhile: its new fields know more, or
    it is due again, and its commits are found. For the same reason nobody waits for the disk. Cases to which
    the same is done, thousands in one night, are one write.
    """
    if not entries:
        return 0
    alike: dict[Any, tuple[list[str], Doc, Doc]] = {}
    for told in entries:
        key = _alike(told)
        if key not in alike:
            alike[key] = ([], {"v": told.guard, "own": told.first}, _advance(told))
        alike[key][0].append(told.case)
    writes = [UpdateMany({"_id": {"$in": cases}, **where}, change) for cases, where, change in alike.values()]
    states = OversightState._get_collection().with_options(write_concern=_SOON)
    return int(states.bulk_write(writes, ordered=False).matched_count)


def _alike(told: Entry) -> Any:
    """The same for entries to which the same is done."""
    items = told.new_items()
    if len(told.told) == 1 and not items:
        return told.guard, told.first, told.own, told.wake
    return bson.encode({"w": [told.guard, told.first], "c": _advance(told)})


def _advance(told: Entry) -> Doc:
    change: Doc = {"$set": {"next_fire_at": told.wake, "own": told.own}}
    if len(told.told) == 1:
        change["$pop"] = {"ready": -1}
    else:
        change["$set"]["ready"] = told.rows
    if items := told.new_items():
        change["$push"] = {"items": {"$each": items}}
    return change


def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest due work has been waiting, None where none is due."""
    return next((utc(at) for at, _ in _oldest(now)), None)
