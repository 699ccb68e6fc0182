"""What days bring, on the real stack under one clock: rungs and redirects that run out, a meeting, 倒流.

Dispatch, intake and oversight as processes; each test takes the clock on from where it is.
"""

from __future__ import annotations

import re
import secrets
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

# The world that oversight's contract is tested in; pytest finds helpers only beside the test.
sys.path.insert(0, str(Path(__file__).parents[2] / "contract" / "oversight"))

import grpc
import pytest
from office_world import OFFICE, eventually, unless
from watch_world import WatchWorld

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.library.data import data_folder
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from services.dispatch.rulefiles import load_closure

pytestmark = pytest.mark.stack
SERVICES = ("intake", "dispatch", "oversight")
LEAD, OTHER, THIRD, MEETING = "141002-rsj", "141002-zjj", "141002-czj", "141000-lxb"
CLOSURE = load_closure(data_folder())


class Days(WatchWorld):
    """The world with dispatch in it, and a clock that goes on."""

    today = datetime(2023, 5, 10, 10, tzinfo=SHANGHAI)

    def days(self, count: float) -> None:
        """The clock goes on."""
        self.today += timedelta(days=count)
        self.at(self.today)

    def step(self, name: str, org: str, case: str, role: str = "handler", **args: Any) -> Any:
        """One step of an organ."""
        request = json_to_message(
            getattr(pb, f"{name}Request"), {"request_id": secrets.token_hex(8), "case_id": case, **args}
        )
        return getattr(self.person("dispatch", role, org), name)(request, timeout=20)

    def told(self, case: str, name: str) -> list[Event]:
        """Events of this name in a case, each once."""
        return list({e.id: e for e in self.events() if (e.case, e.name) == (case, name)}.values())

    def metric(self, name: str, **labels: str) -> float:
        """A sample of dispatch's metrics; 0 where there is none."""
        url = f"http://127.0.0.1:{self.ports['dispatch']['HTTP']}/metrics"
        with urllib.request.urlopen(url, timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        wanted = re.escape(f"{name}{{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}")
        found = [re.match(rf"{wanted} (\S+)", line) for line in lines]
        return sum(float(m[1]) for m in found if m)


@pytest.fixture(scope="module")
def world(kafka: LocalKafka, mongo: LocalMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """All three, ready, on 10 May 2023, 10:00."""
    folder: Path = tmp_path_factory.mktemp("days")
    found = Days(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    found.more |= {"SANKUA_TIMER_SECONDS": "0.2", "SANKUA_GAUGE_SECONDS": "0.2"}
    found.days(0)
    try:
        for service in SERVICES:
            found.start(service)
        for service in SERVICES:
            found.ready(service)
        yield found
    finally:
        found.end()


def objection(proposed: str, handoff: str = "h1") -> dict[str, str]:
    return {
        "handoff_id": handoff, "reason_code": "NOT_MY_DUTY", "reason": "不属于本单位职责",
        "legal_basis": "《条例》第二十三条第三款", "proposed_org": proposed,
    }  # fmt: skip


def disputed(world: Days, name: str) -> str:
    """A case whose organs are to agree."""
    case: str = world.register(name).case_id
    world.routed(case)
    world.step("ObjectHandoff", LEAD, case, **objection(OTHER))
    world.step("OpenDispute", LEAD, case)
    return case


def test_a_rung_that_runs_out_goes_up_by_itself_and_once(world: Days):
    before = world.metric("sankua_dispatch_moved_by_clock_total", what="dispute")
    case = disputed(world, "rung")
    assert world.routed(case).dispute.state == "AGREEING"
    opened = {"rung": "AGREEING"}
    eventually(lambda: world.metric("sankua_dispatch_open_disputes", **opened) == 1)
    world.days(6)
    found = eventually(lambda: (n := world.routed(case).dispute).state == "COMMON_SUPERIOR" and n)
    assert found.to_org == "141002"
    eventually(lambda: len(world.told(case, "DisputeReferred")) == 1)
    world.days(10)
    eventually(lambda: world.routed(case).dispute.state == "JOINT_MEETING")
    rungs = [e.data["rung"] for e in sorted(world.told(case, "DisputeReferred"), key=lambda e: e.seq)]
    assert rungs == ["COMMON_SUPERIOR", "JOINT_MEETING"]
    # The provisional lead was never taken from the case, and nobody stopped time.
    assert world.routed(case).lead == LEAD
    assert world.metric("sankua_dispatch_moved_by_clock_total", what="dispute") - before >= 2
    assert world.metric("sankua_dispatch_disputes_total", event="JOINT_MEETING") >= 1
    eventually(lambda: world.metric("sankua_dispatch_open_disputes", rung="JOINT_MEETING") >= 1)


def test_an_unacknowledged_redirect_comes_back(world: Days):
    kept, lost = (world.register(name).case_id for name in ("kept", "lost"))
    for case in (kept, lost):
        world.routed(case)
        world.step("AcceptHandoff", LEAD, case, handoff_id="h1")
        world.step("RedirectCase", LEAD, case, to_org="141002-sfj", destination="人民调解")
    world.step("AcknowledgeRedirect", "141002-sfj", kept)
    world.days(16)
    back = world.routed(lost, state="WAITING_FACTS")
    assert (back.lead, list(back.decision.missing_facts)) == ("", ["branch"])
    result = eventually(lambda: world.told(lost, "RedirectResult"))
    assert [e.data["result"] for e in result] == ["逾期未签收，退回登记机构"]
    assert world.routed(kept).redirect_acknowledged
    assert not world.told(kept, "RedirectResult")


def test_the_joint_meeting_decides_the_dispute_it_has_taken(world: Days):
    decided = world.metric("sankua_dispatch_disputes_total", event="decided")
    case = disputed(world, "meeting")
    up = {
        "request_id": f"{case}-up",
        "case_id": case,
        "org": OFFICE,
        "rung": "CITY_OFFICE",
        "ground": "STALLING",
    }
    eventually(lambda: unless(grpc.StatusCode.NOT_FOUND, lambda: world.call("RaiseEscalation", OFFICE, **up)))
    about = {"case_id": case, "org": MEETING, "meeting_id": "2023-6"}
    day = world.today.date().isoformat()
    world.call("ConveneMeeting", MEETING, request_id=f"{case}-c", **about, held_on=day)
    decision = {"decision": "由财政局主办", "lead": THIRD, "to_org": THIRD, "follow_up_due": day}
    world.call("DecideMeeting", MEETING, request_id=f"{case}-d", **about, **decision)
    found = eventually(lambda: (n := world.routed(case)).lead == THIRD and n)
    assert (list(found.bound), found.dispute.state) == ([THIRD], "DECIDED")
    [said] = eventually(lambda: world.told(case, "DisputeDecided"))
    [meeting] = world.told(case, "MeetingDecided")
    assert (said.data["by_org"], said.source) == (MEETING, MEETING)
    assert said.causation_id == meeting.id
    bound = pb.ObjectHandoffRequest(request_id="bound", case_id=case, **objection(LEAD, "h2"))
    with pytest.raises(grpc.RpcError, match="bound"):
        world.person("dispatch", "handler", THIRD).ObjectHandoff(bound, timeout=20)
    # What a meeting decided is counted as what an organ decided.
    assert world.metric("sankua_dispatch_disputes_total", event="decided") == decided + 1


def test_a_dispute_that_a_rule_opens_is_counted(world: Days):
    before = {
        event: world.metric("sankua_dispatch_disputes_total", event=event)
        for event in ("opened", "COMMON_SUPERIOR")
    }
    facts = {"sector": "wages", "power_holders": ["141002-rsj", "141024-rsj"]}
    case = world.register("rule", facts=facts).case_id
    found = world.routed(case)
    assert (found.state, found.dispute.state) == (pb.CaseState.CASE_STATE_REFERRED, "COMMON_SUPERIOR")
    for event, count in before.items():
        assert world.metric("sankua_dispatch_disputes_total", event=event) == count + 1


def test_two_organs_that_send_a_case_to_and_fro_are_a_pair(world: Days):
    case = disputed(world, "pair")
    world.step("AgreeDispute", OTHER, case)
    pair = {"first": LEAD, "second": OTHER}
    eventually(lambda: world.metric("sankua_dispatch_pingpong_cases", **pair) >= 1)


def answered(world: Days, case: str, handoff: str = "") -> None:
    """The handling, up to the delivered opinion."""
    if handoff:
        world.step("AcceptHandoff", LEAD, case, handoff_id=handoff)
    world.step("IssueOpinion", LEAD, case, result="SUPPORTED", basis=["《条例》第三十二条"])
    world.step("DeliverOpinion", LEAD, case)


def test_what_flows_back_is_raised_by_oversight_and_concluded_after_the_five(world: Days):
    case = world.register("back").case_id
    world.routed(case)
    answered(world, case, "h1")
    world.step("RecordChecklistItem", LEAD, case, checklist="standards", item="s1")
    world.step("ExecuteOpinion", LEAD, case)
    world.step("ConcludeCase", LEAD, case)
    world.step("SettleCase", LEAD, case, grade={"resolved": True})
    world.days(2)
    world.step("ReopenCase", OFFICE, case, role="dispatcher", cause="承诺未兑现")
    answered(world, case)
    # Oversight hears of it and raises the owner; dispatch hears of that.
    [raised] = eventually(lambda: [e for e in world.told(case, "OwnerAssigned") if e.data.get("raised")])
    [reopened] = world.told(case, "CaseReopened")
    assert raised.causation_id == reopened.id
    eventually(lambda: "oversight" in world.database("dispatch")["cases"].find_one({"_id": case})["parts"])

    def missing() -> str:
        with pytest.raises(grpc.RpcError) as caught:
            world.step("ConcludeCase", LEAD, case)
        assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        return str(caught.value.details())

    said = missing()
    assert "提级包案" not in said
    for item in CLOSURE.renew:
        assert item.text in said
    for item in CLOSURE.renew[:-1]:
        world.step("RecordChecklistItem", LEAD, case, checklist="renew", item=item.id)
    said = missing()
    assert CLOSURE.renew[-1].text in said
    assert CLOSURE.renew[0].text not in said
    world.step("RecordChecklistItem", LEAD, case, checklist="renew", item=CLOSURE.renew[-1].id)
    world.step("ConcludeCase", LEAD, case)
    assert world.routed(case).state == pb.CaseState.CASE_STATE_CONCLUDED
    # It comes back once more, on another day: the old raise and the old list do not count for it.
    world.days(2)
    world.kill("oversight")
    world.step("ReopenCase", OFFICE, case, role="dispatcher", cause="再次反映")
    answered(world, case)
    for item in CLOSURE.renew:
        world.step("RecordChecklistItem", LEAD, case, checklist="renew", item=item.id)
    assert "提级包案" in missing()
    world.start("oversight")
    world.ready("oversight")
    eventually(lambda: len([e for e in world.told(case, "OwnerAssigned") if e.data.get("raised")]) == 2, 60)

    def concluded() -> Any:
        return unless(grpc.StatusCode.FAILED_PRECONDITION, lambda: world.step("ConcludeCase", LEAD, case))

    eventually(concluded)
    assert not world.records(f"{world.topic}.dlq")
