"""What persons do to one case: may they, is it possible, one commit. A repeated request answers as before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import division_of, is_org_code, slug_of
from services.common.auth import Principal
from services.common.casestore import Executed, no_such_case
from services.common.model import CaseDoc, NewEvent
from services.oversight.domain.own import CANNOT_OWN
from services.oversight.domain.places import inside
from services.oversight.domain.seen import Seen
from services.oversight.domain.standing import Standing, office_of
from services.oversight.domain.steps import Asked, Step, View
from services.oversight.handlers.watcher import Watcher
from services.oversight.metrics import STEPS

Allowed = Callable[[str, Sequence[str], bool], Awaitable[bool]]
LONGEST_ID: Final = 128


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of persons. `allowed` asks intake: case, organs, whether they would handle it."""

    watcher: Watcher
    allowed: Allowed

    async def execute(self, step: Step, asked: Asked, who: Principal) -> Executed:
        """A step of an organ. NOT_FOUND where it may not see the case, STATE where it is not possible now."""
        case, org = _named(asked, "case_id"), _named(asked, "org")
        dedup = f"req:{check_id(asked)}"
        may_act(step, org, who)
        standing = await self.seen(case, org, who)
        await self._check_handlers(step, asked, standing)
        done = await self.watcher.cases.execute(case, dedup, self._decide(step, asked, org))
        if done.created:
            STEPS.labels(step.name).inc()
        else:
            _check_repeat(step, asked, done, case)
        return done

    async def seen(self, case: str, org: str, who: Principal) -> Standing:
        """Where the case stands, for an organ that may see it. NOT_FOUND else: it does not say which it is.

        A party sees it, and the offices of the place and above. An ACCUSATION is seen by others than the
        organs it was handed to only where intake bars none of the caller's organs.
        """
        doc = await self.watcher.cases.load(case)
        standing = self.watcher.stand(doc) if doc.parts else None
        if standing is None or not _near(standing, org):
            raise no_such_case(case)
        await self.check_secret(standing, who, org)
        return standing

    async def check_secret(self, standing: Standing, who: Principal, *orgs: str) -> None:
        """NOT_FOUND where an organ of a person may not know that there is this ACCUSATION."""
        if not standing.matter.secret or who.kind == "service":
            return
        mine = sorted({org for org in (*orgs, *(g.org for g in who.grants)) if is_org_code(org)})
        if not mine or not await self.allowed(standing.case, mine, False):
            raise no_such_case(standing.case)

    async def _check_handlers(self, step: Step, asked: Asked, standing: Standing) -> None:
        named = [str(asked[name]) for name in step.handlers if asked.get(name)]
        for name in named:
            if not is_org_code(name):
                field = next(f for f in step.handlers if asked.get(f) == name)
                raise Refused(Problem(field, f"{name!r} is no organ code; write for example 140403-rsj"))
        if named and not await self.allowed(standing.case, named, True):
            raise Refused(Problem(step.handlers[0], CANNOT_OWN), code="STATE")

    def _decide(self, step: Step, asked: Asked, org: str) -> Callable[[CaseDoc], list[NewEvent]]:
        watch = self.watcher.watch

        def decide(doc: CaseDoc) -> list[NewEvent]:
            now = self.watcher.time.now()
            standing = self.watcher.stand(doc, now)
            office = office_of(doc.case)
            calendar = watch.book.calendar_of(office)
            seen = Seen(doc.case, office, standing.matter, standing.clocks, calendar, standing.as_of)
            data = step.decide(View(standing, seen, org, now, watch.laws), asked)
            return [NewEvent(step.event, data, now, org)]

        return decide


def may_act(step: Step, org: str, who: Principal) -> None:
    """Refused (FORBIDDEN) unless the caller has a role of the step at this organ, of the right kind."""
    if not is_org_code(org):
        raise Refused(Problem("org", f"{org!r} is no organ code; write for example 140403-xfj"))
    if who.kind != "person" or not who.may_act_for(org, *step.roles):
        needed = " or ".join(step.roles)
        raise Refused(Problem("org", f"{step.name} is for a {needed} of {org}"), code="FORBIDDEN")
    if step.slugs and slug_of(org) not in step.slugs:
        kinds = ", ".join(sorted(s or "the government itself" for s in step.slugs))
        raise Refused(Problem("org", f"{step.name} is for these kinds of organ: {kinds}"), code="FORBIDDEN")


def check_id(asked: Asked) -> str:
    """The request id. Refused where it is missing or too long."""
    request_id = str(asked.get("request_id", ""))
    if not request_id:
        raise Refused(Problem("request_id", "missing; give an id of your own, the same when you try again"))
    if len(request_id) > LONGEST_ID:
        raise Refused(Problem("request_id", f"{len(request_id)} characters; at most {LONGEST_ID}"))
    return request_id


def _named(asked: Asked, name: str) -> str:
    value = str(asked.get(name, ""))
    if not value:
        raise Refused(Problem(name, "missing"))
    return value


def _near(standing: Standing, org: str) -> bool:
    """Whether an organ is a party, or an office whose place holds the case's place or that of a party."""
    parties = {*standing.matter.parties, office_of(standing.case), *(c.org for c in standing.clocks if c.org)}
    if org in parties:
        return True
    if slug_of(org) not in ("xfj", "lxb", ""):
        return False
    return any(inside(division_of(party), division_of(org)) for party in parties if party)


def _check_repeat(step: Step, asked: Asked, done: Executed, case: str) -> None:
    first = done.events[0] if done.events else None
    said: Mapping[str, Any] = first.data if first else {}
    same = first is not None and first.case == case and first.name == step.event
    if not same or any((said.get(n) or None) != (asked.get(n) or None) for n in step.said if asked.get(n)):
        reason = f"{asked.get('request_id')} was answered before for another request; take a new id"
        raise Refused(Problem("request_id", reason), code="CONFLICT")
