"""Rows and counts on a real MongoDB."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mongoengine
import pytest

from sankua.cli.rebuilding.partition import case_store, made, write
from sankua.cli.stack.servers import LocalMongo
from sankua.core.counting import Period, dump, fold, report
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.library.counting import books_version, load_counting_books
from sankua.wire import cloudevents
from sankua.wire.history import read_history
from services.common import mongo as connection
from services.common.casestore import CaseStore
from services.common.commits import CommitLog
from services.common.consume.positions import Positions
from services.common.consume.record import see
from services.common.times import Clock
from services.reporting import handlers, marks, queries, store
from services.reporting.wiring import behaviour

BOOKS = load_counting_books()
EXAMPLES = sorted(Path("proto/examples").glob("*.jsonl"))
AS_OF = datetime(2024, 1, 31, 12, tzinfo=SHANGHAI)


@pytest.fixture
def db(mongo: LocalMongo, database: str) -> Iterator[Any]:
    found = connection.connect(mongo.uri, database)
    store.CaseRow.ensure_indexes()
    yield found
    found.client.drop_database(database)
    mongoengine.disconnect()


def events() -> list[Event]:
    return [event for file in EXAMPLES for event in read_history(file, [])]


def fill(db: Any) -> None:
    """Rows of the recorded examples, as the consume loop writes them."""
    states = store.CaseRow._get_collection()
    log = CommitLog(db["commits"], "", "reporting")
    cases = CaseStore(states, log, behaviour(BOOKS), Clock(), ("", "reporting"), store.PART)
    found: dict[str, Any] = {}
    for event in events():
        doc = found.setdefault(event.case, cases.read([event.case])[event.case])
        cases.apply(doc, event)
    states.insert_many([cases.stored(doc) for doc in found.values()])


async def test_live_figures_are_byte_identical_with_offline(db: Any) -> None:
    fill(db)
    rows: dict[str, Any] = {}
    for event in events():
        rows[event.case] = fold(rows.get(event.case), event)
    by = ("org", "month")
    offline = dump(report(rows.values(), Period.parse("2023"), AS_OF, by, BOOKS))
    counter = handlers.Counter(Clock(), BOOKS, partial(store.rows, 2))
    assert await handlers.figures(counter, "2023", AS_OF, by) == offline


async def test_counts_add_up_to_the_registered_cases(db: Any) -> None:
    fill(db)
    registered = {e.case for e in events() if e.name == "CaseRegistered"}
    for by in (("org",), ("state",), ("sector",), ("month",), ("org", "state", "sector", "month")):
        found = store.counts(by)
        assert sum(doc["cases"] for doc in found) == len(registered)
        keys = [tuple(doc["_id"][name] for name in by) for doc in found]
        assert keys == sorted(set(keys))


async def test_counts_read_the_index_only(db: Any) -> None:
    fill(db)
    command = {
        "aggregate": "cases",
        "pipeline": store.counts_pipeline(("org", "state")),
        "cursor": {},
        "hint": "counts",
    }
    plan = db.command("explain", command, verbosity="executionStats")
    assert "'totalDocsExamined': 0" in str(plan)


async def test_progress(db: Any) -> None:
    fill(db)
    db["positions"].insert_many([{"_id": 3, "next": 9}, {"_id": 0, "next": 4}])
    offsets, cases, counted = store.progress()
    assert offsets == {3: 9, 0: 4}
    assert cases == len({e.case for e in events()})
    assert counted == sum(max(e.seq for e in events() if e.stream == s) for s in {e.stream for e in events()})


async def test_progress_of_nothing(db: Any) -> None:
    assert store.progress() == ({}, 0, 0)


async def test_the_cases_of_a_rebuild_are_marked_before_they_are_shown(db: Any) -> None:
    cases: dict[str, Any] = {}
    for offset, event in enumerate(events()):
        record = SimpleNamespace(
            key=event.case.encode(), value=cloudevents.encode(event), headers=cloudevents.headers(event),
            partition=0, offset=offset,
        )  # fmt: skip
        seen = see(record)
        assert seen is not None
        cases.setdefault(seen.case, {}).setdefault(seen.producer, {}).setdefault(seen.seq, seen)
    number = len(cases)
    with ThreadPoolExecutor(1) as writer:
        pages = made(cases, case_store(""))
        counted = write(pages, lambda page: writer.submit(store.put_next, db[store.NEXT], page))
    store.finish_next(db, {0: counted})
    version = marks.version(books_version())
    marker = queries.Marker(BOOKS, version, queries.Texts())
    assert marker.round(1000) == 0, "nothing is shown yet"
    assert marker.round(1000, store.NEXT) == number
    assert marker.round(1000, store.NEXT) == 0
    store.swap(db)
    assert marks.unlit(version, 1) == []
    assert len([packed for _, packed in marks.marked(version, 10) if packed is not None]) == number
    assert store.progress() == ({0: counted}, number, counted)


async def test_what_was_noted_of_the_former_cases_is_not_written_over_a_rebuilt_position(db: Any) -> None:
    positions = Positions(db["positions"])
    assert await positions.find(3) == 0
    positions.note(3, 40)
    await positions.flush()
    positions.note(3, 51)  # eleven events more, in cases that are exchanged before this is written
    store.finish_next(db, {3: 40})
    assert store.rebuilt(db)
    store.swap(db)
    assert await positions.find(3) == 40
    await positions.flush()  # as a write of before that MongoDB's absence has held up
    assert await positions.find(3) == 40, "the eleven events are read again"
    positions.note(3, 51)
    await positions.flush()
    assert store.progress()[0] == {3: 51}
