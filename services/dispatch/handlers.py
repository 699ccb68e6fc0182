"""Use cases of dispatch: load, decide, commit. Each may be repeated under its request id without effect."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import ClockBook
from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.core.orgs import Directory
from sankua.core.times import format_time
from services.common import commits
from services.common.auth import Principal
from services.common.casestore import CaseDoc, CaseStore, Executed, NewEvent, no_such_case
from services.common.times import Clock
from services.dispatch.domain import access, firewall
from services.dispatch.domain.closure import Closure
from services.dispatch.domain.context import Context
from services.dispatch.domain.registry import STEPS as ROWS
from services.dispatch.domain.registry import Step
from services.dispatch.domain.state import Case
from services.dispatch.metrics import STEPS
from services.dispatch.sight import Cleared, Sight, veil

LONGEST_ID: Final = 128
CHANGES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Command:
    """One step of an organ: `args` is the request in JSON form; `expected` 0 means: whatever the version."""

    step: str
    request_id: str
    case: str
    args: Mapping[str, Any] = field(default_factory=dict)
    expected: int = 0


class Stale(Refused):
    """The caller decided on an older version of the case."""


class _Look(Exception):
    """The answer needs a question to intake first: who is accused."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """All commands and the look at one case, with the parts they need."""

    store: CaseStore
    orgs: Directory
    clock: Clock
    sight: Sight
    book: ClockBook | None = None
    closure: Closure | None = None
    ladder_after: int = 2

    async def execute(self, command: Command, who: Principal) -> Executed:
        """A step. NOT_FOUND where the caller may not see the case, STATE where it is not possible now,
        CONFLICT where `expected` is no longer the version, saying what changed since.
        """
        begun = time.monotonic()
        _check_ids(command)
        try:
            return await self._attempt(command, who)
        except Stale as stale:
            raise await self._stale(command, stale) from None
        except Refused as refused:
            await veil(refused, begun)
            raise

    async def case(self, case_id: str, who: Principal) -> tuple[Case, int]:
        """The routed case and its version: for organs it was handed to and the office that registered it."""
        begun = time.monotonic()
        doc = await self.store.load(case_id)
        case = Case.read(doc.parts)
        known = case if case is not None and case.state else None
        if await self.sight.look(case_id, known, who) is None or known is None:
            missing = no_such_case(case_id)
            await veil(missing, begun)
            raise missing
        return known, doc.pos.get("dispatch", 0)

    async def _attempt(self, command: Command, who: Principal) -> Executed:
        try:
            done = await self._execute(command, who, None)
        except _Look:
            case = Case.read((await self.store.load(command.case)).parts)
            cleared = await self.sight.look(command.case, case, who)
            if cleared is None:
                raise no_such_case(command.case) from None
            done = await self._execute(command, who, cleared)
        if done.created:
            STEPS.labels(command.step).inc()
        else:
            await self._check_repeat(done, command, who)
        return done

    async def _execute(self, command: Command, who: Principal, cleared: Cleared | None) -> Executed:
        now, row = self.clock.now(), ROWS[command.step]

        def decide(doc: CaseDoc) -> Sequence[NewEvent]:
            case = Case.read(doc.parts)
            if case is None or (cleared is None and not _plain(case, row, who)):
                raise _Look
            ctx = self._context(now, cleared)
            ctx = access.check_actor(case, row, command.args, who, ctx)
            _check_version(command, doc.pos.get("dispatch", 0))
            return [NewEvent(f.name, f.data, f.time, f.source) for f in row.decide(case, command.args, ctx)]

        return await self.store.execute(command.case, f"req:{command.request_id}", decide)

    def _context(self, now: datetime, cleared: Cleared | None) -> Context:
        ctx = Context(now, self.orgs, self.book, self.closure, ladder_after=self.ladder_after)
        if cleared is None or not cleared.facts:
            return ctx
        return replace(ctx, barred=lambda org: firewall.is_barred(org, cleared.facts, self.orgs))

    async def _check_repeat(self, done: Executed, command: Command, who: Principal) -> None:
        if not done.events:
            raise Refused(Problem("request_id", f"{command.request_id} led to nothing"), code="STATE")
        first = done.events[0]
        case = Case.read((await self.store.load(first.case)).parts)
        if first.case == command.case and await self.sight.look(first.case, case, who) is None:
            raise no_such_case(command.case)
        if first.case != command.case or not _answers(done.events, command):
            reason = f"{command.request_id} was answered before for another request; take a new id"
            raise Refused(Problem("request_id", reason), code="CONFLICT")

    async def _stale(self, command: Command, stale: Stale) -> Refused:
        """The refusal of a stale token, with what changed since."""
        found = await asyncio.to_thread(self.store.log.after, {command.case: command.expected})
        events = [e for c in found for e in commits.events_of(c) if e.seq > command.expected]
        shown = [f"{e.seq} {e.name} by {e.source} at {format_time(e.time)}" for e in events[:CHANGES_SHOWN]]
        more = f", and {len(events) - CHANGES_SHOWN} more" if len(events) > CHANGES_SHOWN else ""
        reason = f"{stale.problems[0].reason}; since then: {', '.join(shown) or 'nothing'}{more}"
        return Refused(Problem("expected_version", reason), code="CONFLICT")


def _plain(case: Case, row: Step, who: Principal) -> bool:
    """Whether a step needs no question to intake: the caller has a part now, and no organ is newly named."""
    if case.purpose != "ACCUSATION":
        return access.is_party(case, who) or bool(access.at_office(case, who))
    names = bool(row.orgs) or case.open_dispute is not None
    return access.takes_part(case, who) and not names


def _check_version(command: Command, version: int) -> None:
    if command.expected and command.expected != version:
        reason = f"{command.expected} is stale, the case is at {version}"
        raise Stale(Problem("expected_version", reason), code="CONFLICT")


def _check_ids(command: Command) -> None:
    if not command.request_id:
        raise Refused(Problem("request_id", "missing; give an id of your own, the same when you try again"))
    if len(command.request_id) > LONGEST_ID:
        raise Refused(Problem("request_id", f"{len(command.request_id)} characters; at most {LONGEST_ID}"))
    if not command.case:
        raise Refused(Problem("case_id", "missing"))
    if command.expected < 0:
        raise Refused(Problem("expected_version", f"{command.expected}; a version that GetCase gave, or 0"))


_SAME: Final = {"replied_time": "notice_sent_at"}
"""Fields of a request that its first event has under another name."""


def _answers(events: Sequence[Event], command: Command) -> bool:
    """Whether the events that are stored under a request id are an answer to this request."""
    row = ROWS[command.step]
    upheld = {"ObjectionUpheld": True, "ObjectionRejected": False}
    for event in events:
        if event.name not in row.events:
            continue
        if event.name in upheld and bool(command.args.get("upheld")) is not upheld[event.name]:
            continue
        said = {_SAME.get(name, name): value for name, value in command.args.items()}
        if event.name == "HandoffOffered":
            said.pop("handoff_id", None)  # the request names the handoff before, the event the new one
        if all(event.data[name] == value for name, value in said.items() if name in event.data):
            return True
    return False
