"""The rates, counted by hand: cohorts by due date, derived in none, null of nothing."""

from __future__ import annotations

from typing import Any

import pytest
from counting_samples import LEAD, OTHER, Case, count, moment, rows_of

from sankua.core.clocks import compute
from sankua.core.counting import Period
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import life_of
from sankua.library.counting import load_counting_books


def rates(*cases: Case, **question: str) -> dict[str, Any]:
    found = count(*cases, **question)["rates"]
    return {name: (rate["numerator"], rate["denominator"]) for name, rate in found.items()}


def test_nothing_gives_null_and_never_a_hundred_percent() -> None:
    found = count()["rates"]
    assert all(rate == {"numerator": 0, "denominator": 0, "value": None} for rate in found.values())
    assert list(found) == ["office_timely", "unit_timely", "reply_on_time", "evaluated", "satisfied",
                           "first_time_settled", "repeat"]  # fmt: skip


def test_office_timely_belongs_to_the_period_of_the_due_date() -> None:
    # Received 20 March, due 4 April: the cohort of the second quarter, though handed over in March.
    case = Case().registered("2023-03-20").offered("2023-03-25")
    assert rates(case, period="2023Q1")["office_timely"] == (0, 0)
    assert rates(case, period="2023Q2")["office_timely"] == (1, 1)
    late = Case(2).registered("2023-03-20").offered("2023-04-06")
    assert rates(case, late, period="2023Q2")["office_timely"] == (1, 2)


def test_what_is_not_due_and_not_ended_is_in_no_cohort_yet() -> None:
    case = Case().registered("2023-03-20")
    assert rates(case, as_of="2023-04-04T12:00:00+08:00")["office_timely"] == (0, 0)
    assert rates(case, as_of="2023-04-05")["office_timely"] == (0, 1)


def test_unit_timely_counts_leads_and_no_cancelled_clock() -> None:
    case = Case(1).registered("2023-03-01").offered("2023-03-02").accepted("2023-03-10")
    case.offered("2023-03-02", "h2", "140403-czj", "CO_HANDLER")  # never answers, and is no lead
    returned = Case(2).registered("2023-03-01").offered("2023-03-02")
    returned.on("2023-03-05", "HandoffObjected", handoff_id="h1")
    returned.on("2023-03-06", "ObjectionUpheld", handoff_id="h1")
    refused = Case(3).registered("2023-03-01").offered("2023-03-02")
    refused.on("2023-03-09", "UnitNotAccepted", handoff_id="h1")
    late = Case(4).registered("2023-03-01").offered("2023-03-02").accepted("2023-03-18")
    assert rates(case, returned, refused, late)["unit_timely"] == (2, 3)


def test_reply_on_time_moves_with_the_extension() -> None:
    # Accepted 2 March: due 1 May; extended by 30 days: due 31 May.
    case = Case().registered("2023-03-01").offered("2023-03-01").accepted("2023-03-02")
    case.on("2023-04-20", "HandlingExtended", days=30, approver="x", reason="y")
    case.on("2023-05-30", "OpinionIssued")
    assert rates(case)["reply_on_time"] == (1, 1)
    assert rates(case, period="2023-05-31..2023-05-31")["reply_on_time"] == (1, 1)
    late = Case(2).registered("2023-03-01").offered("2023-03-01").accepted("2023-03-02")
    late.on("2023-05-02", "OpinionIssued")
    assert rates(late)["reply_on_time"] == (0, 1)


def test_evaluation_of_the_unit_by_as_of_among_opinions_delivered_in_the_period() -> None:
    cases = []
    ratings = [("RESPONSIBLE_UNIT", "SATISFIED"), ("RESPONSIBLE_UNIT", "MOSTLY"),
               ("RESPONSIBLE_UNIT", "UNSATISFIED"), ("PETITION_OFFICE", "SATISFIED")]  # fmt: skip
    for serial, (target, rating) in enumerate(ratings, 1):
        case = Case(serial).registered("2023-03-01").on("2023-04-01", "OpinionDelivered")
        cases.append(case.on("2023-07-01", "CaseEvaluated", target=target, rating=rating))
    cases.append(Case(9).registered("2023-03-01"))
    found = rates(*cases, period="2023Q2")
    assert (found["evaluated"], found["satisfied"]) == ((3, 4), (2, 3))
    assert rates(*cases, period="2023Q2", as_of="2023-06-30")["evaluated"] == (0, 4)


def test_first_time_settled_forgets_repeats_and_reopenings() -> None:
    good = Case(1).registered("2023-01-01").on("2023-02-01", "CaseSettled")
    back = Case(2).registered("2023-01-01").on("2023-02-01", "CaseSettled").on("2023-08-01", "CaseReopened")
    again = Case(3).registered("2023-01-01").on("2023-02-01", "CaseSettled")
    repeat = Case(4).registered("2023-09-01", repeat_of=again.id).on("2023-10-01", "CaseSettled")
    cases = (repeat, good, back, again)
    assert rates(*cases, period="2023Q1")["first_time_settled"] == (1, 3)
    assert rates(*cases, period="2023Q1", as_of="2023-07-31")["first_time_settled"] == (3, 3)
    assert rates(*cases)["repeat"] == (1, 4)


def test_a_repeat_from_before_the_settlement_is_no_later_one() -> None:
    case = Case(1).registered("2023-01-01").on("2023-06-01", "CaseSettled")
    repeat = Case(2).registered("2023-03-01", repeat_of=case.id)
    assert rates(case, repeat)["first_time_settled"] == (1, 1)


def test_derived_cases_are_in_no_rate_but_in_the_totals() -> None:
    case = Case().registered("2023-03-01", derived=True, repeat_of="140403-2022-000009")
    case.offered("2023-03-02").accepted("2023-03-03").on("2023-04-01", "OpinionIssued")
    case.on("2023-04-01", "OpinionDelivered").on("2023-04-02", "CaseSettled")
    case.on("2023-04-03", "CaseEvaluated", target="RESPONSIBLE_UNIT", rating="SATISFIED")
    found = count(case)
    assert {rate["denominator"] for rate in found["rates"].values()} == {0}
    assert (found["totals"]["repeat"], found["totals"]["settled"]) == (1, 1)
    assert found["handoffs"]["days_to_settled_lead"] == {"p50": None, "p95": None, "max": None}


def closed() -> Case:
    """Objected to, offered anew, extended, answered, reviewed, flowed back, concluded again."""
    case = Case().registered("2023-03-01").offered("2023-03-02", "h1", LEAD)
    case.on("2023-03-05", "HandoffObjected", handoff_id="h1").on(
        "2023-03-07", "ObjectionUpheld", handoff_id="h1"
    )
    case.offered("2023-03-08", "h2", OTHER).accepted("2023-03-25", "h2")
    case.on("2023-05-01", "HandlingExtended", days=30, approver="x", reason="y")
    case.on("2023-06-20", "OpinionIssued").on("2023-06-21", "OpinionDelivered").on(
        "2023-06-22", "CaseConcluded"
    )
    case.on("2023-07-01", "ReviewRequested").on("2023-07-20", "CaseReopened").on(
        "2023-09-01", "CaseConcluded"
    )
    return case


@pytest.mark.parametrize("as_of", ["2023-03-24", "2023-06-21", "2023-12-31"])
def test_the_clocks_of_the_rates_are_the_same_from_the_narrow_book_and_the_full_one(as_of: str) -> None:
    books = load_counting_books()
    frame = Frame.of(Period.parse("2023"), moment(as_of), books)
    events = life_of(rows_of(closed().events)[0], frame).clock_events()
    names = {rate.clock for rate in frame.rules.clock_rates.values()}
    narrow = [clock.to_json() for clock in compute(events, frame.as_of, frame.rate_clocks)]
    full = [clock.to_json() for clock in compute(events, frame.as_of, books.clocks) if clock.clock in names]
    assert narrow == full
    assert {clock["clock"] for clock in narrow} >= {"C01", "C04"}


def test_a_case_that_ended_long_before_the_period_has_no_clock_due_in_it() -> None:
    frame = Frame.of(Period.parse("2025Q2"), moment("2025-12-31"), load_counting_books())
    assert frame.clocks_of(life_of(rows_of(closed().events)[0], frame)) == []
    case = closed()
    assert rates(case, period="2024Q2", as_of="2024-12-31")["reply_on_time"] == (0, 0)
    assert rates(case, period="2023Q2", as_of="2024-12-31")["reply_on_time"] == (1, 1)
