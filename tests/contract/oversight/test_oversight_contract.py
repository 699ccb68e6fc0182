"""Every recorded event of the topic goes through oversight, in any grouping; every call has its roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bson
import pytest

from sankua.core.clocks import compute
from sankua.core.events import KNOWN, PRODUCERS, Event
from sankua.core.times import parse_time
from sankua.library.clocks import load_clock_book
from sankua.wire import codec
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb
from sankua.wire.history import read_history
from services.common.model import CaseDoc
from services.oversight import agents, rpc
from services.oversight.domain.standing import Watch, stand

WATCH = Watch(load_clock_book(), frozenset({"C01", "C04", "C05", "C09"}))
NOW = parse_time("2024-06-01T12:00:00+08:00")


def recorded() -> list[Event]:
    return [e for file in sorted(Path("proto/examples").glob("*.jsonl")) for e in read_history(file, [])]


CASES = sorted({event.case for event in recorded()})


def document(case: str) -> CaseDoc:
    watching, doc = agents.Watching(WATCH), CaseDoc(case)
    for event in (e for e in recorded() if e.case == case):
        doc.parts[event.producer] = watching.fold(event.producer, doc.parts.get(event.producer, {}), event)
        doc.pos[event.producer] = event.seq
    return doc


def test_the_recorded_events_are_all_there_are() -> None:
    assert {event.name for event in recorded()} >= KNOWN - {"EventCorrected"}


@pytest.mark.parametrize("case", CASES)
def test_clocks_from_the_document_are_those_from_the_log(case: str) -> None:
    events = [e for e in recorded() if e.case == case]
    assert list(stand(case, document(case).parts, NOW, WATCH).clocks) == compute(events, NOW, WATCH.book)


@pytest.mark.parametrize("case", CASES)
def test_a_document_survives_bson(case: str) -> None:
    doc = document(case)
    fields: dict[str, Any] = agents.Watching(WATCH).fields(doc, NOW)
    stored = bson.decode(bson.encode({"parts": doc.parts, **fields}))
    assert stored["parts"] == doc.parts
    assert set(doc.parts) <= set(PRODUCERS)


@pytest.mark.parametrize("case", CASES)
def test_notices_fit_their_messages(case: str) -> None:
    for rung in stand(case, document(case).parts, NOW, WATCH).pending:
        data, problems = codec.check(rung.name, rung.data())
        assert problems == []
        assert codec.decode(rung.name, codec.encode(rung.name, data)) == rung.data()


def test_every_call_has_its_roles_and_none_is_for_operators() -> None:
    methods = pb.DESCRIPTOR.services_by_name["OversightService"].methods
    assert set(rpc.PERMISSIONS) == {f"/{rpc.NAME}/{method.name}" for method in methods}
    assert not any("operator" in roles for roles in rpc.PERMISSIONS.values())
