"""The mechanism's pure rules: where an event stands, which failures pass, which partition, who may."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.errors import KafkaConnectionError
from kafka.partitioner.default import murmur2
from pymongo.errors import NotPrimaryError, OperationFailure, ServerSelectionTimeoutError

from services.common.auth import Grant, Principal, principal
from services.common.casestore import CaseStore
from services.common.consume.apply import place
from services.common.consume.record import Seen
from services.common.failures import Transient, is_transient
from services.common.model import CaseDoc
from services.common.rounds import Rounds
from services.common.times import Clock
from services.common.topics import partition_of

CASE = "140403-2023-000001"


def seen(seq: int, offset: int = 0) -> Seen:
    return Seen(CASE, "", "intake", seq, "CaseRegistered", "", 0, offset, CASE.encode(), b"", ())


def held(seq: int, reason: str, offset: int = 0) -> dict[str, Any]:
    return {"stream": "intake", "seq": seq, "reason": reason, "partition": 0, "offset": offset}


@pytest.mark.parametrize(
    ("seq", "offset", "waiting", "cause", "where"),
    [
        (4, 0, [], None, "done"),
        (5, 0, [], None, "ready"),
        (6, 0, [], None, "gap"),
        (5, 0, [], ("oversight", 1), "ready"),
        (5, 0, [], ("oversight", 2), "cause"),
        (6, 0, [held(6, "gap")], None, "done"),
        (6, 9, [held(5, "poison", 3)], None, "behind"),
        (5, 3, [held(5, "poison", 3)], None, "done"),
        (5, 9, [held(5, "poison", 3)], None, "ready"),
    ],
)
def test_where_an_event_stands(seq: int, offset: int, waiting: Any, cause: Any, where: str) -> None:
    doc = CaseDoc(CASE, pos={"intake": 4, "oversight": 1}, held=waiting)
    assert place(doc, seen(seq, offset), "intake", False, cause) == where


async def test_a_service_that_only_reads_looks_for_no_commits() -> None:
    no_log: Any = None
    store = CaseStore(no_log, no_log, no_log, Clock(), ("", "reporting"), "row")
    with pytest.raises(AttributeError):
        await store.refresh([CaseDoc(CASE)])
    store.produces = False
    doc = CaseDoc(CASE, pos={"intake": 4})
    await store.refresh([doc])
    assert doc == CaseDoc(CASE, pos={"intake": 4})


def test_own_events_are_never_behind() -> None:
    doc = CaseDoc(CASE, pos={"intake": 4}, held=[held(9, "poison")])
    assert place(doc, seen(5), "intake", True, None) == "ready"


@given(st.binary(min_size=1, max_size=60), st.integers(1, 100))
def test_partitions_are_those_of_kafka_python(key: bytes, count: int) -> None:
    assert partition_of(key, count) == (murmur2(key) & 0x7FFFFFFF) % count


class Rpc(grpc.RpcError):
    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (Transient("x"), True),
        (NotPrimaryError("stepped down"), True),
        (ServerSelectionTimeoutError("away"), True),
        (OperationFailure("interrupted", 11602), True),
        (OperationFailure("bad query", 2), False),
        (KafkaConnectionError("away"), True),
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (Rpc(grpc.StatusCode.UNAVAILABLE), True),
        (Rpc(grpc.StatusCode.INVALID_ARGUMENT), False),
        (ValueError("a fault"), False),
        (KeyError("a fault"), False),
    ],
)
def test_which_failures_pass(error: Exception, passes: bool) -> None:
    assert is_transient(error) is passes


def test_who_may_act_for_whom() -> None:
    person = Principal("person", "p", (Grant("140403-rsj", "handler", ("1404",)), Grant("140400", "leader")))
    assert person.may_act_for("140403-rsj", "handler")
    assert person.may_act_for("140403-rsj")
    assert not person.may_act_for("140403-rsj", "leader")
    assert not person.may_act_for("140403-zjj", "handler")
    assert person.may_see_place("140403", "handler")
    assert not person.may_see_place("141002", "handler")
    assert Principal("service", "dispatch").roles == {"service:dispatch"}
    with pytest.raises(LookupError):
        principal()


async def test_a_round_gives_each_caller_its_own_outcome() -> None:
    rounds: list[int] = []

    async def run(items: list[int]) -> list[int | Exception]:
        rounds.append(len(items))
        await asyncio.sleep(0.01)
        return [ValueError(str(i)) if i == 3 else i * 2 for i in items]

    work: Rounds[int, int] = Rounds(run, limit=4)
    found = await asyncio.gather(*(work.submit(i) for i in range(10)), return_exceptions=True)
    assert [f for f in found if isinstance(f, int)] == [0, 2, 4, 8, 10, 12, 14, 16, 18]
    assert str(found[3]) == "3"
    assert rounds == [4, 4, 2]


async def turns() -> None:
    """Lets every task that can go on do so; no time passes that a test could lose on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_in_a_crowd_a_round_waits_for_company() -> None:
    rounds: list[list[int]] = []

    async def run(items: list[int]) -> list[int | Exception]:
        rounds.append(items)
        return list(items)

    work: Rounds[int, int] = Rounds(run, limit=100, linger=0.2)
    await asyncio.gather(*(work.submit(i) for i in range(5)))
    early = asyncio.create_task(work.submit(5))
    await turns()
    await asyncio.gather(early, work.submit(6))
    assert rounds == [[0, 1, 2, 3, 4], [5, 6]]


async def test_a_crowd_that_comes_back_together_waits_for_nobody_else() -> None:
    rounds: list[int] = []

    async def run(items: list[int]) -> list[int | Exception]:
        rounds.append(len(items))
        return list(items)

    work: Rounds[int, int] = Rounds(run, limit=100, linger=3600)
    for _ in range(3):
        await asyncio.gather(*(work.submit(i) for i in range(5)))
    first = [asyncio.create_task(work.submit(i)) for i in range(2)]
    await turns()
    assert not any(task.done() for task in first)
    await asyncio.gather(*first, *(work.submit(i) for i in range(3)))
    assert rounds == [5, 5, 5, 5]


async def test_few_callers_never_wait_for_company() -> None:
    async def run(items: list[int]) -> list[int | Exception]:
        return list(items)

    work: Rounds[int, int] = Rounds(run, limit=100, linger=3600)
    for i in range(5):
        assert await asyncio.gather(work.submit(i), work.submit(-i)) == [i, -i]
