"""Open cases in bulk, as the consume loop writes them: for benches that need very many of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import WriteConcern

from sankua.core.events import Event
from sankua.core.times import SHANGHAI
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


def documents(first: int, count: int, due: datetime, step: timedelta) -> Iterator[RawBSONDocument]:
    """Documents that differ in id, slot and the moment `due + n * step`: bytes of one, changed in place."""
    raw = bytearray(bson.encode(document(MODEL, due)))
    name, slot, fire = (
        raw.index(mark) + len(mark)
        for mark in (b"\x02_id\x00\x15\x00\x00\x00", b"\x10slot\x00", b"\x09next_fire_at\x00")
    )
    for n in range(first, first + count):
        case = f"140403-2023-{n:08}"
        at = int((due + (n - first) * step - _EPOCH).total_seconds() * 1000)
        raw[name : name + len(case)] = case.encode()
        raw[slot : slot + 4] = slot_of(case).to_bytes(4, "little")
        raw[fire : fire + 8] = at.to_bytes(8, "little")
        yield RawBSONDocument(bytes(raw))


def fill(first: int, count: int, due: datetime = LATER, step: timedelta = timedelta(0)) -> float:
    """Puts documents in the store; documents per second, the building of the indexes left out."""
    states = store.OversightState._get_collection()
    if count > _FEW:
        states.drop_indexes()
    plain = states.with_options(write_concern=WriteConcern(1, j=False))
    begun, made = time.perf_counter(), documents(first, count, due, step)
    while batch := list(islice(made, _PAGE)):
        plain.insert_many(batch, ordered=False)
    seconds = time.perf_counter() - begun
    if count > _FEW:
        store.OversightState.ensure_indexes()
        # What follows is measured without the flushing of what was loaded.
        states.database.client.admin.command("fsync")
    return count / max(seconds, 1e-6)
