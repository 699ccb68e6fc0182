"""The index of alike matters: bands of keyed sketches, filled behind registration, at no cost to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from pymongo.database import Database
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern

from services.common.failures import outlast
from services.intake import sealing
from services.intake.domain import alike
from services.intake.keyring import Index, Keyring
from services.intake.sealing import SealBroken

Doc = dict[str, Any]
_PAGE: Final = 50
_KNOWN: Final = 50_000
"""Pairs of letters whose numbers are kept, a quarter of a KiB each; those of most texts are among them."""
_REST: Final = 9
"""Rest after a page, in times of the work."""
_REST_BUSY: Final = 60
_BUSY: Final = 20
"""Registrations per second from which the longer rest is taken."""
_MOST: Final = 400
"""Candidates that are opened and compared for one question; those with most bands in common first."""


class Alikes:
    """Bands by case in `alike`; the text itself is opened only to compare, and never kept."""

    def __init__(self, database: Database[Doc], master: Keyring, index: Index) -> None:
        options: Any = {"write_concern": WriteConcern("majority", j=True)}
        self._alike = database.get_collection("alike", **options)
        self._vault = database.get_collection("vault", **options)
        self._master, self._index = master, index
        self._number: Callable[[str], int] = lru_cache(maxsize=_KNOWN)(self._mark)

    def ensure_indexes(self) -> None:
        """Cases by band. Blocking."""
        self._alike.create_index("bands", name="bands")

    def _mark(self, pair: str) -> int:
        return int(self._index.mark("pair", pair)[:16], 16)

    def bands(self, text: str) -> list[int]:
        """The bands of a text."""
        return alike.bands(text, self._number)

    async def keep_filling(
        self, stopping: asyncio.Event, pause: float, written: Callable[[], int] = lambda: 0
    ) -> None:
        """Takes registered matters in, a page at a time, until `stopping`. `written`: entries written so far.

        It rests nine times as long as it worked, so that it never takes more than a tenth of a core, and
        far longer while many register: the index may come later, the people at the counter wait.
        """
        before, since = written(), time.perf_counter()
        while not stopping.is_set():
            begun = time.perf_counter()
            busy = (written() - before) / max(begun - since, 0.001) > _BUSY
            before, since = written(), begun
            await outlast("alike", lambda: asyncio.to_thread(self.fill, _PAGE))
            rest = (_REST_BUSY if busy else _REST) * (time.perf_counter() - begun)
            await asyncio.sleep(max(pause, rest))

    def fill(self, most: int) -> int:
        """Takes in up to so many matters; how many. Again after a stop: the same bands. Blocking."""
        page = list(
            self._vault.find({"todo": 1}, {"case": 1, "sealed": 1, "wrapped": 1, "key_id": 1}).limit(most)
        )
        made = [{"_id": entry["case"], "bands": self.bands(self._matter(entry).text)} for entry in page]
        if made:
            self._insert(made)
            taken_in = {"_id": {"$in": [entry["_id"] for entry in page]}, "todo": 1}
            if self._vault.update_many(taken_in, {"$unset": {"todo": ""}}).modified_count < len(page):
                self._forget_destroyed([entry["case"] for entry in page])
        return len(page)

    def _insert(self, made: list[Doc]) -> None:
        try:
            self._alike.insert_many(made, ordered=False)
        except BulkWriteError as exc:  # there already: an earlier try, or another process; the same bands
            details = exc.details or {}
            if details.get("writeConcernErrors") or any(e["code"] != 11000 for e in details["writeErrors"]):
                raise

    def _forget_destroyed(self, cases: list[str]) -> None:
        """Of matters whose key was destroyed while they were taken in, nothing stays."""
        gone = {"case": {"$in": cases}, "destroyed": {"$exists": True}}
        found = [entry["case"] for entry in self._vault.find(gone, {"case": 1})]
        self._alike.delete_many({"_id": {"$in": found}})

    def drop(self, case: str) -> None:
        """Forgets a case whose key was destroyed. Blocking."""
        self._alike.delete_one({"_id": case})

    def find(
        self, wanted: alike.Matter, people: Sequence[str], but: str
    ) -> list[tuple[str, alike.Likeness, bool]]:
        """Cases with the wanted matter's people or like its text, each with its likeness. Blocking."""
        entries = {e["case"]: e for e in self._vault.find({"people": {"$in": list(people)}}).limit(_MOST)}
        bands = self.bands(wanted.text)
        by_band: list[Doc] = [
            {"$match": {"bands": {"$in": bands}}},
            {"$project": {"common": {"$size": {"$setIntersection": ["$bands", bands]}}}},
            {"$sort": {"common": -1, "_id": 1}},
            {"$limit": _MOST},
        ]
        refs = [f"vault/{c['_id']}" for c in self._alike.aggregate(by_band) if c["_id"] not in entries]
        entries |= {e["case"]: e for e in self._vault.find({"_id": {"$in": refs}})}
        entries.pop(but, None)
        found = []
        for case, entry in entries.items():
            if entry.get("wrapped"):
                same = bool(set(people) & set(entry.get("people", ())))
                found.append((case, alike.likeness(wanted, self._matter(entry), same), same))
        return found

    def _matter(self, entry: Doc) -> alike.Matter:
        try:
            key = self._master.unwrap(entry["wrapped"], entry["_id"], entry["key_id"])
            private = sealing.unseal(key, entry["sealed"], entry["_id"])
        except (KeyError, SealBroken):
            return alike.Matter("", {})  # destroyed meanwhile, or under a key that is not here
        return alike.matter(private["title"], private["content"], private["facts"])
