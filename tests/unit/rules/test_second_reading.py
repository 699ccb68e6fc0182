"""What a second reader of EVENTS and of the domain report, who had not seen the rules, expected of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Decide = Callable[..., dict[str, Any]]
YAODU, HONGDONG, LUZHOU = "141002", "141024", "140403"


def orgs_of(decision: dict[str, Any], part: str) -> list[str]:
    return [entry["org"] for entry in decision[part]]


@pytest.mark.parametrize(
    "branch", ["LITIGATION", "ARBITRATION", "PARTY_PROCEDURE", "ADMINISTRATIVE_PROCEDURE"]
)
def test_a_suggestion_has_no_branch_and_takes_no_exit(decide: Decide, branch: str) -> None:
    """`branch` is of an APPEAL only (条例 31): a suggestion is studied and answered (条例 29)."""
    facts = {"sector": "traffic", "place_of_matter": YAODU, "branch": branch}
    suggestion = decide(purpose="SUGGESTION", **facts)
    assert (suggestion["outcome"], suggestion["lead"], suggestion["rule"]) == ("ROUTE", "141002-jtj", "R37")
    assert decide(purpose="APPEAL", **facts)["outcome"] == "REDIRECT"


def test_a_suggestion_about_labour_disputes_is_not_sent_to_arbitration(decide: Decide) -> None:
    decision = decide(purpose="SUGGESTION", sector="labour_dispute", place_of_matter=YAODU)
    assert (decision["outcome"], decision["lead"]) == ("ROUTE", "141002-rsj")


@pytest.mark.parametrize(("trade", "regulator"), [("", "zjj"), ("transport", "jtj"), ("water", "slj")])
def test_the_trade_regulator_joins_wages_that_a_zone_leads(
    decide: Decide, trade: str, regulator: str
) -> None:
    decision = decide(
        sector="construction_wages",
        place_of_matter=YAODU,
        zone="141071",
        zone_delegated=True,
        project_trade=trade,
    )
    assert decision["lead"] == "141071"
    assert orgs_of(decision, "co_handlers") == [YAODU, f"141002-{regulator}"]


def test_power_in_two_counties_is_cross_region_and_only_advice(decide: Decide) -> None:
    """One place of act, duty-holders in two counties: R33, which is known from a quotation only (S2)."""
    decision = decide(sector="police", place_of_matter=YAODU, power_holders=["141002-gaj", "141024-gaj"])
    assert decision["situations"] == ["CROSS_REGION"]
    assert (decision["rule"], decision["certainty"]) == ("R33", "ADVICE")
    assert (decision["lead"], orgs_of(decision, "co_handlers")) == ("141002-gaj", ["141024-gaj"])
    assert decision["resolver"] == "141000"


@pytest.mark.parametrize(
    ("sector", "slug"),
    [("construction_wages", "rsj"), ("rural_land_expropriation", "zrzyj"), ("real_estate", "zjj")],
)
def test_a_project_in_two_counties_names_the_other_county_too(decide: Decide, sector: str, slug: str) -> None:
    """Sector law picks the lead; the other county is not forgotten, and their city decides a dispute."""
    decision = decide(sector=sector, place_of_matter=YAODU, places_of_matter=[YAODU, HONGDONG])
    assert decision["lead"] == f"{YAODU}-{slug}"
    assert f"{HONGDONG}-{slug}" in orgs_of(decision, "co_handlers")
    assert (decision["situations"], decision["resolver"]) == (["CROSS_REGION"], "141000")


def test_both_counties_of_a_project_that_the_city_supervises_join(decide: Decide) -> None:
    decision = decide(
        sector="construction_wages", place_of_matter=YAODU, places_of_matter=[YAODU, HONGDONG],
        project_supervision="city",
    )  # fmt: skip
    assert decision["lead"] == "141000-rsj"
    assert orgs_of(decision, "co_handlers") == ["141000-zjj", YAODU, HONGDONG]


def test_an_accused_organ_of_no_known_place_sends_nothing_to_a_place_that_is_not(decide: Decide) -> None:
    """The code is checked by pattern only, but 999999 has no discipline organ to lead."""
    facts: dict[str, Any] = {"purpose": "ACCUSATION", "place_of_matter": YAODU}
    decision = decide(**facts, accused_orgs=["999999-zjj"])
    assert (decision["lead"], orgs_of(decision, "excluded")) == ("141002-jw", ["999999-zjj"])
    assert decide(**facts, accused_orgs=["999999-zjj", "141024-zjj"])["lead"] == "141024-jw"
    nowhere = decide(purpose="ACCUSATION", accused_orgs=["999999-zjj"])
    assert (nowhere["outcome"], nowhere["missing_facts"]) == ("NEEDS_FACTS", ["place_of_matter"])


def test_land_and_housing_are_two_departments_but_one_trade(decide: Decide) -> None:
    """The pages name 住建, 交通 and 水利 as trades' regulators; 自然资源 regulates no trade."""
    decision = decide(sector="other", place_of_matter=YAODU, power_holders=["141002-zrzyj", "141002-zjj"])
    assert (decision["situations"], decision["rule"]) == (["CROSS_DEPARTMENT"], "R34")


@pytest.mark.parametrize(
    ("holders", "resolver"),
    [
        (["141002-gaj", "141002-mzj"], YAODU),
        (["141002-gaj", "141024-mzj"], "141000"),
        (["141002-gaj", "140403-mzj"], "140000"),
        (["141000-zrzyj", "141002-zrzyj"], "141000"),
        (["141002-gaj", "141002-zfw"], "141002-lxb"),
        (["141002-gaj", "141002-swj"], "141002-lxb"),
        (["141002-gaj", "110105-gaj"], "000000-lxb"),
        (["141002-gaj", "141002-zfw", "141002-lxb"], "141000-lxb"),
    ],
)
def test_who_decides_a_dispute(decide: Decide, holders: list[str], resolver: str) -> None:
    """条例 24(1): bureaus → their government, counties → city, cities → province; no common one → joint
    meeting."""
    assert decide(sector="other", place_of_matter=YAODU, power_holders=holders)["resolver"] == resolver


def test_everything_apart_and_crossed_at_once(decide: Decide) -> None:
    decision = decide(
        sector="market", place_of_matter="141002100001", residence="141081", household=HONGDONG,
        power_holders=["141002-zjj", "141002-jtj", "140403-slj"],
    )  # fmt: skip
    assert decision["situations"] == [
        "CROSS_REGION", "CROSS_DEPARTMENT", "CROSS_INDUSTRY", "PERSON_MATTER_HOUSEHOLD",
    ]  # fmt: skip
    assert decision["lead"] == "141002-zjj"
    assert orgs_of(decision, "co_handlers") == ["141002-jtj", "140403-slj"]
    assert orgs_of(decision, "support") == ["141081", HONGDONG]
    assert decision["resolver"] == "140000"


@pytest.mark.parametrize(
    ("facts", "lead"),
    [
        ({"branch": "LITIGATION", "handler_interest": ["141002-zfw"]}, "141000-zfw"),
        ({"branch": "PARTY_PROCEDURE", "handler_interest": ["141002-jw"]}, "141000-jw"),
        ({"branch": "ARBITRATION", "handler_interest": ["141002-rsj"]}, "141000-rsj"),
        ({"purpose": "ACCUSATION", "handler_interest": ["141002-jw"]}, "141000-jw"),
        ({"sector": "other", "vertical_line": "tax", "handler_interest": ["141002-swj"]}, "141000-swj"),
        ({"sector": "pension", "paying_place": LUZHOU, "handler_interest": ["140403-rsj"]}, "140400-rsj"),
        ({"sector": "other", "dissolved_org": "141002-xyz", "handler_interest": [YAODU]}, "141000"),
    ],
)
def test_the_same_organ_one_level_up_leads_whatever_rule_named_it(
    decide: Decide, facts: dict[str, Any], lead: str
) -> None:
    decision = decide(**({"purpose": "APPEAL", "place_of_matter": YAODU} | facts))
    assert decision["lead"] == lead
    assert orgs_of(decision, "excluded") == facts["handler_interest"]


@pytest.mark.parametrize(
    ("facts", "lead", "article"),
    [
        ({"branch": "LITIGATION", "handler_interest": ["141002-zfw"]}, "141000-zfw", "三十一条第一项"),
        ({"branch": "ARBITRATION", "handler_interest": ["141002-rsj"]}, "141000-rsj", "三十一条第二项"),
        ({"purpose": "ACCUSATION", "handler_interest": ["141002-jw"]}, "141000-jw", "第三十条"),
    ],
)
def test_recusal_is_cited_where_it_moves_an_exit_or_an_accusation(
    decide: Decide, facts: dict[str, Any], lead: str, article: str
) -> None:
    """That the next level stands in is inferred (R06), so it is never LAW; both grounds are named."""
    decision = decide(**({"purpose": "APPEAL", "place_of_matter": YAODU} | facts))
    assert (decision["lead"], decision["rule"], decision["certainty"]) == (lead, "R06", "ADVICE")
    assert "《信访工作条例》第二十八条第三款" in decision["basis"]
    assert any(article in basis for basis in decision["basis"])
    elsewhere = decide(
        purpose="APPEAL", place_of_matter=YAODU, branch="LITIGATION", handler_interest=["141002-gaj"]
    )
    assert (elsewhere["rule"], elsewhere["certainty"]) == ("R04", "LAW")
