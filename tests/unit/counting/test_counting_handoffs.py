"""Handoffs, counted by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from counting_samples import LEAD, OTHER, Case, count

from sankua.core.counting.handoffs import nearest_rank


def handoffs(*cases: Case, **question: str) -> dict[str, Any]:
    return count(*cases, **question)["handoffs"]


def bounced(serial: int = 1) -> Case:
    """Offered on 2 March, objected to, upheld, offered anew on 8 March, accepted on 11 March."""
    case = Case(serial).registered("2023-03-01").offered("2023-03-02", "h1")
    case.on("2023-03-05", "HandoffObjected", handoff_id="h1")
    case.on("2023-03-07", "ObjectionUpheld", handoff_id="h1")
    return case.offered("2023-03-08", "h2", OTHER).accepted("2023-03-11", "h2")


def test_an_upheld_objection_is_a_hop_and_the_second_acceptance_settles_the_lead() -> None:
    found = handoffs(bounced())
    assert {name: found[name] for name in ("offered", "accepted", "objected", "upheld", "rejected")} == {
        "offered": 2, "accepted": 1, "objected": 1, "upheld": 1, "rejected": 0,
    }  # fmt: skip
    assert found["hops"] == {"1": 1}
    assert found["days_to_settled_lead"] == {"p50": 10, "p95": 10, "max": 10}


def test_each_handoff_counts_in_the_period_of_its_event() -> None:
    case = Case().registered("2023-03-20").offered("2023-03-28").accepted("2023-04-03")
    first, second = handoffs(case, period="2023Q1"), handoffs(case, period="2023Q2")
    assert (first["offered"], first["accepted"], second["offered"], second["accepted"]) == (1, 0, 0, 1)
    assert (first["hops"], second["hops"]) == ({"0": 1}, {})
    assert (first["days_to_settled_lead"]["max"], second["days_to_settled_lead"]["max"]) == (None, 14)


def test_co_handlers_are_offered_and_are_no_hops() -> None:
    case = (
        Case().registered("2023-03-01").offered("2023-03-02").offered("2023-03-02", "h2", OTHER, "CO_HANDLER")
    )
    found = handoffs(case.accepted("2023-03-03", "h2"))
    assert (found["offered"], found["accepted"], found["hops"]) == (2, 1, {"0": 1})
    assert found["days_to_settled_lead"]["max"] is None


def test_an_acceptance_that_was_undone_settles_nothing() -> None:
    case = Case().registered("2023-03-01").offered("2023-03-02").accepted("2023-03-04")
    case.offered("2023-04-01", "h2", OTHER)
    assert handoffs(case)["days_to_settled_lead"]["max"] is None
    case.accepted("2023-04-11", "h2")
    assert handoffs(case)["days_to_settled_lead"]["max"] == 41


def test_an_offer_after_a_reopening_does_not_undo_the_first_handling() -> None:
    case = Case().registered("2023-03-01").offered("2023-03-02").accepted("2023-03-04")
    case.on("2023-05-01", "CaseConcluded").on("2023-08-01", "CaseReopened")
    case.offered("2023-08-02", "h2", OTHER).accepted("2023-08-05", "h2")
    assert handoffs(case)["days_to_settled_lead"]["max"] == 3


def test_who_decided_the_dispute() -> None:
    agreed = Case(1).on("2023-03-01", "DisputeOpened", dispute_id="d")
    agreed.on("2023-03-02", "DisputeAgreed", dispute_id="d", lead=LEAD)
    cases = [agreed]
    for serial, rung in ((2, "COMMON_SUPERIOR"), (3, "JOINT_MEETING")):
        case = Case(serial).on("2023-03-01", "DisputeOpened", dispute_id="d")
        case.on("2023-03-02", "DisputeReferred", dispute_id="d", rung=rung)
        cases.append(case.on("2023-03-09", "DisputeDecided", dispute_id="d", lead=LEAD))
    meeting = Case(4).on("2023-03-09", "DisputeDecided", dispute_id="d", lead=LEAD, by_org="140400-lxb")
    found = handoffs(*cases, meeting)
    assert found["disputes"] == 3
    assert found["decided_by"] == {"AGREED": 1, "COMMON_SUPERIOR": 1, "JOINT_MEETING": 2}


def test_percentiles_are_by_nearest_rank() -> None:
    days = Counter(range(1, 21))  # 1 … 20
    assert (nearest_rank(days, 50), nearest_rank(days, 95), nearest_rank(days, 100)) == (10, 19, 20)
    assert nearest_rank(Counter({3: 1, 9: 1}), 50) == 3
    assert nearest_rank(Counter(), 95) is None
