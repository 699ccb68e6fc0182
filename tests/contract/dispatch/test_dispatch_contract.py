"""What callers of dispatch may rely on, over real gRPC, Kafka and MongoDB."""

from __future__ import annotations

import io

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from office_world import OFFICE, World, eventually, fields, registration
from rich.console import Console

from sankua.cli.case_page.life import life
from sankua.cli.case_page.page import page
from sankua.wire.codec import json_to_message
from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from services.dispatch.domain.registry import STEPS

LEAD = "141002-rsj"
SUPPORTED = values.OpinionResult.OPINION_RESULT_SUPPORTED
pytestmark = pytest.mark.stack


def refused(call, request, code):
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=20)
    assert caught.value.code() is code, caught.value.details()
    return caught.value


def flat(pages):
    return [item for page in pages for item in page]


def names(world, case):
    found = eventually(lambda: [e for e in world.events() if e.case == case and e.producer == "dispatch"])
    return [e.name for e in sorted(found, key=lambda e: e.seq)]


def test_a_case_goes_the_whole_way(world: World):
    case = world.register("way").case_id
    found = world.routed(case)
    assert (found.lead, found.state) == (LEAD, pb.CaseState.CASE_STATE_OFFERED)
    assert found.decision.rule
    assert [t.rule for t in found.decision.trace if t.applied][-1] == found.decision.rule
    assert found.decision.basis
    lead = world.person("dispatch", "handler", LEAD)
    accept = pb.AcceptHandoffRequest(request_id="way-a", case_id=case, handoff_id="h1")
    opinion = pb.IssueOpinionRequest(
        request_id="way-o", case_id=case, result=SUPPORTED, basis=["《条例》第三十二条"]
    )
    deliver = pb.DeliverOpinionRequest(request_id="way-d", case_id=case)
    conclude = pb.ConcludeCaseRequest(request_id="way-c", case_id=case)
    steps = [
        (lead.AcceptHandoff, accept, pb.CaseState.CASE_STATE_ACCEPTED),
        (lead.IssueOpinion, opinion, pb.CaseState.CASE_STATE_OPINION),
        (lead.DeliverOpinion, deliver, pb.CaseState.CASE_STATE_OPINION),
        (lead.ConcludeCase, conclude, pb.CaseState.CASE_STATE_CONCLUDED),
    ]
    for call, request, state in steps:
        done = call(request, timeout=20)
        assert done.created
        seen = lead.GetCase(pb.GetCaseRequest(case_id=case), timeout=20)
        assert (seen.state, seen.version) == (state, done.version)
        again = call(request, timeout=20)
        assert (again.version, again.created) == (done.version, False)
    expected = [
        "CaseRouted", *["HandoffOffered", "HandoffDelivered"] * len(found.handoffs), "HandoffAccepted",
        "OpinionIssued", "OpinionDelivered", "CaseConcluded",
    ]  # fmt: skip
    assert eventually(lambda: names(world, case) == expected)
    routing = [e for e in world.events() if e.case == case and e.name.startswith(("CaseRouted", "HandoffO"))]
    assert {e.causation_id for e in routing} == {f"{case}/intake/1"}
    assert {e.source for e in routing} == {OFFICE}


def test_a_request_id_is_for_one_request(world: World):
    one, two = world.register("id-1").case_id, world.register("id-2").case_id
    for case in (one, two):
        world.routed(case)
    lead = world.person("dispatch", "handler", LEAD)
    lead.AcceptHandoff(pb.AcceptHandoffRequest(request_id="id", case_id=one, handoff_id="h1"), timeout=20)
    other = pb.AcceptHandoffRequest(request_id="id", case_id=two, handoff_id="h1")
    error = refused(lead.AcceptHandoff, other, grpc.StatusCode.ABORTED)
    assert "request_id" in fields(error)
    opinion = pb.IssueOpinionRequest(request_id="id", case_id=one, result=SUPPORTED)
    refused(lead.IssueOpinion, opinion, grpc.StatusCode.ABORTED)
    assert world.routed(two).state == pb.CaseState.CASE_STATE_OFFERED


def test_an_illegal_step_says_what_is_possible(world: World):
    case = world.register("illegal").case_id
    world.routed(case)
    lead = world.person("dispatch", "handler", LEAD)
    conclude = pb.ConcludeCaseRequest(request_id="illegal-c", case_id=case)
    error = refused(lead.ConcludeCase, conclude, grpc.StatusCode.FAILED_PRECONDITION)
    assert "OFFERED" in error.details()
    assert "AcceptHandoff" in error.details()
    no_handoff = pb.AcceptHandoffRequest(request_id="illegal-a", case_id=case, handoff_id="h77")
    refused(lead.AcceptHandoff, no_handoff, grpc.StatusCode.NOT_FOUND)
    no_id = pb.AcceptHandoffRequest(case_id=case, handoff_id="h1")
    assert "request_id" in fields(refused(lead.AcceptHandoff, no_id, grpc.StatusCode.INVALID_ARGUMENT))
    no_result = pb.IssueOpinionRequest(request_id="illegal-o", case_id=case)
    lead.AcceptHandoff(
        pb.AcceptHandoffRequest(request_id="illegal-a", case_id=case, handoff_id="h1"), timeout=20
    )
    assert set(fields(refused(lead.IssueOpinion, no_result, grpc.StatusCode.INVALID_ARGUMENT))) == {"result"}


def test_many_at_once_accept_once(world: World):
    case = world.register("race").case_id
    world.routed(case)
    lead = world.person("dispatch", "handler", LEAD)
    calls = [
        lead.AcceptHandoff.future(
            pb.AcceptHandoffRequest(request_id=f"race-{i}", case_id=case, handoff_id="h1"), timeout=30
        )
        for i in range(40)
    ]
    outcomes = [call.exception() or call.result() for call in calls]
    won = [o for o in outcomes if isinstance(o, pb.AcceptHandoffResponse)]
    lost = [o for o in outcomes if isinstance(o, grpc.RpcError)]
    assert len(won) == 1
    assert {o.code() for o in lost} == {grpc.StatusCode.FAILED_PRECONDITION}
    assert len(lost) == 39


def test_strangers_see_and_do_nothing(world: World):
    case = world.register("stranger").case_id
    world.routed(case)
    get, accept = (
        pb.GetCaseRequest(case_id=case),
        pb.AcceptHandoffRequest(request_id="stranger", case_id=case, handoff_id="h1"),
    )
    for org in ("350521-rsj", "141002-zjj", "141000-rsj"):
        stranger = world.person("dispatch", "handler", org)
        refused(stranger.GetCase, get, grpc.StatusCode.NOT_FOUND)
        refused(stranger.AcceptHandoff, accept, grpc.StatusCode.NOT_FOUND)
    refused(world.person("dispatch", "dispatcher").AcceptHandoff, accept, grpc.StatusCode.PERMISSION_DENIED)
    refused(world.person("dispatch", "operator").GetCase, get, grpc.StatusCode.PERMISSION_DENIED)
    outcome = pb.RecordOutcomeRequest(request_id="stranger-r", case_id=case)
    lead = world.person("dispatch", "handler", LEAD)
    refused(lead.RecordOutcome, outcome, grpc.StatusCode.PERMISSION_DENIED)
    unknown = pb.GetCaseRequest(case_id="141002-2023-999999")
    refused(lead.GetCase, unknown, grpc.StatusCode.NOT_FOUND)


def test_an_inbox_is_paged_oldest_first(world: World):
    office, place = "410721-xfj", "410721"
    facts = {"place_of_matter": place, "sector": "wages", "work_place": place}
    cases = [world.register(f"inbox-{i}", registered_by=office, facts=facts).case_id for i in range(7)]
    for case in cases:
        assert world.routed(case, office).lead == "410721-rsj"
    handler = world.person("dispatch", "handler", "410721-rsj")

    def pages(**more):
        found, token = [], ""
        while True:
            request = pb.ListHandoffsRequest(org="410721-rsj", page_size=3, page_token=token, **more)
            page = handler.ListHandoffs(request, timeout=20)
            found.append([h.case_id for h in page.handoffs])
            token = page.next_page_token
            if not token:
                return found

    eventually(lambda: sorted(flat(pages())) == sorted(cases))
    assert [len(p) for p in pages()] == [3, 3, 1]
    listed = handler.ListHandoffs(pb.ListHandoffsRequest(org="410721-rsj"), timeout=20).handoffs
    times = [(h.offered_time.seconds, h.offered_time.nanos) for h in listed]
    assert times == sorted(times)
    accept = pb.AcceptHandoffRequest(request_id="inbox", case_id=cases[0], handoff_id="h1")
    handler.AcceptHandoff(accept, timeout=20)
    delivered = [pb.HandoffState.HANDOFF_STATE_DELIVERED]
    assert cases[0] not in flat(pages(states=delivered))
    accepted = [pb.HandoffState.HANDOFF_STATE_ACCEPTED]
    eventually(lambda: flat(pages(states=accepted)) == [cases[0]])
    request = pb.ListHandoffsRequest(org=LEAD)
    refused(handler.ListHandoffs, request, grpc.StatusCode.PERMISSION_DENIED)
    bad = pb.ListHandoffsRequest(org="410721-rsj", page_size=5000)
    assert set(fields(refused(handler.ListHandoffs, bad, grpc.StatusCode.INVALID_ARGUMENT))) == {"page_size"}


def test_a_matter_answered_elsewhere_is_recorded_at_its_own_times(world: World):
    importer = world.person("intake", "importer", "")
    past = registration("elsewhere", derived=True, occurred_time="2019-03-01T09:00:00+08:00")
    case = importer.RegisterCase(past, timeout=20).case_id
    found = world.routed(case)
    assert found.handoffs[0].delivered_time.seconds == 1551402000
    replied = Timestamp(seconds=1551402000 + 9 * 86400)
    outcome = pb.RecordOutcomeRequest(request_id="elsewhere:outcome", case_id=case, replied_time=replied)
    stub = world.person("dispatch", "importer", "")
    assert stub.RecordOutcome(outcome, timeout=20).created
    assert not stub.RecordOutcome(outcome, timeout=20).created
    assert world.routed(case).state == pb.CaseState.CASE_STATE_CONCLUDED
    eventually(lambda: "CaseConcluded" in names(world, case))
    steps = [e for e in world.events() if e.case == case and e.producer == "dispatch"]
    assert {e.time.isoformat() for e in steps} == {"2019-03-01T09:00:00+08:00", "2019-03-10T09:00:00+08:00"}
    assert all(e.recorded > e.time for e in steps)
    early = pb.RecordOutcomeRequest(request_id="early", case_id=case, replied_time=replied)
    refused(stub.RecordOutcome, early, grpc.StatusCode.FAILED_PRECONDITION)


def test_an_accusation_names_and_reaches_no_accused(world: World):
    accused = "141002104"
    facts = {
        "place_of_matter": accused,
        "power_holders": [f"{accused}-xfj", "141002-nyncj"],
        "accused_orgs": [accused, "141002-nyncj"],
    }
    case = world.register("accuse", purpose="ACCUSATION", facts=facts).case_id
    found = world.routed(case)
    assert found.lead
    assert not found.decision.excluded
    said = [e for e in world.events() if e.case == case]
    assert len(said) >= 4
    for event in said:
        assert accused not in str(event)
        assert "nyncj" not in str(event)
    assert "accused" not in str(said)
    get = pb.GetCaseRequest(case_id=case)
    for org in (accused, f"{accused}-xfj", "141002-nyncj"):
        for role in ("handler", "dispatcher", "leader"):
            refused(world.person("dispatch", role, org).GetCase, get, grpc.StatusCode.NOT_FOUND)
    audit = world.database("intake")["audit"]
    assert audit.count_documents({"request.case_id": case, "request.purpose": "routing"}) >= 1
    assert audit.count_documents({"request.case_id": case, "request.purpose": "access check"}) >= 1


def test_the_office_of_an_accused_government_does_not_see_its_own_entry(world: World):
    facts = {"place_of_matter": "141002", "accused_orgs": ["141002"]}
    case = world.register("own", purpose="ACCUSATION", facts=facts).case_id
    stub = world.person("dispatch", "dispatcher")
    eventually(lambda: any(e.case == case and e.name == "CaseRouted" for e in world.events()))
    refused(stub.GetCase, pb.GetCaseRequest(case_id=case), grpc.StatusCode.NOT_FOUND)


def test_urgent_matters_are_assigned_and_linked_ones_are_not_handed_on(world: World):
    urgent = world.routed(world.register("urgent", urgent=True).case_id)
    assert urgent.handoffs[0].mode == values.Mode.MODE_ASSIGN
    running = world.register("running").case_id
    linked = {
        "place_of_matter": "141002", "sector": "wages", "same_matter_case": running,
        "same_matter_state": "running", "same_matter_purpose": "APPEAL",
    }  # fmt: skip
    found = world.routed(world.register("linked", facts=linked).case_id)
    assert found.state == pb.CaseState.CASE_STATE_LINKED
    assert not found.handoffs
    assert not found.lead


def step(world, org, name, role="handler", **fields_of):
    stub = world.person("dispatch", role, org)
    request = getattr(pb, f"{name}Request")(**fields_of)
    return getattr(stub, name)(request, timeout=20)


def objection(case, handoff, proposed, request_id):
    return {
        "request_id": request_id, "case_id": case, "handoff_id": handoff, "reason_code": "NOT_MY_DUTY",
        "reason": "不属于本单位职责", "legal_basis": "《条例》第二十三条第三款", "proposed_org": proposed,
    }  # fmt: skip


def test_a_dispute_goes_up_and_its_decision_binds(world: World):
    case = world.register("dispute").case_id
    world.routed(case)
    step(world, LEAD, "ObjectHandoff", **objection(case, "h1", "141002-zjj", "dispute-o"))
    head = {"request_id": "dispute-u", "case_id": case, "handoff_id": "h1", "upheld": True, "reason": "属实"}
    step(world, OFFICE, "DecideObjection", "dispatcher", **head)
    step(world, "141002-zjj", "ObjectHandoff", **objection(case, "h2", LEAD, "dispute-o2"))
    found = world.routed(case)
    assert (found.state, found.dispute.state) == (pb.CaseState.CASE_STATE_DISPUTED, "COMMON_SUPERIOR")
    assert (found.dispute.to_org, found.lead, found.hops) == ("141002", "141002-zjj", 1)
    kinds = pb.ListWorkRequest(org="141002", kinds=[pb.WorkKind.WORK_KIND_DECIDE])
    superior = world.person("dispatch", "leader", "141002")
    work = eventually(lambda: superior.ListWork(kinds, timeout=20).work)
    assert [(w.case_id, w.about) for w in work] == [(case, "d1")]
    error = refused(
        world.person("dispatch", "leader", "141000").DecideDispute,
        pb.DecideDisputeRequest(request_id="dispute-x", case_id=case, lead=LEAD),
        grpc.StatusCode.NOT_FOUND,
    )
    assert LEAD not in error.details()
    step(world, "141002", "DecideDispute", "leader", request_id="dispute-d", case_id=case, lead=LEAD)
    found = world.routed(case)
    assert (found.lead, list(found.bound)) == (LEAD, [LEAD])
    again = pb.ObjectHandoffRequest(**objection(case, "h3", "141002-zjj", "dispute-o3"))
    error = refused(
        world.person("dispatch", "handler", LEAD).ObjectHandoff, again, grpc.StatusCode.FAILED_PRECONDITION
    )
    assert "bound" in error.details()
    step(world, LEAD, "AcceptHandoff", request_id="dispute-a", case_id=case, handoff_id="h3")
    assert world.routed(case).state == pb.CaseState.CASE_STATE_ACCEPTED


def test_a_stale_token_is_told_what_changed_since(world: World):
    case = world.register("stale").case_id
    seen = world.routed(case).version
    step(
        world,
        LEAD,
        "AcceptHandoff",
        request_id="stale-a",
        case_id=case,
        handoff_id="h1",
        expected_version=seen,
    )
    late = pb.ReportProgressRequest(
        request_id="stale-p", case_id=case, handoff_id="h1", summary="已约见", expected_version=seen
    )
    error = refused(world.person("dispatch", "handler", LEAD).ReportProgress, late, grpc.StatusCode.ABORTED)
    assert f"{seen + 1} HandoffAccepted by {LEAD}" in fields(error)["expected_version"]
    again = step(
        world,
        LEAD,
        "AcceptHandoff",
        request_id="stale-a",
        case_id=case,
        handoff_id="h1",
        expected_version=seen,
    )
    assert not again.created


def test_an_inbox_streams_what_waits_and_what_comes(world: World):
    office, place = "410725-xfj", "410725"
    facts = {"place_of_matter": place, "sector": "wages", "work_place": place}
    first = world.register("stream-1", registered_by=office, facts=facts).case_id
    world.routed(first, office)
    handler = world.person("dispatch", "handler", "410725-rsj")
    where = pb.ListHandoffsRequest(org="410725-rsj")
    eventually(lambda: handler.ListHandoffs(where, timeout=20).handoffs)
    stream = handler.WatchInbox(pb.WatchInboxRequest(org="410725-rsj"), timeout=40)
    assert next(stream).handoff.case_id == first
    second = world.register("stream-2", registered_by=office, facts=facts).case_id
    assert next(stream).handoff.case_id == second
    stream.cancel()
    stranger = world.person("dispatch", "handler", "410721-zjj").WatchInbox
    with pytest.raises(grpc.RpcError) as caught:
        next(stranger(pb.WatchInboxRequest(org="410725-rsj"), timeout=20))
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_a_batch_answers_for_each_item(world: World):
    cases = [world.register(f"batch-{i}").case_id for i in range(3)]
    for case in cases:
        world.routed(case)
    items = [{"request_id": f"b-{i}", "case_id": case, "handoff_id": "h1"} for i, case in enumerate(cases)]
    items += [{"request_id": "b-no", "case_id": cases[0], "handoff_id": "h9"}]
    items += [{"request_id": "b-gone", "case_id": "141002-2023-999999", "handoff_id": "h1"}]
    lead = world.person("dispatch", "handler", LEAD)
    request = pb.BatchAcceptRequest(items=[pb.BatchAcceptItem(**item) for item in items])
    results = lead.BatchAccept(request, timeout=30).results
    assert [(r.request_id, r.created, r.code) for r in results] == [
        ("b-0", True, ""), ("b-1", True, ""), ("b-2", True, ""),
        ("b-no", False, "NOT_FOUND"), ("b-gone", False, "NOT_FOUND"),
    ]  # fmt: skip
    again = lead.BatchAccept(request, timeout=30).results
    assert [r.version for r in again[:3]] == [r.version for r in results[:3]]
    assert not any(r.created for r in again)
    twice = pb.BatchAcceptRequest(items=[pb.BatchAcceptItem(**items[0])] * 2)
    assert [r.code for r in lead.BatchAccept(twice, timeout=30).results] == ["INVALID", "INVALID"]


def test_a_batch_passes_on_what_may_be_passed_on(world: World):
    """向下转送 of many: to an organ below, each with its own result; the lead moves, the chain shows."""
    cases = [world.register(f"down-{i}").case_id for i in range(4)]
    county, below = "141002", "141002-zjj"
    for i, case in enumerate(cases):
        world.routed(case)
        step(world, LEAD, "ObjectHandoff", **objection(case, "h1", county, f"down-o-{i}"))
        head = {"request_id": f"down-u-{i}", "case_id": case, "handoff_id": "h1", "reason": "属实"}
        step(world, OFFICE, "DecideObjection", "dispatcher", upheld=True, **head)
    items = [
        {"request_id": f"d-{i}", "case_id": case, "handoff_id": "h2", "to_org": below}
        for i, case in enumerate(cases[:2])
    ]
    items += [
        {"request_id": "d-up", "case_id": cases[2], "handoff_id": "h2", "to_org": "141000-rsj"},
        {"request_id": "d-back", "case_id": cases[3], "handoff_id": "h2", "to_org": LEAD},
        {"request_id": "d-gone", "case_id": "141002-2023-999999", "handoff_id": "h2", "to_org": below},
        {
            "request_id": "d-assign",
            "case_id": cases[3],
            "handoff_id": "h2",
            "to_org": below,
            "mode": "ASSIGN",
        },
        {
            "request_id": "d-stale",
            "case_id": cases[3],
            "handoff_id": "h2",
            "to_org": below,
            "expected_version": 1,
        },
    ]
    request = json_to_message(pb.BatchForwardRequest, {"items": items})
    results = world.person("dispatch", "dispatcher", county).BatchForward(request, timeout=30).results
    assert [(r.request_id, r.created, r.code) for r in results] == [
        ("d-0", True, ""), ("d-1", True, ""), ("d-up", False, "STATE"), ("d-back", False, "STATE"),
        ("d-gone", False, "NOT_FOUND"), ("d-assign", False, "INVALID"), ("d-stale", False, "CONFLICT"),
    ]  # fmt: skip
    assert "not below" in results[2].reason
    assert "had the matter before" in results[3].reason
    assert "report_due" in results[5].reason
    assert "HandoffObjected" in results[6].reason
    for case in cases[:2]:
        found = world.routed(case)
        assert (found.lead, found.hops) == (below, 1)
        states = [pb.HandoffState.Name(h.state).removeprefix("HANDOFF_STATE_") for h in found.handoffs]
        assert states == ["RELEASED", "PASSED_ON", "DELIVERED"]
        assert found.handoffs[2].from_org == county
    assert {world.routed(case).lead for case in cases[2:]} == {county}
    again = world.person("dispatch", "dispatcher", county).BatchForward(request, timeout=30).results
    assert [(r.version, r.created) for r in again[:2]] == [(r.version, False) for r in results[:2]]
    refused(
        world.person("dispatch", "registrar", county).BatchForward, request, grpc.StatusCode.PERMISSION_DENIED
    )
    stranger = world.person("dispatch", "handler", "350521-rsj").BatchForward(request, timeout=30).results
    assert {r.code for r in stranger} == {"NOT_FOUND"}


def test_an_advice_waits_for_the_dispatcher(world: World):
    facts = {"place_of_matter": "141002104", "sector": "village_affairs"}
    case = world.register("advice", facts=facts).case_id
    found = world.routed(case, state="WAITING_CONFIRMATION")
    assert (found.lead, len(found.handoffs)) == ("", 0)
    head = {"request_id": "advice-c", "case_id": case, "decision_id": found.decision.decision_id}
    step(world, OFFICE, "ConfirmRouting", "dispatcher", **head)
    assert world.routed(case).lead == found.decision.lead


def test_an_opinion_is_rendered_for_its_lead_alone(world: World):
    case = world.register("opinion").case_id
    world.routed(case)
    text = {"case_id": case, "claim": "支付工资", "facts": "属实", "opinion": "限期支付", "result": SUPPORTED}
    request = pb.RenderOpinionRequest(**text, basis=["《条例》第三十二条"])
    answer = world.person("dispatch", "handler", LEAD).RenderOpinion(request, timeout=20)
    assert answer.document[:2] == b"PK"
    assert len(answer.sha256) == 64
    refused(
        world.person("dispatch", "handler", "141002-zjj").RenderOpinion, request, grpc.StatusCode.NOT_FOUND
    )


def test_no_call_tells_an_accused_organ_of_an_accusation(world: World):
    """By no list and no text, and by no difference between its case and one that is not there."""
    facts = {"place_of_matter": "141002", "accused_orgs": ["141002-rsj"]}
    case = world.register("accused", purpose="ACCUSATION", facts=facts).case_id
    world.routed(case)
    handler = world.person("dispatch", "handler", "141002-rsj")
    said = {}
    for wanted in (case, "141002-2023-888888"):
        for name in STEPS:
            stub = world.person("dispatch", STEPS[name].roles[0], "141002-rsj")
            call, request = getattr(stub, name), getattr(pb, f"{name}Request")
            if STEPS[name].roles == ("importer",):
                continue
            error = refused(
                call, request(request_id=f"probe-{name}", case_id=wanted), grpc.StatusCode.NOT_FOUND
            )
            said.setdefault(name, set()).add(error.details().replace(wanted, "?"))
        refused(handler.GetCase, pb.GetCaseRequest(case_id=wanted), grpc.StatusCode.NOT_FOUND)
    assert {name: len(texts) for name, texts in said.items()} == dict.fromkeys(said, 1)
    listed = handler.ListHandoffs(pb.ListHandoffsRequest(org="141002-rsj"), timeout=20).handoffs
    work = handler.ListWork(pb.ListWorkRequest(org="141002-rsj"), timeout=20).work
    assert case not in {found.case_id for found in [*listed, *work]}


def test_the_workers_of_shilou_are_not_shuffled(world: World):
    """石楼–交城: unpaid in 交城, they went to three organs. Here: one hop, and one page that says why."""
    office, lead = "141126-xfj", "141122-rsj"
    facts = {
        "sector": "construction_wages", "place_of_matter": "141122", "work_place": "141122",
        "residence": "141126", "household": "141126",
    }  # fmt: skip
    case = world.register("shilou", registered_by=office, facts=facts).case_id
    found = world.routed(case, office)
    assert (found.lead, found.decision.rule) == (lead, "R10")
    step(world, lead, "AcceptHandoff", request_id="sl-a", case_id=case, handoff_id="h1")
    step(
        world,
        lead,
        "IssueOpinion",
        request_id="sl-o",
        case_id=case,
        result=SUPPORTED,
        basis=["《条例》第三十二条"],
    )
    step(world, lead, "DeliverOpinion", request_id="sl-d", case_id=case)
    step(world, lead, "ExecuteOpinion", request_id="sl-e", case_id=case)
    step(world, lead, "ConcludeCase", request_id="sl-c", case_id=case)

    def told():
        mine = [e for e in world.events() if e.case == case]
        return mine if mine and mine[-1].name == "CaseConcluded" else None

    events = eventually(told)
    leads = [e.data["to_org"] for e in events if e.name == "HandoffOffered" and e.data["role"] == "LEAD"]
    assert leads == [lead]
    assert world.routed(case, office).hops == 0
    reason = life(events, events[-1].recorded)
    said = Console(width=80, record=True, file=io.StringIO())
    said.print(page(reason))
    text = said.export_text()
    assert "R10" in text
    assert "保障农民工工资支付条例" in text
    assert len(text.splitlines()) < 150
