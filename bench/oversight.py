"""Oversight's figures beside their floor, on a MongoDB of its own: `sankua bench oversight [what] [sizes]`.

arming [small] [large]   writing one open case with its clocks, at two sizes of the store, and the ratio
lateness [per_second] [seconds] [stored]   from the moment of falling due to the commit
storm [due] [stored] [replicas] [longest] all due at one instant, one replica killed: each once, and the rate
day [cases]              灭红灯, from the morning list to the evening figure

Without a name all four run, small. Sizes are cases; each has two open clocks. The targets are for 10,000,000
stored clocks and 1,000,000 due at once. What falls due is a notice (C04 turns YELLOW). `us` are microseconds
of processor time for one unit, of the service and of mongod: a busy machine changes them less than rates.
BENCH_CACHE_GB is mongod's cache (0.25). With BENCH_FOLDER the store is kept there, and is used again:

load <cases> [seconds]   fills it, for so long at most; again until it says `done`
gather <due>             puts the cases of the next storm there
check <due>              looks through what the last storm told
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
from statistics import median
from typing import Any

import psutil
from pymongo import ReplaceOne
from pymongo.database import Database

from bench.open_clocks import DAY, LATER, WATCH, Maker, Stock, case_of, number_of, put
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
FOLDER = os.environ.get("BENCH_FOLDER")
FOREVER = 1e9
_RUNS = 15


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
    """What it costs to arm a case, a thousand in one write as the consume loop does; ids, moments and last
    days by chance; in a small and a large collection of one mongod in turn; target: ratio <= 1.2.

    `ms` and `us` are the best of the runs, `flushed_us` is with all that mongod does later: 10,000 armed and
    a checkpoint after them.
    """
    loaded(large)
    few = db["few"]
    Stock(few).load(small)
    if FOLDER is not None:
        Stock().warm()
    states = {small: few, large: store.OversightState._get_collection()}
    found: dict[int, list[tuple[float, int]]] = {size: [] for size in states}
    for n in range(_RUNS):
        for size, collection in states.items():
            found[size].append(_armed(collection, size, n))
    ms, us = ([min(run[k] for run in runs) for runs in found.values()] for k in (0, 1))
    middle = [round(median(run[1] for run in runs)) for runs in found.values()]
    flushed = [_flushed(collection, size) for size, collection in states.items()]
    return {
        "cases": [small, large],
        "clocks": [2 * small, 2 * large],
        "ms": [round(v, 3) for v in ms],
        "us": us,
        "median_us": middle,
        "flushed_us": flushed,
        "ratios": [round(a[1] / max(a[0], 1e-6), 2) for a in (ms, us, middle, flushed)],
        "load": round(os.getloadavg()[0], 1),
    }


def _armed(states: Any, size: int, run: int) -> tuple[float, int]:
    made = _made(size, run)
    meter, begun = Meter(int(os.environ["BENCH_MONGOD"])), time.perf_counter()
    states.bulk_write(list(made.values()), ordered=False)
    cost = (time.perf_counter() - begun) * 1000 / len(made), meter.us(len(made))
    states.delete_many({"_id": {"$in": list(made)}})
    return cost


def _flushed(states: Any, size: int, writes: int = 10) -> int:
    made = [_made(size, 1000 + n) for n in range(writes)]
    states.database.client.admin.command("fsync")
    meter = Meter(int(os.environ["BENCH_MONGOD"]))
    for one in made:
        states.bulk_write(list(one.values()), ordered=False)
    states.database.client.admin.command("fsync")
    spent = meter.us(sum(map(len, made)))
    for one in made:
        states.delete_many({"_id": {"$in": list(one)}})
    return spent


def _made(size: int, run: int, count: int = 1000) -> dict[str, Any]:
    """Writes of cases that stand between two that are there, by id."""
    dice, maker, made = random.Random(size + run), Maker(), {}
    for _ in range(count):
        at = LATER + timedelta(seconds=dice.randrange(size))
        doc = maker.make(dice.randrange(size), at, 1, spread=True)
        made[doc["_id"]] = ReplaceOne({"_id": doc["_id"]}, doc, upsert=True)
    return made


def loaded(cases: int) -> None:
    """So many cases are stored; a kept store has them already. Exits where it has not."""
    if not Stock().load(cases, FOREVER if FOLDER is None else 60):
        raise SystemExit(f"not all {cases} cases are stored yet: run `load {cases}` until it says so")


def lateness(db: Db, shift: Path, rate: int = 200, seconds: int = 10, stored: int = 50_000) -> dict[str, Any]:
    """Cases fall due at a steady rate, the service's own loop looks at its own pace; target p99 <= 2 s."""
    loaded(stored)
    # C04 of 1 March turns YELLOW on the 11th; each case is looked at at a moment of its own after that.
    start = end_of_day((DAY + timedelta(days=10)).date()) - timedelta(hours=9)
    numbers, maker = Stock().fresh(rate * seconds), Maker()
    first = numbers.start
    put(maker.make(n, start + timedelta(seconds=(n - first) / rate)) for n in numbers)
    db["commits"].drop()
    move(shift, start - timedelta(seconds=2))
    meter = Meter(os.getpid(), int(os.environ["BENCH_MONGOD"]))
    asyncio.run(_watch(db, replica(db, shift), rate * seconds, seconds + 120))
    spent = meter.us(rate * seconds)
    moved = datetime.now(SHANGHAI) - Clock(shift).now()
    found = []
    for doc in db["commits"].find({}, {"case": 1, "at": 1}):
        due = start + timedelta(seconds=(number_of(doc["case"]) - first) / rate)
        found.append((doc["at"] - moved - due).total_seconds())
    late = sorted(found)
    return {
        "per_second": rate,
        "cases": stored,
        "clocks": 2 * stored,
        "p50": round(late[len(late) // 2], 2),
        "p99": round(late[len(late) * 99 // 100], 2),
        "told": len(late),
        "us": spent,
        "load": round(os.getloadavg()[0], 1),
    }


async def _watch(db: Db, watcher: Watcher, count: int, longest: float = FOREVER) -> None:
    """The loop of the service until so many deeds were done, or for so many seconds."""
    stopping = asyncio.Event()
    runtime = Runtime(SETTINGS, watcher.time, db, stopping, lambda peer: None)  # type: ignore[arg-type, return-value]
    loop = asyncio.create_task(agents.fire_loop(watcher, runtime, SETTINGS))
    until = time.monotonic() + longest
    while not loop.done() and time.monotonic() < until:
        if await asyncio.to_thread(db["commits"].estimated_document_count) >= count:
            break
        await asyncio.sleep(0.5)
    stopping.set()
    await loop


def storm(
    db: Db, shift: Path, due: int = 20_000, stored: int = 20_000, replicas: int = 3, longest: int = 3600
) -> dict[str, Any]:
    """Deeds per second, one replica killed half-way; duplicates and losses must be 0; target >= 5,000/s.

    After `longest` seconds it ends where it is.
    """
    loaded(stored)
    gather(db, shift, due)
    db["commits"].drop()
    move(shift, DAY + timedelta(days=10, hours=20))
    mongod, commits = int(os.environ["BENCH_MONGOD"]), db["commits"]
    CommitLog(commits, "", "oversight").ensure_indexes()
    running = [_launch(db, shift) for _ in range(replicas)]
    meter, served, mine = Meter(mongod), Meter(*(one.pid for one in running[:-1])), Meter(running[-1].pid)
    begun, victims = time.perf_counter(), 0
    for one in running:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    while (count := commits.estimated_document_count()) < due and time.perf_counter() - begun < longest:
        if count > due // 2 and 1 < len(running) == replicas:
            victims = mine.us(1)
            victim = running.pop()
            victim.kill()
            victim.wait()
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    us, own = meter.us(count), served.us(count) + victims // count
    for one in running:
        one.terminate()
        one.wait()
    db["bench"].delete_one({"_id": "gathered"})
    there = store.OversightState._get_collection().estimated_document_count()
    return {
        "due": due,
        "cases": there,
        "clocks": 2 * there,
        "replicas": replicas,
        "done": count,
        "seconds": round(seconds, 1),
        "per_second": round(count / seconds),
        "mongod_us": us,
        "replicas_us": own,
        "load": round(os.getloadavg()[0], 1),
    } | ({} if FOLDER else check(db, shift, due))


def gather(db: Db, shift: Path, due: int = 20_000) -> dict[str, Any]:
    """Puts cases in the store that fall due at one instant, for the next storm; once."""
    there = db["bench"].find_one({"_id": "gathered", "n": due})
    if there is None:
        # What a storm that was broken off has left is no part of the next one.
        left = {"slot": {"$lt": SLOTS}, "next_fire_at": {"$lt": DAY + timedelta(days=12)}}
        store.OversightState._get_collection().update_many(left, {"$set": {"next_fire_at": LATER}})
        maker, at = Maker(), DAY + timedelta(days=10)
        there = {"n": due, "per_second": round(put(maker.make(n, at) for n in Stock().fresh(due)))}
        db["bench"].replace_one({"_id": "gathered"}, there, upsert=True)
    return {"due": due, "per_second": there["per_second"]}


def check(db: Db, shift: Path, due: int = 20_000) -> dict[str, Any]:
    """What the last storm told twice, or lost: by the events of all its commits."""
    told: Counter[tuple[str, str, str]] = Counter()
    for commit in db["commits"].find(batch_size=5000):
        told.update((e.case, e.data["clock"], e.data["level"]) for e in events_of(commit))
    counts = Counter(told.values())
    return {"told": len(told), "twice": len(told) - counts[1], "lost": due - len(told)}


def load(db: Db, shift: Path, cases: int = 100_000, seconds: int = 180) -> dict[str, Any]:
    """Loads a kept store (BENCH_FOLDER) for so long at most; again until `done`."""
    begun = time.perf_counter()
    done = Stock().load(cases, seconds)
    seconds, stats = round(time.perf_counter() - begun), db.command("collStats", "cases", scale=2**20)
    named = {name: stats[name] for name in ("size", "storageSize", "indexSizes")}
    return {
        "cases": stats["count"],
        "clocks": 2 * stats["count"],
        "seconds": seconds,
        "done": done,
        "mib": named,
    }


def _launch(db: Db, shift: Path) -> subprocess.Popen[bytes]:
    env = os.environ | {"BENCH_DB": db.name, "BENCH_SHIFT": str(shift)}
    command = [sys.executable, "-m", "bench.oversight", "replica"]
    one = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert one.stdout is not None
    one.stdout.readline()
    return one


def day(db: Db, shift: Path, cases: int = 5000) -> dict[str, Any]:
    """灭红灯: morning list, organs meet every second duty, evening figure; what is left is carried over."""
    morning = datetime(2023, 3, 14, 0, 0, 5, tzinfo=SHANGHAI)
    maker, numbers = Maker(), Stock().fresh(cases)
    put(maker.make(n, morning - timedelta(seconds=1)) for n in numbers)
    move(shift, morning)
    watcher, scope = replica(db, shift), store.Scope("^14", ())
    begun = time.perf_counter()
    asyncio.run(_all_slots(watcher))
    (first,) = asyncio.run(lists.day_figures(scope, morning.date(), morning.date()))
    listed = time.perf_counter() - begun
    move(shift, morning + timedelta(hours=10))
    states = watcher.cases.states
    for case in map(case_of, numbers[::2]):
        doc = asyncio.run(watcher.cases.load(case))
        at = morning + timedelta(hours=9)
        event = Event(
            "HandoffAccepted",
            case,
            3,
            "dispatch",
            at,
            at,
            source=doc.parts["dispatch"]["events"][0]["d"]["to_org"],
            data={"handoff_id": "h1"},
        )
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
        lease.claim()
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
PARTS = {"load": load, "gather": gather, "check": check}


def main(argv: list[str]) -> int:
    """Runs one measure with its sizes, or all, small."""
    if argv[:1] == ["replica"]:
        run_replica()
        return 0
    if not argv:  # each in a process of its own: mongoengine keeps its first database
        return max(subprocess.run([sys.executable, "-m", "bench.oversight", n]).returncode for n in MEASURES)
    name, sizes = argv[0], [int(a) for a in argv[1:]]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        cache = float(os.environ.get("BENCH_CACHE_GB", "0.25"))
        server = LocalMongo(Path(FOLDER or scratch) / "mongo", cache_gb=cache)
        server.start()
        try:
            os.environ |= {"BENCH_URI": server.uri, "BENCH_MONGOD": str(server.pid)}
            db = mongo.connect(server.uri, "bench")
            if FOLDER is None:
                store.OversightState.ensure_indexes()
            found = (MEASURES | PARTS)[name](db, Path(scratch) / name, *sizes)
            print(json.dumps({name: found | {"cache_gb": cache}}), flush=True)
            mongo.disconnect()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
