"""Where a case stands, what waits for an answer, what rates hide, and which cases are behind a figure."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from counting_samples import LEAD, OFFICE, OTHER, Case, count, moment, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.counting import Period, report
from sankua.core.counting.behind import behind
from sankua.core.counting.drill import Question, brief_of, drill
from sankua.core.counting.facts import EVER, facts
from sankua.core.counting.figures import TOTALS
from sankua.core.counting.life import Life
from sankua.core.counting.standing import standing, waits
from sankua.core.errors import Refused
from sankua.library.counting import load_counting_books
from tests.histories import history

BOOKS = load_counting_books()
YEAR = Period.parse("2023")
AS_OF = moment("2023-12-31T23:59:59+08:00")


def life(case: Case) -> Life:
    (row,) = rows_of(case.events)
    return Life(row["case"], facts(row, EVER), BOOKS.versions[-1])


def opened() -> Case:
    return Case().registered("2023-03-01").routed("2023-03-02").offered("2023-03-02")


def objected() -> Case:
    return opened().on("2023-03-05", "HandoffObjected", handoff_id="h1", proposed_org=OTHER)


def disputed(**referred: Any) -> Case:
    case = objected().on("2023-03-06", "DisputeOpened", dispute_id="d1", parties=[LEAD, OTHER])
    return case.on("2023-03-08", "DisputeReferred", dispute_id="d1", **referred) if referred else case


@pytest.mark.parametrize(
    ("case", "state", "since", "on"),
    [
        (Case().registered("2023-03-01"), "REGISTERED", "2023-03-01", OFFICE),
        (Case().registered("2023-03-01").routed("2023-03-02", "NEEDS_FACTS", ""), "NEEDS_FACTS",
         "2023-03-02", OFFICE),
        (opened(), "OFFERED", "2023-03-02", LEAD),
        (objected(), "OBJECTED", "2023-03-05", OFFICE),
        (disputed(), "DISPUTED", "2023-03-06", LEAD),
        (disputed(to_org="140400-lxb", rung="JOINT_MEETING"), "DISPUTED", "2023-03-06", "140400-lxb"),
        (opened().accepted("2023-03-07"), "ACCEPTED", "2023-03-07", LEAD),
        (opened().accepted("2023-03-07").on("2023-04-01", "CaseConcluded").on("2023-05-01", "CaseReopened"),
         "REOPENED", "2023-05-01", LEAD),
    ],
)  # fmt: skip
def test_where_a_case_stands(case: Case, state: str, since: str, on: str) -> None:
    found = standing(life(case))
    assert found is not None
    assert (found.state, found.since[:10], found.on) == (state, since, on)


def test_a_closed_case_stands_nowhere_and_waits_for_nobody() -> None:
    closed = life(opened().on("2023-04-01", "CaseConcluded"))
    assert standing(closed) is None
    assert waits(closed) == []


@pytest.mark.parametrize(
    ("case", "want"),
    [
        (opened(), [("OFFER", LEAD, OFFICE, "", "2023-03-02")]),
        (opened().accepted("2023-03-04"), []),
        (objected(), [("OBJECTION", OFFICE, LEAD, "", "2023-03-05")]),
        (objected().on("2023-03-07", "ObjectionRejected", handoff_id="h1"),
         [("OFFER", LEAD, OFFICE, "", "2023-03-07")]),
        (objected().on("2023-03-07", "ObjectionUpheld", handoff_id="h1"), []),
        (disputed(), [("DISPUTE", LEAD, OTHER, "PARTIES", "2023-03-06")]),
        (disputed(to_org="140400", rung="COMMON_SUPERIOR"),
         [("DISPUTE", "140400", OFFICE, "COMMON_SUPERIOR", "2023-03-08")]),
        (disputed().on("2023-03-09", "DisputeAgreed", dispute_id="d1", lead=OTHER), []),
        # The organ that a decision names has to accept what it objected to.
        (disputed().on("2023-03-09", "DisputeDecided", dispute_id="d1", lead=LEAD),
         [("OFFER", LEAD, OFFICE, "", "2023-03-09")]),
        (opened().accepted("2023-03-03").offered("2023-03-03", "h2", OTHER, "CO_HANDLER")
         .on("2023-04-01", "CaseConcluded").on("2023-05-01", "CaseReopened"),
         [("OFFER", OTHER, OFFICE, "", "2023-03-03")]),
        # Passed on, given to another, routed anew: who had it before is asked no more.
        (opened().offered("2023-03-04", "h2", OTHER), [("OFFER", OTHER, OFFICE, "", "2023-03-04")]),
        (opened().routed("2023-03-04", "NEEDS_FACTS", ""), []),
        (disputed().routed("2023-03-07", "NEEDS_FACTS", "")
         .on("2023-03-09", "DisputeDecided", dispute_id="d1", lead=LEAD), []),
        (opened().accepted("2023-03-03").offered("2023-03-03", "h2", OTHER, "CO_HANDLER")
         .on("2023-03-04", "HandoffOffered", handoff_id="h3", from_org=OFFICE, to_org="140403-gaj",
             role="CO_HANDLER", replaces="h2"), [("OFFER", "140403-gaj", OFFICE, "", "2023-03-04")]),
        (opened().accepted("2023-03-03").offered("2023-03-03", "h2", OTHER, "CO_HANDLER")
         .on("2023-03-04", "HandoffReleased", handoff_id="h2", joined_to="h1"), []),
    ],
)  # fmt: skip
def test_what_waits_for_an_answer(case: Case, want: list[tuple[str, ...]]) -> None:
    found = [(w.kind, w.on, w.by, w.rung, w.since[:10]) for w in waits(life(case))]
    assert found == want


def test_a_decision_for_another_organ_ends_the_offer_of_the_lead_and_no_other() -> None:
    case = opened().offered("2023-03-03", "h2", "140403-gaj", role="CO_HANDLER")
    case.on("2023-03-06", "DisputeOpened", dispute_id="d1", parties=[LEAD, OTHER])
    case.on("2023-03-09", "DisputeDecided", dispute_id="d1", lead=OTHER)
    assert [w.on for w in waits(life(case))] == ["140403-gaj"]


def counted(*cases: Case, period: str = "2023") -> dict[str, Any]:
    rows = rows_of(event for case in cases for event in case.events)
    return behind(rows, Period.parse(period), AS_OF, BOOKS)


def of(org: str, found: dict[str, Any]) -> dict[str, int]:
    return next(row for row in found["by_org"] if row["org"] == org)


def test_objections_are_counted_for_the_organ_that_objected() -> None:
    upheld = objected().on("2023-03-07", "ObjectionUpheld", handoff_id="h1")
    rejected = Case(2).registered("2023-03-01").offered("2023-03-02")
    rejected.on("2023-03-03", "HandoffObjected", handoff_id="h1")
    rejected.on("2023-03-04", "ObjectionRejected", handoff_id="h1")
    undecided = Case(3).registered("2023-03-01").offered("2023-03-02", to=OTHER)
    undecided.on("2023-03-03", "HandoffObjected", handoff_id="h1")
    found = counted(upheld, rejected, undecided)
    assert found["objections"] == {"objected": 3, "upheld": 1, "rejected": 1, "undecided": 1}
    assert (of(LEAD, found)["objected"], of(LEAD, found)["upheld"]) == (2, 1)
    assert of(OTHER, found)["undecided"] == 1


def test_the_ball_that_goes_back_and_forth() -> None:
    there_and_back = Case().registered("2023-03-01").offered("2023-03-02", "h1", LEAD)
    there_and_back.offered("2023-03-09", "h2", OTHER).offered("2023-03-20", "h3", LEAD)
    once = Case(2).registered("2023-03-01").offered("2023-03-02", "h1", OTHER)
    once.offered("2023-03-09", "h2", LEAD)
    (pair,) = counted(there_and_back, once)["ping_pong"]
    assert pair == {"orgs": sorted((LEAD, OTHER)), "cases": 2, "moves": 3, "returns": 1}


def test_concluded_is_not_settled_and_settled_is_not_for_ever() -> None:
    only_concluded = opened().on("2023-04-01", "CaseConcluded")
    flowed_back = Case(2).registered("2023-03-01").offered("2023-03-02").on("2023-04-01", "CaseConcluded")
    flowed_back.on("2023-04-02", "CaseSettled").on("2023-06-01", "CaseReopened")
    settled = Case(3).registered("2023-03-01").offered("2023-03-02").on("2023-04-01", "CaseConcluded")
    settled.on("2023-04-02", "CaseSettled")
    found = counted(only_concluded, flowed_back, settled)
    assert (found["concluded_not_settled"], found["reopened"]) == (1, 1)
    assert found["waiting"]["REOPENED"] == {"cases": 1, "longest_days": 213}
    assert of(LEAD, found)["longest_days"] == 213


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["2023", "2023Q3", "2023-07"]))
def test_what_rates_hide_agrees_with_the_report_and_minds_no_order(seed: int, period: str) -> None:
    rows = rows_of(history(12, random.Random(seed)))
    found = behind(rows, Period.parse(period), AS_OF, BOOKS)
    assert found == behind(reversed(rows), Period.parse(period), AS_OF, BOOKS)
    shown = report(rows, Period.parse(period), AS_OF, (), BOOKS)
    assert found["reopened"] == shown["totals"]["reopened"]
    assert sum(s["cases"] for s in found["waiting"].values()) == shown["totals"]["open"]
    assert found["handoffs"]["hops"] == shown["handoffs"]["hops"]
    objections = found["objections"]
    assert objections["objected"] == sum(objections[n] for n in ("upheld", "rejected", "undecided"))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["org", "category", "month", "campaign"]))
def test_the_cases_behind_a_figure_add_up_to_it(seed: int, by: str) -> None:
    rows = rows_of(history(12, random.Random(seed)))
    shown = report(rows, YEAR, AS_OF, (by,), BOOKS)
    for figure in TOTALS:
        assert amount(rows, figure, {}) == shown["totals"][figure]
        for cell in shown["cells"]:
            assert amount(rows, figure, {by: cell[by] or ""}) == cell[figure]


def amount(rows: Iterable[Any], figure: str, where: dict[str, str]) -> int:
    return sum(case.amount for case in drill(rows, Question(YEAR, AS_OF, figure, where), BOOKS))


@pytest.mark.parametrize(("figure", "where"), [("speed", {}), ("open", {"person": "x"})])
def test_a_question_about_nothing_is_refused(figure: str, where: dict[str, str]) -> None:
    with pytest.raises(Refused):
        Question(YEAR, AS_OF, figure, where)


def test_an_accusation_stays_one_whatever_is_amended() -> None:
    case = Case().registered("2023-03-01", purpose="ACCUSATION")
    case.on("2023-03-02", "FactsAmended", facts={"purpose": "APPEAL"})
    (row,) = rows_of(case.events)
    assert brief_of(row, (YEAR, AS_OF), BOOKS).purpose == "ACCUSATION"
    assert count(case)["totals"]["registered"] == 1
