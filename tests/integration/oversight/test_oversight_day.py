"""A day of 灭红灯 through the running service, from the morning list to the evening figure and on.

Events come by Kafka, lists and figures by gRPC. SANKUA_DAY_CASES sets how many cases (5000 for a city).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import grpc
import pytest
from office_world import eventually
from watch_world import WatchWorld, offered

from sankua.core.times import SHANGHAI

COUNT = int(os.environ.get("SANKUA_DAY_CASES", "200"))
PATIENCE = 60 + COUNT / 20
pytestmark = [pytest.mark.stack, pytest.mark.timeout(120 + COUNT / 4)]
START = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
MORNING = datetime(2023, 3, 14, 0, 0, 5, tzinfo=SHANGHAI)
"""Delivered on the 1st, C04 is due on the 16th: RED from the 14th."""
OFFICE, PLACE = "141002-xfj", "141002"
UNITS = ("141002-rsj", "141002-zjj", "141002-jyj", "141002-wjw")
CASES = {f"141002-2023-{n:06}": UNITS[n % len(UNITS)] for n in range(1, COUNT + 1)}
ACCEPTED = [case for n, case in enumerate(CASES) if n % 2]
TAKEN = 12


def registered(case: str) -> tuple[str, str, datetime, dict[str, Any]]:
    data = {"channel": "LETTER", "purpose": "APPEAL", "registered_by": OFFICE, "petitioner_count": 1}
    return case, "CaseRegistered", START, {**data, "by": OFFICE}


def items(world: WatchWorld, day: str, org: str = PLACE) -> list[dict[str, Any]]:
    """The whole list of a day, page by page, what turns red next left out."""
    found: list[dict[str, Any]] = []
    token = ""
    while True:
        asked = {"org": org, "day": day, "page_size": 70, "page_token": token}
        page = world.call("ListDayItems", OFFICE, **asked)
        found += [item for item in page.get("items", []) if not item.get("next")]
        if not (token := page.get("next_page_token", "")):
            return found


def figures(world: WatchWorld, day: str, org: str = PLACE) -> dict[str, int]:
    asked = {"org": org, "from_day": day, "to_day": day}
    (found,) = world.call("GetDayFigures", OFFICE, **asked)["days"]
    return {name: int(found.get(name, 0)) for name in ("carried", "turned", "taken", "cleared", "left")}


def wait(world: WatchWorld, until: Callable[[], bool]) -> None:
    eventually(until, PATIENCE, lambda: world.text("oversight")[-2000:])


def quiet(world: WatchWorld) -> Callable[[], bool]:
    """Nothing is due by the world's clock."""
    cases = world.database("oversight")["cases"]
    return lambda: not cases.count_documents({"next_fire_at": {"$lte": world.now()}})


async def test_a_day_from_the_morning_list_to_the_evening_figure(world: WatchWorld) -> None:
    world.at(START)
    world.start("oversight")
    world.ready("oversight")
    await world.play(*(registered(case) for case in CASES), producer="intake")
    await world.play(*(step for case, unit in CASES.items() for step in offered(case, START, to=unit)))
    known = world.database("oversight")["cases"]
    wait(world, lambda: known.count_documents({"pos.dispatch": 2, "pos.intake": 1}) == COUNT)

    world.at(MORNING)
    wait(world, quiet(world))
    morning = items(world, "2023-03-14")
    assert Counter((i["clock"], i["org"]) for i in morning) == Counter(("C04", u) for u in CASES.values())
    assert figures(world, "2023-03-14") == {
        "carried": 0, "turned": COUNT, "taken": 0, "cleared": 0, "left": COUNT,
    }  # fmt: skip

    world.at(MORNING + timedelta(hours=9))
    for n, item in enumerate(morning[:TAKEN]):
        take(world, n, item)
    unit, case = morning[0]["org"], morning[0]["case_id"]
    about = {"case_id": case, "org": unit, "clock": "C04", "key": "h1", "explanation": "已办"}
    with pytest.raises(grpc.RpcError) as burning:
        world.call("ClearItem", unit, "handler", request_id="c", **about)
    assert burning.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    noon = MORNING + timedelta(hours=12)
    await world.play(*((c, "HandoffAccepted", noon, {"handoff_id": "h1", "by": CASES[c]}) for c in ACCEPTED))
    world.at(noon)
    wait(world, lambda: known.count_documents({"pos.dispatch": 3}) == len(ACCEPTED))
    wait(world, quiet(world))

    world.at(MORNING + timedelta(hours=18))
    left = COUNT - len(ACCEPTED)
    evening = {"carried": 0, "turned": COUNT, "taken": TAKEN, "cleared": len(ACCEPTED), "left": left}
    assert figures(world, "2023-03-14") == evening
    by_unit = [figures(world, "2023-03-14", unit) for unit in UNITS]
    assert {name: sum(f[name] for f in by_unit) for name in evening} == evening
    cleared = {i["case_id"] for i in items(world, "2023-03-14") if i.get("cleared_on") == "2023-03-14"}
    assert cleared == set(ACCEPTED)

    world.at(MORNING + timedelta(days=1))
    wait(world, quiet(world))
    assert figures(world, "2023-03-15")["carried"] == figures(world, "2023-03-15")["left"] == left
    carried = items(world, "2023-03-15")
    assert {i["case_id"] for i in carried} == set(CASES) - set(ACCEPTED)
    assert all(i["carried"] for i in carried)
    # What was shown yesterday stays as it was.
    assert figures(world, "2023-03-14") == evening
    own = Counter((e.case, e.name) for e in published(world) if e.name in ("ItemCleared", "ItemTaken"))
    assert own == Counter({(c, "ItemCleared"): 1 for c in ACCEPTED}) + Counter(
        {(i["case_id"], "ItemTaken"): 1 for i in morning[:TAKEN]}
    )


def published(world: WatchWorld) -> list[Any]:
    """Oversight's events on the topic, once its relay has sent all; each id once."""
    commits = world.database("oversight")["commits"]
    wait(world, lambda: sum(e.producer == "oversight" for e in world.events()) >= commits.count_documents({}))
    return list({e.id: e for e in world.events() if e.producer == "oversight"}.values())


def take(world: WatchWorld, number: int, item: dict[str, Any]) -> None:
    """交账 by the unit."""
    unit, case = item["org"], item["case_id"]
    about = {"clock": item["clock"], "key": item["key"], "explanation": "正在核实,三日内答复"}
    answer = world.call("TakeItem", unit, "handler", request_id=f"t{number}", case_id=case, org=unit, **about)
    assert answer["created"]
