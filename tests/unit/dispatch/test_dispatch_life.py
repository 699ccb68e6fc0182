"""A case's life by example: routing, confirmation, handling, closing, what is refused and how."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from dispatch_life import ACCEPTED, LEAD, OFFICE, START, WHOLE, Life, walk

from sankua.core.clocks import compute
from sankua.core.errors import Refused
from sankua.core.times import format_time
from sankua.library.clocks import load_clock_book
from sankua.library.rules import load_rules
from services.dispatch.domain import inbox, machine
from services.dispatch.domain.routing import OF_OUTCOME, Confirmation, rules_day


def test_the_whole_way(directory):
    life = Life(directory)
    life.route()
    states = []
    for step, args in WHOLE:
        life.do(step, **args)
        states.append(life.case.state)
    assert states == ["ACCEPTED", "OPINION", "DELIVERED", "CONCLUDED"]
    assert life.names == [
        "CaseRouted", "HandoffOffered", "HandoffDelivered", "HandoffAccepted", "OpinionIssued",
        "OpinionDelivered", "CaseConcluded",
    ]  # fmt: skip


def test_an_illegal_step_names_state_step_and_what_is_possible(directory):
    life = Life(directory)
    with pytest.raises(Refused, match=r"not routed yet.*IssueOpinion") as caught:
        life.do("IssueOpinion", result="SUPPORTED")
    assert caught.value.code == "STATE"
    life.route()
    with pytest.raises(Refused, match=r"OFFERED; IssueOpinion .*AcceptHandoff.*RecordOutcome"):
        life.do("IssueOpinion", result="SUPPORTED")
    life.do("AcceptHandoff", handoff_id="h1")
    with pytest.raises(Refused, match="h1 is ACCEPTED already"):
        life.do("AcceptHandoff", handoff_id="h1")
    with pytest.raises(Refused, match=r"ACCEPTED; ConcludeCase .*IssueOpinion"):
        life.do("ConcludeCase")
    with pytest.raises(Refused, match=r"'h9': the case has no such handoff") as caught:
        life.do("AcceptHandoff", handoff_id="h9")
    assert caught.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("registered", "day"),
    [("2019-03-01", "2022-05-01"), ("2022-05-01", "2022-05-01"), ("2023-05-04", "2023-05-04")],
)
def test_matters_older_than_the_rules_are_decided_by_their_first_day(registered, day):
    moment = datetime.fromisoformat(f"{registered}T09:00:00+08:00")
    assert rules_day(moment, load_rules("national-2022")).isoformat() == day


def test_a_cause_is_answered_once_and_new_facts_are_routed_again(directory):
    life = Life(directory)
    assert [f.name for f in life.route("NEEDS_FACTS")] == ["CaseRouted"]
    assert life.case.state == "WAITING_FACTS"
    assert [(w.kind, w.org, w.since) for w in inbox.work(life.case)] == [
        ("FACTS", OFFICE, format_time(life.now))
    ]
    assert life.route("ROUTE") == []
    life.route("ROUTE", cause="c/intake/2")
    assert (life.case.state, life.case.lead) == ("OFFERED", LEAD)
    assert life.route("ROUTE", cause="c/intake/3") == []


def test_a_linked_case_says_where_to_and_a_refused_one_why(directory):
    linked, ended = Life(directory), Life(directory)
    facts = linked.route("LINK_TO_RUNNING", facts={"same_matter_case": "140403-2023-000001"})
    assert (facts[-1].name, facts[-1].data) == ("CaseLinked", {"to_case": "140403-2023-000001"})
    facts = ended.route("NOT_ACCEPTED_AGAIN", basis=["《信访工作条例》第三十六条第三款"])
    assert facts[-1].name == "CaseNotAccepted"
    assert facts[-1].data["basis"] == ["《信访工作条例》第三十六条第三款"]


@pytest.mark.parametrize(
    ("outcome", "lead", "facts", "mode"),
    [
        ("ROUTE", "140403-rsj", {}, "FORWARD"),
        ("ROUTE", "140403105", {}, "FORWARD"),
        ("ROUTE", "140403-rsj", {"urgent": True}, "ASSIGN"),
        ("ROUTE", "140400-rsj", {"urgent": True}, "REPORT_UP"),
        ("REFER_SUPERIOR", "140400-rsj", {}, "REPORT_UP"),
        ("REDIRECT", "140400-zfw", {"urgent": True}, "REDIRECT"),
    ],
)
def test_how_a_matter_is_handed_on(directory, outcome, lead, facts, mode):
    routed, offered = Life(directory).route(outcome, facts=facts, lead=lead)[:2]
    assert routed.data["mode"] == offered.data["mode"] == mode
    assert offered.data["from_org"] == OFFICE
    assert offered.data.get("report_due", "") == ("2023-07-03" if mode == "ASSIGN" else "")


def test_every_part_has_its_own_handoff_with_share(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": "140403-zjj", "share": "查处分包"}], support=[{"org": "140404"}])
    parts = [(h.handoff_id, h.to_org, h.role, h.state, h.share, h.report_due) for h in life.case.handoffs]
    assert parts == [
        ("h1", "140403-rsj", "LEAD", "DELIVERED", "", ""),
        ("h2", "140403-zjj", "CO_HANDLER", "DELIVERED", "查处分包", "2023-07-03"),
        ("h3", "140404", "SUPPORT", "DELIVERED", "", ""),
    ]
    life.do("AcceptHandoff", handoff_id="h2")
    assert [h.state for h in life.case.handoffs] == ["DELIVERED", "ACCEPTED", "DELIVERED"]
    assert life.case.state == "OFFERED"


def test_a_part_named_by_a_rule_has_a_clock_of_its_own(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": "140403-zjj", "share": "查处分包"}])
    clocks = [c for c in compute(life.events, life.now, load_clock_book()) if c.clock == "C08"]
    assert [(c.org, c.due_at.date().isoformat()) for c in clocks] == [("140403-zjj", "2023-07-03")]
    life.do("AcceptHandoff", handoff_id="h2")
    life.do("ReportResult", handoff_id="h2")
    clocks = [c for c in compute(life.events, life.now, load_clock_book()) if c.clock == "C08"]
    assert [c.state for c in clocks] == ["MET"]
    derived = Life(directory, derived=True)
    derived.route(co_handlers=[{"org": "140403-zjj", "share": "查处分包"}])
    assert derived.case.handoffs[1].report_due == ""


def test_one_failed_recipient_does_not_look_delivered(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": "999999-zjj", "share": ""}])
    assert [h.state for h in life.case.handoffs] == ["DELIVERED", "OFFERED"]
    assert life.case.handoffs[1].delivered_time == ""
    refused = life.refusal("AcceptHandoff", handoff_id="h2")
    assert refused.code == "STATE"
    assert "h2 is OFFERED" in str(refused)
    assert [w.kind for w in inbox.work(life.case)] == ["ANSWER", "UNDELIVERED"]
    life.do("DeliverHandoff", handoff_id="h2")
    assert life.case.handoffs[1].state == "DELIVERED"


@pytest.mark.parametrize(
    ("certainty", "derived", "offices", "waits"),
    [
        ("ADVICE", False, {}, True),
        ("LAW", False, {}, False),
        ("PRACTICE", False, {}, False),
        ("ADVICE", True, {}, False),
        ("ADVICE", False, {OFFICE: frozenset()}, False),
        ("PRACTICE", False, {OFFICE: frozenset({"PRACTICE"})}, True),
    ],
)
def test_which_decisions_wait_for_a_person(directory, certainty, derived, offices, waits):
    life = Life(directory, derived=derived)
    decision = {"outcome": "ROUTE", "certainty": certainty}
    assert Confirmation(frozenset({"ADVICE"}), offices).asked(life.case, decision) is waits
    assert not Confirmation().asked(life.case, decision | {"outcome": "NEEDS_FACTS"})


def test_a_decision_that_waits_hands_nothing_on_until_it_is_confirmed(directory):
    life = Life(directory)
    life.route(waits=True, certainty="ADVICE", co_handlers=[{"org": "140403-zjj", "share": ""}])
    assert (life.case.state, life.case.lead, life.case.handoffs) == ("WAITING_CONFIRMATION", "", ())
    assert [(w.kind, w.org) for w in inbox.work(life.case)] == [("CONFIRM", OFFICE)]
    assert life.refusal("ConfirmRouting", decision_id="other").code == "CONFLICT"
    life.do("ConfirmRouting", decision_id="d-1")
    assert (life.case.state, life.case.lead) == ("OFFERED", LEAD)
    assert [h.role for h in life.case.handoffs] == ["LEAD", "CO_HANDLER"]


def test_a_decision_that_waits_is_made_again_by_better_facts(directory):
    life = Life(directory)
    life.route(waits=True, certainty="ADVICE")
    life.route(cause="c/intake/2", lead="140403-zjj")
    assert (life.case.state, life.case.lead) == ("OFFERED", "140403-zjj")


def test_an_outcome_recorded_elsewhere_takes_one_step_at_its_own_time(directory):
    life = Life(directory, derived=True)
    life.route()
    life.days(30)
    replied = START + timedelta(days=9)
    facts = life.do("RecordOutcome", replied_time=format_time(replied))
    assert {f.time for f in facts} == {replied}
    assert facts[1].data == {"result": "EXPLAINED"}
    assert facts[2].data == {"delivered_at": format_time(replied)}
    assert life.case.state == "CONCLUDED"


@pytest.mark.parametrize("days", [None, -1, 99])
def test_an_outcome_has_a_time_between_delivery_and_now(directory, days):
    life = Life(directory, derived=True)
    life.route()
    life.days(10)
    args = {} if days is None else {"replied_time": format_time(START + timedelta(days=days))}
    assert [p.field for p in life.refusal("RecordOutcome", **args).problems] == ["replied_time"]


def test_only_a_derived_case_takes_an_outcome_from_elsewhere(directory):
    life = Life(directory)
    life.route()
    assert "derived" in str(life.refusal("RecordOutcome", replied_time=format_time(START)))


def test_a_withdrawn_case_takes_no_step(directory):
    life = Life(directory)
    life.route()
    life.put("intake", "CaseWithdrawn", {"reason": "已解决"})
    assert "WITHDRAWN" in str(life.refusal(*ACCEPTED[:1], **ACCEPTED[1]))


def test_inbox_entries_sort_by_time_whatever_the_offset(directory):
    life = Life(directory)
    life.route(support=[{"org": "140404"}])
    first, second = (inbox.key("c", h) for h in life.case.handoffs)
    assert first == "2023-05-04T02:00:00.000000|c|h1"
    assert first < second
    assert inbox.parse_key(first) == ("c", "h1")
    found = life.case.handoff("h1")
    assert inbox.still(found, "140403-rsj", {"state": ["DELIVERED"], "from": OFFICE, "role": "LEAD"})
    assert not inbox.still(found, "140403-rsj", {"state": ["ACCEPTED"]})
    assert not inbox.still(found, "140403-rsj", {"role": "SUPPORT"})
    assert not inbox.still(None, "140403-rsj", {})


def test_the_tables_are_closed_and_every_outcome_has_a_state():
    for name, table in machine.MACHINES.items():
        assert {move.to for _, move in machine.moves(table)} <= set(table), name
    assert set(OF_OUTCOME.values()) <= set(machine.CASE)
    assert set(machine.CASE) >= machine.WITH_LEAD
    assert {state for states in machine.STAYS.values() for state in states} <= set(machine.CASE)


def test_the_whole_handling_with_extension_hearing_and_execution(directory):
    life = Life(directory)
    life.route()
    walk(life, [ACCEPTED])
    assert "from 1 to 30" in str(life.refusal("ExtendHandling", days=31, approver="r-1", reason="复杂"))
    life.do("ExtendHandling", days=30, approver="r-1", reason="案情复杂")
    assert "once" in str(life.refusal("ExtendHandling", days=5, approver="r-1", reason="案情复杂"))
    life.do("RecordHearing", days=1)
    walk(life, WHOLE[1:])
    life.do("ExecuteOpinion")
    assert "before" in str(life.refusal("ExecuteOpinion"))


def test_a_review_is_decided_by_who_was_asked(directory):
    life = Life(directory)
    life.route()
    walk(life, WHOLE)
    assert "NOT_REQUESTED" in str(life.refusal("DecideReview", result="SUPPORTED"))
    life.put("intake", "ReviewRequested", {"to_org": "140400-rsj"})
    assert [(w.kind, w.org) for w in inbox.work(life.case)] == [("REVIEW", "140400-rsj")]
    decided = life.do("DecideReview", result="NOT_SUPPORTED")
    assert (decided[0].name, decided[0].source) == ("ReviewDecided", "140400-rsj")
    life.do("DeliverReview")
    life.put("intake", "FinalReviewRequested", {"to_org": "140000-rsj"})
    assert life.do("DecideReview", result="EXPLAINED")[0].name == "FinalReviewDecided"
    life.do("DeliverReview")
    assert life.case.progress.review == "FINAL"


@pytest.mark.parametrize("finals", [0, 1])
def test_the_opinion_after_a_reopening_has_a_review_of_its_own(directory, finals):
    life = Life(directory)
    life.route()
    walk(life, WHOLE)
    asked = [("ReviewRequested", "140400-rsj")] + [("FinalReviewRequested", "140000-rsj")] * finals
    for round_no in range(2):
        for name, organ in asked:
            life.put("intake", name, {"to_org": organ})
            assert [(w.kind, w.org) for w in inbox.work(life.case)] == [("REVIEW", organ)]
            decided = life.do("DecideReview", result="NOT_SUPPORTED")[0]
            assert (decided.name, decided.source) == (name.replace("Requested", "Decided"), organ)
            assert life.case.progress.review.endswith("_DECIDED")
            life.do("DeliverReview")
            assert inbox.work(life.case) == []
        if not round_no:
            life.do("ReopenCase", cause="新的事实")
            walk(life, WHOLE[1:3])
            assert "none" in str(life.refusal("DecideReview", result="SUPPORTED"))


def test_a_review_decided_before_a_reopening_is_delivered_before_the_next(directory):
    life = Life(directory)
    life.route()
    walk(life, WHOLE)
    life.put("intake", "ReviewRequested", {"to_org": "140400-rsj"})
    life.do("DecideReview", result="EXPLAINED")
    life.do("ReopenCase", cause="新的事实")
    walk(life, WHOLE[1:3])
    life.put("intake", "ReviewRequested", {"to_org": "140400-rsj"})
    assert life.case.progress.review == "REVIEW_DECIDED"
    life.do("DeliverReview")
    assert life.case.progress.review == "REVIEW_REQUESTED"


def test_the_simplified_procedure_has_its_limits(directory):
    life = Life(directory, simplified=True)
    life.route()
    walk(life, [ACCEPTED])
    assert "not supported" in str(life.refusal("IssueOpinion", result="NOT_SUPPORTED"))
    assert "ORDINARY" in str(life.refusal("ConvertProcedure", to_procedure="SIMPLIFIED", reason="x"))
    life.do("ConvertProcedure", to_procedure="ORDINARY", reason="可能不予支持")
    life.do("IssueOpinion", result="NOT_SUPPORTED", basis=["《条例》第三十二条"])
    several = Life(directory)
    several.route(co_handlers=[{"org": "140403-zjj", "share": ""}])
    refused = several.refusal("ConvertProcedure", to_procedure="SIMPLIFIED", reason="快")
    assert "several organs" in str(refused)


def test_a_mediated_matter_is_concluded_without_an_opinion(directory):
    life = Life(directory)
    life.route()
    walk(life, [ACCEPTED, ("RecordMediation", {"kind": "MEDIATION"})])
    assert life.case.state == "ACCEPTED"
    walk(life, [("RecordMediation", {"kind": "SETTLEMENT", "agreed": True}), ("ConcludeCase", {})])
    assert life.case.state == "CONCLUDED"
