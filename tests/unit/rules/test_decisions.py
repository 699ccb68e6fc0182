"""Cases worked out by hand from section 4 of the domain report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sankua.core.errors import Refused

Decide = Callable[..., dict[str, Any]]


def orgs_of(decision: dict[str, Any], part: str) -> list[str]:
    return [entry["org"] for entry in decision[part]]


def test_the_workers_of_shilou_who_were_not_paid_in_jiaocheng(decide: Decide) -> None:
    """The site is in Jiaocheng, the workers live and are registered in Shilou, both under Lüliang.

    Law leads to 人社 of the project's place, its construction regulator must join, and home only helps,
    though practice often sends such matters home. If Jiaocheng and Shilou dispute it, Lüliang decides.
    """
    decision = decide(
        purpose="APPEAL", branch="PETITION_PROCEDURE", sector="construction_wages", place_of_matter="141122",
        residence="141126", household="141126", project_trade="housing", joint_count=5,
    )  # fmt: skip
    assert decision["outcome"] == "ROUTE"
    assert decision["lead"] == "141122-rsj"
    assert orgs_of(decision, "co_handlers") == ["141122-zjj"]
    assert orgs_of(decision, "support") == ["141126"]
    assert decision["situations"] == ["PERSON_MATTER"]
    assert decision["rule"] == "R10"
    assert decision["certainty"] == "LAW"
    assert "《保障农民工工资支付条例》第四条" in decision["basis"]
    assert decision["resolver"] == "141100"
    read = decision["trace"][-1]
    assert read["rule"] == "R10"
    assert read["facts"]["place_of_matter"] == "141122"


@pytest.mark.parametrize(
    ("residence", "household", "situation", "rule"),
    [
        ("140403", "140403", [], "R37"),
        ("350521", "350521", ["PERSON_MATTER"], "R30"),
        ("350521", "", ["PERSON_MATTER"], "R30"),
        ("140403", "350521", ["PERSON_HOUSEHOLD"], "R31"),
        ("350521", "140403", ["PERSON_HOUSEHOLD"], "R31"),
        ("350521", "141122", ["PERSON_MATTER_HOUSEHOLD"], "R32"),
        ("140403001", "140403", [], "R37"),
    ],
)
def test_three_places_apart(
    decide: Decide, residence: str, household: str, situation: list[str], rule: str
) -> None:
    """The county is compared, so a township of the same county is not apart."""
    decision = decide(sector="market", place_of_matter="140403", residence=residence, household=household)
    assert decision["situations"] == situation
    assert decision["rule"] == rule
    assert decision["lead"] == "140403-scjgj"
    elsewhere = {code[:6] for code in (residence, household) if code} - {"140403"}
    assert set(orgs_of(decision, "support")) == elsewhere


@pytest.mark.parametrize(
    ("accused", "lead"),
    [
        (["140403-gaj"], "140403-jw"),  # a bureau: the county's own discipline organ
        (["140403101"], "140403-jw"),  # a township: the county above it
        (["140403"], "140400-jw"),  # the county itself: what is under it may not lead
        (["140403-jw"], "140400-jw"),
        (["140400-rsj"], "140400-jw"),  # the county has no authority over a bureau of the city
        (["140400"], "140000-jw"),
        (["140403-gaj", "140404-gaj"], "140400-jw"),
        (["140000"], "000000-jw"),
        (["141122-zjj"], "141122-jw"),  # elsewhere: where it belongs, not where the matter was
    ],
)
def test_an_accusation_goes_where_authority_reaches(decide: Decide, accused: list[str], lead: str) -> None:
    decision = decide(purpose="ACCUSATION", sector="police", place_of_matter="140403", accused_orgs=accused)
    assert (decision["lead"], decision["rule"], decision["certainty"]) == (lead, "R03", "LAW")
    assert (decision["co_handlers"], decision["support"]) == ([], [])
    assert orgs_of(decision, "excluded") == accused


@pytest.mark.parametrize("state", ["running", "final"])
def test_an_accusation_is_linked_only_to_an_accusation(decide: Decide, state: str) -> None:
    earlier = {"same_matter_case": "140403-2023-000001", "same_matter_state": state}
    accusation = {"purpose": "ACCUSATION", "place_of_matter": "140403", **earlier}
    assert decide(**accusation, same_matter_purpose="APPEAL")["rule"] == "R03"
    assert decide(**accusation)["rule"] == "R03"
    linked = decide(**accusation, same_matter_purpose="ACCUSATION", accused_orgs=["140403-gaj"])
    assert linked["outcome"] in ("LINK_TO_RUNNING", "NOT_ACCEPTED_AGAIN")
    appeal = {"purpose": "APPEAL", "sector": "police", "place_of_matter": "140403", **earlier}
    assert decide(**appeal, same_matter_purpose="ACCUSATION")["outcome"] == "ROUTE"
    assert decide(**appeal, same_matter_purpose="APPEAL")["lead"] is None


def test_whoever_has_an_interest_is_replaced_from_above(decide: Decide) -> None:
    decision = decide(
        sector="construction_wages", place_of_matter="141122", handler_interest=["141122-rsj", "141122-zjj"]
    )
    assert (decision["lead"], decision["rule"]) == ("141100-rsj", "R06")
    assert decision["co_handlers"] == []
    higher = decide(
        sector="market", place_of_matter="140403", handler_interest=["140403-scjgj", "140400-scjgj"]
    )
    assert higher["lead"] == "140000-scjgj"


def test_the_other_power_holders_join_whoever_leads(decide: Decide) -> None:
    decision = decide(
        sector="construction_wages", place_of_matter="141122", power_holders=["141122-gaj", "141122-rsj"]
    )
    assert decision["lead"] == "141122-rsj"
    assert orgs_of(decision, "co_handlers") == ["141122-zjj", "141122-gaj"]
    main = decide(sector="market", place_of_matter="140403", power_holders=["140403-gaj", "140403-scjgj"])
    assert (main["lead"], main["rule"]) == ("140403-gaj", "R34")


def test_a_power_holder_that_is_gone_stands_for_its_successor(decide: Decide) -> None:
    decision = decide(sector="other", place_of_matter="140403", power_holders=["140403-gtj"])
    assert decision["lead"] == "140403-zrzyj"


@pytest.mark.parametrize(
    ("facts", "gone", "rule"),
    [
        ({"sector": "wages"}, "140403-rsj", "R13"),
        ({"sector": "construction_wages"}, "140403-rsj", "R10"),
        ({"sector": "other", "branch": "LITIGATION"}, "140403-zfw", "R04"),
        ({"sector": "environment"}, "140403-sthjj", "R27"),
    ],
)
def test_an_organ_that_is_gone_without_a_successor_leaves_its_government(
    decide: Decide, facts: dict[str, Any], gone: str, rule: str
) -> None:
    """条例 24(2): where duties are unclear the 本级党委和政府, not the next level; the article is cited."""
    decision = decide(purpose="APPEAL", place_of_matter="140403", dissolved_org=gone, **facts)
    assert (decision["lead"], decision["rule"], decision["certainty"]) == ("140403", rule, "LAW")
    assert "《信访工作条例》第二十四条第二款" in decision["basis"]


def test_an_accusation_is_not_given_to_a_government_because_the_discipline_organ_is_gone(
    decide: Decide,
) -> None:
    decision = decide(purpose="ACCUSATION", place_of_matter="140403", dissolved_org="140403-jw")
    assert decision["lead"] == "140400-jw"


def test_who_joins_for_an_organ_that_is_gone_is_its_government(decide: Decide) -> None:
    decision = decide(sector="construction_wages", place_of_matter="140403", dissolved_org="140403-zjj")
    assert (decision["lead"], orgs_of(decision, "co_handlers")) == ("140403-rsj", ["140403"])


def test_party_and_vertical_lines_meet_only_in_the_joint_meeting(decide: Decide) -> None:
    party = decide(sector="other", place_of_matter="140403", power_holders=["140403-zfw", "140403-rsj"])
    assert party["resolver"] == "140403-lxb"
    vertical = decide(sector="other", place_of_matter="140403", power_holders=["140403-swj", "140404-rsj"])
    assert vertical["resolver"] == "140400-lxb"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ["sector", "place_of_matter"]),
        ({"sector": "other", "place_of_matter": "140403"}, ["power_holders"]),
        ({"sector": "environment"}, ["place_of_matter"]),
        ({"sector": "construction_wages"}, ["place_of_matter"]),
        ({"place_of_matter": "140403"}, ["sector"]),
        ({"sector": "wages"}, ["work_place", "place_of_matter"]),
    ],
)
def test_what_is_missing_is_asked_for(decide: Decide, facts: dict[str, Any], missing: list[str]) -> None:
    decision = decide(**facts)
    assert (decision["outcome"], decision["lead"], decision["missing_facts"]) == (
        "NEEDS_FACTS",
        None,
        missing,
    )


def test_a_claim_that_rests_on_the_household_register_goes_there(decide: Decide) -> None:
    decision = decide(
        sector="village_affairs", claim_basis="household", place_of_matter="140403", residence="140403",
        household="141002100",
    )  # fmt: skip
    assert decision["lead"] == "141002100"


def test_zone_powers_come_from_the_directory_with_dates(decide: Decide) -> None:
    decision = decide(sector="real_estate", place_of_matter="141071")
    assert (decision["lead"], decision["rule"]) == ("141071", "R20")
    stated = decide(sector="real_estate", place_of_matter="141071", zone_delegated=False)
    assert stated["lead"] == "141002-zjj"
    assert "141071" in orgs_of(stated, "co_handlers")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"place_of_matter": "999999"}, "place_of_matter: 999999 is not a known division"),
        ({"place_of_matter": "1404"}, "place_of_matter: '1404' is not a division code"),
        ({"place_of_matter": "140403999"}, "140403999 is not a known division"),
        ({"residence": "140403001001"}, "residence: .* of 6 or 9 digits"),
        ({"power_holders": ["x-y"]}, r"power_holders\[0\]: 'x-y' is not an organ code"),
        ({"power_holders": [""]}, r"power_holders\[0\]: is empty"),
        ({"category": "\ud800"}, "cannot be written"),
        ({"power_holders": "140403-rsj"}, "power_holders: .* is not a list"),
        ({"sector": "magic"}, "sector: 'magic' is none of"),
        ({"government_funded": "yes"}, "government_funded: 'yes' is not true or false"),
        ({"joint_count": 1.5}, "joint_count: 1.5 is not a whole number"),
        ({"vertical_line": "Tax!"}, "vertical_line"),
        ({"colour": "red"}, "colour: unknown fact"),
    ],
)
def test_a_wrong_fact_is_named(decide: Decide, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused, match=field):
        decide(**facts)


def test_the_id_follows_from_facts_and_rules_alone(decide: Decide) -> None:
    one = decide(sector="market", place_of_matter="140403")
    same = decide(place_of_matter="140403", sector="market", household="", power_holders=[], category=None)
    other = decide(sector="market", place_of_matter="140404")
    assert one["decision_id"] == same["decision_id"] != other["decision_id"]
