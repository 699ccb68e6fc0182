"""The totals, counted by hand."""

from __future__ import annotations

import pytest
from counting_samples import LEAD, Case, count


def totals(*cases: Case, **question: str) -> dict[str, int]:
    return count(*cases, **question)["totals"]


def test_registration_counts_cases_persons_and_repeats() -> None:
    first = Case(1).registered("2023-03-01", petitioner_count=5)
    second = Case(2).registered("2023-07-01", petitioner_count=2, repeat_of=first.id)
    found = totals(first, second)
    assert (found["registered"], found["persons"], found["repeat"]) == (2, 7, 1)
    assert totals(first, second, period="2023Q1")["registered"] == 1


def test_the_last_day_of_a_period_counts_whole_and_the_next_one_not() -> None:
    last = Case(1).registered("2023-03-31T23:59:59+08:00")
    next_day = Case(2).registered("2023-04-01T00:00:00+08:00")
    elsewhere = Case(3).registered("2023-03-31T17:00:00+00:00")  # 01:00 of 1 April in Shanghai
    assert totals(last, next_day, elsewhere, period="2023Q1")["registered"] == 1
    assert totals(last, next_day, elsewhere, period="2023-04")["registered"] == 2


def test_period_asks_for_time_and_as_of_for_recording() -> None:
    case = Case().registered("2023-03-01").on("2023-04-01", "CaseConcluded", recorded="2023-08-01")
    assert totals(case, as_of="2023-07-31")["concluded"] == 0
    assert totals(case, as_of="2023-07-31")["open"] == 1
    late = totals(case, period="2023Q2", as_of="2023-08-02")
    assert (late["concluded"], late["open"]) == (1, 0)
    assert totals(case, period="2023Q3", as_of="2023-08-02")["concluded"] == 0


def test_a_case_counts_once_however_often_its_event_repeats() -> None:
    case = Case().registered("2023-03-01").on("2023-04-01", "CaseConcluded").on("2023-05-01", "CaseConcluded")
    assert totals(case)["concluded"] == 1


def test_reopened_counts_reopenings_and_unsettles() -> None:
    case = Case().registered("2023-01-05").on("2023-02-01", "CaseConcluded").on("2023-02-01", "CaseSettled")
    case.on("2023-03-01", "CaseReopened").on("2023-04-01", "CaseSettled").on("2023-05-01", "CaseReopened")
    year = totals(case)
    assert (year["reopened"], year["settled"], year["concluded"], year["open"]) == (2, 0, 1, 1)
    # Reopened only after January and February: there it stands as settled.
    assert totals(case, period="2023-01-01..2023-02-28")["settled"] == 1
    case.on("2023-06-01", "CaseSettled")
    assert totals(case)["settled"] == 1


@pytest.mark.parametrize("name", ["CaseConcluded", "CaseNotAccepted", "CaseLinked", "CaseWithdrawn"])
def test_open_until_closed_and_open_again_when_reopened(name: str) -> None:
    case = Case().registered("2023-03-01")
    assert totals(case)["open"] == 1
    case.on("2023-04-01", name)
    assert totals(case)["open"] == 0
    case.on("2023-05-01", "CaseReopened")
    assert totals(case)["open"] == 1


def test_a_redirected_case_is_not_open_until_it_is_routed_anew() -> None:
    case = Case().registered("2023-03-01").routed("2023-03-02", "REDIRECT")
    assert totals(case)["open"] == 0
    assert totals(case.routed("2023-04-02"))["open"] == 1


def test_open_holds_whatever_the_period() -> None:
    case = Case().registered("2022-03-01")
    assert (totals(case)["registered"], totals(case)["open"]) == (0, 1)
    assert totals(case, as_of="2022-02-28")["open"] == 0


def test_a_case_that_a_peer_registered_is_counted_there() -> None:
    case = Case().on("2023-03-01", "PeerCaseReceived").offered("2023-03-02")
    found = totals(case)
    assert (found["registered"], found["open"], found["routed"]) == (0, 0, 1)


def test_routed_is_a_routing_or_an_offer() -> None:
    by_routing = Case(1).registered("2023-03-01").routed("2023-03-02", "NEEDS_FACTS", lead="")
    by_offer = Case(2).registered("2023-03-01").offered("2023-03-02").offered("2023-05-02", "h2")
    assert totals(by_routing, by_offer, Case(3).registered("2023-03-01"))["routed"] == 2


@pytest.mark.parametrize(
    ("branch", "counted"),
    [("LITIGATION", 1), ("ARBITRATION", 1), ("PARTY_PROCEDURE", 1), ("ADMINISTRATIVE_PROCEDURE", 1),
     ("DUTY_PERFORMANCE", 0), ("PETITION_PROCEDURE", 0)],
)  # fmt: skip
def test_classified_by_law_is_a_redirection_under_the_first_four_branches(branch: str, counted: int) -> None:
    case = Case().registered("2023-03-01", branch=branch).routed("2023-03-02", "REDIRECT")
    assert totals(case)["classified_by_law"] == counted
    routed = Case().registered("2023-03-01", branch=branch).routed("2023-03-02")
    assert totals(routed)["classified_by_law"] == 0


def test_an_amended_branch_is_the_branch() -> None:
    case = Case().registered("2023-03-01", branch="PETITION_PROCEDURE")
    case.on("2023-03-02", "FactsAmended", facts={"branch": "ARBITRATION"}).routed("2023-03-03", "REDIRECT")
    assert totals(case)["classified_by_law"] == 1


def test_a_review_counts_once_at_its_request_else_at_its_decision() -> None:
    asked = (
        Case(1).registered("2022-10-01").on("2022-12-20", "ReviewRequested").on("2023-01-10", "ReviewDecided")
    )
    decided = Case(2).registered("2022-10-01").on("2023-01-10", "ReviewDecided")
    final = Case(3).registered("2022-10-01").on("2023-01-10", "FinalReviewRequested")
    found = totals(asked, decided, final)
    assert (found["reviews"], found["final_reviews"]) == (1, 1)
    assert totals(asked, decided, final, period="2022")["reviews"] == 1


def test_overdue_is_open_with_a_duty_past_due_and_not_met() -> None:
    # Delivered 3 March: notice owed by 18 March (15 days, the day of delivery not counted).
    case = Case().registered("2023-03-01").offered("2023-03-03")
    assert totals(case, as_of="2023-03-18T23:59:00+08:00")["overdue"] == 0
    late = count(case, as_of="2023-03-19T00:00:01+08:00")
    assert (late["totals"]["overdue"], late["lights"]["RED"]) == (1, 1)
    # Accepted late: the notice is met, the sixty days of handling run to 19 May.
    case.accepted("2023-03-20")
    assert totals(case, as_of="2023-04-01")["overdue"] == 0
    assert totals(case, as_of="2023-05-20")["overdue"] == 1
    case.on("2023-05-21", "OpinionIssued").on("2023-05-21", "CaseConcluded")
    assert totals(case, as_of="2023-06-01")["overdue"] == 0


def test_lights_show_the_worst_of_each_open_case() -> None:
    case = Case().registered("2023-03-01").offered("2023-03-01").accepted("2023-03-02")  # due 1 May
    shown = {day: count(case, as_of=f"2023-{day}")["lights"] for day in ("04-10", "04-20", "04-27", "05-02")}
    assert shown["04-10"] == {"GREEN": 1, "YELLOW": 0, "RED": 0}
    assert shown["04-20"] == {"GREEN": 0, "YELLOW": 1, "RED": 0}
    assert shown["04-27"] == shown["05-02"] == {"GREEN": 0, "YELLOW": 0, "RED": 1}


def test_cells_by_month_add_up_to_the_totals() -> None:
    first = Case(1).registered("2023-03-01", facts={"category": "政法"}).offered("2023-03-02")
    first.on("2023-05-01", "CaseConcluded")
    second = Case(2).registered("2023-04-01", facts={"category": "教育"})
    found = count(first, second, by=["month", "org"])
    cells = {(c["month"], c["org"]): c for c in found["cells"]}
    assert cells["2023-03", LEAD]["registered"] == 1
    assert cells["2023-05", LEAD]["concluded"] == 1
    assert (cells["2023-04", None]["registered"], cells["2023-04", None]["open"]) == (1, 1)
    for name, value in found["totals"].items():
        assert sum(c[name] for c in found["cells"]) == value
