"""The year report over many stored cases, live: `python bench/figures_live.py [--cases N] [--json]`.

So many cases are put into reporting's own collection as the consume loop and the lamplighter leave them: the
documents, lamps and marks of a few thousand lives are made by the service's own code and stored under many
ids. Then the service starts, and the report of a year by organ, category and month is asked as `sankua report
--live` asks it. The report is compared with that of the lives, times their number. Mark: 3 s over 1,000,000
cases. `--folder` keeps the stack's folder, `--loaded` takes what is there already.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import bson
import psutil
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient, WriteConcern

from bench.figures import AS_OF, BOOKS, BY, compared, lives, named
from sankua.cli.report_out.live import ask
from sankua.cli.stack.running import service_command
from sankua.cli.stack.stack import Stack, StackOptions
from sankua.core.counting.rows import Row
from sankua.library.counting import books_version
from services.common import mongo as connection
from services.common.casestore import CaseDoc, CaseStore
from services.common.times import Clock
from services.reporting import marks, queries, store
from services.reporting.wiring import behaviour

PAGE = 4000
NAME = "reporting"


def models(rows: dict[str, Row]) -> dict[str, bytes]:
    """The document of each life, marked, as BSON under the id of its first copy."""
    nothing = None
    marker = queries.Marker(BOOKS, marks.version(books_version()), queries.Texts())
    folding = CaseStore(nothing, nothing, behaviour(BOOKS), Clock(), ("", NAME), store.PART)  # type: ignore[arg-type]
    found = {}
    for case, row in rows.items():
        name = named(case, 0)
        pos = {stream: entries[-1][0] for stream, entries in row["streams"].items()}
        document = folding.stored(CaseDoc(name, {store.PART: {**row, "case": name}}, pos))
        found[case] = bson.encode(document | marker.fields([row])[0])
    return found


def copies(found: dict[str, bytes], first: int, many: int) -> Iterator[RawBSONDocument]:
    """The documents of so many copies of each life: their ids have one length, and are changed in place."""
    for copy in range(first, first + many):
        for case, raw in found.items():
            yield RawBSONDocument(raw.replace(named(case, 0).encode(), named(case, copy).encode()))


def fill(stack: Stack, rows: dict[str, Row], many: int) -> float:
    """Stores so many copies; gives the seconds. Indexes are made at the end, as a rebuild makes them."""
    database = connection.connect(stack.info.mongo, stack.info.database(NAME))
    began = time.perf_counter()
    database.drop_collection("cases")
    found = models(rows)
    into = database.get_collection("cases", write_concern=WriteConcern(1, j=False))

    def write(first: int) -> None:
        made = copies(found, first, min(10, many - first))
        while page := list(islice(made, PAGE)):
            into.insert_many(page, ordered=False)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(0, many, 10)))
    store.CaseRow.ensure_indexes()
    into.create_index([("held.reason", 1)], name="held", sparse=True)
    # What follows is measured without the flushing of what was loaded.
    database.client.admin.command("fsync")
    connection.disconnect()
    return time.perf_counter() - began


async def asked(stack: Stack) -> tuple[float, Any]:
    began = time.perf_counter()
    text = await ask("2023", AS_OF, BY, stack.folder)
    return time.perf_counter() - began, json.loads(text)


def measure(stack: Stack, given: argparse.Namespace) -> dict[str, Any]:
    rows = lives()
    many, found = max(1, given.cases // len(rows)), dict[str, Any]()
    if not given.loaded:
        found["load_seconds"] = fill(stack, rows, many)
    found["cases"] = many * len(rows)
    began = time.perf_counter()
    stack.restart(NAME)
    found["start_seconds"] = time.perf_counter() - began
    took = []
    for _ in range(given.times):
        seconds, document = asyncio.run(asked(stack))
        took.append(seconds)
    compared(document, rows, many)
    found |= {
        "first_seconds": took[0],
        "seconds": took[1:],
        "answered_after_start": time.perf_counter() - began,
    }
    service = psutil.Process(stack.info.services[NAME].pid)
    found["memory_mb"] = service.memory_info().rss / 2**20
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        unlit = client[stack.info.database(NAME)]["cases"].count_documents({"lit": None}, limit=1)
    assert not unlit, "the marks are the service's own: nothing is left to be made"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--loaded", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    services = {NAME: service_command(NAME)}
    options = StackOptions(services=services, idle=frozenset(services))
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(given.folder or Path(name) / "stack", options) as stack,
    ):
        found = measure(stack, given)
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
