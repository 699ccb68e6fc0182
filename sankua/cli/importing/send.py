"""Sends items into the running system: registrations in batches, then outcomes, each exactly once in effect.

Every request carries an id made from the source's own id, so sending again after a broken answer is safe.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import grpc

from sankua.cli.importing.convert import Item
from sankua.cli.importing.papers import Papers
from sankua.cli.importing.patience import Patience
from sankua.core.errors import Problem, Refused
from sankua.core.times import format_time
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2_grpc import DispatchServiceStub
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

T = TypeVar("T")
CALL_SECONDS: Final = 20.0
AWAY: Final = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED}
)
"""The call may or may not have been done: send it again under the same id."""
BROKEN_WRITE: Final = "Internal error from Core"
"""What grpc.aio says, as INTERNAL, where a streamed request meets a connection that has just ended."""
NOT_YET: Final = frozenset({grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND})
"""Dispatch has not yet routed the case."""
NEVER: Final = frozenset(
    {
        dispatch.CaseState.CASE_STATE_WAITING_FACTS,
        dispatch.CaseState.CASE_STATE_REDIRECTED,
        dispatch.CaseState.CASE_STATE_LINKED,
        dispatch.CaseState.CASE_STATE_NOT_ACCEPTED,
        dispatch.CaseState.CASE_STATE_WITHDRAWN,
    }
)
"""States in which no lead answers, however long one waits."""

Open = Callable[[str], AbstractAsyncContextManager[grpc.aio.Channel]]
"""Gives a fresh channel to a service by name, with the caller's token."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one item.

    `created`: this run did it. `unsure`: it was there already, but an attempt of this run that broke off may
    have put it there.
    """

    item: Item
    case: str = ""
    created: bool = False
    unsure: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(eq=False)
class _Line:
    """A channel and the calls on it: closing it would cancel them, and a cancelled call is a lost row."""

    context: AbstractAsyncContextManager[grpc.aio.Channel]
    channel: Any
    calls: int = 0
    dropped: bool = False


class Sender:
    """One import's connection to intake and dispatch. A channel that breaks is opened anew."""

    def __init__(self, open_channel: Open, patience: Patience, papers: Papers | None = None) -> None:
        self._open, self._patience, self._papers = open_channel, patience, papers
        self._lines: dict[str, _Line] = {}
        self._lock = asyncio.Lock()

    async def close(self) -> None:
        """Closes what is open."""
        while self._lines:
            await self._lines.popitem()[1].context.__aexit__(None, None, None)

    async def register(self, items: Sequence[Item]) -> list[Sent]:
        """Registers a batch: one result per item. An item that does not fit the message is refused here."""
        requests: list[tuple[Item, intake.RegisterCasesRequest]] = []
        refused: list[Sent] = []
        for item in items:
            try:
                requests.append((item, _registration(item)))
            except Refused as wrong:
                refused.append(Sent(item, problems=_told(item, wrong.problems)))

        async def call(channel: Any) -> Any:
            stream = iter([request for _, request in requests])
            return await _intake(channel).RegisterCases(stream, timeout=CALL_SECONDS)

        answer, attempts = await self._try("intake", call)
        self._patience.moved()
        pairs = zip(requests, answer.results, strict=True)
        return refused + [_sent(item, result, attempts > 0) for (item, _), result in pairs]

    async def complete(self, sent: Sent) -> Sent:
        """What comes after the registration: documents, then the outcome. The first refusal ends it."""
        for name in sent.item.attachments:
            sent = await self._attach(sent, name)
            if sent.problems:
                return sent
        return sent if sent.item.replied is None else await self.conclude(sent)

    async def _attach(self, sent: Sent, name: str) -> Sent:
        """Hands one document in; the request id is made of the row's id and the name."""
        assert self._papers is not None, "a row has documents only where there is a folder of them"
        where = f"registered as {sent.case}, but {name!r}"
        try:
            request = _document(sent, name, await asyncio.to_thread(self._papers.read, name))
        except OSError as error:
            return _refused(sent, f"{where} cannot be read: {error.strerror or error}", "attachments")

        async def call(channel: Any) -> Any:
            return await _intake(channel).AddAttachment(request, timeout=CALL_SECONDS)

        try:
            answer, broken = await self._try("intake", call)
        except grpc.aio.AioRpcError as error:
            return _refused(sent, f"{where}: {error.details()}", "attachments")
        self._patience.moved()
        created, unsure = sent.created or answer.created, sent.unsure or broken > 0
        return Sent(sent.item, sent.case, created, unsure)

    async def conclude(self, sent: Sent) -> Sent:
        """Records the outcome of a registered item; waits until dispatch has offered it to a lead."""
        request = _outcome(sent)
        attempt = tries = 0
        while True:
            try:
                answer, broken = await self._try("dispatch", lambda c: _record(c, request))
            except grpc.aio.AioRpcError as error:
                if error.code() not in NOT_YET:
                    return _refused(sent, f"{error.code().name}: {error.details()}")
                state = await self._stuck(sent.case) if attempt >= 4 else ""
                if state:
                    return _refused(sent, f"registered as {sent.case}, but it is {state}: no lead answers it")
                await self._patience.pause(attempt, "dispatch", f"{sent.case} is not yet offered to a lead")
                attempt += 1
                continue
            tries += broken
            self._patience.moved()
            created = sent.created or answer.created
            return Sent(sent.item, sent.case, created, sent.unsure or tries > 0)

    async def _stuck(self, case: str) -> str:
        """The state's name where the case will never have a lead; empty where it may yet."""

        async def call(channel: Any) -> Any:
            request = dispatch.GetCaseRequest(case_id=case)
            return await _dispatch(channel).GetCase(request, timeout=CALL_SECONDS)

        try:
            answer, _ = await self._try("dispatch", call)
        except grpc.aio.AioRpcError as error:
            if error.code() in NOT_YET:
                return ""
            raise
        name: str = dispatch.CaseState.Name(answer.state).removeprefix("CASE_STATE_")
        return name if answer.state in NEVER else ""

    async def _try(self, service: str, call: Callable[[Any], Awaitable[T]]) -> tuple[T, int]:
        """The answer, and how many attempts broke before it. Errors other than AWAY are the caller's."""
        attempt = 0
        while True:
            async with self._line(service) as line:
                try:
                    return await call(line.channel), attempt
                except grpc.aio.AioRpcError as error:
                    if not _away(error):
                        raise
                    why = error.details() or error.code().name
                    self._drop(service, line)
            await self._patience.pause(attempt, service, why)
            attempt += 1

    @asynccontextmanager
    async def _line(self, service: str) -> AsyncIterator[_Line]:
        """The present line to a service, busy meanwhile; a dropped one is closed by its last call."""
        async with self._lock:
            if service not in self._lines:
                context = self._open(service)
                self._lines[service] = _Line(context, await context.__aenter__())
            line = self._lines[service]
            line.calls += 1
        try:
            yield line
        finally:
            line.calls -= 1
            if line.dropped and line.calls == 0:
                await line.context.__aexit__(None, None, None)

    def _drop(self, service: str, line: _Line) -> None:
        """The next call opens a new line. Of many calls that broke together the others leave the new one."""
        line.dropped = True
        if self._lines.get(service) is line:
            del self._lines[service]


def _away(error: grpc.aio.AioRpcError) -> bool:
    """Whether the connection or the server went, not the call. An INTERNAL of the server's own is none."""
    return error.code() in AWAY or (
        error.code() is grpc.StatusCode.INTERNAL and error.details() == BROKEN_WRITE
    )


def _intake(channel: Any) -> Any:
    return IntakeServiceStub(channel)  # type: ignore[no-untyped-call]


def _dispatch(channel: Any) -> Any:
    return DispatchServiceStub(channel)  # type: ignore[no-untyped-call]


async def _record(channel: Any, request: dispatch.RecordOutcomeRequest) -> Any:
    return await _dispatch(channel).RecordOutcome(request, timeout=CALL_SECONDS)


def _registration(item: Item) -> intake.RegisterCasesRequest:
    document = {"request_id": item.request_id, "registration": item.registration}
    return json_to_message(intake.RegisterCasesRequest, document)


def _outcome(sent: Sent) -> dispatch.RecordOutcomeRequest:
    assert sent.item.replied is not None
    document = {
        "request_id": f"{sent.item.request_id}:outcome",
        "case_id": sent.case,
        "replied_time": format_time(sent.item.replied),
        "result": sent.item.result,
    }
    return json_to_message(dispatch.RecordOutcomeRequest, document)


def _document(sent: Sent, name: str, read: tuple[str, bytes]) -> intake.AddAttachmentRequest:
    request_id = f"{sent.item.request_id}:{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    return intake.AddAttachmentRequest(
        request_id=request_id, case_id=sent.case, name=read[0], content=read[1]
    )


def _sent(item: Item, result: intake.RegisterCasesResult, unsure: bool) -> Sent:
    problems = _told(item, result.errors)
    return Sent(item, result.case_id, result.created, unsure and not result.created, problems)


def _told(item: Item, wrong: Iterable[Any]) -> tuple[Problem, ...]:
    """What is wrong with the item, by the file's own columns."""
    return tuple(Problem(item.column(w.field), w.reason) for w in wrong)


def _refused(sent: Sent, reason: str, field: str = "reply_time") -> Sent:
    return Sent(sent.item, sent.case, problems=(Problem(sent.item.column(field), reason),))
