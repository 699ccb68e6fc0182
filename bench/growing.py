"""Registering among very many matters: `python bench/growing.py [--already N] [--calls N] [--json]`.

Processor time per registration of intake and mongod, with none there and with very many, the same-person
check and the index of alike matters included, each beside the floor of the same minute (a bare echo with
one majority insert). What is there was written straight into intake's collections, with the fields, claims,
marks, states and bands that registration leaves. `--folder DIR --part before|load|index|after` does it piece
by piece on a stack that stays there, `load` as often as one likes.
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
from pymongo import MongoClient, WriteConcern
from registering import bare, ours, until_banded, until_folded

from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions
from services.common.changes import changes
from services.common.relay import STATE

MARK = 1.2
PAGE = 5000
BANDS = 16
WARM = 400
ROUNDS = 3
PARTS = ("before", "load", "index", "after")
Doc = dict[str, Any]


def fill(stack: Stack, first: int, last: int) -> None:
    """Matters as registration leaves them, without their events: not journaled, two pages at a time.

    The indexes are dropped: built at once afterwards, by `index`, they cost a tenth.
    """
    with MongoClient[Doc](stack.info.mongo) as client:
        database = client.get_database(
            stack.info.database("intake"), write_concern=WriteConcern(w=1, j=False)
        )

        def page(start: int) -> None:
            numbers = range(start, min(start + PAGE, last))
            for name, documents in _collections(numbers):
                database[name].insert_many(documents, ordered=False)

        for name, _ in _collections(range(0)):
            database[name].drop_indexes()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(page, range(first, last, PAGE)))
        client.admin.command("fsync")
        with changes(database["commits"], 1) as stream:  # what was loaded is not to be published
            stream.open(None)
            database["relay"].update_one({"_id": STATE}, {"$set": {"token": stream.token}})


def indexes(stack: Stack) -> dict[str, list[dict[str, Any]]]:
    """The indexes that intake made, by collection, as createIndexes takes them."""
    with MongoClient[Doc](stack.info.mongo) as client:
        database = client[stack.info.database("intake")]
        return {
            name: [
                {k: v for k, v in dict(i).items() if k != "v"}
                for i in database[name].list_indexes()
                if i["name"] != "_id_"
            ]
            for name, _ in _collections(range(0))
        }


def index(stack: Stack, known: dict[str, list[dict[str, Any]]]) -> None:
    """Builds them over all that was loaded."""
    with MongoClient[Doc](stack.info.mongo) as client:
        database = client[stack.info.database("intake")]
        for name, models in known.items():
            database.command({"createIndexes": name, "indexes": models})


def _collections(numbers: range) -> Iterator[tuple[str, list[Doc]]]:
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
    yield "alike", [{"_id": case, "bands": [_band() for _ in range(BANDS)]} for case in ids]


def _band() -> int:
    return int.from_bytes(os.urandom(8), "big", signed=True)


async def round_of(stack: Stack, first: int, calls: int, there: int) -> dict[str, float]:
    """Milliseconds per registration with all that follows it, and of the floor just before."""
    floor = await bare(stack, calls)
    mine = await ours(stack, first, calls, there, bands=True)
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


async def rounds(stack: Stack, done: int, calls: int, there: int) -> list[dict[str, float]]:
    """Some rounds, once it is warm, after `done` registrations of the callers."""
    await intake_per_second(stack, done, WARM)
    await asyncio.to_thread(until_folded, stack, there + done + WARM)
    await asyncio.to_thread(until_banded, stack)
    return [await round_of(stack, done + WARM + i * calls, calls, there) for i in range(ROUNDS)]


def step(part: str, folder: Path, already: int, calls: int) -> None:
    """One part of the measure; what the next ones need is kept in the folder."""
    notes = folder / "growing.json"
    seen: dict[str, Any] = json.loads(notes.read_text("utf-8")) if notes.exists() else {"done": 0, "there": 0}
    services = {} if part in ("load", "index") else {"intake": service_command("intake")}
    with Stack(folder / "stack", StackOptions(services=services)) as stack:
        if part == "load":
            fill(stack, seen["there"], seen["there"] + already)
            seen["there"] += already
        elif part == "index":
            index(stack, seen["indexes"])
        else:
            seen[part] = asyncio.run(rounds(stack, seen["done"], calls, seen["there"]))
            seen["done"] += WARM + ROUNDS * calls
            if part == "before":
                seen["indexes"] = indexes(stack)
    notes.write_text(json.dumps(seen), encoding="utf-8")


def result(folder: Path) -> dict[str, Any]:
    """What all parts found."""
    seen = json.loads((folder / "growing.json").read_text("utf-8"))
    middle = [sorted(seen[part], key=cost)[ROUNDS // 2] for part in ("before", "after")]
    absolute = [r["intake"] + r["mongod"] for r in middle]
    return {
        "already": seen["there"],
        "before": seen["before"],
        "after": seen["after"],
        "ratio": cost(middle[1]) / cost(middle[0]),
        "ratio_absolute": absolute[1] / absolute[0],
    }


def show(found: dict[str, Any]) -> None:
    for when in ("before", "after"):
        for one in found[when]:
            print(f"{when:<8}" + ", ".join(f"{name} {value:.2f}" for name, value in one.items()))
    print(
        f"cost with {found['already']} there over cost with none: {found['ratio']:.2f} of the floor's, "
        f"{found['ratio_absolute']:.2f} as it is (mark {MARK})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--already", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=600)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for part in given.part or PARTS:
            step(part, folder, given.already, given.calls)
        if "after" in (given.part or PARTS):
            found = result(folder)
            print(json.dumps(found)) if given.json else show(found)


if __name__ == "__main__":
    main()
