"""Matters of several counties: nobody decides in its own cause, and no county is forgotten (条例 24(1))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Decide = Callable[..., dict[str, Any]]


def orgs_of(decision: dict[str, Any], part: str) -> list[str]:
    return [entry["org"] for entry in decision[part]]


@pytest.mark.parametrize(
    ("sector", "lead", "other"),
    [
        ("urban_demolition", "141002-zjj", "141021-zjj"),
        ("village_affairs", "141002-nyncj", "141021-nyncj"),
    ],
)
def test_two_counties_are_decided_by_their_city(decide: Decide, sector: str, lead: str, other: str) -> None:
    """R41: two counties → city. The other one joins (R25)."""
    decision = decide(sector=sector, places_of_matter=["141002", "141021"])
    assert (decision["outcome"], decision["lead"]) == ("REFER_SUPERIOR", lead)
    assert decision["resolver"] == "141000"
    assert other in orgs_of(decision, "co_handlers")


def test_a_village_matter_names_the_other_county_but_not_its_own_above_the_township(decide: Decide) -> None:
    places = ["141002100", "141021"]
    decision = decide(sector="village_affairs", place_of_matter="141002100", places_of_matter=places)
    assert decision["lead"] == "141002100"
    assert orgs_of(decision, "co_handlers") == ["141002-mzj", "141021-nyncj"]


@pytest.mark.parametrize(
    "facts",
    [
        {"sector": "other", "power_holders": ["140403-ybj"]},  # the other county has no organ that is known
        {"sector": "environment", "handler_interest": ["140404-sthjj"]},  # nor one that may take part
    ],
)
def test_no_county_of_the_matter_decides_what_was_referred(decide: Decide, facts: dict[str, Any]) -> None:
    decision = decide(places_of_matter=["140403", "140404"], **facts)
    assert (decision["outcome"], decision["resolver"]) == ("REFER_SUPERIOR", "140400")


@pytest.mark.parametrize("person", [{"residence": "350521"}, {"household": "350521"}])
@pytest.mark.parametrize("sector", ["environment", "construction_wages", "real_estate"])
def test_where_the_petitioner_lives_does_not_change_who_decides(
    decide: Decide, sector: str, person: dict[str, str]
) -> None:
    """The parties of a referral are the organs that may have to act; who only consoles is none."""
    decision = decide(sector=sector, places_of_matter=["140403", "140404"], **person)
    assert (decision["outcome"], decision["resolver"]) == ("REFER_SUPERIOR", "140400")
    assert orgs_of(decision, "support") == ["350521"]


LUZHOU, SHANGDANG, YAODU, QUWO, ZONE = "140403", "140404", "141002", "141021", "141071"
UNFUNDED = {"sector": "construction_wages", "government_funded": True, "funds_in_place": False}


@pytest.mark.parametrize(
    ("facts", "rule", "lead", "others", "resolver"),
    [
        ({"sector": "wages"}, "R13", "140403-rsj", ["140404-rsj"], "140400"),
        (UNFUNDED, "R12", "140403-rsj", ["140404-rsj"], "140400"),
        ({"vertical_line": "tax"}, "R22", "140403-swj", ["140404-swj", SHANGDANG], "140400-lxb"),
    ],
)
def test_where_the_place_picks_the_lead_and_none_is_the_main_one_the_matter_is_referred(
    decide: Decide, facts: dict[str, Any], rule: str, lead: str, others: list[str], resolver: str
) -> None:
    """As R10 and R25 (R41, R42). The county is party in a vertical matter, so the joint meeting decides."""
    decision = decide(places_of_matter=[LUZHOU, SHANGDANG], **facts)
    assert (decision["rule"], decision["lead"], decision["resolver"]) == (rule, lead, resolver)
    assert decision["outcome"].startswith("REFER_")
    assert set(others) <= set(orgs_of(decision, "co_handlers"))
    main = decide(place_of_matter=LUZHOU, places_of_matter=[LUZHOU, SHANGDANG], **facts)
    assert (main["outcome"], main["lead"]) == ("ROUTE", lead)
    assert set(others) <= set(orgs_of(main, "co_handlers"))


def test_the_place_of_work_needs_no_referral(decide: Decide) -> None:
    decision = decide(sector="wages", work_place=SHANGDANG, places_of_matter=[LUZHOU, SHANGDANG])
    assert (decision["outcome"], decision["lead"]) == ("ROUTE", "140404-rsj")
    assert orgs_of(decision, "co_handlers") == ["140403-rsj"]


@pytest.mark.parametrize(
    ("facts", "rule", "lead", "other"),
    [
        ({"enterprise_level": "central", "power_holders": ["140403-jt"]}, "R23", "140403-jt", SHANGDANG),
        ({"sector": "market", "dissolved_org": "140403-gsj"}, "R26", "140403-scjgj", "140404-scjgj"),
        ({"dissolved_enterprise": "某厂"}, "R28", "140403-gzw", "140404-rsj"),
    ],
)
def test_the_other_county_joins_where_the_lead_is_known(
    decide: Decide, facts: dict[str, Any], rule: str, lead: str, other: str
) -> None:
    decision = decide(places_of_matter=[LUZHOU, SHANGDANG], **facts)
    assert (decision["rule"], decision["outcome"], decision["lead"]) == (rule, "ROUTE", lead)
    assert other in orgs_of(decision, "co_handlers")


@pytest.mark.parametrize("places", [[YAODU, QUWO], [QUWO, YAODU]])
def test_the_county_beside_that_of_the_zone_joins(decide: Decide, places: list[str]) -> None:
    decision = decide(sector="market", zone=ZONE, zone_delegated=True, places_of_matter=places)
    assert (decision["lead"], orgs_of(decision, "co_handlers")) == (ZONE, [YAODU, "141021-scjgj"])


@pytest.mark.parametrize("more", [{}, {"government_funded": True, "funds_in_place": False}])
def test_a_project_that_two_cities_supervise_is_the_provinces_to_decide(
    decide: Decide, more: dict[str, Any]
) -> None:
    """R41: two cities → province. Two counties of one city are that city's own."""
    facts: dict[str, Any] = {"sector": "construction_wages", "project_supervision": "city"} | more
    two = decide(places_of_matter=[YAODU, LUZHOU], **facts)
    assert (two["outcome"], two["lead"], two["resolver"]) == ("REFER_SUPERIOR", "141000-rsj", "140000")
    assert "140400-rsj" in orgs_of(two, "co_handlers")
    one = decide(places_of_matter=[YAODU, QUWO], **facts)
    assert (one["outcome"], one["lead"]) == ("ROUTE", "141000-rsj")


def test_a_project_without_money_keeps_those_on_the_ground(decide: Decide) -> None:
    """R12 reads "as R10": the township mediates, and for the city the county of the site joins."""
    decision = decide(place_of_matter="141122101", project_supervision="city", **UNFUNDED)
    assert decision["lead"] == "141100-rsj"
    assert {"141122", "141122101"} <= set(orgs_of(decision, "co_handlers"))


def test_after_the_final_review_the_place_of_the_matter_helps_where_no_other_is_known(decide: Decide) -> None:
    """条例 37(3): the local party committee and government go on helping."""
    decision = decide(
        place_of_matter=LUZHOU, same_matter_case="140403-2022-000001", same_matter_state="final"
    )
    assert (decision["rule"], orgs_of(decision, "support")) == ("R02", [LUZHOU])
