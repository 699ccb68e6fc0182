"""The four services at work, and the commands that look at them: verify, export, case show, dlq.

One stack for the module; the tests run in their order, and those that leave a trace on Kafka come last.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import typer
from kafka import KafkaProducer
from pymongo import MongoClient
from typer.testing import CliRunner

from sankua.cli import case, dlq, export, verify
from sankua.cli.checking.order import causal
from sankua.cli.client import connect
from sankua.cli.stack.stack import Stack
from sankua.core.events import Event
from sankua.wire import cloudevents
from sankua.wire.codec import json_to_message
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as oversight
from sankua.wire.gen.oversight.v1.oversight_service_pb2_grpc import OversightServiceStub
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as reporting
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub
from sankua.wire.history import read_history
from services.common.topics import partition_of

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]

APP = typer.Typer()
for module in (case, dlq, export, verify):
    module.register(APP)
CASES = 12
OFFICE = "140403-xfj"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(tmp_path_factory.mktemp("state")))
        for name in ("SANKUA_KAFKA_BOOTSTRAP", "SANKUA_MONGO_URI"):
            patch.delenv(name, raising=False)
        with Stack(tmp_path_factory.mktemp("stack")) as running:
            yield running


@pytest.fixture(scope="module")
def mongo_client(stack: Stack) -> Iterator[Any]:
    client: MongoClient[dict[str, Any]] = MongoClient(stack.info.mongo)
    yield client
    client.close()


@pytest.fixture(scope="module")
def cases(stack: Stack) -> list[str]:
    return asyncio.run(register(stack))


async def register(stack: Stack) -> list[str]:
    facts = {"place_of_matter": "140403", "residence": "140403", "household": "140403", "sector": "wages"}
    data = {"channel": "LETTER", "purpose": "APPEAL", "branch": "PETITION_PROCEDURE", "facts": facts}
    data |= {
        "title": "拖欠工资",
        "content": "三个月没有发工资",
        "petitioner_count": 1,
        "anonymous": True,
        "registered_by": OFFICE,
    }
    registration = json_to_message(intake.Registration, data)
    async with connect(stack.info, "intake", roles=["registrar"], org=OFFICE) as channel:
        stub = IntakeServiceStub(channel)
        answers = [
            await stub.RegisterCase(
                intake.RegisterCaseRequest(request_id=f"r{i}", registration=registration), timeout=30
            )
            for i in range(CASES)
        ]
    return [answer.case_id for answer in answers]


def run(*args: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(APP, list(args))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.stdout, found.stderr


def checked() -> dict[str, Any]:
    code, out, _ = run("verify", "--json", "--timeout", "60")
    document: dict[str, Any] = json.loads(out)
    assert code == (0 if document["ok"] else 1)
    return document


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    """The first true answer."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)
    return found


def test_a_sound_system_has_no_difference(stack: Stack, cases: list[str]) -> None:
    found = checked()
    assert found["differences"] == []
    assert found["checked"]["cases"] == CASES
    assert found["checked"]["states"] == 4 * CASES
    assert found["checked"]["records"] == found["checked"]["events"] > 2 * CASES


def test_the_export_is_a_sound_history_with_causes_first(
    stack: Stack, cases: list[str], tmp_path: Path
) -> None:
    code, out, _ = run("export")
    assert code == 0
    file = tmp_path / "history.jsonl"
    file.write_text(out, encoding="utf-8")
    problems: list[Any] = []
    events = list(read_history(file, problems))
    assert problems == []
    assert {e.case for e in events} == set(cases)
    assert events == [e for name in sorted(cases) for e in causal(x for x in events if x.case == name)]
    assert run("export")[1] == out
    assert "三个月" not in out


def test_the_export_of_one_case_and_since_a_moment(stack: Stack, cases: list[str]) -> None:
    code, out, _ = run("export", "--case", cases[0])
    assert code == 0
    assert {json.loads(line)["subject"] for line in out.splitlines()} == {cases[0]}
    assert run("export", "--since", "2999-01-01T00:00:00+08:00")[:2] == (0, "")
    assert run("export", "--case", "140403-2023-999999")[0] == 1
    code, _, said = run("export", "--since", "yesterday")
    assert (code, said.split(":")[0]) == (1, "since")


def test_a_case_shows_its_whole_life_live_and_from_a_file(
    stack: Stack, cases: list[str], tmp_path: Path
) -> None:
    code, out, _ = run("case", "show", cases[0], "--json")
    assert code == 0
    live = json.loads(out)
    assert live["lead"] == live["handoffs"][0]["to_org"] == live["why"]["lead"]
    assert live["why"]["rule"]
    assert live["why"]["basis"]
    assert {"C01", "C04"} <= {clock["clock"] for clock in live["clocks"]}
    file = tmp_path / "case.jsonl"
    file.write_text(run("export", "--case", cases[0])[1], encoding="utf-8")
    code, out, _ = run("case", "show", cases[0], "--json", "--history", str(file), "--as-of", live["as_of"])
    assert (code, json.loads(out)) == (0, live)
    assert cases[0] in run("case", "show", cases[0])[1]


def test_calls_of_oversight_and_reporting(stack: Stack, cases: list[str]) -> None:
    async def ask() -> tuple[Any, Any, Any]:
        async with connect(stack.info, "oversight", roles=["supervisor"], org=OFFICE) as channel:
            stub = OversightServiceStub(channel)
            clocks = await stub.GetClocks(oversight.GetClocksRequest(case_id=cases[0]), timeout=20)
            lights = []
            request = oversight.ListLightsRequest(page_size=5)
            while True:
                page = await stub.ListLights(request, timeout=20)
                lights += page.clocks
                if not page.next_page_token:
                    break
                request.page_token = page.next_page_token
        async with connect(stack.info, "reporting", roles=["leader"], org=OFFICE) as channel:
            counts = await ReportingServiceStub(channel).GetCounts(reporting.GetCountsRequest(), timeout=20)
        return clocks.clocks, lights, counts.counts

    clocks, lights, counts = asyncio.run(ask())
    assert {"C01", "C04", "C05"} <= {clock.clock for clock in clocks}
    assert {clock.case_id for clock in lights} == set(cases)
    assert [c.due_time.ToNanoseconds() for c in lights] == sorted(c.due_time.ToNanoseconds() for c in lights)
    assert sum(count.cases for count in counts) == CASES
    assert {count.key["sector"] for count in counts} == {"wages"}


def test_a_rebuild_from_the_first_offset_gives_the_same_rows(
    stack: Stack, cases: list[str], mongo_client: Any
) -> None:
    rows = mongo_client["sankua_reporting"]["cases"]

    def lit() -> dict[str, Any] | None:
        # Lamps are put on beside the stream, after the row: the rows are compared when all are lit. Marks
        # name texts by numbers that go with the database.
        found = {doc.pop("_id"): doc for doc in rows.find({}, {"v": 0, "lit": 0, "marks": 0})}
        return found if all("lamp" in doc for doc in found.values()) else None

    before = until(lit)
    stack.kill("reporting")
    mongo_client.drop_database("sankua_reporting")
    stack.restart("reporting")
    assert checked()["differences"] == []
    assert until(lit) == before


def test_when_the_clock_is_moved_warnings_are_given_once(
    stack: Stack, cases: list[str], mongo_client: Any
) -> None:
    stack.info.clock_file.write_text(str(12 * 86400), encoding="ascii")
    commits = mongo_client["sankua_oversight"]["commits"]
    until(lambda: commits.count_documents({"dedup": {"$regex": "C04/.*YELLOW"}}) == CASES)
    stack.kill("oversight")
    stack.restart("oversight")
    stack.kill("reporting")
    starting = Thread(target=stack.restart, args=("reporting",))
    starting.start()
    found = checked()
    starting.join()
    assert found["differences"] == []
    given = [doc["dedup"] for doc in commits.find()]
    assert len(given) == len(set(given))


def test_a_tampered_state_and_a_missing_row_are_named(
    stack: Stack, cases: list[str], mongo_client: Any
) -> None:
    rows, states = mongo_client["sankua_reporting"]["cases"], mongo_client["sankua_dispatch"]["cases"]
    row, state = rows.find_one({"_id": cases[0]}), states.find_one({"_id": cases[1]})
    rows.delete_one({"_id": cases[0]})
    states.update_one({"_id": cases[1]}, {"$set": {"lead": "999999-rsj"}})
    found = checked()["differences"]
    rows.insert_one(row)
    states.replace_one({"_id": cases[1]}, state)
    assert f"state: reporting {cases[0]} is missing" in found
    assert any(f"state: dispatch {cases[1]} lead: stored '999999-rsj'" in line for line in found)
    assert any(line.startswith("figures: totals.registered: live 11, recounted 12") for line in found)
    assert checked()["differences"] == []


def test_a_gap_in_the_commits_is_named(stack: Stack, cases: list[str], mongo_client: Any) -> None:
    commits = mongo_client["sankua_dispatch"]["commits"]
    taken = commits.find_one({"case": cases[2], "first": 1})
    commits.delete_one({"_id": taken["_id"]})
    found = checked()["differences"]
    commits.insert_one(taken)
    assert any(line.startswith(f"kafka: {cases[2]}/dispatch/1 at") and "no commit" in line for line in found)
    assert any(line.startswith(f"state: intake {cases[2]}") for line in found)


def test_a_changed_byte_on_kafka_is_named(stack: Stack, cases: list[str], mongo_client: Any) -> None:
    kept = mongo_client["sankua_intake"]["commits"].find_one({"case": cases[3]})["events"][0]
    headers = [(name, text.encode()) for name, text in kept["headers"].items()]
    put(stack, cases[3], kept["value"] + b"\x0a\x00", headers)
    (line,) = checked()["differences"]
    assert line.startswith(f"kafka: {cases[3]}/intake/1 at")
    assert "differs from its commit" in line


def test_a_poison_event_is_a_dead_letter_until_it_is_retried(stack: Stack, cases: list[str]) -> None:
    seq = 1 + sum(
        json.loads(line)["producer"] == "intake" for line in run("export", "--case", cases[4])[1].splitlines()
    )
    bad = next(e for e in exported(cases[4]) if e.producer == "intake")
    name = f"{cases[4]}/intake/{seq}"
    headers = [h for h in cloudevents.headers(bad) if h[0] not in ("ce_seq", "ce_id")]
    put(stack, cases[4], b"\xff\xff", [*headers, ("ce_seq", str(seq).encode()), ("ce_id", name.encode())])
    others = {"dispatch", "oversight", "reporting"}

    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(run("dlq", "list", "--json")[1])
        return found if others <= {letter["service"] for letter in found} else []

    letters = until(listed)
    assert {letter["event"] for letter in letters} == {name}
    code, out, _ = run("dlq", "show", letters[0]["id"])
    assert code == 0
    assert name in out
    found = checked()["differences"]
    assert any(line.startswith("dlq: ") for line in found)
    assert any(line.startswith(f"held: reporting {cases[4]}") for line in found)
    assert json.loads(run("dlq", "retry", letters[0]["id"], "--json")[1]) == {"retried": 1}
    again = until(lambda: [x for x in listed() if x["service"] == letters[0]["service"]])
    assert again[0]["id"] != letters[0]["id"]
    assert run("dlq", "show", "nobody/1/2")[0] == 1
    assert run("dlq", "retry")[0] == 2


def exported(name: str) -> list[Event]:
    return [cloudevents.from_json(json.loads(line)) for line in run("export", "--case", name)[1].splitlines()]


def put(stack: Stack, key: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    producer = KafkaProducer(bootstrap_servers=stack.info.kafka)
    partition = partition_of(key.encode(), len(producer.partitions_for(stack.info.topic)))
    producer.send(stack.info.topic, value, key.encode(), headers=headers, partition=partition).get(timeout=30)
    producer.close()
