"""Poison does not block: dead letters, held cases, retry, and the breaker that stops (guarantee 5)."""

from __future__ import annotations

import pytest
from toy_world import World, event, eventually, registered

from sankua.core.errors import Refused
from sankua.wire import cloudevents
from services.common import dlq

pytestmark = pytest.mark.stack
BAD, GOOD = "140403-2023-000001", "140403-2023-000002"


async def test_poison_is_put_aside_others_go_on_and_retry_drains_the_held_case(world: World) -> None:
    mended = world.folder / "mended"
    toy = world.start(TOY_MENDED=str(mended)).ready()
    after = event("CaseWithdrawn", BAD, 2, data={"reason": "r"})
    await world.publish(registered(BAD, ref="poison"), after, registered(GOOD))
    cases = world.db()["cases"]
    eventually(lambda: cases.count_documents({"_id": GOOD, "total": 3}), say=toy.text)
    held = eventually(lambda: cases.find_one({"_id": BAD, "held.1": {"$exists": True}}), say=toy.text)["held"]
    assert [(h["seq"], h["reason"]) for h in held] == [(1, "poison"), (2, "behind")]
    eventually(lambda: toy.metric('sankua_held_cases{reason="poison"}') == 1)

    letters = dlq.list_dead(world.bootstrap, f"{world.topic}.dlq")
    assert [(d.case, d.name, d.service) for d in letters] == [(BAD, "CaseRegistered", "dispatch")]
    assert "cannot be folded" in letters[0].error
    assert letters[0].value == cloudevents.encode(registered(BAD, ref="poison"))
    assert dlq.show(world.bootstrap, f"{world.topic}.dlq", letters[0].id).event == f"{BAD}/intake/1"

    mended.write_text("")
    assert dlq.redrive(world.bootstrap, f"{world.topic}.dlq", world.topic, letters) == 1
    doc = eventually(lambda: cases.find_one({"_id": BAD, "total": 4}), say=toy.text)
    assert doc["held"] == []
    assert doc["parts"]["intake"]["log"] == ["1:CaseRegistered", "2:CaseWithdrawn"]
    assert doc["parts"]["dispatch"]["log"] == ["1:CaseRouted", "2:HandoffOffered"]
    assert dlq.list_dead(world.bootstrap, f"{world.topic}.dlq") == []
    with pytest.raises(Refused, match="no such open dead letter"):
        dlq.show(world.bootstrap, f"{world.topic}.dlq", letters[0].id)


async def test_records_that_are_no_events_and_newer_types_block_nothing(world: World) -> None:
    toy = world.start().ready()
    good = registered(GOOD)
    broken = registered(BAD)
    newer = [(k, v.replace(b"CaseRegistered", b"FromTheFuture")) for k, v in cloudevents.headers(good)]
    key = GOOD.encode()
    await world.put(
        (key, b"no headers at all", []),
        (BAD.encode(), b"\xff\xff\xff", cloudevents.headers(broken)),
        (key, b"whatever", newer),
    )
    await world.publish(good._replace(seq=2))
    doc = eventually(lambda: world.db()["cases"].find_one({"_id": GOOD, "total": 3}), say=toy.text)
    assert doc["pos"] == {"intake": 2, "dispatch": 2}
    assert toy.metric("sankua_unknown_events_total") == 1
    letters = eventually(lambda: len(d := dlq.list_dead(world.bootstrap, f"{world.topic}.dlq")) == 2 and d)
    assert {d.case for d in letters} == {"", BAD}


async def test_a_reaction_that_is_refused_is_poison_too(world: World) -> None:
    toy = world.start().ready()
    await world.publish(registered(BAD, ref="refuse"), registered(GOOD))
    eventually(lambda: world.db()["cases"].count_documents({"_id": GOOD, "total": 3}), say=toy.text)
    letters = eventually(lambda: dlq.list_dead(world.bootstrap, f"{world.topic}.dlq"))
    assert "not routed" in letters[0].error


async def test_the_breaker_stops_the_process_and_moves_no_offset(world: World) -> None:
    world.topics()
    bad = [registered(f"140403-2023-{n:06}", ref="poison") for n in range(12)]
    await world.publish(*bad)
    toy = world.start(SANKUA_BREAKER="5")
    assert toy.popen.wait(60) == 1, toy.text()
    assert "5 events in a row could not be applied" in toy.text()
    assert world.db()["positions"].count_documents({"next": {"$gt": 0}}) < world.partitions
    mended = world.folder / "mended"
    mended.write_text("")
    again = world.start(TOY_MENDED=str(mended)).ready()
    letters = dlq.list_dead(world.bootstrap, f"{world.topic}.dlq")
    dlq.redrive(world.bootstrap, f"{world.topic}.dlq", world.topic, letters)
    eventually(lambda: world.db()["cases"].count_documents({"total": 3}) == 12, say=again.text)
    assert len(await world.events("dispatch")) == 24


async def test_gap_and_missing_cause_hold_until_what_is_missing_comes(world: World) -> None:
    toy = world.start().ready()
    one, two = registered(GOOD), event("CaseWithdrawn", GOOD, 2, data={"reason": "r"})
    effect = event("OwnerAssigned", GOOD, 1, producer="oversight", causation_id=f"{GOOD}/intake/2", data={})
    await world.publish(effect, two)
    cases = world.db()["cases"]
    doc = eventually(lambda: cases.find_one({"_id": GOOD, "held.1": {"$exists": True}}), say=toy.text)
    assert {(h["stream"], h["reason"]) for h in doc["held"]} == {("oversight", "cause"), ("intake", "gap")}
    await world.publish(effect)
    await world.publish(one)
    doc = eventually(lambda: cases.find_one({"_id": GOOD, "total": 5}), say=toy.text)
    assert doc["held"] == []
    assert doc["pos"] == {"intake": 2, "oversight": 1, "dispatch": 2}
