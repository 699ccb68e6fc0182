"""Visits at the reception desks: queue numbers by office and day, from 1, without gaps but after a crash."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any, Final

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

from services.intake.domain.reception import Visit

Doc = dict[str, Any]
_DURABLE: Final = WriteConcern("majority", j=True)


class Visits:
    """One document per visit, guarded by a counter `v`: of two clerks at one visit one decides again."""

    def __init__(self, database: Database[Doc]) -> None:
        self._visits = database.get_collection("visits", write_concern=_DURABLE)
        self._numbers = database.get_collection("visit_numbers", write_concern=_DURABLE)

    def ensure_indexes(self) -> None:
        """Visits by desk and day; one visit for one request. Blocking."""
        self._visits.create_index("desk", name="desk")
        self._visits.create_index("request", name="request", unique=True)

    async def draw(self, request: str, desk: str, made: Visit) -> tuple[Visit, bool]:
        """The visit with the next number of a desk; the first one again for a repeated request."""
        return await asyncio.to_thread(self._draw, request, desk, made)

    def _draw(self, request: str, desk: str, made: Visit) -> tuple[Visit, bool]:
        there = self._visits.find_one({"request": request})
        if there is not None:
            return _read(there)[0], False
        counter: Any = self._numbers.find_one_and_update(
            {"_id": desk}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        number = int(counter["last"])
        fields = asdict(made) | {"visit_id": f"{desk}/{number}", "number": number}
        visit = Visit(**fields)
        try:
            self._visits.insert_one(_document(visit) | {"request": request, "desk": desk, "v": 1})
        except DuplicateKeyError:
            again = self._visits.find_one({"request": request})
            if again is None:
                raise
            return _read(again)[0], False
        return visit, True

    async def get(self, visit_id: str) -> tuple[Visit, int] | None:
        """A visit and its guard."""
        found = await asyncio.to_thread(self._visits.find_one, {"_id": visit_id})
        return None if found is None else _read(found)

    async def put(self, visit: Visit, guard: int) -> bool:
        """Stores a changed visit; False where somebody was faster."""
        where = {"_id": visit.visit_id, "v": guard}
        change = {"$set": _document(visit) | {"v": guard + 1}}
        return bool((await asyncio.to_thread(self._visits.update_one, where, change)).matched_count)

    async def of_day(self, desk: str) -> list[Visit]:
        """All visits of a desk on its day."""
        found = await asyncio.to_thread(lambda: list(self._visits.find({"desk": desk})))
        return [_read(doc)[0] for doc in found]


def _document(visit: Visit) -> Doc:
    fields = asdict(visit)
    return {"_id": fields.pop("visit_id"), **fields}


def _read(doc: Doc) -> tuple[Visit, int]:
    names = ("office", "number", "people", "first", "times", "procedure", "case", "window")
    return Visit(visit_id=doc["_id"], **{name: doc[name] for name in names}), int(doc["v"])
