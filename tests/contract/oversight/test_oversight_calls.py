"""Owners, supervision, the joint meeting, campaigns, the daily list: through the front door."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import grpc
import pytest
from docx import Document
from office_world import eventually, fields
from watch_world import UNIT, WatchWorld, ended, offered

from sankua.core.times import SHANGHAI
from sankua.wire.codec import json_to_message
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb

pytestmark = pytest.mark.stack
OFFICE, CITY, MEETING = "141002-xfj", "141000-xfj", "141000-lxb"
START = datetime(2023, 5, 10, 10, tzinfo=SHANGHAI)
OWNER = {"owner_ref": "141000/office-holder/4", "owner_org": "141000", "level": "CITY", "scheme": "两访一包"}


@pytest.fixture(autouse=True)
def start(world: WatchWorld) -> None:
    world.at(START)


async def a_case(world: WatchWorld, name: str, **change: Any) -> str:
    """Registered by real intake, handed over by the test, known to oversight."""
    case = world.register(f"reg-{name}", **change).case_id
    await world.play(*offered(case, START))
    # The test's events may overtake those of intake's relay: both have to be there.
    known = {"C04", "C22"}
    eventually(lambda: known <= world.clocks(case).keys(), 30, lambda: world.text("oversight"))
    return str(case)


def refused(
    world: WatchWorld, name: str, org: str, /, **asked: Any
) -> tuple[grpc.StatusCode, dict[str, str]]:
    with pytest.raises(grpc.RpcError) as error:
        world.call(name, org, **asked)
    return error.value.code(), fields(error.value)


async def test_an_owner_acts_hands_over_and_is_released(world: WatchWorld) -> None:
    case = await a_case(world, "own")
    assigned = world.call("AssignOwner", CITY, request_id="o1", case_id=case, **OWNER, org=CITY)
    assert assigned == {"created": True, "version": 1}
    assert "created" not in world.call("AssignOwner", CITY, request_id="o1", case_id=case, **OWNER, org=CITY)
    code, why = refused(
        world, "AssignOwner", CITY, request_id="o1", case_id=case, org=CITY, **OWNER | {"owner_ref": "x"}
    )
    assert (code, "another request" in why["request_id"]) == (grpc.StatusCode.ABORTED, True)
    ref = OWNER["owner_ref"]
    plan = [{"number": 1, "title": "现场核实", "due_on": "2023-05-20"}]
    acts: list[Any] = [("a1", "RECEPTION", []), ("a2", "PLAN", plan)]
    for request, act, steps in acts:
        asked = {"request_id": request, "case_id": case, "org": CITY, "owner_ref": ref, "act": act}
        world.call("RecordOwnerAct", CITY, **asked, **({"steps": steps} if steps else {}))
    successor = {"successor_ref": "141000/office-holder/5", "until": "2023-06-01", "reason": "外出学习"}
    world.call("ReplaceOwner", CITY, request_id="h1", case_id=case, org=CITY, owner_ref=ref, **successor)
    event = eventually(lambda: [e for e in world.own_events(case) if e.name == "OwnerReplaced"])[0]
    assert event.data["file"] == {"live_clocks": 5, "open_steps": 1, "last_act_on": "2023-05-10"}
    code, why = refused(
        world, "ReleaseOwner", CITY, request_id="r1", case_id=case, org=CITY,
        owner_ref=successor["successor_ref"], reason="办结",
    )  # fmt: skip
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "not concluded" in why["case_id"]

    def page() -> list[Any]:
        asked = {"owner_ref": successor["successor_ref"]}
        return list(world.call("ListOwned", CITY, "leader", **asked).get("cases", []))

    (mine,) = eventually(page)
    assert (mine["scheme"], mine["open_steps"], mine["next_step_on"]) == ("两访一包", 1, "2023-05-20")
    assert mine["missing_acts"] == ["VISIT"]
    assert mine["light"] == "GREEN"
    untouched = world.call(
        "ListOwned", CITY, "leader", owner_ref=successor["successor_ref"], untouched_days=5
    )
    assert untouched == {}


async def test_a_team_of_five_owns_one_matter_without_police(world: WatchWorld) -> None:
    case = await a_case(world, "five")
    roles = ("LEADER", "DEPARTMENT", "TOWNSHIP", "VILLAGE", "HELPER")
    team = {"level": "COUNTY", "scheme": "五包一", "case_id": case, "org": OFFICE}
    for role in roles:
        world.call(
            "AssignOwner", OFFICE, request_id=f"t-{role}", owner_ref=f"141002/{role}", owner_org="141002",
            role=role, **team,
        )  # fmt: skip
    one = {"owner_ref": "141002/x", "owner_org": "141002-gaj"}
    code, why = refused(world, "AssignOwner", OFFICE, request_id="t-x", role="POLICE", **one, **team)
    assert (code, "has the roles" in why["role"]) == (grpc.StatusCode.INVALID_ARGUMENT, True)
    code, why = refused(world, "AssignOwner", OFFICE, request_id="t-y", role="LEADER", **one, **team)
    assert (code, "no part" in why["owner_org"]) == (grpc.StatusCode.INVALID_ARGUMENT, True)


async def test_no_owner_with_an_interest_and_none_learns_why(world: WatchWorld) -> None:
    facts = {"place_of_matter": "141002", "sector": "wages", "handler_interest": ["141002-zjj"]}
    case = await a_case(world, "interest", facts=facts)
    accusation = {
        "purpose": "ACCUSATION",
        "facts": {"place_of_matter": "141002", "accused_orgs": ["141002-zjj"]},
    }
    secret = world.register("reg-secret", registered_by=CITY, **accusation).case_id
    await world.play(*offered(secret, START, to="141000-jw"))
    eventually(lambda: "C05" in world.clocks(secret))
    said = set()
    for name in (case, secret):
        asked = OWNER | {"owner_org": "141002-zjj", "request_id": f"i-{name}", "case_id": name, "org": CITY}
        said.add(str(refused(world, "AssignOwner", CITY, **asked)))
    assert len(said) == 1
    assert "cannot own" in said.pop()
    world.call("AssignOwner", CITY, request_id="i-ok", case_id=case, org=CITY, **OWNER)
    # Intake's audit says which organ was asked about, and that oversight asked; not what the answer was.
    asked_of = world.database("intake")["audit"].find(
        {"method": {"$regex": "/CheckOrgans$"}, "request.case_id": case, "request.handle": True}
    )
    assert [(r["kind"], r["name"], r["request"]["orgs"]) for r in asked_of.sort("_id", 1)] == [
        ("service", "oversight", ["141002-zjj"]),
        ("service", "oversight", [OWNER["owner_org"]]),
    ]


async def test_an_accusation_is_not_there_for_the_accused(world: WatchWorld) -> None:
    facts = {"place_of_matter": "141002", "accused_orgs": ["141002"]}
    secret = world.register("reg-acc", registered_by=CITY, purpose="ACCUSATION", facts=facts).case_id
    await world.play(*offered(secret, START, to="141000-jw"))
    # handed over and delivered: from then on 141000-jw is owed something, and sees it
    eventually(lambda: "C05" in world.clocks(secret))
    # Nor before its registration is known here, which the test's own events may overtake.
    with pytest.raises(grpc.RpcError) as error:
        world.person("oversight", "supervisor", OFFICE, ("141",)).GetClocks(
            pb.GetClocksRequest(case_id=secret), timeout=20
        )
    with pytest.raises(grpc.RpcError) as absent:
        world.person("oversight", "supervisor", OFFICE, ("141",)).GetClocks(
            pb.GetClocksRequest(case_id="141000-2023-999999"), timeout=20
        )
    assert error.value.code() is absent.value.code() is grpc.StatusCode.NOT_FOUND
    assert error.value.details().replace(secret, "") == absent.value.details().replace(
        "141000-2023-999999", ""
    )
    for org, seen in ((OFFICE, False), ("141000-jw", True)):
        lights = world.person("oversight", "supervisor", org, ("141",)).ListLights(
            pb.ListLightsRequest(page_size=1000), timeout=20
        )
        assert (secret in {c.case_id for c in lights.clocks}) is seen


async def test_supervision_once_a_day_with_a_letter_and_an_answer(world: WatchWorld) -> None:
    case = await a_case(world, "urge")
    asked = {"case_id": case, "org": OFFICE, "form": "LETTER", "ground": "STALLING", "to_org": UNIT}
    world.call("IssueSupervision", OFFICE, request_id="s1", **asked)
    code, why = refused(world, "IssueSupervision", OFFICE, request_id="s2", **asked)
    assert (code, "one a day" in why["ground"]) == (grpc.StatusCode.FAILED_PRECONDITION, True)
    code, why = refused(world, "IssueSupervision", OFFICE, request_id="s3", **asked | {"form": "INTERVIEW"})
    assert (code, "lxb" in why["form"]) == (grpc.StatusCode.PERMISSION_DENIED, True)
    stranger = asked | {"to_org": "141002-jyj", "ground": "AGAINST_RULES"}
    code, why = refused(world, "IssueSupervision", OFFICE, request_id="s4", **stranger)
    assert (code, "no part" in why["to_org"]) == (grpc.StatusCode.FAILED_PRECONDITION, True)
    elsewhere = asked | {"org": "140403-xfj"}
    code, _ = refused(world, "IssueSupervision", "140403-xfj", request_id="s5", **elsewhere)
    assert code is grpc.StatusCode.NOT_FOUND
    stub = world.person("oversight", "supervisor", OFFICE, ("141002",))
    answer = stub.RenderLetter(pb.RenderLetterRequest(case_id=case, number=1), timeout=20)
    lines = [p.text for p in Document(BytesIO(answer.document)).paragraphs]
    assert lines[0] == "信访事项督办函"
    assert lines[1] == f"{OFFICE}督〔2023〕{case}-1号"
    # ten working days after 10 May: the 24th
    assert any("2023年5月24日前书面反馈" in line for line in lines)
    eventually(lambda: world.call("ListSupervisions", OFFICE, to_org=UNIT).get("supervisions"))
    world.call("AnswerSupervision", UNIT, "handler", request_id="s6", case_id=case, org=UNIT, number=1)
    eventually(lambda: world.call("ListSupervisions", OFFICE, to_org=UNIT) == {})


async def test_a_settled_case_that_flows_back_is_owned_higher(world: WatchWorld) -> None:
    case = await a_case(world, "back")
    county = OWNER | {"owner_ref": "141002/1", "owner_org": "141002", "level": "COUNTY"}
    world.call("AssignOwner", OFFICE, request_id="b1", case_id=case, org=OFFICE, **county)
    later = START + timedelta(days=2)
    world.at(later)
    await world.play(
        *ended(case, later), (case, "CaseReopened", later + timedelta(minutes=1), {"cause": "倒流"})
    )
    assigned = eventually(lambda: [e for e in world.own_events(case) if e.data.get("raised")])
    assert len(assigned) == 1
    assert assigned[0].data == {
        "owner_ref": "141000/chief",
        "owner_org": "141000",
        "level": "CITY",
        "scheme": "领导包案",
        "raised": True,
    }
    assert assigned[0].causation_id == f"{case}/dispatch/8"


async def test_the_joint_meeting_from_escalation_to_follow_up(world: WatchWorld) -> None:
    case = await a_case(world, "meet")
    common = {"case_id": case, "org": MEETING}
    up = {"rung": "CITY_OFFICE", "ground": "STALLING", "request_id": "m1"}
    world.call("RaiseEscalation", OFFICE, case_id=case, org=OFFICE, **up)
    eventually(lambda: world.call("ListAgenda", MEETING, org=MEETING).get("items"))
    meeting = {"meeting_id": "2023-5"}
    world.call("ConveneMeeting", MEETING, request_id="m2", **common, **meeting, held_on="2023-05-15")
    decision = {
        "decision": "由住建局主办",
        "lead": "141002-zjj",
        "to_org": UNIT,
        "follow_up_due": "2023-06-01",
    }
    world.call("DecideMeeting", MEETING, request_id="m3", **common, **meeting, **decision)
    world.call("FollowUpMeeting", MEETING, request_id="m4", **common, **meeting, done=True)
    code, why = refused(world, "FollowUpMeeting", MEETING, request_id="m5", **common, **meeting, done=True)
    assert (code, "already" in why["meeting_id"]) == (grpc.StatusCode.FAILED_PRECONDITION, True)

    def decided() -> Any:
        items = world.call("ListAgenda", MEETING, org=MEETING, **meeting).get("items", [])
        return [i for i in items if i.get("done")]

    (item,) = eventually(decided)
    assert (item["decision"], item["to_org"], item["follow_up_due"]) == ("由住建局主办", UNIT, "2023-06-01")
    advice = {"kind": "IMPROVE_WORK", "to_org": "141002-zjj"}
    world.call("IssueRecommendation", MEETING, request_id="m6", **common, **advice)
    assert "C19" in eventually(lambda: c if "C19" in (c := world.clocks(case)) else None)
    world.call(
        "AnswerRecommendation", "141002-zjj", request_id="m7", case_id=case, org="141002-zjj",
        kind="IMPROVE_WORK", adopted=True,
    )  # fmt: skip
    world.call(
        "GrantRelief", CITY, request_id="m8", case_id=case, org=CITY, source="LOCAL", amount_fen=100_00
    )
    code, why = refused(
        world, "GrantRelief", CITY, request_id="m9", case_id=case, org=CITY, source="LOCAL", amount_fen=-1
    )
    assert (code, "fen" in why["amount_fen"]) == (grpc.StatusCode.INVALID_ARGUMENT, True)


async def test_a_campaign_by_hand_by_list_and_by_rule(world: WatchWorld) -> None:
    wages = {"place_of_matter": "141002", "sector": "wages"}
    one, two = [await a_case(world, f"camp{n}", facts=wages) for n in (1, 2)]
    three = await a_case(world, "camp3", facts={"sector": "market"})
    asked = {"org": OFFICE, "campaign": "拔钉清障"}
    world.call("OpenCampaign", OFFICE, request_id="c1", **asked, target=50, deadline="2023-12-31")
    assert world.call("EnrolCases", OFFICE, request_id="c2", **asked, case_ids=[one]) == {"enrolled": 1}
    text = f"案件,说明\n{one},x\n{two}\n{two}\nnonsense\n141002-2023-999999\n"
    found = world.call("EnrolCases", OFFICE, request_id="c3", **asked, list_file=text)
    assert (found["enrolled"], found["there"]) == (1, 1)
    assert [(r["row"], r["reason"][:9]) for r in found["refused"]] == [
        (4, "stands in"),
        (5, "no case i"),
        (6, "141002-20"),
    ]
    eventually(lambda: world.database("oversight")["cases"].find_one({"_id": three})["sector"] == "market")
    assert (
        world.call("EnrolCases", OFFICE, request_id="c4", **asked, rule={"sector": "market"})["enrolled"] == 1
    )
    await world.play(*ended(one, START), *ended(two, START, settled=False))

    def results() -> Any:
        found = world.call("GetCampaign", OFFICE, **asked)
        figures = {"org": UNIT, "enrolled": 3, "settled": 1, "concluded": 1, "open": 1}
        return found if found.get("by_org") == [figures] else None

    found = eventually(results, 20, lambda: json.dumps(world.call("GetCampaign", OFFICE, **asked)))
    assert (found["target"], found["deadline"], found["open"]) == (50, "2023-12-31", True)
    pages, token = [], ""
    while True:
        page = world.call(
            "ListCampaignCases", OFFICE, campaign="拔钉清障", org=UNIT, page_size=2, page_token=token
        )
        pages += [c["case_id"] for c in page["cases"]]
        if not (token := page.get("next_page_token", "")):
            break
    assert pages == sorted([one, two, three])
    world.call("CloseCampaign", OFFICE, request_id="c5", **asked)
    code, _ = refused(world, "EnrolCases", OFFICE, request_id="c6", **asked, case_ids=[one])
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    records = eventually(lambda: r if len(r := world.records(f"{world.topic}.office")) >= 2 else None)
    names = [dict(headers)["ce_type"].decode().rpartition(".")[2] for _, headers, _ in records]
    assert names == ["CampaignOpened", "CampaignClosed"]
    assert {key for key, _, _ in records} == {OFFICE.encode()}


async def test_lights_are_watched_and_the_days_list_is_cleared(world: WatchWorld) -> None:
    # A unit of its own, so that no other test's items stand on the list.
    unit = "141002-ybj"
    case = world.register("reg-day").case_id
    await world.play(*offered(case, START, to=unit))
    eventually(lambda: "C04" in world.clocks(case))
    stub = world.person("oversight", "supervisor", OFFICE, ("141002",))
    stream = stub.WatchLights(pb.WatchLightsRequest(org=OFFICE), timeout=60)
    token = next(stream).token
    # delivered on 10 May: C04 is due on the 25th, RED from the 23rd
    world.at(datetime(2023, 5, 23, 8, tzinfo=SHANGHAI))
    seen = []
    for answer in stream:
        if answer.HasField("notice") and answer.notice.case_id == case:
            seen.append((answer.notice.event, answer.notice.clock, answer.notice.light))
        if ("ClockWarned", "C04", 3) in seen:
            break
    stream.cancel()
    resumed = stub.WatchLights(pb.WatchLightsRequest(org=OFFICE, after=token), timeout=60)
    again = next(a.notice for a in resumed if a.HasField("notice") and a.notice.case_id == case)
    resumed.cancel()
    assert (again.event, again.clock) == seen[0][:2]
    code, _ = refused(world, "ListDayItems", OFFICE, org="140403-rsj")
    assert code is grpc.StatusCode.PERMISSION_DENIED

    def items() -> Any:
        return world.call("ListDayItems", unit, "handler", org=unit, day="2023-05-23").get("items", [])

    (item,) = eventually(lambda: [i for i in items() if i["clock"] == "C04"])
    assert (item["since"], item["due_on"], item["key"]) == ("2023-05-23", "2023-05-25", "h1")
    mine = {"case_id": case, "org": unit, "clock": "C04", "key": "h1"}
    world.call("TakeItem", unit, "handler", request_id="d1", **mine, explanation="今日告知")
    code, why = refused(world, "ClearItem", unit, request_id="d2", **mine, explanation="已处理")
    assert (code, "still red" in why["clock"]) == (grpc.StatusCode.FAILED_PRECONDITION, True)
    done = datetime(2023, 5, 24, 9, tzinfo=SHANGHAI)
    world.at(done)
    await world.play((case, "HandoffAccepted", done, {"handoff_id": "h1", "by": unit}))

    def figures() -> Any:
        asked = {"org": unit, "from_day": "2023-05-23", "to_day": "2023-05-24"}
        days = world.call("GetDayFigures", unit, "handler", **asked)["days"]
        return days if days[1].get("cleared") else None

    assert eventually(figures) == [
        {"day": "2023-05-23", "turned": 1, "taken": 1, "left": 1},
        {"day": "2023-05-24", "carried": 1, "cleared": 1},
    ]


def test_a_bad_request_names_the_field(world: WatchWorld) -> None:
    request = json_to_message(pb.TakeItemRequest, {"org": "141002-rsj", "case_id": "x"})
    with pytest.raises(grpc.RpcError) as error:
        world.person("oversight", "handler", "141002-rsj").TakeItem(request, timeout=20)
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "request_id" in fields(error.value)


async def test_offices_events_lost_by_a_restore_come_back_from_kafka(world: WatchWorld) -> None:
    asked = {"org": CITY, "campaign": "专项治理"}
    world.call("OpenCampaign", CITY, request_id="k1", **asked, target=7)
    commits = world.database("oversight")["office_commits"]
    case = commits.find_one({"case": CITY})["case"]
    there = lambda: CITY.encode() in {key for key, _, _ in world.records(f"{world.topic}.office")}  # noqa: E731
    eventually(there, 20, lambda: world.text("oversight"))
    world.kill("oversight")
    commits.delete_many({"case": case})
    world.start("oversight")
    world.ready("oversight")
    assert world.call("GetCampaign", CITY, **asked)["target"] == 7
    code, _ = refused(world, "OpenCampaign", CITY, request_id="k2", **asked, target=9)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "created" not in world.call("OpenCampaign", CITY, request_id="k1", **asked, target=7)


async def test_a_chiefs_quarter_has_a_day_and_a_light(world: WatchWorld) -> None:
    # The last of this world: in July the duties of all other tests have run out.
    chief = {"owner_ref": "141002/chief-q", "owner_org": "141002", "level": "COUNTY", "scheme": "一季一案"}
    case = await a_case(world, "quarter")
    world.call("AssignOwner", OFFICE, request_id="q1", case_id=case, org=OFFICE, **chief)

    def page() -> Any:
        return world.call("ListOwned", OFFICE, "leader", owner_ref=chief["owner_ref"])

    (mine,) = eventually(lambda: page().get("cases"))
    assert (mine["term_due_on"], mine["term_light"]) == ("2023-06-30", "GREEN")
    assert page()["duties"] == [
        {"scheme": "一季一案", "quarter": "2023Q2", "due_on": "2023-06-30", "taken": 1, "light": "GREEN"}
    ]
    world.at(datetime(2023, 6, 26, 10, tzinfo=SHANGHAI))
    assert page()["cases"][0]["term_light"] == "RED"
    world.at(datetime(2023, 7, 1, 0, 1, tzinfo=SHANGHAI))
    raised = lambda: [e for e in world.own_events(case) if e.data.get("rung") == "QUARTER_OVER"]  # noqa: E731
    (event,) = eventually(raised, 30, lambda: world.text("oversight"))
    assert (event.data["to_org"], event.data["automatic"]) == (MEETING, True)
    (duty,) = page()["duties"]
    assert (duty["quarter"], duty["due_on"], duty["light"], duty.get("taken", 0)) == (
        "2023Q3", "2023-09-30", "GREEN", 0,
    )  # fmt: skip
