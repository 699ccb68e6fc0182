"""Campaigns, ownership, supervision, recommendations, relief and organs, counted by hand."""

from __future__ import annotations

import pytest
from counting_samples import LEAD, OFFICE, OTHER, Case, count

from sankua.core.errors import Refused
from sankua.core.events import Event

from counting_samples import moment  # isort: skip


def test_a_campaign_counts_from_enrolment_to_as_of_whatever_the_period() -> None:
    done = (
        Case(1)
        .registered("2021-03-01")
        .on("2021-04-01", "CaseConcluded")
        .on("2022-05-01", "CaseEnrolled", campaign="X")
    )
    done.on("2022-06-01", "CaseConcluded").on("2022-07-01", "CaseSettled")
    reported = Case(2).registered("2023-01-01").on("2023-02-01", "CaseEnrolled", campaign="X")
    reported.on("2023-06-01", "ResultReported").on("2023-06-02", "SettlementPlanMade")
    found = count(done, reported, period="2023Q4")["campaigns"]
    assert found == {
        "X": {
            "target": None,
            "enrolled": 2,
            "reported": 2,
            "concluded": 1,
            "settled": 1,
            "plan_made": 1,
            "open": 1,
        }
    }
    earlier = count(done, reported, period="2023Q4", as_of="2022-05-31")["campaigns"]["X"]
    assert (earlier["enrolled"], earlier["concluded"], earlier["reported"]) == (1, 0, 0)
    assert count(done, as_of="2022-04-30")["campaigns"] == {}


def test_a_campaign_counts_a_case_that_flows_back_as_unsettled() -> None:
    case = Case().registered("2022-01-01").on("2022-05-01", "CaseEnrolled", campaign="X")
    case.on("2022-06-01", "CaseSettled").on("2023-07-01", "CaseReopened")
    assert count(case, as_of="2023-06-30")["campaigns"]["X"]["settled"] == 1
    assert count(case)["campaigns"]["X"]["settled"] == 0


def test_the_target_is_the_latest_notice_of_the_office_and_the_office_is_no_case() -> None:
    def opened(seq: int, day: str, target: int) -> Event:
        time = moment(day)
        data = {"campaign": "X", "target": target}
        return Event("CampaignOpened", OFFICE, seq, "oversight", time, time, OFFICE, data=data)

    notices = Case()
    notices.events = [opened(1, "2023-01-02", 40), opened(2, "2023-03-02", 50)]
    found = count(notices)
    assert found["campaigns"]["X"]["target"] == 50
    assert set(found["totals"].values()) == {0}
    assert count(notices, as_of="2023-02-01")["campaigns"]["X"]["target"] == 40


def test_ownership_takes_the_cases_of_the_period_and_their_state_at_as_of() -> None:
    cases = []
    for serial, steps in enumerate([[], ["CaseConcluded"], ["CaseConcluded", "CaseSettled"]], 1):
        case = Case(serial).registered("2023-01-01")
        case.on("2023-05-01", "OwnerAssigned", scheme="一季一案", raised=serial == 1)
        for step in steps:
            case.on("2024-02-01", step)
        cases.append(case)
    cases.append(Case(9).registered("2022-01-01").on("2022-05-01", "OwnerAssigned", scheme="一季一案"))
    assert count(*cases)["ownership"]["一季一案"] == {
        "taken": 3, "concluded": 0, "settled": 0, "in_progress": 3, "raised": 1,
    }  # fmt: skip
    assert count(*cases, as_of="2024-03-01")["ownership"]["一季一案"] == {
        "taken": 3, "concluded": 2, "settled": 1, "in_progress": 1, "raised": 1,
    }  # fmt: skip


def test_a_case_taken_after_it_flowed_back_is_in_progress() -> None:
    case = Case().registered("2023-01-01").on("2023-02-01", "CaseConcluded").on("2023-03-01", "CaseReopened")
    case.on("2023-04-01", "OwnerAssigned", scheme="提级包案", raised=True)
    assert count(case)["ownership"]["提级包案"]["in_progress"] == 1


def test_answers_count_under_the_form_that_was_asked() -> None:
    case = Case().registered("2023-01-01")
    case.on("2023-02-01", "SupervisionIssued", form="PHONE", to_org=LEAD)
    case.on("2023-02-02", "SupervisionIssued", form="LETTER", to_org=OTHER)
    case.on("2023-04-05", "SupervisionAnswered", to_org=OTHER)
    case.on("2023-02-01", "RecommendationIssued", kind="IMPROVE_POLICY", to_org=LEAD)
    case.on("2023-04-01", "RecommendationAnswered", kind="IMPROVE_POLICY", to_org=LEAD, adopted=True)
    found = count(case)
    assert found["supervision"]["PHONE"] == {"issued": 1, "answered": 0}
    assert found["supervision"]["LETTER"] == {"issued": 1, "answered": 1}
    assert found["recommendations"]["IMPROVE_POLICY"] == {"issued": 1, "answered": 1, "adopted": 1}
    later = count(case, period="2023Q2")
    assert later["supervision"]["LETTER"] == {"issued": 0, "answered": 1}


def test_relief_counts_cases_once_and_adds_the_money() -> None:
    case = Case().registered("2023-01-01")
    for amount in (100, 250):
        case.on("2023-02-01", "ReliefGranted", source="CENTRAL", amount_fen=amount)
    case.on("2024-02-01", "ReliefGranted", source="CENTRAL", amount_fen=9)
    assert count(case)["relief"]["CENTRAL"] == {"cases": 1, "amount_fen": 350}


def test_organs_are_credited_as_lead_and_ranked_without_registrations() -> None:
    late = Case(1).registered("2023-03-01").offered("2023-03-01", "h1", LEAD)
    good = Case(2).registered("2023-03-01").offered("2023-03-01", "h1", OTHER).accepted("2023-03-02")
    good.on("2023-04-01", "OpinionIssued").on("2023-04-02", "CaseConcluded").on("2023-04-02", "CaseSettled")
    found = {entry["org"]: entry for entry in count(late, good, as_of="2023-06-01")["by_org"]}
    assert found[OFFICE] == {
        "org": OFFICE, "registered": 2, "led": 0, "concluded": 0, "settled": 0, "open": 0, "overdue": 0,
        "oldest_days": None, "rank": None,
    }  # fmt: skip
    assert found[LEAD]["oldest_days"] == 92
    assert (found[LEAD]["open"], found[LEAD]["overdue"], found[LEAD]["rank"]) == (1, 1, 2)
    assert (found[OTHER]["led"], found[OTHER]["settled"], found[OTHER]["rank"]) == (1, 1, 1)
    # Ten more people come, all of them again: nobody's rank moves.
    more = [Case(n).registered("2023-05-30", repeat_of=late.id) for n in range(10, 20)]
    ranks = {entry["org"]: entry["rank"] for entry in count(late, good, *more, as_of="2023-06-01")["by_org"]}
    assert ranks == {org: entry["rank"] for org, entry in found.items()}


def test_a_dimension_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="sector unknown"):
        count(by=["sector"])
