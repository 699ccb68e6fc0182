import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sankua.cli.demo_run.clockfile import ClockFile
from sankua.cli.demo_run.plan import Case, case_of, days_of, read_sample
from sankua.core.errors import Refused
from sankua.core.rules import route
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules
from sankua.wire.codec import json_to_message
from sankua.wire.gen.intake.v1.intake_service_pb2 import Registration

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples/petitions.jsonl"
FIVE = {"141002", "140403", "350521", "410721", "140214"}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_sample(SAMPLE)


def test_the_sample_is_what_it_promises(cases: list[Case]) -> None:
    assert len(cases) >= 200
    assert {case.place for case in cases} == FIVE
    assert len({case.id for case in cases}) == len(cases)
    assert len({case.key for case in cases}) >= 60
    assert any(case.registration["purpose"] == "ACCUSATION" for case in cases)
    assert any(case.amendment for case in cases)
    assert any(not case.steps for case in cases)


def test_every_registration_fits_the_message_and_has_no_word_left_open(cases: list[Case]) -> None:
    for case in cases:
        message = json_to_message(Registration, case.registration)
        assert message.content
        assert "{" not in message.title + message.content + str(message.facts).replace("{\n", "")


def test_the_rules_find_every_situation_and_every_kind_of_end_in_the_sample(cases: list[Case]) -> None:
    rules, orgs, today = load_rules(), load_directory(), date(2026, 11, 23)
    decisions = [route(case.registration["facts"], rules, orgs, today).to_json() for case in cases]
    assert {situation for d in decisions for situation in d["situations"]} == {
        "CROSS_REGION", "CROSS_DEPARTMENT", "CROSS_INDUSTRY", "PERSON_MATTER", "PERSON_HOUSEHOLD",
        "PERSON_MATTER_HOUSEHOLD",
    }  # fmt: skip
    assert {d["outcome"] for d in decisions} >= {"ROUTE", "REDIRECT", "NEEDS_FACTS"}
    assert len({d["rule"] for d in decisions}) >= 20
    amended = [
        route({**c.registration["facts"], **c.amendment["facts"]}, rules, orgs, today).to_json()
        for c in cases
        if c.amendment
    ]
    assert {d["outcome"] for d in amended} == {"ROUTE"}


def test_the_file_is_what_the_tool_writes() -> None:
    ran = subprocess.run([sys.executable, ROOT / "tools/make_sample.py", "--check"], check=False)
    assert ran.returncode == 0, "run tools/make_sample.py"


def line(**change: object) -> dict[str, object]:
    course = {"accept": 2, "opinion": 10, "deliver": 1, "conclude": 1, "result": "EXPLAINED"}
    base = {
        "id": "S1",
        "key": "k",
        "day": 5,
        "registration": {"registered_by": "140403-xfj"},
        "course": course,
    }
    return base | change


def test_steps_follow_each_other() -> None:
    case = case_of(line())
    assert case.steps == ((7, "accept"), (17, "opinion"), (18, "deliver"), (19, "conclude"))
    assert case.place == "140403"


def test_steps_of_a_case_that_lacked_facts_count_from_the_amendment() -> None:
    case = case_of(line(amend={"after": 3, "facts": {"sector": "market"}, "reason": "电话核实"}))
    assert case.amend_day == 8
    assert case.steps[0] == (10, "accept")


def test_a_course_ends_at_the_first_step_that_it_does_not_have() -> None:
    assert case_of(line(course={"accept": 1, "deliver": 1})).steps == ((6, "accept"),)


def test_nothing_happens_after_the_last_day(cases: list[Case]) -> None:
    days = days_of(cases, 95)
    assert [d.number for d in days] == list(range(1, 96))
    assert sum(len(d.register) for d in days) == len(cases)
    assert sum(len(d.steps) for d in days) < sum(len(c.steps) for c in cases)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps(line()) + "\n{}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_sample(path)
    assert refused.value.problems[0].line == 2


def test_the_clock_file_holds_the_shift_that_services_read(tmp_path: Path) -> None:
    from datetime import timedelta

    from services.common.times import Clock

    file = ClockFile(tmp_path / "clock")
    file.set_days_ago(95)
    assert Clock().now() - Clock(file.path).now() >= timedelta(days=94, hours=23)
    file.set_days_ago(0)
    assert abs(Clock().now() - Clock(file.path).now()) < timedelta(minutes=1)
