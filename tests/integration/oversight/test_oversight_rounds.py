"""Rounds of due work: what is little one replica does alone, what is much is shared; each once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from firing_desk import move, put, replica, told

from sankua.core.times import SHANGHAI
from services.common.lease import Lease
from services.common.service import Runtime
from services.oversight import agents, claims
from services.oversight.domain.standing import slot_of
from services.oversight.settings import OversightSettings

pytestmark = pytest.mark.stack
YELLOW = datetime(2023, 3, 12, tzinfo=SHANGHAI)
"""C04 of the cases is YELLOW since the 11th."""


async def test_little_work_is_done_over_all_slots_by_one_replica(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    names = put(watcher, 20)
    assert len({slot_of(name) for name in names}) > 5
    move(shift, YELLOW)
    mine, other = (claims.few_lease(db, 30) for _ in range(2))
    mine.claim()  # the first try only makes the document
    assert await agents.fire_few(watcher, mine, 50) == 20
    move(shift, datetime(2023, 3, 15, tzinfo=SHANGHAI))
    assert await agents.fire_few(replica(db, shift), other, 50) == 0
    assert await agents.fire_few(watcher, mine, 50) == 20
    assert len(told(db)) == len(set(told(db))) == 40


async def test_who_does_the_little_work_and_dies_delays_it_by_one_lease(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 5)
    move(shift, YELLOW)
    dead, mine = Lease(db["slots"], "few", 1.0), claims.few_lease(db, 5)
    dead.claim()  # the first try only makes the document
    assert dead.claim() is not None
    assert await agents.fire_few(watcher, mine, 50) == 0
    done = 0
    for _ in range(600):
        if done := await agents.fire_few(watcher, mine, 50):
            break
        await asyncio.sleep(0.05)
    assert done == 5
    assert len(told(db)) == len(set(told(db))) == 5


async def test_much_work_is_told_from_little_by_its_count(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 9)
    assert not claims.many_due(watcher.time.now(), 1)
    move(shift, YELLOW)
    db.command("profile", 2)
    assert claims.many_due(watcher.time.now(), 9)
    assert not claims.many_due(watcher.time.now(), 10)
    db.command("profile", 0)
    asked = list(db["system.profile"].find({"ns": f"{db.name}.cases", "op": "command"}))
    assert [one["docsExamined"] for one in asked] == [0, 0]  # from the index alone


@pytest.mark.parametrize("page", [1, 50])
async def test_racing_loops_tell_everything_once_much_or_little(db: Any, shift: Path, page: int) -> None:
    watchers = [replica(db, shift) for _ in range(3)]
    names = put(watchers[0], 40)
    move(shift, YELLOW)
    stopping = asyncio.Event()
    settings = OversightSettings(fire_page=page, fire_seconds=0.1, fire_lease=1)
    runtime = Runtime(settings, watchers[0].time, db, stopping, lambda peer: None)  # type: ignore[arg-type, return-value]
    loops = [asyncio.create_task(agents.fire_loop(watcher, runtime, settings)) for watcher in watchers]
    for _ in range(1200):
        if len(told(db)) == 40:
            break
        await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.gather(*loops)
    assert len(told(db)) == len(set(told(db))) == 40
    claimed = {doc["_id"] for doc in db["slots"].find({"owner": {"$exists": True}})} - {"few"}
    assert len(claimed) == (0 if page == 50 else len({slot_of(name) for name in names}))
