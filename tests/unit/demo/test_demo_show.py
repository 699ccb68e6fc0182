from io import StringIO
from typing import Any

from rich.console import Console, RenderableType

from sankua.cli.demo import to_json
from sankua.cli.demo_run import show
from sankua.cli.demo_run.books import Verdict
from sankua.cli.demo_run.drive import Run
from sankua.cli.demo_run.session import Outcome
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2 import GetCaseResponse
from sankua.wire.gen.oversight.v1.oversight_service_pb2 import Clock
from sankua.wire.gen.reporting.v1.reporting_service_pb2 import Count

CASE = {
    "case_id": "140403-2026-000001",
    "state": "ACCEPTED",
    "lead": "140403-rsj",
    "decision": {
        "decision_id": "d1",
        "rule_set": "national-2022",
        "rule": "R10",
        "certainty": "LAW",
        "situations": ["PERSON_MATTER"],
        "basis": ["《保障农民工工资支付条例》第七条"],
        "co_handlers": [{"org": "140403-zjj", "share": "行业监管"}],
        "support": [{"org": "141002", "share": "疏导帮扶"}],
        "trace": [
            {"rule": "R03", "facts": {"purpose": "APPEAL"}},
            {"rule": "R10", "facts": {"sector": "construction_wages"}, "applied": True},
        ],
    },
    "handoffs": [
        {
            "handoff_id": "h1",
            "to_org": "140403-rsj",
            "role": "LEAD",
            "mode": "FORWARD",
            "offered_time": "2026-09-01T23:30:00+08:00",
            "delivered_time": "2026-09-02T00:30:00+08:00",
        }
    ],
}
CLOCK = {
    "case_id": CASE["case_id"],
    "clock": "C09",
    "org": "140403-rsj",
    "state": "RUNNING",
    "started_time": "2026-09-02T10:00:00+08:00",
    "due_on": "2026-11-01",
    "light": "RED",
    "basis": "《信访工作条例》第三十四条",
}


def text(shown: RenderableType, width: int = 200) -> str:
    console = Console(width=width, record=True, file=StringIO())
    console.print(shown)
    return console.export_text()


def name(org: str) -> str:
    return f"<{org}>"


def clock(**change: Any) -> Any:
    return json_to_message(Clock, CLOCK | change)


def test_the_life_of_a_case_says_who_leads_and_why() -> None:
    said = text(show.life(json_to_message(GetCaseResponse, CASE), [clock()], "工地欠薪", name))
    for word in (
        "140403-2026-000001", "工地欠薪", "<140403-rsj>", "R10", "LAW", "保障农民工工资支付条例",
        "PERSON_MATTER", "sector = construction_wages", "2026-09-01", "2026-09-02", "C09", "2026-11-01",
        "RED",
    ):  # fmt: skip
        assert word in said
    assert "purpose = APPEAL" not in said


def test_lights_are_counted_red_first() -> None:
    clocks = [clock(light="YELLOW"), clock(), clock(case_id="140403-2026-000002")]
    lines = [line for line in text(show.lights(clocks, name)).splitlines() if "C09" in line]
    assert "RED" in lines[0]
    assert lines[0].split()[-1] == "2"
    assert "YELLOW" in lines[1]


def test_the_table_by_organ_adds_up() -> None:
    counts = [
        Count(key={"org": "140403-rsj", "state": "OPEN"}, cases=2),
        Count(key={"org": "140403-rsj", "state": "CONCLUDED"}, cases=3),
        Count(key={"org": "", "state": "OPEN"}, cases=1),
    ]
    said = text(show.by_organ(counts, name))
    (line,) = [line for line in said.splitlines() if "140403-rsj" in line]
    assert [word for word in line.split() if word.isdigit()] == ["2", "3", "5"]
    assert "no lead" in said
    (total,) = [line for line in said.splitlines() if "all organs" in line]
    assert [word for word in total.split() if word.isdigit()] == ["3", "3", "6"]


def test_the_tables_fit_80_columns_with_codes_and_names_whole() -> None:
    states = ("REGISTERED", "OFFERED", "ACCEPTED", "CONCLUDED", "LINKED")
    orgs = [f"1404{n:02}-rsj" for n in range(20)]
    counts = [Count(key={"org": org, "state": state}, cases=9) for org in orgs for state in states]
    long = "潞州区国有资产监督管理委员会"
    said = text(show.by_organ(counts, lambda _: long), width=80)
    assert said.count(f"-rsj {long} ") == show.ROWS == 15
    assert "5 other organs" in said
    (total,) = [line.split() for line in said.splitlines() if "all organs" in line]
    assert total == ["all", "organs", "180", "180", "180", "180", "180", "900"]
    assert "…" not in said
    lit = text(show.lights([clock(org="140403-gzw")], lambda _: long), width=80)
    assert f"140403-gzw {long}" in lit
    life = text(show.life(json_to_message(GetCaseResponse, CASE), [clock()], "工地欠薪", lambda _: long), 80)
    assert "…" not in lit + life


def test_the_json_is_that_of_the_command_line() -> None:
    waits = json_to_message(GetCaseResponse, {"decision": {"decision_id": "d", "outcome": "NEEDS_FACTS"}})
    routed = json_to_message(GetCaseResponse, {"decision": {"decision_id": "d", "outcome": "ROUTE"}})
    told = [
        ("c1", "CaseRegistered"),
        ("c2", "CaseRegistered"),
        ("c2", "HandoffAccepted"),
        ("c2", "CaseConcluded"),
    ]
    run = Run(told=told, found={"s1": waits, "s2": routed})
    outcome = Outcome(run, Verdict(lost=("x",)), events=9, dead=1, counts=(), lights=())
    assert to_json(outcome, 1.26) == {
        "registered": 2, "routed": 1, "waiting": 1, "accepted": 1, "concluded": 1, "events": 9,
        "lost": 1, "duplicated": 0, "dlq": 1, "seconds": 1.3,
    }  # fmt: skip


def test_what_does_not_agree_is_named() -> None:
    console = Console(width=120, record=True, file=StringIO())
    show.verdict(console, {"lost": 1}, ["HandoffAccepted of c2: told 1, commits"], [])
    assert "lost: HandoffAccepted of c2" in console.export_text()
