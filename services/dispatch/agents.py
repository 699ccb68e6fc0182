"""What dispatch takes from the stream: registrations become routing decisions and handoffs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from sankua.core.events import Event
from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet, route
from services.common.model import CaseDoc, NewEvent, Reaction
from services.common.times import Clock
from services.dispatch.domain import firewall, inbox
from services.dispatch.domain.routing import Routed, carry_out, rules_day
from services.dispatch.domain.state import Case, evolve
from services.dispatch.metrics import ROUTED

CAUSES: Final = frozenset({"CaseRegistered", "FactsAmended"})


@dataclass(frozen=True, slots=True)
class DispatchBehaviour:
    """Folds all streams, and routes what intake registers or completes.

    A replay gives the same parts; a cause that was answered is not answered again, by its `dedup`.
    """

    rules: RuleSet
    orgs: Directory
    clock: Clock
    private_facts: Callable[[str], Awaitable[Mapping[str, Any]]]
    brief: ClassVar[bool] = False

    def fold(self, producer: str, part: dict[str, Any], event: Event) -> dict[str, Any]:
        """The part after one event."""
        return evolve(producer, part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """State, lead and inbox entries, for queries."""
        case = Case.read(doc.parts)
        if case is None:
            return {}
        return {"state": case.state, "lead": case.lead, "inbox": inbox.entries(doc.case, case)}

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """定责, in one commit with all that follows from it. Waits for intake where a fact is private."""
        case = Case.read(doc.parts)
        if event.producer != "intake" or event.name not in CAUSES or case is None or case.cause == event.id:
            return ()
        facts: Mapping[str, Any] = event.data.get("facts", {})
        if case.purpose == "ACCUSATION":
            facts = await self.private_facts(doc.case)
        decision = route(facts, self.rules, self.orgs, rules_day(event.time, self.rules)).to_json()
        said = firewall.sayable(decision, facts, doc.case, self.orgs)
        ROUTED.labels(said["outcome"]).inc()
        time = event.time if case.derived else self.clock.now()
        routed = Routed(said, facts, event.id, time)
        return (Reaction(f"evt:{event.id}", lambda d: self._events(d, routed)),)

    def _events(self, doc: CaseDoc, routed: Routed) -> list[NewEvent]:
        case = Case.read(doc.parts)
        facts = [] if case is None else carry_out(case, routed, self.orgs)
        return [NewEvent(f.name, f.data, f.time, f.source, routed.cause) for f in facts]
