"""Commits: idempotent, in groups, one writer wins, and a step-down in the middle (guarantees 1 and 4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from pymongo import MongoClient
from toy import ToyBehaviour
from toy_world import AT

from sankua.cli.stack.servers import LocalMongo
from sankua.core.errors import Problem, Refused
from services.common import mongo as mechanism
from services.common.casestore import CaseDoc, CaseStore, Executed, NewEvent
from services.common.commits import CommitLog
from services.common.times import Clock

pytestmark = pytest.mark.stack
CASE = "140403-2023-000001"


def stores(uri: str, name: str, count: int) -> list[CaseStore]:
    """As many processes would have, each with its own connection, on one database."""
    found = []
    for _ in range(count):
        database = MongoClient(uri, w="majority", journal=True, tz_aware=True)[name]
        log = CommitLog(database["commits"], "", "dispatch")
        log.ensure_indexes()
        found.append(CaseStore(database["cases"], log, ToyBehaviour(), Clock(), ("", "dispatch")))
    return found


@pytest.fixture
async def pair(mongo: LocalMongo, database: str) -> AsyncIterator[list[CaseStore]]:
    found = stores(mongo.uri, database, 2)
    yield found
    found[0].states.database.client.drop_database(database)
    for store in found:
        store.states.database.client.close()


def progress(doc: CaseDoc) -> Sequence[NewEvent]:
    return [NewEvent("ProgressReported", {"handoff_id": "h"}, AT)]


async def test_the_same_command_again_gives_the_same_answer(pair: list[CaseStore]) -> None:
    first = await pair[0].execute(CASE, "req:1", progress)
    again = await pair[1].execute(CASE, "req:1", progress)
    assert (first.created, again.created) == (True, False)
    assert again.events == first.events
    assert again.version == first.version == 1


async def test_a_command_that_its_own_effect_forbids_is_still_answered(pair: list[CaseStore]) -> None:
    def once(doc: CaseDoc) -> Sequence[NewEvent]:
        if doc.parts.get("dispatch"):
            raise Refused(Problem("", "only once"), code="STATE")
        return progress(doc)

    done = await pair[0].execute(CASE, "req:1", once)
    assert (await pair[0].execute(CASE, "req:1", once)).events == done.events
    with pytest.raises(Refused, match="only once"):
        await pair[0].execute(CASE, "req:2", once)


async def test_what_is_committed_is_told_once_and_by_who_committed_it(pair: list[CaseStore]) -> None:
    told: list[list[int]] = [[], []]
    for store, seqs in zip(pair, told, strict=True):
        store.listeners.append(lambda events, seqs=seqs: seqs.extend(e.seq for e in events))
    await pair[0].execute(CASE, "req:1", progress)
    await pair[1].execute(CASE, "req:1", progress)
    await pair[1].execute(CASE, "req:2", progress)
    await pair[1].decide(await pair[1].load(CASE), "evt:x", progress)
    assert told == [[1], [2, 3]]


async def test_a_log_says_which_cases_have_moved_on(pair: list[CaseStore]) -> None:
    for case, count in (("a", 1), ("b", 3), ("c", 2)):
        for i in range(count):
            await pair[0].execute(case, f"req:{case}{i}", progress)
    log = pair[1].log
    assert log.moved({"a": 1, "b": 1, "c": 2, "d": 0}) == {"b"}
    assert log.moved({"a": 0, "b": 3, "c": 1}) == {"a", "c"}
    assert log.moved({}) == set()


async def test_two_processes_on_one_case_one_wins_the_other_decides_again(pair: list[CaseStore]) -> None:
    seen: list[int] = []

    def decide(doc: CaseDoc) -> Sequence[NewEvent]:
        seen.append(doc.pos.get("dispatch", 0))
        return progress(doc)

    work = [pair[i % 2].execute(CASE, f"req:{i}", decide) for i in range(40)]
    done = await asyncio.gather(*work)
    assert sorted(d.version for d in done) == list(range(1, 41))
    assert len(seen) > 40, "nobody had to decide again: the writers did not meet"
    assert (await pair[0].load(CASE)).parts["dispatch"]["n"] == 40


async def test_commands_that_wait_together_are_written_together(pair: list[CaseStore]) -> None:
    sizes: list[int] = []
    write = pair[0].log._write
    pair[0].log._write = lambda found: (sizes.append(len(found)), write(found))[1]  # type: ignore[method-assign]
    await asyncio.gather(*(pair[0].execute(f"c-{i}", f"r{i}", progress) for i in range(100)))
    assert sum(sizes) == 100
    assert len(sizes) < 20
    assert pair[0].log.collection.count_documents({}) == 100


async def test_a_new_case_is_made_once_for_a_request_and_not_under_a_number_that_is_taken(
    pair: list[CaseStore],
) -> None:
    append, new = pair[0].log.append, progress(CaseDoc("n-1"))
    told: list[int] = []
    pair[0].listeners.append(lambda events: told.append(len(events)))
    first = await pair[0].create("n-1", "req:a", new, append)
    assert first is not None
    assert first.created
    again = await pair[0].create("n-2", "req:a", new, append)
    assert again is not None
    assert not again.created
    assert [e.case for e in again.events] == ["n-1"]
    assert await pair[0].create("n-1", "req:b", new, append) is None
    assert told == [1]
    assert pair[0].log.collection.count_documents({}) == 1


async def test_late_recording_is_marked_and_a_fold_of_today_equals_a_replay(pair: list[CaseStore]) -> None:
    def decide(doc: CaseDoc) -> Sequence[NewEvent]:
        now = pair[0].clock.now()
        return [
            NewEvent("ProgressReported", {"handoff_id": "h"}, now - timedelta(days=3)),
            NewEvent("HandlingExtended", {"days": 0, "reason": "x"}, now),
        ]

    done = await pair[0].execute(CASE, "req:1", decide)
    assert done.events[0].recorded > done.events[0].time
    assert done.events[1].recorded == done.events[1].time
    assert (await pair[1].execute(CASE, "req:1", decide)).events == done.events


async def test_a_fact_with_an_unknown_field_is_a_fault_of_the_service(pair: list[CaseStore]) -> None:
    with pytest.raises(ValueError, match="no_such_field"):
        await pair[0].execute(CASE, "r", lambda doc: [NewEvent("ProgressReported", {"no_such_field": 1}, AT)])


async def test_step_down_in_the_middle_loses_and_doubles_nothing(mongo: LocalMongo, database: str) -> None:
    found = mechanism.connect(mongo.uri, database)
    log = CommitLog(found["commits"], "", "dispatch")
    log.ensure_indexes()
    store = CaseStore(found["cases"], log, ToyBehaviour(), Clock(), ("", "dispatch"))
    try:
        work = [asyncio.create_task(_paced(store, i)) for i in range(200)]
        async with asyncio.timeout(30):
            # Only the store can say how far the commands are.
            while await asyncio.to_thread(found["commits"].count_documents, {}) < 20:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert not all(task.done() for task in work), "the step-down must come in the middle"
        other: MongoClient[dict[str, object]] = MongoClient(mongo.uri)
        other.admin.command({"replSetStepDown": 2, "force": True})
        other.close()
        done = await asyncio.gather(*work)
        assert all(d.created for d in done)
        assert found["commits"].count_documents({}) == 200
        counts = [(await store.load(f"c-{n}")).pos["dispatch"] for n in range(10)]
        assert counts == [20] * 10
        again = await asyncio.gather(
            *(store.execute(f"c-{i % 10}", f"req:{i}", progress) for i in range(200))
        )
        assert not any(a.created for a in again)
        assert found["commits"].count_documents({}) == 200
    finally:
        found.client.drop_database(database)
        mechanism.disconnect()


async def _paced(store: CaseStore, i: int) -> Executed:
    await asyncio.sleep(i * 0.005)
    return await store.execute(f"c-{i % 10}", f"req:{i}", progress)
