"""Each refusal of a registration names the field and how to mend it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.core.facts import FACTS
from sankua.core.facts import check_facts as routing_refuses
from sankua.core.times import SHANGHAI
from sankua.library.orgs import load_directory
from services.intake.domain.case_ids import case_id, series_of
from services.intake.domain.checks import check, check_facts, check_request_id
from services.intake.domain.matter import amended, registered

NOW = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
ORGS = load_directory()
GOOD = {
    "channel": "VISIT",
    "purpose": "APPEAL",
    "registered_by": "140403-xfj",
    "facts": {"place_of_matter": "140403", "sector": "wages"},
    "title": "工资",
    "content": "三个月没有发工资",
    "petitioner": {"name": "张三", "phone": "13800000000"},
}


def refused(importer=False, **change):
    with pytest.raises(Refused) as caught:
        check(GOOD | change, NOW, importer, ORGS)
    assert all(p.reason for p in caught.value.problems)
    return {p.field for p in caught.value.problems}


def test_a_good_one_passes_and_is_completed():
    matter = check(GOOD, NOW, False, ORGS)
    assert matter.petitioner_count == 1
    assert matter.time == matter.received_at == NOW
    assert matter.facts["purpose"] == "APPEAL"
    assert "branch" not in matter.facts


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": ""}, "registration.channel"),
        ({"purpose": ""}, "registration.purpose"),
        ({"registered_by": ""}, "registration.registered_by"),
        ({"registered_by": "长治"}, "registration.registered_by"),
        ({"purpose": "SUGGESTION", "branch": "LITIGATION"}, "registration.branch"),
        ({"petitioner_count": -1}, "registration.petitioner_count"),
        ({"received_at": "2023-05-05T00:00:00+08:00"}, "registration.received_at"),
        ({"title": "长" * 1001}, "registration.title"),
        ({"derived": True}, "registration.derived"),
        ({"occurred_time": "2023-01-01T00:00:00+08:00"}, "registration.occurred_time"),
        ({"repeat_of": "a/b"}, "registration.repeat_of"),
        ({"repeat_of": "nonsense张三13912345678"}, "registration.repeat_of"),
        ({"title": " ", "content": "!!"}, "registration.content"),
        ({"petitioner": {}}, "registration.petitioner"),
        (
            {"representatives": [{"name": "李四"}, {"name": "李四"}], "petitioner_count": 9},
            "registration.representatives[1]",
        ),
        (
            {"representatives": [{"name": "张 三", "phone": "138-0000-0000"}], "petitioner_count": 2},
            "registration.representatives[0]",
        ),
        ({"facts": {"place_of_matter": "1404"}}, "registration.facts.place_of_matter"),
        ({"facts": {"places_of_matter": ["140403", "x"]}}, "registration.facts.places_of_matter[1]"),
        ({"facts": {"residence": "140403105201"}}, "registration.facts.residence"),
        ({"facts": {"household": "140403105201"}}, "registration.facts.household"),
        ({"facts": {"power_holders": ["人社局"]}}, "registration.facts.power_holders[0]"),
        ({"facts": {"sector": "我叫张三 电话138"}}, "registration.facts.sector"),
        ({"facts": {"joint_count": -3}}, "registration.facts.joint_count"),
        ({"facts": {"purpose": "ACCUSATION"}}, "registration.facts.purpose"),
        ({"facts": {"same_matter_state": "closed"}}, "registration.facts.same_matter_state"),
    ],
)
def test_each_fault_is_named(change, field):
    assert field in refused(**change)


@pytest.mark.parametrize(
    "name", ["place_of_matter", "household", "residence", "work_place", "paying_place", "zone"]
)
@pytest.mark.parametrize("code", ["140481", "140402", "999999", "140421", "999999101"])
def test_a_division_that_is_not_there_is_refused_here_and_told_how_to_mend(name, code):
    # 140421 (长治县) stands on real identity cards, and was abolished.
    (problem,) = check_facts({name: code}, ORGS)
    assert problem.field == name
    assert code in problem.reason
    assert "today's code" in problem.reason


@pytest.mark.parametrize(
    "facts",
    [
        {"sector": "wage"},
        {"sector": "交通"},
        {"enterprise_level": "state"},
        {"project_supervision": "town"},
        {"project_trade": "road"},
        {"claim_basis": "hukou"},
        {"vertical_line": "Tax-Office"},
        {"places_of_matter": ["140403", "999999"]},
        {"place_of_matter": "999999101201"},
    ],
)
def test_what_routing_refuses_is_refused_at_registration(facts):
    # Accepted, it would be a receipt for a matter that nobody ever routes.
    assert {p.field for p in routing_refuses(facts, ORGS)} == {p.field for p in check_facts(facts, ORGS)}
    assert refused(facts=facts) == {f"registration.facts.{p.field}" for p in check_facts(facts, ORGS)}


CODES = st.one_of(
    st.sampled_from(["140403", "140421", "140403105", "wages", "traffic ", "running", ""]),
    st.text(max_size=9),
)


@given(
    st.dictionaries(
        st.sampled_from([n for n, kind in FACTS.items() if kind.kind in ("place", "text", "enum")]), CODES
    )
    | st.dictionaries(st.sampled_from(["places_of_matter", "power_holders"]), st.lists(CODES, max_size=3))
)
def test_facts_that_pass_here_pass_at_routing(facts):
    assert check_facts(facts, ORGS) or not routing_refuses(facts, ORGS)


def test_all_faults_are_named_at_once():
    assert refused(channel="", registered_by="", facts={"zone": "1"}) == {
        "registration.channel",
        "registration.registered_by",
        "registration.facts.zone",
    }


def test_an_importer_gives_the_time_of_registration():
    past = {"derived": True, "occurred_time": "2020-03-01T09:00:00+08:00"}
    matter = check(GOOD | past, NOW, True, ORGS)
    assert matter.time.year == 2020
    assert matter.received_at == matter.time
    assert matter.derived
    late = {"received_at": "2020-03-02T09:00:00+08:00"}
    assert refused(importer=True, **past, **late) == {"registration.received_at"}


@pytest.mark.parametrize(
    "change",
    [
        {"urgent": True},
        {"branch": "DUTY_PERFORMANCE"},
        {"branch": "LITIGATION"},
        {"repeat_of": "140403-2022-000001"},
        {"petitioner_count": 2},
        {"facts": {"power_holders": ["140403-rsj", "140403-zjj"]}},
    ],
)
def test_what_the_simplified_way_is_not_for_is_refused_as_at_a_conversion(change):
    assert check(GOOD | {"simplified": True, "branch": "PETITION_PROCEDURE"}, NOW, False, ORGS).simplified
    assert check(GOOD | change, NOW, False, ORGS)
    assert refused(simplified=True, **change) == {"registration.simplified"}


PEOPLE = [{"name": f"村民{c}"} for c in "甲乙丙丁戊"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"petitioner": {"name": "张三", "phone": "123"}}, "registration.petitioner.phone"),
        (
            {"petitioner": {"name": "张三", "id_number": "110101199003071234"}},
            "registration.petitioner.id_number",
        ),
        ({"representatives": PEOPLE[:4], "petitioner_count": 2}, "registration.petitioner_count"),
        ({"representatives": PEOPLE, "petitioner_count": 9}, "registration.representatives"),
    ],
)
def test_people_in_a_file_are_checked_like_others(change, field):
    assert refused(importer=True, **change) == {field}


def test_what_was_taken_over_is_taken_as_it_is_but_five_speak():
    bare = {"derived": True, "petitioner": {}, "title": "", "content": ""}
    assert check(GOOD | bare, NOW, True, ORGS).derived
    old = {"derived": True, "petitioner": {"name": "张三", "phone": "123"}, "representatives": PEOPLE[:4]}
    assert check(GOOD | old, NOW, True, ORGS).derived
    assert refused(importer=True, derived=True, representatives=PEOPLE) == {"registration.representatives"}


def test_the_clock_of_a_client_may_be_a_little_ahead():
    received = (NOW + timedelta(seconds=20)).isoformat()
    assert check(GOOD | {"received_at": received}, NOW, False, ORGS).received_at > NOW


@pytest.mark.parametrize("request_id", ["", "x" * 129])
def test_request_ids_are_given_and_short(request_id):
    with pytest.raises(Refused, match="request_id"):
        check_request_id(request_id)


def test_the_event_carries_neither_text_nor_identity_nor_accused():
    accusation = GOOD | {
        "purpose": "ACCUSATION",
        "facts": {"place_of_matter": "140403105", "accused_orgs": ["140403105"]},
        "source_ref": "row-17",
    }
    matter = check(accusation, NOW, False, ORGS)
    said = str(registered(matter, "vault/x", "00"))
    for private in ("工资", "三个月", "张三", "138", "140403105", "row-17"):
        assert private not in said
    again = amended(matter.facts, "vault/x/1", "补充地点", NOW, "140403-xfj")
    assert again.data == {
        "facts": {"purpose": "ACCUSATION", "place_of_matter": "140403"},
        "facts_ref": "vault/x/1",
        "reason": "补充地点",
    }


def test_cases_are_numbered_by_division_and_shanghai_year():
    last_evening = datetime.fromisoformat("2022-12-31T23:30:00+00:00")
    series = series_of("140403-xfj", last_evening)
    assert series == "140403-2023"
    assert case_id(series, 123) == "140403-2023-000123"
    assert case_id(series, 1234567) == "140403-2023-1234567"
