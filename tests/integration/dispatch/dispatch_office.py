"""Dispatch in the test's process, on a real MongoDB and without Kafka: the test plays the consumer."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import Any

from dispatch_life import objection
from pymongo import MongoClient, ReplaceOne, monitoring

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.library.data import data_folder
from services.common.auth import Grant, Principal
from services.common.casestore import CaseDoc, CaseStore
from services.common.commits import CommitLog
from services.common.times import Clock
from services.dispatch import wiring
from services.dispatch.agents import DispatchBehaviour
from services.dispatch.bulk import Bulk
from services.dispatch.domain import access, firewall
from services.dispatch.domain.state import Case
from services.dispatch.handlers import Command, Dispatch
from services.dispatch.queries import Queries
from services.dispatch.sight import Sight

PLACE = "141002"
DATA = wiring.read(data_folder())


class Counted(monitoring.CommandListener):
    """How many commands went to MongoDB, by name."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()

    def started(self, event: Any) -> None:
        self.found[event.command_name] += 1

    def succeeded(self, event: Any) -> None:
        """Not counted."""

    def failed(self, event: Any) -> None:
        """Not counted."""


class Office:
    """Dispatch in this process. `accused`: case to what intake would say of it; `asked`: the questions."""

    def __init__(self, uri: str, database: str) -> None:
        self.counted = Counted()
        self.client = MongoClient[dict[str, Any]](
            uri, w="majority", journal=True, tz_aware=True, event_listeners=[self.counted]
        )
        self.accused: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        cases = self.client[database]["cases"]
        log = CommitLog(self.client[database]["commits"], "", "dispatch")
        log.ensure_indexes()
        behaviour = DispatchBehaviour(DATA.know, Clock(), self.facts)
        self.store = CaseStore(cases, log, behaviour, Clock(), ("", "dispatch"))
        sight = Sight(DATA.know.orgs, self.facts)
        self.dispatch = Dispatch(self.store, DATA.know.orgs, Clock(), sight, DATA.know.book, DATA.closure)
        self.queries = Queries(self.store, sight)
        self.bulk = Bulk(self.dispatch)

    async def facts(self, case: str) -> dict[str, Any]:
        self.asked.append(case)
        if case not in self.accused:
            raise Refused(Problem("case_id", "no such case"), code="NOT_FOUND")
        return self.accused[case]

    async def register(self, case: str, facts: dict[str, Any]) -> CaseDoc:
        """A case of the office at PLACE, routed."""
        purpose = facts["purpose"]
        self.accused[case] = facts
        said = {k: v for k, v in facts.items() if k != "accused_orgs"}
        data = {"purpose": purpose, "registered_by": f"{PLACE}-xfj", "facts": said}
        now = Clock().now()
        event = Event("CaseRegistered", case, 1, "intake", now, now, source=f"{PLACE}-xfj", data=data)
        doc = CaseDoc(case)
        self.store.apply(doc, event)
        for reaction in await self.store.behaviour.react(doc, event):
            await self.store.decide(doc, reaction.dedup, reaction.decide, cause=event.id)
        return doc

    async def accuse(self, case: str, accused: list[str]) -> CaseDoc:
        """Intake learns who else is accused (FactsAmended, which does not say it)."""
        doc = await self.store.load(case)
        self.accused[case] = facts = {**self.accused[case], "accused_orgs": accused}
        said = {k: v for k, v in facts.items() if k != "accused_orgs"}
        now = Clock().now()
        event = Event("FactsAmended", case, doc.pos["intake"] + 1, "intake", now, now, data={"facts": said})
        self.store.apply(doc, event)
        for reaction in await self.store.behaviour.react(doc, event):
            await self.store.decide(doc, reaction.dedup, reaction.decide, cause=event.id)
        return doc

    def consume(self, docs: list[CaseDoc]) -> None:
        """Writes documents as the consumer would."""
        writes = [ReplaceOne({"_id": d.case}, self.store.stored(d), upsert=True) for d in docs]
        self.store.states.bulk_write(writes)

    def sees(self, doc: CaseDoc, who: Principal) -> bool:
        """The rule in plain words, by which the service is judged."""
        case = Case.read(doc.parts)
        assert case is not None
        if not case.state:
            return False
        if access.takes_part(case, who):
            return True
        facts = self.accused[doc.case]
        hidden = any(firewall.is_barred(g.org, facts, DATA.know.orgs) for g in who.grants)
        return (access.is_party(case, who) or bool(access.at_office(case, who))) and not hidden


def person(grants: list[tuple[str, str]]) -> Principal:
    return Principal("person", "p", tuple(Grant(org, role) for org, role in grants))


def arguments(step: str, target: str, handoff: str) -> dict[str, Any]:
    """Enough for most steps to be possible where they are allowed."""
    if step == "ObjectHandoff":
        return objection(handoff, target)
    return {
        "handoff_id": handoff, "to_org": target, "lead": target, "proposed_org": target, "next_org": target,
        "reason": "说明", "upheld": True, "basis": ["《条例》"], "result": "SUPPORTED", "cause": "反映",
        "summary": "已约见", "days": 1, "approver": "r-1", "share": "部分", "report_due": "2099-01-01",
        "role": "CO_HANDLER", "destination": "人民调解", "plan": "p", "checklist": "renew", "item": "r1",
        "kind": "MEDIATION", "agreed": True, "to_procedure": "SIMPLIFIED", "outcome": "BACK",
    }  # fmt: skip


async def there_and_back(office: Office, case: str, lead: str, to_org: str) -> None:
    """Into another procedure and back to the office: nobody has it then. Refused where it may not be."""
    steps = [("RedirectCase", lead), ("AcknowledgeRedirect", to_org), ("RecordRedirectResult", to_org)]
    for step, org in steps:
        args = arguments(step, to_org, "") | {"result": "退回"}
        command = Command(step, secrets.token_hex(8), case, args)
        await office.dispatch.execute(command, person([(org, "handler")]))
