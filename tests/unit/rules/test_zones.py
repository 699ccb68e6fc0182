"""A zone (功能区) is no division: as a place it counts as its county; it answers to whom it is under."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Decide = Callable[..., dict[str, Any]]
ZONE, COUNTY, CITY = "141071", "141002", "141000"


def orgs_of(decision: dict[str, Any], part: str) -> list[str]:
    return [entry["org"] for entry in decision[part]]


@pytest.mark.parametrize(
    "facts",
    [
        {"sector": "wages", "work_place": ZONE},
        {"sector": "wages", "place_of_matter": ZONE + "001"},
        {"sector": "pension", "paying_place": ZONE},
        {"purpose": "APPEAL", "sector": "labour_dispute", "registered_place": ZONE},
    ],
)
def test_work_and_pay_in_a_zone_are_work_and_pay_in_its_county(decide: Decide, facts: dict[str, Any]) -> None:
    decision = decide(**facts)
    assert (decision["lead"], decision["resolver"]) in [
        (f"{COUNTY}-rsj", COUNTY),
        (f"{COUNTY}-rsj", CITY),  # where the zone joins
    ]


def test_who_lives_in_the_zone_of_the_county_is_not_apart_from_it(decide: Decide) -> None:
    facts = {"sector": "market", "place_of_matter": COUNTY, "residence": ZONE, "household": COUNTY}
    decision = decide(**facts)
    assert (decision["rule"], decision["situations"], decision["support"]) == ("R37", [], [])


def test_a_firm_registered_in_the_zone_of_the_county_is_not_from_elsewhere(decide: Decide) -> None:
    decision = decide(sector="market", place_of_matter=COUNTY, registered_place=ZONE)
    assert (decision["rule"], decision["situations"]) == ("R37", [])


def test_a_zone_that_holds_a_power_is_no_other_county(decide: Decide) -> None:
    decision = decide(sector="market", place_of_matter=COUNTY, power_holders=[f"{COUNTY}-gaj", ZONE])
    assert "CROSS_REGION" not in decision["situations"]


@pytest.mark.parametrize(
    ("accused", "lead"),
    [
        ([ZONE], f"{CITY}-jw"),
        ([f"{ZONE}-zjj"], f"{CITY}-jw"),
        ([f"{ZONE}-zjj", f"{COUNTY}-gaj"], f"{CITY}-jw"),
        ([f"{COUNTY}-gaj"], f"{COUNTY}-jw"),
    ],
)
def test_a_zone_is_disciplined_by_whom_it_answers_to(decide: Decide, accused: list[str], lead: str) -> None:
    """管理权限 (条例 22(2)): zones.yaml puts the zone under the city; the county has no authority over it."""
    decision = decide(purpose="ACCUSATION", place_of_matter=ZONE, accused_orgs=accused)
    assert (decision["lead"], decision["rule"]) == (lead, "R03")


@pytest.mark.parametrize(
    ("facts", "lead", "rule"),
    [
        ({"vertical_line": "tax"}, f"{COUNTY}-swj", "R22"),
        ({"dissolved_org": f"{COUNTY}-gsj"}, f"{COUNTY}-scjgj", "R26"),
        ({"dissolved_org": f"{COUNTY}-xyz"}, COUNTY, "R27"),
        ({"dissolved_enterprise": "某厂"}, f"{COUNTY}-gzw", "R28"),
    ],
)
@pytest.mark.parametrize("place", [{"place_of_matter": ZONE}, {"zone": ZONE}])
def test_a_zone_without_the_power_joins_whoever_the_rule_of_the_matter_names(
    decide: Decide, facts: dict[str, Any], lead: str, rule: str, place: dict[str, str]
) -> None:
    """R21: otherwise the administrative county, whose organ for such a matter R22 and R26 to R28 say."""
    decision = decide(sector="other", **facts, **place)
    assert (decision["lead"], decision["rule"]) == (lead, rule)
    assert ZONE in orgs_of(decision, "co_handlers")


def test_the_vertical_unit_joins_a_zone_to_which_the_matter_is_delegated(decide: Decide) -> None:
    decision = decide(sector="other", zone=ZONE, zone_delegated=True, vertical_line="tax")
    assert (decision["lead"], decision["rule"]) == (ZONE, "R21")
    assert orgs_of(decision, "co_handlers") == [COUNTY, f"{COUNTY}-swj"]
