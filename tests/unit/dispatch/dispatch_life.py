"""One case under test: events in, state by fold; the codec stands between, as on Kafka."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sankua.core.errors import Refused
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import SHANGHAI
from sankua.library.clocks import load_clock_book
from sankua.library.data import data_folder
from sankua.wire import codec
from services.dispatch.domain import registry
from services.dispatch.domain.context import Context
from services.dispatch.domain.evolve import evolve
from services.dispatch.domain.routing import Routed, carry_out
from services.dispatch.domain.state import Case
from services.dispatch.rulefiles import load_closure

START = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
OFFICE = "140403-xfj"
LEAD, OTHER, THIRD = "140403-rsj", "140403-zjj", "140403-zrzyj"
CLOSURE = load_closure(data_folder())


class Life:
    """A case and its events."""

    def __init__(self, orgs, **registration):
        self.orgs = orgs
        self.parts: dict = {}
        self.events: list[Event] = []
        self.now = START
        said = {"purpose": "APPEAL", "registered_by": OFFICE, "branch": "PETITION_PROCEDURE"}
        self.put("intake", "CaseRegistered", said | registration)

    def put(self, producer, name, data, time=None, cause="", source=""):
        seq = 1 + sum(e.producer == producer for e in self.events)
        data, problems = codec.check(name, data)
        assert not problems
        data = codec.decode(name, codec.encode(name, data))
        when = time or self.now
        event = Event(name, "c", seq, producer, when, self.now, source=source, causation_id=cause, data=data)
        self.events.append(event)
        self.parts[producer] = evolve(producer, self.parts.get(producer, {}), event)
        return event

    @property
    def case(self) -> Case:
        return Case.read(self.parts)

    @property
    def names(self) -> list[str]:
        return [e.name for e in self.events if e.producer == "dispatch"]

    def context(self, **change: Any) -> Context:
        return replace(Context(self.now, self.orgs, load_clock_book(), CLOSURE), **change)

    def route(self, outcome="ROUTE", cause="c/intake/1", facts=None, waits=False, lead=LEAD, **parts):
        handed = outcome in ("ROUTE", "REDIRECT", "REFER_SUPERIOR", "REFER_JOINT_MEETING")
        decision = {"decision_id": "d-1", "outcome": outcome, "lead": lead if handed else None}
        decision |= {"co_handlers": [], "support": [], "basis": [], "certainty": "LAW", **parts}
        found = carry_out(self.case, Routed(decision, facts or {}, cause, self.now, waits), self.orgs)
        self.take(found, cause)
        return found

    def take(self, facts, cause=""):
        for fact in facts:
            assert OWNER_OF[fact.name] == "dispatch"
            self.put("dispatch", fact.name, fact.data, fact.time, cause, fact.source)

    def do(self, step: str, actor: str = "", ctx: Context | None = None, **args: Any) -> list:
        """Takes a step; the one who acts is the first whom the registry names, unless one is given."""
        row = registry.STEPS[step]
        context = ctx or self.context()
        if not actor:
            actor = next((org for org, _ in row.actors(self.case, args, context)), "")
        found = row.decide(self.case, args, replace(context, actor=actor))
        self.take(found)
        return found

    def refusal(self, step: str, actor: str = "", **args: Any) -> Refused | None:
        try:
            self.do(step, actor, **args)
        except Refused as refused:
            return refused
        return None

    def days(self, count: float = 1) -> None:
        self.now += timedelta(days=count)


def objection(handoff_id: str = "h1", proposed: str = OTHER) -> dict[str, Any]:
    return {
        "handoff_id": handoff_id,
        "reason_code": "NOT_MY_DUTY",
        "reason": "不属于本单位职责",
        "legal_basis": "《条例》第二十三条",
        "proposed_org": proposed,
    }


def walk(life: Life, steps: Sequence[tuple[str, dict[str, Any]]]) -> None:
    for step, args in steps:
        life.do(step, **args)
        life.days()


ACCEPTED = ("AcceptHandoff", {"handoff_id": "h1"})
OPINION = ("IssueOpinion", {"result": "SUPPORTED", "basis": ["《条例》第三十二条"]})
DELIVERED = ("DeliverOpinion", {})
CONCLUDED = ("ConcludeCase", {})
WHOLE = (ACCEPTED, OPINION, DELIVERED, CONCLUDED)
