"""Parts of a case (协办、疏导帮扶), and who takes over from an abolished organ (承继, 条例 24(2))."""

from __future__ import annotations

import pytest
from dispatch_life import LEAD, OFFICE, OTHER, THIRD, Life, objection

from sankua.core.clocks import compute
from sankua.library.clocks import load_clock_book
from services.dispatch.domain import inbox

CITY = "140400"


@pytest.fixture
def life(directory):
    found = Life(directory)
    found.route()
    return found


def test_passing_on_goes_down_only(directory):
    life = Life(directory)
    life.route(lead="140400-xfj")
    assert "not below" in str(life.refusal("ForwardHandoff", handoff_id="h1", to_org="140000-rsj"))
    life.do("ForwardHandoff", handoff_id="h1", to_org="140403-rsj")
    assert [(h.to_org, h.state) for h in life.case.handoffs] == [
        ("140400-xfj", "PASSED_ON"), ("140403-rsj", "DELIVERED"),
    ]  # fmt: skip
    assert life.case.handoffs[1].from_org == "140400-xfj"
    assert "not below" in str(life.refusal("ForwardHandoff", handoff_id="h2", to_org="140404-rsj"))


def test_a_part_has_share_and_date_and_support_has_three_duties(life):
    life.do("AcceptHandoff", handoff_id="h1")
    assert "share" in str(life.refusal("OfferHandoff", LEAD, to_org=OTHER, role="CO_HANDLER"))
    part = {"share": "认定违法分包", "report_due": "2023-06-01"}
    life.do("OfferHandoff", LEAD, to_org=OTHER, role="CO_HANDLER", **part)
    found = life.case.handoff("h2")
    assert (found.share, found.report_due, found.state) == ("认定违法分包", "2023-06-01", "DELIVERED")
    assert "takes part" in str(life.refusal("OfferHandoff", LEAD, to_org=OTHER, role="SUPPORT"))
    life.do("OfferHandoff", LEAD, to_org="140404", role="SUPPORT")
    assert "疏导教育" in str(life.refusal("ReportProgress", handoff_id="h3", summary="去过"))
    life.do("ReportProgress", handoff_id="h3", summary="已走访", duty="帮扶救助")
    assert "decides nothing" in str(life.refusal("RefuseHandoff", handoff_id="h3", reason="x", basis=["y"]))
    assert "has a lead" in str(life.refusal("OfferHandoff", LEAD, to_org=THIRD))


def disputed(life):
    """The lead objects, and asks the other party to agree."""
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute", reason="协商不成", proposed_org=OTHER)


def test_the_successor_of_an_abolished_organ_takes_over(directory):
    life = Life(directory)
    life.route(lead="140403-nosuch")
    refused = life.refusal("ReplaceOrgan", handoff_id="h1")
    assert "knows no successor" in str(refused)
    assert "reason" in str(life.refusal("ReplaceOrgan", handoff_id="h1", to_org=OTHER))
    life.do("ReplaceOrgan", handoff_id="h1", to_org=OTHER, reason="机构改革方案")
    assert [(h.to_org, h.state) for h in life.case.handoffs] == [
        ("140403-nosuch", "RELEASED"), (OTHER, "DELIVERED"),
    ]  # fmt: skip


def test_a_part_of_an_abolished_organ_goes_to_its_successor_with_share_and_clock(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "查处违法用地"}], support=[{"org": "140404"}])
    life.do("AcceptHandoff", handoff_id="h2")
    life.days()
    heir = {"to_org": "140403-nyncj", "reason": "机构改革方案"}
    offered = life.do("ReplaceOrgan", OFFICE, handoff_id="h2", **heir)[0]
    assert offered.data["replaces"] == "h2"
    life.do("ReplaceOrgan", OFFICE, handoff_id="h3", to_org="140405", reason="区划调整")
    parts = [(h.handoff_id, h.to_org, h.role, h.state, h.share, h.report_due) for h in life.case.handoffs]
    assert parts[1:] == [
        ("h2", THIRD, "CO_HANDLER", "RELEASED", "查处违法用地", "2023-07-03"),
        ("h3", "140404", "SUPPORT", "RELEASED", "", ""),
        ("h4", "140403-nyncj", "CO_HANDLER", "DELIVERED", "查处违法用地", "2023-07-03"),
        ("h5", "140405", "SUPPORT", "DELIVERED", "", ""),
    ]
    assert (life.case.lead, life.case.state) == (LEAD, "OFFERED")
    clocks = compute(life.events, life.now, load_clock_book())
    live = {(c.clock, c.org) for c in clocks if c.live and c.clock in ("C04", "C08")}
    assert ("C08", "140403-nyncj") in live
    assert not {org for _, org in live} & {THIRD, "140404"}


def test_a_successor_that_takes_part_already_has_both_in_one(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}], support=[{"org": OTHER}])
    life.do("ReplaceOrgan", OFFICE, handoff_id="h2", to_org=OTHER, reason="合并")
    parts = [(h.to_org, h.role, h.share, h.report_due) for h in life.case.handoffs if h.live][1:]
    assert parts == [(OTHER, "CO_HANDLER", "土地", "2023-07-03")]
    clocks = compute(life.events, life.now, load_clock_book())
    assert [c.org for c in clocks if c.clock == "C04" and c.live] == [LEAD, OTHER]


def test_a_part_ends_where_its_successor_leads_the_case(directory):
    """It stayed open with the abolished organ before, whose clocks nobody could stop."""
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}])
    life.do("AcceptHandoff", handoff_id="h1")
    life.do("ReplaceOrgan", OFFICE, handoff_id="h2", to_org=LEAD, reason="并入")
    released = life.events[-1]
    assert (released.name, dict(released.data)) == (
        "HandoffReleased", {"handoff_id": "h2", "joined_to": "h1", "reason": "并入"},
    )  # fmt: skip
    assert [(h.handoff_id, h.state) for h in life.case.handoffs] == [("h1", "ACCEPTED"), ("h2", "RELEASED")]
    assert (life.case.lead, life.case.state) == (LEAD, "ACCEPTED")
    clocks = compute(life.events, life.now, load_clock_book())
    assert not [c for c in clocks if c.live and c.org == THIRD]
    assert [c.org for c in clocks if c.live and c.clock == "C09"] == [LEAD]


def test_in_a_dispute_the_successor_is_a_party_and_the_abolished_organ_is_none(life):
    disputed(life)
    life.do("ReplaceOrgan", OFFICE, handoff_id="h1", to_org=THIRD, reason="机构改革方案")
    assert life.case.dispute.parties == (THIRD, OTHER)
    gone = life.refusal("AgreeDispute", LEAD, dispute_id=life.case.dispute.dispute_id, lead=LEAD)
    assert gone is not None
    life.do("AgreeDispute", THIRD, dispute_id=life.case.dispute.dispute_id, lead=THIRD)
    assert life.case.lead == THIRD


def test_the_successor_of_a_bound_organ_is_bound(life):
    disputed(life)
    life.do("AgreeDispute", OTHER, dispute_id=life.case.dispute.dispute_id, lead=OTHER)
    led = next(h.handoff_id for h in life.case.handoffs if h.to_org == OTHER)
    life.do("ReplaceOrgan", OFFICE, handoff_id=led, to_org=THIRD, reason="机构改革方案")
    heirs = next(h.handoff_id for h in life.case.handoffs if h.to_org == THIRD)
    assert "bound" in str(life.refusal("ObjectHandoff", **objection(heirs, "140403-sfj")))


def test_an_upheld_objection_to_a_part_is_no_hop_of_the_lead(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}])
    life.do("ObjectHandoff", **objection("h2"))
    life.do("DecideObjection", handoff_id="h2", upheld=True, reason="属实")
    assert (life.case.lead, life.case.progress.hops) == (LEAD, 0)


def test_a_part_is_not_objected_to_twice_either(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}])
    life.do("ObjectHandoff", **objection("h2"))
    assert "h2 is OBJECTED" in str(life.refusal("ObjectHandoff", **objection("h2")))


@pytest.mark.parametrize("named", ["", "140403-jtj"])
def test_an_upheld_objection_to_a_part_gives_it_on_with_share_and_date(directory, named):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}], support=[{"org": "140404"}])
    life.do("ObjectHandoff", **objection("h2"))
    life.days()
    upheld = {"handoff_id": "h2", "upheld": True, "reason": "属实"}
    assert "takes part already" in str(life.refusal("DecideObjection", **upheld, to_org="140404"))
    life.do("DecideObjection", **upheld, **({"to_org": named} if named else {}))
    new = life.case.handoff("h4")
    assert (new.to_org, new.role, new.state) == (named or OTHER, "CO_HANDLER", "DELIVERED")
    assert (new.share, new.report_due, life.case.lead) == ("土地", "2023-07-03", LEAD)
    life.do("ObjectHandoff", **objection("h4", THIRD))
    again = upheld | {"handoff_id": "h4"}
    assert "had a part before" in str(life.refusal("DecideObjection", **again))
    life.do("DecideObjection", **again, to_org=LEAD)
    assert [h.handoff_id for h in life.case.handoffs if h.live] == ["h1", "h3"]


def test_an_objection_to_a_part_is_decided_while_another_procedure_runs(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "土地"}])
    life.do("ObjectHandoff", **objection("h2"))
    life.do("RedirectCase", LEAD, to_org="140403-sfj", destination="人民调解")
    assert ("OBJECTION", OFFICE) in [(w.kind, w.org) for w in inbox.work(life.case)]
    life.do("DecideObjection", handoff_id="h2", reason="职责在贵单位")
    assert life.case.handoff("h2").state == "KEPT"
