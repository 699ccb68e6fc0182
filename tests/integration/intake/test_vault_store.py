"""The vault on a real MongoDB: keys wrapped anew one by one, destroyed for good, one claim for one case."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pymongo import MongoClient

from sankua.core.events import Event
from services.common import commits
from services.common.casestore import CaseDoc
from services.common.commits import CommitLog, Stored
from services.intake import sealing
from services.intake.ciphers import AES, SM
from services.intake.claims import Claims
from services.intake.files import Document, Files
from services.intake.keyring import Keyring, MasterKey
from services.intake.openings import Openings
from services.intake.store import ClaimTaken, Entry, RefTaken, Vault
from services.intake.usecases.private import Private
from services.intake.wiring import stored_index

pytestmark = pytest.mark.stack


@pytest.fixture
def db(mongo, database):
    with MongoClient(mongo.uri, tz_aware=True) as client:
        yield client[database]
        client.drop_database(database)


def entry(n: int, master: MasterKey, **more: Any) -> tuple[Entry, bytes]:
    key, ref = sealing.new_key(), f"vault/c{n}"
    sealed = sealing.seal(key, {"title": f"标题{n}"}, ref, SM if n % 2 else AES)
    return Entry(ref, f"c{n}", "d", sealed, master.wrap(key, ref), master.id, **more), key


async def test_keys_are_wrapped_anew_a_page_at_a_time_and_all_still_open(db):
    old, new = MasterKey(os.urandom(32)), MasterKey(os.urandom(32), SM)
    vault = Vault(db)
    vault.ensure_indexes()
    keys = {}
    for n in range(7):
        made, keys[n] = entry(n, old)
        await vault.put(made)

    class Opened:
        def __init__(self, ring):
            self.master, self.vault = ring, vault

    private = Private(cast(Any, Opened(Keyring(new, [old]))), Files(db), cast(Any, None), cast(Any, None))
    assert await private.rotate(5) == (5, 2)
    assert await private.rotate(5) == (2, 0)
    assert await private.rotate(5) == (0, 0)
    alone = Keyring(new)
    for n, key in keys.items():
        found = await vault.get(f"vault/c{n}")
        assert alone.unwrap(found.wrapped, found.ref, found.key_id) == key
        assert sealing.unseal(key, found.sealed, found.ref) == {"title": f"标题{n}"}


def test_the_index_key_outlives_the_master_key(db):
    old, new = MasterKey(os.urandom(32)), MasterKey(os.urandom(32))
    first = stored_index(db, Keyring(old), old.first_index)
    second = stored_index(db, Keyring(new, [old]), new.first_index)
    third = stored_index(db, Keyring(new), new.first_index)
    assert first.mark("person", "x") == second.mark("person", "x") == third.mark("person", "x")
    with pytest.raises(sealing.SealBroken):
        stored_index(db, Keyring(old), old.first_index)


async def test_a_destroyed_key_takes_text_claims_and_documents_with_it(db):
    master, vault, files = MasterKey(os.urandom(32)), Vault(db), Files(db)
    vault.ensure_indexes()
    files.ensure_indexes()
    made, key = entry(1, master, claims=("k1",), people=("p1",), source_ref="src-77")
    await vault.put(made)
    await vault.put(Entry("vault/c1/a", "c1", "d", sealing.seal(key, {"facts": {}}, "vault/c1/a")))
    await vault.put(Entry("vault/c11/a", "c11", "d", b"another case"))
    document = Document("vault/c1/d1", "合同.pdf", "application/pdf", b"%PDF-1.7 secret")
    await files.put("c1", document, key, AES)
    await files.put("c1", document, key, AES)
    assert (await files.get("vault/c1/d1", key)).content == b"%PDF-1.7 secret"
    raw = b"".join(bytes(c["data"]) for c in db["documents.chunks"].find())
    assert b"secret" not in raw
    assert await files.destroy("c1") == 1
    assert await vault.destroy("c1", {"by": "x"})
    assert not await vault.destroy("c1", {"by": "y"})
    left = {d["_id"]: set(d) for d in db["vault"].find()}
    assert left["vault/c1"] == {"_id", "case", "at", "destroyed"}
    assert left["vault/c1/a"] == {"_id", "case"}
    assert "sealed" in left["vault/c11/a"]
    assert db["documents.chunks"].count_documents({}) == db["documents.files"].count_documents({}) == 0
    again, _ = entry(2, master, claims=("k1",))
    await vault.put(again)  # the claim is free


async def test_one_claim_has_one_holder_and_a_repeated_write_is_our_own(db):
    master, vault = MasterKey(os.urandom(32)), Vault(db)
    vault.ensure_indexes()
    first, _ = entry(1, master, claims=("k1", "k2"))
    await vault.put(first)
    await vault.put(first)
    second, _ = entry(2, master, claims=("k2", "k3"))
    with pytest.raises(ClaimTaken) as taken:
        await vault.put(second)
    assert (taken.value.case, taken.value.ref) == ("c1", "vault/c1")
    assert taken.value.since is not None
    other, _ = entry(1, master)
    with pytest.raises(RefTaken):
        await vault.put(other)
    await vault.release("vault/c1")
    await vault.put(second)


async def test_a_claim_of_an_entry_that_was_taken_back_is_not_waited_for(db):
    class Nothing:
        """No case and no request is known."""

        async def load(self, case):
            return CaseDoc(case)

        async def case_of(self, dedup):
            return ""

    vault, nothing = Vault(db), cast(Any, Nothing())
    claims = Claims(nothing, vault, nothing, cast(Any, None))
    first, _ = entry(9, MasterKey(os.urandom(32)), claims=("k9",))
    await vault.put(first)
    taken = ClaimTaken("c9", "vault/c9", datetime.now(UTC))
    waiting = asyncio.create_task(claims.beside(cast(Any, "matter"), taken, "req:x"))
    await asyncio.sleep(0.3)
    assert not waiting.done()  # the entry is there: its commit may be on its way
    await vault.drop("vault/c9")
    assert await asyncio.wait_for(waiting, 10) == "matter"


def opening(n: int, master: MasterKey, **more: Any) -> tuple[Entry, dict[str, Any]]:
    at = datetime.now(UTC)
    event = Event("CaseWithdrawn", f"c{n}", 1, "intake", at, at)
    return entry(n, master, **more)[0], commits.make([event], f"req:{n}", at)


async def test_a_round_commits_only_the_cases_whose_entry_stands(db):
    master, log, vault = MasterKey(os.urandom(32)), CommitLog(db["commits"], "", "intake"), Vault(db)
    vault.ensure_indexes()
    log.ensure_indexes()
    await vault.put(entry(3, master)[0])  # another matter's, as after a restore
    openings = Openings(vault, log)
    made = [opening(n, master, claims=["same" if n < 2 else f"own{n}"]) for n in range(8)]
    done = await asyncio.gather(*(openings.write(*o) for o in made), return_exceptions=True)
    refused = {n: type(d) for n, d in enumerate(done) if isinstance(d, Exception)}
    assert refused in ({0: ClaimTaken, 3: RefTaken}, {1: ClaimTaken, 3: RefTaken})
    assert all(isinstance(d, Stored) and d.ours for n, d in enumerate(done) if n not in refused)
    stored = {c["case"] for c in db["commits"].find()}
    assert stored == {f"c{n}" for n in range(8) if n not in refused}
    assert vault.written == 1 + 8 - len(refused)


async def test_entries_stand_before_any_commit_is_tried(db):
    master, vault = MasterKey(os.urandom(32)), Vault(db)

    class Away(CommitLog):
        async def append_all(self, commits):
            assert db["vault"].count_documents({"case": {"$in": [c["case"] for c in commits]}}) == len(
                commits
            )
            raise ValueError("refused for good")

    openings = Openings(vault, Away(db["commits"], "", "intake"))
    made = [opening(n, master) for n in range(3)]
    done = await asyncio.gather(*(openings.write(*o) for o in made), return_exceptions=True)
    assert [str(d) for d in done] == ["refused for good"] * 3
    assert db["vault"].count_documents({}) == 3
