"""State documents: new ones and next ones in one write, guarded, and kept to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from sankua.cli.stack.servers import LocalMongo
from services.common.consume.states import put
from services.common.failures import Transient

pytestmark = pytest.mark.stack
Doc = dict[str, Any]


@pytest.fixture
def states(mongo: LocalMongo, database: str) -> Iterator[Collection[Doc]]:
    with MongoClient[Doc](mongo.uri, w="majority", journal=True, tz_aware=True) as client:
        yield client[database]["cases"]
        client.drop_database(database)


def document(case: str, guard: int, **more: Any) -> Doc:
    return {"_id": case, "v": guard, "pos": {"dispatch": guard}, **more}


def test_new_and_next_documents_go_in_one_write(states: Collection[Doc]) -> None:
    put(states, [(0, document("a", 1)), (0, document("b", 1, gone="tomorrow"))])
    put(states, [(1, document("b", 2)), (0, document("c", 1)), (1, document("a", 2))])
    found = {d["_id"]: d for d in states.find()}
    assert found == {"a": document("a", 2), "b": document("b", 2), "c": document("c", 1)}


def test_a_document_of_another_writer_is_left_and_the_rest_is_written(states: Collection[Doc]) -> None:
    put(states, [(0, document(case, 1)) for case in "abc"])
    put(states, [(1, document("a", 2, by="another"))])
    with pytest.raises(Transient, match="some of these"):
        put(states, [(1, document("a", 2, by="late")), (1, document("b", 2)), (5, document("c", 6))])
    with pytest.raises(Transient, match="another process writes"):
        put(states, [(0, document("a", 1, by="later still")), (0, document("d", 1)), (2, document("b", 3))])
    found = {d["_id"]: d for d in states.find()}
    assert found["a"] == document("a", 2, by="another")
    assert {case: d["v"] for case, d in found.items()} == {"a": 2, "b": 3, "c": 1, "d": 1}


def test_a_document_that_is_not_there_is_not_made_by_a_next_write(states: Collection[Doc]) -> None:
    with pytest.raises(Transient):
        put(states, [(1, document("a", 2))])
    assert states.count_documents({}) == 0


@pytest.mark.parametrize("guard", [0, 1], ids=["new", "next"])
def test_every_value_and_name_comes_back_as_it_was(states: Collection[Doc], guard: int) -> None:
    odd: Doc = {
        "140403/dispatch": {"$literal": ["$v", "$$ROOT"], "a.b": {"": None}},
        "moment": datetime(2026, 11, 25, 8, 0, 0, 123000, UTC),
        "bytes": b"\x00\xff",
        "numbers": [1, 2**40, -0.5, True],
        "空": [[], {}, "信访"],
    }
    if guard:
        put(states, [(0, document("a", 1, parts={"old": 1}))])
    put(states, [(guard, document("a", guard + 1, parts=odd))])
    (found,) = states.find()
    assert found == document("a", guard + 1, parts=odd)
    assert list(found["parts"]) == list(odd), "the order of the fields has changed"


def test_a_refusal_of_mongodb_is_no_passing_matter(states: Collection[Doc]) -> None:
    states.database.create_collection("cases", validator={"pos": {"$exists": True}})
    with pytest.raises(BulkWriteError):
        put(states, [(0, {"_id": "a", "v": 1})])
