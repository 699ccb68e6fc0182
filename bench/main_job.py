"""The main job beside its floors, in one run: `python bench/main_job.py [--calls N] [--json]`.

Figures: intake commands per second with 64 callers, events per second of dispatch over a backlog that it
routes (alone on the servers, as its floor is, and beside the other three, which take the two cores as well),
memory per service (the larger of after the registrations and after the first backlog), time until the stack
is up. A crowd that lasts is measured as well: what follows from a registration takes its share of the two
cores then, and after a short one most of it comes later. Floors: a bare grpc.aio echo with one bare majority
insert per call; a Faust agent that does nothing with as many events. Floor and figure take turns, and the
pair whose ratio is the middle one is shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import processors
import psutil
from floors import channel, drive, echo_per_second, empty_agent
from pymongo import MongoClient

from sankua.cli.client import grants_for, mint
from sankua.cli.stack.stack import Stack
from sankua.wire.codec import json_to_message
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

CALLERS = 64
PAIRS = 5
"""Floor and figure of intake take turns, so that both see the same machine; the stack is at rest before."""
ROUNDS = 3
"""Backlogs of dispatch, each with its floor behind it."""
MARKS = {"intake": 0.5, "dispatch": 0.5, "memory_mb": 150, "up_seconds": 20}
SECTORS = ("wages", "environment", "education", "traffic", "village_affairs", "real_estate")


def request(number: int) -> intake.RegisterCaseRequest:
    """A matter with about 400 bytes of text, no two alike."""
    document = {
        "request_id": f"bench-{number}",
        "registration": {
            "channel": "ONLINE",
            "purpose": "APPEAL",
            "registered_by": "140403-xfj",
            "title": f"第{number}件",
            "content": f"反映第{number}个问题。" * 12,
            "petitioner": {"name": "某某", "phone": "13800000000"},
            "facts": {"place_of_matter": "140403", "sector": SECTORS[number % len(SECTORS)]},
        },
    }
    return json_to_message(intake.RegisterCaseRequest, document)


async def intake_per_second(stack: Stack, first: int, total: int) -> float:
    """Registrations per second. The client is bare like the floor's: bytes made before, one token."""
    info = stack.info
    token = mint(info.tls, grants_for(["140403-xfj"], ["registrar"]))
    metadata = (("authorization", f"Bearer {token}"),)
    requests = [request(first + n).SerializeToString() for n in range(total)]
    answers: list[bytes] = []
    async with channel(info.services["intake"].grpc, info.tls) as bare:
        register = bare.unary_unary("/sankua.intake.v1.IntakeService/RegisterCase")

        async def one(number: int) -> None:
            answers.append(await register(requests[number], metadata=metadata, timeout=60))

        rate = await drive(CALLERS, total, one)
    made = {intake.RegisterCaseResponse.FromString(answer).case_id for answer in answers}
    if len(made) != total:
        raise RuntimeError(f"{total} registrations, {len(made)} cases")
    return rate


async def warm_up(stack: Stack) -> int:
    """First calls, until nothing is made or opened for the first time any more. How many."""
    await intake_per_second(stack, 0, 200)
    await until_routed(stack, 200)
    return 200


async def bare_per_second(stack: Stack, total: int, insert: bool, tls: bool = False) -> float:
    """The floor: calls per second of an echo, with one bare insert per call or without."""
    return await echo_per_second(
        stack.info.mongo, callers=CALLERS, total=total, payload=b"x" * 400, insert=insert,
        tls=stack.info.tls if tls else None,
    )  # fmt: skip


def commits(stack: Stack, service: str) -> int:
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        return client[stack.info.database(service)]["commits"].count_documents({})


async def until_routed(stack: Stack, cases: int) -> None:
    """Returns when dispatch has decided about so many cases."""
    async with asyncio.timeout(300):
        # There is nothing to wait on but the store itself: the services are other processes.
        while await asyncio.to_thread(commits, stack, "dispatch") < cases:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def backlog(
    stack: Stack, count: int, register: Callable[[], Awaitable[object]], *, alone: bool
) -> tuple[int, float, float]:
    """Events that dispatch applies after it was away for so many registrations; per second, per CPU second.

    It decides by all rules, offers, and applies what it wrote as well. The clock runs from its first new
    commit until all is applied: its start is not the stream's cost.
    """
    others = [name for name in stack.info.services if name != "dispatch"] if alone else []
    await asyncio.to_thread(stack.kill, "dispatch")
    before = await asyncio.to_thread(end_of_topic, stack)
    made = await asyncio.to_thread(commits, stack, "dispatch")
    await register()
    # Intake answers before it publishes: what is not on Kafka yet would come only when it is back.
    while await asyncio.to_thread(end_of_topic, stack) < before + count:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    for name in others:
        await asyncio.to_thread(stack.kill, name)
    await asyncio.to_thread(stack.restart, "dispatch", False)
    await until_routed(stack, made + 1)
    process = psutil.Process(stack.info.services["dispatch"].pid)
    done, used, begun = await asyncio.to_thread(applied, stack), _cpu(process), time.perf_counter()
    await until_routed(stack, made + count)
    # There is nothing to wait on but the stores themselves: the services are other processes.
    while await asyncio.to_thread(applied, stack) < (end := await asyncio.to_thread(end_of_topic, stack)):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    seconds, own = time.perf_counter() - begun, _cpu(process) - used
    for name in others:
        await asyncio.to_thread(stack.restart, name)
    return end - before, (end - done) / seconds, (end - done) / own


def _cpu(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


def applied(stack: Stack) -> int:
    """Events of the topic that dispatch has applied, as it keeps them."""
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        return sum(p["next"] for p in client[stack.info.database("dispatch")]["positions"].find())


def end_of_topic(stack: Stack) -> int:
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(bootstrap_servers=stack.info.kafka)
    parts = [TopicPartition(stack.info.topic, p) for p in consumer.partitions_for_topic(stack.info.topic)]
    total = sum(consumer.end_offsets(parts).values())
    consumer.close()
    return total


async def beside_floor(stack: Stack, known: int, calls: int, bare: int) -> tuple[float, float, float]:
    """Registrations per second, the floor right before, and how long routing took after the last answer."""
    await asyncio.to_thread(processors.until_at_rest, stack)
    floor = await bare_per_second(stack, bare, insert=True)
    rate = await intake_per_second(stack, known, calls)
    answered = time.perf_counter()
    await until_routed(stack, known + calls)
    return rate, floor, time.perf_counter() - answered


async def measure(stack: Stack, up: float, calls: int, folder: Path) -> dict[str, Any]:
    known, more = await warm_up(stack), calls // PAIRS
    pairs = []
    for _ in range(PAIRS):
        pairs.append(await beside_floor(stack, known, more, more))
        known += more
    lasting = await beside_floor(stack, known, calls, more)
    known += calls
    # The pair whose ratio is the middle one: a busy machine disturbs one or two of them.
    ours, floor, behind = sorted(pairs, key=lambda pair: pair[0] / pair[1])[PAIRS // 2]
    encrypted = await bare_per_second(stack, more, insert=True, tls=True)
    echo = await bare_per_second(stack, calls, insert=False)
    memory = resident(stack)
    _, beside, _ = await backlog(stack, more, lambda: intake_per_second(stack, known, more), alone=False)
    known += more
    routed = []
    for number in range(ROUNDS):
        # All of them: positions are kept twice a second, which is much of a short backlog's time.
        found = await backlog(stack, calls, partial(intake_per_second, stack, known, calls), alone=True)
        known += calls
        floor_of = folder / f"floor{number}"
        routed.append((*found, *await empty_agent(stack.info.kafka, stack.info.topic, found[0], floor_of)))
        if number == 0:
            memory = {name: max(size, memory[name]) for name, size in resident(stack).items()}
    read, rate, per_cpu, empty, empty_cpu = sorted(routed, key=lambda r: r[1] / r[3])[ROUNDS // 2]
    return {
        "intake": {
            "per_second": ours,
            "floor": floor,
            "floor_with_tls": encrypted,
            "echo_alone": echo,
            "ratio": ours / floor,
            "ratios": sorted(mine / bare for mine, bare, _ in pairs),
            "lasting": lasting[0] / lasting[1],
            "lasting_calls": calls,
            "routed_after_seconds": behind,
        },
        "dispatch": {
            "per_second": rate,
            "floor": empty,
            "ratio": rate / empty,
            "ratios": sorted(r[1] / r[3] for r in routed),
            "ratio_by_processor": per_cpu / empty_cpu,
            "beside_the_others": beside,
            "events": read,
        },
        "memory_mb": memory,
        "up_seconds": up,
    }


def resident(stack: Stack) -> dict[str, float]:
    """MiB of each service."""
    return {n: psutil.Process(s.pid).memory_info().rss / 2**20 for n, s in stack.info.services.items()}


def show(found: dict[str, Any]) -> None:
    def line(name: str, value: str, mark: str) -> None:
        print(f"{name:<28}{value:<52}{mark}")

    one, two = found["intake"], found["dispatch"]
    line(
        "intake commands/s, 64 callers",
        f"{one['per_second']:.0f}, floor {one['floor']:.0f}: {one['ratio']:.2f}",
        f"mark {MARKS['intake']}",
    )
    line("  in the rounds", ", ".join(f"{ratio:.2f}" for ratio in one["ratios"]), "")
    line(f"  {one['lasting_calls']} in a row", f"{one['lasting']:.2f}", "")
    line("  that floor with TLS, as ours", f"{one['floor_with_tls']:.0f}", "")
    line("  bare echo alone", f"{one['echo_alone']:.0f}", "")
    line("  all of them routed", f"{one['routed_after_seconds']:.1f} s after the last answer", "")
    line(
        "dispatch events/s",
        f"{two['per_second']:.0f}, floor {two['floor']:.0f}: {two['ratio']:.2f}"
        f" ({two['ratio_by_processor']:.2f} by processor)",
        "mark 0.5",
    )
    line("  in the rounds", ", ".join(f"{ratio:.2f}" for ratio in two["ratios"]), "")
    line("  beside the other three", f"{two['beside_the_others']:.0f}", "")
    for name, size in found["memory_mb"].items():
        line(f"memory of {name}", f"{size:.0f} MB", "mark 150")
    line("stack up", f"{found['up_seconds']:.1f} s", "mark 20")
    # Which build it is matters more than its version: docs/adr/0040.
    line("Python", f"{platform.python_version()} of {sys.base_prefix}", "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=6000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        started = time.perf_counter()
        with Stack(folder / "stack") as stack:
            up = time.perf_counter() - started
            found = asyncio.run(measure(stack, up, given.calls, folder))
    if given.json:
        print(json.dumps(found))
    else:
        show(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
