"""The index of alike matters on a real MongoDB: complete after a stop, silent about what was destroyed."""

from __future__ import annotations

import os

import pytest
from pymongo import MongoClient

from services.intake import sealing
from services.intake.alikes import Alikes
from services.intake.domain import alike
from services.intake.keyring import Index, Keyring, MasterKey
from services.intake.store import Entry, Vault

pytestmark = pytest.mark.stack
MASTER = MasterKey(bytes(32))
TEXTS = [f"小区{n}号楼电梯停运三个月,物业一直不修,老人上下楼很困难" for n in range(7)]


@pytest.fixture
def db(mongo, database):
    with MongoClient(mongo.uri, tz_aware=True) as client:
        yield client[database]
        client.drop_database(database)


async def filled(db) -> Vault:
    vault = Vault(db)
    vault.ensure_indexes()
    for n, text in enumerate(TEXTS):
        key, ref = sealing.new_key(), f"vault/c{n}"
        sealed = sealing.seal(key, {"title": "", "content": text, "facts": {}}, ref)
        await vault.put(Entry(ref, f"c{n}", "d", sealed, MASTER.wrap(key, ref), MASTER.id))
    return vault


def index(db, cls: type[Alikes] = Alikes) -> Alikes:
    made = cls(db, Keyring(MASTER), Index(os.urandom(32)))
    made.ensure_indexes()
    return made


async def test_after_a_stop_between_bands_and_mark_the_same_bands_stand_once(db):
    await filled(db)
    alikes = index(db)
    assert alikes.fill(5) == 5
    db["vault"].update_many({}, {"$set": {"todo": 1}})  # as if it had stopped before it took the marks away
    assert [alikes.fill(5), alikes.fill(5), alikes.fill(5)] == [5, 2, 0]
    assert {d["_id"]: d["bands"] for d in db["alike"].find()} == {
        f"c{n}": alikes.bands(alike.matter("", text, {}).text) for n, text in enumerate(TEXTS)
    }


async def test_of_a_matter_destroyed_meanwhile_no_band_stays(db):
    vault = await filled(db)

    class Slow(Alikes):
        def _insert(self, made):
            super()._insert(made)
            vault._destroy("c3", {"by": "leader"})

    assert index(db, Slow).fill(7) == 7
    assert sorted(d["_id"] for d in db["alike"].find()) == [f"c{n}" for n in range(7) if n != 3]
