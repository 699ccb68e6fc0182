from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.cli.checking import compare
from sankua.cli.checking.compare import Fact, Keeper
from sankua.cli.checking.order import causal
from sankua.cli.checking.topic import Seen, digest, record_id
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.wire import cloudevents
from services.common import commits

CASE = "140403-2023-000001"
START = datetime(2023, 3, 1, 9, tzinfo=SHANGHAI)


def event(name: str, producer: str, seq: int, minute: int = 0, cause: str = "", **data: Any) -> Event:
    time = START + timedelta(minutes=minute)
    return Event(name, CASE, seq, producer, time, time, "140403-xfj", "", cause, data=data)


REGISTERED = event("CaseRegistered", "intake", 1, channel="LETTER", petitioner_count=1)
ROUTED = event("CaseRouted", "dispatch", 1, 1, REGISTERED.id, mode="FORWARD")
OFFERED = event("HandoffOffered", "dispatch", 2, 1, REGISTERED.id, handoff_id="h1", to_org="140403-rsj")
HISTORY = [REGISTERED, ROUTED, OFFERED]
ENDS = {REGISTERED.stream: 1, ROUTED.stream: 2}


def log(*events: Event) -> list[dict[str, Any]]:
    return [commits.make([e], f"evt:{e.id}", START) for e in events]


def facts(*events: Event) -> dict[str, Fact]:
    return {e.id: Fact(e, digest(cloudevents.encode(e))) for e in events}


def on_kafka(*events: Event) -> list[Seen]:
    return [Seen(3, i, e.id, digest(cloudevents.encode(e))) for i, e in enumerate(events)]


def kafka(records: list[Seen]) -> list[str]:
    return list(compare.compare_kafka(facts(*HISTORY), ENDS, records))


def count_names(producer: str, part: dict[str, Any], one: Event) -> dict[str, Any]:
    part.setdefault("names", []).append(one.name)
    return part


KEEPER = Keeper(count_names, lambda case, parts, pos, now: {"events": sum(pos.values())})
STORED = {
    "_id": CASE,
    "v": 2,
    "pos": {"intake": 1, "dispatch": 2},
    "held": [],
    "parts": {
        "intake": {"names": ["CaseRegistered"]},
        "dispatch": {"names": ["CaseRouted", "HandoffOffered"]},
    },
    "events": 3,
}


def state(stored: dict[str, Any]) -> list[str]:
    return list(compare.compare_state("oversight", stored, HISTORY, KEEPER))


def test_a_sound_log_has_no_difference() -> None:
    assert list(compare.compare_commits(CASE, log(*HISTORY))) == []
    assert kafka(on_kafka(*HISTORY)) == []
    assert state(STORED) == []
    assert list(compare.compare_reached("intake", {CASE: STORED["pos"]}, ENDS)) == []


def test_a_gap_is_named() -> None:
    lines = list(compare.compare_commits(CASE, log(REGISTERED, OFFERED)))
    assert lines == [f"commits: gap in {CASE}/dispatch: seq 1 expected, 2 found"]


def test_an_overlap_is_named() -> None:
    lines = list(compare.compare_commits(CASE, log(REGISTERED, REGISTERED)))
    assert lines == [f"commits: overlap in {CASE}/intake: seq 2 expected, 1 found"]


def test_a_commit_with_a_lost_event_is_named() -> None:
    (commit,) = log(REGISTERED)
    assert "holds 0" in next(compare.compare_commits(CASE, [{**commit, "events": []}]))


def test_a_foreign_event_in_a_commit_is_named() -> None:
    (commit,) = log(ROUTED)
    assert f"holds {OFFERED.id} where {ROUTED.id} belongs" in next(compare.compare_ids(commit, [OFFERED]))


def test_a_changed_byte_on_kafka_is_named() -> None:
    records = on_kafka(*HISTORY)
    records[1] = replace(records[1], digest=digest(b"?"))
    assert kafka(records) == [
        f"kafka: {ROUTED.id} at partition 3 offset 1 differs from its commit in the bytes of its value"
    ]


def test_a_repeat_on_kafka_is_no_difference_unless_it_was_changed() -> None:
    records = on_kafka(*HISTORY, ROUTED)
    assert kafka(records) == []
    assert "differs" in kafka([*records[:3], replace(records[3], digest=b"")])[0]


def test_what_is_not_on_kafka_is_named() -> None:
    assert kafka(on_kafka(REGISTERED, ROUTED)) == [f"kafka: {OFFERED.id} is committed and not on Kafka"]


def test_what_came_after_the_call_may_be_on_its_way() -> None:
    ends = {**ENDS, ROUTED.stream: 1}
    assert list(compare.compare_kafka(facts(*HISTORY), ends, on_kafka(REGISTERED, ROUTED))) == []


def test_what_is_only_on_kafka_is_named() -> None:
    stray = OFFERED._replace(seq=3)
    assert kafka(on_kafka(*HISTORY, stray)) == [f"kafka: {stray.id} at partition 3 offset 3 is in no commit"]
    assert "a record that is no event" in kafka([*on_kafka(*HISTORY), Seen(0, 0, "", b"")])[0]


def test_wrong_order_on_kafka_is_named() -> None:
    lines = kafka(on_kafka(REGISTERED, OFFERED, ROUTED))
    assert f"{OFFERED.id} at partition 3 offset 1 comes after seq 0" in lines[0]


def test_an_effect_before_its_cause_is_named() -> None:
    lines = kafka(on_kafka(ROUTED, OFFERED, REGISTERED))
    assert lines[0] == f"kafka: {ROUTED.id} at partition 3 offset 0 comes before its cause {REGISTERED.id}"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"events": 4}, "events: stored 4, folded 3"),
        (
            {"parts": {**STORED["parts"], "intake": {"names": ["X"]}}},
            "parts.intake.names[0]: stored 'X', folded 'CaseRegistered'",
        ),
        (
            {"parts": {"dispatch": STORED["parts"]["dispatch"]}},
            "parts.intake: stored nothing, folded {'names': ['CaseRegistered']}",
        ),
    ],
)
def test_a_tampered_state_is_named(change: dict[str, Any], line: str) -> None:
    assert state({**STORED, **change}) == [f"state: oversight {CASE} {line}"]


def test_a_state_is_held_against_its_own_positions() -> None:
    earlier = {"dispatch": {"names": ["CaseRouted"]}, "intake": {"names": ["CaseRegistered"]}}
    assert state({**STORED, "pos": {"intake": 1, "dispatch": 1}, "parts": earlier, "events": 2}) == []


def test_a_held_event_is_named() -> None:
    held = [{"stream": "dispatch", "seq": 3, "reason": "poison"}]
    assert state({**STORED, "held": held}) == [f"held: oversight {CASE}: dispatch seq 3 waits (poison)"]


def test_a_missing_row_is_named() -> None:
    assert set(compare.compare_reached("reporting", {}, ENDS)) == {f"state: reporting {CASE} is missing"}


def test_a_state_that_stands_still_is_named() -> None:
    lines = list(compare.compare_reached("reporting", {CASE: {"intake": 1, "dispatch": 1}}, ENDS))
    assert lines == [f"state: reporting {CASE} is at dispatch seq 1 of 2"]


def test_a_state_of_no_commit_is_named() -> None:
    lines = list(compare.compare_reached("reporting", {CASE: STORED["pos"], "x-1-1": {}}, ENDS))
    assert lines == ["state: reporting x-1-1 is in no commit"]


def test_figures_that_differ_are_named() -> None:
    lines = list(compare.compare_figures({"totals": {"open": 2}}, {"totals": {"open": 3}}))
    assert lines == ["figures: totals.open: live 2, recounted 3"]


def test_the_other_parts_of_documents() -> None:
    assert list(compare.differing([1, {"a": 2}], [1, {"a": 2}])) == []
    assert list(compare.differing([1], [1, 2])) == [("[1]", "nothing", 2)]
    assert list(compare.differing(1, True)) == [("", 1, True)]
    assert compare.shown("x" * 200).endswith("…")


def test_a_record_names_its_event_by_its_headers() -> None:
    assert record_id(cloudevents.headers(OFFERED)) == OFFERED.id
    assert record_id([("ce_subject", b"x"), ("ce_seq", b"one")]) == ""


def test_causes_come_before_effects_whatever_their_times() -> None:
    early = ROUTED._replace(time=START - timedelta(days=1))
    assert [e.id for e in causal([OFFERED, early, REGISTERED])] == [e.id for e in HISTORY]


def test_a_cause_that_is_not_there_holds_nothing_back() -> None:
    assert list(causal([ROUTED])) == [ROUTED]


def test_a_circle_of_causes_ends() -> None:
    one = REGISTERED._replace(causation_id=ROUTED.id)
    assert list(causal([one, ROUTED])) == [one, ROUTED]


@given(st.permutations(HISTORY))
def test_the_order_is_one_whatever_it_came_in(events: list[Event]) -> None:
    assert list(causal(events)) == HISTORY
