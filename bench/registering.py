"""What one registration costs in processor time: `python bench/registering.py [--calls N] [--json]`.

64 callers register; milliseconds of processor time per case of the intake process and of mongod, while they
call and until all is on the topic and folded. Floor: the server of a bare grpc.aio echo with one bare insert
(majority) per call, and its mongod, in the same run. Wall time lies on a shared machine; these do not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from floors import Echo, drive
from main_job import CALLERS, intake_per_second
from pymongo import MongoClient

from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions

ROUNDS = 3


@dataclass(frozen=True)
class Spent:
    """Processor seconds so far of a server process and of mongod."""

    server: float
    mongod: float

    @staticmethod
    def now(server: int, mongod: int) -> Spent:
        return Spent(*(sum(psutil.Process(pid).cpu_times()[:2]) for pid in (server, mongod)))

    def each(self, before: Spent, cases: int) -> dict[str, float]:
        """Milliseconds per case since then."""
        server, mongod = self.server - before.server, self.mongod - before.mongod
        return {"server": 1000 * server / cases, "mongod": 1000 * mongod / cases}


async def ours(
    stack: Stack, first: int, calls: int, there: int = 0, *, bands: bool = False
) -> dict[str, float]:
    """The cost while callers wait, and with what follows. `there`: states beside those of the callers.

    `bands`: what follows includes the index of alike matters, which takes its time.
    """
    pids = stack.info.services["intake"].pid, stack.info.mongo_pid
    before = Spent.now(*pids)
    rate = await intake_per_second(stack, first, calls)
    answered = Spent.now(*pids)
    await asyncio.to_thread(until_folded, stack, there + first + calls)
    if bands:
        await asyncio.to_thread(until_banded, stack)
    return answered.each(before, calls) | {
        "per_second": rate,
        "server_all": Spent.now(*pids).each(before, calls)["server"],
        "mongod_all": Spent.now(*pids).each(before, calls)["mongod"],
    }


def until_folded(stack: Stack, cases: int) -> None:
    """Returns when intake has taken in so many cases of its own."""
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        states = client[stack.info.database("intake")]["cases"]
        while states.estimated_document_count() < cases:
            time.sleep(0.1)


def until_banded(stack: Stack) -> None:
    """Returns when the index of alike matters has taken all in."""
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        vault = client[stack.info.database("intake")]["vault"]
        while vault.find_one({"todo": 1}) is not None:
            time.sleep(0.2)


async def bare(stack: Stack, calls: int) -> dict[str, float]:
    """The floor, measured alike."""
    async with Echo(stack.info.mongo, insert=True) as echo:
        await drive(CALLERS, CALLERS * 2, lambda _: echo.call(b"x" * 400))
        before = Spent.now(echo.pid, stack.info.mongo_pid)
        rate = await drive(CALLERS, calls, lambda _: echo.call(b"x" * 400))
        return Spent.now(echo.pid, stack.info.mongo_pid).each(before, calls) | {"per_second": rate}


async def measure(stack: Stack, calls: int) -> dict[str, Any]:
    await intake_per_second(stack, 0, 400)
    await asyncio.to_thread(until_folded, stack, 400)
    done, pairs = 400, []
    for _ in range(ROUNDS):
        floor = await bare(stack, calls)
        pairs.append((await ours(stack, done, calls), floor))
        done += calls
    mine, floor = sorted(pairs, key=lambda p: p[0]["server"] + p[0]["mongod"])[ROUNDS // 2]
    share = (floor["server"] + floor["mongod"]) / (mine["server"] + mine["mongod"])
    return {"ours": mine, "floor": floor, "share_of_cost": share,
            "share_of_rate": mine["per_second"] / floor["per_second"]}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    options = StackOptions(services={"intake": service_command("intake")})
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(Path(name) / "stack", options) as stack,
    ):
        found = asyncio.run(measure(stack, given.calls))
    if given.json:
        print(json.dumps(found))
        return
    for whose in ("ours", "floor"):
        print(f"{whose:<6}" + ", ".join(f"{name} {value:.2f}" for name, value in found[whose].items()))
    print(f"floor over ours: processor time {found['share_of_cost']:.2f}, rate {found['share_of_rate']:.2f}")


if __name__ == "__main__":
    main()
