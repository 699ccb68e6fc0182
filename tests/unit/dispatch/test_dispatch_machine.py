"""Any sequence of steps of several organs keeps guarantees 4, 6, 7 and 9; the tables say all that happens."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

from dispatch_life import LEAD, OTHER, THIRD, Life, objection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from sankua.core.clocks import compute
from sankua.core.counting import fold
from sankua.core.counting.facts import EVER, facts
from sankua.core.counting.life import Life as LifeCounted
from sankua.core.counting.standing import waits
from sankua.core.errors import Refused
from sankua.library.clocks import load_clock_book
from sankua.library.counting import load_counting_books
from sankua.library.orgs import load_directory
from services.dispatch.domain import access, firewall, inbox, machine, registry
from services.dispatch.domain.evolve import evolve
from services.dispatch.domain.state import Case

DIRECTORY = load_directory()
ACCUSED = "140403-nyncj"
ORGS = (LEAD, OTHER, THIRD, "140403", "140400", "140400-xfj", "140403-lxb", "140403-sfj", ACCUSED, "140404")
HANDOFFS = ("h1", "h2", "h3", "h4")
BASIS = ["《信访工作条例》第三十二条"]
COUNTING = load_counting_books().versions[-1]
UNANSWERED = frozenset({"OFFERED", "DELIVERED", "KEPT", "BOUND"})
"""States of a handoff whose receiver has still to say yes or no."""
ENDED = frozenset({"CONCLUDED", "SETTLED", "ARCHIVED", "LINKED", "NOT_ACCEPTED", "WITHDRAWN", "REDIRECTED"})

orgs = st.sampled_from(ORGS)
handoffs = st.sampled_from(HANDOFFS)
CODES: set[str] = set()
ANY_ARGS = st.fixed_dictionaries(
    {"handoff_id": handoffs, "to_org": orgs, "proposed_org": orgs, "lead": orgs},
    optional={
        "reason": st.just("理由"),
        "basis": st.just(BASIS),
        "legal_basis": st.just("《条例》第二十三条"),
        "reason_code": st.just("NOT_MY_DUTY"),
        "upheld": st.booleans(),
        "role": st.sampled_from(["LEAD", "CO_HANDLER", "SUPPORT"]),
        "share": st.just("查处"),
        "report_due": st.just("2024-01-01"),
        "result": st.sampled_from(["SUPPORTED", "EXPLAINED", "NOT_SUPPORTED"]),
        "outcome": st.sampled_from(["SETTLED", "NEXT", "BACK"]),
        "next_org": orgs,
        "next_destination": st.sampled_from(["人民调解", "劳动仲裁", "诉讼"]),
        "destination": st.sampled_from(["人民调解", "劳动仲裁", "诉讼"]),
        "summary": st.just("已约见"),
        "duty": st.just("帮扶救助"),
        "days": st.integers(0, 31),
        "approver": st.just("r-1"),
        "kind": st.just("MEDIATION"),
        "agreed": st.booleans(),
        "to_procedure": st.sampled_from(["ORDINARY", "SIMPLIFIED"]),
        "checklist": st.just("renew"),
        "item": st.sampled_from(["r1", "r2", "r3", "r4", "r5"]),
        "grade": st.just({"resolved": True}),
        "cause": st.just("承诺未兑现"),
        "plan": st.just("方案1"),
        "decision_id": st.just("d-1"),
    },
)


class Person:
    """Somebody with every role at one organ."""

    def __init__(self, org):
        self.org = org
        self.grants = [SimpleNamespace(org=org, role="handler")]

    def may_act_for(self, org, *roles):
        return org == self.org

    def may_see_place(self, place, *roles):
        return False


class Shuffle(RuleBasedStateMachine):
    """One case, ten organs. A command is decided on the state that its caller saw: perhaps an old one."""

    seen = Bundle("seen")

    @initialize(
        target=seen,
        purpose=st.sampled_from(["APPEAL", "APPEAL", "ACCUSATION"]),
        outcome=st.sampled_from(["ROUTE", "ROUTE", "REFER_SUPERIOR", "REDIRECT", "NEEDS_FACTS"]),
        waits=st.booleans(),
        others=st.booleans(),
    )
    def begin(self, purpose, outcome, waits, others):
        self.life = Life(DIRECTORY, purpose=purpose)
        self.facts = {"purpose": purpose, "accused_orgs": [ACCUSED]}
        self.causes = 1
        parts = {"co_handlers": [{"org": THIRD, "share": "查处"}], "support": [{"org": "140404"}]}
        more = parts if others and purpose != "ACCUSATION" else {}
        self.life.route(outcome, waits=waits and outcome != "NEEDS_FACTS", resolver="140400", **more)
        return self.version()

    def version(self):
        return sum(e.producer == "dispatch" for e in self.life.events)

    def context(self):
        barred = lambda org: firewall.is_barred(org, self.facts, DIRECTORY)  # noqa: E731
        return self.life.context(barred=barred)

    @rule(
        target=seen,
        old=consumes(seen),
        pick=st.integers(0, 400),
        who=st.one_of(st.just(""), st.just(""), orgs),
        wild=st.sampled_from([False, False, False, True]),
        args=ANY_ARGS,
    )
    def command(self, old, pick, who, wild, args):
        """Mostly a step that the state allows, by whose it is; or any step by anybody.

        A caller that saw an older version has a stale token and is refused (guarantee 4).
        """
        before = self.life.case
        names = sorted(registry.STEPS) if wild else machine.case_steps(before.state) or sorted(registry.STEPS)
        if pick % 8:
            # It ends the case at once: seldom enough that the others get their turn.
            names = [name for name in names if name != "RefuseCase"] or names
        row = registry.STEPS[names[pick % len(names)]]
        args = args if wild else self.fitting(args, pick // 40)
        ctx = self.context()
        org = who or next((org for org, _ in row.actors(before, args, ctx)), LEAD)
        try:
            if wild and old != self.version():
                raise Refused(code="CONFLICT")
            ctx = access.check_actor(before, row, args, Person(org), ctx)
            facts = row.decide(before, args, ctx)
        except Refused as refused:
            CODES.add(refused.code)
            return self.version()
        finally:
            assert self.life.case == before
        assert any(f.name in row.events for f in facts), row.name
        self.step(facts)
        return self.version()

    def fitting(self, args, pick):
        """Arguments that may well be right: what is missing is filled in, the handoff is a live one."""
        live = [h.handoff_id for h in self.life.case.handoffs if h.live] or ["h1"]
        return objection() | {"basis": BASIS, "result": "SUPPORTED", "days": 5} | args | {
            "handoff_id": live[pick % len(live)],
            "reason": "理由",
            "reason_code": "NOT_MY_DUTY",
            "legal_basis": "《条例》第二十三条",
        }  # fmt: skip

    @precondition(lambda self: self.life.case.state in machine.WAITING)
    @rule(target=seen)
    def facts_completed(self):
        """Intake completes the facts: only a case that waits for them is routed again."""
        self.causes += 1
        cause = f"c/intake/{self.causes}"
        self.life.put("intake", "FactsAmended", {"reason": "补充", "facts": {"branch": "PETITION_PROCEDURE"}})
        self.life.route("ROUTE", cause=cause)
        return self.version()

    @rule(days=st.sampled_from([0.2, 0.2, 1, 4, 20]))
    def time_passes(self, days):
        self.life.now += timedelta(days=days)

    def step(self, facts):
        """Applies the events one by one: every change of a state is a row of its table."""
        for fact in facts:
            before = self.life.case
            self.life.take([fact])
            self.check_moves(fact.name, before, self.life.case)

    def check_moves(self, name, before: Case, after: Case):
        if before.state != after.state:
            row = {(m.event, m.to) for m in machine.CASE[before.state]}
            assert (name, after.state) in row, (before.state, name, after.state)
        olds = {h.handoff_id: h.state for h in before.handoffs}
        for h in after.handoffs:
            old = olds.get(h.handoff_id, "")
            if old != h.state:
                row = {(m.event, m.to) for m in machine.HANDOFF[old]}
                assert (name, h.state) in row, (old, name, h.state)
        old = before.dispute.state if before.open_dispute else ""
        if after.dispute is not None and (
            before.dispute is None or before.dispute.state != after.dispute.state
        ):
            row = {(m.event, m.to) for m in machine.DISPUTE[old]}
            assert (name, after.dispute.state) in row, (old, name, after.dispute.state)

    @invariant()
    def exactly_one_lead_or_a_named_waiting_state(self):
        case = self.life.case
        leads = [h for h in case.handoffs if h.role == "LEAD" and h.live]
        assert len(leads) == (case.state in machine.WITH_LEAD), case.state
        assert [h.to_org for h in leads] == ([case.lead] if leads else [])
        live = [h.to_org for h in case.handoffs if h.live]
        assert len(live) == len(set(live)), live

    @invariant()
    def a_waiting_case_has_a_clock_and_an_owner(self):
        case = self.life.case
        live = [c for c in compute(self.life.events, self.life.now, load_clock_book()) if c.live]
        if case.state not in ENDED:
            assert live, case.state
        if case.state in (*machine.WAITING, "DISPUTED", "REFERRED"):
            assert inbox.work(case)
        if case.state in ("DISPUTED", "REFERRED") and case.open_dispute:
            assert any(c.clock == "C07" for c in live)

    @invariant()
    def a_bound_organ_has_no_open_objection(self):
        case = self.life.case
        bound = case.progress.bound
        assert not [h for h in case.handoffs if h.to_org in bound and h.live and h.state == "OBJECTED"]

    @invariant()
    def no_accused_organ_takes_part_or_is_named(self):
        case = self.life.case
        if case.purpose != "ACCUSATION":
            return
        assert not [org for org in access.parties(case) if firewall.is_barred(org, self.facts, DIRECTORY)]
        said = json.dumps([dict(e.data) for e in self.life.events if e.producer == "dispatch"])
        assert ACCUSED not in said

    @invariant()
    def clocks_start_at_delivery_and_nothing_resets_them(self):
        starts = {}
        for clock in compute(self.life.events, self.life.now, load_clock_book()):
            if clock.clock == "C05":
                starts[clock.key] = clock.started_at
        for h in self.life.case.handoffs:
            if h.handoff_id in starts:
                assert starts[h.handoff_id].isoformat() == h.delivered_time

    @invariant()
    def what_figures_say_is_waited_for_is_what_dispatch_waits_for(self):
        """Two readings of one stream: 说不清楚 begins where figures and the desk do not agree."""
        row = None
        for event in self.life.events:
            row = fold(row, event)
        counted = LifeCounted(row["case"], facts(row, EVER), COUNTING)
        if not counted.open:
            return
        case = self.life.case
        asked = [("OFFER", h.to_org, h.from_org) for h in case.handoffs if h.state in UNANSWERED]
        asked += [("OBJECTION", h.from_org, h.to_org) for h in case.handoffs if h.state == "OBJECTED"]
        found = [(w.kind, w.on, w.by) for w in waits(counted) if w.kind != "DISPUTE"]
        assert sorted(found) == sorted(asked), case.state
        disputes = [w for w in waits(counted) if w.kind == "DISPUTE"]
        assert len(disputes) == bool(case.open_dispute)

    @invariant()
    def a_replay_gives_the_same(self):
        again: dict = {}
        for event in self.life.events:
            again[event.producer] = evolve(event.producer, again.get(event.producer, {}), event)
        assert again == self.life.parts


Shuffle.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, report_multiple_bugs=False
)
TestShuffle = Shuffle.TestCase


def test_refusals_were_of_the_known_kinds():
    assert not CODES - {"STATE", "NOT_FOUND", "INVALID", "FORBIDDEN", "CONFLICT"}
