"""The door's pure parts: the bucket, Open311 in terms of intake, the document made from the contracts."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.library.orgs import load_directory
from services.door import open311, openapi
from services.door.intake import Failed
from services.door.limit import Limiter
from services.door.routes import BASE, ROUTES

FORM = {
    "service_code": "wages",
    "jurisdiction_id": "141002",
    "description": "拖欠工资",
    "lat": "36.1",
    "long": "111.5",
}


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60), st.integers(1, 10), st.floats(0.5, 20))
def test_no_caller_gets_more_than_burst_and_rate(pauses, burst, rate):
    limiter, now, let = Limiter(rate, burst), 0.0, 0
    for pause in pauses:
        now += pause
        let += limiter.wait("a", now) == 0
    assert let <= burst + rate * now + 1e-6
    assert Limiter(rate, burst).wait("b", now) == 0


def test_who_waits_as_long_as_told_goes_on():
    limiter = Limiter(0.5, 1)
    assert limiter.wait("a", 0.0) == 0
    wait = limiter.wait("a", 0.1)
    assert wait >= 2
    assert limiter.wait("a", 0.1 + wait) == 0


def test_a_request_becomes_a_matter_and_its_place_stays_in_the_text():
    made = open311.registration(
        FORM | {"last_name": "王", "first_name": "小明", "address_string": "某街1号"}, "r1"
    )
    matter = made["registration"]
    assert made["request_id"] == "r1"
    assert matter["facts"] == {"place_of_matter": "141002", "sector": "wages"}
    assert matter["content"].splitlines() == [
        "拖欠工资",
        "address_string: 某街1号",
        "lat: 36.1",
        "long: 111.5",
    ]
    assert matter["petitioner"] == {"name": "王小明"}
    assert open311.registration(FORM, "")["registration"]["anonymous"]
    assert open311.registration(FORM, "")["request_id"] != open311.registration(FORM, "")["request_id"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"service_code": "x"}, "service_code"),
        ({"jurisdiction_id": "14"}, "jurisdiction_id"),
        ({"description": " "}, "description"),
        ({"lat": "999"}, "lat"),
        ({"lat": "nan"}, "lat"),
        ({"long": "abc"}, "long"),
        ({"long": "-180.1"}, "long"),
    ],
)
def test_what_is_missing_is_named(change, said):
    with pytest.raises(Failed, match=said):
        open311.registration(FORM | change, "")


def test_every_sector_is_a_service_that_the_directory_or_the_rules_know():
    known = set(load_directory().sectors) | {"labour_dispute", "other"}
    assert set(open311.SECTORS) <= known
    assert set(load_directory().sectors) <= set(open311.SECTORS)


@given(st.dictionaries(st.sampled_from(["code", "description"]), st.text()))
def test_xml_is_well_formed_whatever_is_said(row):
    assert ElementTree.fromstring(open311.xml("errors", "error", [row])).tag == "errors"


def test_the_document_names_every_route_and_only_fields_of_the_contracts():
    document = openapi.document()
    assert set(document["paths"]) == {BASE + route.path for route in ROUTES}
    register = document["paths"][f"{BASE}/cases"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert set(register["properties"]) == {"request_id", "registration"}
    assert register["additionalProperties"] is False
    schemas = document["components"]["schemas"]
    sent = ("Registration", "CaseFacts", "Petitioner")
    assert [schemas[name]["additionalProperties"] for name in sent] == [False] * 3
    registration = document["components"]["schemas"]["Registration"]["properties"]
    assert registration["channel"]["enum"][0] == "LETTER"
    assert registration["representatives"]["items"] == {"$ref": "#/components/schemas/Petitioner"}
    withdrawal = document["paths"][f"{BASE}/cases/{{case_id}}/withdrawal"]["post"]
    assert "case_id" not in withdrawal["requestBody"]["content"]["application/json"]["schema"]["properties"]


def test_links_lead_from_a_receipt_to_all_that_may_follow():
    paths = openapi.document()["paths"]
    operations = {o["operationId"]: o for verbs in paths.values() for o in verbs.values()}
    links = operations["RegisterCase"]["responses"]["200"]["links"]
    assert links["RegisterCaseThenTrackCase"] == {
        "operationId": "TrackCase",
        "parameters": {"case_id": "$response.body#/case_id", "query_code": "$response.body#/query_code"},
    }
    assert {link["operationId"] for link in links.values()} == {
        route.call for route in ROUTES if "case_id" in route.in_path
    }
    for link in (
        link for o in operations.values() for link in o["responses"]["200"].get("links", {}).values()
    ):
        needed = {p["name"] for p in operations[link["operationId"]]["parameters"]}
        assert needed == set(link["parameters"])
