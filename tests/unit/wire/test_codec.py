"""The codec keeps what it is given, for every message; and names what it cannot take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.errors import Problem, Refused
from sankua.core.events import KNOWN, OFFICE
from sankua.core.times import SHANGHAI
from sankua.wire import codec
from sankua.wire.schema import Field, Schema, event_class, event_schema

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda t: t.astimezone(SHANGHAI).isoformat()
)


def values(field: Field) -> st.SearchStrategy[Any]:
    one: st.SearchStrategy[Any] = {
        "string": lambda: TEXT,
        "bool": lambda: st.booleans() if field.presence else st.just(True),
        "int32": lambda: st.integers(1, 2**31 - 1) | st.integers(-(2**31), -1),
        "int64": lambda: st.integers(1, 2**63 - 1) | st.integers(-(2**63), -1),
        "enum": lambda: st.sampled_from(sorted(field.numbers)),
        "time": lambda: TIMES,
        "map": lambda: st.dictionaries(TEXT, TEXT, min_size=1, max_size=3),
        "message": lambda: messages(field.schema) if field.schema else st.nothing(),
    }[field.kind]()
    return st.lists(one, max_size=3) if field.repeated else one


def messages(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: values(field) for name, field in schema.fields.items()})


@pytest.mark.parametrize("name", sorted(KNOWN | OFFICE))
@settings(max_examples=20)  # times seventy messages
@given(data=st.data())
def test_decode_of_encode_is_the_same(name: str, data: st.DataObject) -> None:
    document = data.draw(messages(event_schema(name)))
    clean, problems = codec.check(name, document)
    assert problems == []
    assert codec.check(name, clean) == (clean, [])
    schema, seen = event_schema(name), list[Problem]()
    private = codec.without_private(document) if name in ("CaseRegistered", "FactsAmended") else document
    assert codec._quick(schema, private) == codec._normal(schema, private, "data", seen), "two ways, one form"
    assert codec.decode(name, codec.encode(name, clean)) == clean
    assert codec.encode_normal(name, clean) == codec.encode(name, clean)


@pytest.mark.parametrize("name", sorted(KNOWN | OFFICE))
@settings(max_examples=20)  # times seventy messages
@given(data=st.data())
def test_protobufs_own_json_reads_the_same_message(name: str, data: st.DataObject) -> None:
    clean, _ = codec.check(name, data.draw(messages(event_schema(name))))
    message = codec.json_to_message(event_class(name), clean)
    other = event_class(name)()
    json_format.Parse(json_format.MessageToJson(message, preserving_proto_field_name=True), other)
    assert message == other
    standard = json_format.MessageToDict(message, preserving_proto_field_name=True)
    again, problems = codec.check(name, standard)
    assert problems == []
    assert again == clean


def test_values_are_short_and_numbers_are_numbers() -> None:
    data = {"source": "RELIEF_SOURCE_CENTRAL", "amount_fen": "6100000000000"}
    clean, problems = codec.check("ReliefGranted", data)
    assert (clean, problems) == ({"source": "CENTRAL", "amount_fen": 6100000000000}, [])
    assert codec.decode("ReliefGranted", codec.encode("ReliefGranted", clean)) == clean


def test_false_with_presence_is_kept_and_without_is_absent() -> None:
    clean, _ = codec.check("CaseRegistered", {"derived": False, "facts": {"government_funded": False}})
    assert clean == {"facts": {"government_funded": False}}
    assert codec.decode("CaseRegistered", codec.encode("CaseRegistered", clean)) == clean


def test_private_fields_never_pass() -> None:
    data = {"title": "t", "content": "c", "petitioner_ref": "p", "accused_orgs": ["141000-gaj"],
            "channel": "VISIT", "facts": {"accused_orgs": ["141000-gaj"], "sector": "police"}}  # fmt: skip
    clean, problems = codec.check("CaseRegistered", data)
    assert problems == []
    assert clean == {"channel": "VISIT", "facts": {"sector": "police"}}


@pytest.mark.parametrize(
    ("name", "data", "field", "word"),
    [
        ("CaseRegistered", {"channel": "PIGEON"}, "data.channel", "LETTER"),
        ("CaseRegistered", {"received_at": "2023-05-04T10:00:00"}, "data.received_at", "offset"),
        ("CaseRegistered", {"petitioner_count": "many"}, "data.petitioner_count", "whole number"),
        ("CaseRegistered", {"petitioner_count": 1.5}, "data.petitioner_count", "whole number"),
        ("CaseRegistered", {"urgent": "yes"}, "data.urgent", "true or false"),
        ("CaseRegistered", {"facts": []}, "data.facts", "object"),
        ("CaseRouted", {"decision": {"basis": [{"a": 1}]}}, "data.decision.basis[0]", "text"),
        ("HearingHeld", {"days": 2**31}, "data.days", "int32"),
    ],
)
def test_a_bad_value_is_named(name: str, data: dict[str, Any], field: str, word: str) -> None:
    _, problems = codec.check(name, data)
    assert [p.field for p in problems] == [field]
    assert word in problems[0].reason
    assert not problems[0].warning
    with pytest.raises(Refused):
        codec.encode(name, data)


def test_what_only_an_explanation_reads_may_be_left_out() -> None:
    trace = [{"rule": "R10", "facts": {"sector": "wages"}, "applied": True}]
    value = codec.encode(
        "CaseRouted", {"decision": {"lead": "140403-rsj", "trace": trace}, "mode": "FORWARD"}
    )
    assert codec.decode("CaseRouted", value)["decision"]["trace"] == trace
    brief = codec.decode("CaseRouted", value, brief=True)
    assert brief == {"decision": {"lead": "140403-rsj"}, "mode": "FORWARD"}


def test_a_number_without_end_is_named() -> None:
    _, problems = codec.check("HandlingExtended", {"days": float("inf")})
    assert [p.field for p in problems] == ["data.days"]


def test_an_unknown_field_is_a_warning() -> None:
    clean, problems = codec.check("CaseLinked", {"to_case": "a-2023-1", "colour": "red"})
    assert clean == {"to_case": "a-2023-1"}
    assert [(p.field, p.warning) for p in problems] == [("data.colour", True)]


def test_lenient_forms_become_the_normal_one() -> None:
    clean, problems = codec.check(
        "DisputeAgreed", {"lead": 140403, "co_handlers": ["140403-zjj", {"org": "x"}]}
    )
    assert problems == []
    assert clean == {"lead": "140403", "co_handlers": [{"org": "140403-zjj"}, {"org": "x"}]}


def test_an_empty_list_is_absent_and_an_empty_message_is_there() -> None:
    clean, problems = codec.check(
        "CaseRouted", {"decision": {"support": [], "basis": [], "outcome": "ROUTE"}}
    )
    assert (clean, problems) == ({"decision": {"outcome": "ROUTE"}}, [])
    clean, _ = codec.check("CaseRegistered", {"facts": {}})
    assert clean == {"facts": {}}
    assert codec.decode("CaseRegistered", codec.encode("CaseRegistered", clean)) == clean
