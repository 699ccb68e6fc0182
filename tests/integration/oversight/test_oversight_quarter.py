"""一季一案 of 临汾, May to November 2023 (seed 000), through running intake, oversight and reporting.

The office registers the matters by intake, the chiefs take them by oversight, each on its day; what dispatch
would say comes on the topic. The figures are reporting's: 42 taken, 35 concluded, 32 settled, 7 in progress.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from office_world import eventually
from watch_world import WatchWorld

from sankua.core.events import Event
from sankua.core.times import SHANGHAI, format_time
from sankua.wire.codec import json_to_message
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as reporting
from tools.seeds.linfen import OFFICE, history

pytestmark = pytest.mark.stack
END = datetime(2023, 11, 30, 23, tzinfo=SHANGHAI)


def the_quarter() -> list[list[Event]]:
    """The histories of the cases that chiefs took."""
    stories = [s.events for s in history().stories]
    return [events for events in stories if any(e.data.get("scheme") == "一季一案" for e in events)]


def register(world: WatchWorld, number: int, first: Event) -> str:
    """The case's number, from intake."""
    named = ("channel", "purpose", "branch", "facts", "petitioner_count", "registered_by")
    matter = {name: first.data[name] for name in named} | {
        "title": "积案",
        "content": "多年未解决的事项。",
        "occurred_time": format_time(first.time),
        "received_at": format_time(first.time),
    }
    asked = json_to_message(
        intake.RegisterCaseRequest, {"request_id": f"quarter-{number}", "registration": matter}
    )
    return str(world.person("intake", "importer", OFFICE).RegisterCase(asked, timeout=20).case_id)


def told(case: str, events: list[Event], concluding: bool) -> list[Any]:
    """Dispatch's events of a case, before or from its end on."""
    ends = {"OpinionIssued", "OpinionDelivered", "CaseConcluded", "CaseSettled"}
    return [
        (case, e.name, e.time, {**e.data, "by": e.source})
        for e in events
        if e.producer == "dispatch" and (e.name in ends) is concluding
    ]


async def test_the_quarter_of_linfen(world: WatchWorld) -> None:
    world.at(datetime(2023, 5, 9, 9, tzinfo=SHANGHAI))
    for service in ("intake", "oversight", "reporting"):
        world.start(service)
    for service in ("intake", "oversight", "reporting"):
        world.ready(service)
    cases = {register(world, n, events[0]): events for n, events in enumerate(the_quarter())}
    assert len(cases) == 42
    await world.play(*(step for case, events in cases.items() for step in told(case, events, False)))
    known = world.database("oversight")["cases"]
    eventually(lambda: known.count_documents({"pos.dispatch": 4}) == 42, 60, lambda: world.text("oversight"))
    for case, events in cases.items():
        taken = next(e for e in events if e.name == "OwnerAssigned")
        world.at(taken.time)
        names = ("owner_ref", "owner_org", "level", "scheme")
        asked = {name: taken.data[name] for name in names}
        answer = world.call("AssignOwner", OFFICE, request_id=case, case_id=case, org=OFFICE, **asked)
        assert answer["created"]
    world.at(END)
    await world.play(*(step for case, events in cases.items() for step in told(case, events, True)))

    def figures() -> dict[str, Any]:
        asked = reporting.GetFiguresRequest(period="2023-05-01..2023-11-30")
        stub = world.person("reporting", "leader", OFFICE)
        report = json.loads(stub.GetFigures(asked, timeout=30).report_json)
        return dict(report["ownership"].get("一季一案", {}))

    wanted = {"taken": 42, "concluded": 35, "settled": 32, "in_progress": 7, "raised": 0}
    eventually(lambda: figures() == wanted, 60, lambda: f"{figures()}\n{world.text('reporting')}")
