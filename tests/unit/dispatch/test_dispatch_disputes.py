"""Objection and dispute: reasons, clocks, rungs, and that a decision binds (条例 23(3), 24; R40 to R45)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dispatch_life import LEAD, OFFICE, OTHER, THIRD, Life, objection

from sankua.library.orgs import load_directory
from services.dispatch.domain import disputes, handing, inbox, machine, registry
from services.dispatch.domain.context import Context

CITY = "140400"


@pytest.fixture
def life(directory):
    found = Life(directory)
    found.route()
    return found


@pytest.mark.parametrize("missing", ["reason_code", "reason", "legal_basis", "proposed_org"])
def test_an_objection_is_impossible_without_its_parts(life, missing):
    args = objection()
    del args[missing]
    assert [p.field for p in life.refusal("ObjectHandoff", **args).problems] == [missing]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason_code": "LAZY"}, "NOT_MY_DUTY"),
        ({"proposed_org": LEAD}, "objecting organ"),
        ({"proposed_org": "999999-rsj"}, "no such place"),
        ({"proposed_org": "140403-zij"}, "140403-zij: no such organ; near: 140403-zjj 住房和城乡建设局"),
        ({"proposed_org": "140403-nosuch"}, "no such organ"),
        ({"proposed_org": "140403-"}, "no such organ"),
        ({"proposed_org": OFFICE}, "handles no matter itself"),
    ],
)
def test_an_objection_is_looked_at(life, change, said):
    assert said in str(life.refusal("ObjectHandoff", **(objection() | change)))


def test_organs_that_do_not_exist_or_handle_nothing_get_no_lead(directory, life):
    life.do("ObjectHandoff", **objection())
    for org, said in (("140403-nosuch", "no such organ"), (OFFICE, "handles no matter itself")):
        refused = life.refusal("DecideObjection", handoff_id="h1", upheld=True, reason="x", to_org=org)
        assert [p.field for p in refused.problems] == ["to_org"]
        assert said in str(refused)
    life.do("OpenDispute")
    life.do("ReferDispute")
    assert "no matter itself" in str(life.refusal("DecideDispute", lead="140400-xfj"))
    passed = Life(directory)
    passed.route(lead="140400-xfj")
    assert "no such organ" in str(passed.refusal("ForwardHandoff", handoff_id="h1", to_org="140403001-xyz"))
    # The offices of the levels pass a matter on to each other (分级转送).
    passed.do("ForwardHandoff", handoff_id="h1", to_org="140403-xfj")


def test_an_organ_of_an_office_own_list_is_known(tmp_path):
    row = "140403-xzspj,潞州区行政审批服务管理局,140403,,,"
    own = tmp_path / "own.csv"
    own.write_text(f"code,name,superior,powers,from,to\n{row}\n", encoding="utf-8")
    life = Life(load_directory(own=[own]))
    life.route()
    life.do("ObjectHandoff", **objection(proposed="140403-xzspj"))
    assert life.case.handoff("h1").proposed_org == "140403-xzspj"


def test_the_window_is_five_working_days_of_the_clock_engine(life):
    # Delivered on Thursday 4 May 2023; Saturday 6 May was a make-up working day (调休).
    due = handing.objection_due(life.case, life.case.handoff("h1"), life.context())
    assert due.date().isoformat() == "2023-05-10"
    life.days(6)
    assert life.refusal("ObjectHandoff", **objection()) is None
    late = Life(life.orgs)
    late.route()
    late.days(7)
    refused = late.refusal("ObjectHandoff", **objection())
    assert refused.code == "STATE"
    assert "C05 ended at 2023-05-10T23:59:59" in str(refused)


def test_an_upheld_objection_is_one_hop_with_the_reason(life):
    life.do("ObjectHandoff", **objection())
    assert [(w.kind, w.org) for w in inbox.work(life.case)] == [("OBJECTION", OFFICE)]
    life.do("DecideObjection", handoff_id="h1", upheld=True, reason="经核实属实")
    case = life.case
    assert (case.state, case.lead, case.progress.hops) == ("OFFERED", OTHER, 1)
    assert [h.state for h in case.handoffs] == ["RELEASED", "DELIVERED"]
    assert life.names[-3:] == ["ObjectionUpheld", "HandoffOffered", "HandoffDelivered"]


def test_a_rejected_objection_is_kept_and_accepted(life):
    life.do("ObjectHandoff", **objection())
    life.do("DecideObjection", handoff_id="h1", reason="职责在贵单位")
    assert (life.case.handoff("h1").state, life.case.lead) == ("KEPT", LEAD)
    life.do("AcceptHandoff", handoff_id="h1")
    assert life.case.state == "ACCEPTED"


def test_an_organ_takes_its_own_objection_back_by_accepting(life):
    life.do("ObjectHandoff", **objection())
    life.do("AcceptHandoff", handoff_id="h1")
    assert (life.case.state, life.case.handoff("h1").state) == ("ACCEPTED", "ACCEPTED")


def test_the_second_objection_goes_straight_up(life):
    life.do("ObjectHandoff", **objection())
    life.do("DecideObjection", handoff_id="h1", upheld=True, reason="属实")
    life.do("ObjectHandoff", **objection("h2", THIRD))
    assert life.names[-3:] == ["HandoffObjected", "DisputeOpened", "DisputeReferred"]
    dispute = life.case.dispute
    assert dispute.parties == (LEAD, OTHER, THIRD)
    assert (dispute.state, dispute.to_org) == ("COMMON_SUPERIOR", "140403")
    assert (life.case.state, life.case.lead) == ("DISPUTED", OTHER)
    # The provisional lead goes on answering the petitioner meanwhile (首接负责).
    life.do("ReportProgress", handoff_id="h2", summary="已约见信访人")


def test_how_many_objections_is_a_parameter(life):
    life.do("ObjectHandoff", ctx=life.context(ladder_after=1), **objection())
    assert life.case.state == "DISPUTED"
    assert life.case.dispute.state == "COMMON_SUPERIOR"


def test_the_decision_binds_and_the_bound_organ_cannot_object(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.do("ReferDispute")
    basis = ["《信访工作条例》第二十四条第一款"]
    life.do("DecideDispute", lead=OTHER, basis=basis, co_handlers=[{"org": LEAD, "share": "提供用工资料"}])
    case = life.case
    assert (case.state, case.lead, case.progress.bound) == ("OFFERED", OTHER, (LEAD, OTHER))
    assert [(h.to_org, h.role, h.state) for h in case.handoffs] == [
        (LEAD, "LEAD", "RELEASED"),
        (OTHER, "LEAD", "DELIVERED"),
        (LEAD, "CO_HANDLER", "DELIVERED"),
    ]
    for handoff in ("h2", "h3"):
        refused = life.refusal("ObjectHandoff", **objection(handoff, THIRD))
        assert refused.code == "STATE"
        assert "bound" in str(refused)
    assert "bound" in str(life.refusal("RefuseHandoff", handoff_id="h2", reason="x", basis=["y"]))
    life.do("AcceptHandoff", handoff_id="h2")
    assert life.case.state == "ACCEPTED"


def test_a_decision_for_the_present_lead_binds_it_without_a_new_handoff(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.do("ReferDispute")
    life.do("DecideDispute", lead=LEAD)
    assert [(h.to_org, h.state) for h in life.case.handoffs] == [(LEAD, "BOUND")]
    assert "ObjectHandoff is not possible" in str(life.refusal("ObjectHandoff", **objection()))


def test_agreement_is_by_the_one_who_takes_it(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    assert [w.org for w in inbox.work(life.case) if w.kind == "AGREE"] == [LEAD, OTHER]
    assert "no party" in str(life.refusal("AgreeDispute", THIRD))
    life.do("AgreeDispute", OTHER)
    case = life.case
    assert (case.state, case.lead, case.dispute.state) == ("OFFERED", OTHER, "AGREED")
    assert case.progress.bound == (OTHER,)


@pytest.mark.parametrize(("step", "bound"), [("AgreeDispute", (LEAD, OTHER)), ("DecideDispute", None)])
def test_an_agreement_binds_the_parties_and_a_decision_all_that_it_names(life, step, bound):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    if step == "DecideDispute":
        life.do("ReferDispute")
    lead = {"lead": OTHER} if step == "DecideDispute" else {}
    actor = "140403" if lead else OTHER
    without = life.refusal(step, actor, **lead, co_handlers=[{"org": THIRD, "share": " "}])
    assert [(p.field, "no share" in p.reason) for p in without.problems] == [("co_handlers", True)]
    shares = [{"org": LEAD, "share": "提供用工资料"}, {"org": THIRD, "share": "查处违法用地"}]
    life.do(step, actor, **lead, co_handlers=shares)
    assert life.case.progress.bound == (bound or tuple(sorted((LEAD, OTHER, THIRD))))
    assert life.case.handoff("h4").report_due == "2023-07-03"
    refused = life.refusal("ObjectHandoff", **objection("h4", "140403-mzj"))
    assert (refused is None) == (bound is not None)


def test_the_provisional_lead_may_simply_accept(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.do("AcceptHandoff", handoff_id="h1")
    assert (life.case.state, life.case.dispute.state) == ("ACCEPTED", "AGREED")
    assert life.names[-2:] == ["DisputeAgreed", "HandoffAccepted"]


def test_no_rung_decides_before_it_is_asked_and_each_one_follows(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    refused = life.refusal("DecideDispute", lead=OTHER)
    assert "d1 is AGREEING; DecideDispute" in str(refused)
    assert "AcceptHandoff, AgreeDispute, ReferDispute" in str(refused)
    rungs = []
    for _ in range(4):
        life.do("ReferDispute")
        rungs.append((life.case.dispute.state, life.case.dispute.to_org))
    assert rungs == [
        ("COMMON_SUPERIOR", "140403"),
        ("JOINT_MEETING", "140403-lxb"),
        ("JOINT_MEETING", "140400-lxb"),
        ("JOINT_MEETING", "140000-lxb"),
    ]


def test_nobody_decides_a_dispute_in_which_it_takes_part(life):
    life.do("ObjectHandoff", **objection(proposed="140403"))
    life.do("OpenDispute")
    life.do("ReferDispute")
    assert life.case.dispute.to_org not in (LEAD, "140403")


def test_a_rung_that_runs_out_goes_up_by_itself(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    due = disputes.rung_due(life.case, life.case.dispute, life.context())
    assert due.date().isoformat() == "2023-05-08"
    life.take(disputes.refer_overdue(life.case, "d1", "AGREEING", life.context()))
    assert life.case.dispute.state == "COMMON_SUPERIOR"
    assert disputes.refer_overdue(life.case, "d1", "AGREEING", life.context()) == []
    due = disputes.rung_due(life.case, life.case.dispute, life.context())
    assert due.date().isoformat() == "2023-05-10"


def test_the_joint_meeting_of_oversight_decides_the_top_rung(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.take(disputes.decide_by_meeting(life.case, THIRD, "140403-lxb", life.context()))
    assert (life.case.lead, life.case.dispute.state) == (THIRD, "DECIDED")
    assert life.names[-4:] == ["DisputeReferred", "DisputeDecided", "HandoffOffered", "HandoffDelivered"]
    assert life.events[-3].data["by_org"] == "140403-lxb"
    assert disputes.decide_by_meeting(life.case, OTHER, "140403-lxb", life.context()) == []


def test_a_matter_the_rule_sends_up_begins_on_the_rung_that_decides(directory):
    life = Life(directory)
    life.route("REFER_SUPERIOR", resolver=CITY, co_handlers=[{"org": "140404-rsj", "share": ""}])
    assert (life.case.state, life.case.lead) == ("REFERRED", LEAD)
    assert (life.case.dispute.state, life.case.dispute.to_org) == ("COMMON_SUPERIOR", CITY)
    assert ("DECIDE", CITY) in [(w.kind, w.org) for w in inbox.work(life.case)]
    life.do("DecideDispute", lead="140404-rsj")
    assert (life.case.state, life.case.lead) == ("OFFERED", "140404-rsj")
    assert [(h.to_org, h.role) for h in life.case.handoffs if h.live] == [("140404-rsj", "LEAD")]


def test_nobody_gets_the_matter_back_from_the_one_it_gave_it_to(life):
    life.do("ObjectHandoff", **objection())
    life.do("DecideObjection", handoff_id="h1", upheld=True, reason="属实")
    ctx = life.context(ladder_after=9)
    life.do("ObjectHandoff", ctx=ctx, **objection("h2", LEAD))
    assert life.case.pingpong
    refused = life.refusal("DecideObjection", handoff_id="h2", upheld=True, reason="x")
    assert "had the matter before" in str(refused)


def test_a_unit_that_does_not_accept_leaves_the_case_to_the_office(life):
    basis = ["《信访工作条例》第三十一条"]
    life.do("RefuseHandoff", handoff_id="h1", reason="应通过复议解决", basis=basis)
    assert (life.case.state, life.case.lead) == ("UNIT_REFUSED", "")
    assert [(w.kind, w.org) for w in inbox.work(life.case)] == [("REFUSED", OFFICE)]
    assert "before" in str(life.refusal("OfferHandoff", OFFICE, to_org=LEAD))
    life.do("OfferHandoff", OFFICE, to_org=OTHER)
    assert (life.case.state, life.case.lead) == ("OFFERED", OTHER)


def test_of_an_accusation_no_accused_organ_is_brought_in(directory):
    life = Life(directory, purpose="ACCUSATION")
    life.route(lead="140403-jw")
    barred = Context(life.now, directory, barred=lambda org: org.startswith("140403-z"))
    row = replace(barred, actor="140403-jw")
    with pytest.raises(Exception, match="may not take part") as caught:
        handing.object_to(life.case, objection(proposed=OTHER), row)
    assert caught.value.code == "FORBIDDEN"
    ctx = replace(barred, ladder_after=1, barred=lambda org: org == "140403")
    life.take(handing.object_to(life.case, objection(proposed=THIRD), ctx))
    assert life.case.dispute.to_org != "140403"


def test_who_sends_a_matter_to_and_fro_is_a_pair(life):
    assert life.case.pingpong == ()
    life.do("ObjectHandoff", **objection())
    assert life.case.pingpong == ()
    life.do("DecideObjection", handoff_id="h1", upheld=True, reason="属实")
    assert life.case.pingpong == ((LEAD, OTHER),)
    life.do("ObjectHandoff", ctx=life.context(ladder_after=9), **objection("h2", LEAD))
    assert life.case.pingpong == ((LEAD, OTHER),)
    life.do("AcceptHandoff", handoff_id="h2")
    assert life.case.pingpong == ()


def test_an_objection_that_is_not_decided_yet_is_not_made_again(life):
    life.do("ObjectHandoff", **objection())
    refused = life.refusal("ObjectHandoff", **objection(proposed=THIRD))
    assert refused.code == "STATE"
    assert "the handoff h1 is OBJECTED; ObjectHandoff is not possible now" in str(refused)
    assert (life.case.state, life.case.progress.objections) == ("OFFERED", 1)
    life.do("DecideObjection", handoff_id="h1", reason="职责在贵单位")
    # After 维持 (R44) a second one goes straight up (R45).
    life.do("ObjectHandoff", **objection())
    assert (life.case.state, life.case.dispute.state) == ("DISPUTED", "COMMON_SUPERIOR")


def test_a_refusal_advises_calls_that_handoff_and_case_both_allow(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.do("ReferDispute")
    life.do("DecideDispute", lead=LEAD)
    said = str(life.refusal("ObjectHandoff", **objection()))
    assert said.endswith("h1 is BOUND; ObjectHandoff is not possible now; possible steps: "
                         "AcceptHandoff, RefuseCase, ReplaceOrgan")  # fmt: skip
    said = str(life.refusal("OpenDispute"))
    assert "RecordRedirectResult" not in said
    calls = set(registry.STEPS)
    for case_state in machine.CASE:
        for state in machine.HANDOFF:
            assert calls >= set(machine.handoff_steps(case_state, state))
        assert calls >= set(machine.case_steps(case_state))


def test_nobody_disputes_with_itself(life):
    life.do("ObjectHandoff", **objection())
    refused = life.refusal("OpenDispute", LEAD, proposed_org=LEAD)
    assert [p.field for p in refused.problems] == ["proposed_org"]
    assert "the only party" in str(refused)
    life.do("OpenDispute", LEAD)


def test_a_party_does_not_run_past_a_rung_that_has_time_to_decide(life):
    life.do("ObjectHandoff", **objection())
    life.do("OpenDispute")
    life.do("ReferDispute", LEAD)
    refused = life.refusal("ReferDispute", LEAD)
    assert refused.code == "STATE"
    assert "140403 has until 2023-05-10T23:59:59" in str(refused)
    assert "C07" in str(life.refusal("ReferDispute", OFFICE))
    life.do("ReferDispute", "140403")
    assert life.case.dispute.to_org == "140403-lxb"
    life.days(9)
    life.do("ReferDispute", LEAD)
    assert life.case.dispute.to_org == "140400-lxb"
