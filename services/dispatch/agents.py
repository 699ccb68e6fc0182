"""What dispatch takes from the stream: registrations are routed and handed on, a meeting's decision binds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from sankua.core.clocks import ClockBook
from sankua.core.events import Event
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import division_of
from sankua.core.rules import RuleSet, route
from services.common.model import CaseDoc, NewEvent, Reaction
from services.common.times import Clock
from services.dispatch.domain import disputes, firewall, inbox
from services.dispatch.domain.context import Context, Fact
from services.dispatch.domain.evolve import evolve
from services.dispatch.domain.routing import Confirmation, Routed, carry_out, rules_day
from services.dispatch.domain.state import Case
from services.dispatch.metrics import ROUTED
from services.dispatch.timers import wake

CAUSES: Final = frozenset({"CaseRegistered", "FactsAmended"})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The data that decisions rest on."""

    rules: RuleSet
    orgs: Directory
    book: ClockBook
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class DispatchBehaviour:
    """Folds all streams, and routes what intake registers or completes.

    A replay gives the same parts; a cause that was answered is not answered again, by its `dedup`.
    """

    know: Knowledge
    clock: Clock
    private_facts: Callable[[str], Awaitable[Mapping[str, Any]]]
    brief: ClassVar[bool] = False

    def fold(self, producer: str, part: dict[str, Any], event: Event) -> dict[str, Any]:
        """The part after one event."""
        return evolve(producer, part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """State, lead, the lists it stands in, what is counted, and when to look again, for queries."""
        case = Case.read(doc.parts)
        if case is None:
            return {}
        found: dict[str, Any] = {
            "state": case.state,
            "lead": case.lead,
            "lists": inbox.lines(doc.case, case),
            "hops": case.progress.hops,
            **counted(case),
        }
        due = wake(case, Context(now, self.know.orgs, self.know.book))
        return found if due is None else found | {"wake": due.astimezone(UTC)}

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """定责, in one commit with all that follows from it; and the joint meeting's decision of a dispute.

        Waits for intake where a fact is private.
        """
        case = Case.read(doc.parts)
        if case is None:
            return ()
        if (event.producer, event.name) == ("oversight", "MeetingDecided"):
            return await self._meeting(doc.case, case, event)
        if event.producer != "intake" or event.name not in CAUSES or case.cause == event.id:
            return ()
        facts: Mapping[str, Any] = event.data.get("facts", {})
        if case.purpose == "ACCUSATION":
            facts = await self.private_facts(doc.case)
        know = self.know
        decision = route(facts, know.rules, know.orgs, rules_day(event.time, know.rules))
        said = firewall.sayable(decision, facts, doc.case, know.orgs)
        ROUTED.labels(said["outcome"]).inc()
        time = event.time if case.derived else self.clock.now()
        routed = Routed(said, facts, event.id, time, know.confirmation.asked(case, said))
        return (Reaction(f"evt:{event.id}", lambda d: self._routing(d, routed)),)

    def _routing(self, doc: CaseDoc, routed: Routed) -> list[NewEvent]:
        case = Case.read(doc.parts)
        facts = [] if case is None else carry_out(case, routed, self.know.orgs)
        return _new(facts, routed.cause)

    async def _meeting(self, case_id: str, case: Case, event: Event) -> Sequence[Reaction]:
        """A meeting that names a known lead decides the dispute (R42); any other decides nothing here."""
        lead = str(event.data.get("lead", ""))
        if not lead or not self.know.orgs.knows_place(division_of(lead)):
            return ()
        secret: Mapping[str, Any] = {}
        if case.purpose == "ACCUSATION":
            secret = await self.private_facts(case_id)
        orgs = self.know.orgs
        ctx = Context(
            self.clock.now(), orgs, self.know.book, barred=lambda org: firewall.is_barred(org, secret, orgs)
        )

        def decide(doc: CaseDoc) -> list[NewEvent]:
            now = Case.read(doc.parts)
            facts = disputes.decide_by_meeting(now, lead, event.source, ctx) if now else []
            return _new(facts, event.id)

        return (Reaction(f"evt:{event.id}", decide),)


def counted(case: Case) -> dict[str, Any]:
    """What only some cases have, so that an index of those alone counts them.

    An ACCUSATION is counted under no organ: a number that moves would tell the accused (guarantee 9).
    """
    found: dict[str, Any] = {}
    if case.purpose == "ACCUSATION":
        found["secret"] = True
    elif pairs := case.pingpong:
        found["pairs"] = ["|".join(pair) for pair in pairs]
    if case.open_dispute is not None:
        found["rung"] = case.open_dispute.state
    return found


def _new(facts: Sequence[Fact], cause: str) -> list[NewEvent]:
    return [NewEvent(f.name, f.data, f.time, f.source, cause) for f in facts]
