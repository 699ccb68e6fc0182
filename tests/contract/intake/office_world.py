"""Intake and dispatch as real processes, on the session's Kafka and MongoDB, with a topic of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from kafka import KafkaConsumer, TopicPartition
from pymongo import MongoClient

from sankua.cli.client import grants_for, mint
from sankua.cli.stack.pki import ensure_pki
from sankua.cli.stack.ports import free_port
from sankua.core.events import Event
from sankua.wire import cloudevents
from sankua.wire.codec import json_to_message
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2_grpc import DispatchServiceStub
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from tests.leaks import Refusals, Scan, plant_registration, planted

ROOT = Path(__file__).resolve().parents[3]
OFFICE = "141002-xfj"
STUBS: dict[str, Any] = {"intake": IntakeServiceStub, "dispatch": DispatchServiceStub}


class World:
    """Two services with environment only; `person` calls them as somebody."""

    def __init__(self, bootstrap: str, mongo_uri: str, topic: str, folder: Path) -> None:
        self.bootstrap, self.topic, self.folder = bootstrap, topic, folder
        self.tls = ensure_pki(folder / "tls", ["intake", "dispatch", "reporting"]).folder
        self.mongo_uri = mongo_uri
        self.client: MongoClient[dict[str, Any]] = MongoClient(mongo_uri)
        self.ports = {name: {kind: free_port() for kind in ("GRPC", "PEER", "HTTP")} for name in STUBS}
        self.more: dict[str, str] = {}
        self.clock = folder / "clock"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.channels: list[grpc.Channel] = []
        self._stubs: dict[Any, Any] = {}
        self.scan, self.refusals = Scan(topic), Refusals()

    def database(self, service: str) -> Any:
        return self.client[f"{self.topic.partition('.')[0]}_{service}"]

    def start(self, service: str) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("SANKUA_")} | {
            "SANKUA_KAFKA_BOOTSTRAP": self.bootstrap,
            "SANKUA_TOPIC": self.topic,
            "SANKUA_DLQ_TOPIC": f"{self.topic}.dlq",
            "SANKUA_PARTITIONS": "4",
            "SANKUA_MONGO_URI": self.mongo_uri,
            "SANKUA_MONGO_DATABASE": self.database(service).name,
            "SANKUA_TLS_DIR": str(self.tls),
            "SANKUA_MASTER_KEY_FILE": str(self.tls / "master.key"),
            "SANKUA_INTAKE_PEER": f"127.0.0.1:{self.ports['intake']['PEER']}",
            "SANKUA_SESSION_TIMEOUT": "6",
            **{f"SANKUA_{kind}_PORT": str(port) for kind, port in self.ports[service].items()},
            **self.more,
        }
        with self.log(service).open("ab") as out:
            self.processes[service] = subprocess.Popen(
                [sys.executable, "-m", f"services.{service}"], env=env, stdout=out, stderr=out, cwd=ROOT
            )

    def ready(self, service: str) -> None:
        url = f"http://127.0.0.1:{self.ports[service]['HTTP']}/readyz"

        def check() -> bool:
            assert self.processes[service].poll() is None, self.text(service)
            return _status(url) == 200

        eventually(check, 120, lambda: self.text(service))

    def stop(self, service: str) -> int:
        process = self.processes.pop(service)
        process.send_signal(signal.SIGTERM)
        return process.wait(40)

    def kill(self, service: str) -> None:
        process = self.processes.pop(service)
        process.kill()
        process.wait()

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def text(self, service: str) -> str:
        return self.log(service).read_text(encoding="utf-8")[-6000:]

    def person(self, service: str, role: str, org: str = OFFICE, places: tuple[str, ...] = ()) -> Any:
        """A stub for somebody with one role at one organ."""
        key = (service, role, org, places, self.ports[service]["GRPC"])
        if key not in self._stubs:
            token = mint(self.tls, grants_for([org], [role], places))
            credentials = grpc.composite_channel_credentials(
                grpc.ssl_channel_credentials((self.tls / "ca.pem").read_bytes()),
                grpc.access_token_call_credentials(token),
            )
            self._stubs[key] = self._open(service, "GRPC", credentials)
        return self._stubs[key]

    def service(self, name: str, target: str) -> Any:
        """A stub on a peer port, as another service."""
        credentials = grpc.ssl_channel_credentials(
            (self.tls / "ca.pem").read_bytes(),
            (self.tls / f"{name}.key").read_bytes(),
            (self.tls / f"{name}.pem").read_bytes(),
        )
        return self._open(target, "PEER", credentials)

    def _open(self, service: str, kind: str, credentials: Any) -> Any:
        options = [("grpc.max_reconnect_backoff_ms", 500)]
        channel = grpc.secure_channel(f"127.0.0.1:{self.ports[service][kind]}", credentials, options)
        self.channels.append(channel)
        return STUBS[service](grpc.intercept_channel(channel, self.refusals))

    def register(self, request_id: str, **change: Any) -> Any:
        stub = self.person("intake", "registrar", change.get("registered_by", OFFICE))
        return stub.RegisterCase(registration(request_id, **change), timeout=20)

    def routed(self, case: str, org: str = OFFICE, state: str = "") -> Any:
        """The case as the office sees it, once dispatch has routed it (and brought it to `state`)."""
        stub = self.person("dispatch", "dispatcher", org)

        def look() -> Any:
            try:
                found = stub.GetCase(dispatch.GetCaseRequest(case_id=case), timeout=20)
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
                return None
            name = dispatch.CaseState.Name(found.state).removeprefix("CASE_STATE_")
            return found if state in ("", name) else None

        return eventually(look, 30, lambda: self.text("dispatch"))

    def answered(self, case: str) -> str:
        """Brings a case to a delivered opinion; the organ that leads it."""
        lead = str(self.routed(case, state="OFFERED").lead)
        handler = self.person("dispatch", "handler", lead)
        steps = {
            "AcceptHandoff": dispatch.AcceptHandoffRequest(handoff_id="h1"),
            "IssueOpinion": dispatch.IssueOpinionRequest(result="OPINION_RESULT_EXPLAINED", basis=["条例"]),
            "DeliverOpinion": dispatch.DeliverOpinionRequest(),
        }
        for step, request in steps.items():
            request.case_id, request.request_id = case, f"{case}{step}"
            getattr(handler, step)(request, timeout=20)
        return lead

    def move_clock(self, days: float) -> None:
        """Moves the clock of services that were given `clock`, from now on."""
        file = self.clock.with_suffix(".new")
        file.write_text(str(days * 86400), encoding="ascii")
        file.replace(self.clock)

    def events(self) -> list[Event]:
        """Everything on the topic, each partition in order."""
        return [cloudevents.from_kafka(headers, value) for _, headers, value in self.records()]

    def records(self, topic: str = "") -> list[Any]:
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
        try:
            tps = [
                TopicPartition(topic or self.topic, p)
                for p in consumer.partitions_for_topic(topic or self.topic)
            ]
            consumer.assign(tps)
            ends = consumer.end_offsets(tps)
            consumer.seek_to_beginning(*tps)
            found: list[Any] = []
            while any(consumer.position(tp) < ends[tp] for tp in tps):
                for records in consumer.poll(timeout_ms=500).values():
                    found += [(r.key, r.headers, r.value) for r in records]
            return found
        finally:
            consumer.close()

    def look(self) -> Scan:
        """The leak scan of all that this world wrote and said, while its services still run."""
        scan = self.scan
        scan.plant(planted())
        # Replicas that a test starts by itself listen where they like.
        for name in self.processes.keys() & self.ports.keys():
            scan.metrics(name, f"http://127.0.0.1:{self.ports[name]['HTTP']}/metrics")
        scan.topics(self.bootstrap, [self.topic, f"{self.topic}.dlq", f"{self.topic}.office"])
        scan.documents(self.mongo_uri, [self.database(name).name for name in STUBS])
        scan.logs(self.folder)
        for text in self.refusals:
            scan.look("refusals", self.topic, text)
        return scan

    def end(self) -> None:
        try:
            self.look().report()
        finally:
            for channel in self.channels:
                channel.close()
            for name in list(self.processes):
                self.kill(name)
            for name in STUBS:
                self.client.drop_database(self.database(name).name)
            self.client.close()


def registration(request_id: str, cls: Any = intake.RegisterCaseRequest, **change: Any) -> Any:
    """A request: wages unpaid at a place of the office; `facts` replace the usual ones."""
    usual: dict[str, Any] = {
        "channel": "VISIT",
        "purpose": "APPEAL",
        "facts": {"place_of_matter": "141002", "sector": "wages", "work_place": "141002"},
        "title": "纺织厂拖欠工资",
        "content": f"三个月没有发工资，请查处。{request_id}",  # the same text again would be linked
        "petitioner": {"name": "王小明", "phone": "13912345678", "id_number": "14100219800101123X"},
        "registered_by": OFFICE,
    }
    plant_registration(usual | change)
    return json_to_message(cls, {"request_id": request_id, "registration": usual | change})


def fields(error: grpc.RpcError) -> dict[str, str]:
    """Field violations of a refused call."""
    status = rpc_status.from_call(error)
    bad = error_details_pb2.BadRequest()
    for detail in status.details:
        if detail.Unpack(bad):
            return {v.field: v.description for v in bad.field_violations}
    return {}


def unless(code: grpc.StatusCode, call: Any) -> Any:
    """What the call gives; None where it is refused with this code, as may be until intake has heard."""
    try:
        return call()
    except grpc.RpcError as error:
        if error.code() is not code:
            raise
        return None


def eventually(check: Any, seconds: float = 30, say: Any = lambda: "") -> Any:
    """What `check` gives once it is true; fails, saying `say()`, when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {say()}")


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0
