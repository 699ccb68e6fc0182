"""What an event may carry of an accusation: nothing that names an accused organ (条例 30)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.firewall import is_barred, public_facts

PLACES = ("141002", "141002104", "141002104203", "141000", "140000", "350521")
ORGS = (*PLACES[:2], "141000", "141002-rsj", "141002104-xfj", "350521-rsj", "141000-zjj")


def test_an_appeal_keeps_its_facts_but_not_who_it_is_about():
    facts = {"purpose": "APPEAL", "place_of_matter": "141002", "accused_orgs": ["141002"]}
    assert public_facts(facts) == {"purpose": "APPEAL", "place_of_matter": "141002"}


@pytest.mark.parametrize(
    ("accused", "place", "said"),
    [
        ("141002104", "141002104", "141002"),
        ("141002104", "141002104203", "141002"),
        ("141002", "141002104", "141000"),
        ("141000", "141002", "140000"),
        ("141002-rsj", "141002", "141002"),
        ("350521", "141002", "141002"),
    ],
)
def test_a_place_that_is_the_accused_is_given_coarser(accused, place, said):
    facts = {"purpose": "ACCUSATION", "place_of_matter": place, "accused_orgs": [accused]}
    assert public_facts(facts)["place_of_matter"] == said


def test_a_place_under_an_accused_province_is_left_out():
    facts = {"purpose": "ACCUSATION", "residence": "141002", "accused_orgs": ["140000"]}
    assert public_facts(facts) == {"purpose": "ACCUSATION"}


@given(
    accused=st.lists(st.sampled_from(ORGS), min_size=1, max_size=3, unique=True),
    places=st.lists(st.sampled_from(PLACES), max_size=4),
    holders=st.lists(st.sampled_from(ORGS), max_size=4),
    home=st.sampled_from(PLACES),
)
def test_no_accused_code_is_said_whatever_the_facts(accused, places, holders, home):
    facts = {
        "purpose": "ACCUSATION",
        "accused_orgs": accused,
        "places_of_matter": places,
        "power_holders": holders,
        "handler_interest": holders,
        "household": home,
        "dissolved_org": accused[0],
        "successor_org": home,
    }
    said = json.dumps(public_facts(facts))
    assert not [org for org in accused if f'"{org}"' in said]
    assert "accused_orgs" not in said


@pytest.mark.parametrize(
    ("org", "accused", "barred"),
    [
        ("141002-xfj", "141002", True),
        ("141002104-xfj", "141002", True),
        ("141002-xfj", "141000", True),
        ("141002-xfj", "141002-rsj", False),
        ("141000-xfj", "141002", False),
        ("141002-rsj", "141002-rsj", True),
    ],
)
def test_accused_organs_and_those_under_them_are_barred(org, accused, barred):
    assert is_barred(org, {"purpose": "ACCUSATION", "accused_orgs": [accused]}) is barred
    assert not is_barred(org, {"purpose": "APPEAL", "accused_orgs": [accused]})
