"""Open cases in bulk, as the consume loop writes them: for benches that need very many of them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel, MongoClient, WriteConcern
from pymongo.errors import BulkWriteError

from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from services.common.commits import DUPLICATE
from services.oversight import store
from services.oversight.domain.history import fold
from services.oversight.domain.standing import slot_of, stand
from services.oversight.settings import OversightSettings
from services.oversight.wiring import watch_of

WATCH = watch_of(OversightSettings(firing="C04"))
DAY = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
LAPSED = DAY + timedelta(days=9)
"""When the documents were computed: the unit's window for an objection (C05) is over."""
LATER = DAY + timedelta(days=60)
"""When the cases that only fill the store are looked at."""
OFFICE, UNIT = "140403-xfj", "140403-rsj"
MODEL = "140403-2023-00000000"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAGE = 5000
_FEW = 100_000
"""Up to so many documents the indexes are kept while they are written."""


def parts(case: str, at: datetime = DAY) -> dict[str, Any]:
    """Registered, handed over and delivered."""
    registered = {"purpose": "APPEAL", "channel": "LETTER", "registered_by": OFFICE, "petitioner_count": 1}
    offer = {"handoff_id": "h1", "from_org": OFFICE, "to_org": UNIT, "role": "LEAD", "mode": "FORWARD"}
    steps = [
        ("intake", 1, "CaseRegistered", registered),
        ("dispatch", 1, "HandoffOffered", offer),
        ("dispatch", 2, "HandoffDelivered", {"handoff_id": "h1"}),
    ]
    found: dict[str, Any] = {}
    for producer, seq, name, data in steps:
        event = Event(name, case, seq, producer, at, at, source=OFFICE, data=data)
        found[producer] = fold(found.get(producer, {}), event)
    return found


def document(case: str, due: datetime | None = None, then: datetime = LAPSED) -> dict[str, Any]:
    """The state document of a case as computed `then`; `due` sets when it is looked at."""
    model = parts(case)
    fields = stand(case, model, then, WATCH).fields() | {"own": 0}
    if due is not None:
        fields["next_fire_at"] = due
    return {"_id": case, "v": 1, "pos": {"intake": 1, "dispatch": 2}, "held": [], "parts": model, **fields}


UNITS = (
    *("rsj", "zjj", "jtj", "slj", "jyj", "wjw", "gaj", "mzj", "ybj", "swj", "czj", "fgw", "gzw", "yjj"),
    *("sfj", "wlj", "zfw"),
)
PLACES = 117
"""As many as a province has counties; each with its office and so many organs."""
_DAYS = 60
"""Last days of the stored clocks are spread over so many days."""


def case_of(n: int, between: int = 0) -> str:
    """The id of the n-th case; `between` 1: one that stands between it and the next of its place."""
    return f"{140400 + n % PLACES}-2023-{2 * n + between:08}"


def number_of(case: str) -> int:
    """The n of a case id."""
    return int(case[-8:]) // 2


class Maker:
    """Documents as `document` gives them, quickly: bytes of one for each organ, changed in place."""

    def __init__(self) -> None:
        self._raw = bson.encode(document(MODEL, LATER))
        self._of: dict[tuple[int, int], bytearray] = {}
        marks = (b"\x02_id\x00\x15\x00\x00\x00", b"\x10slot\x00", b"\x09next_fire_at\x00")
        self._name, self._slot, self._fire = (self._raw.index(mark) + len(mark) for mark in marks)
        self._dues = [m.end() for m in re.finditer(b"\x09due_at\x00", self._raw)]

    def make(self, n: int, at: datetime, between: int = 0, *, spread: bool = False) -> RawBSONDocument:
        """The n-th case, looked at `at`. `spread` moves its due days; its moments are then not sound."""
        case, organ = case_of(n, between), (n % PLACES, n // PLACES % len(UNITS))
        if organ not in self._of:
            place, unit = str(140400 + organ[0]).encode(), UNITS[organ[1]].encode()
            model = self._raw.replace(MODEL[:6].encode(), place).replace(b"-rsj", b"-" + unit)
            self._of[organ] = bytearray(model)
        raw = bytearray(self._of[organ])
        raw[self._name : self._name + len(case)] = case.encode()
        raw[self._slot : self._slot + 4] = slot_of(case).to_bytes(4, "little")
        raw[self._fire : self._fire + 8] = _ms(at).to_bytes(8, "little")
        for due in self._dues if spread else ():
            moved = int.from_bytes(raw[due : due + 8], "little") + n * 7919 % _DAYS * 86_400_000
            raw[due : due + 8] = moved.to_bytes(8, "little")
        return RawBSONDocument(bytes(raw))


def _ms(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds() * 1000)


class Stock:
    """The cases that only fill the store, loaded once: a kept store goes on where it ended."""

    def __init__(self, states: Any = None) -> None:
        self._states = store.OversightState._get_collection() if states is None else states
        self._marks, self._name = self._states.database["bench"], self._states.name

    def load(self, count: int, seconds: float = 1e9) -> bool:
        """Puts so many in the store, looked at a second apart from LATER on; False where time ran out.

        Many are put in without indexes, which are built afterwards.
        """
        begun, there = time.monotonic(), int((self._marks.find_one({"_id": self._name}) or {}).get("n", 0))
        if count - there > _FEW:
            self._states.drop_indexes()
        maker = Maker()
        while there < count and time.monotonic() - begun < seconds:
            upto = min(count, there + 20 * _PAGE)
            made = (maker.make(n, LATER + timedelta(seconds=n), spread=True) for n in range(there, upto))
            put(made, self._states)
            there = upto
            self._marks.replace_one({"_id": self._name}, {"n": there}, upsert=True)
        if there < count:
            return False
        if there > _FEW and time.monotonic() - begun > seconds / 3:
            return False
        # With a client that waits: for millions it takes minutes. The mechanism's own index beside them.
        held = IndexModel([("held.reason", 1)], name="held", sparse=True)
        with MongoClient[dict[str, Any]](os.environ["BENCH_URI"]) as client:
            client[self._states.database.name][self._name].create_indexes([*store.INDEXES, held])
        if there > _FEW:
            # What follows is measured without the flushing of what was loaded.
            self._states.database.client.admin.command("fsync")
        return True

    def warm(self) -> None:
        """Reads the indexes once: a mongod that was just started is none that has been at work."""
        for name, first in (
            ("_id_", "_id"),
            ("slot_due", "slot"),
            ("lights", "clocks.org"),
            ("clockless", "open"),
        ):
            least: Any = {"slot": 0, "open": False}.get(first, "")
            self._states.database.command("count", self._name, query={first: {"$gte": least}}, hint=name)

    def fresh(self, count: int) -> range:
        """Numbers of cases that no measure has had, far behind those that are stored."""
        last = int((self._marks.find_one({"_id": "fresh"}) or {}).get("n", 2 * 10**7))
        self._marks.replace_one({"_id": "fresh"}, {"n": last + count}, upsert=True)
        return range(last, last + count)


def put(documents: Iterable[RawBSONDocument], states: Any = None) -> float:
    """Puts documents in the store, two inserts at a time; documents per second."""
    states = store.OversightState._get_collection() if states is None else states
    plain = states.with_options(write_concern=WriteConcern(1, j=False))
    begun, count, made = time.perf_counter(), 0, iter(documents)

    def insert(batch: list[RawBSONDocument]) -> int:
        try:
            plain.insert_many(batch, ordered=False)
        except BulkWriteError as exc:  # a load that was broken off had put some of them
            if any(e["code"] != DUPLICATE for e in exc.details["writeErrors"]):
                raise
        return len(batch)

    with ThreadPoolExecutor(2) as pool:
        while batches := list(islice(iter(lambda: list(islice(made, _PAGE)), []), 4)):
            count += sum(pool.map(insert, batches))
    return count / max(time.perf_counter() - begun, 1e-6)
