"""A storm: all cases are objected to and offered anew at once, dispatch dies meanwhile; figures are exact.

`SANKUA_STORM=1000` makes it as large as the office's worst day; the usual size is for every run.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import grpc
import pytest
from office_world import OFFICE, World, eventually, registration

from sankua.core.counting import Period, fold, report
from sankua.core.events import Event
from sankua.core.times import local_date
from sankua.library.counting import load_counting_books
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

CASES = int(os.environ.get("SANKUA_STORM", "120"))
CALLERS = 12
PATIENCE = 60 + CASES
LEAD, OTHER = "141002-rsj", "141002-zjj"
pytestmark = [pytest.mark.stack, pytest.mark.timeout(300 + CASES)]


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


def registered(world: World) -> list[str]:
    """So many cases, all handed to LEAD."""
    requests = (registration(f"storm-{i}", intake.RegisterCasesRequest) for i in range(CASES))
    stub = world.person("intake", "registrar")
    cases = [r.case_id for r in stub.RegisterCases(iter(list(requests)), timeout=PATIENCE).results]
    assert len(set(cases)) == CASES
    commits = world.database("dispatch")["commits"]
    eventually(lambda: commits.count_documents({}) == CASES, PATIENCE, lambda: world.text("dispatch"))
    return cases


def once(events: Iterable[Event]) -> list[Event]:
    """Each event once: after a crash the relay publishes the last half second again, same ids."""
    return list({e.id: e for e in events}.values())


def test_a_storm_of_objections_is_exact_after_a_kill(world: World):
    for service in ("intake", "dispatch"):
        world.start(service)
    for service in ("intake", "dispatch"):
        world.ready(service)
    cases = registered(world)
    reached: dict[str, int] = {}
    started = threading.Event()

    def some(part: range) -> None:
        for i in part:
            reached[cases[i]] = shuffled(world, cases[i], i)
            if len(reached) >= CASES // 4:
                started.set()

    threads = [threading.Thread(target=some, args=(range(k, CASES, CALLERS),)) for k in range(CALLERS)]
    for thread in threads:
        thread.start()
    assert started.wait(PATIENCE)
    world.kill("dispatch")
    assert len(reached) < CASES, "the storm was over before the kill"
    world.start("dispatch")
    world.ready("dispatch")
    for thread in threads:
        thread.join(PATIENCE)
    assert set(reached) == set(cases)
    states = world.database("dispatch")["cases"]
    moved = {"lead": OTHER, "state": "OFFERED", "hops": 1}
    eventually(lambda: states.count_documents(moved) == CASES, PATIENCE, lambda: world.text("dispatch"))
    assert {d["_id"]: d["pos"]["dispatch"] for d in states.find({}, {"pos": 1})} == reached
    events = eventually(lambda: _all_there(world), PATIENCE)
    told = Counter(e.name for e in events if e.producer == "dispatch")
    wanted = dict.fromkeys(("CaseRouted", "HandoffObjected", "ObjectionUpheld"), CASES)
    assert {name: told[name] for name in wanted} == wanted
    leads = Counter(e.case for e in events if e.name == "HandoffOffered" and e.data["role"] == "LEAD")
    assert leads == dict.fromkeys(cases, 2)
    _check_figures(events)
    for case in cases[:: max(1, CASES // 6)]:
        assert world.routed(case).version == reached[case]
    assert not world.records(f"{world.topic}.dlq")


def _all_there(world: World) -> list[Event] | None:
    """All events, once the relay has published what is committed."""
    committed = sum(c["n"] for c in world.database("dispatch")["commits"].find({}, {"n": 1}))
    found = once(world.events())
    return found if sum(e.producer == "dispatch" for e in found) == committed else None


def _check_figures(events: list[Event]) -> None:
    """What the offline report counts in this log, by the counting rules of every other figure."""
    rows: dict[str, Any] = {}
    for event in sorted(events, key=lambda e: (e.case, e.recorded, e.producer, e.seq)):
        rows[event.case] = fold(rows.get(event.case), event)
    last = max(e.time for e in events)
    period = Period(local_date(min(e.time for e in events)), local_date(last))
    found = report(rows.values(), period, last, (), load_counting_books())["handoffs"]
    figures = {name: found[name] for name in ("objected", "upheld", "rejected", "disputes", "hops")}
    assert figures == {"objected": CASES, "upheld": CASES, "rejected": 0, "disputes": 0, "hops": {"1": CASES}}
