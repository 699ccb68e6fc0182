"""What is acknowledged is routed exactly once, whoever dies in the middle."""

from __future__ import annotations

from collections import Counter

import grpc
import pytest
from office_world import World, eventually, registration

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

pytestmark = [pytest.mark.stack, pytest.mark.crash]


def up(world: World, *services: str) -> None:
    for service in services:
        world.start(service)
    for service in services:
        world.ready(service)


def register_all(world: World, requests: list, patience: int = 60) -> list[str]:
    """The cases of a batch, sent again under the same ids until it is answered."""
    stub = world.person("intake", "registrar")

    def send():
        try:
            return stub.RegisterCases(iter(requests), timeout=20)
        except grpc.RpcError as error:
            away = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
            if error.code() not in away:
                raise
            return None

    results = eventually(send, patience, lambda: world.text("intake")).results
    assert not [r for r in results if r.errors]
    return [r.case_id for r in results]


def test_killed_in_the_middle_nothing_is_lost_and_nothing_twice(world: World):
    up(world, "intake", "dispatch")
    batches = [[registration(f"b{b}-{i}", intake.RegisterCasesRequest) for i in range(100)] for b in range(4)]
    cases = register_all(world, batches[0])
    stub = world.person("intake", "registrar")
    under_way = stub.RegisterCases.future(iter(batches[1]), timeout=20)
    world.kill("dispatch")
    world.kill("intake")
    assert under_way.exception() is not None or len(under_way.result().results) == 100
    up(world, "intake")
    cases += register_all(world, batches[1])
    world.start("dispatch")
    cases += register_all(world, batches[2])
    world.ready("dispatch")
    world.kill("dispatch")
    cases += register_all(world, batches[3])
    up(world, "dispatch")
    assert len(set(cases)) == 400
    handed_on = eventually(lambda: _handed_on(world, cases), 60, lambda: world.text("dispatch"))
    assert set(handed_on.values()) == {1}
    ids = Counter(e.id for e in world.events())
    streams = Counter(e.stream for e in world.events())
    last = {e.stream: e.seq for e in world.events()}
    repeats = {i: n for i, n in ids.items() if n > 1}
    assert {s: n for s, n in last.items() if streams[s] - _extra(repeats, s) != n} == {}
    states = world.database("dispatch")["cases"]
    eventually(lambda: states.count_documents({"state": "OFFERED"}) == 400)
    assert not world.records(f"{world.topic}.dlq")


def _handed_on(world: World, cases: list[str]) -> Counter[str] | None:
    routed = Counter({e.id: e.case for e in world.events() if e.name == "CaseRouted"}.values())
    return routed if set(routed) >= set(cases) else None


def _extra(repeats: dict[str, int], stream: tuple[str, str, str]) -> int:
    """Records beyond the first: the relay may publish again after a crash, under the same id."""
    case, _, producer = stream
    return sum(n - 1 for i, n in repeats.items() if i.startswith(f"{case}/{producer}/"))


def test_an_accusation_waits_for_intake_and_is_no_dead_letter(world: World):
    up(world, "intake")
    facts = {"place_of_matter": "141002", "accused_orgs": ["141002-rsj"]}
    case = world.register("wait", purpose="ACCUSATION", facts=facts).case_id
    eventually(lambda: any(e.case == case for e in world.events()), 30, lambda: world.text("intake"))
    world.kill("intake")
    world.start("dispatch")
    eventually(lambda: "UNAVAILABLE" in world.log("dispatch").read_text(encoding="utf-8"), 60)
    assert not [e for e in world.events() if e.producer == "dispatch"]
    up(world, "intake")
    assert world.routed(case).lead
    assert not world.records(f"{world.topic}.dlq")
    assert world.stop("dispatch") == 0
    assert world.stop("intake") == 0


def test_a_step_answered_before_a_crash_is_known_after_it(world: World):
    up(world, "intake", "dispatch")
    case = world.register("step").case_id
    lead = world.person("dispatch", "handler", world.routed(case).lead)
    accept = pb.AcceptHandoffRequest(request_id="step-a", case_id=case, handoff_id="h1")
    first = lead.AcceptHandoff(accept, timeout=20)
    world.kill("dispatch")
    up(world, "dispatch")
    again = lead.AcceptHandoff(accept, timeout=20, wait_for_ready=True)
    assert (first.created, again.created) == (True, False)
    assert again.version == first.version
