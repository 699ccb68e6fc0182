"""Lists and counts on a real MongoDB: in order, each entry once, however the pages fall."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Iterator

import pytest

from sankua.cli.stack.servers import LocalMongo
from services.common import mongo as connection
from services.common.times import Clock
from services.dispatch import metrics, store
from services.dispatch.timers import Gauges

ORG, OTHER = "141002-rsj", "141002-zjj"
pytestmark = pytest.mark.stack


@pytest.fixture
def entries(mongo: LocalMongo) -> Iterator[list[dict[str, str]]]:
    """200 cases with one to three handoffs each, one organ twice in some; all entries of ORG."""
    database = connection.connect(mongo.uri, f"t{secrets.token_hex(6)}")
    store.DispatchState.ensure_indexes()
    rng = random.Random(7)
    mine: list[dict[str, str]] = []
    for number in range(200):
        case = f"141002-2023-{number:06}"
        inbox = [
            {
                "org": rng.choice([ORG, ORG, OTHER]),
                "state": rng.choice(["DELIVERED", "KEPT", "RELEASED"]),
                "role": "LEAD",
                "from": "141002-xfj",
                "key": f"2023-05-{rng.randint(1, 28):02}T08:00:00.000000|{case}|h{i}",
            }
            for i in range(rng.randint(1, 3))
        ]
        duties = [{"org": e["org"], "kind": "ANSWER", "key": e["key"]} for e in inbox]
        database["cases"].insert_one(
            {"_id": case, "v": 1, "inbox": inbox, "duties": duties, "hops": number % 5}
        )
        mine += [e for e in inbox if e["org"] == ORG]
    yield mine
    database.client.drop_database(database.name)
    connection.disconnect()


@pytest.mark.parametrize("limit", [1, 7, 100])
@pytest.mark.parametrize("states", [[], ["DELIVERED"], ["KEPT", "RELEASED"]])
def test_pages_give_every_entry_once_in_order(entries, limit, states):
    wanted = sorted(e["key"] for e in entries if not states or e["state"] in states)
    found: list[str] = []
    while True:
        after = found[-1] if found else ""
        page = asyncio.run(store.inbox_keys(ORG, {"state": states}, after, limit))
        assert len(page) <= limit
        if not page:
            break
        found += page
    assert found == wanted


def test_what_waits_is_counted_by_organ_kind_and_age(entries):
    asyncio.run(Gauges(Clock(), 1).count())
    samples = {
        (s.labels["org"], s.labels["kind"], s.labels["age"]): s.value
        for metric in metrics.WAITING.collect()
        for s in metric.samples
    }
    assert samples[ORG, "ANSWER", "30+"] == len(entries)
    hops = {s.labels["hops"]: s.value for metric in metrics.MATTERS.collect() for s in metric.samples}
    assert hops == {"1": 40, "2": 40, "3+": 80}
