import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sankua.cli.importing.batch import Tally
from sankua.cli.importing.convert import Item
from sankua.cli.importing.lines import line_items
from sankua.core.times import SHANGHAI

NOW = datetime(2024, 1, 1, tzinfo=SHANGHAI)
CASE = "140403-2023-000001"


def event(name: str, seq: int, time: str = "2023-05-04T10:00:00+08:00", **data: Any) -> dict[str, Any]:
    producer = "intake" if name == "CaseRegistered" else "dispatch"
    return {
        "specversion": "1.0",
        "type": f"sankua.case.v1.{name}",
        "source": "/orgs/140403-xfj",
        "subject": CASE,
        "time": time,
        "producer": producer,
        "seq": seq,
        "id": f"{CASE}/{producer}/{seq}",
        "data": data,
    }


REGISTERED = event(
    "CaseRegistered", 1, channel="LETTER", purpose="ACCUSATION", registered_by="140403-xfj",
    petitioner_count=2, content_ref="x", title="题", content="文", petitioner_ref="p1",
    facts={"place_of_matter": "140403", "accused_orgs": ["140403-zjj"]},
)  # fmt: skip
OUTCOME = [
    event("HandoffAccepted", 3, "2023-05-06T10:00:00+08:00", handoff_id="h1"),
    event("OpinionIssued", 4, "2023-06-01T10:00:00+08:00", result="SUPPORTED"),
    event("OpinionDelivered", 5, "2023-06-02T10:00:00+08:00"),
    event("CaseConcluded", 6, "2023-06-03T10:00:00+08:00"),
]


def read(tmp_path: Path, *lines: Any) -> tuple[list[Item], Tally]:
    path = tmp_path / "f.jsonl"
    shown = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    path.write_text("\n".join(shown), encoding="utf-8")
    tally = Tally()
    return list(line_items(path, tally, NOW)), tally


def test_a_registration_with_text_and_accused_goes_where_it_belongs(tmp_path: Path) -> None:
    (item,), tally = read(tmp_path, REGISTERED)
    assert item.request_id == f"import:event:{CASE}/intake/1"
    assert item.registration == {
        "channel": "LETTER",
        "purpose": "ACCUSATION",
        "facts": {"place_of_matter": "140403", "accused_orgs": ["140403-zjj"]},
        "petitioner_count": 2,
        "registered_by": "140403-xfj",
        "title": "题",
        "content": "文",
        "petitioner": {"ref": "p1"},
        "derived": True,
        "occurred_time": "2023-05-04T10:00:00+08:00",
        "source_ref": CASE,
    }
    assert (tally.rows, tally.refused) == (1, [])


def test_an_outcome_goes_in_whole_at_its_delivery(tmp_path: Path) -> None:
    (item,), tally = read(tmp_path, *OUTCOME, REGISTERED)
    assert item.replied == datetime(2023, 6, 2, 10, tzinfo=SHANGHAI)
    assert (item.result, item.row, item.also) == ("SUPPORTED", 5, (1, 2, 3, 4))
    assert tally.rows == 5


def test_half_an_outcome_is_refused_and_the_registration_goes_in(tmp_path: Path) -> None:
    (item,), tally = read(tmp_path, REGISTERED, OUTCOME[0], OUTCOME[1])
    assert item.replied is None
    assert [(r.row, r.field) for r in tally.refused] == [(2, "subject"), (3, "subject")]


def test_the_same_event_twice_is_skipped(tmp_path: Path) -> None:
    items, tally = read(tmp_path, REGISTERED, REGISTERED, *OUTCOME, OUTCOME[3])
    assert (len(items), tally.skipped, tally.refused) == (1, 2, [])


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("{", "", "not JSON"),
        (event("ClockWarned", 1), "type", "fact of the system that wrote it"),
        (event("SomethingNew", 1), "type", "fact of the system that wrote it"),
        (event("CaseRegistered", 1, channel="PIGEON"), "data.channel", "expected one of"),
        (event("CaseRegistered", 1, time="2025-01-01T00:00:00+08:00"), "time", "future"),
        (REGISTERED | {"time": "gestern"}, "time", "RFC 3339"),
        (event("CaseConcluded", 6), "subject", "no CaseRegistered"),
        (event("CaseRegistered", -1), "seq", "1, 2, 3"),
    ],
)
def test_each_line_that_does_not_go_in_is_named(tmp_path: Path, line: Any, field: str, said: str) -> None:
    items, tally = read(tmp_path, line)
    assert items == []
    assert [(r.row, r.field) for r in tally.refused] == [(1, field)]
    assert said in tally.refused[0].reason
