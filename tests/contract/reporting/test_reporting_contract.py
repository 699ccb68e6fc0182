"""Every recorded event of the topic goes through reporting; every call has its roles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bson
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.events import Event
from sankua.library.counting import load_counting_books
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.history import read_history
from services.common.model import CaseDoc
from services.reporting import rpc, store
from services.reporting.wiring import behaviour

COUNTING = behaviour(load_counting_books())
RECORDED = [e for file in sorted(Path("proto/examples").glob("*.jsonl")) for e in read_history(file, [])]


def rows(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    docs: dict[str, CaseDoc] = {}
    for event in events:
        doc = docs.setdefault(event.case, CaseDoc(event.case))
        doc.parts[store.PART] = COUNTING.fold(event.producer, doc.parts.get(store.PART, {}), event)
        doc.pos[event.producer] = max(event.seq, doc.pos.get(event.producer, 0))
    now = RECORDED[0].time
    return {case: {"parts": doc.parts, **COUNTING.fields(doc, now)} for case, doc in docs.items()}


def test_every_recorded_event_can_be_counted_and_stored() -> None:
    found = rows(RECORDED)
    assert sum(row["events"] for row in found.values()) == len(RECORDED)
    assert bson.decode(bson.encode(found)) == found


@given(st.permutations(sorted({e.stream for e in RECORDED})))
def test_rows_do_not_mind_which_stream_comes_first(streams: list[tuple[str, str, str]]) -> None:
    assert rows([e for stream in streams for e in RECORDED if e.stream == stream]) == rows(RECORDED)


def test_every_call_has_its_roles() -> None:
    methods = pb.DESCRIPTOR.services_by_name["ReportingService"].methods
    assert set(rpc.PERMISSIONS) == {f"/{rpc.NAME}/{method.name}" for method in methods}
    assert {m for m, roles in rpc.PERMISSIONS.items() if "operator" in roles} == {f"/{rpc.NAME}/GetProgress"}
