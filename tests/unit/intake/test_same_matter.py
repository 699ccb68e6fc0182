"""同人同事: what is claimed, and that a second voice is linked, never dropped and never opened twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.times import SHANGHAI
from services.intake.domain.matter import Petitioner, Registration, registered
from services.intake.domain.people import all_marks
from services.intake.domain.same import beside, claims_of, standing
from services.intake.domain.state import Case

NOW = datetime(2026, 5, 4, 10, tzinfo=SHANGHAI)
WANG, LI = Petitioner("王小明", "13912345678", "14100219800101123X"), Petitioner("李四", "13812345678")
MATTER = Registration(
    channel="LETTER",
    purpose="APPEAL",
    facts={"purpose": "APPEAL", "place_of_matter": "140403"},
    registered_by="140403-xfj",
    received_at=NOW,
    time=NOW,
    title="拖欠工资",
    content="工地三个月没有发工资，请查处。",
    petitioner=WANG,
)


def claims(**change):
    matter = replace(MATTER, **change)
    return set(claims_of(matter, all_marks(matter.people)))


def test_the_same_text_in_another_dress_is_the_same_matter():
    assert claims() == claims(content=" 工地三个月没有发工资,请查处。\n", title="拖欠工资！")
    assert claims() & claims(petitioner=replace(WANG, phone="", name=""))
    assert claims() & claims(petitioner=LI, representatives=(WANG,), petitioner_count=9)


@pytest.mark.parametrize(
    "change",
    [
        {"petitioner": LI},
        {"content": "工地三个月没有发工资，请依法查处。"},
        {"purpose": "ACCUSATION"},
    ],
)
def test_another_person_text_or_purpose_is_another_matter(change):
    assert not claims() & claims(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"derived": True},
        {"repeat_of": "140403-2026-000001"},
        {"facts": {"same_matter_case": "140403-2026-000001"}},
        {"title": "", "content": "同上"},
        {"petitioner": Petitioner("王小明")},
        {"opens": False},
    ],
)
def test_nothing_is_claimed_by(change):
    assert claims(**change) == set()


def test_of_an_anonymous_accusation_the_accused_stand_for_the_person():
    accusation = {"purpose": "ACCUSATION", "anonymous": True, "petitioner": Petitioner()}
    one = claims(**accusation, facts={"accused_orgs": ["140403-zjj", "140403-rsj"]})
    assert one == claims(**accusation, facts={"accused_orgs": ["140403-rsj", "140403-zjj"]})
    assert one
    assert not one & claims(**accusation, facts={"accused_orgs": ["140403-rsj"]})
    assert claims(**accusation | {"purpose": "APPEAL"}, facts={"accused_orgs": ["140403-rsj"]}) == set()


def case(stands="", final=False):
    return Case("APPEAL", "LETTER", {}, "140403-xfj", "", "vault/a", "", stands, "", True, final)


@given(st.sampled_from(["", "WAITING_FACTS", "OFFERED", "REFERRED", "ACCEPTED", "OPINION"]))
def test_a_second_matter_beside_a_running_one_is_registered_and_linked(stands):
    second = beside(MATTER, "140403-2026-000001", standing(case(stands)))
    said = registered(second, "vault/b", "00").data
    assert said["repeat_of"] == said["facts"]["same_matter_case"] == "140403-2026-000001"
    assert said["facts"]["same_matter_state"] == "running"
    assert set(claims_of(second, all_marks(second.people))) == set()
    assert (second.title, second.content, second.petitioner) == (MATTER.title, MATTER.content, WANG)


def test_after_a_final_review_it_is_known_as_final_and_after_an_end_it_opens_anew():
    final = beside(MATTER, "c", standing(case("CONCLUDED", final=True)))
    assert final.facts["same_matter_state"] == "final"
    for stands in ("CONCLUDED", "WITHDRAWN", "NOT_ACCEPTED", "REDIRECTED"):
        again = beside(MATTER, "c", standing(case(stands)))
        assert "same_matter_case" not in again.facts
        assert again.repeat_of == "c"
        assert again.opens


def test_what_comes_again_is_not_simplified_any_more():
    assert not any(beside(replace(MATTER, simplified=True), "c", s).simplified for s in ("running", "over"))


def test_an_accusation_is_linked_only_as_an_accusation():
    accusation = replace(MATTER, purpose="ACCUSATION", facts={"purpose": "ACCUSATION"})
    assert beside(accusation, "c", "running").facts["same_matter_purpose"] == "ACCUSATION"
