"""Registering among very many matters: `python bench/growing.py [--already N] [--calls N] [--json]`.

Rates are beside the floor of the same minute (a bare echo with one majority insert), because a busy machine
changes both. The matters that are there are written straight into intake's collections, with the same fields,
claims and marks as registered ones; the same-person check is part of every call.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from floors import echo_per_second
from main_job import CALLERS, intake_per_second
from pymongo import MongoClient

from sankua.cli.stack.stack import Stack

MARK = 1.2
PAGE = 5000


def fill(stack: Stack, first: int, last: int) -> None:
    """Matters as registration leaves them, without their events."""
    sealed, wrapped, now = os.urandom(900), os.urandom(60), datetime.now(UTC)
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        database = client[stack.info.database("intake")]
        for start in range(first, last, PAGE):
            numbers = range(start, min(start + PAGE, last))
            database["vault"].insert_many(
                [
                    {
                        "_id": f"vault/149999-2026-{n:07d}",
                        "case": f"149999-2026-{n:07d}",
                        "request_digest": os.urandom(32).hex(),
                        "sealed": sealed,
                        "wrapped": wrapped,
                        "key_id": "bench",
                        "claims": [os.urandom(18).hex()],
                        "people": [os.urandom(18).hex()],
                        "at": now,
                    }
                    for n in numbers
                ],
                ordered=False,
            )
            database["commits"].insert_many(
                [
                    {
                        "_id": f"149999-2026-{n:07d}//bench/1",
                        "case": f"149999-2026-{n:07d}",
                        "node": "",
                        "producer": "bench",
                        "first": 1,
                        "n": 1,
                        "dedup": f"req:there-{n}",
                        "at": now,
                        "events": [],
                    }
                    for n in numbers
                ],
                ordered=False,
            )


async def share(stack: Stack, first: int, calls: int) -> dict[str, float]:
    """Registrations per second, and as a share of the floor measured just before."""
    floor = await echo_per_second(
        stack.info.mongo, callers=CALLERS, total=calls, payload=b"x" * 400, insert=True
    )
    ours = await intake_per_second(stack, first, calls)
    return {"per_second": ours, "floor": floor, "share": ours / floor}


async def measure(stack: Stack, already: int, calls: int) -> dict[str, Any]:
    await intake_per_second(stack, 0, 300)
    before = [await share(stack, 1000 + i * calls, calls) for i in range(2)]
    await asyncio.to_thread(fill, stack, 0, already)
    await intake_per_second(stack, 500, 300)
    after = [await share(stack, 100_000 + i * calls, calls) for i in range(2)]
    best = [max(rates, key=lambda r: r["share"]) for rates in (before, after)]
    return {
        "already": already,
        "before": before,
        "after": after,
        "ratio": best[0]["share"] / best[1]["share"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--already", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(Path(name) / "stack") as stack,
    ):
        found = asyncio.run(measure(stack, given.already, given.calls))
    if given.json:
        print(json.dumps(found))
        return 0
    for when in ("before", "after"):
        for rate in found[when]:
            print(f"{when:<8}{rate['per_second']:.0f}/s, floor {rate['floor']:.0f}: {rate['share']:.2f}")
    print(f"cost with {found['already']} there over cost with none: {found['ratio']:.2f} (mark {MARK})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
