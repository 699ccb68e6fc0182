"""A decision on an accusation names no accused organ, on no path (条例 30)."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.rules import route
from sankua.library.rules import load_rules
from services.dispatch.domain.firewall import is_barred, sayable

RULES = load_rules()
ACCUSED = ("141002104", "141002", "141002-zjj", "141002-rsj", "141000-zjj")
PLACES = ("141002104", "141002", "141002104203", "141023")


def said_of(facts, orgs, case="141002-2023-000001"):
    decision = route(facts, RULES, orgs, date(2023, 5, 4))
    return sayable(decision, facts, case, orgs)


@settings(max_examples=150, deadline=None)
@given(
    accused=st.lists(st.sampled_from(ACCUSED), min_size=1, max_size=2, unique=True),
    place=st.sampled_from(PLACES),
    holders=st.lists(st.sampled_from(ACCUSED), max_size=3, unique=True),
    sector=st.sampled_from(["wages", "village_affairs", "urban_demolition", "other"]),
)
def test_no_accused_is_named(directory, accused, place, holders, sector):
    facts = {
        "purpose": "ACCUSATION",
        "place_of_matter": place,
        "sector": sector,
        "power_holders": holders,
        "accused_orgs": accused,
    }
    said = said_of(facts, directory)
    text = json.dumps(said)
    assert not [org for org in accused if f'"{org}"' in text or f",{org}" in text or f"{org}," in text]
    assert said["excluded"] == []
    assert said["trace"]
    assert not (said["lead"] and is_barred(said["lead"], facts, directory))


def test_the_id_does_not_give_the_accused_away(directory):
    facts = {"purpose": "ACCUSATION", "place_of_matter": "141023", "accused_orgs": ["141002-rsj"]}
    other = facts | {"accused_orgs": ["141002-zjj"]}
    one, two = said_of(facts, directory), said_of(other, directory)
    assert one["lead"] == two["lead"]
    assert one["decision_id"] == two["decision_id"] == said_of(facts, directory)["decision_id"]
    assert one["decision_id"] != route(facts, RULES, directory, date(2023, 5, 4)).decision_id


def test_other_matters_keep_the_whole_decision(directory):
    facts = {"purpose": "APPEAL", "place_of_matter": "141002", "sector": "wages"}
    decision = route(facts, RULES, directory, date(2023, 5, 4))
    assert sayable(decision, facts, "c", directory) == decision.to_event()


def test_barred_follows_the_directory(directory):
    facts = {"purpose": "ACCUSATION", "accused_orgs": ["141002"]}
    assert is_barred("141002-xfj", facts, directory)
    assert is_barred("141002104", facts, directory)
    assert not is_barred("141000-xfj", facts, directory)
    assert not is_barred("141002-xfj", {**facts, "purpose": "APPEAL"}, directory)
