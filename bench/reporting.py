"""Reporting beside its floors: `python bench/reporting.py [--events N] [--quix PYTHON] [--parts …] [--json]`.

`--folder` keeps the stack's folder, so that `--parts` can be measured in several runs: `publish` first.

- counting: events per second of the reporting service from an empty store, exactly once, beside a Faust agent
  that does nothing with the same events, and beside quixstreams doing the same job at least once (`--quix`
  names a Python that has quixstreams and pymongo: it needs an older pydantic than Sankua).
- rebuild: seconds of `sankua report rebuild` on two processes. Mark: 90 s for 1,000,000 events.
- figures: seconds of the live report of a year with cells. Mark: 3 s over 1,000,000 cases.
- counters: how far a stream of counters is behind at 1,000 events/s. Mark: 1 s.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from pymongo import MongoClient

from bench.floors import empty_agent
from bench.report import events as made_events
from sankua.cli.client import connect
from sankua.cli.rebuilding.command import run as rebuild
from sankua.cli.report_out.live import ask
from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions
from sankua.core.events import Event
from sankua.core.times import parse_time
from sankua.wire import cloudevents
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub
from services.common.publish import Publisher

AS_OF = parse_time("2023-12-31T23:59:59+08:00")


async def publish(stack: Stack, events: Sequence[Event]) -> None:
    publisher = Publisher(stack.info.kafka)
    try:
        records = [(e.case.encode(), cloudevents.encode(e), cloudevents.headers(e)) for e in events]
        await publisher.send(stack.info.topic, records)
    finally:
        await publisher.stop()


async def publish_all(stack: Stack, total: int) -> int:
    """So many events, as the relays would interleave them; gives how many there are."""
    found, sent = made_events(total), 0
    while chunk := list(islice(found, 20_000)):
        await publish(stack, chunk)
        sent += len(chunk)
    return sent


def position(stack: Stack) -> int:
    with MongoClient(stack.info.mongo) as client:
        return sum(int(d["next"]) for d in client["sankua_reporting"]["positions"].find())


def used(stack: Stack) -> tuple[float, float]:
    """Processor seconds so far of the reporting service, if it runs, and of MongoDB."""
    pids = (stack.info.services["reporting"].pid, stack.info.mongo_pid)
    return tuple(sum(psutil.Process(pid).cpu_times()[:2]) if pid else 0.0 for pid in pids)  # type: ignore[return-value]


async def counting(stack: Stack, total: int) -> dict[str, float]:
    """Events per second of wall time and of processor time, from the first stored position to the last, from
    an empty store; and the processor time per case to make lamps and marks then."""
    with MongoClient(stack.info.mongo) as client:
        client.drop_database("sankua_reporting")
    await asyncio.to_thread(stack.restart, "reporting", False)
    first: tuple[float, int, tuple[float, float]] | None = None
    while True:
        here, now = await asyncio.to_thread(position, stack), time.perf_counter()
        if here and first is None:
            first = (now, here, used(stack))
        if first and here >= total:
            break
        await asyncio.sleep(0.1)
    done = used(stack)
    cases = await asyncio.to_thread(lit, stack)
    service, mongo = (after - before for after, before in zip(done, first[2], strict=True))
    lamps = sum(used(stack)) - sum(done)
    events = here - first[1]
    return {"per_second": events / (now - first[0]), "per_cpu_second": events / service,
            "service_ms_per_event": 1000 * service / events, "mongo_ms_per_event": 1000 * mongo / events,
            "then_ms_per_case": 1000 * lamps / cases}  # fmt: skip


def lit(stack: Stack) -> int:
    """Waits until every case has its lamp and its marks; gives how many there are."""
    with MongoClient(stack.info.mongo) as client:
        cases = client["sankua_reporting"]["cases"]
        while cases.find_one({"lit": None}, {"_id": 1}) is not None:
            time.sleep(0.2)
        return int(cases.estimated_document_count())


_QUIX = """
import json, sys, time
from pymongo import MongoClient, UpdateOne
from quixstreams import Application
from quixstreams.sinks import BatchingSink
bootstrap, topic, total, mongo = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
rows = MongoClient(mongo)["floor_quix"]["cases"]
seen = [0, 0.0, 0.0]

class Store(BatchingSink):
    def write(self, batch):
        cases = {}
        for item in batch:
            cases.setdefault(item.key, []).append(item.value)
        rows.bulk_write([UpdateOne({"_id": key}, {"$push": {"events": {"$each": found}}}, upsert=True)
                         for key, found in cases.items()], ordered=False)
        if not seen[1]:
            seen[1:] = time.perf_counter(), time.process_time()
        else:
            seen[0] += batch.size
            took, spent = time.perf_counter() - seen[1], time.process_time() - seen[2]
            print("RATE", seen[0] / took, seen[0] / spent, flush=True)

app = Application(broker_address=bootstrap, consumer_group=f"quix-{time.time_ns()}", commit_every=10000,
                  auto_offset_reset="earliest", loglevel="ERROR")
frame = app.dataframe(app.topic(topic, value_deserializer="bytes", key_deserializer="str"))
frame.sink(Store())
app.run(count=total, timeout=120)
"""


def quix(python: str, stack: Stack, total: int) -> dict[str, float]:
    """The same events put under their case by quixstreams, at least once and without folding them."""
    command = [python, "-c", _QUIX, stack.info.kafka, stack.info.topic, str(total), stack.info.mongo]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SANKUA", "PYTHON"))}
    done = subprocess.run(command, capture_output=True, text=True, env=clean, timeout=300, check=False)
    with MongoClient(stack.info.mongo) as client:
        client.drop_database("floor_quix")
    rates = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("RATE")]
    if not rates:
        raise RuntimeError(f"quixstreams gave no rate: {done.stdout[-300:]}{done.stderr[-300:]}")
    return {"per_second": float(rates[-1][0]), "per_cpu_second": float(rates[-1][1])}


def rebuilt(stack: Stack) -> dict[str, float]:
    """Seconds of a rebuild by two processes, and processor time per event of these and of MongoDB."""
    mongo, own = used(stack)[1], resource.getrusage(resource.RUSAGE_CHILDREN)
    found = rebuild(stack.info, 2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime
    found["workers_ms_per_event"] = 1000 * spent / found["events"]
    found["mongo_ms_per_event"] = 1000 * (used(stack)[1] - mongo) / found["events"]
    return found


async def figures(stack: Stack) -> float:
    began = time.perf_counter()
    text = await ask("2023", AS_OF, ("org", "category", "month"), stack.folder)
    assert json.loads(text)["totals"]["registered"] > 0
    return time.perf_counter() - began


async def counters(stack: Stack, seconds: int) -> dict[str, float]:
    """Registers 1,000 cases each second and notes when the stream of counters has shown them."""
    behind: list[float] = []
    sent: list[tuple[float, int]] = []
    async with connect(stack.info, "reporting", roles=("auditor",)) as channel:
        stream = ReportingServiceStub(channel).WatchCounts(pb.WatchCountsRequest(by=["state"]), timeout=600)
        held = {c.key["state"]: c.cases for c in (await stream.read()).counts}
        before = sum(held.values())
        registrations = (e for e in made_events(80_000 * (seconds + 1)) if e.name == "CaseRegistered")

        place = f"{1500 + int(time.time()) // 60 % 500}"  # new cases in each run on a folder that is kept

        async def send() -> None:
            total = 0
            for _ in range(seconds):
                chunk = [_elsewhere(e, place) for e in islice(registrations, 1000)]
                began = time.perf_counter()
                await publish(stack, chunk)
                total += len(chunk)
                sent.append((time.perf_counter(), total))
                await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - began)))

        sender = asyncio.create_task(send())
        while len(behind) < seconds:
            held |= {c.key["state"]: c.cases for c in (await stream.read()).counts}
            shown, now = sum(held.values()) - before, time.perf_counter()
            while len(behind) < len(sent) and sent[len(behind)][1] <= shown:
                behind.append(now - sent[len(behind)][0])
        await sender
        stream.cancel()
    return {"median": statistics.median(behind), "worst": max(behind)}


def _elsewhere(event: Event, place: str) -> Event:
    return event._replace(case=event.case.replace("1404", place, 1), data={**event.data})


PARTS = ("publish", "counting", "floors", "rebuild", "figures", "counters")


async def measure(stack: Stack, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The parts asked for. `publish` and `rebuild` have the machine to themselves: reporting does not run."""
    parts, found = given.parts.split(","), dict[str, Any]()
    if "publish" in parts:
        began = time.perf_counter()
        found["events"] = await publish_all(stack, given.events)
        found["publish_seconds"] = time.perf_counter() - began
    total = found.get("events", given.events)
    if "counting" in parts:
        found["counting"] = await counting(stack, total)
    if "floors" in parts:
        wall, cpu = await empty_agent(stack.info.kafka, stack.info.topic, total, folder)
        found["empty_agent"] = {"per_second": wall, "per_cpu_second": cpu}
        if "counting" in parts:
            found["counting_ratio"] = found["counting"]["per_second"] / wall
            found["counting_cpu_ratio"] = found["counting"]["per_cpu_second"] / cpu
        if given.quix:
            found["quixstreams"] = other = await asyncio.to_thread(quix, given.quix, stack, total)
            if "counting" in parts:
                found["quixstreams_ratios"] = {name: found["counting"][name] / other[name] for name in other}
    if "rebuild" in parts:
        found["rebuild"] = await asyncio.to_thread(rebuilt, stack)
    if "figures" in parts or "counters" in parts:
        await asyncio.to_thread(stack.restart, "reporting")
    if "figures" in parts:
        await asyncio.to_thread(lit, stack)  # a start shows a rebuild at once, and marks it afterwards
        found["figures_seconds"] = await figures(stack)
        found["figures_again_seconds"] = await figures(stack)
    if "counters" in parts:
        found["counters_behind"] = await counters(stack, given.seconds)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--quix", default="")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        services, idle = {"reporting": service_command("reporting")}, frozenset({"reporting"})
        with Stack(given.folder or folder / "stack", StackOptions(services=services, idle=idle)) as stack:
            found = asyncio.run(measure(stack, given, folder / "floor"))
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
