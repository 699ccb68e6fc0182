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
