"""Use cases of dispatch: load, decide, commit. Each may be repeated under its request id without effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from services.common.auth import Principal
from services.common.casestore import CaseDoc, CaseStore, Executed, NewEvent, no_such_case
from services.common.times import Clock
from services.dispatch import store as queries
from services.dispatch.domain import access, firewall, inbox, steps
from services.dispatch.domain.routing import Fact
from services.dispatch.domain.state import Case, Handoff
from services.dispatch.metrics import STEPS

LONGEST_ID: Final = 128
PAGE: Final = 100
LARGEST_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Command:
    """One step of an organ: what it asks for, and what its first event must say when it is repeated."""

    step: str
    request_id: str
    case: str
    decide: Callable[[Case, datetime], list[Fact]]
    event: str
    says: Mapping[str, Any] = field(default_factory=dict)
    handoff_id: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox: case ids with handoffs, oldest first; `token` is empty on the last one."""

    items: list[tuple[str, Handoff]]
    token: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """All use cases, with the parts they need."""

    store: CaseStore
    orgs: Directory
    clock: Clock
    private_facts: Callable[[str], Awaitable[Mapping[str, Any]]]

    async def execute(self, command: Command, who: Principal) -> Executed:
        """A step. NOT_FOUND where the caller may not see the case, STATE where it is not possible now."""
        _check_ids(command)
        now = self.clock.now()

        def decide(doc: CaseDoc) -> Sequence[NewEvent]:
            case = Case.read(doc.parts)
            if case is None:
                raise no_such_case(command.case)
            _check_actor(case, command, who)
            return [NewEvent(f.name, f.data, f.time, f.source) for f in command.decide(case, now)]

        done = await self.store.execute(command.case, f"req:{command.request_id}", decide)
        if done.created:
            STEPS.labels(command.step).inc()
        else:
            await self._check_repeat(done, command, who)
        return done

    async def case(self, case_id: str, who: Principal) -> tuple[Case, int]:
        """The routed case and its version: for organs it was handed to and the office that registered it."""
        doc = await self.store.load(case_id)
        case = Case.read(doc.parts)
        if case is None or not case.state or not await self._sees(case_id, case, who):
            raise no_such_case(case_id)
        return case, doc.pos.get("dispatch", 0)

    async def handoffs(self, org: str, states: Sequence[str], size: int, token: str, who: Principal) -> Page:
        """One organ's handoffs, oldest first; only for people of that organ."""
        _check_page(org, size, token)
        if not who.may_act_for(org, *access.PARTY_ROLES):
            raise Refused(Problem("org", f"you hold no right at {org}"), code="FORBIDDEN")
        limit = size or PAGE
        keys = await queries.inbox_keys(org, states, token, limit)
        items = [await self._item(key) for key in keys]
        # The index may lag: what has moved on in the meantime is left out.
        found = [(case, h) for case, h in items if h is not None and inbox.still(h, org, states)]
        return Page(found, keys[-1] if len(keys) == limit else "")

    async def _item(self, key: str) -> tuple[str, Handoff | None]:
        case_id, handoff_id = inbox.parse_key(key)
        case = Case.read((await self.store.load(case_id)).parts)
        return case_id, case.handoff(handoff_id) if case else None

    async def _sees(self, case_id: str, case: Case, who: Principal) -> bool:
        if access.is_party(case, who):
            return True
        through = access.at_office(case, who)
        if not through or case.purpose != "ACCUSATION":
            return bool(through)
        # No accused organ, and nobody who also serves one, sees an accusation; only intake knows them.
        facts = await self.private_facts(case_id)
        return not any(firewall.is_barred(org, facts, self.orgs) for org in access.organs_of(who))

    async def _check_repeat(self, done: Executed, command: Command, who: Principal) -> None:
        if not done.events:
            raise Refused(Problem("request_id", f"{command.request_id} led to nothing"), code="STATE")
        first = done.events[0]
        case = Case.read((await self.store.load(first.case)).parts)
        if first.case == command.case and case is not None:
            _check_actor(case, command, who)
        said = {name: first.data.get(name) for name in command.says}
        if first.case != command.case or first.name != command.event or said != dict(command.says):
            reason = f"{command.request_id} was answered before for another request; take a new id"
            raise Refused(Problem("request_id", reason), code="CONFLICT")


def _check_ids(command: Command) -> None:
    if not command.request_id:
        raise Refused(Problem("request_id", "missing; give an id of your own, the same when you try again"))
    if len(command.request_id) > LONGEST_ID:
        raise Refused(Problem("request_id", f"{len(command.request_id)} characters; at most {LONGEST_ID}"))
    if not command.case:
        raise Refused(Problem("case_id", "missing"))


def _check_actor(case: Case, command: Command, who: Principal) -> None:
    """Refused unless the caller acts for the organ whose step it is; to strangers as NOT_FOUND."""
    if command.step == steps.RECORD:
        allowed = access.is_importer(case, who)
    else:
        allowed = who.may_act_for(_actor(case, command), "handler")
    if allowed:
        return
    if access.is_party(case, who):
        reason = f"{command.step} is for a handler of {_actor(case, command)}"
        raise Refused(Problem("case_id", reason), code="FORBIDDEN")
    raise no_such_case(command.case)


def _actor(case: Case, command: Command) -> str:
    if command.step != steps.ACCEPT:
        return case.lead
    handoff = case.handoff(command.handoff_id)
    return handoff.to_org if handoff else case.lead


def _check_page(org: str, size: int, token: str) -> None:
    if not org:
        raise Refused(Problem("org", "missing; the organ whose handoffs are wanted"))
    if not 0 <= size <= LARGEST_PAGE:
        raise Refused(Problem("page_size", f"{size}; from 0 (meaning {PAGE}) to {LARGEST_PAGE}"))
    if token and token.count("|") != 2:
        raise Refused(Problem("page_token", "is none of ours; leave it empty for the first page"))
