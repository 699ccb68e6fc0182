"""SIGKILL, scale-out, servers that go away: exact counts after all of it (guarantees 1 to 3)."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from toy_world import World, eventually, registered

from sankua.cli.stack.servers import LocalKafka, LocalMongo
from services.common.consume.loop import ConsumeLoop
from services.common.consume.transport import Breaker
from services.common.health import Pulse
from services.common.settings import ServiceSettings

pytestmark = [pytest.mark.stack, pytest.mark.crash]
CASES = 1500


async def exact(world: World, count: int) -> None:
    """Each case has its three events, once, in order, in MongoDB and (repeats aside) on Kafka."""
    cases = world.db()["cases"]
    eventually(lambda: cases.count_documents({"total": 3}) == count, 60, lambda: cases.count_documents({}))
    eventually(lambda: world.db()["commits"].count_documents({}) == count)
    assert cases.count_documents({"held.0": {"$exists": True}}) == 0
    published: list[tuple[str, int]] = []
    for _ in range(60):
        published = [(e.case, e.seq) for e in await world.events("dispatch")]
        if len(set(published)) >= 2 * count:
            break
        await asyncio.sleep(0.5)
    assert len(set(published)) == 2 * count, "the relay has lost events"
    place = {key: i for i, key in reversed(list(enumerate(published)))}
    assert all(place[case, 1] < place[case, 2] for case, _ in place)


async def test_sigkill_twice_and_a_second_worker(world: World) -> None:
    world.topics()
    events = [registered(f"140403-2023-{n:06}") for n in range(CASES)]
    await world.publish(*events[: CASES // 2])
    cases = world.db()["cases"]
    one = world.start()
    eventually(lambda: cases.count_documents({}) > 20, 40, one.text)
    one.kill()
    two = world.start().ready(60)
    three = world.start()
    await world.publish(*events[CASES // 2 :])
    eventually(lambda: cases.count_documents({}) > CASES * 0.6, 60, two.text)
    two.kill()
    three.ready(60)
    await world.publish(*events[:200])
    await exact(world, CASES)
    assert three.stop() == 0


async def test_broker_stops_and_comes_back(world: World, kafka: LocalKafka) -> None:
    toy = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(100)))
    eventually(lambda: world.db()["cases"].count_documents({}) > 0)
    kafka.kill()
    await asyncio.sleep(3)
    assert toy.popen.poll() is None
    assert toy.get("/livez")[0] == 200
    kafka.start()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(100, 200)))
    await exact(world, 200)
    assert toy.popen.poll() is None


async def test_a_broker_that_goes_while_a_service_starts_is_waited_for(
    world: World, kafka: LocalKafka, tmp_path: Path
) -> None:
    """The moment between reading the topic's end and joining the group; found by killing in an import."""
    world.topics()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(50)))
    read = Reading()
    settings = ServiceSettings(kafka_bootstrap=world.bootstrap, topic=world.topic)
    spec = SimpleNamespace(name="late", linger=0.0)
    loop = ConsumeLoop(settings, spec, read, Pulse(20), str(tmp_path / "faust"))
    async with AsyncExitStack() as stack:
        kafka.kill()
        joining = asyncio.create_task(loop.join_when_there(stack))
        await asyncio.sleep(1)
        assert not joining.done(), "it has given up, or the broker was there"
        await asyncio.to_thread(kafka.start)
        await asyncio.wait_for(joining, 60)
        async with asyncio.timeout(60):
            await read.whole.wait()


class Reading:
    """A handler that waits for 50 records."""

    def __init__(self) -> None:
        self.seen, self.whole = 0, asyncio.Event()

    async def apply(self, partition: int, records: Sequence[Any]) -> None:
        self.seen += len(records)
        if self.seen == 50:
            self.whole.set()

    async def position(self, partition: int) -> int:
        return 0

    def assigned(self, partitions: Iterable[int]) -> None:
        self.seen = 0

    def failed(self, error: Breaker) -> None:
        raise error


async def test_mongod_is_killed_and_comes_back(world: World, mongo: LocalMongo) -> None:
    toy = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(1000)))
    eventually(lambda: world.db()["cases"].count_documents({}) > 0)
    mongo.kill()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(1000, 1200)))
    eventually(lambda: toy.get("/readyz")[0] == 503)
    mongo.start()
    await exact(world, 1200)
    assert toy.metric("sankua_dead_letters_total") == 0


async def test_after_a_restore_from_backup_the_commits_are_filled_from_kafka(world: World) -> None:
    toy = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(40)))
    await exact(world, 40)
    assert toy.stop() == 0
    kept = list(world.db()["commits"].find())
    lost = [c["_id"] for c in kept[10:]]
    world.db()["commits"].delete_many({"_id": {"$in": lost}})
    world.db()["cases"].drop()
    world.db()["positions"].drop()
    world.db()["relay"].update_one({"_id": "relay"}, {"$set": {"published": {}, "until": None}})
    again = world.start().ready()
    assert again.metric("sankua_restored_commits_total") == 30
    await exact(world, 40)
    filled = {c["_id"]: (c["dedup"], c["n"], c["events"]) for c in world.db()["commits"].find()}
    assert filled == {c["_id"]: (c["dedup"], c["n"], c["events"]) for c in kept}


async def test_lost_history_publishes_everything_again_and_changes_nothing(world: World) -> None:
    toy = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(20)))
    await exact(world, 20)
    assert toy.stop() == 0
    world.db()["relay"].update_one({"_id": "relay"}, {"$unset": {"token": ""}, "$set": {"until": None}})
    before = [{k: d[k] for k in ("_id", "pos", "parts")} for d in world.db()["cases"].find().sort("_id", 1)]
    again = world.start().ready()
    eventually(lambda: again.metric("sankua_relay_published_total") >= 40)
    eventually(lambda: again.metric("sankua_events_skipped_total") >= 40)
    after = [{k: d[k] for k in ("_id", "pos", "parts")} for d in world.db()["cases"].find().sort("_id", 1)]
    assert after == before
    await exact(world, 20)


async def test_a_zombie_that_wakes_up_changes_nothing(world: World) -> None:
    world.topics()
    one = world.start().ready()
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(600)))
    eventually(lambda: world.db()["cases"].count_documents({}) > 0, say=one.text)
    one.popen.send_signal(signal.SIGSTOP)
    two = world.start()
    eventually(lambda: world.db()["cases"].count_documents({"total": 3}) == 600, 60, two.text)
    one.popen.send_signal(signal.SIGCONT)
    await world.publish(*(registered(f"140403-2023-{n:06}") for n in range(600, 700)))
    await exact(world, 700)
    two.ready()


async def test_a_stop_ends_though_the_broker_is_gone(world: World, kafka: LocalKafka) -> None:
    toy = world.start(SANKUA_STOP_SECONDS="8").ready()
    kafka.kill()
    try:
        assert toy.stop(12) in (0, 75)
    finally:
        kafka.start()
