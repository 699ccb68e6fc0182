"""Nobody reads or moves what is not theirs, by any call: random cases, people, and steps, on a real MongoDB.

The use cases of the service as its wiring makes them, without Kafka: the test writes the state documents as
the consumer would, sometimes late.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from dispatch_life import objection
from dispatch_office import DATA, PLACE, Office, arguments, person, there_and_back
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from sankua.cli.stack.servers import LocalMongo
from sankua.core.errors import Refused
from services.common import commits
from services.common import mongo as connection
from services.common.auth import Principal
from services.common.casestore import CaseDoc
from services.common.times import Clock
from services.dispatch import sight
from services.dispatch.domain import access, firewall, inbox
from services.dispatch.domain.registry import STEPS
from services.dispatch.domain.state import Case
from services.dispatch.handlers import Command
from services.dispatch.store import DispatchState
from services.dispatch.watch import offered

pytestmark = pytest.mark.stack
ORGS = (
    f"{PLACE}-rsj",
    f"{PLACE}-zjj",
    f"{PLACE}-jw",
    f"{PLACE}-xfj",
    PLACE,
    "141000-jw",
    "141000",
    "141024-xfj",
)
ROLES = ("handler", "dispatcher", "registrar", "leader", "auditor", "operator", "importer")
NONE = f"{PLACE}-2023-999999"


@pytest.fixture(scope="module")
def office(mongo: LocalMongo) -> Iterator[Office]:
    name = f"t{secrets.token_hex(6)}"
    connection.connect(mongo.uri, name)
    DispatchState.ensure_indexes()
    found = Office(mongo.uri, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sight, "QUANTUM", 0.001)  # what is compared here is the work, not the time
        yield found
    found.client.drop_database(name)
    found.client.close()
    connection.disconnect()


@dataclass(frozen=True)
class Probe:
    """One call about one case, as somebody: what was answered, and what it took."""

    code: str
    text: str
    commands: tuple[tuple[str, int], ...]
    asked: int


class Strangers(RuleBasedStateMachine):
    """Cases come in and move; people of random organs and roles try every call on all of them."""

    office: Office
    loop: asyncio.AbstractEventLoop

    @initialize()
    def begin(self) -> None:
        self.docs: list[str] = []
        self.first: dict[str, dict[str, Any]] = {}
        self.office.store.states.delete_many({})
        self.office.accused.clear()

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @rule(
        accused=st.lists(st.sampled_from(ORGS), max_size=2, unique=True),
        accusation=st.booleans(),
        late=st.booleans(),
    )
    def registers(self, accused: list[str], accusation: bool, late: bool) -> None:
        case = f"{PLACE}-2023-{secrets.randbelow(900000):06}"
        facts: dict[str, Any] = {"place_of_matter": PLACE, "sector": "wages", "work_place": PLACE}
        facts |= {"purpose": "ACCUSATION", "accused_orgs": accused} if accusation else {"purpose": "APPEAL"}
        doc = self.run(self.office.register(case, facts))
        self.docs.append(case)
        self.first[case] = facts
        self.office.consume([doc] if not late else [self._unrouted(doc)])

    def _unrouted(self, doc: CaseDoc) -> CaseDoc:
        """What is stored where the consumer has not seen dispatch's own events yet."""
        return CaseDoc(doc.case, {"intake": doc.parts["intake"]}, {"intake": 1})

    @rule(pick=st.integers(0, 50), to_org=st.sampled_from(ORGS))
    def comes_back_from_another_procedure(self, pick: int, to_org: str) -> None:
        """An ACCUSATION that nobody has any more: its facts may be completed."""
        if (found := self._accusation(pick)) is None:
            return
        case, now = found
        try:
            self.run(there_and_back(self.office, case, now.lead, to_org))
        except Refused:
            return
        self.office.consume([self.run(self.office.store.load(case))])

    @rule(pick=st.integers(0, 50), more=st.sampled_from(ORGS))
    def somebody_else_is_accused(self, pick: int, more: str) -> None:
        """Perhaps who led it before: it sees it no more. Intake takes it only while nobody has the case."""
        found = self._accusation(pick)
        if found is not None and found[1].state == "WAITING_FACTS":
            accused = [*self.office.accused[found[0]]["accused_orgs"], more]
            self.office.consume([self.run(self.office.accuse(found[0], accused))])

    def _accusation(self, pick: int) -> tuple[str, Case] | None:
        """A case as it stands, where the one picked is an ACCUSATION."""
        case = self.docs[pick % len(self.docs)] if self.docs else ""
        if not case or self.first[case]["purpose"] != "ACCUSATION":
            return None
        now = Case.read(self.run(self.office.store.load(case)).parts)
        assert now is not None
        return case, now

    @rule(pick=st.integers(0, 50))
    def nobody_has_a_part_who_is_accused(self, pick: int) -> None:
        """Whoever has one is not asked about: nobody accused by now may be among them."""
        if (found := self._accusation(pick)) is not None:
            case, now = found
            facts = self.office.accused[case]
            assert not [o for o in access.present(now) if firewall.is_barred(o, facts, DATA.know.orgs)]
            assert not (now.state == "WAITING_FACTS" and access.present(now))

    @rule(
        grants=st.lists(st.tuples(st.sampled_from(ORGS), st.sampled_from(ROLES)), min_size=1, max_size=2),
        step=st.sampled_from(sorted(STEPS)),
        pick=st.integers(0, 50),
        named=st.sampled_from(ORGS),
        handoff=st.sampled_from(["h1", "h2", "h3"]),
    )
    def somebody_tries(
        self, grants: list[tuple[str, str]], step: str, pick: int, named: str, handoff: str
    ) -> None:
        if not self.docs:
            return
        case, who = self.docs[pick % len(self.docs)], person(grants)
        doc = self.run(self.office.store.load(case))
        args = arguments(step, named, handoff)
        known, unknown = self.probe(step, case, args, who), self.probe(step, NONE, args, who)
        if self.office.sees(doc, who):
            self._moved_by_its_own(doc, step, args, who, known)
        else:
            # The same answer, word for word, after the same questions, as for a case that is not there.
            assert self._told(doc, known, unknown, who) == unknown
            assert known.code == "NOT_FOUND"
        self._looks(doc, who)
        self._lists(who)

    def _told(self, doc: CaseDoc, answer: Probe, none: Probe, who: Principal) -> Probe:
        """What an answer tells. Who had the case before being accused knows of it: a question is no news."""
        case = Case.read(doc.parts)
        assert case is not None
        return replace(answer, asked=none.asked) if access.is_party(case, who) else answer

    def _moved_by_its_own(
        self, doc: CaseDoc, step: str, args: dict[str, Any], who: Principal, known: Probe
    ) -> None:
        case = Case.read(doc.parts)
        assert case is not None
        ctx = self.office.dispatch._context(Clock().now(), None)
        allowed = access.acting(case, STEPS[step], args, who, ctx) is not None
        assert (known.code == "FORBIDDEN") >= (not allowed), (known, step)
        if known.code == "":
            assert allowed
            self.office.consume([self.run(self.office.store.load(doc.case))])

    def _looks(self, doc: CaseDoc, who: Principal) -> None:
        found = self.probe("", doc.case, {}, who)
        assert (found.code == "") == self.office.sees(doc, who)
        if found.code:
            none = self.probe("", NONE, {}, who)
            assert self._told(doc, found, none, who) == none
        for wanted in (doc.case, NONE):
            [answer] = self.run(
                self.office.bulk.run([Command("AcceptHandoff", secrets.token_hex(8), wanted)], who)
            )
            assert answer.version == 0 or self.office.sees(doc, who)

    def _lists(self, who: Principal) -> None:
        for org in ORGS:
            mine = who.may_act_for(org, *access.PARTY_ROLES)
            for size in (1, 0):
                listed = self._listed(org, size, who)
                assert (listed is not None) == mine
                for case in listed or ():
                    doc = self.run(self.office.store.load(case))
                    assert self.office.sees(doc, who), (org, case)

    def _listed(self, org: str, size: int, who: Principal) -> list[str] | None:
        """All cases of both lists, page after page; None where refused. No page but the last is short."""
        found: list[str] = []
        calls: list[tuple[Any, Any]] = [(self.office.queries.handoffs, {}), (self.office.queries.work, ())]
        for call, narrow in calls:
            token = ""
            while True:
                if not who.may_act_for(org, *access.PARTY_ROLES):
                    with pytest.raises(Refused, match=f"^org: you hold no right at {org}$"):
                        self.run(call(org, narrow, size, token, who))
                    return None
                page = self.run(call(org, narrow, size, token, who))
                found += [case for case, _ in page.items]
                if not page.token:
                    break
                if narrow == ():
                    assert len(page.items) == (size or inbox.PAGE)
                token = page.token
        return found

    @rule(pick=st.integers(0, 50))
    def a_stream_goes_to_the_receiver_alone(self, pick: int) -> None:
        if not self.docs:
            return
        case = self.docs[pick % len(self.docs)]
        events = [
            event for commit in self.office.store.log.after({case: 0}) for event in commits.events_of(commit)
        ]
        for _, handoff in offered(events):
            barred = firewall.is_barred(handoff.to_org, self.first[case], DATA.know.orgs)
            assert not barred, handoff
        if self.first[case]["purpose"] == "ACCUSATION":
            for organ in self.first[case]["accused_orgs"]:
                if organ != f"{PLACE}-xfj" and organ != PLACE:  # the office's own code stands in every id
                    assert organ not in str([(e.data, e.source) for e in events]).replace(f"{organ}-", "")

    def probe(self, step: str, case: str, args: dict[str, Any], who: Principal) -> Probe:
        """A step, or a look where `step` is empty."""
        self.office.counted.found.clear()
        self.office.asked.clear()
        code = text = ""
        try:
            if step:
                command = Command(step, secrets.token_hex(8), case, args)
                self.run(self.office.dispatch.execute(command, who))
            else:
                self.run(self.office.dispatch.case(case, who))
        except Refused as refused:
            code, text = refused.code, str(refused).replace(case, "?")
        found = tuple(sorted(self.office.counted.found.items()))
        return Probe(code, text, found, len(self.office.asked))


def test_nobody_reads_or_moves_what_is_not_theirs(office: Office):
    loop = asyncio.new_event_loop()
    attributes = {"office": office, "loop": loop}
    machine = type("OfStrangers", (Strangers,), attributes)
    few = settings(
        max_examples=40, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
    )
    try:
        run_state_machine_as_test(machine, settings=few)
    finally:
        loop.close()


ACCUSED = {"purpose": "ACCUSATION", "place_of_matter": PLACE, "accused_orgs": [PLACE]}
APPEAL = {"purpose": "APPEAL", "place_of_matter": PLACE, "sector": "wages", "work_place": PLACE}
OFFICE_ORG = f"{PLACE}-xfj"


async def objected(office: Office, case: str, facts: dict[str, Any]) -> None:
    """A case whose lead objects: the office has to decide."""
    doc = await office.register(case, facts)
    office.consume([doc])
    routed = Case.read(doc.parts)
    assert routed is not None
    args = objection("h1", "141000-rsj" if routed.lead != "141000-rsj" else "141000-zjj")
    lead = person([(routed.lead, "handler")])
    await office.dispatch.execute(Command("ObjectHandoff", f"o-{case}", case, args), lead)
    office.consume([await office.store.load(case)])


def test_an_accused_office_has_no_gap_where_an_accusation_waits_for_it(office: Office):
    """Its own objection to decide, of which it must not know: no line, no short page, no token, no wait."""
    office.store.states.delete_many({})
    order = [ACCUSED, APPEAL, ACCUSED, ACCUSED, APPEAL, ACCUSED]
    cases = [f"{PLACE}-2023-{n:06}" for n in range(len(order))]
    who = person([(OFFICE_ORG, "dispatcher")])
    honest = person([("141000-jw", "handler")])

    async def all_of_it() -> tuple[list[list[str]], int]:
        for case, facts in zip(cases, order, strict=True):
            await objected(office, case, facts)
        pages, token = [], ""
        while True:
            page = await office.queries.work(OFFICE_ORG, ["OBJECTION"], 1, token, who)
            pages.append([case for case, _ in page.items])
            token = page.token
            if not token:
                break
        office.asked.clear()
        await office.queries.work(OFFICE_ORG, ["OBJECTION"], 1, "", who)
        return pages, len(office.asked)

    pages, asked = asyncio.run(all_of_it())
    assert pages == [[cases[1]], [cases[4]]]
    assert asked == 0
    mine = asyncio.run(office.queries.handoffs("141000-jw", {}, 0, "", honest))
    assert {case for case, _ in mine.items} == {c for c, f in zip(cases, order, strict=True) if f is ACCUSED}


def test_who_had_an_accusation_and_is_accused_later_sees_it_no_more(office: Office):
    office.store.states.delete_many({})
    case = f"{PLACE}-2023-555555"
    facts = {"purpose": "ACCUSATION", "place_of_matter": PLACE, "accused_orgs": [f"{PLACE}-rsj"]}

    async def accused_later() -> tuple[str, str]:
        doc = await office.register(case, facts)
        office.consume([doc])
        first = Case.read(doc.parts)
        assert first is not None
        await there_and_back(office, case, first.lead, "141000-jw")
        office.consume([await office.accuse(case, [f"{PLACE}-rsj", first.lead])])
        second = Case.read((await office.store.load(case)).parts)
        assert second is not None
        return first.lead, second.lead

    async def listed(org: str) -> set[str]:
        page = await office.queries.handoffs(org, {}, 0, "", person([(org, "handler")]))
        return {found for found, _ in page.items}

    async def look(org: str) -> None:
        await office.dispatch.case(case, person([(org, "handler")]))

    before, now = asyncio.run(accused_later())
    assert now
    assert now != before
    with pytest.raises(Refused, match="no such case"):
        asyncio.run(look(before))
    asyncio.run(look(now))
    assert asyncio.run(listed(before)) == set()
    assert asyncio.run(listed(now)) == {case}


@pytest.mark.parametrize("role", ["dispatcher", "registrar", "importer"])
@pytest.mark.parametrize("step", ["", "DecideObjection", "ReopenCase"])
def test_a_hidden_case_costs_what_a_missing_one_costs(office: Office, step: str, role: str):
    """The same code path: the same commands to MongoDB, the same questions to intake, the same words."""
    machine = Strangers()
    machine.office, machine.loop = office, asyncio.new_event_loop()
    case = f"{PLACE}-2023-777777"
    if case not in office.accused:
        machine.run(objected(office, case, ACCUSED))
    who = person([(OFFICE_ORG, role)])
    args = {"handoff_id": "h1", "reason": "说明"}
    hidden, missing = machine.probe(step, case, args, who), machine.probe(step, NONE, args, who)
    machine.loop.close()
    assert hidden == missing
    assert (hidden.code, hidden.asked) == ("NOT_FOUND", 1)


def test_intake_being_away_tells_nothing(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Where intake cannot be asked, a hidden case and none give the same failure."""
    case = f"{PLACE}-2023-888888"
    asyncio.run(objected(office, case, ACCUSED))

    async def away(_case: str) -> dict[str, Any]:
        raise ConnectionError("intake is away")

    monkeypatch.setattr(office.dispatch.sight, "_ask", away)
    who = person([(OFFICE_ORG, "dispatcher")])
    for wanted in (case, NONE):
        with pytest.raises(ConnectionError):
            asyncio.run(office.dispatch.case(wanted, who))
    monkeypatch.setattr(office.queries.sight, "_known", OrderedDict())
    appeal = f"{PLACE}-2023-888889"
    asyncio.run(objected(office, appeal, APPEAL))
    page = asyncio.run(office.queries.work(OFFICE_ORG, ["OBJECTION"], 0, "", who))
    listed = {found for found, _ in page.items}
    assert appeal in listed
    assert case not in listed
    far = person([("350521-rsj", "handler")])
    for wanted in (case, NONE):
        with pytest.raises(Refused, match="no such case"):
            asyncio.run(office.dispatch.case(wanted, far))
