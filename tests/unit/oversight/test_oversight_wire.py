from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.wire.gen.case.v1 import values_pb2
from services.common.auth import Grant, Principal
from services.oversight import rpc, wire
from services.oversight.domain.standing import office_of
from services.oversight.store import Scope
from tests.unit.oversight.oversight_samples import CASE, UNIT, at


def stored(**more: Any) -> dict[str, Any]:
    doc = {"case": CASE, "clock": "C04", "key": "h1", "org": UNIT, "state": "RUNNING", "started_at": at(2)}
    moments = {"due_on": "2023-03-17", "due_at": at(17, 23), "yellow_at": at(12, 0), "red_at": at(15, 0)}
    return doc | moments | {"basis": "条例第二十三条", "provisional": False} | more


@pytest.mark.parametrize(
    ("now", "state", "light"),
    [
        (at(3), "CLOCK_STATE_RUNNING", "LIGHT_GREEN"),
        (at(12), "CLOCK_STATE_RUNNING", "LIGHT_YELLOW"),
        (at(16), "CLOCK_STATE_RUNNING", "LIGHT_RED"),
        (at(18), "CLOCK_STATE_OVERDUE", "LIGHT_RED"),
    ],
)
def test_a_stored_clock_answers_for_any_later_moment(now: datetime, state: str, light: str) -> None:
    found = MessageToDict(wire.stored_message(stored(), now))
    assert (found["state"], found["light"]) == (state, light)


def test_a_clock_that_stands_still_is_not_overdue() -> None:
    found = wire.stored_message(stored(state="PAUSED", red_at=None), at(30))
    assert MessageToDict(found)["state"] == "CLOCK_STATE_PAUSED"


@given(st.datetimes(), st.text(max_size=20), st.sampled_from(["C01", "C09"]), st.text(max_size=5))
def test_a_page_token_names_its_place(due: datetime, case: str, clock: str, key: str) -> None:
    place = [due, case, clock, key]
    assert wire.read_token(wire.page_token(place), 4) == place
    assert wire.page_token(None) == ""


@pytest.mark.parametrize("token", ["nonsense", "e30=", "WzEsMl0=", "ä"])
def test_a_foreign_page_token_is_refused(token: str) -> None:
    with pytest.raises(Refused, match="page_token"):
        wire.read_token(token, 4)


@pytest.mark.parametrize("size", [-1, 1001])
def test_a_page_size_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(Refused, match="page_size"):
        wire.page_size(size)


def test_page_sizes() -> None:
    assert (wire.page_size(0), wire.page_size(7)) == (100, 7)


def test_which_field_says_since_when_a_light_shows() -> None:
    assert wire.since_field(values_pb2.LIGHT_RED) == "red_at"
    assert wire.since_field(values_pb2.LIGHT_YELLOW) == "yellow_at"
    assert wire.since_field(values_pb2.LIGHT_GREEN) == ""


def test_without_an_organ_one_sees_the_places_of_ones_grants() -> None:
    who = Principal("person", "a", (Grant("1404", "leader", ("1404", "141002")), Grant("1", "operator")))
    assert rpc.exact(who, "").orgs == "^1404|^141002"
    assert rpc.exact(Principal("service", "dispatch"), "") == Scope()
    assert rpc.exact(Principal("person", "a", (Grant("14", "auditor"),)), "") == Scope(None, ("14",))


def test_an_organ_elsewhere_is_refused() -> None:
    who = Principal("person", "a", (Grant("1404", "leader", ("1404",)),))
    assert rpc.exact(who, UNIT).orgs == r"^140403\-rsj$"
    with pytest.raises(Refused) as refused:
        rpc.exact(who, "141002-rsj")
    assert refused.value.code == "FORBIDDEN"


def test_the_office_is_that_of_the_registering_place() -> None:
    assert office_of("140403-2023-000123") == "140403-xfj"
