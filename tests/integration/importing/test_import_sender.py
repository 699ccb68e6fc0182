"""The sender against servers that break: real gRPC over a socket, answers of our own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import grpc
import pytest

from sankua.cli.importing.batch import Tally
from sankua.cli.importing.convert import Item
from sankua.cli.importing.patience import Patience, Unreachable
from sankua.cli.importing.run import import_items
from sankua.cli.importing.send import Sender
from sankua.core.times import SHANGHAI
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as dispatch_grpc
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1 import intake_service_pb2_grpc as intake_grpc

REPLIED = datetime(2020, 2, 1, tzinfo=SHANGHAI)
State = dispatch.CaseState


@dataclass
class Office(intake_grpc.IntakeServiceServicer, dispatch_grpc.DispatchServiceServicer):
    """An intake and a dispatch that keep what they are told, and break when they are asked to."""

    cases: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    break_after_commit: set[int] = field(default_factory=set)
    """Numbers of RegisterCases calls whose answer is lost."""
    route_after: int = 0
    """RecordOutcome calls per case until it is routed."""
    asked: dict[str, int] = field(default_factory=dict)
    recorded: int = 0
    break_outcomes: set[int] = field(default_factory=set)
    """Numbers of RecordOutcome calls that break at once."""
    slow: float = 0.0
    """Seconds that RecordOutcome takes otherwise."""
    state: int = State.CASE_STATE_OFFERED

    async def RegisterCases(self, requests: AsyncIterator[Any], context: Any) -> Any:  # noqa: N802
        self.calls += 1
        results = []
        async for request in requests:
            if request.registration.title == "bad":
                error = intake.FieldError(field="facts.sector", reason="unknown sector")
                results.append(intake.RegisterCasesResult(request_id=request.request_id, errors=[error]))
                continue
            created = request.request_id not in self.cases
            case = self.cases.setdefault(request.request_id, f"c{len(self.cases) + 1}")
            results.append(
                intake.RegisterCasesResult(request_id=request.request_id, case_id=case, created=created)
            )
        if self.calls in self.break_after_commit:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "killed before it answered")
        return intake.RegisterCasesResponse(results=results)

    async def RecordOutcome(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.asked[request.case_id] = self.asked.get(request.case_id, 0) + 1
        self.recorded += 1
        if self.recorded in self.break_outcomes:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "killed")
        await asyncio.sleep(self.slow)
        if self.asked[request.case_id] <= self.route_after:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, "not offered")
        created = request.request_id not in self.outcomes
        self.outcomes[request.request_id] = request.case_id
        return dispatch.RecordOutcomeResponse(version=1, created=created)

    async def GetCase(self, request: Any, context: Any) -> Any:  # noqa: N802
        return dispatch.GetCaseResponse(case_id=request.case_id, state=self.state)


@dataclass
class Resets:
    """A wire that is cut with a reset after some tens of kilobytes, each time it is joined anew."""

    longest: int
    """Bytes: a cut comes after 2,000 to `longest`."""
    done: int = 0
    chance: Random = field(default_factory=lambda: Random(7))

    async def between(self, port: int) -> asyncio.Server:
        """A server on a port of its own that hands on to `port`."""

        async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            back, forth = await asyncio.open_connection("127.0.0.1", port)
            limit = self.chance.randrange(2_000, self.longest)
            await asyncio.gather(self._hand(reader, forth, limit), self._hand(back, writer))

        return await asyncio.start_server(joined, "127.0.0.1", 0)

    async def _hand(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, limit: int = 1 << 40
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(4096):
                limit -= len(data)
                if limit < 0:
                    self.done += 1
                    break
                target.write(data)
                await target.drain()
        target.transport.abort()


@asynccontextmanager
async def serving(office: Office, resets: Resets | None = None) -> AsyncIterator[Callable[[str], Any]]:
    server = grpc.aio.server()
    intake_grpc.add_IntakeServiceServicer_to_server(office, server)
    dispatch_grpc.add_DispatchServiceServicer_to_server(office, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    wire = await (resets or Resets(1 << 40)).between(port)
    opened = wire.sockets[0].getsockname()[1]
    try:
        yield lambda _service: grpc.aio.insecure_channel(f"127.0.0.1:{opened}")
    finally:
        wire.close()
        await server.stop(None)


def items(count: int, *, replied: bool = False, title: str = "t") -> list[Item]:
    return [
        Item(n, n + 1, f"import:m:{n}", {"title": title, "content": "x"}, REPLIED if replied else None)
        for n in range(1, count + 1)
    ]


async def run(office: Office, what: list[Item], patience: float = 20, resets: Resets | None = None) -> Tally:
    tally = Tally(rows=len(what))
    done: list[int] = []
    async with serving(office, resets) as opener:
        sender = Sender(opener, Patience(patience, lambda _: None))
        try:
            await import_items(what, sender, tally, done.append)
        finally:
            await sender.close()
    assert sum(done) == len(what)
    return tally


async def test_rows_go_in_once_and_the_second_time_are_skipped() -> None:
    office = Office()
    first = await run(office, items(450, replied=True))
    assert (first.imported, first.skipped, first.refused) == (450, 0, [])
    assert (len(office.cases), len(office.outcomes), office.calls) == (450, 450, 3)
    second = await run(office, items(450, replied=True))
    assert (second.imported, second.skipped) == (0, 450)


async def test_a_lost_answer_loses_and_doubles_nothing() -> None:
    office = Office(break_after_commit={2, 3})
    tally = await run(office, items(450))
    assert (tally.imported, tally.skipped, len(office.cases)) == (450, 0, 450)


async def test_a_connection_reset_while_rows_are_written_loses_and_doubles_nothing() -> None:
    # gRPC calls that INTERNAL in one of ten cases or so, by chance: hence so many of them.
    office, resets = Office(), Resets(200_000)
    tally = await run(office, items(3000, title="t" * 400), resets=resets)
    assert (tally.imported, tally.skipped, len(office.cases)) == (3000, 0, 3000)
    assert resets.done > 10


async def test_calls_under_way_survive_when_another_one_breaks() -> None:
    # A channel that is closed cancels its calls, and a task group passes over a cancelled task: a lost row.
    office = Office(slow=0.3, break_outcomes={20, 21})
    tally = await run(office, items(60, replied=True))
    assert (tally.imported, len(office.outcomes)) == (60, 60)


async def test_an_import_that_was_broken_off_goes_on() -> None:
    office = Office()
    await run(office, items(250))
    tally = await run(office, items(450))
    assert (tally.imported, tally.skipped) == (200, 250)


async def test_outcomes_wait_until_the_case_is_routed() -> None:
    office = Office(route_after=6)
    tally = await run(office, items(5, replied=True))
    assert (tally.imported, len(office.outcomes)) == (5, 5)


async def test_a_reply_to_a_case_without_a_lead_is_refused_and_names_it() -> None:
    office = Office(route_after=1000, state=State.CASE_STATE_WAITING_FACTS)
    tally = await run(office, items(2, replied=True))
    assert [(r.row, r.field) for r in tally.refused] == [(1, "reply_time"), (2, "reply_time")]
    assert "registered as c1, but it is WAITING_FACTS" in tally.refused[0].reason


async def test_what_intake_refuses_is_refused_by_row_and_the_rest_goes_in() -> None:
    office = Office()
    bad = Item(3, 4, "import:m:bad", {"title": "bad", "content": "x"})
    misfit = Item(4, 5, "import:m:misfit", {"title": "t", "facts": {"sector": ["a"], "urgent": "maybe"}})
    tally = await run(office, [*items(2), bad, misfit])
    assert tally.imported == 2
    assert {(r.row, r.field) for r in tally.refused} == {
        (3, "facts.sector"),
        (4, "registration.facts.sector"),
    }


async def test_a_server_that_stays_away_ends_the_import_and_is_named() -> None:
    sender = Sender(lambda _: grpc.aio.insecure_channel("127.0.0.1:1"), Patience(1, lambda _: None))
    with pytest.raises(Unreachable, match=r"^intake: "):
        await import_items(items(1), sender, Tally(), lambda _: None)
    await sender.close()
