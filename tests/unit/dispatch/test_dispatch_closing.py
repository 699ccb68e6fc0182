"""化解, 倒流 and the checklists; redirects and the chain 访调裁审; the clock of a redirect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dispatch_life import CLOSURE, LEAD, OFFICE, START, WHOLE, Life, walk

from sankua.core.clocks import compute
from sankua.core.errors import Refused
from sankua.core.times import format_time
from sankua.library.clocks import load_clock_book
from services.dispatch.domain import redirects
from services.dispatch.domain.closure import RENEW


@pytest.fixture
def concluded(directory):
    life = Life(directory)
    life.route()
    walk(life, WHOLE)
    return life


def test_the_wording_has_the_counts_of_the_published_report():
    by = {name: [s for s in CLOSURE.standards if s.dimension == name] for name in
          ("resolved", "educated", "assisted", "handled_by_law")}  # fmt: skip
    assert [len(found) for found in by.values()] == [4, 5, 6, 3]
    assert len(CLOSURE.renew) == 5


def test_a_settlement_rests_on_standards_and_on_execution(directory):
    life = Life(directory)
    life.route()
    walk(life, [*WHOLE[:3], ("RecordChecklistItem", {"checklist": "standards", "item": "s1"})])
    life.do("ConcludeCase")
    assert "grade" in str(life.refusal("SettleCase"))
    refused = life.refusal("SettleCase", grade={"resolved": True, "educated": True})
    assert "educated: no standard" in str(refused)
    assert "not executed" in str(life.refusal("SettleCase", grade={"resolved": True}))
    life.do("ExecuteOpinion")
    life.do("SettleCase", grade={"resolved": True})
    assert life.case.state == "SETTLED"
    life.do("ArchiveCase")
    assert life.case.state == "ARCHIVED"


def test_a_standard_is_recorded_after_the_conclusion_as_well(concluded):
    """Settling is possible only after 办结: what it rests on must be, without a false 倒流."""
    concluded.do("ExecuteOpinion")
    assert "RecordChecklistItem" in str(concluded.refusal("SettleCase", grade={"resolved": True}))
    concluded.do("RecordChecklistItem", checklist="standards", item="s1")
    concluded.do("SettleCase", grade={"resolved": True})
    assert (concluded.case.state, concluded.case.progress.reopened) == ("SETTLED", 0)


def test_a_settlement_comes_after_the_conclusion(directory):
    life = Life(directory)
    life.route()
    walk(life, WHOLE[:3])
    assert "DELIVERED; SettleCase" in str(life.refusal("SettleCase", grade={"resolved": True}))


def test_a_plan_is_a_fact_of_its_own(concluded):
    concluded.do("MakeSettlementPlan", plan="方案2023-7")
    assert concluded.case.state == "CONCLUDED"
    assert "already" in str(concluded.refusal("MakeSettlementPlan", plan="方案2023-8"))


def test_what_came_back_gets_a_plan_of_its_own(concluded):
    """五个重新 r4: 重新制定化解方案."""
    concluded.do("MakeSettlementPlan", plan="方案2023-7")
    concluded.do("ReopenCase", cause="承诺未兑现")
    concluded.do("MakeSettlementPlan", plan="方案2023-8")
    assert "already" in str(concluded.refusal("MakeSettlementPlan", plan="方案2023-9"))


RAISED = {"owner_ref": "o-1", "owner_org": "140403", "level": "COUNTY", "raised": True}


def settle(life):
    if life.case.state == "CONCLUDED" and "standards/s1" not in life.case.progress.items:
        life.do("RecordChecklistItem", checklist="standards", item="s1")
    if not life.case.progress.executed:
        life.do("ExecuteOpinion")
    life.do("SettleCase", grade={"resolved": True})


def renew(life):
    for item in CLOSURE.renew:
        life.do("RecordChecklistItem", checklist=RENEW, item=item.id)


def test_what_flowed_back_is_concluded_after_all_five_and_a_raised_owner(concluded):
    settle(concluded)
    concluded.do("ReopenCase", cause="承诺未兑现")
    assert (concluded.case.state, concluded.case.lead) == ("REOPENED", LEAD)
    walk(concluded, WHOLE[1:3])
    refused = concluded.refusal("ConcludeCase")
    assert refused.code == "STATE"
    for text in ("提级包案", *(item.text for item in CLOSURE.renew)):
        assert text in str(refused)
    concluded.put("oversight", "OwnerAssigned", RAISED)
    for item in CLOSURE.renew[:-1]:
        concluded.do("RecordChecklistItem", checklist=RENEW, item=item.id)
    assert "r5" in str(concluded.refusal("ConcludeCase"))
    assert "recorded already" in str(concluded.refusal("RecordChecklistItem", checklist=RENEW, item="r1"))
    concluded.do("RecordChecklistItem", checklist=RENEW, item="r5")
    concluded.do("ConcludeCase")
    assert concluded.case.state == "CONCLUDED"
    concluded.do("ReopenCase", cause="再次倒流")
    assert concluded.case.progress.items == ()


def test_an_older_raise_does_not_satisfy_a_newer_reopening(concluded):
    settle(concluded)
    concluded.put("oversight", "OwnerAssigned", RAISED)
    concluded.days()
    concluded.do("ReopenCase", cause="倒流")
    walk(concluded, WHOLE[1:3])
    renew(concluded)
    refused = str(concluded.refusal("ConcludeCase"))
    assert "提级包案" in refused
    assert "r1" not in refused
    # Another owner on the same level is no raise.
    concluded.put("oversight", "OwnerAssigned", {k: v for k, v in RAISED.items() if k != "raised"})
    assert "提级包案" in str(concluded.refusal("ConcludeCase"))
    concluded.put("oversight", "OwnerAssigned", RAISED)
    concluded.do("ConcludeCase")
    concluded.days()
    # Settled once is enough: what flowed back once is watched from above for good.
    concluded.do("ReopenCase", cause="再次倒流")
    walk(concluded, WHOLE[1:3])
    renew(concluded)
    assert "提级包案" in str(concluded.refusal("ConcludeCase"))


def test_a_raise_that_arrives_before_the_reopening_is_folded_counts(concluded):
    """Streams interleave as they like: the days decide, not which part was folded first."""
    settle(concluded)
    concluded.days()
    concluded.put("oversight", "OwnerAssigned", RAISED)
    concluded.do("ReopenCase", cause="倒流")
    assert concluded.case.progress.raised


def test_what_was_never_settled_needs_the_five_and_no_raised_owner(concluded):
    """Oversight raises the owner of what was settled and came back: nobody would ever raise this one."""
    concluded.do("ReopenCase", cause="遗漏一项诉求")
    walk(concluded, WHOLE[1:3])
    refused = str(concluded.refusal("ConcludeCase"))
    assert "提级包案" not in refused
    assert "r1" in refused
    renew(concluded)
    concluded.do("ConcludeCase")


@pytest.mark.parametrize(
    ("args", "said"),
    [({"checklist": "other", "item": "r1"}, "renew, standards"), ({"checklist": "renew", "item": "x"}, "r1")],
)
def test_an_unknown_line_names_those_there_are(concluded, args, said):
    concluded.do("ReopenCase", cause="倒流")
    assert said in str(concluded.refusal("RecordChecklistItem", **args))


def test_the_chain_goes_on_and_never_back(directory):
    life = Life(directory)
    life.route()
    walk(life, [WHOLE[0]])
    life.do("RedirectCase", LEAD, to_org="140403-sfj", destination="人民调解")
    assert (life.case.state, life.case.lead) == ("REDIRECTED", "140403-sfj")
    assert life.case.handoff("h1").state == "RELEASED"
    early = life.refusal("RecordRedirectResult", result="不成", outcome="BACK")
    assert "not acknowledged" in str(early)
    life.do("AcceptHandoff", handoff_id="h2")
    assert life.case.redirect.acknowledged
    assert "acknowledged already" in str(life.refusal("AcknowledgeRedirect"))
    on = {"result": "调解不成", "outcome": "NEXT", "next_org": "140403-rsj"}
    life.do("RecordRedirectResult", **on, next_destination="劳动仲裁")
    assert (life.case.redirect.destination, life.case.redirect.acknowledged) == ("劳动仲裁", False)
    life.do("AcknowledgeRedirect")
    back = {"result": "裁决", "outcome": "NEXT", "next_org": "140403-sfj", "next_destination": "人民调解"}
    assert "later stage" in str(life.refusal("RecordRedirectResult", **back))
    life.do("RecordRedirectResult", **(back | {"next_org": "140400-zfw", "next_destination": "诉讼"}))
    life.do("AcknowledgeRedirect")
    life.do("RecordRedirectResult", result="判决生效", outcome="SETTLED")
    assert life.case.state == "CONCLUDED"


def test_what_comes_back_waits_for_its_branch(directory):
    life = Life(directory, branch="ARBITRATION")
    life.route("REDIRECT", lead="140403-rsj", facts={"branch": "ARBITRATION"})
    life.do("AcknowledgeRedirect", destination="劳动仲裁")
    life.do("RecordRedirectResult", result="不予受理", outcome="BACK")
    assert (life.case.state, life.case.lead) == ("WAITING_FACTS", "")
    assert life.case.decision["missing_facts"] == ["branch"]
    life.route(cause="c/intake/2")
    assert (life.case.state, life.case.lead) == ("OFFERED", LEAD)
    assert [h.handoff_id for h in life.case.handoffs if h.live] == ["h2"]


def test_an_unacknowledged_redirect_has_a_clock_and_comes_back(directory):
    life = Life(directory, branch="LITIGATION")
    life.route("REDIRECT", lead="140400-zfw", facts={"branch": "LITIGATION"})
    assert life.case.redirect.destination == "诉讼"
    due = redirects.due(life.case, life.context())
    assert due.date().isoformat() == "2023-05-19"
    clocks = [c for c in compute(life.events, life.now, load_clock_book()) if c.clock == "C32"]
    assert [(c.org, c.due_at, c.live) for c in clocks] == [("140400-zfw", due, True)]
    since = life.case.redirect.since
    life.days(16)
    life.take(redirects.come_back(life.case, since, life.context()))
    assert life.names[-2:] == ["RedirectResult", "CaseRouted"]
    assert life.case.state == "WAITING_FACTS"
    assert redirects.come_back(life.case, since, life.context()) == []
    # The office has it again, and a clock.
    live = [c for c in compute(life.events, life.now, load_clock_book()) if c.live]
    assert [(c.clock, c.org) for c in live] == [("C30", OFFICE)]


def test_every_stage_of_the_chain_has_its_own_clock(directory):
    life = Life(directory)
    life.route()
    walk(life, [WHOLE[0]])
    life.do("RedirectCase", LEAD, to_org="140403-sfj", destination="人民调解")
    life.do("AcknowledgeRedirect")
    on = {"result": "不成", "outcome": "NEXT", "next_org": "140403-rsj", "next_destination": "劳动仲裁"}
    life.do("RecordRedirectResult", **on)
    clocks = [c for c in compute(life.events, life.now, load_clock_book()) if c.clock == "C32"]
    assert [(c.org, c.state) for c in clocks] == [("140403-sfj", "MET"), ("140403-rsj", "RUNNING")]


def test_a_matter_of_another_system_has_no_such_clock(directory):
    life = Life(directory, branch="LITIGATION", derived=True)
    life.route("REDIRECT", lead="140400-zfw")
    assert redirects.due(life.case, life.context()) is None
    assert not [c for c in compute(life.events, life.now, load_clock_book()) if c.clock == "C32"]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_delivery_lies_between_acceptance_and_now(directory, days):
    life = Life(directory)
    life.route()
    walk(life, WHOLE[:2])
    moment = START.replace(day=START.day + days) if days < 0 else life.now.replace(year=2024)
    with pytest.raises(Refused, match="delivered_at"):
        life.do("DeliverOpinion", ctx=replace(life.context()), delivered_at=format_time(moment))
