"""Lists and counts on a real MongoDB: in order, each line once, however the pages fall."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Iterator

import pytest
from prometheus_client import Gauge

from sankua.cli.stack.servers import LocalMongo
from services.common import mongo as connection
from services.common.times import Clock
from services.dispatch import counts, metrics, store
from services.dispatch.domain import inbox
from services.dispatch.gauges import Gauges

ORG, OTHER, HEIR = "141002-rsj", "141002-zjj", "141002-rsj2"
pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def mine(mongo: LocalMongo) -> Iterator[list[dict[str, str]]]:
    """200 cases with one to three handoffs each, one organ twice in some; all handoffs of ORG.

    Every tenth is an accusation; a neighbour's code begins like that of ORG.
    """
    database = connection.connect(mongo.uri, f"t{secrets.token_hex(6)}")
    store.DispatchState.ensure_indexes()
    rng = random.Random(7)
    found: list[dict[str, str]] = []
    for number in range(200):
        case = f"141002-2023-{number:06}"
        handoffs = [
            {
                "handoff_id": f"h{i}",
                "to_org": rng.choice([ORG, ORG, OTHER, HEIR]),
                "from_org": rng.choice(["141002-xfj", "141000-xfj"]),
                "state": rng.choice(["DELIVERED", "KEPT", "RELEASED"]),
                "role": rng.choice(["LEAD", "CO_HANDLER"]),
                "key": f"2023-05-{rng.randint(1, 28):02}T08:00:00.000000|{case}|h{i}",
            }
            for i in range(rng.randint(1, 3))
        ]
        document = {"_id": case, "v": 1, "pos": {}, "hops": number % 5}
        document |= {"lists": [line for h in handoffs for line in lines(h)]}
        document |= {"parts": {"dispatch": {"handoffs": handoffs}}}
        document |= {"secret": True} if number % 10 == 0 else {"pairs": [f"{ORG}|{OTHER}"]}
        document |= {"rung": "AGREEING"} if number < 3 else {}
        database["cases"].insert_one(document)
        found += [h | {"secret": number % 10 == 0} for h in handoffs if h["to_org"] == ORG]
    yield found
    database.client.drop_database(database.name)
    connection.disconnect()


def lines(handoff: dict[str, str]) -> list[str]:
    org, key = handoff["to_org"], handoff["key"]
    narrowed = ["", handoff["state"], *([handoff["role"]] if handoff["role"] != "LEAD" else [])]
    found = [inbox.list_of(inbox.HANDOFFS, org, by) + key for by in narrowed]
    start, _, about = key.rpartition("|")
    return found + [inbox.list_of(inbox.WORK, org, by) + f"{start}|ANSWER:{about}" for by in ("", "ANSWER")]


@pytest.mark.parametrize("limit", [1, 7, 100])
@pytest.mark.parametrize(
    ("by", "also"),
    [
        ([""], {}),
        (["DELIVERED"], {}),
        (["KEPT", "RELEASED"], {}),
        (["CO_HANDLER"], {}),
        ([""], {"from_org": "141000-xfj"}),
    ],
)
def test_pages_give_every_line_once_in_order(mine, limit, by, also):
    def fits(h):
        return by == [""] or h["state"] in by or h["role"] in by

    wanted = sorted(h["key"] for h in mine if fits(h))
    lists = [inbox.list_of(inbox.HANDOFFS, ORG, name) for name in by]
    found: list[store.Row] = []
    while True:
        after = found[-1].key if found else ""
        page = store.rows(store.Wanted(lists, after, limit, also and also | {"to_org": ORG}), "dispatch")
        assert len(page) <= limit
        if not page:
            break
        found += page
    keys = [row.key for row in found]
    assert keys == sorted(set(keys))
    if also:  # of the case, some handoff fits; which line does is seen when it is shown
        wanted = sorted({h["key"] for h in mine if h["from_org"] == also["from_org"]})
        assert set(wanted) <= set(keys)
    else:
        assert keys == wanted
    shown = {row.key: h for row in found for h in row.handoffs if h["key"] == row.key}
    assert set(shown) == set(keys)


def test_a_page_reads_no_more_than_it_shows(mine):
    """However long the list is: as many documents as lines, from one index, sorted by none."""
    start = inbox.list_of(inbox.HANDOFFS, ORG)
    where = {"lists": {"$elemMatch": inbox_between(start)}}
    found = store.DispatchState._get_collection().find(where).hint("lists").limit(10).explain()
    stats = found["executionStats"]
    assert stats["totalDocsExamined"] <= 10
    assert stats["totalKeysExamined"] <= 20
    assert "SORT" not in str(found["queryPlanner"]["winningPlan"])


def inbox_between(start: str) -> dict[str, str]:
    return store.between(start)


def samples(metric: Gauge, *labels: str) -> dict[tuple[str, ...], float]:
    return {tuple(s.labels[name] for name in labels): s.value for m in metric.collect() for s in m.samples}


def test_what_waits_is_counted_by_organ_kind_and_age_and_accusations_under_none(mine):
    asyncio.run(Gauges(Clock(), 1).count())
    found = samples(metrics.WAITING, "org", "kind", "age")
    assert found[ORG, "ANSWER", "30+"] == sum(not h["secret"] for h in mine)
    cases = list(store.DispatchState._get_collection().find())
    hidden = sum(len(c["parts"]["dispatch"]["handoffs"]) for c in cases if c.get("secret"))
    assert found[metrics.OTHER, "ANSWER", "30+"] == hidden > 0
    assert sum(found.values()) == sum(len(c["parts"]["dispatch"]["handoffs"]) for c in cases)
    assert {org for org, _, _ in found} == {ORG, OTHER, HEIR, metrics.OTHER}
    assert samples(metrics.MATTERS, "hops") == {("1",): 40, ("2",): 40, ("3+",): 80}
    assert samples(metrics.PINGPONG, "first", "second") == {(ORG, OTHER): 180}
    assert samples(metrics.OPEN_DISPUTES, "rung") == {
        ("AGREEING",): 3, ("COMMON_SUPERIOR",): 0, ("JOINT_MEETING",): 0,
    }  # fmt: skip


def test_ages_are_counted_to_the_moment(mine):
    """The same ages as by subtracting: a day is over when 24 hours are."""
    clock = Clock()
    now = clock.now()
    found = counts.waiting(ORG, now.replace(year=2023, month=5, day=20, hour=20))
    days = [20 - int(h["key"][8:10]) for h in mine if not h["secret"]]

    def age(number: int) -> str:
        return next((label for limit, label in metrics.AGES if number < limit), "30+")

    wanted = dict.fromkeys({age(n) for n in days}, 0)
    for number in days:
        wanted[age(number)] += 1
    assert {name: n for (_, _, name), n in found.items()} == wanted


def test_more_pairs_and_organs_than_labels_are_one(mine):
    cases = store.DispatchState._get_collection()
    cases.delete_many({})
    many = metrics.WAITING_ORGS + 3
    cases.insert_many(
        {
            "_id": f"c{i}",
            "v": 1,
            "lists": lines({"to_org": f"{100000 + i}-rsj", "state": "KEPT", "role": "LEAD",
                            "key": f"2023-05-04T08:00:00.000000|c{i}|h1"}),
            "pairs": [f"{100000 + i}-rsj|{100001 + i}-rsj"],
        }
        for i in range(many)
    )  # fmt: skip
    asyncio.run(Gauges(Clock(), 1).count())
    waiting = samples(metrics.WAITING, "org")
    assert len(waiting) == metrics.WAITING_ORGS + 1
    assert waiting[(metrics.OTHER,)] == 3
    between = samples(metrics.PINGPONG, "first", "second")
    assert len(between) == metrics.PAIRS + 1
    assert between[metrics.OTHER, metrics.OTHER] == many - metrics.PAIRS
