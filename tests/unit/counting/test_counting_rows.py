"""Rows: order, duplicates and parts change nothing; corrections and late recording do, at their moment."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from counting_samples import Case, count, moment, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.counting import DIMENSIONS, Period, differences, dump, fold, grow, merge, report
from sankua.core.counting.diff import cause_text
from sankua.core.events import Event
from sankua.library.counting import load_counting_books


def lives() -> list[Case]:
    """Six cases with all that a case can meet."""
    plain = (
        Case(1)
        .registered("2023-01-05", facts={"category": "教育"})
        .routed("2023-01-06")
        .offered("2023-01-06")
    )
    plain.accepted("2023-01-09").on("2023-02-20", "OpinionIssued").on("2023-02-21", "OpinionDelivered")
    plain.on("2023-02-22", "CaseConcluded").on("2023-02-23", "CaseSettled").on("2023-03-23", "CaseReopened")
    plain.on("2023-03-24", "OwnerAssigned", scheme="提级包案", raised=True)
    bounced = Case(2).registered("2023-02-01").offered("2023-02-02")
    bounced.on("2023-02-05", "HandoffObjected", handoff_id="h1").on(
        "2023-02-07", "ObjectionUpheld", handoff_id="h1"
    )
    bounced.offered("2023-03-20", "h2", "140403-rsj").accepted("2023-03-30", "h2")
    repeat = (
        Case(3)
        .registered("2023-05-01", repeat_of=plain.id)
        .on("2023-05-02", "CaseLinked", to_case=bounced.id)
    )
    repeat.on("2023-06-01", "EventCorrected", producer="intake", event_id=f"{repeat.id}/intake/1",
              field="petitioner_count", old="1", new="4", reason="miscounted")  # fmt: skip
    law = Case(4).registered("2023-04-01", branch="ARBITRATION").routed("2023-04-02", "REDIRECT")
    batch = Case(5).registered("2022-04-01", derived=True).on("2023-04-02", "CaseEnrolled", campaign="第三批")
    batch.on("2023-04-09", "CaseConcluded", recorded="2023-09-01").on("2023-04-10", "SettlementPlanMade")
    helped = Case(6).registered("2023-03-01").on("2023-04-02", "ReliefGranted", source="LOCAL", amount_fen=7)
    helped.on("2023-04-03", "SupervisionIssued", form="PHONE", to_org="x").on(
        "2023-04-05", "SupervisionAnswered"
    )
    return [plain, bounced, repeat, law, batch, helped]


EVENTS = [event for case in lives() for event in case.events]


def text(rows: list[dict[str, Any]], as_of: str = "2023-12-31") -> str:
    books = load_counting_books()
    return dump(report(rows, Period.parse("2023"), moment(as_of), DIMENSIONS, books))


EXPECTED = text(rows_of(EVENTS))


@settings(max_examples=60, deadline=None)
@given(st.permutations(EVENTS))
def test_the_report_of_a_shuffled_history_is_the_report_of_the_history(shuffled: list[Event]) -> None:
    assert text(rows_of(shuffled)) == EXPECTED


@settings(max_examples=60, deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS)))
def test_a_row_that_is_changed_in_place_is_the_row_that_is_made_anew(
    shuffled: list[Event], again: list[Event]
) -> None:
    grown: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for event in [*shuffled, *again]:
        made[event.case] = fold(made.get(event.case), event)
        held = grown.get(event.case)
        grown[event.case] = grow(held, event)
        assert held is None or grown[event.case] is held
    assert grown == made


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EVENTS)), st.integers())
def test_duplicates_change_nothing(again: list[Event], seed: int) -> None:
    events = [*EVENTS, *again]
    random.Random(seed).shuffle(events)
    assert text(rows_of(events)) == EXPECTED


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), min_size=len(EVENTS), max_size=len(EVENTS)))
def test_the_merged_report_of_parts_is_the_report_of_the_whole(sides: list[bool]) -> None:
    parts = [
        rows_of(e for e, side in zip(EVENTS, sides, strict=True) if side is wanted)
        for wanted in (True, False)
    ]
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in (*parts[0], *parts[1]):
        by_case.setdefault(row["case"], []).append(row)
    assert text([merge(rows) for rows in by_case.values()]) == EXPECTED


def test_a_row_is_json_and_an_event_that_it_holds_leaves_it_alone() -> None:
    for row in rows_of(EVENTS):
        assert json.loads(json.dumps(row)) == row
    row = rows_of(lives()[0].events)[0]
    assert all(fold(row, event) is row for event in lives()[0].events)


def test_a_row_keeps_no_text_and_no_trace() -> None:
    case = Case().registered("2023-03-01", content_ref="secret", content_sha256="secret")
    case.on("2023-03-02", "CaseRouted", decision={"outcome": "ROUTE", "trace": [{"rule": "secret"}]})
    case.on("2023-03-03", "ProgressReported", handoff_id="h1", summary="secret")
    assert "secret" not in json.dumps(rows_of(case.events))


def test_an_unknown_newer_event_is_kept_and_moves_nothing() -> None:
    case = Case().registered("2023-03-01")
    before = text(rows_of(case.events))
    time = moment("2023-03-05")
    newer = Event("CaseTeleported", case.id, 1, "dispatch", time, time, data={"to": "x"})
    rows = rows_of([*case.events, newer])
    assert rows[0]["streams"]["dispatch"][0][1] == "CaseTeleported"
    assert text(rows) == before


@pytest.mark.parametrize(
    ("field", "new", "figure", "value"),
    [
        ("petitioner_count", "9", "persons", 9),
        ("data.petitioner_count", "9", "persons", 9),
        ("time", "2022-03-01T10:00:00+08:00", "registered", 0),
        ("repeat_of", "140403-2022-000001", "repeat", 1),
        ("type", "", "registered", 0),
    ],
)
def test_a_correction_holds_from_its_recording_on(field: str, new: str, figure: str, value: int) -> None:
    case = Case().registered("2023-03-01", petitioner_count=2)
    before = count(case)["totals"][figure]
    correction = {"event_id": f"{case.id}/intake/1", "field": field, "old": "", "new": new}
    case.on("2023-08-01", "EventCorrected", producer="intake", **correction)
    assert count(case, as_of="2023-07-31")["totals"][figure] == before
    assert count(case)["totals"][figure] == value != before


def test_the_latest_correction_holds_and_one_of_nothing_is_passed_over() -> None:
    case = Case().registered("2023-03-01", facts={"category": "教育"})
    for day, new in (("2023-05-01", "政法"), ("2023-04-01", "卫生健康")):
        correction = {"event_id": f"{case.id}/intake/1", "field": "facts.category", "new": new}
        case.on(day, "EventCorrected", producer="intake", **correction)
    case.on("2023-06-01", "EventCorrected", producer="intake", event_id="nothing", field="x", new="y")
    assert [c["category"] for c in count(case, by=["category"])["cells"]] == ["政法"]


def test_differences_name_each_case_and_its_cause() -> None:
    moments = (moment("2023-05-15"), moment("2023-10-01"))
    found = differences(rows_of(EVENTS), Period.parse("2023"), moments, load_counting_books())
    by_case = {case["case"][-1]: case for case in found["cases"]}
    assert by_case["3"]["figures"] == {"totals.persons": [1, 4]}
    (correction,) = by_case["3"]["causes"]
    assert (correction["cause"], correction["field"], correction["new"]) == (
        "CORRECTION",
        "petitioner_count",
        "4",
    )
    assert "petitioner_count 1 → 4" in cause_text(correction)
    assert by_case["5"]["figures"]["totals.concluded"] == [0, 1]
    (late,) = by_case["5"]["causes"]
    assert (late["cause"], late["name"], late["recorded"][:10]) == ("LATE", "CaseConcluded", "2023-09-01")
    # The bounced case was accepted in March: its sixty days ran out without any event.
    assert by_case["2"]["causes"] == [{"cause": "TIME"}]
    assert set(by_case) == {"1", "2", "3", "5"}


def test_a_repeat_is_the_cause_of_the_first_case_losing_its_settlement() -> None:
    first = Case(1).registered("2023-01-05").on("2023-02-01", "CaseConcluded").on("2023-02-01", "CaseSettled")
    again = Case(2).registered("2023-06-01", repeat_of=first.id)
    moments = (moment("2023-05-15"), moment("2023-07-01"))
    found = differences(
        rows_of([*first.events, *again.events]), Period.parse("2023Q1"), moments, load_counting_books()
    )
    causes = {case["case"]: [cause["cause"] for cause in case["causes"]] for case in found["cases"]}
    assert causes[first.id] == ["REPEAT"]
