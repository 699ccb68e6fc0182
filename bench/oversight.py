"""Oversight's figures beside their floor, on a MongoDB of its own: `sankua bench oversight [what] [sizes]`.

arming [small] [large]   writing one open case with its clocks, at two sizes of the store, and the ratio
lateness [per_second] [seconds] [stored]   from the moment of falling due to the commit
storm [due] [stored] [replicas]   all due at one instant, one replica killed: each once, and the rate
day [cases]              灭红灯, from the morning list to the evening figure

Without a name all four run, small. The targets are for 10,000,000 stored clocks and 1,000,000 due at once.
What falls due is a notice (C04 turns YELLOW). `us` are microseconds of processor time for one unit, of the
service and of mongod: a busy machine changes them less than rates. BENCH_CACHE_GB is mongod's cache (0.25).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from pymongo import ReplaceOne
from pymongo.database import Database

from bench.open_clocks import DAY, LATER, UNIT, WATCH, document, fill
from sankua.cli.stack.servers import LocalMongo
from sankua.core.events import Event
from sankua.core.times import SHANGHAI, end_of_day
from services.common import mongo
from services.common.casestore import CaseStore
from services.common.commits import CommitLog, events_of
from services.common.lease import Lease
from services.common.service import Runtime
from services.common.times import Clock
from services.oversight import agents, claims, store
from services.oversight.domain.standing import SLOTS
from services.oversight.handlers import Watcher, lists
from services.oversight.settings import OversightSettings

SETTINGS = OversightSettings()
Db = Database[dict[str, Any]]


class Meter:
    """Processor time of some processes, from now on."""

    def __init__(self, *pids: int) -> None:
        self._processes = [psutil.Process(pid) for pid in pids]
        self._begun = self._spent()

    def _spent(self) -> float:
        return sum(sum(p.cpu_times()[:2]) for p in self._processes if p.is_running())

    def us(self, units: int) -> int:
        """Microseconds for each of so many units."""
        return round((self._spent() - self._begun) / units * 1e6)


def replica(db: Any, shift: Path) -> Watcher:
    """One process's parts on the database."""
    log = CommitLog(db["commits"], "", "oversight")
    log.ensure_indexes()
    clock = Clock(shift)
    states = store.OversightState._get_collection()
    cases = CaseStore(states, log, agents.Watching(WATCH), clock, ("", "oversight"))
    return Watcher(cases, clock, WATCH, store.refresh_all, claims.advance_all)


def move(shift: Path, to: datetime) -> None:
    """Sets the clock."""
    shift.write_text(str((to - datetime.now(SHANGHAI)).total_seconds()), encoding="ascii")


def arming(db: Db, shift: Path, small: int = 10_000, large: int = 100_000) -> dict[str, Any]:
    """What it costs to arm a case, a thousand in one write as the consume loop does; ids and moments by
    chance; target: ratio <= 1.2."""
    found, stored, mongod = {}, 0, int(os.environ["BENCH_MONGOD"])
    for size in (small, large):
        fill(stored, size - stored, LATER, timedelta(seconds=1))
        stored = size
        found[size] = [_armed(size, n, mongod) for n in range(9)]
    ms, us = ([min(run[k] for run in runs) for runs in found.values()] for k in (0, 1))
    return {
        "sizes": [small, large],
        "ms": [round(v, 3) for v in ms],
        "ratio": round(ms[1] / ms[0], 2),
        "mongod_us": us,
        "ratio_us": round(us[1] / us[0], 2),
    }


def _armed(size: int, run: int, mongod: int, count: int = 1000) -> tuple[float, int]:
    dice = random.Random(size + run)
    # Nine digits: each stands between two that are there.
    cases = {f"140403-2023-{dice.randrange(size):08}{run}" for _ in range(count)}
    made = [document(case, LATER + timedelta(seconds=dice.randrange(size))) for case in cases]
    states = store.OversightState._get_collection()
    writes = [ReplaceOne({"_id": doc["_id"]}, doc, upsert=True) for doc in made]
    meter, begun = Meter(mongod), time.perf_counter()
    states.bulk_write(writes, ordered=False)
    return (time.perf_counter() - begun) * 1000 / len(made), meter.us(len(made))


def lateness(db: Db, shift: Path, rate: int = 200, seconds: int = 10, stored: int = 50_000) -> dict[str, Any]:
    """Cases fall due at a steady rate, the service's own loop looks at its own pace; target p99 <= 2 s."""
    fill(0, stored, LATER)
    # C04 of 1 March turns YELLOW on the 11th; each case is looked at at a moment of its own after that.
    start = end_of_day((DAY + timedelta(days=10)).date()) - timedelta(hours=9)
    fill(10**7, rate * seconds, start, timedelta(seconds=1 / rate))
    move(shift, start - timedelta(seconds=2))
    meter = Meter(os.getpid(), int(os.environ["BENCH_MONGOD"]))
    asyncio.run(_watch(db, replica(db, shift), rate * seconds))
    moved = datetime.now(SHANGHAI) - Clock(shift).now()
    found = []
    for doc in db["commits"].find({}, {"case": 1, "at": 1}):
        due = start + timedelta(seconds=(int(doc["case"][-8:]) - 10**7) / rate)
        found.append((doc["at"] - moved - due).total_seconds())
    late = sorted(found)
    return {
        "per_second": rate,
        "stored": stored,
        "p50": round(late[len(late) // 2], 2),
        "p99": round(late[len(late) * 99 // 100], 2),
        "told": len(late),
        "us": meter.us(len(late)),
    }


async def _watch(db: Db, watcher: Watcher, count: int) -> None:
    """The loop of the service until so many deeds were done, or for two minutes."""
    stopping = asyncio.Event()
    runtime = Runtime(SETTINGS, watcher.time, db, stopping, lambda peer: None)  # type: ignore[arg-type, return-value]
    loop = asyncio.create_task(agents.fire_loop(watcher, runtime, SETTINGS))
    until = time.monotonic() + 120
    while not loop.done() and time.monotonic() < until:
        if await asyncio.to_thread(db["commits"].estimated_document_count) >= count:
            break
        await asyncio.sleep(0.5)
    stopping.set()
    await loop


def storm(db: Db, shift: Path, due: int = 20_000, stored: int = 20_000, replicas: int = 3) -> dict[str, Any]:
    """Deeds per second, one replica killed half-way; duplicates and losses must be 0; target >= 5,000/s."""
    floor = fill(0, stored, LATER)
    fill(10**7, due, DAY + timedelta(days=10))
    move(shift, DAY + timedelta(days=10, hours=20))
    mongod, commits = int(os.environ["BENCH_MONGOD"]), db["commits"]
    CommitLog(commits, "", "oversight").ensure_indexes()
    env = os.environ | {"BENCH_DB": db.name, "BENCH_SHIFT": str(shift)}
    command = [sys.executable, "-m", "bench.oversight", "replica"]
    running = [subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
               for _ in range(replicas)]  # fmt: skip
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    meter, served = Meter(mongod), Meter(*(one.pid for one in running[:-1]))
    begun = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    while (count := commits.estimated_document_count()) < due:
        if count > due // 2 and len(running) == replicas:
            victim = running.pop()
            victim.kill()
            victim.wait()
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    us, own = meter.us(due), served.us(due)
    for one in running:
        one.terminate()
        one.wait()
    told = Counter((e.case, e.data["clock"], e.data["level"]) for c in commits.find() for e in events_of(c))
    return {
        "due": due,
        "stored": stored,
        "replicas": replicas,
        "per_second": round(due / seconds),
        "twice": sum(n > 1 for n in told.values()),
        "lost": due - len(told),
        "mongod_us": us,
        "survivors_us": own,
        "load": round(os.getloadavg()[0], 1),
        "floor_inserts_per_second": round(floor),
        "share_of_floor": round(due / seconds / floor, 2),
    }


def day(db: Db, shift: Path, cases: int = 5000) -> dict[str, Any]:
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
    while due := await asyncio.to_thread(claims.due_slots, watcher.time.now()):
        for slot in due:
            await agents.fire_slot(watcher, leases[slot], slot, 200)


def run_replica() -> None:
    """A process that does what is due until it is ended."""
    db = mongo.connect(os.environ["BENCH_URI"], os.environ["BENCH_DB"])
    watcher = replica(db, Path(os.environ["BENCH_SHIFT"]))

    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(_watch(db, watcher, sys.maxsize))


MEASURES = {"arming": arming, "lateness": lateness, "storm": storm, "day": day}


def main(argv: list[str]) -> int:
    """Runs one measure with its sizes, or all, small."""
    if argv[:1] == ["replica"]:
        run_replica()
    if not argv:  # each in a process of its own: mongoengine keeps its first database
        return max(subprocess.run([sys.executable, "-m", "bench.oversight", n]).returncode for n in MEASURES)
    name, sizes = argv[0], [int(a) for a in argv[1:]]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = LocalMongo(Path(folder) / "mongo", cache_gb=float(os.environ.get("BENCH_CACHE_GB", "0.25")))
        server.start()
        try:
            os.environ |= {"BENCH_URI": server.uri, "BENCH_MONGOD": str(server.pid)}
            db = mongo.connect(server.uri, f"bench_{name}")
            store.OversightState.ensure_indexes()
            print(json.dumps({name: MEASURES[name](db, Path(folder) / name, *sizes)}), flush=True)
            mongo.disconnect()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
