"""The table follows what is written to the cases, by whatever process, on a real MongoDB."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import mongoengine
import pytest

from sankua.cli.stack.servers import LocalMongo
from sankua.core.counting import Period, dump, fold, report
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from services.common import mongo as connection
from services.common.casestore import CaseStore
from services.common.commits import CommitLog
from services.common.times import Clock
from services.reporting import handlers, marks, store
from services.reporting.metrics import TABLE_ASKED, TABLE_CASES
from services.reporting.queries import LiveTable, Marker, Texts
from services.reporting.wiring import behaviour
from tests.histories import history

BOOKS = load_counting_books()
YEAR = Period.parse("2023")
NOW = datetime(2024, 8, 1, 12, tzinfo=SHANGHAI)
BY = ("org", "month")


class Office:
    """Cases as the consume loop writes them, and what the file would say of the same events."""

    def __init__(self, database: Any) -> None:
        log = CommitLog(database["commits"], "", "reporting")
        self.states = store.CaseRow._get_collection()
        self.cases = CaseStore(self.states, log, behaviour(BOOKS), Clock(), ("", "reporting"), store.PART)
        self.rows: dict[str, Any] = {}
        self.version = marks.version("test")
        self.marker = Marker(BOOKS, self.version, Texts())
        self.table = LiveTable(BOOKS, self.version, Texts(), 2)

    def take(self, events: list[Event]) -> None:
        docs = self.cases.read(sorted({event.case for event in events}))
        for event in events:
            self.cases.apply(docs[event.case], event)
            self.rows[event.case] = fold(self.rows.get(event.case), event)
        for doc in docs.values():
            self.states.replace_one({"_id": doc.case}, self.cases.stored(doc), upsert=True)

    async def live(self) -> str:
        counter = handlers.Counter(Clock(), BOOKS, lambda _: [], table=self.table)
        return await handlers.figures(counter, "2023", NOW, BY)

    def offline(self) -> str:
        return dump(report(self.rows.values(), YEAR, NOW, BY, BOOKS))

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        work = asyncio.create_task(self.table.loop(stopping, 60.0))
        try:
            yield
        finally:
            stopping.set()
            await work


@pytest.fixture
def office(mongo: LocalMongo, database: str) -> Iterator[Office]:
    found = connection.connect(mongo.uri, database)
    store.CaseRow.ensure_indexes()
    yield Office(found)
    found.client.drop_database(database)
    mongoengine.disconnect()


def lit() -> tuple[float, float]:
    """How many cases the last answer took from the table, how many rows it asked."""
    return TABLE_CASES._value.get(), TABLE_ASKED._value.get()


async def test_every_answer_holds_for_what_was_written_before_it(office: Office) -> None:
    events = [e for e in history(40, random.Random(11)) if e.name != "EventCorrected"]
    early, late = events[: len(events) // 2], events[len(events) // 2 :]
    office.take(early)
    async with office.following():
        assert await office.live() == office.offline()
        assert lit() == (0, len(office.rows)), "nothing is lit: all are counted from their rows"
        assert await asyncio.to_thread(office.marker.round, 7) == 7
        assert await office.live() == office.offline()
        assert lit() == (7, len(office.rows) - 7)
        while await asyncio.to_thread(office.marker.round, 100):
            pass
        assert await office.live() == office.offline()
        assert lit() == (len(office.rows), 0)
        office.take(late)
        assert await office.live() == office.offline()
        assert lit()[1] == len({event.case for event in late})
        while await asyncio.to_thread(office.marker.round, 100):
            pass
        assert await office.live() == office.offline()
        assert lit() == (len(office.rows), 0)


async def test_it_reads_all_when_it_starts_and_when_the_cases_are_exchanged(office: Office) -> None:
    office.take(history(20, random.Random(12)))
    while await asyncio.to_thread(office.marker.round, 100):
        pass
    async with office.following():
        assert await office.live() == office.offline()
        assert lit() == (20, 0)
        # As a rebuild does it: one collection takes the place of the other.
        gone, *kept = sorted(office.rows)
        office.states.aggregate([{"$match": {"_id": {"$in": kept}}}, {"$out": store.NEXT}])
        office.states.database[store.NEXT].rename("cases", dropTarget=True)
        del office.rows[gone]
        assert await office.live() == office.offline()
        assert lit() == (19, 0)


async def test_marks_of_other_rules_are_made_anew(office: Office) -> None:
    office.take(history(5, random.Random(13)))
    while office.marker.round(100):
        pass
    newer = marks.version("newer rules")
    assert newer != office.version == marks.version("test")
    assert len(marks.unlit(newer, 100)) == 5
    assert [packed for _, packed in marks.marked(newer, 10)] == [None] * 5
    office.states.database["texts"].drop()
    assert marks.version("test") != office.version, "numbers of a lost numbering mean nothing"


async def test_two_processes_number_texts_alike(office: Office) -> None:
    one, other = Texts(), Texts()
    one.number({"甲", "乙"})
    other.number({"乙", "丙"})
    one.number({"丙", "丁"})
    other.refresh()
    assert [one.names.number(text) for text in "甲乙丙丁"] == [
        other.names.number(text) for text in "甲乙丙丁"
    ]
    assert len({one.names.number(text) for text in "甲乙丙丁"}) == 4


def test_old_rules_and_far_moments_are_counted_from_rows(office: Office) -> None:
    frame = Frame.of(YEAR, NOW, BOOKS)
    assert office.table.can(frame)
    assert not office.table.can(Frame.of(Period.parse("1969"), NOW, BOOKS))
    assert not office.table.can(Frame.of(YEAR, NOW.replace(year=2200), BOOKS))
    assert Tally(frame).to_json()["totals"]["registered"] == 0
