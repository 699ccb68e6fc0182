"""A storm: all cases are objected to and offered anew at once, dispatch dies meanwhile; figures are exact."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import grpc
import pytest
from office_world import OFFICE, World, eventually

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb

CASES = 120
LEAD, OTHER = "141002-rsj", "141002-zjj"
pytestmark = pytest.mark.stack


def shuffled(world: World, case: str, number: int) -> int:
    """Objects and offers anew, as often as it takes: the same requests again. The version reached."""
    objection = pb.ObjectHandoffRequest(
        request_id=f"storm-o-{number}", case_id=case, handoff_id="h1", reason_code="NOT_MY_DUTY",
        reason="不属于本单位职责", legal_basis="《条例》第二十三条", proposed_org=OTHER,
    )  # fmt: skip
    decision = pb.DecideObjectionRequest(
        request_id=f"storm-d-{number}", case_id=case, handoff_id="h1", upheld=True, reason="属实"
    )
    patiently(world.person("dispatch", "handler", LEAD).ObjectHandoff, objection)
    return int(patiently(world.person("dispatch", "dispatcher", OFFICE).DecideObjection, decision).version)


def patiently(call: Any, request: Any) -> Any:
    """The answer, however often the service was away meanwhile. Any other refusal is a failure."""
    while True:
        try:
            return call(request, timeout=60, wait_for_ready=True)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise


def test_a_storm_of_objections_is_exact_after_a_kill(world: World):
    for service in ("intake", "dispatch"):
        world.start(service)
    for service in ("intake", "dispatch"):
        world.ready(service)
    cases = [world.register(f"storm-{i}").case_id for i in range(CASES)]
    for case in cases:
        world.routed(case)
    reached: dict[str, int] = {}
    started = threading.Event()

    def some(part: range) -> None:
        for i in part:
            reached[cases[i]] = shuffled(world, cases[i], i)
            if len(reached) >= CASES // 4:
                started.set()

    threads = [threading.Thread(target=some, args=(range(k, CASES, 12),)) for k in range(12)]
    for thread in threads:
        thread.start()
    assert started.wait(60)
    world.kill("dispatch")
    world.start("dispatch")
    world.ready("dispatch")
    for thread in threads:
        thread.join(120)
    assert set(reached) == set(cases)
    wanted = {"HandoffObjected": CASES, "ObjectionUpheld": CASES}

    def events() -> list[Any]:
        """Each event once: after a crash the relay publishes the last half second again, same ids."""
        return list({e.id: e for e in world.events() if e.producer == "dispatch"}.values())

    def told() -> Counter[str]:
        return Counter(e.name for e in events())

    found = eventually(lambda: (n := told())["ObjectionUpheld"] >= CASES and n, 60)
    assert {name: found[name] for name in wanted} == wanted
    offers = [e for e in events() if e.name == "HandoffOffered" and e.data["role"] == "LEAD"]
    leads = Counter(e.case for e in offers)
    assert set(leads.values()) == {2}
    for case in cases[::20]:
        now = world.routed(case)
        assert (now.lead, now.hops) == (OTHER, 1)
        assert now.version == reached[case]
    assert not world.records(f"{world.topic}.dlq")
