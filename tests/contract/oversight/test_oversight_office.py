"""What offices do beside single cases: `sankua campaign`, 通报 and 约谈, against the running service."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest
import typer
from click.testing import Result
from office_world import eventually, fields
from typer.testing import CliRunner
from watch_world import UNIT, WatchWorld, ended, offered

from sankua.cli import campaign
from sankua.cli.campaigns import ask
from sankua.cli.stack.info import ServiceInfo, StackInfo
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.wire import cloudevents

pytestmark = pytest.mark.stack
NAME, OFFICE = "清零攻坚", "141002-xfj"
START = datetime(2023, 5, 10, 10, tzinfo=SHANGHAI)
OTHER, MEETING, COUNTY_MEETING = "141002-zjj", "141000-lxb", "141002-lxb"


@pytest.fixture(scope="module")
def stack(world: WatchWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as `sankua` finds it: a folder with stack.json and the keys."""
    folder: Path = tmp_path_factory.mktemp("stack")
    (folder / "tls").symlink_to(world.tls)
    _describe(world, folder)
    return folder


def _describe(world: WatchWorld, folder: Path) -> None:
    ports, me = world.ports["oversight"], psutil.Process(os.getpid())
    service = ServiceInfo("oversight", 1, ports["GRPC"], ports["PEER"], ports["HTTP"])
    info = StackInfo(folder, me.pid, me.create_time(), "k", "m", services={"oversight": service})
    (folder / "stack.json").write_text(json.dumps(info.to_json()), encoding="utf-8")


def sankua(stack: Path, *words: str) -> Result:
    app = typer.Typer()
    campaign.register(app)
    app.command()(lambda: None)  # with a second command the group keeps its name
    return CliRunner().invoke(app, ["campaign", *words, "--data", str(stack)])


def answer(stack: Path, *words: str) -> dict[str, Any]:
    done = sankua(stack, *words, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def cases(world: WatchWorld) -> list[str]:
    """Five cases: four of one unit, one of another; the sector of the last is its own."""
    world.at(START)
    sectors = ("wages", "wages", "wages", "wages", "market")
    found = [
        str(world.register(f"cli-{n}", facts={"place_of_matter": "141002", "sector": sector}).case_id)
        for n, sector in enumerate(sectors)
    ]
    for n, case in enumerate(found):
        asyncio.run(world.play(*offered(case, START, to=OTHER if n == 4 else UNIT)))
    for case in found:
        eventually(lambda case=case: {"C04", "C22"} <= world.clocks(case).keys(), 30)
    known = world.database("oversight")["cases"]
    eventually(lambda: (known.find_one({"_id": found[-1]}) or {}).get("sector") == "market")
    return found


def test_a_campaign_from_opening_to_results(
    world: WatchWorld, stack: Path, cases: list[str], tmp_path: Path
) -> None:
    opening = ("create", NAME, "--org", OFFICE, "--target", "50", "--deadline", "2023-12-31")
    assert answer(stack, *opening) == {"campaign": NAME, "created": True}
    assert answer(stack, *opening) == {"campaign": NAME, "created": False}
    other = sankua(stack, *opening[:-3], "60")
    assert (other.exit_code, "opened before" in other.stderr) == (1, True)

    by_hand = answer(stack, "enrol", NAME, *cases[:2], "--org", OFFICE)
    assert by_hand == {"enrolled": 2, "there": 0, "refused": []}
    listed = tmp_path / "名单.csv"
    listed.write_text(f"\ufeff案件,说明\n{cases[1]},x\n{cases[2]},y\nnonsense\n", encoding="utf-8")
    by_list = sankua(stack, "enrol", NAME, "--list", str(listed), "--org", OFFICE, "--json")
    assert by_list.exit_code == 1
    found = json.loads(by_list.stdout)
    assert (found["enrolled"], found["there"], [r["row"] for r in found["refused"]]) == (1, 1, [4])
    assert f"{listed}:4: nonsense: no case id" in by_list.stderr
    by_rule = answer(stack, "enrol", NAME, "--sector", "market", "--org", OFFICE)
    assert (by_rule["enrolled"], by_rule["refused"]) == (1, [])

    plan = (cases[1], "SettlementPlanMade", START, {"plan": "x"})
    asyncio.run(world.play(*ended(cases[0], START), plan, *ended(cases[2], START, settled=False)))
    graded = {"enrolled": 3, "settled": 1, "plan_made": 1, "concluded": 1, "open": 0}

    def results() -> dict[str, Any] | None:
        shown = answer(stack, "results", NAME, "--org", OFFICE)
        return shown if {"org": UNIT} | graded in shown["by_org"] else None

    shown = eventually(results, 30, lambda: str(answer(stack, "results", NAME, "--org", OFFICE)))
    assert (shown["target"], shown["deadline"], shown["open"]) == (50, "2023-12-31", True)
    assert shown["totals"] == graded | {"enrolled": 4, "open": 1}
    table = sankua(stack, "results", NAME, "--org", OFFICE).stdout
    assert all(word in table for word in ("合计", UNIT, OTHER, "化解", "形成方案", "办结未化解"))

    mine = answer(stack, "worklist", NAME, "--org", OFFICE, "--of", UNIT)["cases"]
    assert {c["case_id"]: c.get("grade", "") for c in mine} == {
        cases[0]: "SETTLED", cases[1]: "PLAN_MADE", cases[2]: "CONCLUDED",
    }  # fmt: skip
    lines = sankua(stack, "worklist", NAME, "--org", OFFICE).stdout.splitlines()
    assert [line.split()[:2] for line in lines][-1] == [cases[4], OTHER]
    assert "未办结 open  due 2023-" in lines[-1]

    assert answer(stack, "close", NAME, "--org", OFFICE)["closed"]
    late = sankua(stack, "enrol", NAME, cases[3], "--org", OFFICE)
    assert (late.exit_code, "is closed" in late.stderr) == (1, True)


def test_a_long_list_goes_in_parts_and_keeps_its_line_numbers(
    stack: Path, cases: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "PART", 2)
    answer(stack, "create", "长名单", "--org", OFFICE)
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join([*cases[:2], "heading?", cases[2], cases[3], "x-1"]), encoding="utf-8")
    done = sankua(stack, "enrol", "长名单", "--list", str(listed), "--org", OFFICE)
    assert done.exit_code == 1
    assert "4 enrolled, 0 there already, 2 refused" in done.stdout
    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [
        [f"{listed}:3", "heading?"],
        [f"{listed}:6", "x-1"],
    ]


def test_what_is_wrong_is_named(stack: Path, tmp_path: Path) -> None:
    nowhere = sankua(stack, "results", "没有的专项", "--org", OFFICE)
    assert (nowhere.exit_code, "has no campaign" in nowhere.stderr) == (1, True)
    unit = sankua(stack, "create", "x", "--org", UNIT)
    assert (unit.exit_code, "org: OpenCampaign is for these kinds of organ" in unit.stderr) == (1, True)
    both = sankua(stack, "enrol", "x", "141002-2023-000001", "--sector", "wages", "--org", OFFICE)
    assert both.exit_code == 2
    missing = sankua(stack, "enrol", "x", "--list", str(tmp_path / "none.csv"), "--org", OFFICE)
    assert (missing.exit_code, "none.csv: cannot be read" in missing.stderr) == (1, True)
    day = sankua(stack, "create", "y", "--org", OFFICE, "--deadline", "31.12.2023")
    assert (day.exit_code, "deadline:" in day.stderr) == (1, True)


def test_a_service_that_is_away_is_named(world: WatchWorld, tmp_path: Path) -> None:
    (tmp_path / "tls").symlink_to(world.tls)
    me = psutil.Process(os.getpid())
    away = {"oversight": ServiceInfo("oversight", 1, 1, 2, 3)}
    info = StackInfo(tmp_path, me.pid, me.create_time(), "k", "m", services=away)
    (tmp_path / "stack.json").write_text(json.dumps(info.to_json()), encoding="utf-8")
    done = sankua(tmp_path, "results", NAME, "--org", OFFICE)
    assert (done.exit_code, "oversight service cannot be reached" in done.stderr) == (3, True)


CALLS = {"IssueCircular": "CircularIssued", "RecordInterview": "InterviewHeld"}


def office_events(world: WatchWorld, org: str, count: int) -> list[Event]:
    """The events of an office on `office.events`, once there are so many."""

    def found() -> list[Event] | None:
        records = world.records(f"{world.topic}.office")
        events = [
            cloudevents.from_kafka(headers, value) for key, headers, value in records if key == org.encode()
        ]
        return events if len(events) >= count else None

    return list(eventually(found, 20, lambda: world.text("oversight")))


def refusal(
    world: WatchWorld, name: str, org: str, role: str = "supervisor", /, **asked: object
) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        world.call(name, org, role, **asked)
    return error.value


def test_a_circular_and_an_interview_are_counts_on_the_offices_topic(world: WatchWorld) -> None:
    world.at(START)
    circular = {"request_id": "tb1", "org": MEETING, "count": 3}
    assert world.call("IssueCircular", MEETING, **circular) == {"created": True}
    assert world.call("IssueCircular", MEETING, **circular) == {}
    assert world.call("RecordInterview", MEETING, request_id="yt1", org=MEETING, count=2) == {"created": True}
    first, second = office_events(world, MEETING, 2)
    assert [(e.name, e.seq, e.source, dict(e.data)) for e in (first, second)] == [
        ("CircularIssued", 1, MEETING, {"count": 3}),
        ("InterviewHeld", 2, MEETING, {"count": 2}),
    ]
    assert {e.case for e in (first, second)} == {MEETING}
    assert {e.producer for e in (first, second)} == {"oversight"}
    assert all(abs((e.time - START).total_seconds()) < 600 for e in (first, second))


@pytest.mark.parametrize("name", sorted(CALLS))
def test_only_a_joint_meeting_office_may(world: WatchWorld, name: str) -> None:
    asked = {"request_id": f"no-{name}", "count": 1}
    office = refusal(world, name, OFFICE, org=OFFICE, **asked)
    assert office.code() is grpc.StatusCode.PERMISSION_DENIED
    assert "lxb" in fields(office)["org"]
    other = refusal(world, name, COUNTY_MEETING, org=MEETING, **asked)
    assert other.code() is grpc.StatusCode.PERMISSION_DENIED
    assert MEETING in fields(other)["org"]
    handler = refusal(world, name, MEETING, "handler", org=MEETING, **asked)
    assert handler.code() is grpc.StatusCode.PERMISSION_DENIED
    commits = world.database("oversight")["office_commits"]
    assert commits.count_documents({"dedup": f"req:no-{name}"}) == 0


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_count_is_a_count_and_an_id_is_used_once(world: WatchWorld, name: str) -> None:
    for count in (0, -1, 1_000_001):
        error = refusal(world, name, COUNTY_MEETING, request_id=f"c{count}", org=COUNTY_MEETING, count=count)
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert fields(error)["count"].startswith(f"{count}; from 1 to")
    missing = refusal(world, name, COUNTY_MEETING, org=COUNTY_MEETING, count=1)
    assert "request_id" in fields(missing)
    world.call(name, COUNTY_MEETING, request_id=f"one-{name}", org=COUNTY_MEETING, count=1)
    other = next(call for call in CALLS if call != name)
    taken = refusal(world, other, COUNTY_MEETING, request_id=f"one-{name}", org=COUNTY_MEETING, count=1)
    assert taken.code() is grpc.StatusCode.ABORTED
    assert "another request" in fields(taken)["request_id"]
    events = office_events(world, COUNTY_MEETING, 1)
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert sum(e.name == CALLS[name] for e in events) == 1
