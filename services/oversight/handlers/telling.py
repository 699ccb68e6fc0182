"""Notices whose moment has come, told from what was made ready: a page at a time, nothing is folded."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.common.casestore import Row
from services.common.commits import Taken
from services.common.model import NewEvent
from services.oversight.domain.notices import Rung
from services.oversight.domain.ready import Entry, entry
from services.oversight.domain.standing import office_of
from services.oversight.handlers.watcher import Watcher
from services.oversight.metrics import FIRE_LATENESS, FIRED


async def tell(watcher: Watcher, page: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """How many notices were told, and the cases that have to be looked at.

    A case whose stream went on meanwhile is looked at: its notice may have lost its ground. After a crash
    between commit and entry the same notice comes again, and its commit is found by `dedup`.
    """
    now = watcher.time.now()
    entries, cases = _split(watcher, page, now)
    done, going = 0, entries
    while due := [(e, rung) for e in going if (rung := e.due(now)) is not None]:
        outcomes = await watcher.cases.place(_rows(due))
        going, told = [], []
        for (one, rung), outcome in zip(due, outcomes, strict=True):
            if isinstance(outcome, Exception):
                raise outcome
            if isinstance(outcome, Taken):
                cases.append(one.case)
                continue
            one.tell(rung, outcome.doc["first"] + outcome.doc["n"] - 1)
            going.append(one)
            told += [rung] if outcome.ours else []
        _count(watcher, told)
        done += len(told)
    await asyncio.to_thread(watcher.advance, [e for e in entries if e.told])
    taken = set(cases)
    late = (e.case for e in entries if e.case not in taken and e.wake is not None and e.wake <= now)
    return done, [*cases, *late]


def _split(
    watcher: Watcher, page: Sequence[Mapping[str, Any]], now: datetime
) -> tuple[list[Entry], list[str]]:
    """Entries that can be told from, and the other cases: no notice comes first, or of another rule book."""
    entries, cases = [], []
    for doc in page:
        found = entry(doc)
        if found is not None and _holds(watcher, found, now):
            entries.append(found)
        else:
            cases.append(doc["_id"])
    return entries, cases


def _holds(watcher: Watcher, found: Entry, now: datetime) -> bool:
    watch = watcher.watch
    may = watch.firing is None or all(row["clock"] in watch.firing for row in found.rows)
    return may and found.valid(now) and found.book == watch.version


def _rows(due: Sequence[tuple[Entry, Rung]]) -> list[Row]:
    """What is committed. Notices of one office that differ in their case alone share their event."""
    said: dict[tuple[Any, ...], NewEvent] = {}
    rows = []
    for one, rung in due:
        office = office_of(one.case)
        alike = (office, rung.at, rung.level, *rung.of[1:])
        new = said.get(alike)
        if new is None:
            new = said[alike] = NewEvent(rung.name, rung.data(), rung.moment, office)
        rows.append((one.case, one.own, rung.dedup, new))
    return rows


def _count(watcher: Watcher, told: Sequence[Rung]) -> None:
    now = watcher.time.now()
    for labels, count in Counter(rung.labels for rung in told).items():
        FIRED.labels(*labels).inc(count)
    for at, count in Counter(rung.at for rung in told).items():
        FIRE_LATENESS.observe_many(max(0.0, (now - at).total_seconds()), count)
