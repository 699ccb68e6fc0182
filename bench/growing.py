"""Registering among very many matters: `python bench/growing.py [--already N] [--calls N] [--json]`.

Processor time per registration of intake and mongod, with none there and with very many, the same-person
check included, each beside the floor of the same minute (a bare echo with one majority insert). What is there
was written straight into intake's collections, with the fields, claims, marks, states and bands that
registration leaves; `--plain` leaves the bands of likeness out, which take most of the loading.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from main_job import intake_per_second
from pymongo import IndexModel, MongoClient, WriteConcern
from pymongo.collection import Collection
from registering import bare, ours, until_folded

from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions
from services.common.changes import changes
from services.common.relay import STATE

MARK = 1.2
PAGE = 5000
BANDS = 16
Doc = dict[str, Any]


def fill(stack: Stack, last: int, plain: bool) -> None:
    """Matters as registration leaves them, without their events: not journaled, two pages at a time."""
    with MongoClient[Doc](stack.info.mongo) as client:
        database = client.get_database(
            stack.info.database("intake"), write_concern=WriteConcern(w=1, j=False)
        )

        def page(start: int) -> None:
            numbers = range(start, min(start + PAGE, last))
            for name, documents in _collections(numbers, plain):
                database[name].insert_many(documents, ordered=False)

        indexes = {name: _taken(database[name]) for name, _ in _collections(range(0), plain)}
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(page, range(0, last, PAGE)))
        for name, models in indexes.items():
            if models:
                database[name].create_indexes(models)
        client.admin.command("fsync")
        with changes(database["commits"], 1) as stream:  # what was loaded is not to be published
            stream.open(None)
            database["relay"].update_one({"_id": STATE}, {"$set": {"token": stream.token}})


def _taken(collection: Collection[Doc]) -> list[IndexModel]:
    """The indexes of a collection, dropped: built at once afterwards they cost a tenth."""
    found = {n: dict(i) for n, i in collection.index_information().items() if n != "_id_"}
    collection.drop_indexes()
    return [
        IndexModel(i["key"], name=n, **{o: i[o] for o in ("unique", "sparse") if o in i})
        for n, i in found.items()
    ]


def _collections(numbers: range, plain: bool) -> Iterator[tuple[str, list[Doc]]]:
    now, sealed, wrapped = datetime.now(UTC), os.urandom(900), os.urandom(60)
    ids = [f"149999-2026-{n:07d}" for n in numbers]
    yield "vault", [
        {
            "_id": f"vault/{case}", "case": case, "request_digest": os.urandom(32).hex(), "sealed": sealed,
            "wrapped": wrapped, "key_id": "bench", "claims": [os.urandom(18).hex()],
            "people": [os.urandom(18).hex()], "by": "bench", "at": now,
        }
        for case in ids
    ]  # fmt: skip
    yield "commits", [
        {
            "_id": f"{case}//bench/1", "case": case, "node": "", "producer": "bench", "first": 1, "n": 1,
            "dedup": f"req:there-{case}", "at": now, "events": [],
        }
        for case in ids
    ]  # fmt: skip
    yield "cases", [
        {"_id": case, "v": 1, "pos": {"intake": 1}, "held": [], "parts": {}, "office": "140403", "stands": ""}
        for case in ids
    ]  # fmt: skip
    if not plain:
        yield (
            "alike",
            [{"_id": case, "bands": [f"{i}:{os.urandom(6).hex()}" for i in range(BANDS)]} for case in ids],
        )


async def round_of(stack: Stack, first: int, calls: int, there: int) -> dict[str, float]:
    """Milliseconds per registration with all that follows it, and of the floor just before."""
    floor = await bare(stack, calls)
    mine = await ours(stack, first, calls, there)
    return {
        "intake": mine["server_all"],
        "mongod": mine["mongod_all"],
        "per_second": mine["per_second"],
        "floor_server": floor["server"],
        "floor_mongod": floor["mongod"],
        "floor_per_second": floor["per_second"],
    }


def cost(found: dict[str, float]) -> float:
    """Processor time over that of the floor: a slower minute slows both."""
    return (found["intake"] + found["mongod"]) / (found["floor_server"] + found["floor_mongod"])


async def measure(stack: Stack, already: int, calls: int, plain: bool) -> dict[str, Any]:
    await intake_per_second(stack, 0, 400)
    await asyncio.to_thread(until_folded, stack, 400)
    before = [await round_of(stack, 400 + i * calls, calls, 0) for i in range(2)]
    await asyncio.to_thread(stack.kill, "intake")
    await asyncio.to_thread(fill, stack, already, plain)
    await asyncio.to_thread(stack.restart, "intake")
    done = 400 + 2 * calls
    await intake_per_second(stack, done, 400)
    await asyncio.to_thread(until_folded, stack, already + done + 400)
    after = [await round_of(stack, done + 400 + i * calls, calls, already) for i in range(2)]
    best = [min(rounds, key=cost) for rounds in (before, after)]
    absolute = [r["intake"] + r["mongod"] for r in best]
    return {
        "already": already,
        "before": before,
        "after": after,
        "ratio": cost(best[1]) / cost(best[0]),
        "ratio_absolute": absolute[1] / absolute[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--already", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=1500)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    options = StackOptions(services={"intake": service_command("intake")})
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(Path(name) / "stack", options) as stack,
    ):
        found = asyncio.run(measure(stack, given.already, given.calls, given.plain))
    if given.json:
        print(json.dumps(found))
        return
    for when in ("before", "after"):
        for one in found[when]:
            print(f"{when:<8}" + ", ".join(f"{name} {value:.2f}" for name, value in one.items()))
    print(
        f"cost with {found['already']} there over cost with none: {found['ratio']:.2f} of the floor's, "
        f"{found['ratio_absolute']:.2f} as it is (mark {MARK})"
    )


if __name__ == "__main__":
    main()
