"""The JSON door as a process, before a real intake: both interfaces, limits, schemathesis."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import grpc
import pytest
from office_world import OFFICE, ROOT, World, eventually, unless

from sankua.cli.client import grants_for, mint
from sankua.cli.stack.ports import free_port
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch

pytestmark = pytest.mark.stack
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


class Door:
    def __init__(self, world: World, **more: str) -> None:
        self.port, self.world = free_port(), world
        self.log = world.folder / f"door-{self.port}.log"
        self.token = mint(world.tls, grants_for([OFFICE], ["registrar", "portal"]))
        env = {k: v for k, v in os.environ.items() if not k.startswith("SANKUA_")} | {
            "SANKUA_INTAKE_GRPC": f"127.0.0.1:{world.ports['intake']['GRPC']}",
            "SANKUA_TLS_DIR": str(world.tls),
            "SANKUA_DOOR_PORT": str(self.port),
            **more,
        }
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.door"], env=env, cwd=ROOT, stdout=out, stderr=out
            )
        eventually(self.alive, 60, lambda: self.log.read_text("utf-8"))

    def alive(self) -> bool:
        assert self.process.poll() is None, self.log.read_text("utf-8")
        try:
            return self.ask("GET", "/livez")[0] == 200
        except OSError:
            return False

    def ask(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, str, Any]:
        """Status, content type and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(verb, path, body, headers)
            answer = connection.getresponse()
            raw = answer.read()
            kind = answer.headers.get_content_type()
            return answer.status, kind, json.loads(raw) if kind == "application/json" else raw
        finally:
            connection.close()

    def api(self, verb: str, path: str, data: Any = None) -> tuple[int, Any]:
        body = None if data is None else json.dumps(data)
        status, _, found = self.ask(verb, f"/api/v1{path}", body, Authorization=f"Bearer {self.token}")
        return status, found

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def world(kafka, mongo, tmp_path_factory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("door")
    found = World(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    found.more = {"SANKUA_CLOCK_FILE": str(found.clock)}
    try:
        for service in ("intake", "dispatch"):
            found.start(service)
        for service in ("intake", "dispatch"):
            found.ready(service)
        yield found
    finally:
        found.end()


@pytest.fixture(scope="module")
def door(world: World) -> Iterator[Door]:
    found = Door(world, SANKUA_DOOR_RATE="10000", SANKUA_DOOR_BURST="100000")
    yield found
    found.stop()


MATTER = {
    "channel": "ONLINE",
    "purpose": "APPEAL",
    "anonymous": True,
    "facts": {"place_of_matter": "141002", "sector": "wages"},
    "content": "三个月没有发工资,请查处。",
    "registered_by": OFFICE,
}


def test_a_matter_is_registered_read_tracked_and_rated(door: Door):
    status, receipt = door.api("POST", "/cases", {"request_id": "j-1", "registration": MATTER})
    assert status == 200
    assert receipt["created"]
    case, code = receipt["case_id"], receipt["query_code"]
    assert door.api("POST", "/cases", {"request_id": "j-1", "registration": MATTER})[1]["case_id"] == case
    assert door.api("GET", f"/cases/{case}")[1]["facts"]["sector"] == "wages"
    status, public = door.api("GET", f"/cases/{case}/track?query_code={code}")
    assert (status, public["status"], [s["kind"] for s in public["steps"]]) == (200, "open", ["REGISTERED"])
    rating = {"request_id": "j-2", "target": "PETITION_OFFICE", "rating": "SATISFIED", "query_code": code}
    assert door.api("POST", f"/cases/{case}/evaluations", rating) == (200, {"created": True})
    status, found = door.api("POST", "/suggestions", {"registration": MATTER})
    assert (status, found["model"][:6]) == (200, "rules:")


def test_refusals_say_what_and_where(door: Door):
    status, found = door.api(
        "POST", "/cases", {"request_id": "j-9", "registration": {**MATTER, "channel": "FAX"}}
    )
    assert (status, found["code"], found["fields"][0]["field"]) == (400, "INVALID", "registration.channel")
    status, found = door.api("POST", "/cases", {"request_id": "", "registration": MATTER})
    assert (status, [f["field"] for f in found["fields"]]) == (400, ["request_id"])
    assert door.api("GET", "/cases/141002-2026-999999")[0] == 404
    assert door.ask("GET", "/api/v1/cases/x")[0] == 401
    assert door.ask("POST", "/api/v1/cases", b"{", Authorization=f"Bearer {door.token}")[0] == 400
    assert door.ask("DELETE", "/api/v1/cases", Authorization=f"Bearer {door.token}")[0] == 405
    assert door.ask("POST", "/api/v1/cases", b"x" * (3 << 20), Authorization=f"Bearer {door.token}")[0] == 413


def test_what_no_call_takes_is_refused_by_name_and_not_dropped(door: Door):
    for change, where in (
        ({"urgnt": True}, "registration.urgnt"),
        ({"anonymus": True}, "registration.anonymus"),
        ({"facts": {**MATTER["facts"], "sektor": "x"}}, "registration.facts.sektor"),
        ({"representatives": [{"name": "王小明", "fone": "1"}]}, "registration.representatives.fone"),
    ):
        status, found = door.api("POST", "/cases", {"request_id": "j-u", "registration": MATTER | change})
        assert (status, [f["field"] for f in found["fields"]]) == (400, [where])
    status, found = door.api("POST", "/suggestions", {"registration": MATTER, "limt": 1})
    assert (status, [f["field"] for f in found["fields"]]) == (400, ["limt"])


def test_a_body_that_is_nested_too_deep_is_refused(door: Door):
    deep = '{"registration":' * 3000 + "1" + "}" * 3000
    for body in (deep, "[" * 200_000, '{"registration":{"representatives":' + "[" * 3000 + "]" * 3000 + "}}"):
        for headers in ({}, {"Authorization": f"Bearer {door.token}"}):
            status, kind, found = door.ask("POST", "/api/v1/cases", body, **headers)
            assert (status in (400, 401), kind, "code" in found) == (True, "application/json", True)


class Petition:
    """One matter at the door, and what the organs answer to it."""

    def __init__(self, door: Door, name: str) -> None:
        self.door, self.world, self.name, self.asked = door, door.world, name, 0
        matter = MATTER | {"content": f"{MATTER['content']}{name}", "anonymous": True}
        _, receipt = door.api("POST", "/cases", {"request_id": name, "registration": matter})
        self.case, self.code = receipt["case_id"], receipt["query_code"]
        self.world.answered(self.case)

    def ask(self, what: str, **data: Any) -> tuple[int, Any]:
        """The answer, or the reason of the refusal."""
        self.asked += 1
        body = {"request_id": f"{self.name}-{self.asked}", **data}
        status, found = self.door.api("POST", f"/cases/{self.case}/{what}", body)
        return status, found if status == 200 else found["fields"][0]["reason"]

    def asked_when_known(self, **data: Any) -> dict[str, Any]:
        """A review that is asked as soon as intake has heard of what it is about."""

        def once() -> Any:
            status, found = self.ask("reviews", **data)
            return found if status == 200 else None

        return eventually(once, 30, lambda: self.world.text("intake"))

    def decided(self, org: str) -> None:
        """The organ above decides and delivers; dispatch may hear of the request a little later."""
        reviewer = self.world.person("dispatch", "handler", org)
        self.asked += 1
        decide = dispatch.DecideReviewRequest(
            request_id=f"{self.name}-d{self.asked}", case_id=self.case, result="OPINION_RESULT_EXPLAINED"
        )
        gone, early = grpc.StatusCode.NOT_FOUND, grpc.StatusCode.FAILED_PRECONDITION

        def decides() -> Any:
            return unless(gone, lambda: unless(early, lambda: reviewer.DecideReview(decide, timeout=20)))

        eventually(decides, 30, lambda: self.world.text("dispatch"))
        deliver = dispatch.DeliverReviewRequest(request_id=f"{self.name}-v{self.asked}", case_id=self.case)
        reviewer.DeliverReview(deliver, timeout=20)

    def rights(self) -> list[str]:
        """What the public page offers."""
        public = self.door.api("GET", f"/cases/{self.case}/track?query_code={self.code}")[1]
        return [right["kind"] for right in public.get("rights", ())]


def test_review_and_final_review_in_their_windows_and_ratings_once(world: World, door: Door):
    inside, late = Petition(door, "inside"), Petition(door, "late")
    status, why = inside.ask("reviews", final=True)
    assert (status, "decision of the review" in why) == (409, True)
    eventually(lambda: inside.rights() == late.rights() == ["REVIEW", "EVALUATION"])
    try:
        world.move_clock(10)
        assert inside.asked_when_known()["to_org"] == "141002"
        assert "already" in inside.ask("reviews")[1]
        assert inside.ask("evaluations", target="RESPONSIBLE_UNIT", rating="MOSTLY") == (
            200,
            {"created": True},
        )
        assert "once" in inside.ask("evaluations", target="RESPONSIBLE_UNIT", rating="SATISFIED")[1]
        inside.decided("141002")
        assert inside.asked_when_known(final=True)["to_org"] == "141000"
        assert "already" in inside.ask("reviews", final=True)[1]
        inside.decided("141000")
        eventually(lambda: inside.rights() == ["EVALUATION"] or inside.rights() == [])
        assert late.asked_when_known()["created"]
        late.decided("141002")
        eventually(lambda: "FINAL_REVIEW" in late.rights())
        slow = Petition(door, "slow")  # its opinion is delivered on day 10
        eventually(lambda: "REVIEW" in slow.rights())
        world.move_clock(45)
        assert late.rights() == []
        status, why = late.ask("reviews", final=True)
        assert (status, "the window ended on" in why, "条例" in why) == (409, True, True)
        status, why = slow.ask("evaluations", target="RESPONSIBLE_UNIT", rating="MOSTLY")
        assert (status, "the window ended on" in why) == (409, True)
        assert slow.ask("evaluations", target="PETITION_OFFICE", rating="MOSTLY")[0] == 200
        assert "the window ended on" in slow.ask("reviews")[1]
        # Asked on the last days and written down late: the law counts the day on which it was asked.
        asked = (datetime.now(UTC) + timedelta(days=39)).isoformat()
        status, found = slow.ask("reviews", requested_at=asked)
        assert (status, found["to_org"]) == (200, "141002")
    finally:
        world.move_clock(0)


def test_open311_in_json_and_xml(door: Door):
    services = door.ask("GET", "/open311/v2/services.json")[2]
    assert "wages" in {s["service_code"] for s in services}
    assert door.ask("GET", "/open311/v2/services/wages.json")[2]["attributes"] == []
    form = {
        "api_key": door.token,
        "service_code": "wages",
        "jurisdiction_id": "141002",
        "description": "厂里拖欠工资",
        "last_name": "王",
        "phone": "13912345678",
    }
    body = urllib.parse.urlencode(form)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": "o-1"}
    status, _, answer = door.ask("POST", "/open311/v2/requests.json", body, **kind)
    assert status == 201
    number = answer[0]["service_request_id"]
    assert door.ask("POST", "/open311/v2/requests.json", body, **kind)[2][0]["service_request_id"] == number
    key = urllib.parse.urlencode({"api_key": door.token})
    shown = door.ask("GET", f"/open311/v2/requests/{number}.json?{key}")[2][0]
    assert (shown["status"], shown["agency_responsible"]) == ("open", OFFICE)
    assert "拖欠" not in str(shown)
    assert door.ask("GET", f"/open311/v2/requests.json?{key}")[2] == []
    assert door.ask("GET", f"/open311/v2/tokens/{number}.json")[2][0]["token"] == number
    asked = f"/open311/v2/requests.json?{key}&service_request_id=141002-2026-999999.x,{number}"
    status, _, listed = door.ask("GET", asked)
    assert (status, [row["service_request_id"] for row in listed]) == (200, [number])
    raw = door.ask("GET", "/open311/v2/services/wages.xml")[2]
    assert [e.tag for e in ElementTree.fromstring(raw).iter()] == [
        "service_definition", "service_code", "attributes",
    ]  # fmt: skip
    wrong = f"{number[:-1]}{'0' if number[-1] != '0' else '2'}"
    status, kind_of, raw = door.ask("GET", f"/open311/v2/requests/{wrong}.xml?{key}")
    assert (status, kind_of, ElementTree.fromstring(raw)[0][0].text) == (404, "text/xml", "404")
    status, _, found = door.ask("POST", "/open311/v2/requests.json", "service_code=x", **kind)
    assert (status, found[0]["code"]) == (400, "400")


def test_who_asks_too_often_is_told_when_to_come_again(world: World):
    narrow = Door(world, SANKUA_DOOR_RATE="0.5", SANKUA_DOOR_BURST="3")
    try:
        answers = [narrow.ask("GET", "/open311/v2/services.json")[0] for _ in range(6)]
        assert answers == [200, 200, 200, 429, 429, 429]
        assert narrow.ask("GET", "/livez")[0] == 200
    finally:
        narrow.stop()


def test_made_up_tokens_share_the_bucket_of_their_address(world: World):
    narrow = Door(world, SANKUA_DOOR_RATE="0.05", SANKUA_DOOR_BURST="6")
    try:
        path = "/api/v1/cases/141002-2026-999999"
        assert narrow.api("GET", "/cases/141002-2026-999999")[0] == 404  # intake has taken this token
        answers = [
            narrow.ask("GET", path, Authorization=f"Bearer {secrets.token_hex(16)}")[0] for _ in range(12)
        ]
        assert set(answers[:3]) == {401}
        assert set(answers[-5:]) == {429}
        assert narrow.ask("GET", "/open311/v2/services.json")[0] == 429
        assert narrow.api("GET", "/cases/141002-2026-999999")[0] == 404
    finally:
        narrow.stop()


def fuzzed(door: Door, phases: str, examples: str) -> str:
    """What schemathesis says of the running door; fails where it finds anything."""
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "run",
            f"http://127.0.0.1:{door.port}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {door.token}",
            "--checks", CHECKS, "--max-examples", examples, "--seed", "7",
            "--phases", phases, "--workers", "2", "--no-color",
        ],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "door_hooks", "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True, text=True, timeout=int(os.environ.get("SANKUA_FUZZ_SECONDS", "110")),
        check=False, cwd=door.log.parent,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert "call failed" not in door.world.log("intake").read_text("utf-8")
    return run.stdout


@pytest.mark.timeout(0 if "SANKUA_FUZZ_SECONDS" in os.environ else 150)
def test_schemathesis_finds_nothing(door: Door):
    cases = door.world.database("intake")["vault"]
    before = cases.count_documents({})
    phases = os.environ.get("SANKUA_FUZZ_PHASES", "fuzzing,stateful")
    said = fuzzed(door, phases, os.environ.get("SANKUA_FUZZ_EXAMPLES", "12"))
    assert ("API Links" in said) is ("stateful" in phases)
    # Not only refusals were answered. How many of the few bodies are filled up is a matter of chance.
    assert cases.count_documents({}) > before + 2, said[-3000:]
