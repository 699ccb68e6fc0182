"""The consume loop gives way to callers: one case begins per turn of the event loop while any are about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest

from sankua.cli.client import AUDIENCE, ISSUER, grants_for, mint
from sankua.cli.stack.pki import ensure_pki
from services.common.auth import Tokens
from services.common.callers import LATELY, Callers
from services.common.consume.batch import Batches
from services.common.consume.transport import Breaker
from services.common.edge import Edge, Policy
from services.common.failures import Transient
from services.common.model import CaseDoc

CASES = 40
MOST = 64 + 4
"""Cases that are decided at one time: of all batches, and of each where others have taken these places."""


def test_callers_are_about_while_one_is_open_and_shortly_after() -> None:
    now = 100.0
    callers = Callers(lambda: now)
    assert not callers.about
    with callers.one():
        with callers.one():
            now += 5
        assert callers.about
        now += 5
        assert callers.about
    now += LATELY * 0.9
    assert callers.about
    now += LATELY * 0.2
    assert not callers.about


async def turns_of_the_loop(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Turns:
    """Stands where the applier does, and notes in which turn of the loop each case begins."""

    def __init__(self) -> None:
        self.turn, self.began, self.inside, self.most = 0, list[int](), 0, 0
        self.stalled, self.full = 0, asyncio.Event()

    async def count(self) -> None:
        while True:
            await turns_of_the_loop(1)
            self.turn += 1

    async def case(self, doc: CaseDoc, stalled: object) -> CaseDoc:
        if stalled:
            self.stalled += 1
            if self.stalled == MOST:
                self.full.set()
            await asyncio.Event().wait()
        self.began.append(self.turn)
        self.inside += 1
        self.most = max(self.most, self.inside)
        await turns_of_the_loop(3)  # a commit under way
        self.inside -= 1
        return doc


def batches_of(callers: Callers, turns: Any) -> Batches:
    store: Any = SimpleNamespace(behaviour=None)
    nothing: Any = None
    batches = Batches(store, nothing, nothing, nothing, (3, 10), callers)
    batches._applier = turns
    return batches


async def decide(batches: Batches, count: int, stalled: Any = ()) -> None:
    """As many cases of one batch."""
    lane = asyncio.Semaphore(4)
    await asyncio.gather(*(batches._applied(CaseDoc(f"c{n}"), stalled, lane) for n in range(count)))


async def began(callers: Callers, cases: int) -> Turns:
    turns = Turns()
    counting = asyncio.create_task(turns.count())
    await decide(batches_of(callers, turns), cases)
    counting.cancel()
    return turns


async def test_a_batch_that_stalls_holds_up_no_other() -> None:
    turns = Turns()
    batches = batches_of(Callers(), turns)
    stalled = asyncio.create_task(decide(batches, 5 * MOST, ["stalled"]))
    async with asyncio.timeout(30):
        await turns.full.wait()
        await decide(batches, CASES)
    assert len(turns.began) == CASES
    stalled.cancel()


async def test_groups_that_fail_hold_up_no_other_and_fail_the_batch() -> None:
    batches, tried = batches_of(Callers(), Turns()), list[str]()

    async def cases(group: dict[str, Any], _: object) -> None:
        tried.extend(group)
        if min(group) < "c080":  # the first five of ten groups: more than are under way at a time
            raise Breaker("first") if "c048" in group else Transient("intake is away")

    batches._cases = cases  # type: ignore[method-assign]
    names = [f"c{n:03}" for n in range(160)]
    with pytest.raises(Breaker):
        await batches._groups({name: [] for name in names})
    assert sorted(tried) == names


async def test_while_callers_are_about_each_case_begins_in_a_turn_of_its_own() -> None:
    callers = Callers()
    with callers.one():
        turns = (await began(callers, CASES)).began
    assert len(set(turns)) == CASES


async def test_without_callers_cases_begin_together_and_not_too_many() -> None:
    turns = await began(Callers(), 3 * MOST)
    assert set(turns.began[:MOST]) == {turns.began[0]}
    assert turns.most == MOST


@asynccontextmanager
async def serving(folder: Path, policy_of: Callable[[Tokens], Policy]) -> AsyncIterator[grpc.aio.Channel]:
    """A gRPC server behind the edge, with a call `One` and a stream `Many`, and a channel to it."""
    ensure_pki(folder, [])
    policy = policy_of(Tokens.from_file(folder / "issuer.pub.pem", ISSUER, AUDIENCE))

    async def one(_: bytes, __: Any) -> bytes:
        return str(policy.callers.about).encode()

    async def many(_: bytes, __: Any) -> AsyncIterator[bytes]:
        yield b"first"
        yield str(policy.callers._open).encode()  # meanwhile it had nothing to say

    methods = {
        "One": grpc.unary_unary_rpc_method_handler(one),
        "Many": grpc.unary_stream_rpc_method_handler(many),
    }
    server = grpc.aio.server(interceptors=[Edge(policy)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("t.T", methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


async def test_a_call_counts_until_it_is_answered_a_stream_while_it_speaks(tmp_path: Path) -> None:
    callers = Callers()

    def policy_of(tokens: Tokens) -> Policy:
        unused: Any = None
        allowed = frozenset({"handler"})
        return Policy(tokens, {"/t.T/One": allowed, "/t.T/Many": allowed}, unused, callers=callers)

    async with serving(tmp_path, policy_of) as channel:
        token = mint(tmp_path, grants_for(["140403-xfj"], ["handler"]))
        metadata = (("authorization", f"Bearer {token}"),)
        assert not callers.about
        answer = await channel.unary_unary("/t.T/One")(b"", metadata=metadata, timeout=20)
        assert answer == b"True"
        stream = channel.unary_stream("/t.T/Many")(b"", metadata=metadata, timeout=20)
        assert [said async for said in stream] == [b"first", b"0"]
    assert callers._open == 0
