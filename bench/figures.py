"""The year report with cells over many cases: `python bench/figures.py [--cases N] [--mongo] [--json]`.

The table of the reporting service is laid with so many cases, made of a few thousand lives under many ids,
and asked for the report of a year by organ, category and month, as of the year's end. With `--mongo` it is
read from a MongoDB of its own through the whole path, a sign in the stream of changes included. Floor: the
time to look at each mark once. Mark: 3 s over 1,000,000 cases. The report is compared with that of the
lives, times their number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.report import events as made_events
from sankua.core.counting import Period, fold, report
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.core.counting.rows import Row
from sankua.core.counting.versions import Compiler
from sankua.core.times import parse_time
from sankua.library.counting import load_counting_books
from services.reporting.domain import adding
from services.reporting.domain.names import Names
from services.reporting.domain.packing import Packed, pack, texts_of
from services.reporting.domain.table import Table

LIVES = 4000
AS_OF = parse_time("2023-12-31T23:59:59+08:00")
YEAR = Period.parse("2023")
BY = ("org", "category", "month")
BOOKS = load_counting_books()


def lives() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for event in made_events(LIVES * 8):
        rows[event.case] = fold(rows.get(event.case), event)
    return dict(list(rows.items())[:LIVES])


def packed(rows: dict[str, Row], names: Names) -> tuple[dict[str, Packed], float]:
    """The lives as numbers, and the processor seconds per case."""
    compiler, began = Compiler(BOOKS), time.process_time()
    made = {case: compiler.versions(row) for case, row in rows.items()}
    for versions in made.values():
        for text in names.missing(texts_of(versions)):
            names.learn([(names.last + 1, text)])
    found = {case: pack(versions, names.number) for case, versions in made.items()}
    return found, (time.process_time() - began) / len(found)


def named(case: str, copy: int) -> str:
    """One of many ids of a life."""
    return f"{case[:12]}{copy:03d}{case[12:]}"


def compared(found: dict[str, Any], rows: dict[str, Row], copies: int) -> None:
    """The totals, cells and organs are those of the lives, so many times."""
    one = report(rows.values(), YEAR, AS_OF, BY, BOOKS)
    assert found["totals"] == {name: amount * copies for name, amount in one["totals"].items()}
    assert len(found["cells"]) == len(one["cells"])
    for cell, of_one in zip(found["cells"], one["cells"], strict=True):
        assert all(v == of_one[k] * (copies if isinstance(v, int) else 1) for k, v in cell.items())
    assert [org["led"] for org in found["by_org"]] == [org["led"] * copies for org in one["by_org"]]


def from_memory(total: int) -> dict[str, Any]:
    rows, names, table = lives(), Names(), Table()
    few, per_case = packed(rows, names)
    copies = max(1, total // len(few))
    began = time.perf_counter()
    for first in range(0, copies, 50):
        many = range(first, min(first + 50, copies))
        table.lay({named(case, copy): found for copy in many for case, found in few.items()}, ())
    laid = time.perf_counter() - began
    took, document = zip(*(asked(table, names) for _ in range(3)), strict=True)
    compared(document[-1], rows, copies)
    return {"cases": copies * len(few), "mark_seconds_per_case": per_case, "lay_seconds": laid,
            "seconds": took[0], "again_seconds": min(took), "floor_seconds": floor(table),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}  # fmt: skip


def asked(table: Table, names: Names) -> tuple[float, dict[str, Any]]:
    began = time.perf_counter()
    sums = Tally(Frame.of(YEAR, AS_OF, BOOKS), BY)
    adding.count(sums, table.view(), names, lambda cases: iter(()) if not cases else _none(cases))
    document = sums.to_json()
    return time.perf_counter() - began, document


def _none(cases: Any) -> Iterator[Row]:
    raise AssertionError(f"{len(cases)} cases would be asked")


def floor(table: Table) -> float:
    """Seconds to add up one column of all marks."""
    began = time.perf_counter()
    assert sum(int(columns.marks["day"].sum()) for columns, _ in table.view().segments) > 0
    return time.perf_counter() - began


def from_mongo(total: int) -> dict[str, Any]:
    """The same from stored cases, asked as the service asks."""
    from sankua.cli.stack.servers import LocalMongo
    from services.common import mongo as connection
    from services.reporting import marks, queries, store

    rows = lives()
    copies = max(1, total // len(rows))
    with tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as folder:
        server = LocalMongo(Path(folder) / "mongo")
        server.start()
        try:
            database = connection.connect(server.uri, "bench_figures")
            store.CaseRow.ensure_indexes()
            version, texts = marks.version("bench"), queries.Texts()
            compiler = Compiler(BOOKS)
            made = {case: compiler.versions(row) for case, row in rows.items()}
            texts.number(text for versions in made.values() for text in texts_of(versions))
            few = {case: pack(versions, texts.names.number) for case, versions in made.items()}
            for copy in range(copies):
                database["cases"].insert_many(
                    [_document(named(case, copy), rows[case], found, version) for case, found in few.items()],
                    ordered=False,
                )
            return asyncio.run(_asked(queries.LiveTable(BOOKS, version, texts, 1000), rows, copies))
        finally:
            connection.disconnect()
            server.stop()


def _document(case: str, row: Row, found: Packed, version: str) -> dict[str, Any]:
    from services.reporting import marks

    kept = {"row": {**row, "case": case}}
    return {"_id": case, "v": 1, "open": True, "parts": kept, **marks.fields(version, {}, found)}


async def _asked(table: Any, rows: dict[str, Row], copies: int) -> dict[str, Any]:
    stopping = asyncio.Event()
    took: list[float] = []
    following = asyncio.create_task(table.loop(stopping, 1.0))
    for _ in range(4):
        began = time.perf_counter()
        sums = Tally(Frame.of(YEAR, AS_OF, BOOKS), BY)
        await table.count(sums)
        document = await asyncio.to_thread(sums.to_json)
        took.append(time.perf_counter() - began)
    compared(document, rows, copies)
    stopping.set()
    await following
    return {"cases": copies * len(rows), "first_seconds": took[0], "seconds": took[1],
            "again_seconds": min(took),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--mongo", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = from_mongo(given.cases) if given.mongo else from_memory(given.cases)
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
