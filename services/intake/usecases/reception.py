"""The reception desk: numbers, guidance, reception record. See domain/reception.py for the eight steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import is_org_code
from sankua.core.times import local_date
from services.common.auth import Principal
from services.intake.domain import checks, reception
from services.intake.domain.reception import Visit
from services.intake.domain.story import story_of
from services.intake.handlers import Intake, acts_for
from services.intake.visits import Visits

MOST_PEOPLE = 10_000
_WINDOW = re.compile(r"[\w\-]{0,20}")
Seen = tuple[Visit, list[tuple[str, datetime]]]


@dataclass(frozen=True, slots=True)
class Reception:
    """Commands of a desk; each for registrars of its office."""

    intake: Intake
    visits: Visits

    async def number(
        self, request_id: str, office: str, people: int, first: bool, who: Principal
    ) -> tuple[Seen, bool]:
        """安检排号: the next number of today at this desk; the same request gives the same number."""
        checks.check_request_id(request_id)
        problems = []
        if not is_org_code(office):
            problems.append(Problem("office", f"{office!r} is no organ code"))
        if not 0 <= people <= MOST_PEOPLE:
            problems.append(Problem("people", f"{people}; give the number of people, 1 to {MOST_PEOPLE}"))
        if problems:
            raise Refused(*problems)
        self._may(office, who)
        now = self.intake.clock.now()
        desk = f"{office}/{local_date(now).isoformat()}"
        made = Visit("", office, 0, people or 1, first, {"NUMBERED": now})
        visit, created = await self.visits.draw(request_id, desk, made)
        if (visit.office, visit.people, visit.first) != (made.office, made.people, made.first):
            raise Refused(Problem("request_id", "was answered before for another visit"), code="CONFLICT")
        return await self._seen(visit), created

    async def record(self, data: Mapping[str, Any], who: Principal) -> Seen:
        """The next step of a visit, as it is called: GUIDED or RECEIVED."""
        visit_id, step = data.get("visit_id", ""), data.get("step")
        if step == "GUIDED":
            return await self.guide(visit_id, data.get("procedure", ""), who)
        if step == "RECEIVED":
            return await self.receive(visit_id, data.get("case_id", ""), data.get("window", ""), who)
        raise Refused(Problem("step", f"{step or 'missing'}; a desk records GUIDED and RECEIVED"))

    async def guide(self, visit_id: str, procedure: str, who: Principal) -> Seen:
        """导访分流."""
        now = self.intake.clock.now()
        return await self._change(visit_id, who, lambda visit: reception.guided(visit, procedure, now))

    async def receive(self, visit_id: str, case: str, window: str, who: Principal) -> Seen:
        """接待接访, with the case that was registered, if one was."""
        if not _WINDOW.fullmatch(window):
            raise Refused(Problem("window", "a number or a short name, without blanks"))
        if case:
            await self.intake.mine(case, who, "registrar")
        now = self.intake.clock.now()
        return await self._change(visit_id, who, lambda visit: reception.received(visit, case, window, now))

    async def visit(self, visit_id: str, who: Principal) -> Seen:
        """A visit with its steps."""
        visit, _ = await self._mine(visit_id, who)
        return await self._seen(visit)

    async def waiting(self, office: str, day: str, who: Principal) -> list[Seen]:
        """Those that wait at a desk, first called first."""
        self._may(office, who)
        found = await self.visits.of_day(f"{office}/{day or local_date(self.intake.clock.now()).isoformat()}")
        return [(visit, reception.moments(visit, ())) for visit in reception.queue(found)]

    async def _change(self, visit_id: str, who: Principal, change: Callable[[Visit], Visit]) -> Seen:
        while True:
            visit, guard = await self._mine(visit_id, who)
            changed = change(visit)
            if changed is visit or await self.visits.put(changed, guard):
                return await self._seen(changed)

    async def _mine(self, visit_id: str, who: Principal) -> tuple[Visit, int]:
        found = await self.visits.get(visit_id)
        if found is None or not acts_for(who, found[0].office, ("registrar",)):
            raise Refused(Problem("visit_id", f"{visit_id[:80]}: no such visit"), code="NOT_FOUND")
        return found

    async def _seen(self, visit: Visit) -> Seen:
        parts = (await self.intake.store.load(visit.case)).parts if visit.case else {}
        return visit, reception.moments(visit, story_of(visit.case, parts) if parts else ())

    def _may(self, office: str, who: Principal) -> None:
        if not acts_for(who, office, ("registrar",)):
            raise Refused(Problem("office", f"you are no registrar of {office}"), code="FORBIDDEN")
