"""The envelope: headers and JSON say the same event, and what is none is refused by name."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Problem, Refused
from sankua.core.events import KNOWN, Event
from sankua.core.times import SHANGHAI, parse_time
from sankua.wire import cloudevents
from sankua.wire.history import read_history

T0 = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
EXAMPLES = Path(__file__).parents[3] / "proto" / "examples"


def event(seq: int = 1, **changes: object) -> Event:
    base = {
        "name": "CaseLinked",
        "case": "140403-2023-000123",
        "seq": seq,
        "producer": "dispatch",
        "time": T0,
        "recorded": T0,
        "source": "140403-xfj",
        "data": {"to_case": "140403-2023-000001"},
    }
    return Event(**(base | changes))  # type: ignore[arg-type]


@given(
    seq=st.integers(1, cloudevents.MAX_SEQ),
    node=st.sampled_from(["", "1404"]),
    cause=st.sampled_from(["", "140403-2023-000123/intake/1"]),
    late=st.integers(0, 10**6),
)
def test_both_envelopes_carry_the_same_event(seq: int, node: str, cause: str, late: int) -> None:
    one = event(seq, node=node, causation_id=cause, recorded=T0 + timedelta(seconds=late))
    assert cloudevents.from_kafka(cloudevents.headers(one), cloudevents.encode(one)) == one
    assert cloudevents.from_json(json.loads(json.dumps(cloudevents.to_json(one)))) == one


def test_recordedtime_is_absent_where_equal() -> None:
    assert "recordedtime" not in cloudevents.to_json(event())


def test_missing_headers_are_named() -> None:
    with pytest.raises(Refused, match="ce_subject"):
        cloudevents.from_kafka([("ce_type", b"sankua.case.v1.CaseLinked")], b"")


def test_unknown_type_comes_with_its_position() -> None:
    pairs = [(k, b"sankua.case.v1.Novelty" if k == "ce_type" else v) for k, v in cloudevents.headers(event())]
    found = cloudevents.from_kafka(pairs, b"\xff\xff")
    assert (found.name, found.seq, found.data) == ("Novelty", 1, {})


def test_producer_and_seq_may_stand_in_the_id_alone() -> None:
    document = cloudevents.to_json(event(4))
    del document["producer"], document["seq"]
    assert cloudevents.from_json(document) == event(4)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 20_000_000), st.text(max_size=5), st.lists(st.integers()),
    st.sampled_from(["", "2023-05-04T10:00:00Z", "2023-05-04", "sankua.case.v1.CaseRegistered", "1", {}]),
)  # fmt: skip


@given(
    seq=st.integers(1, 3),
    changes=st.dictionaries(st.sampled_from([*cloudevents.to_json(event()), "recordedtime", "node"]), ODD),
    data=st.one_of(st.none(), st.dictionaries(st.sampled_from(["to_case", "decision", "title", "x"]), ODD)),
)
def test_the_quick_reading_finds_what_the_careful_one_finds(
    seq: int, changes: dict[str, object], data: dict[str, object] | None
) -> None:
    document = cloudevents.to_json(event(seq)) | changes
    if data is not None:
        document["data"] = data
    assert cloudevents.read_json(document) == cloudevents._examined(document)


BYTES = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [b"", b"0", b"7", b"20000000", b"2023-05-04T10:00:00Z", b"2023-05-04", b"/orgs/1404-xfj"]
    ),
    st.sampled_from([b"sankua.case.v1.CaseRegistered", b"sankua.case.v1.Novelty", b"Novelty"]),
)
READ = ("type", "subject", "producer", "seq", "time", "recordedtime", "source", "node", "causationid",
        "dataversion", "traceparent")  # fmt: skip


@given(
    changes=st.dictionaries(st.sampled_from(READ), st.one_of(st.none(), BYTES), max_size=3),
    value=st.one_of(st.none(), st.binary(max_size=6)),
)
def test_the_quick_reading_of_headers_finds_what_the_careful_one_finds(
    changes: dict[str, bytes | None], value: bytes | None
) -> None:
    pairs = dict(cloudevents.headers(event()))
    for name, raw in changes.items():
        if raw is None:
            pairs.pop(f"ce_{name}", None)
        else:
            pairs[f"ce_{name}"] = raw
    given_value = cloudevents.encode(event()) if value is None else value

    def outcome(read: Any) -> Any:
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - the refusal is what is compared
            return type(error), str(error)

    quick = outcome(lambda: cloudevents.from_kafka(pairs.items(), given_value))
    assert quick == outcome(lambda: cloudevents._examined_record(pairs, given_value, brief=False))


@pytest.mark.parametrize("time", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("field", ["time", "recordedtime"])
def test_a_time_that_no_calendar_here_has_is_refused_by_name(field: str, time: str) -> None:
    with pytest.raises(Refused, match=f"{field}.*outside the years"):
        cloudevents.from_json(cloudevents.to_json(event()) | {field: time})
    pairs = [(k, v) for k, v in cloudevents.headers(event()) if k != f"ce_{field}"]
    with pytest.raises(Refused, match=f"{field}.*outside the years"):
        cloudevents.from_kafka([*pairs, (f"ce_{field}", time.encode())], cloudevents.encode(event()))


@pytest.mark.parametrize("field", ["subject", "source", "producer", "node", "causationid"])
def test_half_a_character_is_refused_by_name(field: str) -> None:
    with pytest.raises(Refused, match=f"{field}: is no text"):
        cloudevents.from_json(cloudevents.to_json(event()) | {field: "140403-2023-\ud800"})


def write(tmp_path: Path, documents: list[object]) -> Path:
    path = tmp_path / "h.jsonl"
    path.write_text("\n".join(json.dumps(d) if not isinstance(d, str) else d for d in documents), "utf-8")
    return path


def test_a_history_names_each_fault_by_file_line_and_field(tmp_path: Path) -> None:
    good, late = (
        cloudevents.to_json(event(1)),
        cloudevents.to_json(event(5, time=parse_time("2099-01-01T00:00:00Z"))),
    )
    bad_time = cloudevents.to_json(event(2)) | {"time": "yesterday"}
    unknown = cloudevents.to_json(event(3)) | {"type": "sankua.case.v1.Novelty"}
    path = write(tmp_path, [good, good, "{", bad_time, unknown, late, {"type": "sankua.case.v1.CaseLinked"}])
    problems: list[Problem] = []
    events = list(read_history(path, problems, latest=T0 + timedelta(days=1)))
    assert [(e.name, e.seq) for e in events] == [("CaseLinked", 1), ("Novelty", 3)]
    seen = {(p.line, p.field, p.warning) for p in problems}
    assert {
        (2, "seq", False),
        (3, "", False),
        (4, "time", False),
        (6, "time", False),
        (5, "seq", False),
    } <= seen
    assert (5, "type", True) in seen
    assert {(7, f, False) for f in ("subject", "time", "seq")} <= seen
    assert all(p.file == str(path) for p in problems)
    assert any("gap" in p.reason and "seq 2" in p.reason for p in problems)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.jsonl")), ids=lambda p: p.stem)
def test_recorded_examples_are_read_without_a_word(path: Path) -> None:
    problems: list[Problem] = []
    events = list(read_history(path, problems))
    assert problems == []
    assert events
    for one in events:
        assert cloudevents.from_kafka(cloudevents.headers(one), cloudevents.encode(one)) == one


def test_every_event_has_a_recorded_example() -> None:
    lines = [line for path in EXAMPLES.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    seen = {json.loads(line)["type"].rsplit(".", 1)[-1] for line in lines}
    assert seen == KNOWN


@pytest.mark.parametrize("seq", [0, -1, "x", None, cloudevents.MAX_SEQ + 1, 10**40])
def test_a_seq_that_cannot_be_is_refused(seq: object) -> None:
    with pytest.raises(Refused, match="seq"):
        cloudevents.from_json(cloudevents.to_json(event()) | {"seq": seq, "id": "x"})


def test_an_offices_own_events_are_known(tmp_path: Path) -> None:
    one = event(
        name="CampaignOpened", case="141000", producer="oversight", data={"campaign": "批次", "target": 50}
    )
    problems: list[Problem] = []
    assert list(read_history(write(tmp_path, [cloudevents.to_json(one)]), problems)) == [one]
    assert problems == []
    assert cloudevents.from_kafka(cloudevents.headers(one), cloudevents.encode(one)) == one
