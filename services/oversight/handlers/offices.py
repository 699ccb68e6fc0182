"""What an office does that is about no single case: campaigns, circulars (通报), interviews (约谈)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from services.common.auth import Principal
from services.common.casestore import CaseStore, Executed
from services.common.commits import CommitLog
from services.common.model import CaseDoc, NewEvent, Part
from services.common.service import Runtime
from services.common.times import Clock
from services.oversight.domain import office
from services.oversight.domain.office import Campaign
from services.oversight.domain.steps import Asked
from services.oversight.handlers.asking import check_id, may_act

Decide = Callable[[dict[str, Campaign], Asked, Any], dict[str, Any]]
SLUGS: Final = frozenset({"xfj", "lxb"})


class OfficeFold:
    """An office's own events, folded to its campaigns."""

    brief = True

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """See domain.office."""
        return office.fold(part, event)

    def fields(self, doc: CaseDoc, now: Any) -> dict[str, Any]:
        """None: offices are few, and are read by their key."""
        return {}

    async def react(self, doc: CaseDoc, event: Event) -> tuple[()]:
        """Nothing: nobody else writes here."""
        return ()


@dataclass(frozen=True, slots=True)
class Offices:
    """The use cases; each may be repeated under its request id."""

    store: CaseStore
    time: Clock

    @classmethod
    def over(cls, runtime: Runtime, log: CommitLog) -> Offices:
        """On the service's database. An office's state is the fold of its commits: a few in a year."""
        identity = (runtime.settings.node, "oversight")
        states = runtime.database["offices"]
        return cls(CaseStore(states, log, OfficeFold(), runtime.clock, identity), runtime.clock)

    async def campaign(self, org: str, name: str) -> Campaign:
        """A campaign of an office. NOT_FOUND where it has none of that name."""
        found = office.campaigns((await self.store.load(org)).parts).get(name)
        if found is None:
            raise Refused(Problem("campaign", f"{org} has no campaign {name!r}"), code="NOT_FOUND")
        return found

    async def execute(self, name: str, asked: Asked, who: Principal) -> Executed:
        """One of `office.STEPS`. FORBIDDEN but for the office's supervisors, STATE where impossible."""
        step, org = office.STEPS[name], str(asked.get("org", ""))
        dedup = f"req:{check_id(asked)}"
        may_act(step, org, who)

        def decide(doc: CaseDoc) -> list[NewEvent]:
            now = self.time.now()
            data = office.decide(name, office.campaigns(doc.parts), asked, now)
            return [NewEvent(step.event, data, now, org)]

        done = await self.store.execute(org, dedup, decide)
        if not done.created and (not done.events or done.events[0].name != step.event):
            reason = f"{asked.get('request_id')} was answered before for another request; take a new id"
            raise Refused(Problem("request_id", reason), code="CONFLICT")
        return done
