"""一季一案 of 临汾, May to November 2023 (seed 000), through the four running services.

The office registers the matters by intake, dispatch routes them, the unit accepts, answers, concludes and
settles them by dispatch, the chiefs take them by oversight, each on its day of the seed. The figures are
reporting's: 42 taken, 35 concluded, 32 settled, 7 in progress.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from office_world import eventually
from watch_world import UNIT, WatchWorld

from sankua.core.events import Event
from sankua.core.times import SHANGHAI, format_time, local_date
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as reporting
from tools.seeds.linfen import OFFICE, history

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]
SERVICES = ("intake", "dispatch", "oversight", "reporting")
START = datetime(2023, 5, 9, 9, tzinfo=SHANGHAI)
END = datetime(2023, 11, 30, 23, tzinfo=SHANGHAI)
CHIEF = "141000/chief-1"
Act = tuple[datetime, Callable[[], Any]]


def the_quarter() -> list[list[Event]]:
    """The histories of the cases that chiefs took."""
    stories = [s.events for s in history().stories]
    return [events for events in stories if any(e.data.get("scheme") == "一季一案" for e in events)]


def register(world: WatchWorld, number: int, first: Event) -> str:
    """The case's number, from intake. The seed does not say what the matters were: here, unpaid wages."""
    named = ("channel", "purpose", "branch", "petitioner_count", "registered_by")
    matter = {name: first.data[name] for name in named} | {
        "facts": {
            **first.data["facts"],
            "place_of_matter": "141002",
            "sector": "wages",
            "work_place": "141002",
        },
        "title": "积案",
        "anonymous": True,
        "content": f"多年未解决的事项,第{number}件。",
        "occurred_time": format_time(first.time),
        "received_at": format_time(first.time),
    }
    asked = json_to_message(
        intake.RegisterCaseRequest, {"request_id": f"quarter-{number}", "registration": matter}
    )
    return str(world.person("intake", "importer", OFFICE).RegisterCase(asked, timeout=20).case_id)


def step(world: WatchWorld, name: str, case: str, **more: Any) -> None:
    """The unit's step, by dispatch."""
    asked = {"request_id": f"{name}-{case}", "case_id": case, **more}
    request = json_to_message(getattr(dispatch, f"{name}Request"), asked)
    assert getattr(world.person("dispatch", "handler", UNIT), name)(request, timeout=20).created


def take(world: WatchWorld, case: str, said: Event) -> None:
    """A chief takes the case, by oversight."""
    asked = {name: said.data[name] for name in ("owner_org", "level", "scheme")}
    owner = f"141000/{said.data['owner_ref']}"
    answer = world.call(
        "AssignOwner", OFFICE, request_id=case, case_id=case, org=OFFICE, owner_ref=owner, **asked
    )
    assert answer["created"]


STEPS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "OpinionIssued": [("IssueOpinion", {"result": "SUPPORTED", "basis": ["《信访工作条例》第三十二条"]})],
    "OpinionDelivered": [("DeliverOpinion", {})],
    "CaseConcluded": [
        ("RecordChecklistItem", {"checklist": "standards", "item": "s1"}),
        ("ExecuteOpinion", {}),
        ("ConcludeCase", {}),
    ],
    "CaseSettled": [("SettleCase", {"grade": {"resolved": True}})],
}
"""What the unit does in dispatch for an event of the seed."""


def acts(world: WatchWorld, case: str, events: list[Event]) -> list[Act]:
    """What was done from May on, each at its moment."""
    found: list[Act] = []
    for event in events:
        if event.name == "OwnerAssigned":
            found.append((event.time, partial(take, world, case, event)))
        for name, more in STEPS.get(event.name, ()):
            found.append((event.time, partial(step, world, name, case, **more)))
    return found


def figures(world: WatchWorld) -> dict[str, Any]:
    asked = reporting.GetFiguresRequest(period="2023-05-01..2023-11-30")
    report = json.loads(world.person("reporting", "leader", OFFICE).GetFigures(asked, timeout=30).report_json)
    return dict(report["ownership"].get("一季一案", {}))


async def test_the_quarter_of_linfen(world: WatchWorld) -> None:
    world.at(START)
    for service in SERVICES:
        world.start(service)
    for service in SERVICES:
        world.ready(service)
    cases = {register(world, n, events[0]): events for n, events in enumerate(the_quarter())}
    assert len(cases) == 42
    for case in cases:
        found = world.routed(case, OFFICE)
        assert found.lead == UNIT
        step(world, "AcceptHandoff", case, handoff_id="h1")
    known = world.database("oversight")["cases"]
    accepted = {"pos.intake": {"$gte": 1}, "pos.dispatch": {"$gte": 4}}
    eventually(lambda: known.count_documents(accepted) == 42, 60, lambda: world.text("oversight"))
    todo = sorted(
        (a for case, events in cases.items() for a in acts(world, case, events)), key=lambda a: a[0]
    )
    for _, day in groupby(todo, key=lambda act: local_date(act[0])):
        for moment, act in day:
            world.at(moment)
            act()
    world.at(END)
    wanted = {"taken": 42, "concluded": 35, "settled": 32, "in_progress": 7, "raised": 0}
    eventually(lambda: figures(world) == wanted, 60, lambda: f"{figures(world)}\n{world.text('reporting')}")
    page = world.call("ListOwned", OFFICE, "leader", owner_ref=CHIEF)
    assert {c["scheme"] for c in page["cases"]} == {"一季一案"}
    (duty,) = page["duties"]
    # Chiefs took their last cases in September: in the last quarter the duty is open, and days are left.
    assert (duty["quarter"], duty["due_on"], duty.get("taken", 0)) == ("2023Q4", "2023-12-31", 0)
