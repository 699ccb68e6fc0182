"""Intake and oversight as real processes under one clock; the test plays dispatch on the topic."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

# Intake's world; pytest finds helpers only beside the test.
sys.path.insert(0, str(Path(__file__).parents[1] / "intake"))

import office_world
from office_world import World, eventually

from sankua.cli.stack.pki import ensure_pki
from sankua.cli.stack.ports import free_port
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.wire import cloudevents
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb
from sankua.wire.gen.oversight.v1.oversight_service_pb2_grpc import OversightServiceStub
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub
from services.common.publish import Publisher
from services.common.times import Clock

SERVICES = {"oversight": OversightServiceStub, "reporting": ReportingServiceStub}
UNIT = "141002-rsj"


class WatchWorld(World):
    """`at` moves the clock of all services; `play` publishes what dispatch (or intake) would."""

    def __init__(self, bootstrap: str, mongo_uri: str, topic: str, folder: Path) -> None:
        office_world.STUBS.update(SERVICES)
        super().__init__(bootstrap, mongo_uri, topic, folder)
        names = ["intake", "dispatch", "oversight", "reporting"]
        self.tls = ensure_pki(folder / "pki", names).folder
        self.clock = folder / "clock"
        self.more = {
            "SANKUA_CLOCK_FILE": str(self.clock),
            "SANKUA_FIRE_SECONDS": "0.1",
            "SANKUA_FIRE_LEASE": "1",
            "SANKUA_WATCH_SECONDS": "0.2",
            "SANKUA_OFFICE_TOPIC": f"{topic}.office",
        }
        self._seqs: Counter[tuple[str, str]] = Counter()

    def at(self, moment: datetime) -> None:
        """Moves the clock."""
        file = self.clock.with_suffix(".new")
        file.write_text(str((moment - datetime.now(SHANGHAI)).total_seconds()), encoding="ascii")
        os.replace(file, self.clock)  # noqa: PTH105 - at once, for readers

    def now(self) -> datetime:
        """The moment that all services take for the present one."""
        return Clock(self.clock).now()

    def start(self, service: str) -> None:
        """Starts a process on ports that are free just now: not on those chosen long before."""
        self.ports[service] = {kind: free_port() for kind in ("GRPC", "PEER", "HTTP")}
        super().start(service)

    async def play(
        self, *steps: tuple[str, str, datetime, dict[str, Any]], producer: str = "dispatch"
    ) -> None:
        """Publishes events of one producer: case, name, time, data; its seqs run on."""
        events = []
        for case, name, time, data in steps:
            self._seqs[case, producer] += 1
            seq = self._seqs[case, producer]
            events.append(
                Event(name, case, seq, producer, time, time, source=data.pop("by", UNIT), data=data)
            )
        await self.publish(events)

    async def publish(self, events: list[Event]) -> None:
        """Puts events on the topic, as their owner's relay would."""
        publisher = Publisher(self.bootstrap)
        try:
            for i in range(0, len(events), 1000):
                part = events[i : i + 1000]
                records = [(e.case.encode(), cloudevents.encode(e), cloudevents.headers(e)) for e in part]
                await publisher.send(self.topic, records)
        finally:
            await publisher.stop()

    def call(self, name: str, org: str, role: str = "supervisor", /, **fields: Any) -> dict[str, Any]:
        """A call of OversightService by somebody of an organ, in JSON form both ways."""
        stub = self.person("oversight", role, org, (org[:6].rstrip("0"),))
        request = json_to_message(getattr(pb, f"{name}Request"), fields)
        return message_to_json(getattr(stub, name)(request, timeout=20))

    def own_events(self, case: str) -> list[Event]:
        """Oversight's events of a case, on the topic."""
        return [e for e in self.events() if e.case == case and e.producer == "oversight"]

    def clocks(self, case: str) -> dict[str, dict[str, Any]]:
        """The clocks of a case by id, once oversight knows it."""
        doc = eventually(lambda: self.database("oversight")["cases"].find_one({"_id": case}))
        return {c["clock"]: c for c in doc["clocks"]}


def offered(case: str, at: datetime, to: str = UNIT, handoff: str = "h1") -> list[Any]:
    """转送 to a lead, delivered at once."""
    data = {
        "handoff_id": handoff,
        "from_org": f"{case[:6]}-xfj",
        "to_org": to,
        "role": "LEAD",
        "mode": "FORWARD",
    }
    return [
        (case, "HandoffOffered", at, {**data, "by": f"{case[:6]}-xfj"}),
        (case, "HandoffDelivered", at, {"handoff_id": handoff}),
    ]


def ended(case: str, at: datetime, settled: bool = True) -> list[Any]:
    """Accepted, answered, delivered, 办结, and 化解."""
    steps = [
        (case, "HandoffAccepted", at, {"handoff_id": "h1"}),
        (case, "OpinionIssued", at, {"result": "SUPPORTED"}),
        (case, "OpinionDelivered", at, {}),
        (case, "CaseConcluded", at, {}),
    ]
    return [*steps, (case, "CaseSettled", at, {"grade": {"resolved": True}})] if settled else steps
