"""Ten cases counted by a second hand from the command-line page only: every part of the report at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.counting.counting_samples import LEAD, OFFICE, OTHER, Case, count

FIRST = Case(1).id


def concluded(case: Case, issued: str, delivered: str, done: str) -> Case:
    case.on(issued, "OpinionIssued", result="EXPLAINED").on(delivered, "OpinionDelivered")
    return case.on(done, "CaseConcluded")


def evaluated(case: Case, day: str, rating: str) -> Case:
    return case.on(day, "CaseEvaluated", target="RESPONSIBLE_UNIT", rating=rating)


def ten() -> list[Case]:
    # 1: in time throughout. C01 due 16 Mar, offered 2 Mar; C04 due 17 Mar, accepted 6 Mar; C09 due 5 May.
    one = Case(1).registered("2023-03-01").offered("2023-03-02").accepted("2023-03-06")
    evaluated(concluded(one, "2023-04-01", "2023-04-03", "2023-04-05"), "2023-04-10", "SATISFIED")
    one.on("2023-04-20", "CaseSettled")
    # 2: repeats 1 with five people. C01 due 25 May, offered late; first unit's objection upheld;
    # second unit's C04 due 17 June, accepted late on the 25th (46 days); C09 due 24 Aug, kept; reopened,
    # C31 due 30 Sep.
    two = Case(2).registered("2023-05-10", petitioner_count=5, repeat_of=FIRST, channel="VISIT")
    two.offered("2023-05-29").on("2023-05-31", "HandoffObjected", handoff_id="h1")
    two.on("2023-06-01", "ObjectionUpheld", handoff_id="h1", by_org=OFFICE)
    two.offered("2023-06-02", "h2", OTHER).accepted("2023-06-25", "h2")
    evaluated(concluded(two, "2023-07-10", "2023-07-11", "2023-07-12"), "2023-07-20", "UNSATISFIED")
    two.on("2023-08-01", "CaseReopened", cause="x")
    # 3 redirected, 4 withdrawn, 6 waiting past 12 Jan 2024, 7 linked to 1.
    three = Case(3).registered("2023-04-01", branch="LITIGATION").routed("2023-04-03", "REDIRECT")
    four = Case(4).registered("2023-05-01", petitioner_count=2).on("2023-05-03", "CaseWithdrawn", reason="x")
    six = Case(6).registered("2023-12-28")
    seven = Case(7).registered("2023-06-01").on("2023-06-02", "CaseLinked", to_case=FIRST)
    # 5: registered in 2022, but its C01 (4 Jan), C04 (12 Jan) and C09 (11 Mar) fall due in 2023, all kept.
    five = Case(5, 2022).registered("2022-12-20").offered("2022-12-28").accepted("2023-01-10")
    concluded(five, "2023-03-11", "2023-03-12", "2023-03-13").on("2023-04-01", "ReviewRequested")
    # 8: taken over with derived times: in the totals, in no rate.
    eight = Case(8).registered("2023-02-01", derived=True).offered("2023-03-30").accepted("2023-04-02")
    eight.on("2023-06-01", "CaseConcluded")
    return [one, two, three, four, five, six, seven, eight, nine(), tenth()]


def nine() -> Case:
    """C09 due 4 Sep (accepted 6 July: 25 days in July, 31 in August, 4) and no opinion: overdue."""
    case = Case(9).registered("2023-07-03").offered("2023-07-04").accepted("2023-07-06")
    case.on("2023-07-10", "CaseEnrolled", campaign="批")
    case.on("2023-07-15", "OwnerAssigned", owner_ref="o", owner_org="140403", scheme="包", raised=True)
    case.on("2023-08-01", "SettlementPlanMade", plan="p").on("2023-09-01", "ResultReported", to_org=OFFICE)
    case.on("2023-09-10", "SupervisionIssued", form="LETTER", to_org=LEAD)
    case.on("2023-09-15", "SupervisionAnswered", to_org=LEAD)
    case.on("2023-09-11", "RecommendationIssued", kind="IMPROVE_WORK", to_org=LEAD)
    case.on("2023-10-01", "RecommendationAnswered", kind="IMPROVE_WORK", to_org=LEAD, adopted=True)
    case.on("2023-09-20", "ReliefGranted", source="LOCAL", amount_fen=500)
    return case.on("2023-09-21", "ReliefGranted", source="LOCAL", amount_fen=250)


def tenth() -> Case:
    """A dispute decided by the common superior; C04 of the winner due 28 July, accepted on the 17th."""
    case = Case(10).registered("2023-07-03").offered("2023-07-04")
    case.on("2023-07-06", "HandoffObjected", handoff_id="h1").on(
        "2023-07-07", "DisputeOpened", dispute_id="d"
    )
    case.on("2023-07-10", "DisputeReferred", dispute_id="d", to_org="140403", rung="COMMON_SUPERIOR")
    case.on("2023-07-12", "DisputeDecided", dispute_id="d", lead=OTHER, by_org="140403")
    case.offered("2023-07-13", "h2", OTHER).accepted("2023-07-17", "h2")
    case.on("2023-07-18", "CaseEnrolled", campaign="批")
    return concluded(case, "2023-08-20", "2023-08-21", "2023-08-22").on("2023-09-01", "CaseSettled")


AS_OF = "2024-01-15T10:00:00+08:00"


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return count(*ten(), as_of=AS_OF)


def test_the_totals(figures: dict[str, Any]) -> None:
    # Registered: all but 5. Persons: seven single ones, 5 and 2. Open and late: 2 (C31), 6 (C01), 9 (C09).
    assert figures["totals"] == {
        "registered": 9, "persons": 14, "repeat": 1, "routed": 6, "concluded": 5, "settled": 2,
        "plan_made": 1, "reopened": 1, "open": 3, "overdue": 3,
        "classified_by_law": 1, "reviews": 1, "final_reviews": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "numerator", "denominator"),
    [
        ("office_timely", 5, 6),  # 1, 3, 5, 9, 10 of these and 2; 4 and 7 went away, 6 is due in 2024
        ("unit_timely", 4, 5),  # 1, 5, 9, 10 of these and 2; the two handoffs given up are cancelled
        ("reply_on_time", 4, 5),  # 1, 2, 5, 10 of these and 9
        ("evaluated", 2, 4),  # delivered: 1, 2, 5, 10; rated: 1, 2
        ("satisfied", 1, 2),
        ("first_time_settled", 1, 2),  # 10 of 1 (repeated by 2) and 10
        ("repeat", 1, 8),  # 2; registered in 2023 without the derived 8
    ],
)
def test_the_rates(figures: dict[str, Any], rate: str, numerator: int, denominator: int) -> None:
    found = figures["rates"][rate]
    assert (found["numerator"], found["denominator"]) == (numerator, denominator)
    assert found["value"] == pytest.approx(numerator / denominator)


def test_the_handoffs(figures: dict[str, Any]) -> None:
    # Days: case 1: 5, 2: 46, 5: 21, 9: 3, 10: 14. First offered in 2023: 1, 8, 9; offered again: 2, 10.
    assert figures["handoffs"] == {
        "offered": 7, "accepted": 6, "objected": 2, "upheld": 1, "rejected": 0, "disputes": 1,
        "decided_by": {"AGREED": 0, "COMMON_SUPERIOR": 1, "JOINT_MEETING": 0}, "hops": {"0": 3, "1": 2},
        "days_to_settled_lead": {"p50": 14, "p95": 46, "max": 46},
    }  # fmt: skip


def test_the_other_parts(figures: dict[str, Any]) -> None:
    assert figures["campaigns"]["批"] == {
        "target": None, "enrolled": 2, "reported": 2, "concluded": 1, "settled": 1, "plan_made": 1, "open": 1,
    }  # fmt: skip
    owned = {"taken": 1, "concluded": 0, "settled": 0, "in_progress": 1, "raised": 1}
    assert figures["ownership"] == {"包": owned}
    assert figures["supervision"]["LETTER"] == {"issued": 1, "answered": 1}
    assert figures["recommendations"]["IMPROVE_WORK"] == {"issued": 1, "answered": 1, "adopted": 1}
    assert figures["relief"]["LOCAL"] == {"cases": 1, "amount_fen": 750}
    assert figures["lights"] == {"GREEN": 0, "YELLOW": 0, "RED": 3}


def test_cells_of_every_dimension_add_up(figures: dict[str, Any]) -> None:
    for name in ("org", "category", "channel", "branch", "source", "month"):
        cells = count(*ten(), as_of=AS_OF, by=[name])["cells"]
        for total, amount in figures["totals"].items():
            assert sum(cell[total] for cell in cells) == amount, (name, total)


def test_an_offer_in_redirect_mode_redirects() -> None:
    case = Case().registered("2023-03-01", branch="ARBITRATION")
    case.on("2023-03-02", "HandoffOffered", handoff_id="h1", to_org=OTHER, role="LEAD", mode="REDIRECT")
    totals = count(case)["totals"]
    assert (totals["classified_by_law"], totals["open"], totals["overdue"]) == (1, 0, 0)


def test_a_co_handlers_offer_redirects_nothing() -> None:
    case = Case().registered("2023-03-01", branch="ARBITRATION").offered("2023-03-02")
    case.on("2023-03-02", "HandoffOffered", handoff_id="h2", to_org=OTHER, role="CO_HANDLER", mode="REDIRECT")
    totals = count(case)["totals"]
    assert (totals["classified_by_law"], totals["open"]) == (0, 1)
