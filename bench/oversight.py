"""Oversight's figures beside their floor, on a MongoDB of its own: `sankua bench oversight [what] [sizes]`.

arming [small] [large]   writing one open case with its clocks, at two sizes of the store, and the ratio
lateness [per_second] [seconds] [stored]   from the moment of falling due to the commit
storm [due] [stored]     all due at one instant, three replicas, one of them killed: each once, and the rate
day [cases]              灭红灯, from the morning list to the evening figure

Without a name all four run, small. The targets are for 10,000,000 stored clocks and 1,000,000 due at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sankua.cli.stack.servers import LocalMongo
from sankua.core.events import Event
from sankua.core.times import SHANGHAI, end_of_day
from services.common import mongo
from services.common.casestore import CaseStore
from services.common.commits import CommitLog, events_of
from services.common.lease import Lease
from services.common.times import Clock
from services.oversight import agents, store
from services.oversight.domain.history import fold
from services.oversight.domain.standing import SLOTS, slot_of, stand
from services.oversight.handlers import Watcher, lists
from services.oversight.settings import OversightSettings
from services.oversight.wiring import watch_of

WATCH = watch_of(OversightSettings(firing="C04"))
DAY = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
LATER = DAY + timedelta(days=60)
"""When the cases that only fill the store are looked at."""
OFFICE, UNIT = "140403-xfj", "140403-rsj"


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


def documents(first: int, count: int, due: datetime | None = None) -> Iterator[dict[str, Any]]:
    """State documents as the consume loop writes them; `due` sets when they are looked at."""
    model = parts("140403-2023-000000")
    fields = stand("140403-2023-000000", model, DAY, WATCH).fields()
    for n in range(first, first + count):
        case = f"140403-2023-{n:08}"
        later = due or fields["next_fire_at"] + timedelta(seconds=n)
        own = {"slot": slot_of(case), "next_fire_at": later}
        yield {
            "_id": case,
            "v": 1,
            "pos": {"intake": 1, "dispatch": 2},
            "held": [],
            "parts": model,
            **fields,
            **own,
        }


def fill(first: int, count: int, due: datetime | None = None) -> float:
    """Puts documents in the store; documents per second."""
    states, begun = store.OversightState._get_collection(), time.perf_counter()
    made = documents(first, count, due)
    while batch := list(islice(made, 2000)):
        states.insert_many(batch, ordered=False)
    return count / (time.perf_counter() - begun)


def replica(db: Any, shift: Path) -> Watcher:
    """One process's parts on the database."""
    log = CommitLog(db["commits"], "", "oversight")
    log.ensure_indexes()
    clock = Clock(shift)
    states = store.OversightState._get_collection()
    cases = CaseStore(states, log, agents.Watching(WATCH), clock, ("", "oversight"))
    return Watcher(cases, clock, WATCH, store.refresh_all)


def move(shift: Path, to: datetime) -> None:
    """Sets the clock."""
    shift.write_text(str((to - datetime.now(SHANGHAI)).total_seconds()), encoding="ascii")


def arming(db: Any, shift: Path, small: int = 10_000, large: int = 50_000) -> dict[str, Any]:
    """Milliseconds to arm one more case, at two sizes; target: ratio <= 1.2."""
    found, stored = {}, 0
    for size in (small, large):
        fill(stored, size - stored)
        stored = size
        found[size] = min(_armed(10**7 + size + 1000 * n) for n in range(3))
    ratio = found[large] / found[small]
    return {"sizes": [small, large], "ms": [round(v, 3) for v in found.values()], "ratio": round(ratio, 2)}


def _armed(first: int) -> float:
    states, made = store.OversightState._get_collection(), list(documents(first, 500))
    begun = time.perf_counter()
    for doc in made:
        states.replace_one({"_id": doc["_id"]}, doc, upsert=True)
    return (time.perf_counter() - begun) * 2


def lateness(
    db: Any, shift: Path, rate: int = 100, seconds: int = 10, stored: int = 20_000
) -> dict[str, Any]:
    """Cases fall due at a steady rate; p50, p99 in seconds; target p99 <= 2 at 1,000/s."""
    fill(0, stored, LATER)
    # C04 of 1 March turns YELLOW on the 11th; each case is looked at at a moment of its own after that.
    start = end_of_day((DAY + timedelta(days=10)).date()) - timedelta(hours=9)
    for n in range(rate * seconds):
        fill(10**7 + n, 1, start + timedelta(seconds=n / rate))
    move(shift, start)
    late = asyncio.run(_late(replica(db, shift), rate * seconds, start, rate))
    return {"per_second": rate, "stored": stored, "p50": round(late[len(late) // 2], 2),
            "p99": round(late[len(late) * 99 // 100], 2), "told": len(late)}  # fmt: skip


async def _late(watcher: Watcher, count: int, start: datetime, rate: int) -> list[float]:
    db = store.OversightState._get_collection().database
    leases = [Lease(db["slots"], f"slot-{n}", 5) for n in range(SLOTS)]
    until, done = time.monotonic() + 120, 0
    for lease in leases:
        lease.take()
    while done < count and time.monotonic() < until:
        for slot in await asyncio.to_thread(store.due_slots, watcher.time.now()):
            done += await agents.fire_slot(watcher, leases[slot], slot, 200)
        await asyncio.sleep(0.05)
    shift = watcher.time.now() - datetime.now(SHANGHAI)
    found = []
    for doc in db["commits"].find({}, {"case": 1, "at": 1}):
        due = start + timedelta(seconds=(int(doc["case"][-8:]) - 10**7) / rate)
        found.append((doc["at"] + shift - due).total_seconds())
    return sorted(found)


def storm(db: Any, shift: Path, due: int = 6000, stored: int = 10_000) -> dict[str, Any]:
    """Deeds per second from three replicas, one killed half-way; duplicates and losses must be 0."""
    floor = fill(0, stored, LATER)
    fill(10**7, due, DAY + timedelta(days=10))
    move(shift, DAY + timedelta(days=10, hours=20))
    env = os.environ | {"BENCH_URI": os.environ["BENCH_URI"], "BENCH_DB": db.name, "BENCH_SHIFT": str(shift)}
    command = [sys.executable, "-m", "bench.oversight", "replica"]
    replicas = [subprocess.Popen(command, env=env) for _ in range(3)]
    commits = db["commits"]
    while commits.estimated_document_count() == 0:
        time.sleep(0.02)
    begun = time.perf_counter()
    while (count := commits.count_documents({})) < due:
        if count > due // 2 and len(replicas) == 3:
            victim = replicas.pop()
            victim.kill()
            victim.wait()
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    for one in replicas:
        one.terminate()
        one.wait()
    told = Counter((e.case, e.data["clock"], e.data["level"]) for c in commits.find() for e in events_of(c))
    rate = due / seconds
    return {
        "due": due,
        "stored": stored,
        "per_second": round(rate),
        "twice": sum(n > 1 for n in told.values()),
        "lost": due - len(told),
        "floor_inserts_per_second": round(floor),
        "share_of_floor": round(rate / floor, 2),
    }


def day(db: Any, shift: Path, cases: int = 5000) -> dict[str, Any]:
    """灭红灯: morning list, organs meet every second duty, evening figure; what is left is carried over."""
    morning = datetime(2023, 3, 14, 0, 0, 5, tzinfo=SHANGHAI)
    fill(0, cases, morning - timedelta(seconds=1))
    move(shift, morning)
    watcher, scope = replica(db, shift), store.Scope("^140403", ())
    begun = time.perf_counter()
    asyncio.run(_all_slots(watcher))
    (first,) = asyncio.run(lists.day_figures(scope, morning.date(), morning.date()))
    listed = time.perf_counter() - begun
    move(shift, morning + timedelta(hours=10))
    states = watcher.cases.states
    for n in range(0, cases, 2):
        case = f"140403-2023-{n:08}"
        doc = asyncio.run(watcher.cases.load(case))
        at = morning + timedelta(hours=9)
        event = Event("HandoffAccepted", case, 3, "dispatch", at, at, source=UNIT, data={"handoff_id": "h1"})
        watcher.cases.apply(doc, event)
        states.replace_one({"_id": case}, watcher.cases.stored(doc))
    asyncio.run(_all_slots(watcher))
    (last,) = asyncio.run(lists.day_figures(scope, morning.date(), morning.date()))
    return {
        "cases": cases,
        "morning": first.left,
        "cleared": last.cleared,
        "evening": last.left,
        "balance": first.left - last.cleared == last.left,
        "seconds_to_morning_list": round(listed, 1),
    }


async def _all_slots(watcher: Watcher) -> None:
    db = store.OversightState._get_collection().database
    leases = [Lease(db["slots"], f"slot-{n}", 30) for n in range(SLOTS)]
    for lease in leases:
        lease.take()
    while due := await asyncio.to_thread(store.due_slots, watcher.time.now()):
        for slot in due:
            await agents.fire_slot(watcher, leases[slot], slot, 200)


def run_replica() -> None:
    """A process that does what is due until it is ended."""
    db = mongo.connect(os.environ["BENCH_URI"], os.environ["BENCH_DB"])
    watcher = replica(db, Path(os.environ["BENCH_SHIFT"]))

    async def loop() -> None:
        leases = [Lease(db["slots"], f"slot-{n}", 2) for n in range(SLOTS)]
        while True:
            for slot in await asyncio.to_thread(store.due_slots, watcher.time.now()):
                await agents.fire_slot(watcher, leases[slot], slot, 200)
            await asyncio.sleep(0.05)

    asyncio.run(loop())


MEASURES = {"arming": arming, "lateness": lateness, "storm": storm, "day": day}


def main(argv: list[str]) -> int:
    """Runs one measure with its sizes, or all, small."""
    if argv[:1] == ["replica"]:
        run_replica()
    if not argv:  # each in a process of its own: mongoengine keeps its first database
        return max(subprocess.run([sys.executable, "-m", "bench.oversight", n]).returncode for n in MEASURES)
    name, sizes = argv[0], [int(a) for a in argv[1:]]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = LocalMongo(Path(folder) / "mongo")
        server.start()
        try:
            os.environ["BENCH_URI"] = server.uri
            db = mongo.connect(server.uri, f"bench_{name}")
            store.OversightState.ensure_indexes()
            print(json.dumps({name: MEASURES[name](db, Path(folder) / name, *sizes)}), flush=True)
            mongo.disconnect()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
