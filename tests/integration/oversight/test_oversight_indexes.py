"""Oversight's indexes on a real MongoDB: every list has one, most cases are in few of them, old ones go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from sankua.cli.stack.servers import LocalMongo
from sankua.core.times import SHANGHAI
from services.common import mongo as connection
from services.oversight import store
from services.oversight.domain.laws import Laws
from services.oversight.domain.shown import OPEN
from services.oversight.domain.standing import Watch, stand
from services.oversight.handlers import lists
from services.oversight.settings import OversightSettings
from services.oversight.wiring import watch_of
from tests.unit.oversight.oversight_samples import folded, handed, history, registered

pytestmark = pytest.mark.stack
WATCH: Watch = watch_of(OversightSettings())
NOW = datetime(2023, 3, 3, 10, tzinfo=SHANGHAI)
ORG = "140403-rsj"
SCOPE = store.Scope(r"^140403", ())
FEW = ("items", "owners", "terms", "waiting", "campaigns", "agenda", "up")
BUSY: dict[str, list[Any]] = {
    "items": [{"clock": "C04", "key": "", "org": ORG, "since": "2023-03-01", "due_on": "2023-03-03",
               "taken": [], "cleared": OPEN}],
    "owners": [{"ref": "p1", "org": "140403", "level": "COUNTY", "scheme": "包案", "role": "", "until": "",
                "raised": False, "since": "2023-01-01", "touched": "2023-01-01", "last_act": "", "acts": []}],
    "terms": [{"ref": "p1", "org": "140403", "scheme": "一季一案", "since": "2023-01-01", "released": "",
               "concluded": ""}],
    "waiting": [{"number": 1, "form": "PHONE", "ground": "STALLING", "to_org": ORG, "issued_on": "2023-03-01",
                 "answer_due": "2023-03-02", "automatic": False}],
    "campaigns": ["第三批"],
    "agenda": [{"meeting_id": "m1", "org": "140403-lxb", "rung": "JOINT_MEETING", "item": 1, "decision": "",
                "held_on": "2023-03-02", "to_org": "", "due": "", "done": False}],
    "up": [{"rung": "JOINT_MEETING", "to_org": "140403-lxb"}],
}  # fmt: skip


@pytest.fixture
def db(mongo: LocalMongo, database: str) -> Iterator[Any]:
    """Forty cases as most are, and two that have everything."""
    found = connection.connect(mongo.uri, database)
    store.OversightState.ensure_indexes()
    for n in range(1, 43):
        case = f"140403-2023-{n:06}"
        parts = folded(history(registered(1), *handed(2), case=case))
        fields = stand(case, parts, NOW, WATCH).fields() | (BUSY if n > 40 else {})
        found["cases"].insert_one({"_id": case, "v": 1, "pos": {}, "held": [], "parts": parts, **fields})
    yield found
    found.client.drop_database(database)
    connection.disconnect()


def test_most_cases_are_in_no_index_of_what_few_have(db: Any) -> None:
    entries = db.command("validate", "cases")["keysPerIndex"]
    assert {name: entries[f"has_{name}"] for name in FEW} == dict.fromkeys(FEW, 2)
    assert entries["slot_due"] == entries["clockless"] == 42


async def ask_everything() -> list[int]:
    """Each list and each count once; how much each found."""
    day, laws = date(2023, 3, 3), Laws(ahead_days=90)
    leader, asked = lists.Leader("p1", day, 7), lists.Asked(10)
    items = await lists.day_items(SCOPE, day, laws, asked)
    owned = await lists.owned(SCOPE, leader, laws, asked)
    waiting = await lists.supervisions(SCOPE, asked)
    met = await lists.agenda(SCOPE, "140403-lxb", "m1", asked)
    (figures,) = await lists.day_figures(SCOPE, day, day)
    lights = store.lights(store.light_filter(r"^140403\-rsj$", "", NOW), None, 5)
    rows = [items.rows[:2], owned.rows, waiting.rows, met.rows, lights]
    found = store.standings(NOW)
    return [
        *map(len, rows),
        figures.left,
        len(store.campaign_cases("第三批", SCOPE, "", 10)),
        store.campaign_grades("第三批", SCOPE)[0]["n"],
        len(store.terms("p1", SCOPE)),
        *(found.items, found.unanswered, found.untouched),
    ]


def test_every_list_is_read_from_its_index(db: Any) -> None:
    db.command("profile", 2)
    found = asyncio.run(ask_everything())
    went_up = asyncio.run(lists.agenda(SCOPE, "140403-lxb", "", lists.Asked(10)))
    db.command("profile", 0)
    assert found == [2, 2, 2, 2, 5, 2, 2, 2, 2, 2, 2, 2]
    assert went_up.rows == []  # both are on the office's agenda
    plans = [p["planSummary"] for p in db["system.profile"].find({"ns": f"{db.name}.cases", "op": "command"})]
    plans += [p["planSummary"] for p in db["system.profile"].find({"ns": f"{db.name}.cases", "op": "query"})]
    used = {key for index in store.INDEXES for key in _named(index) if any(key in plan for plan in plans)}
    assert used == {key for index in store.INDEXES for key in _named(index)} - {"slot: 1"}
    assert not [plan for plan in plans if "COLLSCAN" in plan]


def _named(index: Any) -> list[str]:
    """How a plan names the index: by its first field."""
    return [f"{next(iter(index.document['key']))}: 1"]


def test_the_indexes_of_an_earlier_version_are_dropped(db: Any) -> None:
    cases = db["cases"]
    cases.create_index([("owners.ref", 1), ("_id", 1)], name="owners")
    cases.create_index([("next_fire_at", 1)], name="due")
    cases.create_index([("held.reason", 1)], name="held", sparse=True)
    store.OversightState.ensure_indexes()
    store.drop_old_indexes()
    names = {index.document["name"] for index in store.INDEXES}
    assert set(cases.index_information()) == names | {"_id_", "held"}
