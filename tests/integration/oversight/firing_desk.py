"""Due work without services: replicas' parts on one database, a clock that the test moves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sankua.core.times import SHANGHAI
from sankua.library.clocks import load_clock_book
from services.common.casestore import CaseStore
from services.common.commits import CommitLog, events_of
from services.common.times import Clock
from services.oversight import agents, claims, handlers, store
from services.oversight.domain.standing import Watch
from services.oversight.handlers import Watcher
from tests.unit.oversight.oversight_samples import folded, handed, history, registered

WATCH = Watch(load_clock_book(), frozenset({"C01", "C04", "C05", "C09"}))


def replica(db: Any, shift: Path) -> Watcher:
    """One process's own parts on the shared database."""
    log = CommitLog(db["commits"], "", "oversight")
    log.ensure_indexes()
    clock = Clock(shift)
    cases = CaseStore(
        store.OversightState._get_collection(), log, agents.Watching(WATCH), clock, ("", "oversight")
    )
    return Watcher(cases, clock, WATCH, store.refresh_all, claims.advance_all)


def move(file: Path, to: datetime) -> None:
    file.write_text(str((to - datetime.now(SHANGHAI)).total_seconds()), encoding="ascii")


def put(watcher: Watcher, count: int, **more: Any) -> list[str]:
    """State documents of registered and handed-over cases, as the consume loop writes them."""
    names = [f"140403-2023-{i:06}" for i in range(1, count + 1)]
    for name in names:
        doc = watcher.cases.read([name])[name]
        doc.parts = folded(history(registered(1, **more), *handed(1), case=name))
        doc.pos = {"intake": 1, "dispatch": 2}
        watcher.cases.states.insert_one(watcher.cases.stored(doc))
    return names


async def fire(watcher: Watcher, page: int = 3) -> int:
    return await handlers.fire(watcher, claims.due_pages(watcher.time.now(), page))


def told(db: Any) -> list[tuple[str, str, str, str]]:
    found = [e for c in db["commits"].find().sort("_id", 1) for e in events_of(c)]
    return [(e.case, e.name, e.data["clock"], e.data["level"]) for e in found]
